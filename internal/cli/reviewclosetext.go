package cli

import (
	"errors"
	"strings"

	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/review"
)

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
	if total == 0 {
		hint = "give a sound copy of each file that is named, saved later by the same program, or without what is not the campaign's"
	}
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
