package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
	"scimsheet/internal/roster"
)

// closeOptions are what review close was asked for.
type closeOptions struct {
	folder            string
	returned          []string
	run               string
	treatBlankAs      string
	deactivateLeavers bool
	again             bool
	operator          string
	policy            policyFlags
	connect           connectFlags
}

// closeAnswer is the JSON answer of review close: the plan's, and what the campaign came to.
type closeAnswer struct {
	*planAnswer
	Campaign  string                 `json:"campaign"`
	ID        string                 `json:"id"`
	Closed    bool                   `json:"closed"`
	Decisions decisionCounts         `json:"decisions"`
	Treated   int                    `json:"treated"`  // rows that --treat-blank-as decided
	Leavers   int                    `json:"leavers"`  // accounts to be deactivated because HR's list says that the person has left
	Approved  int                    `json:"approved"` // changes that are approved by what reviewers said
	FollowUps int                    `json:"followUps"`
	Since     driftCounts            `json:"since"`
	Open      map[review.Pending]int `json:"open"`
	Problems  []review.Problem       `json:"problems"`
}

// driftCounts are what has changed in the tenant since a campaign's snapshot.
type driftCounts struct {
	Added   int `json:"added"`
	Gone    int `json:"gone"`
	Changed int `json:"changed"`
	Given   int `json:"given"` // access that came after the snapshot and was reviewed by nobody
	Taken   int `json:"taken"`
}

// closeReview closes a campaign and writes the run that follows from it. The run comes first, and nothing of it can be
// applied: what reviewers approved is recorded in it last, when the closing of the campaign names it.
func closeReview(ctx context.Context, s *screen, o closeOptions) (*closeAnswer, error) {
	policy, err := o.resolve()
	if err != nil {
		return nil, err
	}
	c, err := readCampaign(o.folder)
	if err != nil {
		return nil, err
	}
	unlock, err := lockCampaign(o.folder)
	if err != nil {
		return nil, err
	}
	defer unlock()
	before, err := o.closedBefore(s, c)
	if err != nil {
		return nil, err
	}
	if before != nil && !o.again {
		return o.finishClosing(s, c, before)
	}
	standing, err := whereItStands(s, o.folder, c, o.returned)
	if err != nil {
		return nil, err
	}
	if o.run == "" {
		o.run = defaultRun(o.folder, s.Now())
	}
	stage, err := stageRun(o.run)
	if err != nil {
		return nil, err
	}
	defer stage.discard()
	w := &settling{options: o, campaign: c, policy: policy, stage: stage, before: before}
	return w.close(ctx, s, standing)
}

// close decides, signs in, plans and writes.
func (w *settling) close(ctx context.Context, s *screen, standing *review.Standing) (*closeAnswer, error) {
	o, c := w.options, w.campaign
	terms := review.Terms{At: s.Now().UTC(), Tool: tool(), TreatBlankAs: review.Decision(o.treatBlankAs), DeactivateLeavers: o.deactivateLeavers}
	if _, err := review.Close(c, standing, terms); err != nil { // before anybody has to sign in
		return o.stillOpen(s, c, standing, err)
	}
	conn, err := o.connect.open(ctx, s, &c.Tenant)
	if err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	if w.policy, err = conn.fit(s, w.policy); err != nil {
		return nil, err
	}
	if terms.Operator, err = conn.operator(o.operator, w.policy.FourEyes); err != nil {
		return nil, err
	}
	if terms.Operator == "" && (o.treatBlankAs != "" || o.deactivateLeavers) {
		return nil, fail(exitUsage, "say it with --operator you@your.company", "--treat-blank-as and --deactivate-leavers are decisions of whoever closes the review, and the credential does not tell who that is")
	}
	if w.closing, err = review.Close(c, standing, terms); err != nil {
		return nil, err
	}
	w.closing.Run = o.run
	p, answer, err := w.plan(ctx, s, conn)
	if err != nil {
		return nil, err
	}
	if !p.Refused {
		if err := w.settle(p, answer); err != nil {
			return nil, err
		}
	}
	w.tell(s, p, answer)
	return answer, w.verdict(p, answer)
}

// settle writes the closing, and then what makes the run one that can be applied.
func (w *settling) settle(p *plan.Plan, answer *closeAnswer) error {
	if w.before != nil {
		if err := w.before.supersede(w.options.folder); err != nil {
			return err
		}
	}
	if err := w.keep(); err != nil {
		return err
	}
	approved := w.approvals(p)
	answer.Approved = len(changesOf(approved))
	return w.record(p, approved)
}

