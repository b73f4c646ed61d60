package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// atWrite calls edit just before the nth write of each person: after our look, before the effect.
func atWrite(edit func(userName string, nth int)) func(op, userName string) fault {
	nth := map[string]int{}
	return func(_, userName string) fault {
		nth[userName]++
		edit(userName, nth[userName])
		return none
	}
}

// touch is a change that the plan cannot see: a telephone number, a title.
func touch(*identity.Account) {}

func TestAnAccountChangedInTheMomentOfWritingIsDecidedAnew(t *testing.T) {
	title := func(a *identity.Account) { a.GivenName = "Robert" }
	all := func(a *identity.Account) { a.FamilyName, a.Workspaces = "New", []string{"b"} }
	part := func(a *identity.Account) { a.FamilyName = "New" }
	for name, tc := range map[string]struct {
		first, second func(*identity.Account) // edits in the moment of the first write and the second
		want          Status
		writes        int
		detail, hint  string
		left          func(*identity.Account) // what is left of the account as the plan saw it; nil is all that was wanted
	}{
		"in what the plan does not speak of": {touch, nil, Applied, 2, "", "", nil},
		"in something else": {title, nil, Drifted, 1, `name.givenName is "Robert", was "Bob"`, "plan again",
			title},
		"to what is wanted":         {all, nil, Unchanged, 1, "as wanted", "", all},
		"to a part of it":           {part, nil, Drifted, 1, `name.familyName is "New", was "Old"`, "plan again", part},
		"twice, unseen by the plan": {touch, touch, Failed, 2, "another version", "somebody else keeps changing", touch},
		"twice, then in something else": {touch, title, Drifted, 2, `name.givenName is "Robert"`, "plan again",
			title},
		"twice, then to what is wanted": {touch, all, Unchanged, 2, "as wanted", "", all},
	} {
		t.Run(name, func(t *testing.T) {
			bob := account("bob", "a")
			g := newRig(t, planOf(renaming(bob, []string{"b"}, []string{"a"}), creation("ada")), newTenant(t, bob).versioned())
			g.tenant.fault = atWrite(func(userName string, nth int) {
				if edit := map[int]func(*identity.Account){1: tc.first, 2: tc.second}[nth]; edit != nil && userName == "bob@example.com" {
					g.tenant.editLocked(userName, edit)
				}
			})
			s := g.run()
			g.wantStatus(s, map[string]Status{"c-bob": tc.want, "c-ada": Applied})
			o := s.Outcomes["c-bob"]
			if !strings.Contains(o.Detail, tc.detail) || !strings.Contains(o.Hint, tc.hint) || o.Attempts != tc.writes {
				t.Errorf("%d attempts, want %d; detail %q, hint %q", o.Attempts, tc.writes, o.Detail, o.Hint)
			}
			if n := writesOf(g.tenant, "bob"); n != tc.writes {
				t.Errorf("%d writes, want %d: %v", n, tc.writes, g.tenant.writes)
			}
			want := bob
			if tc.left != nil {
				tc.left(&want)
			} else {
				all(&want)
			}
			if now := g.tenant.account("bob@example.com"); !now.SameState(want) {
				t.Errorf("bob is %+v", now)
			}
			for _, w := range o.Workspaces {
				if tc.want != Failed && w.Status != tc.want {
					t.Errorf("workspace %+v of a change that is %s", w, tc.want)
				}
			}
			g.wantReplay(s)
		})
	}
}

func writesOf(f *tenant, name string) int {
	n := 0
	for _, w := range f.writes {
		if _, userName, _ := strings.Cut(w, " "); strings.HasPrefix(userName, name+"@") {
			n++
		}
	}
	return n
}

func TestWhoWasOvertakenTwiceIsAppliedByTheNextApply(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil)), newTenant(t, bob).versioned())
	g.tenant.fault = atWrite(func(userName string, nth int) {
		if nth <= 2 {
			g.tenant.editLocked(userName, touch)
		}
	})
	g.wantStatus(g.run(), map[string]Status{"c-bob": Failed})
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Applied})
	if o := s.Outcomes["c-bob"]; o.Attempts != 3 || !s.Converged {
		t.Errorf("outcome %+v", o)
	}
}

// A service that refuses the very version that it shows, an old copy of the account or a fault of its
// own, is not asked twice, and above all not told to write without one.
func TestAServiceThatRefusesItsOwnVersionsIsNotAskedTwice(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil)), newTenant(t, bob).versioned())
	g.tenant.fault = func(string, string) fault { return stale }
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Failed})
	if o := s.Outcomes["c-bob"]; o.Detail != noteNotChanged || o.Hint != hintNotChanged || o.HTTPStatus != 412 || len(g.tenant.writes) != 1 {
		t.Errorf("writes %v, outcome %+v", g.tenant.writes, o)
	}
	g.wantReplay(s)
}

