package roster

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

// Services other than Anaplan's have other ids and logins, and entitlements that are plain values.

func plainValues(values ...string) *identity.Workspaces {
	known := &identity.Workspaces{Plain: true}
	for _, value := range values {
		known.Add(identity.Workspace{ID: value, Name: value}, false, identity.Seen)
	}
	known.Add(identity.Workspace{ID: "Reports", Name: "All reports"}, false, identity.Seen)
	return known
}

func TestIdsAndLoginsOfOtherServicesAreOfAnyForm(t *testing.T) {
	text := lines("userName,id,givenName", "bjensen,Usr-01X,Barbara", "_x,,", ",usr-02y,", "o'hara #EXT#,8A81B08E4F6D2B43014F6E11AF2F3601,")
	r := load(t, text, Options{AnyService: true})
	r.Resolve(Resolution{Known: plainValues()})
	var keys []string
	for _, e := range r.Entries {
		keys = append(keys, string(e.Person.UserName)+"|"+e.Person.ID)
	}
	if want := []string{"bjensen|Usr-01X", "_x|", "|usr-02y", "o'hara #EXT#|8A81B08E4F6D2B43014F6E11AF2F3601"}; !slices.Equal(keys, want) {
		t.Errorf("the people are %q, want %q: %s", keys, want, found(r))
	}
	r = load(t, text, Options{})
	r.Resolve(Resolution{Known: tenant()})
	if len(r.Entries) > 0 {
		t.Errorf("Anaplan would take %s", people(r))
	}
}

func TestPlainValuesInACell(t *testing.T) {
	for _, c := range []struct {
		name, header, cell string
		unknown            bool // are allowed
		has                []string
		found              []string
	}{
		{name: "a value", cell: "team;1", header: "workspace", has: []string{"team;1"}},
		{name: "a value in quotes", cell: `"team;1"; Ledger`, has: []string{"Ledger", "team;1"}},
		{name: "the name of a value", cell: "all reports", has: []string{"Reports"}},
		{name: "of two spellings the exact one", cell: "admins", has: []string{"admins"}},
		{name: "the other one", cell: "Admins", has: []string{"Admins"}},
		{name: "a spelling between them", cell: "ADMINS", found: []string{"error ambiguousWorkspace in.csv!B2"}},
		{name: "another spelling of one alone", cell: "LEDGER", has: []string{"Ledger"}},
		{name: "what nobody has", cell: "Payroll", found: []string{"error unknownWorkspace in.csv!B2"}},
		{name: "what nobody has, where that is allowed", cell: "Payroll; 8A81B08E4F6D2B43014F6E11AF2F3601", unknown: true,
			has: []string{"8A81B08E4F6D2B43014F6E11AF2F3601", "Payroll"}},
		{name: "but a column of names takes names", header: "workspaceNames", cell: "Payroll", unknown: true, found: []string{"error unknownWorkspace in.csv!B2"}},
		{name: "nothing is nothing, whatever is allowed", cell: "n/a", unknown: true, found: []string{"note cleaned in.csv!B1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := c.header
			if header == "" {
				header = "workspaces"
			}
			r := load(t, lines("userName,"+header, `ada,"`+strings.ReplaceAll(c.cell, `"`, `""`)+`"`), Options{AnyService: true})
			r.Resolve(Resolution{Known: plainValues("team;1", "Ledger", "Admins", "admins"), AllowUnknown: c.unknown})
			var has []string
			if len(r.Entries) == 1 && r.Entries[0].Person.Workspaces != nil {
				has = r.Entries[0].Person.Workspaces.Has
			}
			if !slices.Equal(has, c.has) {
				t.Errorf("it means %q, want %q", has, c.has)
			}
			if diff := cmp.Diff(c.found, brief(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, found(r))
			}
		})
	}
}

// That any text may be a value does not make a value of every header above marks.
func TestAHeaderIsAPlainValueOnlyWhereSomebodyHasItOrItSaysSo(t *testing.T) {
	r := load(t, lines("userName,Ledger,Trained,ws:Payroll", "ada,x,x,x", "bob,no,x,no"), Options{AnyService: true})
	r.Resolve(Resolution{Known: plainValues("Ledger"), AllowUnknown: true})
	if len(r.Entries) != 2 || !slices.Equal(r.Entries[0].Person.Workspaces.Has, []string{"Ledger", "Payroll"}) || len(r.Entries[1].Person.Workspaces.Has) > 0 {
		t.Errorf("the people are\n%s%s", people(r), found(r))
	}
}

func TestASheetOfPlainValuesIsReadAsItStands(t *testing.T) {
	dir := write(t, "list.csv", lines("id,name", "8A81B08E4F6D2B43014F6E11AF2F3601,Finance"))
	listed, _, err := ReadWorkspaces(t.Context(), dir[0], Options{}.Book)
	if err != nil || listed[0].ID != finance {
		t.Errorf("of Anaplan it is %v, %v", listed, err)
	}
}

// An export lists values so that reading it back gives the same ones.
func TestPlainValuesAreSpelledAsTheyAreRead(t *testing.T) {
	value := rapid.StringMatching(`[A-Za-z0-9][a-zA-Z ;,"'ß]{0,6}[a-z;,"]`)
	rapid.Check(t, func(rt *rapid.T) {
		values := identity.Set(rapid.SliceOfNDistinct(value, 1, 6, rapid.ID).Draw(rt, "values"))
		known := plainValues(values...)
		spelled := make([]string, len(values))
		for i, v := range values {
			spelled[i] = Spelling(known, known.Named(v))
		}
		cell := strings.Join(spelled, ";") + ";"
		r := load(t, lines("userName,workspaces", `ada,"`+strings.ReplaceAll(cell, `"`, `""`)+`"`), Options{AnyService: true})
		r.Resolve(Resolution{Known: known})
		if len(r.Entries) != 1 || !slices.Equal(r.Entries[0].Person.Workspaces.Has, values) {
			rt.Fatalf("%q is written %s and read as\n%s%s", values, cell, people(r), found(r))
		}
	})
}
