package apply

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// records is one call that only records.
func (g *rig) records(o Options) {
	g.t.Helper()
	l := g.open()
	o.Now = clock()
	err := Record(g.plan, l, o)
	if closed := l.Close(); err != nil || closed != nil {
		g.t.Fatalf("record: %v, %v", err, closed)
	}
	g.synced = l.synced
}

func TestRejectionsAloneAreRecordedAndBindLaterCalls(t *testing.T) {
	g := threePeople(t)
	g.records(Options{Decisions: rejected("c-bob", "left"), By: "svc"})
	if len(g.tenant.writes)+g.tenant.looks > 0 {
		t.Errorf("sent %v", g.tenant.writes)
	}
	s := g.state()
	if !s.ApprovedOnly() || !cmp.Equal(s.Decisions(), rejected("c-bob", "left")) || !s.Finished(g.plan) {
		t.Errorf("decisions %v", s.Decisions())
	}
	if call := s.Calls[0]; !call.RecordOnly || call.By != "svc" || call.EndedAt.IsZero() || g.synced == 0 {
		t.Errorf("call %+v, %d bytes on disk", call, g.synced)
	}
	g.wantStatus(g.run(), map[string]Status{"c-ada": Undecided, "c-bob": Rejected, "c-eve": Undecided})
	g.records(Options{Decisions: rejected("c-bob", "left")})
	if n := len(g.state().Calls); n != 1 {
		t.Errorf("what is recorded already was recorded again: %d calls", n)
	}
}

func TestRecordRefusesWhatRunRefuses(t *testing.T) {
	g := threePeople(t)
	l := g.open()
	defer l.Close()
	if err := Record(g.plan, l, Options{Decisions: approve("c-nobody")}); err == nil || l.appends > 0 {
		t.Errorf("error %v, %d appends", err, l.appends)
	}
	g.plan.Refused = true
	if err := Record(g.plan, l, Options{Decisions: approve("c-bob")}); err == nil || l.appends > 0 {
		t.Errorf("error %v, %d appends", err, l.appends)
	}
}

func TestFourEyesOnceAskedForStay(t *testing.T) {
	g := threePeople(t)
	if (&State{}).FourEyes() {
		t.Fatal("nobody has asked for it")
	}
	if _, err := g.apply(context.Background(), Options{Decisions: approve("c-bob"), FourEyes: true}, g.open()); err != nil {
		t.Fatal(err)
	}
	g.with(approve("c-ada")...)
	if !g.state().FourEyes() {
		t.Error("a later call has lost it")
	}
}

func TestFourEyesAskedForOnAFinishedRunStay(t *testing.T) {
	g := threePeople(t)
	g.run()
	if _, err := g.apply(context.Background(), Options{FourEyes: true}, g.open()); err != nil || !g.state().FourEyes() {
		t.Errorf("%v, four eyes: %v", err, g.state().FourEyes())
	}
}

// A call that looks at nothing does not stand for one that does.
func TestRecordingDoesNotSettleWhatHasToBeLookedAt(t *testing.T) {
	g := killedUnapproved(t, unavailable, false)
	g.records(Options{Decisions: rejected("c-bob", "no")})
	if g.state().Finished(g.plan) {
		t.Error("what was sent without an answer is settled without a look")
	}
	if g.run(); g.tenant.looks == 0 || !g.state().Finished(g.plan) || len(g.tenant.writes) > 0 {
		t.Errorf("%d looks, sent %v", g.tenant.looks, g.tenant.writes)
	}
}

func TestWhatIsStillToBeDoneIsKnownBeforehand(t *testing.T) {
	g := threePeople(t)
	pending := func(s *State) (out []string) {
		for i := range g.plan.Changes {
			if s.Pending(g.plan, &g.plan.Changes[i]) {
				out = append(out, g.plan.Changes[i].ID)
			}
		}
		return out
	}
	want := func(sentence string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", sentence, got, want)
		}
	}
	first := &State{}
	want("a run that nobody has called yet", pending(first), "c-ada", "c-bob", "c-eve")
	want("with approvals", pending(first.Foreseen(approve("c-bob"), true)), "c-bob")
	want("bound, and nothing approved", pending(first.Foreseen(nil, true)))
	g.with(append(approve("c-bob"), rejected("c-eve", "")...)...)
	before := g.state()
	want("what is applied is not among it", pending(before))
	want("what is newly approved is", pending(before.Foreseen(approve("c-bob", "c-ada"), true)), "c-ada")
	if diff := cmp.Diff(g.state().said, before.said); diff != "" || len(before.Decisions()) != 2 {
		t.Errorf("asking has changed the state: %s", diff)
	}
}

func TestWhenAFileWasRecordedIsKnown(t *testing.T) {
	p := creations(decisionsPerRecord + 10)
	var first []Decision
	for i := range p.Changes[:decisionsPerRecord+5] {
		first = append(first, approve(p.Changes[i].ID)...)
	}
	second := rejected(p.Changes[len(p.Changes)-1].ID, "")
	second[0].File, second[0].SHA256 = "late.xlsx", "f2"
	g := newRig(t, p, newTenant(t))
	g.records(Options{Decisions: first})
	g.records(Options{Decisions: second})
	got := g.state().DecidedAt()
	if len(got) != 2 || got[0].File != "change-report.xlsx" || got[0].SHA256 != "f1" || got[0].Approved != len(first) || got[0].At.IsZero() ||
		got[1].File != "late.xlsx" || got[1].Rejected != 1 {
		t.Errorf("%+v", got)
	}
}
