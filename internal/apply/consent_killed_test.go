package apply

import (
	"context"
	"errors"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

// killedUnapproved is a run of two people, asked nobody, that goes wrong at its write to bob.
func killedUnapproved(t *testing.T, wrong fault, killed bool) *rig {
	bob, eve := account("bob", "a"), account("eve", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b", "c"}, nil), renaming(eve, []string{"b"}, nil)), newTenant(t, bob, eve))
	l := g.open()
	g.tenant.fault = func(_, userName string) fault {
		if userName == "eve@example.com" {
			return unreachable
		}
		if killed {
			g.tenant.dying = true
			l.mu.Lock()
			defer l.mu.Unlock()
			l.failAt = 1
		}
		return wrong
	}
	if _, err := g.apply(context.Background(), Options{Workers: 1}, l); killed && !errors.Is(err, errDiskFull) {
		t.Fatal(err)
	}
	g.tenant.fault, g.tenant.dying, g.tenant.dead, g.tenant.writes, g.tenant.looks = nil, false, false, nil, 0
	return g
}

// What a run sent before anybody was asked is looked at and told as it is when approvers leave it open or
// turn it down, and nothing more of it is sent.
func TestWhatWasSentBeforeAnybodyWasAskedIsLookedAtAndNotGoneOnWith(t *testing.T) {
	for sentence, tc := range map[string]struct {
		wrong     fault
		killed    bool
		decisions []Decision
		want      Status
		detail    string
		hint      string
		looked    bool
	}{
		"killed before it had an effect, and left open": {lostBefore, true, nil, Undecided,
			"no approver has said yes to it; what was sent before came to nothing", hintUndecided, true},
		"killed before it had an effect, and turned down": {lostBefore, true, rejected("c-bob", "no"), Rejected,
			"rejected by maria@example.com: no; what was sent before came to nothing", hintRejected, true},
		"killed after it was done, and left open": {none, true, nil, Applied, "applied before approvals were asked for; no approver has said yes to it", hintUnasked, true},
		"killed after it was done, and turned down": {none, true, rejected("c-bob", "no"), Applied,
			"applied before it was rejected by maria@example.com: no", hintAppliedYet, true},
		"killed when it was done in part":          {multi, true, nil, Partial, "nothing more of it is sent: no approver has said yes to it", hintPartialYet, true},
		"done in part and recorded so":             {multiBlind, false, rejected("c-bob", ""), Partial, "(entitlements failed); nothing more of it is sent: rejected by maria", hintPartialNo, true},
		"without an answer, though it was done":    {lostAfter, true, nil, Applied, "applied before approvals were asked for", hintUnasked, true},
		"without an answer, and never carried out": {unavailable, false, nil, Undecided, "what was sent before came to nothing: no answer that could be trusted (try later)", hintUndecided, true},
		"refused, which is certain":                {refuse, false, nil, Undecided, "what was sent before came to nothing: no such workspace", hintUndecided, false},
		"applied and verified":                     {none, false, rejected("c-bob", ""), Applied, "applied before it was rejected by maria", hintAppliedYet, false},
	} {
		t.Run(sentence, func(t *testing.T) {
			g := killedUnapproved(t, tc.wrong, tc.killed)
			before := *g.tenant.account("bob@example.com")
			s := g.with(append(rejected("c-eve", ""), tc.decisions...)...)
			g.wantStatus(s, map[string]Status{"c-bob": tc.want, "c-eve": Rejected})
			o := s.Outcomes["c-bob"]
			if !strings.Contains(o.Detail, tc.detail) || o.Hint != tc.hint || (g.tenant.looks > 0) != tc.looked {
				t.Errorf("detail %q, hint %q, %d looks", o.Detail, o.Hint, g.tenant.looks)
			}
			if now := g.tenant.account("bob@example.com"); len(g.tenant.writes) > 0 || !now.SameState(before) {
				t.Errorf("sent %v, and bob is %+v", g.tenant.writes, now)
			}
			for _, w := range o.Workspaces {
				if tc.want != Partial && w.Status != tc.want {
					t.Errorf("workspace %+v of a change that is %s", w, tc.want)
				}
			}
			if s.Converged != (tc.want != Partial) || !g.state().Finished(g.plan) {
				t.Errorf("converged %v, finished %v", s.Converged, g.state().Finished(g.plan))
			}
		})
	}
}

// What is not known stays to be looked at by every apply until it is, without anything being sent.
func TestWhatCannotBeLookedAtStaysUnknownAndIsLookedAtByTheNextApply(t *testing.T) {
	g := killedUnapproved(t, none, true)
	g.tenant.onLook = func(Keys) error { return errLost }
	l := g.open()
	s, err := g.apply(context.Background(), Options{Decisions: rejected("c-bob", "no")}, l)
	if !errors.Is(err, errLost) || g.state().Finished(g.plan) {
		t.Fatalf("error %v", err)
	}
	if o := s.Outcomes["c-bob"]; o.Status != Unknown || o.Hint != hintUnknownYet || !strings.Contains(o.Detail, "nothing more of it is sent: rejected by maria") {
		t.Errorf("outcome %+v", o)
	}
	g.tenant.onLook = nil
	g.wantStatus(g.run(), map[string]Status{"c-bob": Applied, "c-eve": Undecided})
	if len(g.tenant.writes) > 0 {
		t.Errorf("sent %v", g.tenant.writes)
	}
}

// A request that the service carries out after all, when approvers have turned its change down already, is
// found by the look at the end, or by the next apply where this one did not come to its end.
func TestALateEffectOfWhatIsTurnedDownIsFound(t *testing.T) {
	for sentence, stop := range map[string]string{"by the look at the end": "", "by the next apply after a look that failed": "look", "by the next apply after a kill": "kill"} {
		t.Run(sentence, func(t *testing.T) {
			g := killedUnapproved(t, lostLate, true)
			l := g.open()
			looks := 0
			g.tenant.onLook = func(Keys) error {
				if looks++; stop == "" || looks != 2 {
					return nil
				}
				if stop == "kill" {
					l.mu.Lock()
					defer l.mu.Unlock()
					l.failAt = 1
				}
				return errLost
			}
			s, err := g.apply(context.Background(), Options{Decisions: rejected("c-bob", "no")}, l)
			if stop != "" {
				if !errors.Is(err, errLost) {
					t.Fatal(err)
				}
				s = g.run()
			}
			g.wantStatus(s, map[string]Status{"c-bob": Applied})
			if len(g.tenant.writes) > 0 {
				t.Errorf("sent %v", g.tenant.writes)
			}
		})
	}
}

func TestWhatWasLeftHalfDoneIsDoneOnceItIsApproved(t *testing.T) {
	g := killedUnapproved(t, multi, true)
	g.wantStatus(g.with(), map[string]Status{"c-bob": Partial, "c-eve": Undecided})
	s := g.with(approve("c-bob")...)
	g.wantStatus(s, map[string]Status{"c-bob": Applied, "c-eve": Undecided})
	if o := s.Outcomes["c-bob"]; strings.Contains(o.Detail, "approv") || len(g.tenant.writes) != 1 {
		t.Errorf("detail %q, sent %v", o.Detail, g.tenant.writes)
	}
}

// What somebody else took meanwhile from whom this run left half done was not lost to it.
func TestAnEditOfWhatWasLeftHalfDoneIsSomebodyElses(t *testing.T) {
	g := killedUnapproved(t, multiBlind, false)
	g.tenant.edit("bob@example.com", func(a *identity.Account) { a.Workspaces = identity.Without(a.Workspaces, []string{"a"}) })
	g.wantStatus(g.with(), map[string]Status{"c-bob": Drifted})
}

// What rests on an answer alone is read again, whoever has said no since.
func TestAnUnverifiedAnswerIsReadAgainWithoutConsent(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil)), newTenant(t, bob))
	looks := 0
	g.tenant.onLook = func(Keys) error {
		if looks++; looks == 2 {
			return errLost
		}
		return nil
	}
	if _, err := g.apply(context.Background(), Options{}, g.open()); !errors.Is(err, errLost) {
		t.Fatal(err)
	}
	g.tenant.onLook = nil
	g.tenant.edit("bob@example.com", func(a *identity.Account) { a.Workspaces = nil })
	s := g.with()
	g.wantStatus(s, map[string]Status{"c-bob": Applied})
	if len(s.Differences) == 0 || s.Converged || len(g.tenant.writes) != 1 {
		t.Errorf("%+v, sent %v", s, g.tenant.writes)
	}
}

func TestAVerdictThatIsNotKnownIsNoYes(t *testing.T) {
	g := threePeople(t)
	s := newState()
	s.approvedOnly = true
	s.hear(append(approve("c-bob"), decided("perhaps", "c-bob")...))
	if got := s.barred(g.plan, &g.plan.Changes[1]); got != Undecided {
		t.Errorf("it counts as %q", got)
	}
}
