package dossier

import (
	"testing"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// aRevocation is one revocation that was decided, and a plan that has it.
func aRevocation() (*binder, *plan.Change) {
	person := &review.Person{Account: identity.Account{ID: "8A81", UserName: "ada@acme.example"}, Accesses: []review.Access{{Workspace: spaces[0], Reviewer: maria}}}
	change := plan.Change{ID: "c1", Action: plan.Update, UserID: "8a81", UserName: "ada@acme.example", Revocations: spaces[:1]}
	p := &plan.Plan{Digest: "d", Changes: []plan.Change{change}}
	b := &binder{Input: Input{
		Campaign: &review.Campaign{},
		Closing:  &review.Closing{PlanDigest: "d", Rows: []review.Judged{{Ref: review.Ref{Person: person, Access: &person.Accesses[0]}, Decision: review.Revoke}}},
		Run: &Run{Plan: p, Verified: &Verified{At: applied, Converged: true}, Outcomes: map[string]apply.Outcome{
			"c1": {Status: apply.Applied, FinishedAt: applied, Workspaces: []apply.WorkspaceOutcome{{Workspace: spaces[0], Change: apply.Revoke, Status: apply.Applied}}}}},
	}}
	return b, &p.Changes[0]
}

func TestWhatBecameOfARevocation(t *testing.T) {
	outcome := func(b *binder, status apply.Status, detail string) {
		b.Run.Outcomes["c1"] = apply.Outcome{Status: status, Detail: detail, Workspaces: []apply.WorkspaceOutcome{{Workspace: spaces[0], Change: apply.Revoke, Status: status}}}
	}
	for _, c := range []struct {
		name                 string
		so                   func(b *binder, c *plan.Change)
		outcome, words, seen string
	}{
		{"applied, and seen", func(*binder, *plan.Change) {}, "applied", "taken, and the service shows it as gone", "no longer there"},
		{"applied, and never looked for", func(b *binder, _ *plan.Change) { b.Run.Verified = nil }, "applied", "taken, and the service shows it as gone", "not read again"},
		{"applied, and given again since", func(b *binder, _ *plan.Change) {
			b.Run.Verified.Differences = []apply.Difference{{ChangeID: "c1", Path: apply.PathEntitlements, Workspace: &spaces[0], Wanted: false, Seen: true}}
		}, "applied", "taken, and the service shows it as gone", "still there"},
		{"applied, and another workspace differs", func(b *binder, _ *plan.Change) {
			b.Run.Verified.Differences = []apply.Difference{{ChangeID: "c1", Path: apply.PathEntitlements, Workspace: &spaces[1], Wanted: false, Seen: true}}
		}, "applied", "taken, and the service shows it as gone", "no longer there"},
		{"the account is gone since", func(b *binder, _ *plan.Change) {
			b.Run.Verified.Differences = []apply.Difference{{ChangeID: "c1", Path: plan.PathUserName, Wanted: "ada@acme.example"}}
		}, "applied", "taken, and the service shows it as gone", "there is no account"},
		{"failed", func(b *binder, _ *plan.Change) { outcome(b, apply.Failed, "the service refused it") }, "failed", "the service refused it", "no longer there"},
		{"an approver said no", func(b *binder, _ *plan.Change) { outcome(b, apply.Rejected, "") }, "rejected", "an approver of the plan said no", "not among what was read again"},
		{"the plan could not do it", func(_ *binder, c *plan.Change) { c.Action, c.Detail = plan.Blocked, "several accounts fit" }, "blocked", "several accounts fit", "not among what was read again"},
		{"the account is protected", func(b *binder, c *plan.Change) {
			c.Action, c.Revocations, c.Withheld = plan.None, nil, []plan.Withheld{{What: apply.Revoke, Workspace: &spaces[0], Why: "protected"}}
			b.Run.Outcomes["c1"] = apply.Outcome{Status: apply.Unchanged}
		}, "blocked", "the account is protected, and keeps the workspace", "not among what was read again"},
		{"somebody had taken it before", func(b *binder, c *plan.Change) {
			c.Action, c.Revocations = plan.None, nil
			b.Run.Outcomes["c1"] = apply.Outcome{Status: apply.Unchanged}
			b.Closing.Drift.Taken = []review.Ref{b.Closing.Rows[0].Ref}
		}, "unchanged", "the person no longer had it when the campaign was closed", "not among what was read again"},
		{"the plan lacks it, and the person still had it", func(b *binder, c *plan.Change) {
			c.Action, c.Revocations = plan.None, nil
			b.Run.Outcomes["c1"] = apply.Outcome{Status: apply.Unchanged}
		}, "notShown", "the plan does not have it, and nothing says why", "not among what was read again"},
		{"the account was gone before", func(b *binder, _ *plan.Change) {
			b.Closing.Drift.Gone = []identity.Account{{ID: "8A81"}}
		}, "unchanged", "the account was no longer there when the campaign was closed", "not among what was read again"},
		{"the person is not in the plan", func(b *binder, c *plan.Change) { c.UserID, c.UserName = "other", "other@acme.example" }, "notShown", "the plan has no change for this person", "not among what was read again"},
		{"there is no run", func(b *binder, _ *plan.Change) { b.Run = nil }, "notShown", "the run that followed is not in this evidence", "not read again"},
		{"the run is of another plan", func(b *binder, _ *plan.Change) { b.Closing.PlanDigest = "e" }, "notShown", "the run that followed is not in this evidence", "not read again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, change := aRevocation()
			c.so(b, change)
			b.follow()
			if len(b.fates) != 1 {
				t.Fatalf("there are %d fates", len(b.fates))
			}
			f := &b.fates[0]
			if string(f.Outcome) != c.outcome || f.Words != c.words || b.seen(f) != c.seen {
				t.Errorf("it is %s: %q, seen %q", f.Outcome, f.Words, b.seen(f))
			}
		})
	}
}

