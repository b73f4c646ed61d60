package simulator

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// resource is a body of POST and PUT with the given members after schemas and userName.
func resource(userName, members string) string {
	name, _ := json.Marshal(userName)
	return `{"schemas":["` + scim.SchemaUser + `"],"userName":` + string(name) + members + `}`
}

func TestCreatingAUserGivesIDLocationAndWorkspaces(t *testing.T) {
	v := open(t, Options{Workspaces: 4})
	ids := workspaceIDs(v.tenant, 2, 0)
	a := v.must(201, "POST", "/Users", resource("Ada@acme.example",
		`,"externalId":"E1","name":{"givenName":"Ada","familyName":"King"},"entitlements":`+entitled(ids...)))
	u := v.user(a)
	if !identity.LooksLikeWorkspaceID(u.ID) || a.header.Get("Location") != v.server.SCIMURL+"/Users/"+u.ID {
		t.Errorf("id %q, Location %q", u.ID, a.header.Get("Location"))
	}
	want := identity.Account{
		ID: u.ID, UserName: "Ada@acme.example", ExternalID: "E1", GivenName: "Ada", FamilyName: "King", Active: true, Workspaces: sorted(ids),
	}
	if got := v.stored("ada@acme.example"); !got.SameState(want) || got.ID != u.ID {
		t.Errorf("stored %+v, want %+v", got, want)
	}
}

func TestAUserNameIsUniqueInAnyCase(t *testing.T) {
	v := open(t, Options{})
	v.ada()
	v.refused(v.scim("POST", "/Users", resource("ADA@Acme.Example", "")), 409, "uniqueness", "already in use")
	if n := len(v.tenant.Accounts()); n != 2 {
		t.Errorf("%d accounts, want Ada and the caller", n)
	}
}

func TestTheAddressOfADeletedUserCannotBeUsedAgain(t *testing.T) {
	v := open(t, Options{})
	v.ada()
	v.tenant.Remove("ada@acme.example")
	v.refused(v.scim("POST", "/Users", resource("ada@acme.example", "")), 409, "uniqueness", "")
}

func TestUserNamesThatAnaplanRefuses(t *testing.T) {
	v := open(t, Options{})
	for name, bad := range map[string]string{
		"none":                "",
		"not an address":      "ada",
		"no domain":           "ada@",
		"no top-level domain": "ada@acme",
		"a blank":             "ada king@acme.example",
		"a comma":             "ada@acme,example.com",
		"two signs":           "ada@@acme.example",
		"underscore first":    "_ada@acme.example",
		"underscore last":     "ada@acme.example_",
		"61 characters":       strings.Repeat("a", 48) + "@acme.example",
	} {
		t.Run(name, func(t *testing.T) {
			v := *v
			v.T = t
			v.refused(v.scim("POST", "/Users", resource(bad, "")), 400, "invalidValue", "userName")
		})
	}
	v.must(201, "POST", "/Users", resource(strings.Repeat("a", 47)+"@acme.example", ""))
	v.must(201, "POST", "/Users", resource("zoë_o'neil@acme.example", ""))
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	v.refused(v.scim("POST", "/Users", `{"schemas":`), 400, "invalidSyntax", "body")
	v.refused(v.scim("POST", "/Users", `{"userName":"x@acme.example"}`), 400, "invalidSyntax", "schemas")
	v.refused(v.scim("POST", "/Users", resource("x@acme.example", ""), "Content-Type", "text/plain"), 400, "invalidSyntax", "Content-Type")
	v.refused(v.scim("PUT", "/Users/"+id, `[]`), 400, "invalidSyntax", "body")
	v.refused(v.scim("PATCH", "/Users/"+id, `{`), 400, "invalidSyntax", "body")
	v.refused(v.scim("PATCH", "/Users/"+id, patchBody("")), 400, "invalidSyntax", "Operations")
}

func TestActiveIsReadAsBooleanAndAsText(t *testing.T) {
	v := open(t, Options{})
	for given, want := range map[string]bool{`true`: true, `false`: false, `"True"`: true, `"False"`: false} {
		name := "user" + strings.Trim(strings.ToLower(given), `"`) + itoa(len(given)) + "@acme.example"
		v.must(201, "POST", "/Users", resource(name, `,"active":`+given))
		if got := v.stored(identity.UserName(name)).Active; got != want {
			t.Errorf("active %s became %v", given, got)
		}
	}
}

