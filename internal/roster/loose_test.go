package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// spelt is a tenant whose workspaces have these names, with ids that end with 00, 01 …
func spelt(names ...string) *identity.Workspaces {
	var known identity.Workspaces
	for i, name := range names {
		known.Add(identity.Workspace{ID: strings.Repeat("a", 30) + "0" + string(rune('0'+i)), Name: name}, false, identity.Listed)
	}
	return &known
}

func TestWorkspacesAreFoundInTheSpellingOfAWordProcessor(t *testing.T) {
	for _, test := range []struct {
		name, cell string
		known      []string
		people     string
		found      []string
	}{
		{"an apostrophe", "Children’s Books", []string{"Children's Books"}, "ada@x.com has=[00] row 2\n", []string{"note cleaned in.csv!B1"}},
		{"an apostrophe the other way round", "Children's Books", []string{"Children’s Books"}, "ada@x.com has=[00] row 2\n", []string{"note cleaned in.csv!B1"}},
		{"a dash", "Finance – EMEA", []string{"Finance - EMEA"}, "ada@x.com has=[00] row 2\n", []string{"note cleaned in.csv!B1"}},
		{"two blanks", "Finance  EMEA", []string{"Finance EMEA"}, "ada@x.com has=[00] row 2\n", []string{"note cleaned in.csv!B1"}},
		{"full width", "ＥＭＥＡ", []string{"EMEA"}, "ada@x.com has=[00] row 2\n", []string{"note cleaned in.csv!B1"}},
		{"the spelling of the cell is looked for first", "A–B", []string{"A-B", "A–B"}, "ada@x.com has=[01] row 2\n", nil},
		{"two that differ only so are ambiguous to a third spelling", "A−B", []string{"A-B", "A–B"}, "held back ada@x.com row 2\n", []string{"error ambiguousWorkspace in.csv!B2"}},
		{"quotes of a word processor keep a name together", "“Finance, EMEA”, Sales", []string{"Finance, EMEA", "Sales"}, "ada@x.com has=[00 01] row 2\n", nil},
		{"German quotes do too", "„Finance; EMEA“; Sales", []string{"Finance; EMEA", "Sales"}, "ada@x.com has=[00 01] row 2\n", nil},
		{"quotes of a word processor inside a name are plain ones", "Big “X” Deals", []string{`Big "X" Deals`}, "ada@x.com has=[00] row 2\n", []string{"note cleaned in.csv!B1"}},
		{"a name that says nothing elsewhere is a name where a workspace has it", "n/a", []string{"N/A"}, "ada@x.com has=[00] row 2\n", nil},
		{"where a workspace has them in its name they are part of it", "“X”; Sales", []string{"“X”", "Sales"}, "ada@x.com has=[00 01] row 2\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines("userName,workspaces", `ada@x.com,"`+test.cell+`"`), Options{})
			if missing := r.Unresolved(spelt(test.known...)); len(missing) > 0 {
				t.Errorf("unresolved: %q", missing)
			}
			r.Resolve(Resolution{Known: spelt(test.known...)})
			if diff := cmp.Diff(test.people, people(r)); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.found, brief(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, found(r))
			}
			sound(t, r)
		})
	}
}

func TestNamesThatAreNotNearAreLookedForByTheirParts(t *testing.T) {
	known := spelt("Finance EMEA 2026", "Sales")
	for _, test := range []struct{ name, cell, hint string }{
		{"the beginning of a name", "Finance", `did you mean "Finance EMEA 2026"`},
		{"more than the name", "Sales and some more of it", `did you mean "Sales"`},
		{"an id that lost a digit", strings.Repeat("a", 31), "an id has 32 hexadecimal digits, this has 31"},
		{"nothing of the kind", "Procurement", "no known name is near it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines("userName,workspaces", "ada@x.com,"+test.cell), Options{})
			r.Resolve(Resolution{Known: known})
			if f := r.Findings[0]; f.Code != finding.UnknownWorkspace || !strings.Contains(f.Hint, test.hint) {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestMarks(t *testing.T) {
	for _, test := range []struct {
		name  string
		texts []string
		want  byte
	}{
		{"yes", []string{"x", "X", "1", "y", "Yes", "TRUE", "true", "✓", "✔", "✔\ufe0f", "☑", "✅", "ja", "WAHR", "oui", "VRAI", "sí", "VERO", " x "}, yesMark},
		{"no", []string{"n", "No", "0", "FALSE", "☐", "nein", "FALSCH", "non", "FAUX", "não"}, noMark},
		{"blank", []string{"", " ", "\u200b", "-", "–", "n/a", "NULL", "(blank)", "#"}, blankMark},
		{"an error", []string{"#N/A", "#REF!", "Err:502"}, faultMark},
		{"no mark: crosses mean either, and the rest is text", []string{"✗", "✘", "❌", "maybe", "admin", "2", "xx", "E"}, otherMark},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, text := range test.texts {
				if got := markOf(text); got != test.want {
					t.Errorf("%q is %q, want %q", text, got, test.want)
				}
			}
		})
	}
}

func TestFindingsOfSingleCellsQuoteThem(t *testing.T) {
	r := load(t, lines("userName,Department,Finance,ws:EMEA,"+emea+",workspaceIds,workspaceNames", "a@x.com,Tax,x,,,,", "b@x.com,Tax,maybe,,,,", "c@x.com,Tax,,perhaps,,,",
		"d@x.com,Tax,,x,no,,", "e@x.com,Tax,,,,"+finance+",Sales;EMEA", "f@x.com,Tax,,,,"+finance+",EMEA"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	values := map[string]string{}
	for _, f := range r.Findings {
		values[f.Pos.Cell()+" "+string(f.Code)] = f.Value
	}
	want := map[string]string{"C3 badMark": "maybe", "D4 badMark": "perhaps", "E5 contradictingColumns": "no", "G6 ambiguousWorkspace": "Sales", "G7 contradictingColumns": "EMEA"}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Error(diff, found(r))
	}
}

func TestTheTextsOfCellsThatAreNoMarksTakeLittleMemory(t *testing.T) {
	var rows []string
	for range 3 * marksKept {
		rows = append(rows, "a@x.com,Tax,maybe", "b@x.com,Tax,x")
	}
	r := load(t, lines(append([]string{"userName,Department,Finance"}, rows...)...), Options{})
	if got := len(r.tables[0].tallies.marks); got != marksKept {
		t.Errorf("%d texts are kept", got)
	}
	for key := range r.tables[0].tallies.marks {
		if key.number == 2 && key.row > 4 {
			t.Fatalf("the text of %+v is kept, whose column holds no marks", key)
		}
	}
}
