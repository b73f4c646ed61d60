package scim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

func TestThreeSpellingsOfWorkspacesAreOneSet(t *testing.T) {
	type entitlements = []Entitlement
	upper := strings.ToUpper(finance)
	for _, c := range []struct {
		name   string
		given  entitlements
		ids    []string
		names  []string
		seen   []identity.Workspace
		broken bool
	}{
		{name: "none"},
		{name: "one object a workspace", given: entitlements{{Value: sales, Display: "Sales", Type: PerWorkspace}, {Value: finance, Type: PerWorkspace}},
			ids: []string{finance, sales}, seen: []identity.Workspace{{ID: sales, Name: "Sales"}}},
		{name: "all three spellings count once", given: entitlements{
			{Value: finance, Display: "Finance", Type: PerWorkspace},
			{Value: upper + ", " + sales + ",", Type: WorkspaceIDs},
			{Value: `"Finance","Sales"`, Type: WorkspaceNames},
		}, ids: []string{finance, sales}, seen: []identity.Workspace{{ID: finance, Name: "Finance"}}},
		{name: "ids of both spellings are united", given: entitlements{{Value: finance, Type: PerWorkspace}, {Value: sales, Type: WorkspaceIDs}},
			ids: []string{finance, sales}},
		{name: "an empty list of ids is a list", given: entitlements{{Type: WorkspaceIDs}, {Value: `"Finance"`, Type: WorkspaceNames}}},
		{name: "names only where there are no ids", given: entitlements{{Value: `"Finance", "Sales, EMEA","Q""4"`, Type: WorkspaceNames}},
			names: []string{"Finance", "Sales, EMEA", `Q"4`}},
		{name: "names without quotes, as one documented reply has them", given: entitlements{{Value: "Finance Workspace", Type: WorkspaceNames}},
			names: []string{"Finance Workspace"}},
		{name: "a name as display, as one documented request has it", given: entitlements{{Display: "Finance Workspace", Type: WorkspaceNames}},
			names: []string{"Finance Workspace"}},
		{name: "an object that has only a name", given: entitlements{{Value: finance, Type: PerWorkspace}, {Display: "Sales", Type: PerWorkspace}},
			ids: []string{finance}, names: []string{"Sales"}},
		{name: "an object that has only a name, beside the ids of all", given: entitlements{{Display: "Sales", Type: PerWorkspace}, {Value: sales, Type: WorkspaceIDs}},
			ids: []string{sales}},
		{name: "plain values of other services", given: entitlements{{Value: "Admins"}, {Value: finance, Display: "Finance"}},
			ids: []string{finance, "Admins"}, seen: []identity.Workspace{{ID: finance, Name: "Finance"}}},
		{name: "types in another case", given: entitlements{{Value: finance, Type: "workspace"}}, ids: []string{finance}},
		{name: "names that cannot be told apart", given: entitlements{{Value: `"Finance" EMEA"`, Type: WorkspaceNames}}, broken: true},
		{name: "an unknown type is an error, not a loss", given: entitlements{{Value: "x", Type: "LICENCE"}}, broken: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			reading, err := Anaplan.Account(User{ID: ada, UserName: "ada@acme.example", Entitlements: c.given})
			if c.broken {
				if err == nil || !strings.Contains(err.Error(), "ada@acme.example") {
					t.Errorf("read %+v, %v", reading, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(reading.Account.Workspaces, c.ids) || !slices.Equal(reading.Unresolved, c.names) || !slices.Equal(reading.Seen, c.seen) {
				t.Errorf("read ids %v, names %q, seen %v", reading.Account.Workspaces, reading.Unresolved, reading.Seen)
			}
			if reading.Shown != (c.given != nil) {
				t.Errorf("shown is %v", reading.Shown)
			}
		})
	}
}

func TestActiveIsReadInEveryForm(t *testing.T) {
	for text, want := range map[string]bool{
		`{"id":"1","active":true}`: true, `{"id":"1","active":"True"}`: true, `{"id":"1","active":"true"}`: true,
		`{"id":"1","active":false}`: false, `{"id":"1","active":"False"}`: false,
		`{"id":"1"}`: true, `{"id":"1","active":null}`: true, // a service that does not say has not switched the user off
	} {
		var user User
		if err := json.Unmarshal([]byte(text), &user); err != nil {
			t.Fatal(err)
		}
		if reading, err := Anaplan.Account(user); err != nil || reading.Account.Active != want {
			t.Errorf("%s is read as active %v, %v", text, reading.Account.Active, err)
		}
	}
	var user User
	if err := json.Unmarshal([]byte(`{"id":"1","active":"maybe"}`), &user); err == nil {
		t.Error(`"maybe" was taken for a boolean`)
	}
}

func TestAnAccountNeedsAnIDInOneSpelling(t *testing.T) {
	if _, err := Anaplan.Account(User{UserName: "ada@acme.example"}); err == nil {
		t.Error("a user without an id was taken for an account")
	}
	for given, want := range map[string]string{strings.ToUpper(ada): ada, "Abc-1": "Abc-1"} {
		if reading, err := Anaplan.Account(User{ID: given}); err != nil || reading.Account.ID != want {
			t.Errorf("id %q is read as %q, %v", given, reading.Account.ID, err)
		}
	}
}

// What is written in any format reads as the same set.
func TestWorkspacesSurviveEveryFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Za-zÄ'&][A-Za-z0-9 .ß&'\\-]{0,20}[a-z]`), 0, 50, rapid.ID).Draw(t, "names")
		ids := make([]string, len(names))
		byID := map[string]string{}
		for i, name := range names {
			ids[i] = fmt.Sprintf("8a81%028x", i)
			byID[ids[i]] = name
		}
		nameOf := func(id string) (string, bool) { name, ok := byID[id]; return name, ok }
		for _, format := range []EntitlementType{PerWorkspace, WorkspaceIDs, WorkspaceNames} {
			entitlements, err := writeEntitlements(ids, format, nameOf)
			if err != nil {
				t.Fatal(err)
			}
			got, err := readAccess(entitlements)
			if err != nil {
				t.Fatal(err)
			}
			if format == WorkspaceNames {
				if !slices.Equal(got.names, names) {
					t.Fatalf("%q were written and read as %q", names, got.names)
				}
				continue
			}
			if diff := cmp.Diff(ids, got.ids, cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// No value of an entitlement makes reading fall over, or gives a workspace without a name or an id.
func FuzzReadAccess(f *testing.F) {
	for _, value := range []string{finance, `"Finance","Sales"`, `a, b`, `"`, `"a""b"`, " , ,", "\n", `\"x\"`} {
		for _, kind := range []string{"", "WORKSPACE", "WORKSPACE_IDS", "WORKSPACE_NAMES", "x"} {
			f.Add(value, "Finance", kind)
		}
	}
	f.Fuzz(func(t *testing.T, value, display, kind string) {
		got, err := readAccess([]Entitlement{{Value: value, Display: display, Type: EntitlementType(kind)}})
		if err != nil {
			return
		}
		for _, text := range append(slices.Clone(got.ids), got.names...) {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%q %q %q is read as %q and %q", value, display, kind, got.ids, got.names)
			}
		}
		if !slices.IsSorted(got.ids) {
			t.Errorf("the ids %q are not sorted", got.ids)
		}
	})
}
