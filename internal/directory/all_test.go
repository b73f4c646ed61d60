package directory

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

func TestEveryAccountIsReadInTheFewestRequests(t *testing.T) {
	for _, c := range []struct{ users, cap, requests int }{
		{0, 0, 1}, {1, 0, 1}, {99, 0, 1}, {100, 0, 1}, {101, 0, 2}, {1000, 0, 10}, {1001, 0, 11},
		{1000, 50, 20}, // a service that gives smaller pages than asked for
		{7, 1, 7},
	} {
		service, directory := having(t, c.users)
		service.cap = c.cap
		snapshot, err := directory.All(t.Context(), nil)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if len(numbers(snapshot.Accounts)) != c.users || snapshot.Total != c.users || !snapshot.Complete {
			t.Errorf("%+v: read %d accounts of %d", c, len(snapshot.Accounts), snapshot.Total)
		}
		if service.asked() != c.requests || snapshot.Requests != c.requests {
			t.Errorf("%+v: %d requests, %d counted", c, service.asked(), snapshot.Requests)
		}
		if !slices.IsSortedFunc(snapshot.Accounts, func(a, b identity.Account) int { return strings.Compare(a.ID, b.ID) }) {
			t.Errorf("%+v: the accounts are not sorted by id", c)
		}
	}
}

func TestAnAccountIsReadAsItStands(t *testing.T) {
	_, directory := having(t, 1)
	snapshot, err := directory.All(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := identity.Account{ID: person(0).ID, UserName: "user00000@acme.example", ExternalID: "E00000",
		GivenName: "Ada", FamilyName: "Number 0", Active: true, Workspaces: []string{finance, sales}}
	if len(snapshot.Accounts) != 1 || !snapshot.Accounts[0].SameState(want) || snapshot.Accounts[0].ID != want.ID {
		t.Errorf("read %+v", snapshot.Accounts)
	}
	if named := snapshot.Workspaces.ByName("sales"); len(named) != 1 || named[0].ID != sales {
		t.Errorf("the names seen are %v", snapshot.Workspaces.All())
	}
	if snapshot.TakenAt.IsZero() || snapshot.Unresolved() != 0 {
		t.Errorf("taken at %s, %d unresolved", snapshot.TakenAt, snapshot.Unresolved())
	}
}

func TestAListThatMovesOnceIsReadAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		users int // afterwards
		move  func(*tenant)
	}{
		{"a user leaves", 949, func(s *tenant) { s.remove(0) }},
		{"a user comes", 951, func(s *tenant) { s.add(2000) }},
		{"one comes to the front and the last one leaves", 950, func(s *tenant) {
			s.users = append([]scim.User{person(2000)}, s.users[:949]...)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			service, directory := having(t, 950)
			service.before = func(s *tenant, n int) {
				if n == 4 {
					c.move(s)
				}
			}
			snapshot, err := directory.All(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(snapshot.Accounts) != c.users || snapshot.Total != c.users {
				t.Errorf("read %d accounts of %d, want %d", len(snapshot.Accounts), snapshot.Total, c.users)
			}
			if snapshot.Requests <= 10 || snapshot.Requests > service.asked() {
				t.Errorf("%d requests are counted, %d were made", snapshot.Requests, service.asked())
			}
		})
	}
}