func TestWorkspacesAreUnderstoodInAllThreeSpellings(t *testing.T) {
	v := open(t, Options{Workspaces: 22})
	finance, emea := workspaceIDs(v.tenant, 0)[0], workspaceIDs(v.tenant, 3)[0]
	falcon := workspaceIDs(v.tenant, 21)[0]
	for i, c := range []struct {
		name, entitlements string
		want               []string
	}{
		{"WORKSPACE by id", `[{"type":"WORKSPACE","value":"` + finance + `"}]`, []string{finance}},
		{"WORKSPACE by id in capitals", `[{"type":"WORKSPACE","value":"` + strings.ToUpper(finance) + `"}]`, []string{finance}},
		{"WORKSPACE by display", `[{"type":"WORKSPACE","display":"Supply Chain, EMEA"}]`, []string{emea}},
		{"WORKSPACE_IDS", `[{"type":"WORKSPACE_IDS","value":"` + finance + `, ` + emea + `"}]`, []string{finance, emea}},
		{"WORKSPACE_NAMES", `[{"type":"WORKSPACE_NAMES","value":"\"Finance\",\"Supply Chain, EMEA\""}]`, []string{finance, emea}},
		{"WORKSPACE_NAMES with a quote in a name", `[{"type":"WORKSPACE_NAMES","value":"\"M&A – Project \"Falcon\"\", \"Finance\""}]`, []string{falcon, finance}},
		{"WORKSPACE_NAMES without quotes", `[{"type":"WORKSPACE_NAMES","value":"Finance"}]`, []string{finance}},
		{"all three at once are one set", `[{"type":"WORKSPACE","value":"` + finance + `"},{"type":"WORKSPACE_IDS","value":"` + finance + `"},{"type":"WORKSPACE_NAMES","value":"\"Finance\""}]`, []string{finance}},
		{"none", `[]`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := *v
			v.T = t
			name := "user" + itoa(i) + "@acme.example"
			v.must(201, "POST", "/Users", resource(name, `,"entitlements":`+c.entitlements))
			if got := v.stored(identity.UserName(name)).Workspaces; !slices.Equal(got, sorted(c.want)) {
				t.Errorf("got %v, want %v", got, sorted(c.want))
			}
		})
	}
	v.refused(v.scim("POST", "/Users", resource("x@acme.example", `,"entitlements":[{"value":"`+finance+`"}]`)), 400, "invalidValue", "type")
	v.refused(v.scim("POST", "/Users", resource("x@acme.example", `,"entitlements":[{"type":"WORKSPACE"}]`)), 400, "invalidValue", "value or a display")
}

func TestFiftyWorkspacesFitInOneWriteAndNotOneMore(t *testing.T) {
	v := open(t, Options{Workspaces: 51})
	var all []string
	for _, w := range v.tenant.Workspaces() {
		all = append(all, w.ID)
	}
	id := v.ada(all[:50]...)
	v.refused(v.scim("POST", "/Users", resource("x@acme.example", `,"entitlements":`+entitled(all...))), 400, "invalidValue", "limit is 50")
	v.refused(v.scim("PUT", "/Users/"+id, resource("ada@acme.example", `,"entitlements":`+entitled(all...))), 400, "invalidValue", "limit is 50")
	v.refused(v.scim("PATCH", "/Users/"+id, patchBody(
		`{"op":"add","path":"entitlements","value":`+entitled(all[:30]...)+`},{"op":"add","path":"entitlements","value":`+entitled(all[30:]...)+`}`)),
		400, "invalidValue", "limit is 50")
	if got := len(v.stored("ada@acme.example").Workspaces); got != 50 {
		t.Errorf("Ada has %d workspaces", got)
	}
}

func TestUnknownWorkspacesKeepTheUserAndAreNamed(t *testing.T) {
	v := open(t, Options{Workspaces: 3})
	known, unknown := workspaceIDs(v.tenant, 1)[0], strings.Repeat("f", 32)
	a := v.scim("POST", "/Users", resource("ada@acme.example", `,"entitlements":`+entitled(known, unknown, unknown)))
	v.refused(a, 207, "invalidValue", unknown+" (no such workspace)")
	if strings.Count(a.body, unknown) != 1 {
		t.Errorf("one workspace is refused twice: %s", a.body)
	}
	if !strings.Contains(a.body, "workspaces assigned: "+known) {
		t.Errorf("the answer does not name what succeeded: %s", a.body)
	}
	kept := v.stored("ada@acme.example")
	if !slices.Equal(kept.Workspaces, []string{known}) {
		t.Errorf("Ada has %v", kept.Workspaces)
	}
	if a.header.Get("Location") != v.server.SCIMURL+"/Users/"+kept.ID {
		t.Errorf("Location is %q", a.header.Get("Location"))
	}
}

func TestANameThatTwoWorkspacesHaveGivesNeither(t *testing.T) {
	v := open(t, Options{Workspaces: 3, DuplicateName: true})
	a := v.scim("POST", "/Users", resource("ada@acme.example", `,"entitlements":[{"type":"WORKSPACE_NAMES","value":"\"Finance\""}]`))
	v.refused(a, 207, "invalidValue", "Finance (more than one")
	if got := v.stored("ada@acme.example").Workspaces; len(got) != 0 {
		t.Errorf("Ada has %v", got)
	}
}

