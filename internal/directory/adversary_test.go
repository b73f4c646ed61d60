package directory

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/scim"
)

// lies are what a page may look like that does not show what was asked for. None of them makes the tenant
// smaller than it is, or consistently another one: that nobody could notice.
var lies = map[string]func(page *scim.ListResponse, all []scim.User, k int){
	"cut short": func(page *scim.ListResponse, _ []scim.User, k int) {
		page.Resources = page.Resources[:len(page.Resources)/(k+1)]
	},
	"null":               func(page *scim.ListResponse, _ []scim.User, _ int) { page.Resources = nil },
	"counts too many":    func(page *scim.ListResponse, _ []scim.User, k int) { page.TotalResults += k },
	"counts two billion": func(page *scim.ListResponse, _ []scim.User, _ int) { page.TotalResults = 2_000_000_000 },
	"says another start": func(page *scim.ListResponse, _ []scim.User, k int) { page.StartIndex += k },
	"says no start":      func(page *scim.ListResponse, _ []scim.User, _ int) { page.StartIndex = 0 },
	"says another size":  func(page *scim.ListResponse, _ []scim.User, k int) { page.ItemsPerPage = 7 * k },
	"begins elsewhere": func(page *scim.ListResponse, all []scim.User, k int) {
		start := min(page.StartIndex-1+k, len(all))
		page.Resources = all[start:min(start+len(page.Resources), len(all))]
	},
	"shows somebody twice": func(page *scim.ListResponse, _ []scim.User, k int) {
		if n := len(page.Resources); n > 0 {
			page.Resources = slices.Clone(page.Resources)
			page.Resources[n-1] = page.Resources[k%n]
		}
	},
	"longer than asked for": func(page *scim.ListResponse, all []scim.User, k int) {
		page.Resources = append(slices.Clone(page.Resources), all[:min(k, len(all))]...)
	},
}

