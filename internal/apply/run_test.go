package apply

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/plan"
)

func TestAPlanIsAppliedInOneWriteForEachChange(t *testing.T) {
	bob, eve := account("bob", "a", "b"), account("eve", "a")
	g := newRig(t, planOf(creation("ada", "a", "b"), renaming(bob, []string{"c"}, []string{"a"}), deactivation(eve)), newTenant(t, bob, eve))
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-ada": Applied, "c-bob": Applied, "c-eve": Applied})
	if !s.Converged || len(s.Differences) > 0 {
		t.Errorf("converged %v, differences %v", s.Converged, s.Differences)
	}
	if len(g.tenant.writes) != 3 {
		t.Errorf("writes %v, want one for each change", g.tenant.writes)
	}
	ada := g.tenant.account("ada@example.com")
	if o := s.Outcomes["c-ada"]; ada == nil || o.UserID != ada.ID || o.HTTPStatus != 200 || o.Attempts != 1 || !o.FinishedAt.After(o.StartedAt) {
		t.Errorf("outcome of a creation: %+v", o)
	}
	if got := g.tenant.account("bob@example.com"); got.FamilyName != "New" || !slices.Equal(got.Workspaces, []string{"b", "c"}) {
		t.Errorf("bob is %+v", got)
	}
	if got := s.Outcomes["c-bob"].Workspaces; len(got) != 2 || got[0].Status != Applied || got[0].Change != Grant || got[1].Change != Revoke {
		t.Errorf("bob's workspaces: %+v", got)
	}
}

func TestAFinishedRunIsLeftAlone(t *testing.T) {
	g := newRig(t, planOf(creation("ada", "a")), newTenant(t))
	first := g.run()
	before, _ := os.ReadFile(g.path)
	g.tenant.writes, g.tenant.looks = nil, 0
	second := g.run()
	if len(g.tenant.writes)+g.tenant.looks != 0 {
		t.Errorf("a finished run sent %v and looked %d times", g.tenant.writes, g.tenant.looks)
	}
	if after, _ := os.ReadFile(g.path); !bytes.Equal(before, after) {
		t.Error("a finished run wrote to its journal")
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the summary changed:\n%s", diff)
	}
}

func TestARefusalIsOnePersonsAndIsExplained(t *testing.T) {
	g := newRig(t, planOf(creation("ada", "a"), creation("bob"), creation("eve")), newTenant(t))
	g.tenant.fault = wrong(map[string]fault{"bob": refuse})
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-ada": Applied, "c-bob": Failed, "c-eve": Applied})
	o := s.Outcomes["c-bob"]
	if o.HTTPStatus != 400 || o.ScimType != "invalidValue" || o.Detail != "no such workspace" || !strings.Contains(o.Hint, "mend the row") {
		t.Errorf("outcome %+v", o)
	}
	again := g.run()
	g.wantStatus(again, map[string]Status{"c-bob": Applied})
	if again.Outcomes["c-bob"].Attempts != 2 || !again.Converged {
		t.Errorf("after another apply: %+v, converged %v", again.Outcomes["c-bob"], again.Converged)
	}
}

