package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
)

func TestWorkspacesInACell(t *testing.T) {
	for _, test := range []struct {
		name, header, cell string
		people             string
		found              []string
	}{
		{"a name is compared exactly first, then without case", "workspaces", "finance", "ada@x.com has=[01] row 2\n", nil},
		{"an id is compared without case", "workspaces", strings.ToUpper(emea), "ada@x.com has=[02] row 2\n", nil},
		{"commas separate where no semicolon does", "workspaces", "Finance, EMEA, Finance", "ada@x.com has=[01 02] row 2\n", nil},
		{"the whole cell may be one workspace's name", "workspaces", "Finance, EMEA", "ada@x.com has=[03] row 2\n", nil},
		{"only semicolons separate where the cell holds one", "workspaces", "Finance, EMEA;", "ada@x.com has=[03] row 2\n", nil},
		{"line breaks separate like semicolons", "workspaces", "Finance\r\nFinance, EMEA", "ada@x.com has=[01 03] row 2\n", nil},
		{"nothing separates inside quotes, and a quote is doubled", "workspaces", `"Big ""X"" Deals; 2026", Finance`, "ada@x.com has=[01 07] row 2\n", nil},
		{"names and ids may be mixed", "workspaces", "Finance;" + emea, "ada@x.com has=[01 02] row 2\n", nil},
		{"a name with invisible characters in the tenant is found by what can be seen", "workspaces", "untidy", "ada@x.com has=[08] row 2\n", nil},
		{"an unknown name is an error of the row", "workspaces", "Finanace", "held back ada@x.com row 2\n", []string{"error unknownWorkspace in.csv!B2"}},
		{"an unknown id is an error of the row", "workspaces", unknownID, "held back ada@x.com row 2\n", []string{"error unknownWorkspace in.csv!B2"}},
		{"a name that two workspaces have is an error", "workspaces", "Sales", "held back ada@x.com row 2\n", []string{"error ambiguousWorkspace in.csv!B2"}},
		{"an inactive workspace is an error", "workspaces", "Retired", "held back ada@x.com row 2\n", []string{"error inactiveWorkspace in.csv!B2"}},
		{"an open quote is an error", "workspaces", `"Finance; EMEA`, "held back ada@x.com row 2\n", []string{"error badWorkspaceList in.csv!B2"}},
		{"separators alone are an error", "workspaces", "; ;", "held back ada@x.com row 2\n", []string{"error badWorkspaceList in.csv!B2"}},
		{"<none> beside a workspace is an error", "workspaces", "Finance; <none>", "held back ada@x.com row 2\n", []string{"error badWorkspaceList in.csv!B2"}},
		{"workspaceIds takes no names", "workspaceIds", "Finance", "held back ada@x.com row 2\n", []string{"error unknownWorkspace in.csv!B2"}},
		{"workspaceNames takes no ids", "workspaceNames", emea, "held back ada@x.com row 2\n", []string{"error unknownWorkspace in.csv!B2"}},
		{"the column workspace takes a name with a semicolon as it is", "workspace", `Big "X" Deals; 2026`, "ada@x.com has=[07] row 2\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines("userName,"+test.header, `ada@x.com,"`+strings.ReplaceAll(test.cell, `"`, `""`)+`"`), Options{})
			r.Resolve(Resolution{Known: tenant()})
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

func TestLayouts(t *testing.T) {
	for _, test := range []struct {
		name   string
		rows   []string
		people string
		found  []string
	}{
		{"long: a person's rows need not be adjacent",
			[]string{"userName,workspace", "ada@x.com,Finance", "bob@x.com,EMEA", "ada@x.com,EMEA"},
			"ada@x.com has=[01 02] row 2 4\nbob@x.com has=[02] row 3\n", nil},
		{"long: the same workspace twice is a duplicate",
			[]string{"userName,workspace", "ada@x.com,Finance", "ada@x.com,Finance"},
			"ada@x.com has=[01] row 2 3\n", []string{"warning duplicateRow in.csv row 3"}},
		{"long: attributes may stand in one of the rows, and contradict each other in two",
			[]string{"userName,workspace,givenName", "ada@x.com,Finance,Ada", "ada@x.com,EMEA,", "bob@x.com,Finance,Bob", "bob@x.com,EMEA,Rob"},
			"ada@x.com givenName=\"Ada\" has=[01 02] row 2 3\nheld back bob@x.com row 4 5\n",
			[]string{"error contradictingRows in.csv!C4", "error contradictingRows in.csv!C5"}},
		{"long: <none> beside a workspace is a contradiction",
			[]string{"userName,workspace", "ada@x.com,Finance", "ada@x.com,<none>"},
			"held back ada@x.com row 2 3\n", []string{"error contradictingRows in.csv!B2", "error contradictingRows in.csv!B3"}},
		{"long: one unknown workspace holds back all rows of the person",
			[]string{"userName,workspace", "ada@x.com,Finance", "ada@x.com,Nowhere"},
			"held back ada@x.com row 2 3\n", []string{"note heldBackWithOther in.csv row 2", "error unknownWorkspace in.csv!B3"}},
		{"matrix: it speaks for the workspaces it has columns for; a row without a mark says nothing",
			[]string{"userName,ws:Finance," + emea, "ada@x.com,x,", "bob@x.com,no,", "cyd@x.com,,", "dan@x.com,1,TRUE"},
			"ada@x.com has=[01] of=[01 02] row 2\nbob@x.com has=[] of=[01 02] row 3\ncyd@x.com row 4\ndan@x.com has=[01 02] of=[01 02] row 5\n", nil},
		{"matrix: a header that is a workspace's name makes one, whatever is in the other columns",
			[]string{"userName,Finance,Department", "ada@x.com,✓,Sales", "bob@x.com,maybe,Sales"},
			"ada@x.com has=[01] of=[01] row 2\nheld back bob@x.com row 3\n", []string{"error badMark in.csv!B3"}},
		{"matrix: a column that happens to be headed like a workspace and holds no marks is carried through",
			[]string{"userName,Finance", "ada@x.com,Ledger", "bob@x.com,Tax"},
			"ada@x.com row 2\nbob@x.com row 3\n", []string{"note carriedThrough in.csv!B1"}},
		{"matrix: marks that are none are errors",
			[]string{"userName,ws:Finance", "ada@x.com,perhaps"},
			"held back ada@x.com row 2\n", []string{"error badMark in.csv!B2"}},
		{"matrix: an unknown workspace is an error of the rows that mark it",
			[]string{"userName,ws:Finanze,ws:EMEA", "ada@x.com,x,", "bob@x.com,,x"},
			"bob@x.com has=[02] of=[02] row 3\nheld back ada@x.com row 2\n", []string{"warning unknownHeader in.csv!B1", "error unknownWorkspace in.csv!B2"}},
		{"matrix: two columns for one workspace add up, unless one says no",
			[]string{"userName,ws:Finance," + finance, "ada@x.com,x,", "bob@x.com,x,no"},
			"ada@x.com has=[01] of=[01] row 2\nheld back bob@x.com row 3\n", []string{"error contradictingColumns in.csv!C3"}},
		{"matrix: two rows of a person have to agree",
			[]string{"userName,ws:Finance,ws:EMEA", "ada@x.com,x,", "ada@x.com,,x"},
			"held back ada@x.com row 2 3\n", []string{"error contradictingRows in.csv row 2", "error contradictingRows in.csv row 3"}},
		{"ids and names of one row have to mean the same workspaces",
			[]string{"userName,workspaceIds,workspaceNames", "ada@x.com," + finance + ",Finance", "bob@x.com," + finance + ",EMEA"},
			"ada@x.com has=[01] row 2\nheld back bob@x.com row 3\n", []string{"error contradictingColumns in.csv!C3"}},
		{"a list and marks have to agree about the columns of the matrix, and the list says more",
			[]string{"userName,workspaces,ws:EMEA", "ada@x.com,Finance;EMEA,x", "bob@x.com,Finance,x"},
			"ada@x.com has=[01 02] row 2\nheld back bob@x.com row 3\n", []string{"error contradictingColumns in.csv row 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines(test.rows...), Options{})
			r.Resolve(Resolution{Known: tenant()})
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

func TestUnknownWorkspacesAreSuggestedWithTheirIDs(t *testing.T) {
	r := load(t, lines("userName,workspaces", "ada@x.com,Finanace", "bob@x.com,Sales"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	want := `error unknownWorkspace in.csv!B2: no workspace is named "Finanace" (did you mean "Finance" (` + finance + `)?)
error ambiguousWorkspace in.csv!B3: 2 workspaces are named "Sales" (use the id of the one that is meant: ` + sales1 + ` or ` + sales2 + `)
`
	if diff := cmp.Diff(want, found(r)); diff != "" {
		t.Error(diff)
	}
}

func TestAnUnknownIDIsTakenWhenThatIsAllowed(t *testing.T) {
	r := load(t, lines("userName,workspaces", "ada@x.com,"+strings.ToUpper(unknownID), "bob@x.com,Nowhere"), Options{})
	r.Resolve(Resolution{Known: tenant(), AllowUnknown: true})
	if got, want := people(r), "ada@x.com has=[ff] row 2\nheld back bob@x.com row 3\n"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestAnInactiveWorkspaceIsLeftToThoseWhoHoldIt(t *testing.T) {
	r := load(t, lines("userName,workspaces", "ada@x.com,Retired", "bob@x.com,Retired"), Options{})
	r.Resolve(Resolution{Known: tenant(), Holds: func(p identity.Person, workspaceID string) bool {
		return p.UserName == "ada@x.com" && workspaceID == retired
	}})
	if got, want := people(r), "ada@x.com has=[06] row 2\nheld back bob@x.com row 3\n"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestFiftyOneWorkspacesAreAWarning(t *testing.T) {
	var ids []string
	for i := range 51 {
		ids = append(ids, strings.Repeat("0", 30)+string(rune('0'+i/10))+string(rune('0'+i%10)))
	}
	r := load(t, lines("userName,workspaces", "ada@x.com,"+strings.Join(ids, ";"), "bob@x.com,"+strings.Join(ids[1:], ";")), Options{})
	r.Resolve(Resolution{Known: tenant(), AllowUnknown: true})
	if diff := cmp.Diff([]string{"warning manyWorkspaces in.csv!B2"}, brief(r)); diff != "" {
		t.Error(diff)
	}
}

func TestUnresolvedTellsWhatARicherDirectoryMightKnow(t *testing.T) {
	r := load(t, lines("userName,workspaces,ws:Nile,Tigris,Department,Remark",
		"ada@x.com,Finance;Nowhere,x,x,Sales,", "bob@x.com,\"Nowhere, "+unknownID+"\",,no,Tax,x", "cyd@x.com,<none>,,,,y?"), Options{})
	if diff := cmp.Diff([]string{unknownID, "Nile", "Nowhere", "Tigris"}, r.Unresolved(tenant())); diff != "" {
		t.Error(diff)
	}
	richer := tenant()
	for i, name := range []string{"Nile", "Nowhere", "Tigris"} {
		richer.Add(identity.Workspace{ID: strings.Repeat("0", 31) + string(rune('1'+i)), Name: name}, false, identity.Listed)
	}
	richer.Add(identity.Workspace{ID: unknownID}, false, identity.Seen)
	if left := r.Unresolved(richer); len(left) > 0 {
		t.Errorf("still unresolved: %q", left)
	}
	r.Resolve(Resolution{Known: richer})
	if r.Tables[0].Layout != Matrix || r.Tables[0].Columns[3].Column != "ws:Tigris" || r.Tables[0].Columns[4].Column != "" {
		t.Errorf("the mapping does not show the matrix: %+v", r.Tables[0])
	}
}

func TestCheckWithoutATenant(t *testing.T) {
	const text = "userName,workspaces,workspaceIds\nada@x.com,Finanace,\nbob@x.com,\"\"\"open\",\ncyd@x.com,Finance," + emea + "\n"
	t.Run("without any directory no name is judged", func(t *testing.T) {
		r := load(t, text, Options{})
		r.Check(nil)
		if diff := cmp.Diff([]string{"error badWorkspaceList in.csv!B3"}, brief(r)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with a directory a name that it lacks is a warning", func(t *testing.T) {
		r := load(t, text, Options{})
		r.Check(tenant())
		if diff := cmp.Diff([]string{"warning unlistedWorkspace in.csv!B2", "error badWorkspaceList in.csv!B3", "error contradictingColumns in.csv!C4"}, brief(r)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff("ada@x.com row 2\nheld back bob@x.com row 3\nheld back cyd@x.com row 4\n", people(r)); diff != "" {
			t.Error(diff)
		}
	})
}
