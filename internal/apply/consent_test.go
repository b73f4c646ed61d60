package apply

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func approve(changes ...string) []Decision { return decided(Approve, changes...) }

func decided(v Verdict, changes ...string) []Decision {
	var out []Decision
	for _, id := range changes {
		out = append(out, Decision{ChangeID: id, Verdict: v, By: "maria@example.com", File: "change-report.xlsx", SHA256: "f1", Cell: "Changes!A5"})
	}
	return out
}

func rejected(change, comment string) []Decision {
	out := decided(Reject, change)
	out[0].Comment = comment
	return out
}

// with is one calm call of apply with these decisions.
func (g *rig) with(decisions ...Decision) Summary {
	g.t.Helper()
	s, err := g.apply(context.Background(), Options{Decisions: decisions, ApprovedOnly: true}, g.open())
	if err != nil {
		g.t.Fatalf("apply: %v", err)
	}
	g.wantReplay(s)
	return s
}

func (g *rig) state() *State {
	g.t.Helper()
	s, err := Replay(g.path)
	if err != nil {
		g.t.Fatalf("replay: %v", err)
	}
	return s
}

// threePeople are a creation, a renaming and a deactivation.
func threePeople(t testing.TB) *rig {
	bob, eve := account("bob", "a"), account("eve", "a")
	return newRig(t, planOf(creation("ada", "a"), renaming(bob, []string{"b"}, []string{"a"}), deactivation(eve)), newTenant(t, bob, eve))
}

func TestOnlyWhatIsApprovedIsSent(t *testing.T) {
	for sentence, tc := range map[string]struct {
		decisions []Decision
		want      map[string]Status
	}{
		"nobody has said anything": {nil, map[string]Status{"c-ada": Undecided, "c-bob": Undecided, "c-eve": Undecided}},
		"one yes, one no, one blank": {slices.Concat(approve("c-bob"), rejected("c-eve", "is on leave")),
			map[string]Status{"c-ada": Undecided, "c-bob": Applied, "c-eve": Rejected}},
		"two yes are a yes":                          {slices.Concat(approve("c-ada"), approve("c-ada")), map[string]Status{"c-ada": Applied, "c-bob": Undecided}},
		"a no wins over a yes before it":             {slices.Concat(approve("c-ada"), rejected("c-ada", "")), map[string]Status{"c-ada": Rejected}},
		"a no wins over a yes after it":              {slices.Concat(rejected("c-ada", ""), approve("c-ada")), map[string]Status{"c-ada": Rejected}},
		"a yes from everyone applies the whole plan": {approve("c-ada", "c-bob", "c-eve"), map[string]Status{"c-ada": Applied, "c-bob": Applied, "c-eve": Applied}},
	} {
		t.Run(sentence, func(t *testing.T) {
			g := threePeople(t)
			s := g.with(tc.decisions...)
			g.wantStatus(s, tc.want)
			applied := tally(s)[Applied]
			if len(g.tenant.writes) != applied || !s.Converged || !g.state().Finished(g.plan) || !g.state().ApprovedOnly() {
				t.Errorf("writes %v, converged %v", g.tenant.writes, s.Converged)
			}
			if applied == 0 && g.tenant.looks > 0 {
				t.Errorf("%d looks where nothing may be sent", g.tenant.looks)
			}
		})
	}
}

func TestAResumeNeedsNoApprovalsAgain(t *testing.T) {
	g := threePeople(t)
	decisions := slices.Concat(approve("c-ada", "c-bob"), rejected("c-eve", ""))
	g.tenant.fault = wrong(map[string]fault{"ada": refuse})
	g.wantStatus(g.with(decisions...), map[string]Status{"c-ada": Failed, "c-bob": Applied, "c-eve": Rejected})
	g.wantStatus(g.run(), map[string]Status{"c-ada": Applied, "c-bob": Applied, "c-eve": Rejected})
	if got := g.state().Decisions(); !cmp.Equal(got, decisions) {
		t.Errorf("recorded are %v", got)
	}
}

