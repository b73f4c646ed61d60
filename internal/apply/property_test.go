package apply

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// storm is one random life of a run: a plan, and calls of apply in which anything may go wrong.
type storm struct {
	*rig
	t      *rapid.T
	chance *rand.Rand // used under the tenant's lock
	before map[string]identity.Account
	edited map[string]bool              // by userName: another administrator was there
	marks  map[string]map[string]string // by userName: what was last written by hand, by path
	edits  int
	tardy  map[string]bool // by userName: the service has carried out something late
	halved map[string]bool // by userName: a write was done in part
	broken map[string]bool // and the call may not have lived to know

	approvers *approvers // nil where nobody is asked
}

// Whatever goes wrong however often, applying again until nothing is left ends with the tenant as the
// plan wants it, except for accounts that somebody else changed; nobody was created twice; no edit was
// written over; and at every moment each change has one outcome, and it is true. Where approvers are
// asked, whenever they answer and whatever, nothing is sent without their word.
func TestWhateverGoesWrongTheRunEndsAsPlannedAndTellsTheTruth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newStorm(t, rt)
		for range rapid.IntRange(0, 5).Draw(rt, "rounds") {
			s.round()
		}
		s.tenant.fault, s.tenant.onLook = nil, nil
		var last Summary
		for range 2 { // the first may still meet something that is carried out late
			last = s.calmly()
		}
		s.checkEnd(last)
		s.wantSettled(last)
	})
}

func newStorm(t *testing.T, rt *rapid.T) *storm {
	f := newTenant(rt)
	s := &storm{t: rt, before: map[string]identity.Account{}, edited: map[string]bool{}, marks: map[string]map[string]string{}, tardy: map[string]bool{}, halved: map[string]bool{}, broken: map[string]bool{}}
	seed := rapid.Uint64().Draw(rt, "seed")
	s.chance = rand.New(rand.NewPCG(seed, 1))
	p := planOf()
	if rapid.Bool().Draw(rt, "adding is known to append") {
		p.Policy.PatchAdd = plan.PatchAppends
	}
	for n := range rapid.IntRange(1, 10).Draw(rt, "people") {
		name := fmt.Sprintf("p%d", n)
		if rapid.Bool().Draw(rt, "create") {
			p.Changes = append(p.Changes, creation(name, drawWorkspaces(rt, "wanted", 120)...))
			continue
		}
		a := account(name, drawWorkspaces(rt, "held", 60)...)
		f.put(a)
		s.before[string(a.UserName)] = a
		if c, sound := drawChange(rt, a, p.Policy); sound {
			p.Changes = append(p.Changes, c)
		}
	}
	if rapid.Bool().Draw(rt, "versions") {
		f.versioned()
	}
	if rapid.Bool().Draw(rt, "approvers") {
		s.approvers = &approvers{sent: map[string]bool{}}
		p.Policy.RequireApproval = rapid.IntRange(0, 3).Draw(rt, "require approval") == 0
	}
	s.rig = &rig{t: rt, plan: p, tenant: f, path: filepath.Join(t.TempDir(), "journal.jsonl")}
	return s
}

// drawWorkspaces is mostly a few, now and then about as many as given.
func drawWorkspaces(rt *rapid.T, label string, most int) []string {
	if rapid.IntRange(0, 9).Draw(rt, label+" many") == 0 {
		return many(rapid.IntRange(45, most).Draw(rt, label))
	}
	return identity.Set(rapid.SliceOfN(rapid.SampledFrom(many(8)), 0, 5).Draw(rt, label))
}

// drawChange is a change of an existing account such as a plan may hold: some are blocked there.
func drawChange(rt *rapid.T, a identity.Account, policy plan.Policy) (plan.Change, bool) {
	wanted := drawWorkspaces(rt, "wanted", 60)
	c := renaming(a, identity.Without(wanted, a.Workspaces), identity.Without(a.Workspaces, wanted))
	switch rapid.IntRange(0, 3).Draw(rt, "kind") {
	case 0:
		c.Attributes = nil
	case 1:
		c.Grants, c.Revocations = nil, nil
		wanted = a.Workspaces
	case 2:
		c.Action = plan.Deactivate
		c.Attributes = append(c.Attributes, plan.Attribute{Path: plan.PathActive, Before: true, After: false})
	}
	moves := len(c.Grants)+len(c.Revocations) > 0
	if len(wanted) > MaxPerWrite && moves && (policy.PatchAdd != plan.PatchAppends || len(c.Revocations) > 0) {
		return c, false
	}
	return c, moves || len(c.Attributes) > 0
}

