package roster

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/sheet"
)

func TestInstructionsAreNoSheetOfPeople(t *testing.T) {
	path := workbook(t, nil,
		tab{name: "People", rows: [][]any{{"userName", "active"}, {"ada@x.com", "yes"}}},
		tab{name: "Instructions", rows: [][]any{{"How to fill this in"}, {"userName", "externalId"}, {"The address", "The number"}}},
		tab{name: "Leavers", rows: [][]any{{"userName"}, {"bob@x.com"}}})
	r := loadFile(t, path, Options{})
	if r.SheetsNotRead != 1 || len(r.Findings) != 1 || strings.Contains(r.Findings[0].Message, "Instructions") {
		t.Errorf("%d sheets not read\n%s", r.SheetsNotRead, found(r))
	}
}

func TestSeveralSheets(t *testing.T) {
	instructions := tab{name: "Instructions", rows: [][]any{{"How to fill this in"}, {"Put a mark where somebody needs access"}}}
	hidden := people1("Archive", "old@x.com")
	hidden.hidden = true
	headerOnly := tab{name: "Interns", rows: [][]any{{"userName", "workspaces"}}}
	directory := tab{name: "Workspaces", rows: [][]any{{"id", "name"}, {finance, "Finance"}}}
	ada, bob := people1("North", "ada@x.com"), people1("South", "bob@x.com")
	for _, test := range []struct {
		name   string
		sheets []string
		tabs   []tab
		want   string // the people, or the error
		found  []string
	}{
		{"each that is asked for, in that order", []string{"South", "North"}, []tab{ada, bob},
			"bob@x.com row 2\nada@x.com row 2\n", nil},
		{"one that is asked for twice is read once", []string{"South", "south", "*"}, []tab{ada, bob},
			"bob@x.com row 2\nada@x.com row 2\n", nil},
		{"every visible one, but for Workspaces and what is no list of people", []string{"*"}, []tab{instructions, ada, hidden, directory, bob, {name: "Sheet3"}},
			"ada@x.com row 2\nbob@x.com row 2\n", []string{"warning sheetsNotRead Instructions"}},
		{"every visible one and a hidden one", []string{"*", "Archive"}, []tab{ada, hidden},
			"ada@x.com row 2\nold@x.com row 2\n", nil},
		{"one that does not exist is refused, whatever else is asked for", []string{"North", "West"}, []tab{ada, bob},
			`in.xlsx: has no sheet "West"`, nil},
		{"where none of them lists people, each says why", []string{"*"}, []tab{instructions, {name: "Log", rows: [][]any{{"When"}, {"today"}}}},
			"", []string{"error noKeyColumn Instructions", "error noKeyColumn Log"}},
		{"one without rows is an error beside others", []string{"*"}, []tab{ada, headerOnly},
			"ada@x.com row 2\n", []string{"error emptyTable Interns"}},
		{"without being asked only the first is read, and the others are named", nil, []tab{ada, instructions, bob, headerOnly},
			"ada@x.com row 2\n", []string{"warning sheetsNotRead North"}},
		{"of a checked workbook the sheets behind the findings", nil, []tab{
			{name: "Findings", rows: [][]any{{"Row", "userName"}, {"2", "no@x.com"}}}, {name: "Summary", rows: [][]any{{"userName"}, {"not@x.com"}}}, ada},
			"ada@x.com row 2\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Load(context.Background(), []string{workbook(t, nil, test.tabs...)}, Options{Sheets: test.sheets})
			if err != nil {
				if unreadable := (*sheet.Unreadable)(nil); !errors.As(err, &unreadable) || err.Error() != test.want {
					t.Errorf("got %v", err)
				}
				return
			}
			if diff := cmp.Diff(test.want, people(r)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.found, brief(r)); diff != "" {
				t.Error(diff, found(r))
			}
			sound(t, r)
		})
	}
}

func TestTheNoteAboutOtherSheetsNamesThem(t *testing.T) {
	path := workbook(t, nil, people1("North", "ada@x.com"), people1("South", "bob@x.com"), tab{name: "Prices", rows: [][]any{{"Item", "Price"}, {"Chair", 3}}})
	f := loadFile(t, path, Options{}).Findings[0]
	if !strings.Contains(f.Message, `"South"`) || strings.Contains(f.Message, "Prices") || !strings.Contains(f.Hint, "--sheet '*'") {
		t.Errorf("%s (%s)", f.Message, f.Hint)
	}
}

func TestAHeaderRowIsAskedForOfEverySheetThatHasIt(t *testing.T) {
	path := workbook(t, nil, tab{name: "North", rows: [][]any{{"Title"}, {"userName"}, {"ada@x.com"}}}, tab{name: "Notes", rows: [][]any{{"Ask HR"}}})
	r := loadFile(t, path, Options{Sheets: []string{"*"}, HeaderRow: 2})
	if diff := cmp.Diff("ada@x.com row 3\n", people(r)); diff != "" {
		t.Error(diff)
	}
}

func TestMergedCellsCountInEachOfTheirRows(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		for _, area := range [][2]string{{"A1", "C1"}, {"A3", "A4"}, {"B3", "B5"}, {"A6", "A7"}, {"B6", "B7"}, {"C6", "C7"}} {
			check(t, f.MergeCell("People", area[0], area[1]))
		}
	}, tab{name: "People", rows: [][]any{{"Access"}, {"userName", "Department", "workspace"},
		{"ada@x.com", "Sales", "Finance"}, {"", "", "EMEA"}, {"bob@x.com", "", "EMEA"}, {"cyd@x.com", "Audit", "Finance"}, {}}})
	r := loadFile(t, path, Options{})
	r.Resolve(Resolution{Known: tenant()})
	if diff := cmp.Diff("ada@x.com has=[01 02] row 3 4\nbob@x.com has=[02] row 5\ncyd@x.com has=[01] row 6\n", people(r)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"note mergedCells People!A4"}, brief(r)); diff != "" {
		t.Error(diff)
	}
	if message := r.Findings[0].Message; !strings.Contains(message, "6 merged areas") || !strings.Contains(message, "3 cells") {
		t.Error(message)
	}
	sound(t, r)
}

func TestAMergedTitleNeedsNoNote(t *testing.T) {
	path := workbook(t, func(f *excelize.File) { check(t, f.MergeCell("People", "A1", "C1")) },
		tab{name: "People", rows: [][]any{{"List of users with e-mail"}, {"userName"}, {"ada@x.com"}}})
	if r := loadFile(t, path, Options{}); len(r.Findings) > 0 || r.Tables[0].HeaderRow != 2 {
		t.Errorf("header in row %d\n%s", r.Tables[0].HeaderRow, found(r))
	}
}
