package simulator

import (
	"slices"
	"testing"

	"scimsheet/internal/identity"
)

// admins asks who administers a workspace, page by page.
func (v *visit) admins(workspace string) []string {
	v.Helper()
	var addresses []string
	for next := v.server.APIURL + "/2/0/workspaces/" + workspace + "/admins?limit=2"; next != ""; {
		a := v.ask("GET", next, "")
		v.status(a, 200)
		var p struct {
			Meta   apiMeta    `json:"meta"`
			Admins []userLine `json:"admins"`
		}
		v.decode(a, &p)
		for _, u := range p.Admins {
			addresses = append(addresses, u.Email)
		}
		next = p.Meta.Paging.Next
	}
	return addresses
}

// staff gives people the first workspace; zed has the second.
func staff(v *visit) (first, second string) {
	first, second = workspaceIDs(v.tenant, 0)[0], workspaceIDs(v.tenant, 1)[0]
	for _, name := range []identity.UserName{"ann@acme.example", "ben@acme.example", "cat@acme.example", "dan@acme.example"} {
		v.tenant.Add(identity.Account{UserName: name, Active: true, Workspaces: []string{first}})
	}
	v.tenant.Add(identity.Account{UserName: "zed@acme.example", Active: true, Workspaces: []string{second}})
	return first, second
}

func TestTheAdministratorsOfAWorkspaceAreListed(t *testing.T) {
	v := open(t, Options{Workspaces: 2, WorkspaceAdmins: []string{"ANN@acme.example", "cat@acme.example", "dan@acme.example", "zed@acme.example"}}).withToken()
	first, second := staff(v)
	got := v.admins(first)
	slices.Sort(got)
	if want := []string{"ann@acme.example", "cat@acme.example", "dan@acme.example"}; !slices.Equal(got, want) {
		t.Errorf("the first workspace is administered by %v, want %v", got, want)
	}
	if got := v.admins(second); !slices.Equal(got, []string{"zed@acme.example"}) {
		t.Errorf("the second workspace is administered by %v", got)
	}
	for _, path := range []string{"/2/0/workspaces/" + v.server.OAuthClientID + "/admins", "/2/0/workspaces//admins", "/2/0/workspaces/" + first} {
		v.status(v.ask("GET", v.server.APIURL+path, ""), 404)
	}
	v.status(v.ask("POST", v.server.APIURL+"/2/0/workspaces/"+first+"/admins", "{}"), 405)
}

func TestAWorkspaceTheCallerCannotSeeHasNoAdministrators(t *testing.T) {
	v := open(t, Options{Workspaces: 2, OnlyWorkspaces: []string{}}).withToken()
	v.status(v.ask("GET", v.server.APIURL+"/2/0/workspaces/"+workspaceIDs(v.tenant, 0)[0]+"/admins", ""), 404)
}

func TestAFewPeopleAreAdministratorsUnlessSomebodyIsNamed(t *testing.T) {
	count := func(named []string) int {
		v := open(t, Options{Users: 400, Workspaces: 4, Seed: 1, WorkspaceAdmins: named}).withToken()
		n := 0
		for _, ws := range v.tenant.Workspaces() {
			n += len(v.admins(ws.ID))
		}
		return n
	}
	if n := count(nil); n < 5 || n > 80 {
		t.Errorf("%d administrators of four workspaces among 400 people", n)
	}
	if n := count([]string{}); n != 0 {
		t.Errorf("%d administrators where nobody is one", n)
	}
}

// exceptions searches exception users and answers "workspace name: address" for each.
func (v *visit) exceptions(body string) []string {
	v.Helper()
	a := v.ask("POST", v.server.APIURL+exceptionUsersPath, body)
	v.status(a, 200)
	var p struct {
		Response []exceptionWorkspace `json:"response"`
	}
	v.decode(a, &p)
	found := []string{}
	for _, ws := range p.Response {
		for _, u := range ws.Users {
			if stored := v.stored(identity.UserName(u.Email)); stored.ID != u.UserGUID || !slices.Contains(stored.Workspaces, ws.WorkspaceGUID) {
				v.Errorf("%+v is not %+v", u, stored)
			}
			found = append(found, ws.WorkspaceName+": "+u.Email)
		}
	}
	slices.Sort(found)
	return found
}

func TestExceptionUsersAreFoundByWorkspaceOrByUser(t *testing.T) {
	v := open(t, Options{Workspaces: 2, ExceptionUsers: []string{"ann@acme.example", "zed@acme.example"}})
	first, second := staff(v)
	v.tenant.Edit("zed@acme.example", func(a *identity.Account) { a.Workspaces = []string{first, second} })
	v.auth = "AnaplanApiKey " + v.server.APIKey
	for body, want := range map[string][]string{
		`{"workspaceGuid":"` + first + `"}`:                           {"Finance: ann@acme.example", "Finance: zed@acme.example"},
		`{"workspaceGuid":"` + second + `"}`:                          {"Sales Planning: zed@acme.example"},
		`{"userGuid":"` + v.stored("zed@acme.example").ID + `"}`:      {"Finance: zed@acme.example", "Sales Planning: zed@acme.example"},
		`{"userGuid":"` + v.stored("ben@acme.example").ID + `"}`:      {},
		`{"workspaceGuid":"` + v.stored("ben@acme.example").ID + `"}`: {},
	} {
		if got := v.exceptions(body); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", body, got, want)
		}
	}
	for _, body := range []string{"", "{}", `{"userGuid":"a","workspaceGuid":"b"}`, "["} {
		v.status(v.ask("POST", v.server.APIURL+exceptionUsersPath, body), 400)
	}
	v.status(v.ask("GET", v.server.APIURL+exceptionUsersPath, ""), 405)
}

func TestExceptionUsersNeedATokenOrAKeyInTheRightHeader(t *testing.T) {
	v := open(t, Options{Workspaces: 1})
	token := v.signIn().TokenInfo.TokenValue
	body := `{"workspaceGuid":"` + workspaceIDs(v.tenant, 0)[0] + `"}`
	ask := func(header string) int {
		return v.ask("POST", v.server.APIURL+exceptionUsersPath, body, "Authorization", header).status
	}
	for header, status := range map[string]int{
		"AnaplanAuthToken " + token: 200, "AnaplanApiKey " + v.server.APIKey: 200, "Bearer " + v.server.APIKey: 400, v.basic(): 400, "": 400,
		"AnaplanAuthToken " + v.server.APIKey: 401, "AnaplanApiKey " + token: 401,
	} {
		if got := ask(header); got != status {
			t.Errorf("%q is answered %d, want %d", header, got, status)
		}
	}
	v.tenant.ExpireAPIKey()
	if got := ask("AnaplanApiKey " + v.server.APIKey); got != 401 {
		t.Errorf("an expired key is answered %d", got)
	}
	v.tenant.SetUserAdmin(false)
	if got := ask("AnaplanAuthToken " + token); got != 403 {
		t.Errorf("a caller without the role is answered %d", got)
	}
}