// round is one call of apply in which things go wrong, or the process or the machine dies.
func (s *storm) round() {
	faults := []fault{none}
	for _, f := range []fault{refuse, stale, lostBefore, lostAfter, lostLate, accepted, unavailable, multi, multiBlind, multiLost, silent, hidden, bare, ignored, unreachable} {
		if rapid.Bool().Draw(s.t, string(f)) {
			faults = append(faults, f)
		}
	}
	stop := rapid.SampledFrom([]string{"", "", "interrupt", "sign-out", "look", "disk", "kill", "crash", "killed at a look"}).Draw(s.t, "stop")
	at := rapid.IntRange(1, 12).Draw(s.t, "at")
	edits := rapid.Bool().Draw(s.t, "edits")
	if edits { // a late write can fall on an edit, which nobody can prevent
		faults = slices.DeleteFunc(faults, func(f fault) bool { return f == lostLate || f == accepted })
		s.settleLate()
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	given, only := s.consents()
	l := s.open()
	if stop == "disk" {
		l.failAt = at
	}
	writes, looks, seed := 0, 0, s.chance.Uint64()
	nth := map[string]int{}
	s.tenant.fault = func(op, userName string) fault {
		s.leaves(userName)
		if edits && s.tenant.versions && op == "update" {
			s.mark()
		}
		nth[userName]++
		if writes++; writes == at {
			switch stop {
			case "interrupt":
				cancel()
			case "sign-out":
				return signedOut
			case "kill", "crash":
				s.die(l)
			}
		}
		f := faults[draw(seed+uint64(nth[userName]), userName, len(faults))]
		s.tardy[userName] = s.tardy[userName] || f == lostLate || f == accepted
		if slices.Contains([]fault{multi, multiBlind, multiLost, silent}, f) {
			s.halved[userName] = true
			s.broken[userName] = s.broken[userName] || stop != ""
		}
		return f
	}
	s.tenant.onLook = func(keys Keys) error {
		if looks++; looks == at/4 {
			switch stop {
			case "look":
				return errLost
			case "killed at a look":
				s.tenant.mu.Lock()
				defer s.tenant.mu.Unlock()
				s.die(l)
				s.tenant.dead = true
				return errLost
			}
		}
		if amongWrites := len(keys.IDs) == 1 && len(keys.UserNames) == 0; edits && !amongWrites {
			s.edit() // between a look and its write only versions tell
		}
		return nil
	}
	options := Options{
		Progress: s.watch,
		Workers:  rapid.IntRange(1, 4).Draw(s.t, "workers"), SheetOrder: rapid.Bool().Draw(s.t, "sheet order"), NoVerify: rapid.Bool().Draw(s.t, "no verify"),
		Decisions: given, ApprovedOnly: only,
	}
	if s.approvers != nil {
		s.approvers.hasty = s.approvers.hasty || options.NoVerify
	}
	sum, err := s.apply(ctx, options, l)
	s.tenant.onLook = nil
	died := s.tenant.dying
	s.tenant.dying, s.tenant.dead = false, false
	switch {
	case err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, identity.ErrSignedOut) && !errors.Is(err, errLost) && !errors.Is(err, errDiskFull):
		s.t.Fatalf("apply ended with %v", err)
	case died && stop == "crash":
		s.tear(l)
	case !died:
		s.checkTruth(sum.Outcomes)
		s.checkConsent(sum.Outcomes, s.approvers != nil && s.approvers.only)
	}
	s.keeps(given, only, writes+looks > 0)
	if l.failAt == 0 {
		s.wantReplay(sum)
	}
	if state, err := Replay(s.path); err != nil {
		s.t.Fatalf("replay: %v", err)
	} else {
		s.checkTruth(Outcomes(s.plan, state))
		s.checkConsent(Outcomes(s.plan, state), state.ApprovedOnly())
	}
}

// draw is a choice of n that does not depend on the order in which people's writes happen to come.
func draw(seed uint64, userName string, n int) int {
	h := fnv.New64a()
	fmt.Fprint(h, seed, userName)
	return int(h.Sum64() % uint64(n))
}

// die is a kill in the midst of a write, before or after its effect: nothing is sent or written down any more.
func (s *storm) die(l *log) {
	s.tenant.dying = true
	s.tenant.dead = s.chance.IntN(2) == 0
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failAt = 1
}

