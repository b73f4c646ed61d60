package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

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
	if before != nil && !o.again && !before.superseded {
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
	return w.follow()
}

// follow writes what tells of a closing, the ledger and then the time line, unless an earlier call has.
func (w *settling) follow() error {
	folder := w.options.folder
	line, err := timelineOf(folder)
	if err != nil || line.Events > w.closing.Timeline.Events {
		return err
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
