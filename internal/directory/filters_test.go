package directory

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// standardTenant is a tenant of a standard service that knows filters in its own way.
type standardTenant struct {
	*tenant
	config  string
	filter  func(w http.ResponseWriter, filter string) bool // answers in its own way
	configs atomic.Int32
	largest atomic.Int32 // count asked for
}

func (s *standardTenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/ServiceProviderConfig") {
		s.configs.Add(1)
		fmt.Fprintf(w, `{"schemas":["urn:x"],%s}`, s.config)
		return
	}
	var count int32
	fmt.Sscan(r.URL.Query().Get("count"), &count)
	s.largest.Store(max(s.largest.Load(), count))
	if filter := r.URL.Query().Get("filter"); filter != "" && s.filter != nil && s.filter(w, filter) {
		return
	}
	s.tenant.ServeHTTP(w, r)
}

func standard(t *testing.T, users int, config string) (*standardTenant, *Directory) {
	t.Helper()
	s := &standardTenant{tenant: &tenant{}, config: config}
	for i := range users {
		u := person(i)
		u.ID = fmt.Sprintf("Usr-%05d", i)
		u.Entitlements = []scim.Entitlement{{Value: "Reports", Display: "All reports"}, {Value: "team;1", Type: "team"}}
		s.users = append(s.users, u)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, New(scim.NewClient(server.URL, server.Client()).WithQuirks(scim.RFC), Options{Workers: 3})
}

const filtering = `"filter":{"supported":true,"maxResults":20}`

func TestAStandardServiceSaysHowLargeItsPagesAre(t *testing.T) {
	for config, want := range map[string]struct{ largest, requests int }{
		filtering:                       {20, 13},
		`"filter":{"maxResults":70}`:    {70, 4},
		`"filter":{"supported":true}`:   {100, 3},
		`"filter":{"maxResults":99999}`: {1000, 1},
	} {
		s, directory := standard(t, 250, config)
		s.before = func(*tenant, int) {}
		if want.largest > 100 { // more than the tenant of these tests gives
			s.lie = func(page *scim.ListResponse, _ int) { page.Resources = s.users }
			s.refuse = func(w http.ResponseWriter, _ int) bool { return false }
		}
		snapshot, err := directory.All(t.Context(), nil)
		if want.largest > 100 {
			if s.largest.Load() != 1000 {
				t.Errorf("%s: %d users were asked for at once", config, s.largest.Load())
			}
			continue
		}
		if err != nil || len(snapshot.Accounts) != 250 || int(s.largest.Load()) != want.largest || s.asked() != want.requests || s.configs.Load() != 1 {
			t.Errorf("%s: %d users at once in %d requests after %d questions, %v", config, s.largest.Load(), s.asked(), s.configs.Load(), err)
		}
	}
}

func TestPlainValuesOfAStandardServiceAreWorkspaces(t *testing.T) {
	_, directory := standard(t, 3, filtering)
	snapshot, err := directory.All(t.Context(), nil)
	if err != nil || !slices.Equal(snapshot.Accounts[0].Workspaces, []string{"Reports", "team;1"}) || snapshot.Accounts[0].ID != "Usr-00000" {
		t.Fatalf("read %+v, %v", snapshot, err)
	}
	if found := snapshot.Workspaces.ByName("all reports"); len(found) != 1 || found[0].ID != "Reports" {
		t.Errorf("the names are %v", snapshot.Workspaces.All())
	}
}

// Whatever a standard service makes of filters, nobody who is there is taken for not there.
func TestPeopleAreFoundWhateverAServiceMakesOfFilters(t *testing.T) {
	refusing := func(status int, what string) func(http.ResponseWriter, string) bool {
		return func(w http.ResponseWriter, filter string) bool {
			if !strings.Contains(filter, what) {
				return false
			}
			w.WriteHeader(status)
			fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"invalidFilter","status":"400"}`)
			return true
		}
	}
	nobody := func(what string) func(http.ResponseWriter, string) bool {
		return func(w http.ResponseWriter, filter string) bool {
			if strings.Contains(filter, what) {
				fmt.Fprint(w, `{"totalResults":0,"Resources":[]}`)
				return true
			}
			return false
		}
	}
	both := Keys{UserNames: names(7, 45), IDs: []string{"Usr-00009"}, ExternalIDs: []string{"E00010"}}
	for _, c := range []struct {
		name   string
		config string
		filter func(http.ResponseWriter, string) bool
		deaf   bool // ignores filters
		minds  bool // capital letters
		keys   Keys
		want   []int
		all    bool // accounts are read, and kept
	}{
		{name: "it knows them all", config: filtering, keys: both, want: []int{7, 9, 10, 45}},
		{name: "it says that it knows none", config: `"filter":{"supported":false}`, keys: both, all: true},
		{name: "it refuses or", config: filtering, filter: refusing(400, " or "), keys: both, all: true},
		{name: "it refuses id", config: filtering, filter: refusing(400, "id eq"), keys: both, all: true},
		{name: "but is asked by what it knows", config: filtering, filter: refusing(400, "id eq"), keys: Keys{UserNames: names(7, 45)}, want: []int{7, 45}},
		{name: "it finds nobody by externalId", config: filtering, filter: nobody("externalId"), keys: both, all: true},
		{name: "it finds nobody by or", config: filtering, filter: nobody(" or "), keys: both, all: true},
		{name: "it ignores them", config: filtering, deaf: true, keys: both, all: true},
		{name: "it has not made them yet", config: filtering, filter: refusing(501, "eq"), keys: both, all: true},
		{name: "it finds them too long", config: filtering, filter: refusing(414, person(45).UserName), keys: both, all: true},
		{name: "it minds capital letters in userName", config: filtering, minds: true, keys: Keys{UserNames: []identity.UserName{"User00007@Acme.example"}}, all: true},
		{name: "it minds them in externalId, as the RFC says", config: filtering, minds: true, keys: Keys{ExternalIDs: []string{"e00010"}}, all: true},
		{name: "it minds them in id, as all do", config: filtering, minds: true, keys: Keys{IDs: []string{"Usr-00009"}}, want: []int{9}},
		{name: "it minds them, and there are none", config: filtering, minds: true, keys: Keys{ExternalIDs: []string{"1-7"}}},
		{name: "it does not mind them", config: filtering, keys: Keys{UserNames: []identity.UserName{"User00007@Acme.example"}, ExternalIDs: []string{"e00010"}}, want: []int{7, 10}},
		{name: "nobody is asked for", config: filtering, keys: Keys{}},
		{name: "a name with a quote is looked for by ourselves", config: filtering, filter: nobody(`\"`), keys: Keys{UserNames: []identity.UserName{`o"hara`, "Nobody"}}, all: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, directory := standard(t, 60, c.config)
			s.filter, s.ignores, s.minds = c.filter, c.deaf, c.minds
			s.users[3].UserName = `o"hara`
			for range 2 {
				snapshot, err := directory.Find(t.Context(), c.keys.Search(), nil)
				if err != nil {
					t.Fatal(err)
				}
				want := c.want
				if c.all {
					want = count(60)
				}
				found := slices.Sorted(maps.Keys(numbers(snapshot.Accounts)))
				if !slices.Equal(found, want) || len(snapshot.Accounts) != len(want) || snapshot.Complete != c.all {
					t.Errorf("found %v, complete %v", found, snapshot.Complete)
				}
			}
		})
	}
}