func TestAListThatCannotBeTrustedIsRefusedWithTheNumbers(t *testing.T) {
	for _, c := range []struct {
		name  string
		lie   func(page *scim.ListResponse, n int)
		words string
	}{
		{"the total moves", func(page *scim.ListResponse, n int) { page.TotalResults += n }, "there were"},
		{"a page comes back short for ever", func(page *scim.ListResponse, _ int) {
			if page.StartIndex > 900 {
				page.Resources = nil
			}
		}, "no users came back from 901 on, of 950"},
		{"users come twice", func(page *scim.ListResponse, _ int) {
			if page.StartIndex == 101 {
				page.Resources = append(page.Resources[:99:99], page.Resources[0])
			}
		}, "949 of 950 users came back, 1 of them twice"},
		{"the start is ignored", func(page *scim.ListResponse, n int) {
			page.Resources = []scim.User{person(0), person(1)}
		}, "twice"},
		{"more come than there are", func(page *scim.ListResponse, _ int) { page.TotalResults = 3 }, "100 of 3 users"},
		{"more come than were asked for", func(page *scim.ListResponse, _ int) {
			if page.StartIndex == 901 {
				page.Resources = append(slices.Clone(page.Resources), person(5000))
			}
		}, "51 users came back where 50 were asked for"},
		{"a total without users", func(page *scim.ListResponse, _ int) { page.Resources = nil }, "0 of 950 users"},
	} {
		t.Run(c.name, func(t *testing.T) {
			service, directory := having(t, 950)
			service.lie = c.lie
			snapshot, err := directory.All(t.Context(), nil)
			if err == nil {
				t.Fatalf("%d accounts of %d were taken for all", len(snapshot.Accounts), snapshot.Total)
			}
			if !strings.Contains(err.Error(), "3 tries") || !strings.Contains(err.Error(), c.words) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// Whoever comes and goes while pages are read: a snapshot that is given is what the service had at one
// moment or another, whole, or it is refused.
func TestNobodyIsLostWhileUsersComeAndGo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		users := rapid.IntRange(0, 60).Draw(rt, "users")
		service, directory := having(t, users)
		service.cap = rapid.IntRange(1, 20).Draw(rt, "page size")
		leaves := rapid.MapOf(rapid.IntRange(1, 30), rapid.IntRange(0, 59)).Draw(rt, "who leaves before which request")
		always := map[int]bool{}
		for i := range users {
			always[i] = true
		}
		service.before = func(s *tenant, n int) {
			if i, ok := leaves[n]; ok && i < len(s.users) {
				for k := range numbers([]identity.Account{{ExternalID: s.users[i].ExternalID}}) {
					delete(always, k)
				}
				s.remove(i)
			}
		}
		snapshot, err := directory.All(context.Background(), nil)
		if err != nil {
			return
		}
		got := numbers(snapshot.Accounts)
		for n := range always {
			if !got[n] {
				rt.Fatalf("user %d was there all the time and is missing from %d of %d", n, len(got), users)
			}
		}
	})
}

func TestAFailureIsNotReadAgainAndIsNotAbsence(t *testing.T) {
	service, directory := having(t, 950)
	service.refuse = func(w http.ResponseWriter, n int) bool {
		if n == 5 {
			w.WriteHeader(http.StatusBadGateway)
		}
		return n == 5
	}
	_, err := directory.All(t.Context(), nil)
	var failure *scim.Failure
	if !errors.As(err, &failure) || failure.HTTPStatus != 502 || !strings.HasPrefix(err.Error(), "read all accounts: ") {
		t.Errorf("the error is %v", err)
	}
	if service.asked() > 15 {
		t.Errorf("%d requests were made", service.asked())
	}
}

func TestACallerWithoutTheRoleIsSignedOut(t *testing.T) {
	service, directory := having(t, 5)
	service.refuse = func(w http.ResponseWriter, _ int) bool { w.WriteHeader(http.StatusForbidden); return true }
	if _, err := directory.All(t.Context(), nil); !errors.Is(err, identity.ErrSignedOut) {
		t.Errorf("reading all: %v", err)
	}
	if _, err := directory.Total(t.Context()); !errors.Is(err, identity.ErrSignedOut) {
		t.Errorf("counting: %v", err)
	}
	if _, err := directory.Find(t.Context(), Keys{IDs: []string{"1"}}.Search(), nil); !errors.Is(err, identity.ErrSignedOut) {
		t.Errorf("reading by name: %v", err)
	}
}

func TestACancelledReadingGivesNoSnapshot(t *testing.T) {
	service, directory := having(t, 950)
	ctx, cancel := context.WithCancel(t.Context())
	service.before = func(_ *tenant, n int) {
		if n == 3 {
			cancel()
		}
	}
	if snapshot, err := directory.All(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", snapshot, err)
	}
}

func TestProgressRisesToTheTotal(t *testing.T) {
	_, directory := having(t, 950)
	var last, calls int
	var inside atomic.Bool
	_, err := directory.All(t.Context(), func(done, total int) {
		if !inside.CompareAndSwap(false, true) {
			t.Error("progress was told twice at once")
		}
		if done <= last || total != 950 {
			t.Errorf("progress went from %d to %d of %d", last, done, total)
		}
		last = done
		calls++
		inside.Store(false)
	})
	if err != nil || last != 950 || calls != 10 {
		t.Errorf("the last of %d calls told %d, %v", calls, last, err)
	}
}

func TestCountingTakesOneRequest(t *testing.T) {
	service, directory := having(t, 950)
	total, err := directory.Total(t.Context())
	if err != nil || total != 950 || service.asked() != 1 || !strings.Contains(service.query(0), "count=1") {
		t.Errorf("%d after %d requests, %v", total, service.asked(), err)
	}
}

func TestAUserThatCannotBeReadIsAnError(t *testing.T) {
	for name, spoil := range map[string]func(*scim.User){
		"no id":                 func(u *scim.User) { u.ID = "" },
		"no userName":           func(u *scim.User) { u.UserName = "" },
		"an unknown kind":       func(u *scim.User) { u.Entitlements[0].Type = "LICENCE" },
		"names in broken quote": func(u *scim.User) { u.Entitlements = []scim.Entitlement{{Type: scim.WorkspaceNames, Value: `"a`}} },
	} {
		service, directory := having(t, 250)
		spoil(&service.users[170])
		if _, err := directory.All(t.Context(), nil); err == nil {
			t.Errorf("%s: the user was left out", name)
		}
	}
}
