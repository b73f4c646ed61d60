package simulator

import (
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

func TestACaptivePortalStandsBeforeEveryPath(t *testing.T) {
	for kind, status := range map[string]int{"garbage": 200, "redirect": 302} {
		v := open(t, Options{Workspaces: 1}).withToken()
		v.tenant.SetFaults(rules(t, "*:/="+kind)...)
		for _, path := range []string{
			"/scim/1/0/v2/ServiceProviderConfig", "/scim/1/0/v2/Users?count=1", "/scim/1/0/v2/Users/x", "/token/validate",
			"/token/authenticate", "/2/0/workspaces", "/2/0/users", "/oauth/token", "/oauth/device/code",
		} {
			for _, method := range []string{"GET", "POST"} {
				a := v.ask(method, v.server.AuthURL+path, "")
				v.status(a, status)
				if a.status == 200 && !strings.Contains(a.body, "Guest Wi-Fi") {
					t.Errorf("%s %s answers %s", method, path, a.body)
				}
				if a.status == 302 && !strings.HasPrefix(a.header.Get("Location"), "https://login.example.com/") {
					t.Errorf("%s %s leads to %q", method, path, a.header.Get("Location"))
				}
			}
		}
	}
}

func TestARedirectedWriteHasNoEffect(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "POST=redirect")})
	v.must(302, "POST", "/Users", resource("ada@acme.example", ""))
	if _, there := v.tenant.Account("ada@acme.example"); there {
		t.Error("the redirected POST had an effect")
	}
}

func TestTheBodyMayClaimAnotherStatusThanHTTP(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "GET=403/404@1", "POST=409/500-after@1")})
	for _, c := range []struct {
		method, body    string
		status, claimed int
	}{{"GET", "", 403, 404}, {"POST", resource("ada@acme.example", ""), 409, 500}} {
		a := v.must(c.status, c.method, "/Users", c.body)
		var e scim.ErrorBody
		if v.decode(a, &e); int(e.Status) != c.claimed {
			t.Errorf("%s claims %d, want %d", c.method, e.Status, c.claimed)
		}
	}
	v.stored("ada@acme.example")
}