func TestAFailureToFilterIsNotTakenForRefusingFilters(t *testing.T) {
	for _, status := range []int{500, 503, 403} {
		s, directory := standard(t, 60, filtering)
		s.filter = func(w http.ResponseWriter, _ string) bool { w.WriteHeader(status); return true }
		if snapshot, err := directory.Find(t.Context(), Keys{UserNames: names(7)}.Search(), nil); err == nil {
			t.Errorf("%d: read %+v", status, snapshot)
		}
	}
}

func TestWhatFiltersDoIsFoundOutOnce(t *testing.T) {
	s, directory := standard(t, 60, filtering)
	for i, requests := range []int{3, 1, 1} { // a sample and the trial before the first
		s.forget()
		snapshot, err := directory.Find(t.Context(), Keys{UserNames: names(7, 8)}.Search(), nil)
		if err != nil || s.asked() != requests || snapshot.Requests != requests {
			t.Errorf("time %d: %d requests, %d told, %v", i+1, s.asked(), snapshot.Requests, err)
		}
	}
}

// Of a tenant with nobody in it nothing can be learnt; of the same tenant later there can.
func TestFiltersAreTriedAgainWhereNobodyWasThere(t *testing.T) {
	s, directory := standard(t, 0, filtering)
	if snapshot, err := directory.Find(t.Context(), Keys{UserNames: names(7)}.Search(), nil); err != nil || !snapshot.Complete || len(snapshot.Accounts) > 0 {
		t.Errorf("read %+v, %v", snapshot, err)
	}
	for n := range 60 {
		s.add(n)
	}
	if snapshot, err := directory.Find(t.Context(), Keys{UserNames: names(7)}.Search(), nil); err != nil || snapshot.Complete || len(snapshot.Accounts) != 1 {
		t.Errorf("read %+v, %v", snapshot, err)
	}
}
