package apply

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"scimsheet/internal/plan"
)

// A large run, killed again and again in the midst of writes, ends complete.
func TestARunKilledManyTimesEndsComplete(t *testing.T) {
	f := newTenant(t)
	var changes []plan.Change
	for n := range 900 {
		name := fmt.Sprintf("p%03d", n)
		if n%3 == 0 {
			changes = append(changes, creation(name, "a", "b"))
			continue
		}
		a := account(name, "a")
		f.put(a)
		if n%3 == 1 {
			changes = append(changes, renaming(a, []string{"b"}, nil))
		} else {
			changes = append(changes, renaming(a, []string{"b"}, []string{"a"}))
		}
	}
	s := &storm{rig: newRig(t, planOf(changes...), f), chance: rand.New(rand.NewPCG(50, 1))}
	kills := 0
	for ; kills < 50; kills++ {
		at, writes := 1+s.chance.IntN(30), 0
		l := s.open()
		f.fault = func(string, string) fault {
			if writes++; writes == at {
				s.die(l)
			}
			return []fault{none, none, none, hidden, lostAfter, lostBefore, bare}[s.chance.IntN(7)]
		}
		_, err := s.apply(context.Background(), Options{}, l)
		f.dying, f.dead = false, false
		if err == nil {
			break // there was less left than it takes to be killed
		}
	}
	f.fault = nil
	last := s.run()
	if n := tally(last); n[Applied] != 900 || !last.Converged {
		t.Errorf("after %d kills: outcomes %v, converged %v", kills, n, last.Converged)
	}
	if kills < 30 {
		t.Errorf("only %d kills: this tests little", kills)
	}
	s.wantReplay(last)
}