func TestAnErrorMayComeWithStatus200(t *testing.T) {
	v := open(t, Options{Workspaces: 2})
	one, two := workspaceIDs(v.tenant, 0)[0], workspaceIDs(v.tenant, 1)[0]
	id := v.ada(one)
	v.tenant.SetFaults(rules(t, "*=error-in-200")...)
	a := v.must(200, "PATCH", "/Users/"+id, patchBody(
		`{"op":"replace","path":"externalId","value":"E5"},{"op":"replace","path":"entitlements","value":`+entitled(two)+`}`))
	var e scim.ErrorBody
	v.decode(a, &e)
	if !slices.Equal(e.Schemas, []string{scim.SchemaError}) || e.Status != 400 || !strings.Contains(e.Detail, two+" (entitlements") {
		t.Errorf("answered %s", a.body)
	}
	if got := v.stored("ada@acme.example"); got.ExternalID != "E5" || !slices.Equal(got.Workspaces, []string{one}) {
		t.Errorf("stored %+v", got)
	}
	if u := v.user(v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"active","value":false}`))); u.ID != id {
		t.Error("a write that asks for no workspace is answered with an error")
	}
}

func TestSomeChangesOfWorkspacesAreCarriedOutAndTheOthersNamed(t *testing.T) {
	ids := func(v *visit) []string { return sorted(workspaceIDs(v.tenant, 0, 1, 2, 3)) }
	for _, c := range []struct {
		name         string
		some         string
		had, wanted  func([]string) []string
		want         func([]string) []string
		status       int
		assigned     func([]string) []string
		notGiven     func([]string) []string
		notTakenAway func([]string) []string
	}{
		{"one grant of three", "1", none, first(3), first(1), 207, first(1), between(1, 3), none},
		{"two grants of three", "2", none, first(3), first(2), 207, first(2), between(2, 3), none},
		{"all there are", "3", none, first(3), first(3), 200, nil, nil, nil},
		{"what was held is assigned", "1", first(1), first(3), first(2), 207, first(2), between(2, 3), none},
		{"grants come before revocations", "1", first(2), between(2, 4), first(3), 207, between(2, 3), between(3, 4), first(2)},
		{"revocations in the order of ids", "3", first(2), between(2, 4), between(1, 4), 207, between(2, 4), none, between(1, 2)},
		{"a revocation alone", "1", first(2), none, between(1, 2), 207, none, none, between(1, 2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := open(t, Options{Workspaces: 4})
			all := ids(v)
			id := v.ada(c.had(all)...)
			v.tenant.SetFaults(rules(t, "PATCH=partial="+c.some)...)
			a := v.must(c.status, "PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"entitlements","value":`+entitled(c.wanted(all)...)+`}`))
			if got := v.stored("ada@acme.example").Workspaces; !slices.Equal(got, sorted(c.want(all))) {
				t.Errorf("Ada has %v, want %v", got, c.want(all))
			}
			if c.status == 200 {
				return
			}
			_, told, _ := strings.Cut(a.body, "workspaces assigned: ")
			assigned, refused, _ := strings.Cut(told, "; not assigned: ")
			if want := strings.Join(c.assigned(all), ", "); assigned != want && (want != "" || assigned != "none") {
				t.Errorf("assigned are said to be %s, want %s", assigned, want)
			}
			for _, id := range all {
				if got := strings.Contains(refused, id+" (entitlements"); got != slices.Contains(c.notGiven(all), id) {
					t.Errorf("%s is named as not given: %v", id, got)
				}
				if got := strings.Contains(refused, id+" (not taken away"); got != slices.Contains(c.notTakenAway(all), id) {
					t.Errorf("%s is named as not taken away: %v", id, got)
				}
			}
		})
	}
}

func none([]string) []string { return nil }

func first(n int) func([]string) []string { return between(0, n) }

func between(from, to int) func([]string) []string {
	return func(all []string) []string { return all[from:to] }
}

func TestAUserIsCreatedWithSomeOfTheirWorkspaces(t *testing.T) {
	v := open(t, Options{Workspaces: 3, Faults: rules(t, "POST=partial=1", "PUT=partial=1")})
	all := sorted(workspaceIDs(v.tenant, 0, 1, 2))
	v.refused(v.scim("POST", "/Users", resource("ada@acme.example", `,"entitlements":`+entitled(all...))), 207, "invalidValue", all[2])
	ada := v.stored("ada@acme.example")
	if !slices.Equal(ada.Workspaces, all[:1]) {
		t.Errorf("Ada has %v", ada.Workspaces)
	}
	v.refused(v.scim("PUT", "/Users/"+ada.ID, resource("ada@acme.example", `,"entitlements":`+entitled(all...))), 207, "invalidValue", all[2])
	if got := v.stored("ada@acme.example").Workspaces; !slices.Equal(got, all[:2]) {
		t.Errorf("Ada has %v", got)
	}
}

func TestRepliesMayLeaveEntitlementsOut(t *testing.T) {
	v := open(t, Options{Workspaces: 2, PatchReplyEntitlements: true})
	one := workspaceIDs(v.tenant, 0)
	id := v.ada(one...)
	rename := patchBody(`{"op":"replace","path":"name.givenName","value":"Augusta"}`)
	whole := resource("ada@acme.example", `,"entitlements":`+entitled(one...))
	ask := func() []string {
		return []string{
			v.must(200, "GET", "/Users/"+id, "").body, v.must(200, "PATCH", "/Users/"+id, rename).body,
			v.must(200, "PUT", "/Users/"+id, whole).body, v.must(200, "GET", "/Users", "").body,
		}
	}
	for _, body := range ask() {
		if !strings.Contains(body, "entitlements") {
			t.Errorf("without a fault: %s", body)
		}
	}
	v.tenant.SetFaults(rules(t, "*=no-entitlements")...)
	for _, body := range ask() {
		if strings.Contains(body, "entitlements") || !strings.Contains(body, "ada@acme.example") {
			t.Errorf("with a fault: %s", body)
		}
	}
	if got := v.stored("ada@acme.example").Workspaces; !slices.Equal(got, one) {
		t.Errorf("Ada has %v", got)
	}
}

