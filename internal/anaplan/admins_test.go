package anaplan_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/identity"
	"scimsheet/internal/simulator"
)

// rehearse is the Integration API of a tenant with 1,205 administrators of its first workspace.
func rehearse(t *testing.T) (*anaplan.API, *simulator.Tenant, []string) {
	t.Helper()
	named := make([]string, 1205)
	for i := range named {
		named[i] = fmt.Sprintf("admin%04d@acme.example", i)
	}
	tenant, err := simulator.New(simulator.Options{Workspaces: 2, Seed: 1, WorkspaceAdmins: named})
	if err != nil {
		t.Fatal(err)
	}
	server, err := simulator.Start(tenant, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	for _, name := range append(slices.Clone(named), "somebody.else@acme.example") {
		tenant.Add(identity.Account{UserName: identity.UserName(name), Active: true, Workspaces: []string{tenant.Workspaces()[0].ID}})
	}
	session := anaplan.NewSession(server.AuthURL, http.DefaultClient, anaplan.PasswordSignIn(server.Username, anaplan.Secret(server.Password)), time.Now)
	signed, err := anaplan.Sign(http.DefaultTransport, session, server.APIURL)
	if err != nil {
		t.Fatal(err)
	}
	return anaplan.NewAPI(server.APIURL, &http.Client{Transport: signed}), tenant, named
}

func TestTheAdministratorsOfAWorkspaceAreThoseItHas(t *testing.T) {
	api, tenant, named := rehearse(t)
	ids := map[string]string{}
	for _, a := range tenant.Accounts() {
		ids[strings.ToLower(a.ID)] = string(a.UserName)
	}
	all, err := api.Admins(t.Context(), tenant.Workspaces()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range all {
		if got = append(got, l.Email); ids[l.ID] != l.Email || !l.Last.IsZero() {
			t.Errorf("%+v is %s", l, ids[l.ID])
		}
	}
	if slices.Sort(got); !slices.Equal(got, named) {
		t.Errorf("%d of %d administrators", len(got), len(named))
	}
	if all, err := api.Admins(t.Context(), tenant.Workspaces()[1].ID); err != nil || len(all) != 0 {
		t.Errorf("the second workspace is administered by %v, %v", all, err)
	}
	if _, err := api.Admins(t.Context(), "8a81b09d000000000000000000000000"); !errors.Is(err, anaplan.ErrNotPermitted) {
		t.Errorf("a workspace that nobody knows: %v", err)
	}
}

func TestAdministratorsAreReadAsTheServiceMaySayThem(t *testing.T) {
	const one = `{"meta":{"paging":{"totalSize":1}},`
	for name, c := range map[string]struct {
		status int
		body   string
		want   string // id and address, or part of the error
		denied bool
	}{
		"under the name of the address":           {200, one + `"admins":[{"id":"AB1","email":"ann@acme.example","lastLoginDate":"whenever"}]}`, "ab1 ann@acme.example", false},
		"under the name of other lists of people": {200, one + `"users":[{"id":"ab1","email":"ann@acme.example"}]}`, "ab1 ann@acme.example", false},
		"an empty list beside the other":          {200, one + `"admins":[],"users":[{"id":"ab1"}]}`, "ab1 ", false},
		"nobody":                                  {200, `{"meta":{"paging":{"totalSize":0}}}`, "", false},
		"nobody, in a list":                       {200, `{"meta":{"paging":{"totalSize":0}},"admins":[]}`, "", false},
		"under a name that is not known":          {200, one + `"people":[{"id":"ab1"}]}`, "0 of 1 entries came back", false},
		"under both names":                        {200, one + `"admins":[{"id":"1"}],"users":[{"id":"2"}]}`, "the reply holds two lists", false},
		"without an id":                           {200, one + `"admins":[{"email":"ann@acme.example"}]}`, `administrator "ann@acme.example" has no id`, false},
		"no list":                                 {200, `<html>Sign in</html>`, "the reply is not a list", false},
		"not for this caller":                     {403, "", "not permitted", true},
		"not there":                               {404, "", "not permitted", true},
		"not now":                                 {503, "", "the service answered 503", false},
	} {
		t.Run(name, func(t *testing.T) {
			var asked string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = r.URL.EscapedPath()
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}))
			defer server.Close()
			all, err := anaplan.NewAPI(server.URL, server.Client()).Admins(t.Context(), "a/b?c")
			got := ""
			for _, l := range all {
				got += l.ID + " " + l.Email
			}
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, c.want) || c.want == "" && got != "" || errors.Is(err, anaplan.ErrNotPermitted) != c.denied {
				t.Errorf("read %q, %v", got, err)
			}
			if asked != "/2/0/workspaces/a%2Fb%3Fc/admins" {
				t.Errorf("asked for %s", asked)
			}
		})
	}
}