// resolve checks the flags and gives the policy by which revocations are planned.
func (o *closeOptions) resolve() (plan.Policy, error) {
	if err := oneOf("treat-blank-as", o.treatBlankAs, "", string(review.Revoke), string(review.Keep)); err != nil {
		return plan.Policy{}, err
	}
	p := &o.policy
	p.Entitlements, p.Absent, p.Match, p.Read = plan.Remove, plan.AbsentIgnore, plan.MatchUserName, readAll
	p.Manage = []string{plan.ManageActive, plan.ManageEntitlements}
	p.GroupBy, p.RequireApproval = reviewerColumn, true // the reviewers' approvals are recorded; without them nothing is applied
	return p.resolve()
}

// reviewerColumn is the header by which the rows of a closed campaign are grouped in reports.
const reviewerColumn = "Reviewer"

// runOf is where the run of a closed campaign is: as it was typed, or where it lies beside the campaign if both
// were moved.
func runOf(folder string, closing *review.Closing) string {
	beside := filepath.Join(filepath.Dir(folder), filepath.Base(closing.Run))
	if !exist(closing.Run, planFile) && exist(beside, planFile) {
		return beside
	}
	return closing.Run
}

// stillOpen tells what keeps a campaign from closing.
func (o *closeOptions) stillOpen(s *screen, c *review.Campaign, standing *review.Standing, err error) (*closeAnswer, error) {
	var open *review.NotClosable
	if !errors.As(err, &open) {
		return nil, err
	}
	status := statusOf(o.folder, c, standing)
	s.answer("Campaign %s is not closed, and no run was written.\n", campaignTitle(c))
	tellOpen(s, open.Open)
	tellWaiting(s, status.Progress)
	tellLookAt(s, status.Disputed, open.Problems, nil)
	total := 0
	for _, n := range open.Open {
		total += n
	}
	hint := s.next("review", "status", o.folder) + " writes reminders for those who are not done"
	if n := open.Open[review.OpenBlank] + open.Open[review.OpenDelegated]; n > 0 && o.treatBlankAs == "" {
		hint += "; --treat-blank-as revoke or keep decides the rows that nobody has decided, and is recorded"
	}
	answer := &closeAnswer{Campaign: o.folder, ID: c.ID, Decisions: status.Decisions, Open: open.Open, Problems: shown(open.Problems)}
	what := countOf(total, "row") + " open"
	if n := len(open.Problems); n > 0 {
		what = strings.TrimPrefix(what+", ", "0 rows open, ") + countOf(n, "problem") + " in the files that came back"
	}
	return answer, fail(exitPlanUnfit, hint, "the campaign cannot be closed: %s", what)
}

// settling is a campaign on its way into a run.
type settling struct {
	options  closeOptions
	campaign *review.Campaign
	closing  *review.Closing
	policy   plan.Policy
	stage    *stage
	placed   *review.Closing         // the same, with a place for rows that stand in no file that came back
	before   *closed                 // the closing that this one takes the place of; nil for none
	fates    map[*review.Person]fate // see fate; nil before it was asked for
}

// plan reads the tenant, says what has changed in it, and writes the run.
func (w *settling) plan(ctx context.Context, s *screen, conn *connection) (*plan.Plan, *closeAnswer, error) {
	known, err := conn.workspaces(ctx, s, nil)
	if err != nil {
		return nil, nil, err
	}
	started := s.Now().UTC()
	read, err := conn.readAll(ctx, s, known, 0, "to see what has changed since the review was opened")
	if err != nil {
		return nil, nil, err
	}
	read.TakenAt = started
	before, err := readSnapshot(w.options.folder, w.campaign)
	if err != nil {
		return nil, nil, err
	}
	w.closing.Drift = review.Since(w.campaign, before, read.Accounts, known, started)
	if w.policy.Caller, err = conn.protectedCaller(ctx, s, read); err != nil {
		return nil, nil, err
	}
	tellUnprotected(s, w.policy.Protect, read)
	for _, ws := range w.campaign.Scope.Workspaces {
		w.policy.Scope = append(w.policy.Scope, ws.ID)
	}
	w.policy.ByGroup = true
	rows, err := w.rows()
	if err != nil {
		return nil, nil, err
	}
	desired := w.placed.Desired(w.campaign)
	difference, err := plan.Diff(desired, plan.Actual{Accounts: read.Accounts, Total: read.Total, Complete: read.Complete,
		Workspaces: known, At: read.TakenAt}, w.policy)
	if err != nil {
		return nil, nil, err
	}
	if err := keepFindings(w.stage, nil); err != nil {
		return nil, nil, err
	}
	p, err := conn.seal(s, w.stage, difference, w.policy, read, w.options.connect, plan.Facts{Operator: w.closing.Operator, Inputs: rows.inputs, Review: w.campaign.ID})
	if err != nil {
		return nil, nil, err
	}
	w.closing.PlanID, w.closing.PlanDigest, w.closing.Drift.Snapshot = p.ID, p.Digest, p.Snapshot.SHA256
	answer, err := w.finish(s, p)
	return p, answer, err
}