// tear leaves of the journal what a machine that went down may have kept.
func (s *storm) tear(l *log) {
	info, err := os.Stat(s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.Truncate(s.path, l.synced+s.chance.Int64N(info.Size()-l.synced+1)); err != nil {
		s.t.Fatal(err)
	}
}

// settleLate lets everything that is still under way at the service come to its end.
func (s *storm) settleLate() {
	for _, effect := range s.tenant.late {
		effect()
	}
	s.tenant.late = nil
}

// calmly calls apply with nothing going wrong.
func (s *storm) calmly() Summary {
	s.tenant.fault = func(_, userName string) fault { s.leaves(userName); return none }
	if s.approvers != nil {
		s.meets(nil, false)
	}
	sum, err := s.apply(context.Background(), Options{Progress: s.watch}, s.open())
	if err != nil {
		s.t.Fatalf("a calm apply: %v", err)
	}
	s.wantReplay(sum)
	s.checkTruth(sum.Outcomes)
	return sum
}

// watch checks that what the progress says adds up.
func (s *storm) watch(p Progress) {
	sum := 0
	for _, n := range p.Outcomes {
		sum += n
	}
	if sum != p.Done || p.Done > p.Total || p.Verified > p.Verify {
		s.t.Errorf("progress does not add up: %+v", p)
	}
}

// checkTruth holds each outcome against the tenant. Where another administrator was at work, or a write
// was carried out after the last look, the account has moved on since.
func (s *storm) checkTruth(outcomes map[string]Outcome) {
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		o, name := outcomes[c.ID], string(c.UserName)
		if s.broken[name] && (o.Status == Drifted || o.Status == Applied) {
			continue // checkEnd sees to it that it is told
		}
		late := s.tardy[name] && slices.Contains([]Status{Failed, Partial, Rejected, Undecided}, o.Status) // true when it was looked at
		if s.edited[name] || late {
			continue
		}
		now := s.tenant.account(name)
		ok, wanted := true, now != nil && stand(c, now).wanted()
		untouched := now == nil && c.Before == nil || now != nil && c.Before != nil && now.SameState(*c.Before)
		switch o.Status {
		case Applied, Unchanged:
			ok = wanted
		case Failed, NotAttempted, Rejected, Undecided:
			ok = untouched
		case Partial:
			ok = !wanted && !untouched
			for _, w := range o.Workspaces {
				_, has := slices.BinarySearch(now.Workspaces, w.ID)
				ok = ok && (has == (w.Change == Grant)) == (w.Status == Applied)
			}
		case Drifted:
			ok = false
		}
		if !ok {
			s.t.Fatalf("change %s of %s is %s (%s), but the account is %+v", c.ID, name, o.Status, o.Detail, now)
		}
	}
}

func (s *storm) checkEnd(last Summary) {
	inPlan, whole := map[string]bool{}, true
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		name := string(c.UserName)
		inPlan[name] = true
		o := last.Outcomes[c.ID]
		if s.endsWithConsent(c, o) {
			whole = whole && o.Status != Partial
			continue
		}
		if o.Status != Applied && o.Status != Unchanged && (o.Status != Drifted || !s.edited[name] && !s.lostInSilence(c)) {
			s.t.Fatalf("change %s of %s ends %s: %s", c.ID, name, o.Status, o.Detail)
		}
		for _, d := range fromWanted(c, s.tenant.account(name)) {
			if o.Status == Drifted || s.byHand(name, d) {
				continue
			}
			if told := slices.ContainsFunc(last.Differences, func(e Difference) bool { return cmp.Equal(d, e) }); !told || !s.lostInSilence(c) {
				s.t.Fatalf("change %s of %s ends %s (%s), but %s (told: %v): %+v", c.ID, name, o.Status, o.Detail, d.inWords("wanted"), told, s.tenant.account(name))
			}
		}
	}
	for name, a := range s.before {
		if now := s.tenant.account(name); !inPlan[name] && !s.edited[name] && !now.SameState(a) {
			s.t.Fatalf("%s is in no change and is %+v, was %+v", name, now, a)
		}
	}
	for name, marks := range s.marks {
		now := s.tenant.account(name)
		for path, mark := range marks {
			if strings.HasPrefix(path, "edit") && !slices.Contains(now.Workspaces, mark) || !strings.HasPrefix(path, "edit") && valueOf(now, path) != mark {
				s.t.Fatalf("the edit %s of %s was written over: %+v", path, name, now)
			}
		}
	}
	if whole && len(s.edited) == 0 && !slices.Contains(slices.Collect(maps.Values(s.broken)), true) && (!last.Converged || len(last.Differences) > 0) {
		s.t.Fatalf("not converged: %v", last.Differences)
	}
}

// lostInSilence: a workspace that was to be kept is gone, by a write that was done in part in a call
// that did not live to see it, or under an edit. Nobody can tell that from another administrator's doing, so it is told and
// left alone.
func (s *storm) lostInSilence(c *plan.Change) bool {
	name := string(c.UserName)
	now := s.tenant.account(name)
	return (s.broken[name] || s.halved[name] && s.edited[name]) && now != nil && len(stand(c, now).lost) > 0
}