func sortedNames(of map[string]func(*scim.ListResponse, []scim.User, int)) []string {
	var all []string
	for name := range of {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// A service may lie now and then in any way, and users may leave, or may come: whoever was there all the
// time is in a snapshot that is given. Where a total is made up, nobody comes or goes, and the other way
// round: the two together are what cannot be noticed.
func TestNoAdversaryHidesWhoWasThereAllTheTime(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		users := rapid.IntRange(0, 40).Draw(rt, "users")
		service, directory := having(t, users)
		service.cap = rapid.IntRange(1, 12).Draw(rt, "page size")
		moves := rapid.SampledFrom([]string{"nobody moves", "leave", "come"}).Draw(rt, "moves")
		type event struct {
			lie   string
			k, at int
			moves bool
		}
		told := rapid.MapOf(rapid.IntRange(1, 40), rapid.Custom(func(t *rapid.T) event {
			return event{rapid.SampledFrom(sortedNames(lies)).Draw(t, "lie"), rapid.IntRange(1, 5).Draw(t, "k"), rapid.IntRange(0, 40).Draw(t, "at"), rapid.Bool().Draw(t, "moves")}
		})).Draw(rt, "what happens at which request")
		always := map[int]bool{}
		for i := range users {
			always[i] = true
		}
		next := 1000
		service.before = func(s *tenant, n int) {
			e, ok := told[n]
			switch {
			case !ok || !e.moves:
			case moves == "leave" && e.at < len(s.users):
				var gone int
				fmt.Sscanf(s.users[e.at].ExternalID, "E%d", &gone)
				delete(always, gone)
				s.remove(e.at)
			case moves == "come":
				next++
				s.users = slices.Insert(slices.Clone(s.users), min(e.at, len(s.users)), person(next))
			}
		}
		service.lie = func(page *scim.ListResponse, n int) {
			e, ok := told[n]
			if ok && (moves == "nobody moves" || !strings.HasPrefix(e.lie, "counts")) {
				lies[e.lie](page, service.users, e.k)
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
		if len(got) != len(snapshot.Accounts) || len(got) != snapshot.Total {
			rt.Fatalf("%d accounts of %d people, %d told", len(snapshot.Accounts), len(got), snapshot.Total)
		}
	})
}

// The one move that cannot be noticed, as All says: it is known, and whoever writes looks first.
func TestWhoLeavesWhileAnotherComesAtTheEndHidesSomebody(t *testing.T) {
	service, directory := having(t, 250)
	service.before = func(s *tenant, n int) {
		if n == 2 {
			s.remove(0)
			s.add(2000)
		}
	}
	snapshot, err := directory.All(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := numbers(snapshot.Accounts); got[100] || !got[0] || len(got) != 250 {
		t.Errorf("it can be noticed after all: %d users, the one who left %v, the one who moved up %v", len(got), got[0], got[100])
	}
}

func TestAPageThatSaysItBeginsElsewhereIsNotBelieved(t *testing.T) {
	service, directory := having(t, 250)
	service.lying(func(page *scim.ListResponse, _ int) { page.StartIndex = 1 })
	if _, err := directory.All(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "users from 1 on came back where those from 101 on were asked for") &&
		!strings.Contains(err.Error(), "users from 1 on came back where those from 201 on were asked for") {
		t.Errorf("the error is %v", err)
	}
	service.lying(func(page *scim.ListResponse, _ int) { page.StartIndex, page.ItemsPerPage = 0, 3 })
	if snapshot, err := directory.All(t.Context(), nil); err != nil || len(snapshot.Accounts) != 250 {
		t.Errorf("a service that says nothing of its pages: %v, %v", snapshot, err)
	}
}

func TestAServiceThatGivesEverybodyAtOnceHasGivenEverybody(t *testing.T) {
	service, directory := having(t, 250)
	service.lying(func(page *scim.ListResponse, _ int) { page.Resources = service.users })
	if snapshot, err := directory.All(t.Context(), nil); err != nil || len(snapshot.Accounts) != 250 || snapshot.Requests != 1 {
		t.Errorf("read %v, %v", snapshot, err)
	}
	service.lying(func(page *scim.ListResponse, _ int) { page.Resources = service.users[:200] })
	if _, err := directory.All(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "200 users came back where 100 were asked for") {
		t.Errorf("the error is %v", err)
	}
}

func TestIdsThatDifferOnlyInCapitalLettersAreRefused(t *testing.T) {
	service, directory := having(t, 3)
	service.users[0].ID, service.users[2].ID = "Usr-1", "usr-1"
	if _, err := directory.All(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "capital letters") {
		t.Errorf("the error is %v", err)
	}
	service.users[2].ID = "Usr-2"
	service.users[2].UserName = service.users[0].UserName
	if snapshot, err := directory.All(t.Context(), nil); err != nil || len(snapshot.Accounts) != 3 {
		t.Errorf("two users of one name are two: %v, %v", snapshot, err)
	}
}

func TestACountThatNothingBearsOutIsRefused(t *testing.T) {
	service, directory := having(t, 250)
	for name, lie := range map[string]func(page *scim.ListResponse){
		"users without anybody": func(page *scim.ListResponse) { page.TotalResults, page.Resources = 2_000_000_000, nil },
		"somebody, but no user": func(page *scim.ListResponse) { page.TotalResults = 0 },
	} {
		service.forget()
		service.lying(func(page *scim.ListResponse, _ int) { lie(page) })
		if total, err := directory.Total(t.Context()); err == nil || service.asked() != 3 {
			t.Errorf("%s: counted %d after %d requests, %v", name, total, service.asked(), err)
		}
		service.lying(func(page *scim.ListResponse, n int) {
			if n == 4 {
				lie(page)
			}
		})
		if total, err := directory.Total(t.Context()); err != nil || total != 250 {
			t.Errorf("%s once: counted %d, %v", name, total, err)
		}
	}
}

func TestAnErrorBesideAListIsNoList(t *testing.T) {
	service, directory := having(t, 3)
	service.refuse = func(w http.ResponseWriter, _ int) bool {
		fmt.Fprint(w, `{"totalResults":0,"Resources":[],"errors":[{"detail":"the second store is down"}]}`)
		return true
	}
	_, err := directory.All(t.Context(), nil)
	var failure *scim.Failure
	if !errors.As(err, &failure) {
		t.Errorf("the error is %v", err)
	}
}