func TestAPageMayRepeatAUserOfThePageBefore(t *testing.T) {
	v := open(t, Options{Users: 20, Faults: rules(t, "GET=duplicate@2")})
	one, two := v.list("count", "10"), v.list("startIndex", "11", "count", "10")
	if two.TotalResults != 20 || len(two.Resources) != 10 || two.Resources[0].ID != one.Resources[9].ID {
		t.Errorf("%d users of %d, the first is %s, want %s", len(two.Resources), two.TotalResults, two.Resources[0].ID, one.Resources[9].ID)
	}
	again := v.list("startIndex", "11", "count", "10")
	if again.Resources[0].ID == one.Resources[9].ID || !slices.EqualFunc(again.Resources[1:], two.Resources[1:], func(a, b scim.User) bool { return a.ID == b.ID }) {
		t.Error("without the fault the page is not what it should be")
	}
	v.tenant.SetFaults(rules(t, "GET=duplicate")...)
	if first := v.list("count", "10"); first.Resources[0].ID != one.Resources[0].ID {
		t.Error("the first page repeats somebody")
	}
}

func TestAPageMayComeBackShort(t *testing.T) {
	v := open(t, Options{Users: 20, Faults: rules(t, "GET=short@1")})
	p := v.list("count", "10")
	if len(p.Resources) != 9 || p.ItemsPerPage != 10 || p.TotalResults != 20 {
		t.Errorf("%d users, itemsPerPage %d, totalResults %d", len(p.Resources), p.ItemsPerPage, p.TotalResults)
	}
	v.tenant.SetFaults(rules(t, "GET=short")...)
	if p := v.list("filter", `userName eq "nobody@acme.example"`); len(p.Resources) != 0 {
		t.Errorf("an empty page holds %+v", p)
	}
}

func TestTheTotalMayMoveWithoutAnybodyComing(t *testing.T) {
	v := open(t, Options{Users: 20, Faults: rules(t, "GET=total@2")})
	for n, want := range []int{20, 21, 20} {
		if p := v.list("count", "10"); p.TotalResults != want || len(p.Resources) != 10 {
			t.Errorf("page %d: %d of %d, want a total of %d", n+1, len(p.Resources), p.TotalResults, want)
		}
	}
	if n := len(v.tenant.Accounts()); n != 20 {
		t.Errorf("%d accounts", n)
	}
}

func TestCreatingMayBeAnswered200(t *testing.T) {
	v := open(t, Options{CreatedAs200: true})
	u := v.user(v.must(200, "POST", "/Users", resource("ada@acme.example", "")))
	if u.ID != v.stored("ada@acme.example").ID {
		t.Errorf("answered %+v", u)
	}
}

func TestWritesMayBeAnsweredWithoutTheUserName(t *testing.T) {
	v := open(t, Options{Workspaces: 1, ReplyWithoutUserName: true})
	one := workspaceIDs(v.tenant, 0)
	id := v.ada(one...) // POST names the user
	put := v.user(v.must(200, "PUT", "/Users/"+id, resource("ada@acme.example", `,"entitlements":`+entitled(one...))))
	patched := v.user(v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"active","value":true}`)))
	if put.UserName != "" || patched.UserName != "" || put.ID != id || patched.ID != id || len(put.Entitlements) == 0 {
		t.Errorf("PUT answers %+v, PATCH %+v", put, patched)
	}
	if read := v.user(v.must(200, "GET", "/Users/"+id, "")); identity.UserName(read.UserName) != "ada@acme.example" {
		t.Errorf("GET answers %+v", read)
	}
}