// One look at the end settles what no answer told, and nothing is ever created twice.
func TestWhatBecameOfAWriteIsFoundByLooking(t *testing.T) {
	for _, tc := range []struct {
		fault        fault
		create, then Status // of a creation with two workspaces
		update       Status // of an update that gives one workspace beside one that is kept
	}{
		{lostBefore, Failed, Applied, Failed},
		{unavailable, Failed, Applied, Failed},
		{ignored, Failed, Applied, Failed},
		{lostLate, Failed, Applied, Failed},
		{lostAfter, Applied, Applied, Applied},
		{hidden, Applied, Applied, Applied},
		{bare, Applied, Applied, Applied},
		{multi, Partial, Applied, Partial},
		{multiBlind, Partial, Applied, Partial},
		{multiLost, Partial, Applied, Partial},
		{silent, Partial, Applied, Partial},
	} {
		t.Run(string(tc.fault), func(t *testing.T) {
			bob := account("bob", "a")
			g := newRig(t, planOf(creation("ada", "a", "b"), renaming(bob, []string{"b"}, nil)), newTenant(t, bob))
			g.tenant.fault = wrong(map[string]fault{"ada": tc.fault, "bob": tc.fault})
			s := g.run()
			g.wantStatus(s, map[string]Status{"c-ada": tc.create, "c-bob": tc.update})
			if tc.create == Partial {
				got := s.Outcomes["c-ada"].Workspaces
				if len(got) != 2 || got[0].Status != Applied || got[1].Status != Failed || s.Outcomes["c-ada"].Hint != hintPartial {
					t.Errorf("a partial outcome: %+v", s.Outcomes["c-ada"])
				}
			}
			if tc.create == Failed && s.Outcomes["c-ada"].Hint != hintTransient {
				t.Errorf("hint %q", s.Outcomes["c-ada"].Hint)
			}
			if g.tenant.looks != 2 && tc.fault != lostLate {
				t.Errorf("%d looks, want one before and one after", g.tenant.looks)
			}
			again := g.run()
			g.wantStatus(again, map[string]Status{"c-ada": tc.then, "c-bob": Applied})
			if !again.Converged || g.tenant.creations["ada@example.com"] != 1 {
				t.Errorf("converged %v, created %v", again.Converged, g.tenant.creations)
			}
			if got := g.tenant.account("bob@example.com"); got.FamilyName != "New" || !slices.Equal(got.Workspaces, []string{"a", "b"}) {
				t.Errorf("bob is %+v", got)
			}
		})
	}
}

// A 202 is a promise (RFC 9110 section 15.3.3): whatever user comes with it, the account itself tells.
func TestWhatIsAcceptedButNotDoneYetIsLookedAt(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(creation("ada", "a"), renaming(bob, []string{"b"}, nil)), newTenant(t, bob))
	g.tenant.fault = wrong(map[string]fault{"ada": accepted, "bob": accepted})
	s, err := g.apply(context.Background(), Options{NoVerify: true}, g.open())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"c-ada", "c-bob"} {
		if o := s.Outcomes[id]; o.Status != Failed || o.HTTPStatus != 202 || !strings.Contains(o.Hint, "not done it yet") {
			t.Errorf("change %s: %+v", id, o)
		}
	}
	g.tenant.writes = nil
	again := g.run()
	g.wantStatus(again, map[string]Status{"c-ada": Applied, "c-bob": Applied})
	if len(g.tenant.writes) > 0 || !again.Converged {
		t.Errorf("writes %v, converged %v", g.tenant.writes, again.Converged)
	}
}

func TestAWorkspaceLostToAHalfDoneWriteComesBackWithTheNextApply(t *testing.T) {
	bob := account("bob", "m", "n")
	g := newRig(t, planOf(granting(bob, "a")), newTenant(t, bob))
	g.tenant.fault = wrong(map[string]fault{"bob": multi}) // leaves a alone: m and n are lost, though all grants are there
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Partial})
	if d := s.Outcomes["c-bob"].Detail; !strings.Contains(d, "workspace m is missing; workspace n is missing") {
		t.Errorf("detail %q", d)
	}
	again := g.run()
	g.wantStatus(again, map[string]Status{"c-bob": Applied})
	if got := g.tenant.account("bob@example.com"); !slices.Equal(got.Workspaces, []string{"a", "m", "n"}) {
		t.Errorf("bob is %+v", got)
	}
}

func TestWhatFailedLateInTheRunIsLookedAtOnceMoreAtItsEnd(t *testing.T) {
	changes := []plan.Change{creation("ada", "a")}
	for n := range smallestWave {
		changes = append(changes, creation(fmt.Sprintf("p%d", n)))
	}
	g := newRig(t, planOf(changes...), newTenant(t))
	g.tenant.fault = wrong(map[string]fault{"ada": lostLate})
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-ada": Applied})
	if !s.Converged || g.tenant.creations["ada@example.com"] != 1 {
		t.Errorf("converged %v, created %d times", s.Converged, g.tenant.creations["ada@example.com"])
	}
}

func (g *rig) wantReplay(s Summary) {
	g.t.Helper()
	state, err := Replay(g.path)
	if err != nil {
		g.t.Fatalf("replay: %v", err)
	}
	if diff := cmp.Diff(s.Outcomes, Outcomes(g.plan, state)); diff != "" {
		g.t.Errorf("the journal tells other outcomes than memory:\n%s", diff)
	}
	if diff := cmp.Diff(s.Differences, state.Differences(g.plan)); diff != "" {
		g.t.Errorf("the journal tells other differences than memory:\n%s", diff)
	}
	if state.Converged(g.plan) != s.Converged {
		g.t.Errorf("the journal and memory disagree on convergence")
	}
}

