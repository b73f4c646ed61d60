package roster

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/finding"
)

func TestTheLayoutThatIsAskedFor(t *testing.T) {
	for _, test := range []struct {
		name   string
		layout Layout
		text   string
		people string
		found  []string
	}{
		{"long: a column workspaces adds up over a person's rows", Long,
			lines("userName,workspaces", "ada@x.com,Finance", "bob@x.com,EMEA", "ada@x.com,EMEA"),
			"ada@x.com has=[01 02] row 2 4\nbob@x.com has=[02] row 3\n", nil},
		{"long: ids and names in one row mean the same workspace", Long,
			lines("userName,workspaceIds,workspaceNames", "ada@x.com,"+finance+",Finance", "ada@x.com,"+emea+",EMEA", "ada@x.com,,Retired"),
			"held back ada@x.com row 2 3 4\n", []string{"note heldBackWithOther in.csv row 2", "note heldBackWithOther in.csv row 3", "error inactiveWorkspace in.csv!C4"}},
		{"long: or contradict each other", Long,
			lines("userName,workspaceIds,workspaceNames", "ada@x.com,"+finance+",EMEA"),
			"held back ada@x.com row 2\n", []string{"error contradictingColumns in.csv!C2"}},
		{"long: <none> beside a workspace is a contradiction", Long,
			lines("userName,workspaces", "ada@x.com,Finance", "ada@x.com,<none>"),
			"held back ada@x.com row 2 3\n", []string{"error contradictingRows in.csv!B2", "error contradictingRows in.csv!B3"}},
		{"long: the same workspace twice is a duplicate", Long,
			lines("userName,workspaces", "ada@x.com,Finance", "ada@x.com,finance ", "ada@x.com,Finance"),
			"ada@x.com has=[01] row 2 3 4\n", []string{"note cleaned in.csv!B1", "warning duplicateRow in.csv row 4"}},
		{"long: a column workspace stays what it is", Long,
			lines("userName,workspace,workspaces", "ada@x.com,Finance,Finance;EMEA", "ada@x.com,EMEA,"),
			"ada@x.com has=[01 02] row 2 3\n", []string{"note blankWorkspaces in.csv!C1"}},
		{"long: is refused where nothing lists workspaces", Long,
			lines("userName,Finance", "ada@x.com,x"),
			"ada@x.com has=[01] of=[01] row 2\n", []string{"error wrongLayout in.csv"}},
		{"wide: a column workspace is the whole list", Wide,
			lines("userName,workspace", "ada@x.com,Finance;EMEA", "bob@x.com,Finance", "bob@x.com,EMEA"),
			"ada@x.com has=[01 02] row 2\nheld back bob@x.com row 3 4\n", []string{"error contradictingRows in.csv!B3", "error contradictingRows in.csv!B4"}},
		{"wide: a column workspace beside workspaces is carried through", Wide,
			lines("userName,workspace,workspaces", "ada@x.com,Finance,EMEA"),
			"ada@x.com has=[02] row 2\n", []string{"note carriedThrough in.csv!B1"}},
		{"wide: columns headed by workspaces are carried through", Wide,
			lines("userName,workspaces,ws:Finance,EMEA", "ada@x.com,EMEA,?,x"),
			"ada@x.com has=[02] row 2\n", []string{"note carriedThrough in.csv!C1", "note carriedThrough in.csv!D1"}},
		{"wide: is refused where only such columns say who has what", Wide,
			lines("userName,ws:Finance", "ada@x.com,x"),
			"ada@x.com row 2\n", []string{"error wrongLayout in.csv"}},
		{"wide: is what a list without workspaces is", Wide,
			lines("userName,givenName", "ada@x.com,Ada"), "ada@x.com givenName=\"Ada\" row 2\n", nil},
		{"matrix: a misspelt workspace does not lose its marks silently", Matrix,
			lines("userName,Finance,Finanace,Remark", "ada@x.com,x,,new", "bob@x.com,,x,"),
			"ada@x.com has=[01] of=[01] row 2\nheld back bob@x.com row 3\n", []string{"warning unknownHeader in.csv!C1", "error unknownWorkspace in.csv!C3"}},
		{"matrix: is refused where no column holds marks", Matrix,
			lines("userName,workspaces,Remark", "ada@x.com,Finance,new"),
			"ada@x.com has=[01] row 2\n", []string{"error wrongLayout in.csv"}},
		{"found out: rows that may be meant to add up still contradict each other", "",
			lines("userName,workspaces", "ada@x.com,Finance", "ada@x.com,EMEA"),
			"held back ada@x.com row 2 3\n", []string{"error contradictingRows in.csv!B2", "error contradictingRows in.csv!B3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, test.text, Options{Layout: test.layout})
			r.Resolve(Resolution{Known: tenant()})
			if diff := cmp.Diff(test.people, people(r)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.found, brief(r)); diff != "" {
				t.Error(diff, found(r))
			}
			refused := len(r.Unusable()) > 0
			if refused != strings.Contains(found(r), string(finding.WrongLayout)) {
				t.Errorf("unusable: %t\n%s", refused, found(r))
			}
			if test.layout != "" && r.Tables[0].Layout != test.layout {
				t.Errorf("the layout is %s", r.Tables[0].Layout)
			}
		})
	}
}

