package apply

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
)

func creations(n int) *plan.Plan {
	var changes []plan.Change
	for i := range n {
		changes = append(changes, creation(fmt.Sprintf("p%03d", i), "a"))
	}
	return planOf(changes...)
}

// tally counts outcomes by status.
func tally(s Summary) map[Status]int {
	n := map[Status]int{}
	for _, o := range s.Outcomes {
		n[o.Status]++
	}
	return n
}

func TestWhatIsSentIsOnDiskBefore(t *testing.T) {
	g := newRig(t, creations(450), newTenant(t))
	l := g.open()
	g.tenant.fault = func(op, userName string) fault {
		name, _, _ := strings.Cut(userName, "@")
		if !l.has("c-" + name) {
			t.Errorf("%s %s was sent before its intent was on disk", op, userName)
		}
		return none
	}
	if _, err := g.apply(context.Background(), Options{}, l); err != nil {
		t.Fatal(err)
	}
}

func TestSigningOutStopsEverythingAndLeavesTheRest(t *testing.T) {
	for _, workers := range []int{1, 8} {
		t.Run(fmt.Sprintf("%d workers", workers), func(t *testing.T) {
			g := newRig(t, creations(300), newTenant(t))
			var sent atomic.Int32
			g.tenant.fault = func(string, string) fault {
				if sent.Add(1) > 30 {
					return signedOut
				}
				return none
			}
			s, err := g.apply(context.Background(), Options{Workers: workers}, g.open())
			if !errors.Is(err, identity.ErrSignedOut) {
				t.Errorf("error %v", err)
			}
			if n := tally(s); n[Applied] != 30 || n[NotAttempted] != 270 {
				t.Errorf("outcomes %v", n)
			}
			if sent.Load() > int32(30+workers) {
				t.Errorf("%d writes were sent after signing out", sent.Load()-31)
			}
			g.wantReplay(s)
			g.tenant.fault = nil
			if again := g.run(); !again.Converged || len(g.tenant.creations) != 300 {
				t.Errorf("after signing in again: %v", tally(again))
			}
		})
	}
}

func TestAnInterruptSendsNothingNewAndRecordsWhatIsInFlight(t *testing.T) {
	for _, at := range []int32{1, 2, 37, 200, 201} {
		t.Run(fmt.Sprintf("at write %d", at), func(t *testing.T) {
			g := newRig(t, creations(250), newTenant(t))
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			var sent atomic.Int32
			g.tenant.fault = func(string, string) fault {
				switch n := sent.Add(1); {
				case n == at:
					cancel()
					return hidden
				case n > at+4:
					t.Error("a write was sent after the interrupt")
				}
				return none
			}
			s, err := g.apply(ctx, Options{Workers: 4}, g.open())
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			n := tally(s)
			if n[Unknown] != 1 || n[Applied] < int(at)-1 || n[Applied]+n[Unknown]+n[NotAttempted] != 250 {
				t.Errorf("outcomes %v", n)
			}
			for _, o := range s.Outcomes {
				if o.Status == Unknown && !strings.Contains(o.Detail, "the run was stopped before the account could be looked at") {
					t.Errorf("detail %q", o.Detail)
				}
			}
			g.wantReplay(s)
			g.tenant.fault = nil
			if again := g.run(); !again.Converged || len(g.tenant.creations) != 250 {
				t.Errorf("after going on: %v", tally(again))
			}
		})
	}
}