func TestTheOvertakenOfAWaveAreLookedAtInBatches(t *testing.T) {
	f := newTenant(t).versioned()
	var changes []plan.Change
	for n := range 200 {
		a := account(fmt.Sprintf("p%03d", n), "a")
		f.put(a)
		changes = append(changes, renaming(a, []string{"b"}, nil))
	}
	g := newRig(t, planOf(changes...), f)
	f.fault = atWrite(func(userName string, nth int) {
		if nth == 1 {
			f.editLocked(userName, touch)
		}
	})
	if s := g.run(); !s.Converged {
		t.Errorf("outcomes %v", tally(s))
	}
	if len(f.writes) != 400 || f.looks != 3*200/50 {
		t.Errorf("%d writes and %d batches read", len(f.writes), f.looks)
	}
}

// What stops the run between the refusal and the second write leaves nothing untold.
func TestARunThatStopsAmongTheOvertakenAccountsForThem(t *testing.T) {
	for _, stop := range []string{"interrupt", "signed out at the look", "signed out at the write", "look fails", "disk full"} {
		t.Run(stop, func(t *testing.T) {
			bob, eve := account("bob", "a"), account("eve", "a")
			g := newRig(t, planOf(renaming(bob, []string{"b"}, nil), renaming(eve, []string{"b"}, nil)), newTenant(t, bob, eve).versioned())
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			l := g.open()
			looks, writes := 0, 0
			g.tenant.onLook = func(Keys) error {
				if looks++; looks != 2 {
					return nil
				}
				switch stop {
				case "interrupt":
					cancel()
				case "signed out at the look":
					return fmt.Errorf("look: %w", identity.ErrSignedOut)
				case "look fails":
					return errLost
				case "disk full":
					l.failAt = 1
				}
				return nil
			}
			g.tenant.fault = func(_, userName string) fault {
				if writes++; writes <= 2 {
					g.tenant.editLocked(userName, touch)
				} else if stop == "signed out at the write" {
					return signedOut
				}
				return none
			}
			s, err := g.apply(ctx, Options{Workers: 1}, l)
			if (err == nil) != (stop == "look fails") {
				t.Errorf("error %v", err)
			}
			for id, o := range s.Outcomes {
				now := g.tenant.accounts["id-"+strings.TrimPrefix(id, "c-")]
				want := map[bool]Status{true: Applied, false: Failed}[now.FamilyName == "New"]
				if o.Status != want || want == Applied && stop != "disk full" {
					t.Errorf("change %s is %s (%s), and the account %+v", id, o.Status, o.Detail, now)
				}
			}
			g.tenant.fault, g.tenant.onLook = nil, nil
			if again := g.run(); !again.Converged || !slices.Contains(g.tenant.account("eve@example.com").Workspaces, "b") {
				t.Errorf("another apply: %v", tally(again))
			}
		})
	}
}

// A run that is killed after its second write finds out by looking, as with any other.
func TestAKillAfterTheSecondWriteIsFoundOut(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil)), newTenant(t, bob).versioned())
	l := g.open()
	g.tenant.fault = atWrite(func(userName string, nth int) {
		if nth == 1 {
			g.tenant.editLocked(userName, touch)
			return
		}
		g.tenant.dying = true
		l.mu.Lock()
		defer l.mu.Unlock()
		l.failAt = 1
	})
	if _, err := g.apply(context.Background(), Options{}, l); !errors.Is(err, errDiskFull) {
		t.Fatal(err)
	}
	g.tenant.fault, g.tenant.dead, g.tenant.dying, g.tenant.writes = nil, false, false, nil
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Applied})
	if len(g.tenant.writes) > 0 || !s.Converged {
		t.Errorf("writes %v, converged %v", g.tenant.writes, s.Converged)
	}
}

// A service that replaces where the plan was told that it adds takes workspaces from somebody, and somebody
// else's edit may keep them from being given back at once. What is missing then is this run's own doing:
// the next apply brings it back before it gives anything new.
func TestWhatAddingTookIsGivenBackByTheNextApplyWhereAnEditWasInTheWay(t *testing.T) {
	held := many(40)
	var grants []string // which sort before what is held
	for n := range 20 {
		grants = append(grants, fmt.Sprintf("a%02d", n))
	}
	kim := account("kim", held...)
	g := newRig(t, appending(kim, grants...), newTenant(t, kim).versioned())
	g.tenant.replaces = true
	g.tenant.fault = atWrite(func(userName string, nth int) {
		if nth == 3 { // after the first fifty and the piece that replaced them
			g.tenant.editLocked(userName, touch)
		}
	})
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-kim": Partial})
	if o := s.Outcomes["c-kim"]; o.Hint != hintPartial || !strings.Contains(o.Detail, "replaces") || len(g.tenant.writes) != 3 {
		t.Errorf("writes %v, outcome %+v", g.tenant.writes, o)
	}
	g.wantReplay(s)
	again := g.run()
	g.wantStatus(again, map[string]Status{"c-kim": Partial}) // more than fifty cannot be given here at all
	now := g.tenant.account("kim@example.com").Workspaces
	if missing := identity.Without(held, now); len(missing) > 0 || len(now) != MaxPerWrite || again.Outcomes["c-kim"].Hint != hintTooMany {
		t.Errorf("kim holds %d and has lost %v: %+v", len(now), missing, again.Outcomes["c-kim"])
	}
}