// finish writes the run's reports and puts it in place. Without approvals it cannot be applied yet.
func (w *settling) finish(s *screen, p *plan.Plan) (*closeAnswer, error) {
	if _, err := writeReports(s, w.stage, report.Input{Plan: p, Run: w.options.run}); err != nil {
		return nil, err
	}
	return w.answer(p), w.stage.publish()
}

// keep writes the closing, the ledger and the time line of the campaign.
func (w *settling) keep() error {
	folder := w.options.folder
	var err error
	if w.closing.Timeline, err = timelineOf(folder); err != nil {
		return err
	}
	taken := filepath.Join(w.options.run, snapshotFile)
	digest, err := digestOf(taken)
	if err != nil {
		return err
	}
	if err := keepCopy(taken, filepath.Join(folder, closingSnapshot), digest); err != nil {
		return err
	}
	path := filepath.Join(folder, closingFile)
	switch written, err := saveAs(path, func(to io.Writer) error { return w.closing.Write(to) }); {
	case err != nil:
		return err
	case written != path:
		return fail(exitFailure, "close the program that holds it, delete "+written+" and call this again", "%s cannot be replaced", path)
	}
	if _, err := reviewbook.WriteLedger(filepath.Join(folder, ledgerBook),
		reviewbook.Ledger{Campaign: w.campaign, Closing: w.closing, At: w.closing.ClosedAt}); err != nil {
		return err
	}
	return addLines(filepath.Join(folder, timelineFile), review.Event{At: w.closing.ClosedAt, What: review.WhatClosed, By: w.closing.Operator,
		Files: w.closing.Files, Words: fmt.Sprintf("closed: plan %s in %s", w.closing.PlanID, filepath.Base(w.options.run))})
}

const damagedSnapshot = "bring it back from a copy: what has changed since is told from it"

// readSnapshot reads the accounts that a campaign was opened with.
func readSnapshot(folder string, c *review.Campaign) ([]identity.Account, error) {
	path := filepath.Join(folder, snapshotFile)
	accounts, digest, err := snapshotIn(path)
	if err != nil {
		return nil, fail(exitPlanUnfit, damagedSnapshot, "%s: %w", path, err)
	}
	if digest != c.Proof.Snapshot {
		return nil, fail(exitPlanUnfit, damagedSnapshot, "%s is not the snapshot that campaign %s was opened with", path, c.Name)
	}
	return accounts, nil
}

func (w *settling) answer(p *plan.Plan) *closeAnswer {
	files := answerOf(p, &roster.Roster{}, w.options.run, nil)
	files.People = len(p.Changes)
	drift := &w.closing.Drift
	answer := &closeAnswer{planAnswer: files, Campaign: w.options.folder, ID: w.campaign.ID, Closed: !p.Refused,
		Open: map[review.Pending]int{}, Problems: []review.Problem{}, FollowUps: len(w.closing.FollowUps()),
		Since: driftCounts{Added: len(drift.Added), Gone: len(drift.Gone), Changed: len(drift.Changed), Given: len(drift.Given), Taken: len(drift.Taken)}}
	for i := range w.closing.Rows {
		row := &w.closing.Rows[i]
		answer.Decisions.count(row)
		if row.Treated {
			answer.Treated++
		}
	}
	answer.Leavers = p.Counts.Deactivate
	return answer
}

