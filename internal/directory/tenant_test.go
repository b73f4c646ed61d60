package directory

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// tenant is a small SCIM service that keeps its users in order of arrival.
type tenant struct {
	mu       sync.Mutex
	users    []scim.User
	cap      int                                     // most users it gives a page; 0 is 100
	before   func(t *tenant, n int)                  // called before the nth request is answered, counted from 1
	lie      func(page *scim.ListResponse, n int)    // changes an answer
	refuse   func(w http.ResponseWriter, n int) bool // answers in its own way
	ignores  bool                                    // takes no notice of filters
	minds    bool                                    // capital letters in them
	requests int
	queries  []string
}

func (t *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests++
	t.queries = append(t.queries, r.URL.RawQuery)
	if t.before != nil {
		t.before(t, t.requests)
	}
	if t.refuse != nil && t.refuse(w, t.requests) {
		return
	}
	query := r.URL.Query()
	start, _ := strconv.Atoi(query.Get("startIndex"))
	count, _ := strconv.Atoi(query.Get("count"))
	if count > scim.MaxPageSize {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if t.cap > 0 {
		count = min(count, t.cap)
	}
	fitting := t.fitting(query.Get("filter"))
	page := scim.ListResponse{Schemas: []string{scim.SchemaList}, TotalResults: len(fitting), StartIndex: start}
	if start <= len(fitting) {
		page.Resources = fitting[start-1 : min(len(fitting), start-1+count)]
	}
	page.ItemsPerPage = len(page.Resources)
	if t.lie != nil {
		t.lie(&page, t.requests)
	}
	w.Header().Set("Content-Type", scim.MediaType)
	_ = json.NewEncoder(w).Encode(page)
}

// asked is the number of requests so far. Requests that were cancelled may still arrive.
func (t *tenant) asked() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.requests
}

// lying makes it change its answers from now on. Requests that were cancelled may still be answered.
func (t *tenant) lying(lie func(page *scim.ListResponse, n int)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lie = lie
}

func (t *tenant) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests = 0
}

func (t *tenant) query(i int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.queries[i]
}

// fitting reads filters of terms with eq that are joined by or.
func (t *tenant) fitting(filter string) []scim.User {
	if filter == "" || t.ignores {
		return t.users
	}
	folded := strings.ToLower
	if t.minds {
		folded = strings.Clone
	}
	wanted := map[string]bool{}
	for rest := filter; rest != ""; rest = strings.TrimPrefix(rest, " or ") {
		attribute, value, _ := strings.Cut(rest, " eq ")
		decoder := json.NewDecoder(strings.NewReader(value))
		var text string
		if err := decoder.Decode(&text); err != nil {
			panic(fmt.Sprintf("filter %q: %v", filter, err))
		}
		wanted[attribute+" "+folded(text)] = true
		rest = value[decoder.InputOffset():]
	}
	var fitting []scim.User
	for _, u := range t.users {
		if wanted["userName "+folded(u.UserName)] || wanted["id "+folded(u.ID)] || wanted["externalId "+folded(u.ExternalID)] {
			fitting = append(fitting, u)
		}
	}
	return fitting
}

func (t *tenant) remove(i int) {
	t.users = append(append([]scim.User{}, t.users[:i]...), t.users[i+1:]...)
}

func (t *tenant) add(n int) { t.users = append(append([]scim.User{}, t.users...), person(n)) }

const (
	finance = "8a81000000000000000000000000000b"
	sales   = "8a81000000000000000000000000000c"
)

// person is the nth user; their ids run against the order in which the service lists them.
func person(n int) scim.User {
	return scim.User{
		Schemas:    []string{scim.SchemaUser},
		ID:         fmt.Sprintf("5f%030x", 1_000_000-n),
		UserName:   fmt.Sprintf("user%05d@acme.example", n),
		ExternalID: fmt.Sprintf("E%05d", n),
		Name:       &scim.Name{GivenName: "Ada", FamilyName: fmt.Sprint("Number ", n)},
		Entitlements: []scim.Entitlement{
			{Value: finance, Display: "Finance", Type: scim.PerWorkspace},
			{Value: sales, Display: "Sales", Type: scim.PerWorkspace},
			{Value: finance + "," + sales, Type: scim.WorkspaceIDs},
		},
	}
}

// having runs a tenant of n users and a directory of it.
func having(t *testing.T, n int) (*tenant, *Directory) {
	t.Helper()
	service := &tenant{}
	for i := range n {
		service.users = append(service.users, person(i))
	}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	client := scim.NewClient(server.URL, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}})
	return service, New(client, Options{Workers: 3})
}

// numbers are the users of a snapshot, as person numbered them.
func numbers(accounts []identity.Account) map[int]bool {
	seen := map[int]bool{}
	for _, a := range accounts {
		n, err := strconv.Atoi(strings.TrimPrefix(a.ExternalID, "E"))
		if err != nil {
			panic(err)
		}
		seen[n] = true
	}
	return seen
}
