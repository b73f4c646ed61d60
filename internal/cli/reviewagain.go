package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"scimsheet/internal/apply"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// lockCampaign keeps others out of a campaign while something of it is written.
func lockCampaign(folder string) (unlock func(), err error) {
	lock := flock.New(filepath.Join(folder, ".lock"), flock.SetPermissions(0o600))
	switch got, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("keep others out of %s: %w", folder, err)
	case !got:
		return nil, fail(exitFailure, "wait for it to end", "another scimsheet is at work on the campaign %s", folder)
	}
	return func() { _ = lock.Close() }, nil // the lock goes with the process at the latest
}

// closed is a campaign that was closed before, and the run that came of it, which was not applied.
type closed struct {
	closing *review.Closing
	run     string
	plan    *plan.Plan
	state   *apply.State

	superseded bool // a call that was to close the campaign anew was cut short when the run was unusable already
}

// closedBefore finds out how a campaign was closed before; nil where it was not. What was applied, and what may have
// been because it is not where it was, stays as it is.
func (o *closeOptions) closedBefore(s *screen, c *review.Campaign) (*closed, error) {
	closing, err := readClosing(o.folder, c)
	if err != nil || closing == nil {
		return nil, err
	}
	b := &closed{closing: closing, run: runOf(o.folder, closing)}
	when := fmt.Sprintf("campaign %s was closed on %s", campaignTitle(c), day(closing.ClosedAt))
	b.plan, err = readRun(b.run)
	if err != nil && exist(b.run, supersededPlan) {
		b.superseded = true
		b.plan, err = readPlan(filepath.Join(b.run, supersededPlan))
	}
	if err != nil {
		return nil, fail(exitPlanUnfit, "bring the run back: what was done with it cannot be told without it", "%s, and its run is not at %s any more", when, b.run)
	}
	if b.plan.Digest != closing.PlanDigest {
		return nil, fail(exitPlanUnfit, "bring back the run with plan "+closing.PlanID, "%s, and %s holds another plan than the one that came of it", when, b.run)
	}
	if b.state, err = readState(b.run, b.plan); err != nil {
		return nil, err
	}
	if b.wasApplied() {
		return nil, fail(exitUsage, "what of it could not be carried out is planned from the sheet Retry of "+filepath.Join(b.run, resultsBook)+
			", and verified with this run; what came after its snapshot is reviewed by "+s.next("review", "open", "-o", o.folder+"-addendum", "--addendum-to", o.folder),
			"%s, and its run %s was applied", when, b.run)
	}
	return b, nil
}

func (b *closed) wasApplied() bool {
	for _, call := range b.state.Calls {
		if !call.RecordOnly {
			return true
		}
	}
	return false
}

// finishClosing ends what a call that was cut short had begun: the campaign is closed, and its run lacks the
// approvals. Where it lacks nothing, --again is needed to close the campaign anew.
func (o *closeOptions) finishClosing(s *screen, c *review.Campaign, b *closed) (*closeAnswer, error) {
	o.run = b.run
	w := &settling{options: *o, campaign: c, closing: b.closing, policy: b.plan.Policy}
	answer := w.answer(b.plan)
	approved := w.approvals(b.plan)
	answer.Approved = len(changesOf(approved))
	line, err := timelineOf(o.folder)
	if err != nil {
		return nil, err
	}
	if (len(approved) == 0 || len(b.state.Decisions()) > 0) && line.Events > b.closing.Timeline.Events {
		return nil, fail(exitUsage, "apply that run; or close the campaign anew with --again, after which that run cannot be applied any more",
			"campaign %s was closed on %s, and its run is %s", campaignTitle(c), day(b.closing.ClosedAt), b.run)
	}
	if err := w.follow(); err != nil {
		return nil, err
	}
	if err := w.record(b.plan, approved); err != nil {
		return nil, err
	}
	s.talk("note: the campaign had been closed, and the call was cut short before all of it was written: it is now\n")
	w.tell(s, b.plan, answer)
	return answer, nil
}

// supersededPlan is the name of the plan of a run that can no longer be applied, because its campaign was closed
// anew.
const supersededPlan = "superseded-plan.jsonl"

// supersede makes a run unusable, and puts its closing aside. An apply that is under way, or has been meanwhile, is in
// the way of it.
func (b *closed) supersede(folder string) error {
	log, err := journal.Open(filepath.Join(b.run, journalFile))
	if err != nil {
		return err
	}
	defer log.Close()
	if b.state, err = readState(b.run, b.plan); err != nil {
		return err
	}
	if b.wasApplied() {
		return fail(exitUsage, "look at what it has done: "+b.run, "the run %s was applied just now", b.run)
	}
	if !b.superseded {
		if err := os.Rename(filepath.Join(b.run, planFile), filepath.Join(b.run, supersededPlan)); err != nil {
			return fmt.Errorf("make the run %s unusable: %w", b.run, err)
		}
	}
	aside := filepath.Join(folder, fmt.Sprintf("closing-%s.jsonl.gz", b.closing.PlanID))
	if err := os.Rename(filepath.Join(folder, closingFile), aside); err != nil {
		return fmt.Errorf("put the closing aside: %w", err)
	}
	return nil
}