func TestRowsThatMayAddUpAreToldHow(t *testing.T) {
	r := load(t, lines("userName,workspaces", "ada@x.com,Finance", "ada@x.com,EMEA"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	if hint := r.Findings[0].Hint; !strings.Contains(hint, "--layout long") {
		t.Error(hint)
	}
}

func TestAListOfOneWorkspaceARowThatMayLackOneTakesNothingAway(t *testing.T) {
	for _, test := range []struct {
		name, text string
		layout     Layout
		people     string
		open       bool
	}{
		{"a row with a mistyped address names a workspace", lines("userName,workspace", "ada@x.com,Finance", "ada@x,EMEA"), "",
			"ada@x.com has=[01] of=[01] row 2\nheld back ada@x row 3\n", true},
		{"so in the column workspaces, where it adds up", lines("userName,workspaces", "ada@x.com,<none>", ",EMEA"), Long,
			"ada@x.com has=[] of=[] row 2\nheld back  row 3\n", true},
		{"a row that names no workspace lacks none", lines("userName,workspace", "ada@x.com,Finance", "ada@x,"), "",
			"ada@x.com has=[01] row 2\nheld back ada@x row 3\n", false},
		{"a whole list is in one row", lines("userName,workspaces", "ada@x.com,Finance", "ada@x,EMEA"), "",
			"ada@x.com has=[01] row 2\nheld back ada@x row 3\n", false},
		{"marks beside it speak for their own columns", lines("userName,workspace,ws:EMEA", "ada@x.com,Finance,no", ",EMEA,"), "",
			"ada@x.com has=[01] of=[01 02] row 2\nheld back  row 3\n", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, test.text, Options{Layout: test.layout})
			r.Resolve(Resolution{Known: tenant()})
			if diff := cmp.Diff(test.people, people(r)); diff != "" {
				t.Error(diff)
			}
			if open := strings.Contains(found(r), string(finding.OpenLists)); open != test.open {
				t.Errorf("it is said that lists are open: %t\n%s", open, found(r))
			}
			sound(t, r)
		})
	}
}

func TestARetrySheetOfOneWorkspaceARowTakesNothingAway(t *testing.T) {
	for _, test := range []struct {
		name   string
		header string
		layout Layout
		people string
		open   bool
	}{
		{"what is left over of a list is not the list", "workspace", "", "ada@x.com has=[01] of=[01] row 2\n", true},
		{"so in the column workspaces, where it adds up", "workspaces", Long, "ada@x.com has=[01] of=[01] row 2\n", true},
		{"a whole list is in one row", "workspaces", "", "ada@x.com has=[01] row 2\n", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := workbook(t, nil, tab{name: "Summary", rows: [][]any{{"x"}}},
				tab{name: "Retry", rows: [][]any{{"userName", test.header}, {"ada@x.com", "Finance"}}})
			for _, sheets := range [][]string{nil, {"Retry"}} {
				r, err := Load(context.Background(), []string{path}, Options{Layout: test.layout, Sheets: sheets})
				check(t, err)
				r.Resolve(Resolution{Known: tenant()})
				if diff := cmp.Diff(test.people, people(r)); diff != "" {
					t.Error(diff)
				}
				if open := strings.Contains(found(r), string(finding.OpenLists)); open != test.open {
					t.Errorf("it is said that lists are open: %t\n%s", open, found(r))
				}
			}
		})
	}
}
