package apply

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// approvers are the people who decide on a storm's plan while it rages, and what they know to be true
// without asking apply.
type approvers struct {
	heard   []Decision // known to the call under way: what the journal held, and what was given to it
	only    bool       // the call under way may send nothing else
	durable []Decision // given to a call that read or sent something: no end of the machine may lose them
	bound   bool       // such a call was told to send only what is approved
	sent    map[string]bool
	hasty   bool // a call did not look again at its end
}

// consents begins a call: what the journal holds, and what approvers say now, of anything in any order,
// contradictions and things said before among it.
func (s *storm) consents() (given []Decision, only bool) {
	if s.approvers == nil {
		return nil, false
	}
	if rapid.Bool().Draw(s.t, "somebody decides") {
		for i := range s.plan.Changes {
			given = append(given, s.drawDecisions(&s.plan.Changes[i])...)
		}
		given = rapid.Permutation(given).Draw(s.t, "order")
		if recorded := s.recorded(); recorded.contradicted(s.plan, given) != nil {
			s.wantRefused(given)
			given = slices.DeleteFunc(given, func(d Decision) bool { return recorded.contradicted(s.plan, []Decision{d}) != nil })
		}
	}
	only = rapid.Bool().Draw(s.t, "approved only")
	s.meets(given, only)
	return given, only
}

func (s *storm) drawDecisions(c *plan.Change) []Decision {
	switch rapid.IntRange(0, 7).Draw(s.t, "decision") {
	case 0, 1, 2, 3:
		return approve(c.ID)
	case 4:
		return rejected(c.ID, "left")
	case 5:
		return append(approve(c.ID), rejected(c.ID, "")...)
	}
	return nil
}

// wantRefused calls apply with decisions that contradict what is recorded.
func (s *storm) wantRefused(given []Decision) {
	before, err := os.ReadFile(s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	l := s.open()
	defer l.Close()
	_, err = Run(context.Background(), s.plan, s.tenant, l, Options{Decisions: given})
	if after, _ := os.ReadFile(s.path); !errors.Is(err, ErrContradicted) || !bytes.Equal(before, after) {
		s.t.Fatalf("contradicting decisions ended with %v", err)
	}
}

// meets notes what a call is told and what the journal holds before it.
func (s *storm) meets(given []Decision, only bool) {
	before := s.recorded()
	s.approvers.heard = append(before.Decisions(), given...)
	s.approvers.only = only || len(s.approvers.heard) > 0 || before.ApprovedOnly() || s.plan.Policy.RequireApproval
}

func (s *storm) recorded() *State {
	state, err := Replay(s.path)
	if err != nil {
		return newState() // nothing was begun
	}
	return state
}

// maySend is the rule in its plainest form: somebody said yes, and nobody said anything else.
func (a *approvers) maySend(changeID string) bool {
	if a == nil || !a.only {
		return true
	}
	yes := 0
	for _, d := range a.heard {
		if d.ChangeID != changeID {
			continue
		}
		if d.Verdict != Approve {
			return false
		}
		yes++
	}
	return yes > 0
}

// leaves is called for each write that leaves.
func (s *storm) leaves(userName string) {
	if s.approvers == nil {
		return
	}
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		if !c.UserName.Same(identity.UserName(userName)) {
			continue
		}
		s.approvers.sent[c.ID] = true
		if !s.approvers.maySend(c.ID) {
			s.t.Errorf("change %s of %s was sent, and its approvers say %v", c.ID, userName, s.approvers.heard)
		}
	}
}

// keeps checks after a call that what was said to it is not lost once anything was read or sent.
func (s *storm) keeps(given []Decision, only, acted bool) {
	a := s.approvers
	if a == nil {
		return
	}
	if acted {
		a.durable, a.bound = append(a.durable, given...), a.bound || only || len(given) > 0
	}
	now := s.recorded()
	for _, d := range a.durable {
		if !slices.Contains(now.Decisions(), d) {
			s.t.Fatalf("the journal has lost %v", d)
		}
	}
	if a.bound && !now.ApprovedOnly() {
		s.t.Fatalf("the journal has lost that only what is approved may be sent")
	}
}

// checkConsent: outcomes say of their change what its approvers said, and offer nothing that may not be sent.
func (s *storm) checkConsent(outcomes map[string]Outcome, only bool) {
	for id, o := range outcomes {
		a := &approvers{heard: o.Decisions, only: only || s.plan.Policy.RequireApproval}
		no := slices.ContainsFunc(o.Decisions, func(d Decision) bool { return d.Verdict == Reject })
		ok := true
		switch o.Status {
		case Rejected:
			ok = no
		case Undecided:
			ok = !no && !a.maySend(id)
		case NotAttempted, Failed:
			ok = a.maySend(id)
		}
		if !ok {
			s.t.Fatalf("change %s is %s (%s), and its approvers said %v (approved only: %v)", id, o.Status, o.Detail, o.Decisions, only)
		}
	}
}

// endsWithConsent checks how a change ends that may not be sent, and reports whether it is one: what was never
// sent is what the approvers said, and what was sent is known.
func (s *storm) endsWithConsent(c *plan.Change, o Outcome) bool {
	a := s.approvers
	if a.maySend(c.ID) {
		return false
	}
	ok := o.Status == Rejected || o.Status == Undecided
	if a.sent[c.ID] {
		ok = o.Status != Unknown && o.Status != NotAttempted && o.Status != Failed
	} else if o.Status == Unchanged || o.Status == Drifted { // found so by a call that was not bound yet
		ok = true
	}
	now, name := s.tenant.account(string(c.UserName)), string(c.UserName)
	if o.Status != Applied && o.Status != Partial && !a.hasty && !s.edited[name] && o.Status != Drifted && o.Status != Unchanged {
		ok = ok && (now == nil && c.Before == nil || now != nil && c.Before != nil && now.SameState(*c.Before))
	}
	if !ok {
		s.t.Fatalf("change %s (sent: %v) may not be sent and ends %s: %s", c.ID, a.sent[c.ID], o.Status, o.Detail)
	}
	return true
}

// wantSettled calls apply on a finished run.
func (s *storm) wantSettled(last Summary) {
	s.tenant.writes, s.tenant.looks = nil, 0
	again, err := s.apply(context.Background(), Options{}, s.open())
	if err != nil || len(s.tenant.writes)+s.tenant.looks > 0 || !cmp.Equal(again, last) {
		s.t.Fatalf("a finished run ended with %v, sent %v, looked %d times: %s", err, s.tenant.writes, s.tenant.looks, cmp.Diff(last, again))
	}
}