func TestALaterFileDecidesWhatWasUndecided(t *testing.T) {
	g := threePeople(t)
	first := approve("c-ada")
	g.wantStatus(g.with(first...), map[string]Status{"c-ada": Applied, "c-bob": Undecided, "c-eve": Undecided})
	second := slices.Concat(first, approve("c-bob"), rejected("c-eve", ""))
	s := g.with(second...)
	g.wantStatus(s, map[string]Status{"c-ada": Applied, "c-bob": Applied, "c-eve": Rejected})
	if got := g.state().Decisions(); !cmp.Equal(got, second) {
		t.Errorf("what was given twice is recorded twice: %v", got)
	}
	if !cmp.Equal(s.Outcomes["c-eve"].Decisions, rejected("c-eve", "")) {
		t.Errorf("decisions %v", s.Outcomes["c-eve"].Decisions)
	}
	calls := len(g.state().Calls)
	g.with(second...)
	if n := len(g.state().Calls); n != calls {
		t.Error("a finished run with nothing newly decided was begun again")
	}
}

func TestAPlanThatRequiresApprovalSendsNothingWithout(t *testing.T) {
	g := threePeople(t)
	g.plan.Policy.RequireApproval = true
	s := g.run()
	if tally(s)[Undecided] != 3 || len(g.tenant.writes)+g.tenant.looks > 0 {
		t.Errorf("outcomes %v, writes %v", tally(s), g.tenant.writes)
	}
	if before := Outcomes(g.plan, newState()); before["c-bob"].Status != Undecided || len(g.state().Calls) > 0 {
		t.Errorf("before anything ran bob is %s", before["c-bob"].Status)
	}
}

func TestARunThatWasBoundToApprovalsOnceStaysBound(t *testing.T) {
	g := threePeople(t)
	if tally(g.with())[Undecided] != 3 {
		t.Fatal("nothing was decided")
	}
	if s := g.run(); tally(s)[Undecided] != 3 || len(g.tenant.writes) > 0 {
		t.Errorf("outcomes %v, writes %v", tally(s), g.tenant.writes)
	}
}

func TestAnOutcomeSaysWhoDecidedAndWhatToDoNext(t *testing.T) {
	g := threePeople(t)
	hostile := "left\r\nin\tJune " + strings.Repeat("x", 32000)
	nameless := decided(Reject, "c-bob")
	nameless[0].By = ""
	s := g.with(slices.Concat(rejected("c-ada", hostile), nameless, rejected("c-eve", "left in June"))...)
	if d := s.Outcomes["c-eve"].Detail; d != "rejected by maria@example.com: left in June" {
		t.Errorf("detail %q", d)
	}
	if d := s.Outcomes["c-bob"].Detail; d != "rejected by the approver of change-report.xlsx (Changes!A5)" {
		t.Errorf("detail %q", d)
	}
	if d := s.Outcomes["c-ada"].Detail; !strings.HasPrefix(d, "rejected by maria@example.com: left in June xxx") || len(d) > 300 {
		t.Errorf("detail of %d bytes: %q", len(d), d[:60])
	}
	for _, o := range s.Outcomes {
		if o.Hint != hintRejected {
			t.Errorf("hint %q", o.Hint)
		}
	}
	undecided := threePeople(t).with().Outcomes["c-bob"]
	if undecided.Detail != "no approver has said yes to it" || !strings.Contains(undecided.Hint, "--approvals") || len(undecided.Workspaces) != 2 ||
		undecided.Workspaces[0].Status != Undecided {
		t.Errorf("outcome %+v", undecided)
	}
}

func TestWhatIsNoDecisionAboutThePlanIsRefused(t *testing.T) {
	for sentence, d := range map[string]Decision{
		"about a change that it does not hold": {ChangeID: "c-eve2", Verdict: Approve},
		"neither yes nor no":                   {ChangeID: "c-eve", Verdict: "maybe"},
	} {
		t.Run(sentence, func(t *testing.T) {
			g := threePeople(t)
			l := g.open()
			if _, err := Run(context.Background(), g.plan, g.tenant, l, Options{Decisions: []Decision{d}}); err == nil || l.appends > 0 {
				t.Errorf("error %v, %d appends", err, l.appends)
			}
			_ = l.Close()
		})
	}
}

