package anaplan

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// lists serves so many entries in pages of its own size.
type lists struct {
	entries  []string // JSON
	most     int      // entries a page
	total    int      // that it says there are; -1 is the truth
	requests []string
}

func (l *lists) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.requests = append(l.requests, r.URL.String())
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	end := min(len(l.entries), offset+min(limit, l.most))
	shown := l.entries[min(offset, end):end]
	total := l.total
	if total < 0 {
		total = len(l.entries)
	}
	name := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	fmt.Fprintf(w, `{"meta":{"schema":"x","paging":{"currentPageSize":%d,"totalSize":%d,"offset":%d}},"status":{"code":200},%q:[%s]}`,
		len(shown), total, offset, name, strings.Join(shown, ","))
}

func listing(t *testing.T, handler http.Handler) *API {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return NewAPI(server.URL+"/", server.Client())
}

func workspaces(n int) []string {
	entries := make([]string, n)
	for i := range entries {
		entries[i] = fmt.Sprintf(`{"id":"%d","name":"Workspace %d","active":%v,"sizeAllowance":1}`, i, i, i%2 == 0)
	}
	return entries
}

func TestAListIsReadToItsEnd(t *testing.T) {
	for _, c := range []struct{ entries, most, requests int }{{0, 1000, 1}, {7, 1000, 1}, {1000, 1000, 1}, {1001, 1000, 2}, {45, 20, 3}} {
		service := &lists{entries: workspaces(c.entries), most: c.most, total: -1}
		all, err := listing(t, service).Workspaces(t.Context())
		if err != nil || len(all) != c.entries || len(service.requests) != c.requests {
			t.Errorf("%+v: read %d in %d requests, %v", c, len(all), len(service.requests), err)
		}
		for i, w := range all {
			if w.ID != strconv.Itoa(i) || w.Name != fmt.Sprint("Workspace ", i) || w.Active == nil || *w.Active != (i%2 == 0) {
				t.Errorf("entry %d is %+v", i, w)
			}
		}
		if !strings.Contains(service.requests[0], "/2/0/workspaces?") || !strings.Contains(service.requests[0], "tenantDetails=true") {
			t.Errorf("asked for %s", service.requests[0])
		}
	}
}

func TestAShortListIsAnError(t *testing.T) {
	for _, total := range []int{8, 6, 0} {
		service := &lists{entries: workspaces(7), most: 5, total: total}
		if all, err := listing(t, service).Workspaces(t.Context()); err == nil || errors.Is(err, ErrNotPermitted) {
			t.Errorf("7 entries of %d were taken for %d", total, len(all))
		}
	}
}

func TestAListThatIsNotGivenIsToldFromAFailure(t *testing.T) {
	for status, permitted := range map[int]bool{401: false, 403: false, 404: false, 405: false, 501: false, 400: true, 429: true, 500: true, 502: true, 204: true} {
		api := listing(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		_, err := api.Workspaces(t.Context())
		if err == nil || errors.Is(err, ErrNotPermitted) == permitted {
			t.Errorf("%d: %v", status, err)
		}
		if _, err := api.Logins(t.Context()); err == nil || errors.Is(err, ErrNotPermitted) == permitted {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestACallerWhomTheTokenServiceRefusesGoesOnWithoutLists(t *testing.T) {
	s := start(t)
	s.refuse["/token/authenticate"] = 401
	_, err := NewAPI(s.url, signed(t, s, s.session(0))).Workspaces(t.Context())
	if !errors.Is(err, ErrNotPermitted) || !errors.Is(err, identity.ErrSignedOut) {
		t.Errorf("the error is %v", err)
	}
}

func TestOnlyAListIsTakenForOne(t *testing.T) {
	for _, body := range []string{"", "{}", "<html>Welcome to the guest network", "[]", `{"meta":{}}`, `{"meta":{"paging":{"totalSize":1}},"workspaces":[{"name":"no id"}]}`, `{"meta":{"paging":{"totalSize":1`} {
		api := listing(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
		all, err := api.Workspaces(t.Context())
		if err == nil || errors.Is(err, ErrNotPermitted) {
			t.Errorf("%q was taken for %v, %v", body, all, err)
		}
		if strings.HasPrefix(body, "<") && !strings.Contains(err.Error(), "Welcome to the guest network") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestLastLoginsAreRead(t *testing.T) {
	service := &lists{most: 1000, total: -1, entries: []string{
		`{"id":"5F00000000000000000000000000000A","email":"ada@acme.example","active":true,"lastLoginDate":"2017-09-07T08:05:37.123+0200"}`,
		`{"id":"2","email":"bob@acme.example"}`,
		`{"id":"3","email":"eve@acme.example","lastLoginDate":"2017-09-07T08:05:37Z"}`,
	}}
	all, err := listing(t, service).Logins(t.Context())
	if err != nil || len(all) != 3 {
		t.Fatalf("read %v, %v", all, err)
	}
	want := []Login{
		{"5f00000000000000000000000000000a", "ada@acme.example", time.Date(2017, 9, 7, 6, 5, 37, 123e6, time.UTC)},
		{"2", "bob@acme.example", time.Time{}},
		{"3", "eve@acme.example", time.Date(2017, 9, 7, 8, 5, 37, 0, time.UTC)},
	}
	for i := range want {
		if all[i] != want[i] {
			t.Errorf("entry %d is %+v, want %+v", i, all[i], want[i])
		}
	}
	service.entries = append(service.entries, `{"id":"4","email":"mallory@acme.example","lastLoginDate":"yesterday"}`)
	if _, err := listing(t, service).Logins(t.Context()); err == nil || !strings.Contains(err.Error(), "mallory") {
		t.Errorf("a date that cannot be read: %v", err)
	}
}