func TestAnInterruptBeforeAnythingLeavesEverything(t *testing.T) {
	g := newRig(t, creations(3), newTenant(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s, err := g.apply(ctx, Options{}, g.open())
	if !errors.Is(err, context.Canceled) || tally(s)[NotAttempted] != 3 || len(g.tenant.writes) > 0 {
		t.Errorf("%v, outcomes %v, writes %v", err, tally(s), g.tenant.writes)
	}
}

func TestAServiceThatNoLongerAnswersStopsTheRun(t *testing.T) {
	g := newRig(t, creations(300), newTenant(t))
	var sent atomic.Int32
	g.tenant.fault = func(string, string) fault {
		if sent.Add(1) > 50 {
			return unavailable
		}
		return none
	}
	s, err := g.apply(context.Background(), Options{Workers: 1}, g.open())
	if !errors.Is(err, ErrServiceDown) || !strings.Contains(err.Error(), "503") {
		t.Errorf("error %v", err)
	}
	n := tally(s)
	if n[Applied] != 50 || n[Failed] != tooManyUnanswered || n[NotAttempted] != 250-tooManyUnanswered {
		t.Errorf("outcomes %v", n)
	}
	for _, o := range s.Outcomes {
		if o.Status == Failed && (o.HTTPStatus != 503 || !strings.Contains(o.Detail, "try later")) {
			t.Fatalf("outcome %+v", o)
		}
	}
	g.wantReplay(s)
}

func TestAWriteThatFindsNoConnectionIsAFailureAndNotAnInterrupt(t *testing.T) {
	g := newRig(t, creations(100), newTenant(t))
	var sent atomic.Int32
	g.tenant.fault = func(string, string) fault {
		if n := sent.Add(1); n == 3 || n > 60 {
			return unreachable
		}
		return none
	}
	s, err := g.apply(context.Background(), Options{Workers: 1}, g.open())
	if !errors.Is(err, ErrServiceDown) {
		t.Errorf("error %v", err)
	}
	if n := tally(s); n[Applied] != 59 || n[Failed] != 1+tooManyUnanswered || n[NotAttempted] != 100-59-1-tooManyUnanswered {
		t.Errorf("outcomes %v", n)
	}
	if o := s.Outcomes["c-p002"]; o.Status != Failed || o.Hint != hintTransient || !strings.Contains(o.Detail, "connection refused") || o.Attempts != 0 {
		t.Errorf("outcome %+v", o)
	}
	g.wantReplay(s)
}

func TestFailuresBetweenAnswersDoNotStopTheRun(t *testing.T) {
	g := newRig(t, creations(300), newTenant(t))
	var sent atomic.Int32
	g.tenant.fault = func(string, string) fault {
		if sent.Add(1)%tooManyUnanswered != 0 {
			return lostAfter
		}
		return none
	}
	s, err := g.apply(context.Background(), Options{Workers: 1}, g.open())
	if err != nil || tally(s)[Applied] != 300 {
		t.Errorf("%v, outcomes %v", err, tally(s))
	}
}

func TestNothingIsWrittenWithoutALook(t *testing.T) {
	g := newRig(t, creations(3), newTenant(t))
	g.tenant.onLook = func(Keys) error { return errLost }
	s, err := g.apply(context.Background(), Options{}, g.open())
	if !errors.Is(err, errLost) || len(g.tenant.writes) > 0 || tally(s)[NotAttempted] != 3 {
		t.Errorf("%v, writes %v, outcomes %v", err, g.tenant.writes, tally(s))
	}
}

func TestWhatCannotBeLookedAtIsUnknownUntilItCan(t *testing.T) {
	g := newRig(t, creations(3), newTenant(t))
	g.tenant.fault = wrong(map[string]fault{"p001": lostAfter, "p002": refuse})
	looks := 0
	g.tenant.onLook = func(Keys) error {
		if looks++; looks > 1 {
			return errLost
		}
		return nil
	}
	s, err := g.apply(context.Background(), Options{}, g.open())
	if !errors.Is(err, errLost) {
		t.Errorf("error %v", err)
	}
	g.wantStatus(s, map[string]Status{"c-p000": Applied, "c-p001": Unknown, "c-p002": Failed})
	if o := s.Outcomes["c-p001"]; o.Hint != hintUnknown || strings.Count(o.Detail, errLost.Error()) != 2 {
		t.Errorf("outcome %+v", o)
	}
	g.wantReplay(s)
	g.tenant.onLook = nil
	g.wantStatus(g.run(), map[string]Status{"c-p001": Applied, "c-p002": Applied})
}

func TestWhatWasNotReadAgainIsReadByTheNextApply(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil), creation("ada")), newTenant(t, bob))
	looks := 0
	g.tenant.onLook = func(Keys) error {
		if looks++; looks > 1 {
			return errLost
		}
		return nil
	}
	s, err := g.apply(context.Background(), Options{}, g.open())
	if !errors.Is(err, errLost) || s.Converged || tally(s)[Applied] != 2 {
		t.Errorf("%v, converged %v, outcomes %v", err, s.Converged, tally(s))
	}
	g.tenant.onLook = nil
	g.tenant.edit("bob@example.com", func(a *identity.Account) { a.Workspaces = []string{"a"} })
	g.tenant.writes, g.tenant.looks = nil, 0
	s = g.run()
	if len(g.tenant.writes) > 0 || g.tenant.looks != 1 || s.Converged || len(s.Differences) != 1 {
		t.Errorf("writes %v, %d looks, converged %v, differences %v", g.tenant.writes, g.tenant.looks, s.Converged, s.Differences)
	}
	g.wantReplay(s)
	if g.run(); g.tenant.looks != 1 {
		t.Error("a finished run was looked at again")
	}
}

func TestAFullDiskStopsTheRunBeforeTheNextWrite(t *testing.T) {
	for failAt := 1; failAt <= 40; failAt++ {
		g := newRig(t, creations(30), newTenant(t))
		l := g.open()
		var sent, sentAtFailure atomic.Int32
		sentAtFailure.Store(-1)
		l.failAt = failAt
		l.onFail = func() { sentAtFailure.CompareAndSwap(-1, sent.Load()) }
		g.tenant.fault = func(string, string) fault { sent.Add(1); return none }
		s, err := g.apply(context.Background(), Options{Workers: 2}, l)
		if failAt > 34 { // begin, intents, 30 outcomes, verified, end
			if err != nil {
				t.Fatalf("append %d never comes: %v", failAt, err)
			}
			continue
		}
		if !errors.Is(err, errDiskFull) {
			t.Fatalf("append %d failed: error %v", failAt, err)
		}
		if extra := sent.Load() - sentAtFailure.Load(); extra > 2 {
			t.Errorf("append %d failed, and %d writes were sent after it", failAt, extra)
		}
		n := tally(s)
		if n[Applied] != len(g.tenant.creations) || n[Applied]+n[NotAttempted] != 30 {
			t.Errorf("append %d failed: outcomes %v, created %d", failAt, n, len(g.tenant.creations))
		}
		if again := g.run(); !again.Converged {
			t.Errorf("with room again: %v", tally(again))
		}
	}
	g := newRig(t, creations(3), newTenant(t))
	l := g.open()
	l.syncFail = true
	if s, err := g.apply(context.Background(), Options{}, l); !errors.Is(err, errDiskFull) || len(g.tenant.writes) > 0 || tally(s)[NotAttempted]+tally(s)[Unknown] != 3 {
		t.Errorf("with a disk that takes nothing: %v, writes %v, outcomes %v", err, g.tenant.writes, tally(s))
	}
}