func (n *decisionCounts) count(row *review.Judged) {
	switch row.Decision {
	case review.Keep:
		n.Keep++
	case review.Revoke:
		n.Revoke++
	case review.Change:
		n.Change++
	default:
		n.Open++
	}
}

// tell says what a campaign came to and what to do next.
func (w *settling) tell(s *screen, p *plan.Plan, answer *closeAnswer) {
	c, d := w.campaign, answer.Decisions
	if !answer.Closed {
		s.answer("Campaign %s stays open: a limit refused the plan.\n", campaignTitle(c))
		return
	}
	s.answer("\nCampaign %s is closed.\n  decided     %8s    keep %s    revoke %s    change %s\n", campaignTitle(c), thousands(len(w.closing.Rows)),
		thousands(d.Keep), thousands(d.Revoke), thousands(d.Change))
	if answer.Treated > 0 {
		s.answer("    of these  %8s    decided by --treat-blank-as %s: nobody had\n", thousands(answer.Treated), w.closing.TreatBlankAs)
	}
	w.tellChanges(s, p)
	w.tellLeavers(s, p)
	tellSince(s, answer)
	if n := answer.FollowUps; n > 0 {
		s.answer("  follow up   %8s    decided change: something else has to be done, see the ledger\n", thousands(n))
	}
	s.answer("\nPlan %s written to %s\n  digest  %s\n  read    %s\n", p.ID, answer.Run, p.Digest, answer.Files[changeWorkbook])
	switch n := writing(p); {
	case n == 0:
		s.answer("  There is nothing to apply.\n")
	case answer.Approved < n:
		s.answer("  %s of %s approved by what reviewers decided; the others need an approval in %s\n", thousands(answer.Approved), countOf(n, "change"), answer.Files[changeWorkbook])
		fallthrough
	default:
		s.answer("  then    %s\n          %s\n", s.next("apply", answer.Run), s.next("verify", answer.Run))
	}
	s.answer("          %s\n", s.next("review", "evidence", w.options.folder))
}

// tellChanges says what will be taken: what was revoked and is gone already, or protected, is not among it.
func (w *settling) tellChanges(s *screen, p *plan.Plan) {
	people := 0
	for i := range p.Changes {
		if len(p.Changes[i].Revocations) > 0 {
			people++
		}
	}
	if people > 0 {
		s.answer("  to be taken %8s    from %s\n", thousands(p.Counts.Revocations), countOf(people, "person"))
	}
}

// leaversOnScreen is how many people the terminal names who have left and whose access was kept.
const leaversOnScreen = 8

func (w *settling) tellLeavers(s *screen, p *plan.Plan) {
	if !w.closing.DeactivateLeavers {
		return
	}
	ends := map[string]bool{}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Action == plan.Deactivate {
			ends[strings.ToLower(c.UserID)] = true
		}
	}
	s.answer("  leavers     %8s    whose accounts are deactivated: HR's list says that they have left\n", thousands(len(ends)))
	told := 0
	for _, leaver := range w.closing.Leavers(w.campaign) {
		if len(leaver.Kept) == 0 || !ends[strings.ToLower(leaver.Person.Account.ID)] {
			continue
		}
		if told++; told > leaversOnScreen {
			s.answer("    … more in the ledger\n")
			return
		}
		s.answer("    ⚠ %s: %s kept by %s, and deactivated all the same\n", report.Printed(string(leaver.Person.Account.UserName)),
			countOf(len(leaver.Kept), "row"), report.Printed(leaver.Kept[0].By))
	}
}

// tellSince says what has changed in the tenant since the review was opened.
func tellSince(s *screen, answer *closeAnswer) {
	d := answer.Since
	if d == (driftCounts{}) {
		s.answer("  since the snapshot    nothing has changed in the tenant\n")
		return
	}
	s.answer("  since the snapshot    users: %s new, %s gone, %s changed · access: %s given, %s taken\n", thousands(d.Added), thousands(d.Gone), thousands(d.Changed), thousands(d.Given), thousands(d.Taken))
	if d.Given > 0 {
		s.answer("    access given since was reviewed by nobody: %s\n", s.next("review", "open", "-o", answer.Campaign+"-addendum", "--addendum-to", answer.Campaign))
	}
}

func (w *settling) verdict(p *plan.Plan, answer *closeAnswer) error {
	if p.Refused {
		return limitFailure(p, answer.planAnswer, "review close, with another -o,")
	}
	return nil
}