func TestWhatBecameOfSomebodyWhoHasLeft(t *testing.T) {
	for _, c := range []struct {
		name                 string
		so                   func(b *binder, c *plan.Change)
		outcome, words, seen string
	}{
		{"deactivated, and seen", func(*binder, *plan.Change) {}, "applied", "deactivated", "not active"},
		{"deactivated, and active again", func(b *binder, _ *plan.Change) {
			b.Run.Verified.Differences = []apply.Difference{{ChangeID: "c1", Path: plan.PathActive, Wanted: false, Seen: true}}
		}, "applied", "deactivated", "still active"},
		{"the service refused it", func(b *binder, _ *plan.Change) {
			b.Run.Outcomes["c1"] = apply.Outcome{Status: apply.Failed, Detail: "the service refused it", FinishedAt: time.Time{}}
		}, "failed", "the service refused it", "not active"},
		{"the account is protected", func(_ *binder, c *plan.Change) {
			c.Action, c.Withheld = plan.None, []plan.Withheld{{What: "deactivate", Why: "protected"}}
		}, "blocked", "the account is protected, and stays active", "not among what was read again"},
		{"the plan lacks it, and the account was active", func(b *binder, c *plan.Change) {
			c.Action, b.Campaign.People[0].Account.Active = plan.Update, true
		}, "notShown", "the plan does not have it, and nothing says why", "not among what was read again"},
		{"switched off meanwhile", func(b *binder, c *plan.Change) {
			c.Action, b.Campaign.People[0].Account.Active = plan.Update, true
			b.Closing.Drift.Changed = []review.Moved{{After: identity.Account{ID: "8a81"}}}
		}, "unchanged", "the account was not active when the campaign was closed", "not active"},
		{"not active already", func(_ *binder, c *plan.Change) { c.Action = plan.Update }, "unchanged", "the account was not active when the campaign was closed", "not active"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, change := aRevocation()
			person := b.Closing.Rows[0].Person
			person.HR = &review.Employment{Left: true}
			b.Campaign.People = []review.Person{*person}
			b.Closing.Rows[0].Decision, b.Closing.DeactivateLeavers = review.Keep, true
			change.Action = plan.Deactivate
			c.so(b, change)
			b.follow()
			f := &b.fates[0]
			if f.What != deactivation || string(f.Outcome) != c.outcome || f.Words != c.words || b.seen(f) != c.seen {
				t.Errorf("it is %s of %s: %q, seen %q", f.Outcome, f.What, f.Words, b.seen(f))
			}
		})
	}
}