func TestReplacingIsFull(t *testing.T) {
	v := open(t, Options{Workspaces: 3})
	id := v.ada(workspaceIDs(v.tenant, 0, 1)...)
	v.must(200, "PUT", "/Users/"+id, resource("ADA@acme.example", `,"name":{"familyName":"Lovelace"}`))
	want := identity.Account{ID: id, UserName: "ada@acme.example", FamilyName: "Lovelace", Active: true}
	if got := v.stored("ada@acme.example"); !got.SameState(want) {
		t.Errorf("stored %+v, want %+v", got, want)
	}
}

func TestReplacingWithoutActiveReactivates(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	v.tenant.Edit("ada@acme.example", func(a *identity.Account) { a.Active = false })
	v.must(200, "PUT", "/Users/"+id, resource("ada@acme.example", ""))
	if !v.stored("ada@acme.example").Active {
		t.Error("Ada stayed inactive")
	}
}

func TestReplacingCannotChangeTheUserName(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	v.refused(v.scim("PUT", "/Users/"+id, resource("ada.king@acme.example", "")), 400, "mutability", "userName")
	v.refused(v.scim("PUT", "/Users/"+id, `{"schemas":["`+scim.SchemaUser+`"]}`), 400, "invalidValue", "userName is required")
	v.refused(v.scim("PUT", "/Users/"+strings.Repeat("0", 32), resource("x@acme.example", "")), 404, "", "not found")
}

func TestVersionsAreOffUnlessAskedFor(t *testing.T) {
	v := open(t, Options{})
	a := v.must(200, "GET", "/Users/"+v.ada(), "")
	if a.header.Get("ETag") != "" || v.user(a).Meta.Version != "" {
		t.Error("a version is shown")
	}
}

func TestAWriteOnAnOldVersionIsRefused(t *testing.T) {
	v := open(t, Options{Versions: true})
	id := v.ada()
	first := v.must(200, "GET", "/Users/"+id, "")
	tag := first.header.Get("ETag")
	if tag == "" || tag != v.user(first).Meta.Version {
		t.Fatalf("ETag %q, meta.version %q", tag, v.user(first).Meta.Version)
	}
	v.tenant.Edit("ada@acme.example", func(a *identity.Account) { a.GivenName = "Augusta" })
	rename := patchBody(`{"op":"replace","path":"name.familyName","value":"Lovelace"}`)
	v.refused(v.scim("PATCH", "/Users/"+id, rename, "If-Match", tag), 412, "", "version")
	fresh := v.must(200, "GET", "/Users/"+id, "").header.Get("ETag")
	v.must(200, "PATCH", "/Users/"+id, rename, "If-Match", `W/"77", `+fresh)
	v.must(200, "PATCH", "/Users/"+id, rename, "If-Match", "*")
}

func TestAPutOnAnOldVersionIsRefused(t *testing.T) {
	v := open(t, Options{Versions: true})
	id := v.ada()
	tag := v.must(200, "GET", "/Users/"+id, "").header.Get("ETag")
	v.tenant.Edit("ada@acme.example", func(a *identity.Account) { a.ExternalID = "E9" })
	v.refused(v.scim("PUT", "/Users/"+id, resource("ada@acme.example", ""), "If-Match", tag), 412, "", "version")
	if got := v.stored("ada@acme.example").ExternalID; got != "E9" {
		t.Errorf("the refused PUT left externalId %q", got)
	}
	a := v.must(200, "PUT", "/Users/"+id, resource("ada@acme.example", ""), "If-Match", "*")
	if fresh := a.header.Get("ETag"); fresh == tag || fresh != v.user(a).Meta.Version {
		t.Errorf("after the PUT: ETag %q, meta.version %q", fresh, v.user(a).Meta.Version)
	}
}

func TestListsCarryVersions(t *testing.T) {
	v := open(t, Options{Users: 5, Versions: true})
	v.tenant.Edit(v.tenant.Caller(), func(a *identity.Account) { a.GivenName = "Changed" })
	for _, u := range v.list("count", "10").Resources {
		if want := v.stored(identity.UserName(u.UserName)).Version; u.Meta.Version != want || want == "" {
			t.Errorf("%s is listed at version %q, want %q", u.UserName, u.Meta.Version, want)
		}
	}
}

func TestEveryAttemptToWriteIsLogged(t *testing.T) {
	v := open(t, Options{})
	id := v.ada()
	v.scim("POST", "/Users", resource("ada@acme.example", ""))
	v.scim("PUT", "/Users/"+id, resource("ada@acme.example", ""))
	v.scim("PATCH", "/Users/"+id, patchBody(`{"op":"remove","path":"userName"}`))
	v.scim("PATCH", "/Users/nobody", patchBody(`{"op":"remove","path":"name"}`))
	want := []Write{
		{"POST", id, "ada@acme.example", 201, true},
		{"POST", "", "ada@acme.example", 409, false},
		{"PUT", id, "ada@acme.example", 200, true},
		{"PATCH", id, "ada@acme.example", 400, false},
		{"PATCH", "nobody", "", 404, false},
	}
	if got := v.tenant.Writes(); !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