func TestDecisionsAreOnDiskBeforeAnythingIsReadOrSent(t *testing.T) {
	g := killedUnapproved(t, none, true) // so that there is something to look at, and nothing else is recorded before
	l := g.open()
	first := true
	g.tenant.onLook = func(Keys) error {
		if !first {
			return nil
		}
		first = false
		info, err := os.Stat(g.path)
		if n := len(g.state().Decisions()); err != nil || n != 2 || l.synced != info.Size() {
			t.Errorf("%v: %d decisions recorded, %d bytes of %d on disk", err, n, l.synced, info.Size())
		}
		return nil
	}
	if _, err := g.apply(context.Background(), Options{Decisions: append(rejected("c-bob", ""), rejected("c-eve", "")...)}, l); err != nil {
		t.Fatal(err)
	}
	if first {
		t.Error("nothing was looked at: this tests nothing")
	}
}

func TestAJournalThatCannotKeepTheDecisionsSendsNothing(t *testing.T) {
	for _, failAt := range []int{1, 2} {
		g := threePeople(t)
		l := g.open()
		l.failAt = failAt
		s, err := g.apply(context.Background(), Options{Decisions: approve("c-ada")}, l)
		if err == nil || len(g.tenant.writes)+g.tenant.looks > 0 || tally(s)[Applied] > 0 {
			t.Errorf("append %d: error %v, writes %v, outcomes %v", failAt, err, g.tenant.writes, tally(s))
		}
		if failAt == 2 { // the run that was killed here is bound all the same
			if again := g.run(); tally(again)[Undecided] != 3 || len(g.tenant.writes) > 0 {
				t.Errorf("outcomes %v, writes %v", tally(again), g.tenant.writes)
			}
		}
	}
}

func TestVerifyDoesNotMissWhatWasNotApproved(t *testing.T) {
	g := threePeople(t)
	s := g.with(slices.Concat(approve("c-bob"), rejected("c-eve", ""))...)
	got, err := Verify(context.Background(), g.plan, s.Outcomes, g.tenant)
	if err != nil || len(got) > 0 {
		t.Errorf("%v, %v", got, err)
	}
	g.tenant.edit("bob@example.com", func(a *identity.Account) { a.Workspaces = nil })
	if got, _ = Verify(context.Background(), g.plan, s.Outcomes, g.tenant); len(got) != 1 || got[0].ChangeID != "c-bob" {
		t.Errorf("%v", got)
	}
}

func TestProgressCountsOnlyWhatMayBeSent(t *testing.T) {
	g := threePeople(t)
	var last Progress
	_, err := g.apply(context.Background(), Options{Decisions: approve("c-ada"), Progress: func(p Progress) { last = p }}, g.open())
	if err != nil || last.Total != 1 || last.Done != 1 || !cmp.Equal(last.Outcomes, map[Status]int{Applied: 1}) {
		t.Errorf("%v, progress %+v", err, last)
	}
}

func TestManyDecisionsAreRecordedInOrder(t *testing.T) {
	p := creations(2 * decisionsPerRecord)
	var decisions []Decision
	for i := range p.Changes {
		decisions = append(decisions, rejected(p.Changes[i].ID, "")...)
	}
	g := newRig(t, p, newTenant(t))
	if s := g.with(decisions...); tally(s)[Rejected] != len(p.Changes) {
		t.Errorf("outcomes %v", tally(s))
	}
	if !cmp.Equal(g.state().Decisions(), decisions) {
		t.Error("they are not recorded as they were given")
	}
}

func TestDecisionsAboutWhatNeedsNothingAreKept(t *testing.T) {
	g := newRig(t, planOf(plan.Change{ID: "none", Action: plan.None}, creation("ada")), newTenant(t))
	s := g.with(slices.Concat(rejected("none", ""), approve("c-ada"))...)
	g.wantStatus(s, map[string]Status{"none": Unchanged, "c-ada": Applied})
	if !cmp.Equal(s.Outcomes["none"].Decisions, rejected("none", "")) {
		t.Errorf("decisions %v", s.Outcomes["none"].Decisions)
	}
}
