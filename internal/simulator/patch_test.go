package simulator

import (
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

func TestPatchOperationsInOrder(t *testing.T) {
	for _, c := range []struct {
		name, operations string
		change           func(*identity.Account)
	}{
		{"replace externalId", `{"op":"replace","path":"externalId","value":"E2"}`, func(a *identity.Account) { a.ExternalID = "E2" }},
		{"the op may have any case", `{"op":"Replace","path":"externalId","value":"E2"}`, func(a *identity.Account) { a.ExternalID = "E2" }},
		{"the path may have any case", `{"op":"replace","path":"NAME.givenname","value":"Augusta"}`, func(a *identity.Account) { a.GivenName = "Augusta" }},
		{"add to a single value sets it", `{"op":"add","path":"name.familyName","value":"Lovelace"}`, func(a *identity.Account) { a.FamilyName = "Lovelace" }},
		{"remove clears", `{"op":"remove","path":"externalId"}`, func(a *identity.Account) { a.ExternalID = "" }},
		{"the empty text clears", `{"op":"replace","path":"externalId","value":""}`, func(a *identity.Account) { a.ExternalID = "" }},
		{"remove a given name", `{"op":"remove","path":"name.givenName"}`, func(a *identity.Account) { a.GivenName = "" }},
		{"remove a family name", `{"op":"remove","path":"name.familyName"}`, func(a *identity.Account) { a.FamilyName = "" }},
		{"remove the name", `{"op":"remove","path":"name"}`, func(a *identity.Account) { a.GivenName, a.FamilyName = "", "" }},
		{"replace name removes what it leaves out", `{"op":"replace","path":"name","value":{"familyName":"Lovelace"}}`,
			func(a *identity.Account) { a.GivenName, a.FamilyName = "", "Lovelace" }},
		{"replace name removes a family name too", `{"op":"replace","path":"name","value":{"givenName":"Augusta"}}`,
			func(a *identity.Account) { a.GivenName, a.FamilyName = "Augusta", "" }},
		{"add name keeps what it leaves out", `{"op":"add","path":"name","value":{"familyName":"Lovelace"}}`, func(a *identity.Account) { a.FamilyName = "Lovelace" }},
		{"active as a boolean", `{"op":"replace","path":"active","value":false}`, func(a *identity.Account) { a.Active = false }},
		{"active as a text", `{"op":"replace","path":"active","value":"False"}`, func(a *identity.Account) { a.Active = false }},
		{"the last operation wins", `{"op":"replace","path":"externalId","value":"E2"},{"op":"replace","path":"externalId","value":"E3"}`,
			func(a *identity.Account) { a.ExternalID = "E3" }},
		{"remove all entitlements", `{"op":"remove","path":"entitlements"}`, func(a *identity.Account) { a.Workspaces = nil }},
		{"the documented path with a type", `{"op":"remove","path":"entitlements[type eq \"WORKSPACE\"]"}`, func(a *identity.Account) { a.Workspaces = nil }},
		{"replace by nothing", `{"op":"replace","path":"entitlements","value":[]}`, func(a *identity.Account) { a.Workspaces = nil }},
		{"deactivating keeps the workspaces", `{"op":"replace","path":"active","value":false}`, func(a *identity.Account) { a.Active = false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := open(t, Options{Workspaces: 3})
			id := v.ada(workspaceIDs(v.tenant, 0, 1)...)
			want := v.stored("ada@acme.example")
			c.change(&want)
			v.must(200, "PATCH", "/Users/"+id, patchBody(c.operations))
			if got := v.stored("ada@acme.example"); !got.SameState(want) {
				t.Errorf("stored %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestPatchesThatAnaplanRefusesChangeNothing(t *testing.T) {
	v := open(t, Options{Workspaces: 3})
	id := v.ada(workspaceIDs(v.tenant, 0)...)
	before := v.stored("ada@acme.example")
	for _, c := range []struct{ name, operation, scimType string }{
		{"no path", `{"op":"replace","value":{"active":false}}`, "invalidPath"},
		{"an unknown path", `{"op":"replace","path":"title","value":"Countess"}`, "invalidPath"},
		{"one workspace cannot be removed", `{"op":"remove","path":"entitlements[value eq \"x\"]"}`, "invalidPath"},
		{"userName is read only", `{"op":"replace","path":"userName","value":"x@acme.example"}`, "mutability"},
		{"userName is read only, the same one too", `{"op":"replace","path":"userName","value":"ada@acme.example"}`, "mutability"},
		{"userName cannot be removed", `{"op":"remove","path":"userName"}`, "mutability"},
		{"displayName is derived", `{"op":"replace","path":"displayName","value":"Ada"}`, "mutability"},
		{"an unknown op", `{"op":"move","path":"active","value":true}`, "invalidSyntax"},
		{"no value", `{"op":"replace","path":"externalId"}`, "invalidValue"},
		{"null is no value", `{"op":"replace","path":"externalId","value":null}`, "invalidValue"},
		{"a number for a text", `{"op":"replace","path":"externalId","value":7}`, "invalidValue"},
		{"a text for a name", `{"op":"replace","path":"name","value":"Ada"}`, "invalidValue"},
		{"active as something else", `{"op":"replace","path":"active","value":"yes"}`, "invalidValue"},
		{"active cannot be removed", `{"op":"remove","path":"active"}`, "invalidValue"},
		{"entitlements as a text", `{"op":"replace","path":"entitlements","value":"x"}`, "invalidValue"},
		{"entitlements of an unknown type", `{"op":"replace","path":"entitlements","value":[{"value":"x","type":"GROUP"}]}`, "invalidValue"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := *v
			v.T = t
			good := `{"op":"replace","path":"externalId","value":"E7"},`
			v.refused(v.scim("PATCH", "/Users/"+id, patchBody(good+c.operation)), 400, c.scimType, "")
			if got := v.stored("ada@acme.example"); !got.SameState(before) {
				t.Errorf("changed to %+v", got)
			}
		})
	}
	v.refused(v.scim("PATCH", "/Users/nobody", patchBody(`{"op":"remove","path":"name"}`)), 404, "", "not found")
}

func TestBothReadingsOfPatchAdd(t *testing.T) {
	for reading, want := range map[string][]int{"": {0, 1, 2}, Append: {0, 1, 2}, Replace: {2}} {
		t.Run("reading "+reading, func(t *testing.T) {
			v := open(t, Options{Workspaces: 4, PatchAdd: reading})
			id := v.ada(workspaceIDs(v.tenant, 0, 1)...)
			v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"add","path":"entitlements","value":`+entitled(workspaceIDs(v.tenant, 2)...)+`}`))
			if got := v.stored("ada@acme.example").Workspaces; !slices.Equal(got, sorted(workspaceIDs(v.tenant, want...))) {
				t.Errorf("Ada has %v", got)
			}
		})
	}
}

func TestReplacingEntitlementsIsRightUnderBothReadings(t *testing.T) {
	for _, reading := range []string{Append, Replace} {
		v := open(t, Options{Workspaces: 4, PatchAdd: reading})
		id := v.ada(workspaceIDs(v.tenant, 0, 1)...)
		v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"entitlements","value":`+entitled(workspaceIDs(v.tenant, 1, 2)...)+`}`))
		if got := v.stored("ada@acme.example").Workspaces; !slices.Equal(got, sorted(workspaceIDs(v.tenant, 1, 2))) {
			t.Errorf("%s: Ada has %v", reading, got)
		}
	}
}

func TestThePatchReplyLeavesEntitlementsOutUnlessAskedFor(t *testing.T) {
	for _, shown := range []bool{false, true} {
		v := open(t, Options{Workspaces: 2, PatchReplyEntitlements: shown})
		id := v.ada(workspaceIDs(v.tenant, 0)...)
		u := v.user(v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"externalId","value":"E2"}`)))
		if u.ExternalID != "E2" || u.ID != id || (len(u.Entitlements) > 0) != shown {
			t.Errorf("asked %v: %+v", shown, u)
		}
	}
}

func TestAPatchWithAnUnknownWorkspaceKeepsTheRest(t *testing.T) {
	v := open(t, Options{Workspaces: 3})
	id := v.ada(workspaceIDs(v.tenant, 0)...)
	known, unknown := workspaceIDs(v.tenant, 1)[0], strings.Repeat("f", 32)
	a := v.scim("PATCH", "/Users/"+id, patchBody(
		`{"op":"replace","path":"name.givenName","value":"Augusta"},{"op":"replace","path":"entitlements","value":`+entitled(known, unknown)+`}`))
	v.refused(a, 207, "invalidValue", unknown)
	if got := v.stored("ada@acme.example"); got.GivenName != "Augusta" || !slices.Equal(got.Workspaces, []string{known}) {
		t.Errorf("stored %+v", got)
	}
}

func TestAnEntitlementMayComeAloneOutsideAList(t *testing.T) {
	v := open(t, Options{Workspaces: 2})
	id := v.ada()
	ws := workspaceIDs(v.tenant, 1)[0]
	v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"add","path":"entitlements","value":{"value":"`+ws+`","type":"`+string(scim.PerWorkspace)+`"}}`))
	if got := v.stored("ada@acme.example").Workspaces; !slices.Equal(got, []string{ws}) {
		t.Errorf("Ada has %v", got)
	}
}

func TestAChangeShowsInLastModified(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now})
	id := v.ada()
	clock.forward(90 * 1e9)
	u := v.user(v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"externalId","value":"E2"}`)))
	if u.Meta.Created != "2026-11-21T21:00:00.000Z" || u.Meta.LastModified != "2026-11-21T21:01:30.000Z" {
		t.Errorf("meta is %+v", u.Meta)
	}
}
