package simulator

import (
	"encoding/json"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

func TestAPageHasFiftyUsersUnlessCountSaysOtherwise(t *testing.T) {
	v := open(t, Options{Users: 130, Workspaces: 5})
	for _, c := range []struct {
		name          string
		query         []string
		start, onPage int
	}{
		{"without count fifty", nil, 1, 50},
		{"count is obeyed up to a hundred", []string{"count", "100"}, 1, 100},
		{"startIndex counts from one", []string{"startIndex", "101", "count", "100"}, 101, 30},
		{"a startIndex below one is one", []string{"startIndex", "0", "count", "3"}, 1, 3},
		{"a page after the end is empty", []string{"startIndex", "131"}, 131, 0},
		{"count zero asks only for the total", []string{"count", "0"}, 1, 0},
		{"a negative count is zero", []string{"count", "-5"}, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := v.list(c.query...)
			if page.TotalResults != 130 || page.StartIndex != c.start || page.ItemsPerPage != c.onPage || len(page.Resources) != c.onPage {
				t.Errorf("got total %d start %d itemsPerPage %d with %d users", page.TotalResults, page.StartIndex, page.ItemsPerPage, len(page.Resources))
			}
		})
	}
}

func TestAPageOfMoreThanAHundredIsRefused(t *testing.T) {
	v := open(t, Options{})
	v.refused(v.scim("GET", "/Users?count=101", ""), 400, "invalidValue", "at most 100")
	v.refused(v.scim("GET", "/Users?startIndex=one", ""), 400, "invalidValue", "startIndex")
	v.refused(v.scim("GET", "/Users?count=x", ""), 400, "invalidValue", "count")
}

func TestAnEmptyPageIsAListAndNotNull(t *testing.T) {
	v := open(t, Options{})
	a := v.must(200, "GET", "/Users?startIndex=9", "")
	if !strings.Contains(a.body, `"Resources":[]`) {
		t.Error(a.body)
	}
}

func TestPagesTogetherHoldEveryUserOnce(t *testing.T) {
	v := open(t, Options{Users: 257, Workspaces: 8, Seed: 3})
	seen := map[string]bool{}
	for start := 1; start <= 257; start += 100 {
		for _, u := range v.list("startIndex", itoa(start), "count", "100").Resources {
			if seen[u.ID] {
				t.Errorf("user %s is on two pages", u.ID)
			}
			seen[u.ID] = true
		}
	}
	if len(seen) != 257 {
		t.Errorf("%d users on all pages, want 257", len(seen))
	}
}

func TestPagingKeepsNoState(t *testing.T) {
	v := open(t, Options{Users: 20})
	first := v.list("count", "10").Resources
	v.tenant.Remove(identity.UserName(first[0].UserName))
	second := v.list("startIndex", "11", "count", "10")
	if second.TotalResults != 19 || len(second.Resources) != 9 {
		t.Errorf("after a removal: total %d, %d on the second page", second.TotalResults, len(second.Resources))
	}
}

func TestAUserIsFoundByIDInAnyCase(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	got := v.must(200, "GET", "/Users/"+strings.ToUpper(id), "")
	if u := v.user(got); u.ID != id || u.UserName != "ada@acme.example" {
		t.Errorf("found %+v", u)
	}
	if got.header.Get("Content-Type") != scim.MediaType {
		t.Errorf("sent as %q", got.header.Get("Content-Type"))
	}
}

func TestAnUnknownIDIsNotFound(t *testing.T) {
	v := open(t, Options{})
	v.refused(v.scim("GET", "/Users/00000000000000000000000000000000", ""), 404, "", "not found")
}

func TestThePathIsCaseSensitiveAndNothingElseExists(t *testing.T) {
	v := open(t, Options{})
	for _, path := range []string{"/users", "/USERS", "/Groups", "/Bulk", "/Me", "/Users/", "/Users/a/b", "/"} {
		v.refused(v.scim("GET", path, ""), 404, "", "no resource")
	}
	v.refused(v.ask("GET", v.server.APIURL+"/elsewhere", ""), 404, "", "no resource")
}

func TestDeletingAndSearchingByPOSTAreNotImplemented(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	v.refused(v.scim("DELETE", "/Users/"+id, ""), 501, "", "DELETE")
	v.refused(v.scim("POST", "/Users/.search", "{}"), 501, "", ".search")
	v.refused(v.scim("POST", "/.search", "{}"), 501, "", ".search")
	v.stored("ada@acme.example")
}

func TestMethodsThatMakeNoSenseAreNotAllowed(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	for _, c := range [][3]string{{"PUT", "/Users", "GET, POST"}, {"POST", "/Users/" + id, "GET, PUT, PATCH"}, {"POST", "/Schemas", "GET"}} {
		a := v.scim(c[0], c[1], "{}")
		v.refused(a, 405, "", "not allowed")
		if a.header.Get("Allow") != c[2] {
			t.Errorf("%s %s allows %q, want %q", c[0], c[1], a.header.Get("Allow"), c[2])
		}
	}
}

func TestAReaderWhoDoesNotTakeSCIMIsTold(t *testing.T) {
	v := open(t, Options{})
	v.refused(v.scim("GET", "/Users", "", "Accept", "text/html"), 406, "", "scim+json")
	for _, accept := range []string{"application/scim+json", "application/json;q=0.9, text/html", "*/*"} {
		v.must(200, "GET", "/Users", "", "Accept", accept)
	}
}