func TestWhatTakesNothingGoesFirst(t *testing.T) {
	bob, eve, kim := account("bob", "a"), account("eve", "a"), account("kim", "a")
	p := planOf(deactivation(bob), renaming(eve, []string{"b"}, []string{"a"}), creation("ada"), granting(kim, "b"))
	for name, tc := range map[string]struct {
		options Options
		want    []string
	}{
		"by default":    {Options{Workers: 1}, []string{"create ada", "update kim", "update bob", "update eve"}},
		"--order sheet": {Options{Workers: 1, SheetOrder: true}, []string{"update bob", "update eve", "create ada", "update kim"}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, p, newTenant(t, bob, eve, kim))
			if _, err := g.apply(context.Background(), tc.options, g.open()); err != nil {
				t.Fatal(err)
			}
			for i := range g.tenant.writes {
				g.tenant.writes[i], _, _ = strings.Cut(g.tenant.writes[i], "@")
			}
			if !slices.Equal(g.tenant.writes, tc.want) {
				t.Errorf("order %v, want %v", g.tenant.writes, tc.want)
			}
		})
	}
}

func TestWhatWasNeverMeantToBeAppliedIsRefused(t *testing.T) {
	refused := planOf(creation("ada"))
	refused.Refused = true
	unwritten := planOf(creation("ada"))
	unwritten.Digest = ""
	headless := creation("ada")
	headless.Action = plan.Update
	for name, p := range map[string]*plan.Plan{"over a limit": refused, "never written": unwritten, "no account before": planOf(headless)} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, p, newTenant(t))
			if _, err := Run(context.Background(), p, g.tenant, g.open(), Options{}); err == nil {
				t.Error("it was applied")
			}
			if len(g.tenant.writes) > 0 {
				t.Errorf("writes %v", g.tenant.writes)
			}
		})
	}
	g := newRig(t, planOf(creation("ada")), newTenant(t))
	g.run()
	g.plan.Digest = "another"
	if _, err := Run(context.Background(), g.plan, g.tenant, g.open(), Options{}); !errors.Is(err, ErrForeignJournal) {
		t.Errorf("another plan's journal: %v", err)
	}
}

func TestProgressAddsUp(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(creation("ada", "a", "b"), granting(bob, "b"), creation("eve")), newTenant(t, bob))
	g.tenant.fault = wrong(map[string]fault{"ada": multi, "bob": lostAfter})
	var last Progress
	_, err := g.apply(context.Background(), Options{Progress: func(p Progress) {
		sum := 0
		for _, n := range p.Outcomes {
			sum += n
		}
		if p.Total != 3 || sum != p.Done || p.Done > p.Total || p.Verified > p.Verify {
			t.Errorf("progress %+v", p)
		}
		last = p
	}}, g.open())
	if err != nil {
		t.Fatal(err)
	}
	if last.Done != 3 || last.Outcomes[Partial] != 1 || last.Outcomes[Applied] != 2 || last.Verified != 3 {
		t.Errorf("at the end: %+v", last)
	}
}

func TestReadingCostsTwoBatchesForEveryFifty(t *testing.T) {
	var changes []plan.Change
	f := newTenant(t)
	for n := range 1000 {
		a := account(fmt.Sprintf("p%03d", n), "a")
		f.put(a)
		changes = append(changes, renaming(a, []string{"b"}, nil))
	}
	f.fault = func(string, string) fault { return hidden } // as Anaplan documents its PATCH replies
	g := newRig(t, planOf(changes...), f)
	if s := g.run(); !s.Converged {
		t.Error("not converged")
	}
	if len(f.writes) != 1000 || f.looks > 2*1000/50 {
		t.Errorf("%d writes and %d batches read", len(f.writes), f.looks)
	}
}

func TestNoVerifyReadsNothingAfterClearAnswers(t *testing.T) {
	g := newRig(t, planOf(creation("ada", "a"), creation("bob", "a")), newTenant(t))
	s, err := g.apply(context.Background(), Options{NoVerify: true}, g.open())
	if err != nil || !s.Converged || g.tenant.looks != 1 {
		t.Errorf("%v, converged %v, %d looks", err, s.Converged, g.tenant.looks)
	}
}
