package simulator

import (
	"slices"
	"testing"
)

type apiPage struct {
	Meta       apiMeta
	Status     apiStatus
	Workspaces []workspaceLine
	Users      []userLine
}

// api follows one page of the Integration API with a token.
func (v *visit) api(target string) apiPage {
	v.Helper()
	a := v.ask("GET", target, "")
	v.status(a, 200)
	var p apiPage
	v.decode(a, &p)
	return p
}

func (v *visit) withToken() *visit {
	v.Helper()
	v.auth = "AnaplanAuthToken " + v.signIn().TokenInfo.TokenValue
	return v
}

func TestWorkspacesAreListedInPages(t *testing.T) {
	v := open(t, Options{Workspaces: 45}).withToken()
	var names []string
	pages := 0
	for next := v.server.APIURL + "/2/0/workspaces?tenantDetails=true"; next != ""; pages++ {
		p := v.api(next)
		if p.Meta.Paging.TotalSize != 45 || p.Meta.Paging.CurrentPageSize != len(p.Workspaces) || p.Meta.Paging.Offset != 20*pages {
			t.Fatalf("page %d: %+v with %d workspaces", pages, p.Meta.Paging, len(p.Workspaces))
		}
		if (p.Meta.Paging.Previous != "") != (pages > 0) {
			t.Errorf("page %d: previous is %q", pages, p.Meta.Paging.Previous)
		}
		for _, w := range p.Workspaces {
			names = append(names, w.Name)
			if w.CurrentSize == nil {
				t.Errorf("%s has no size although details were asked for", w.Name)
			}
		}
		next = p.Meta.Paging.Next
	}
	if pages != 3 || len(names) != 45 || !slices.Contains(names, "Supply Chain, EMEA") {
		t.Errorf("%d pages with %v", pages, names)
	}
}

func TestLimitAndOffsetAreObeyed(t *testing.T) {
	v := open(t, Options{Workspaces: 10}).withToken()
	p := v.api(v.server.APIURL + "/2/0/workspaces?limit=3&offset=9")
	if len(p.Workspaces) != 1 || p.Meta.Paging.Next != "" || p.Workspaces[0].CurrentSize != nil {
		t.Errorf("got %+v", p)
	}
	if p := v.api(v.server.APIURL + "/2/0/workspaces?offset=99"); len(p.Workspaces) != 0 || p.Meta.Paging.Next != "" {
		t.Errorf("after the end: %+v", p)
	}
	for _, bad := range []string{"limit=0", "limit=x", "offset=-1"} {
		v.status(v.ask("GET", v.server.APIURL+"/2/0/workspaces?"+bad, ""), 400)
	}
}

func TestAClosedWorkspaceIsListedAsNotActive(t *testing.T) {
	v := open(t, Options{Workspaces: 12}).withToken()
	closed := 0
	for _, w := range v.api(v.server.APIURL + "/2/0/workspaces").Workspaces {
		if !w.Active {
			closed++
		}
	}
	if closed != 1 {
		t.Errorf("%d of 12 workspaces are closed, want 1", closed)
	}
}

func TestACallerMaySeeOnlySomeWorkspaces(t *testing.T) {
	v := open(t, Options{Workspaces: 10, OnlyWorkspaces: []string{"Finance", "Supply Chain, EMEA"}}).withToken()
	p := v.api(v.server.APIURL + "/2/0/workspaces")
	if len(p.Workspaces) != 2 || p.Meta.Paging.TotalSize != 2 {
		t.Errorf("sees %+v", p.Workspaces)
	}
	none := open(t, Options{Workspaces: 10, OnlyWorkspaces: []string{}}).withToken()
	if p := none.api(none.server.APIURL + "/2/0/workspaces"); len(p.Workspaces) != 0 {
		t.Errorf("sees %+v", p.Workspaces)
	}
}

func TestUsersAreListedWithTheirLastLogin(t *testing.T) {
	v := open(t, Options{Users: 90, Seed: 1}).withToken()
	v.tenant.SetLastLogin(v.tenant.Caller(), "2017-09-07T08:05:37.000+0000")
	ids := map[string]string{}
	without := 0
	for next := v.server.APIURL + "/2/0/users?limit=40"; next != ""; {
		p := v.api(next)
		for _, u := range p.Users {
			ids[u.ID] = u.LastLogin
			if u.LastLogin == "" {
				without++
			}
		}
		next = p.Meta.Paging.Next
	}
	if len(ids) != 90 || without == 0 || without > 30 {
		t.Errorf("%d users, %d of them never signed in", len(ids), without)
	}
	if got := ids[v.stored(v.tenant.Caller()).ID]; got != "2017-09-07T08:05:37.000+0000" {
		t.Errorf("the caller last signed in %q", got)
	}
}

func TestTheIntegrationAPITakesTokensOnly(t *testing.T) {
	v := open(t, Options{Workspaces: 1})
	token := v.signIn().TokenInfo.TokenValue
	for header, status := range map[string]int{
		v.basic(): 401, "Bearer " + v.server.APIKey: 401, "Bearer " + token: 401, "": 401, "AnaplanAuthToken " + token: 200,
	} {
		v.status(v.ask("GET", v.server.APIURL+"/2/0/workspaces", "", "Authorization", header), status)
	}
	v.auth = "AnaplanAuthToken " + token
	v.status(v.ask("GET", v.server.APIURL+"/2/0/models", ""), 404)
	v.status(v.ask("POST", v.server.APIURL+"/2/0/users", "{}"), 405)
	v.tenant.SetUserAdmin(false)
	v.status(v.ask("GET", v.server.APIURL+"/2/0/users", ""), 403)
	v.status(v.ask("GET", v.server.APIURL+"/2/0/workspaces", ""), 200)
}