// A kill leaves what was written to the journal; a crash of the machine only what was synced. Whatever
// is left, a resume must come to the same end.
func TestAJournalCutAnywhereResumesRightly(t *testing.T) {
	bob, eve := account("bob", "a", "b"), account("eve", "a")
	p := planOf(creation("ada", "a", "b"), renaming(bob, []string{"c"}, []string{"a"}), deactivation(eve))
	g := newRig(t, p, newTenant(t, bob, eve))
	g.tenant.fault = wrong(map[string]fault{"ada": multi})
	g.run()
	g.run()
	whole, err := os.ReadFile(g.path)
	if err != nil {
		t.Fatal(err)
	}
	// Everything was sent before the cut, so a crash can only have left a journal with all intents in it:
	// they were synced first.
	intents := strings.LastIndex(string(whole), `"kind":"intent"`)
	from := intents + strings.IndexByte(string(whole[intents:]), '\n') + 1
	for cut := from; cut <= len(whole); cut++ {
		if err := os.WriteFile(g.path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		g.tenant.writes = nil
		s := g.run()
		if n := tally(s); n[Applied] != 3 || !s.Converged {
			t.Fatalf("cut at %d: outcomes %v, %+v", cut, n, s.Differences)
		}
		if len(g.tenant.writes) > 0 {
			t.Fatalf("cut at %d: %v was sent again", cut, g.tenant.writes)
		}
		g.wantReplay(s)
	}
}

func TestWhatWasInFlightIsUnknownInTheResultsOfAKilledRun(t *testing.T) {
	g := newRig(t, planOf(creation("ada", "a"), creation("bob")), newTenant(t))
	l := g.open()
	l.failAt = 3 // the first outcome
	if _, err := g.apply(context.Background(), Options{Workers: 1}, l); !errors.Is(err, errDiskFull) {
		t.Fatal(err)
	}
	state, err := Replay(g.path)
	if err != nil {
		t.Fatal(err)
	}
	o := Outcomes(g.plan, state)
	if o["c-ada"].Status != Unknown || o["c-ada"].Hint != hintUnknown || o["c-ada"].Workspaces[0].Status != Unknown {
		t.Errorf("outcome %+v", o["c-ada"])
	}
	if len(state.Calls) != 1 || !state.Calls[0].EndedAt.IsZero() || state.Plan != "d1" {
		t.Errorf("state %+v", state)
	}
}

func TestEveryCallOfApplyIsInTheJournal(t *testing.T) {
	g := newRig(t, planOf(creation("ada")), newTenant(t))
	ctx, cancel := context.WithCancel(context.Background())
	g.tenant.fault = func(string, string) fault { cancel(); return refuse }
	if _, err := g.apply(ctx, Options{}, g.open()); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	g.tenant.fault = nil
	g.run()
	state, err := Replay(g.path)
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Calls) != 2 || state.Calls[0].Stopped == "" || state.Calls[1].Stopped != "" || state.Calls[1].EndedAt.IsZero() {
		t.Errorf("calls %+v", state.Calls)
	}
}

func TestRecordsThatMakeNoSenseAreRefused(t *testing.T) {
	for name, records := range map[string][]any{
		"no beginning":         {&record{Kind: intentKind, Changes: []string{"c1"}}},
		"a kind of the future": {&record{Kind: beginKind, Plan: "d1"}, &record{Kind: "hereafter"}},
		"an empty outcome":     {&record{Kind: beginKind, Plan: "d1"}, &record{Kind: outcomeKind}},
		"no record at all":     {[]int{1}},
		"two plans":            {&record{Kind: beginKind, Plan: "d1"}, &record{Kind: beginKind, Plan: "d2"}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, planOf(creation("ada")), newTenant(t))
			j, err := journal.Open(g.path)
			if err != nil {
				t.Fatal(err)
			}
			if err := j.Append(records...); err != nil {
				t.Fatal(err)
			}
			if _, err := Run(context.Background(), g.plan, g.tenant, j, Options{}); err == nil || len(g.tenant.writes) > 0 {
				t.Errorf("run: %v, writes %v", err, g.tenant.writes)
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := Replay(g.path); err == nil {
				t.Error("replay took it")
			}
		})
	}
}