func TestARequestLineThatNoGatewayWouldPassIsRefused(t *testing.T) {
	v := open(t, Options{})
	v.refused(v.scim("GET", "/Users?filter="+strings.Repeat("x", 8200), ""), 414, "", "8190")
}

func TestDiscoveryNeedsNoCredential(t *testing.T) {
	v := open(t, Options{})
	v.auth = ""
	for path, schema := range map[string]string{
		"/ServiceProviderConfig":      schemaProvider,
		"/ResourceTypes":              scim.SchemaList,
		"/ResourceTypes/User":         schemaResourceType,
		"/Schemas":                    scim.SchemaList,
		"/Schemas/" + scim.SchemaUser: schemaSchema,
	} {
		a := v.must(200, "GET", path, "")
		if !strings.Contains(a.body, schema) {
			t.Errorf("%s answers %s, without %s", path, a.body, schema)
		}
	}
}

func TestServiceProviderConfigDeniesWhatWorks(t *testing.T) {
	v := open(t, Options{})
	var config struct{ Patch, Filter struct{ Supported bool } }
	v.decode(v.must(200, "GET", "/ServiceProviderConfig", ""), &config)
	if config.Patch.Supported || config.Filter.Supported {
		t.Error("Anaplan says that patch and filter are not supported")
	}
}

func TestTheSchemaSaysUserNameIsReadOnly(t *testing.T) {
	v := open(t, Options{})
	var schema struct {
		Attributes []struct{ Name, Mutability string }
	}
	v.decode(v.must(200, "GET", "/Schemas/"+scim.SchemaUser, ""), &schema)
	want := map[string]string{"userName": "readOnly", "displayName": "readOnly", "externalId": "readWrite", "active": "readWrite", "entitlements": "readWrite"}
	for _, a := range schema.Attributes {
		if m, ok := want[a.Name]; ok && m != a.Mutability {
			t.Errorf("%s is %s, want %s", a.Name, a.Mutability, m)
		}
		delete(want, a.Name)
	}
	if len(want) > 0 {
		t.Errorf("the schema lacks %v", want)
	}
}

func TestAUserCarriesAllThreeSpellingsOfWorkspaces(t *testing.T) {
	v := open(t, Options{Workspaces: 5})
	ids := workspaceIDs(v.tenant, 0, 3)
	u := v.user(v.must(200, "GET", "/Users/"+v.ada(ids...), ""))
	byType := map[scim.EntitlementType][]scim.Entitlement{}
	for _, e := range u.Entitlements {
		byType[e.Type] = append(byType[e.Type], e)
	}
	if len(byType[scim.PerWorkspace]) != 2 || len(byType[scim.WorkspaceIDs]) != 1 || len(byType[scim.WorkspaceNames]) != 1 {
		t.Fatalf("entitlements are %+v", u.Entitlements)
	}
	if got := byType[scim.WorkspaceIDs][0].Value; got != strings.Join(sorted(ids), ",") {
		t.Errorf("WORKSPACE_IDS is %s", got)
	}
	names := byType[scim.WorkspaceNames][0].Value
	if !strings.Contains(names, `"Finance"`) || !strings.Contains(names, `"Supply Chain, EMEA"`) {
		t.Errorf("WORKSPACE_NAMES is %s", names)
	}
	for _, e := range byType[scim.PerWorkspace] {
		if e.Display == "" {
			t.Errorf("%+v has no name", e)
		}
	}
}

func TestOneSpellingCanBeAskedFor(t *testing.T) {
	for _, only := range []scim.EntitlementType{scim.PerWorkspace, scim.WorkspaceIDs, scim.WorkspaceNames} {
		v := open(t, Options{Workspaces: 5, Spelling: only})
		u := v.user(v.must(200, "GET", "/Users/"+v.ada(workspaceIDs(v.tenant, 0, 3)...), ""))
		if len(u.Entitlements) == 0 {
			t.Errorf("%s: no entitlements", only)
		}
		for _, e := range u.Entitlements {
			if e.Type != only {
				t.Errorf("%s: found %s", only, e.Type)
			}
		}
	}
}

func TestAUserShowsDerivedAttributesAndWhereItIs(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now})
	id := v.ada()
	u := v.user(v.must(200, "GET", "/Users/"+id, ""))
	want := scim.Meta{
		ResourceType: "User", Created: "2026-11-21T21:00:00.000Z", LastModified: "2026-11-21T21:00:00.000Z",
		Location: v.server.SCIMURL + "/Users/" + id,
	}
	if *u.Meta != want {
		t.Errorf("meta is %+v, want %+v", *u.Meta, want)
	}
	if u.DisplayName != "Ada King" || u.Name.Formatted != "Ada King" || len(u.Emails) != 1 || u.Emails[0].Type != "work" {
		t.Errorf("derived attributes are %+v", u)
	}
}

func TestTwoCallersSeeLocationsUnderTheNameTheyUsed(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	one := v.user(v.must(200, "GET", "/Users/"+id, "")).Meta.Location
	v.server.SCIMURL = strings.Replace(v.server.SCIMURL, "127.0.0.1", "localhost", 1)
	other := v.user(v.must(200, "GET", "/Users/"+id, "")).Meta.Location
	if !strings.HasPrefix(one, "http://127.0.0.1:") || !strings.HasPrefix(other, "http://localhost:") {
		t.Errorf("locations are %s and %s", one, other)
	}
}

func itoa(n int) string {
	text, _ := json.Marshal(n)
	return string(text)
}
