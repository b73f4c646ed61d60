package roster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// tab is a sheet of a workbook that a test makes.
type tab struct {
	name   string
	rows   [][]any
	hidden bool
}

// people1 is the simplest tab of people.
func people1(name, who string) tab {
	return tab{name: name, rows: [][]any{{"userName", "workspaces"}, {who, "Finance"}}}
}

func workbook(t *testing.T, change func(*excelize.File), tabs ...tab) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range tabs {
		if i == 0 {
			check(t, f.SetSheetName("Sheet1", s.name))
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for n, row := range s.rows {
			cell, err := excelize.CoordinatesToCellName(1, n+1)
			check(t, err)
			check(t, f.SetSheetRow(s.name, cell, &row))
		}
	}
	for i, s := range tabs {
		if !s.hidden {
			f.SetActiveSheet(i)
		}
	}
	for _, s := range tabs {
		check(t, f.SetSheetVisible(s.name, !s.hidden))
	}
	if change != nil {
		change(f)
	}
	path := filepath.Join(t.TempDir(), "in.xlsx")
	check(t, f.SaveAs(path))
	return path
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhichSheetIsRead(t *testing.T) {
	directory := tab{name: "Workspaces", rows: [][]any{{"id", "name"}, {finance, "Finance"}}}
	hiddenFirst := people1("Old", "old@x.com")
	hiddenFirst.hidden = true
	summary := tab{name: "Summary", rows: [][]any{{"userName"}, {"not@read.com"}}}
	empty := tab{name: "Retry 2", rows: [][]any{{"userName"}}}
	for _, test := range []struct {
		name  string
		sheet string
		tabs  []tab
		want  string // the people, or the error
		retry bool
	}{
		{"the first visible one", "", []tab{hiddenFirst, people1("New", "new@x.com"), people1("Else", "else@x.com")}, "new@x.com", false},
		{"never the sheet Workspaces", "", []tab{directory, people1("People", "ada@x.com")}, "ada@x.com", false},
		{"a book with nothing else is refused", "", []tab{directory}, "in.xlsx: has no visible sheet of people", false},
		{"a book whose sheet of people is hidden is refused", "", []tab{directory, hiddenFirst}, "in.xlsx: has no visible sheet of people", false},
		{"the one that is asked for, hidden or not, without regard to case", "OLD", []tab{people1("New", "new@x.com"), hiddenFirst}, "old@x.com", false},
		{"one that does not exist is refused", "Nil", []tab{people1("New", "new@x.com")}, `in.xlsx: has no sheet "Nil"`, false},
		{"Workspaces is refused even when asked for", "workspaces", []tab{directory, people1("New", "new@x.com")}, `in.xlsx, sheet "Workspaces": lists workspaces and is never read as people`, false},
		{"of a results workbook its Retry sheets", "", []tab{summary, people1("Results", "all@x.com"), people1("Retry", "ada@x.com"), people1("Retry 2", "bob@x.com")}, "ada@x.com bob@x.com", true},
		{"of a results workbook an empty Retry sheet is no loss beside another", "", []tab{summary, people1("Retry", "ada@x.com"), empty}, "ada@x.com", true},
		{"a Retry sheet that is asked for", "Retry", []tab{people1("Results", "all@x.com"), people1("Retry", "ada@x.com")}, "ada@x.com", true},
		{"a sheet Summary without Retry is like any other", "", []tab{summary, people1("Retrying", "no@x.com")}, "not@read.com", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Load(context.Background(), []string{workbook(t, nil, test.tabs...)}, Options{Sheets: asked(test.sheet)})
			got := ""
			if err != nil {
				got = err.Error()
				if unreadable := (*sheet.Unreadable)(nil); !errors.As(err, &unreadable) {
					t.Errorf("an error of another type: %v", err)
				}
			} else {
				var names []string
				for _, e := range r.Entries {
					names = append(names, string(e.Person.UserName))
				}
				got = strings.Join(names, " ")
				if r.RetrySheet != test.retry {
					t.Errorf("RetrySheet is %t", r.RetrySheet)
				}
				sound(t, r)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestAnEmptyRetrySheetSaysThatAllIsDone(t *testing.T) {
	path := workbook(t, nil, tab{name: "Summary", rows: [][]any{{"x"}}}, tab{name: "Retry", rows: [][]any{{"userName"}}})
	r, err := Load(context.Background(), []string{path}, Options{})
	check(t, err)
	if whole := r.Unusable(); len(whole) != 1 || !strings.Contains(whole[0].Hint, "everything was applied") {
		t.Errorf("got %+v", whole)
	}
}

func TestASheetWorkspacesAddsToTheDirectory(t *testing.T) {
	path := workbook(t, nil, people1("People", "ada@x.com"), tab{name: "workspaces", hidden: true, rows: [][]any{
		{"Known to us"}, {"Name", "ID"}, {"Finance", strings.ToUpper(finance)}, {"EMEA", emea}, {"No id", ""}, {"", sales1}, {"Other", finance}}})
	r, err := Load(context.Background(), []string{path}, Options{})
	check(t, err)
	want := []identity.Workspace{{ID: finance, Name: "Finance"}, {ID: emea, Name: "EMEA"}, {ID: sales1}}
	if diff := cmp.Diff(want, r.Directory); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"warning badWorkspacesSheet workspaces row 5", "warning badWorkspacesSheet workspaces row 7"}, brief(r)); diff != "" {
		t.Error(diff)
	}
	if len(r.Tables) != 1 {
		t.Errorf("%d tables of people", len(r.Tables))
	}
	r.Check(nil)
	if diff := cmp.Diff("ada@x.com row 2\n", people(r)); diff != "" {
		t.Error(diff)
	}
}

func TestCellsThatDoNotSayWhatWasMeant(t *testing.T) {
	rows := [][]any{{"userName", "externalId", "givenName", "active", "Cost centre"}}
	for _, name := range []string{"fault", "rounded", "date", "formula", "whole", "number", "elsewhere"} {
		rows = append(rows, []any{name + "@x.com"})
	}
	path := workbook(t, func(f *excelize.File) {
		check(t, f.SetCellFormula("People", "B2", "NA()"))
		check(t, f.SetCellValue("People", "B3", 1234567890123456789))
		check(t, f.SetCellValue("People", "B4", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)))
		check(t, f.SetCellFormula("People", "A5", "B1"))
		check(t, f.SetCellValue("People", "A5", nil))
		check(t, f.SetCellFormula("People", "A5", "B1"))
		check(t, f.SetCellValue("People", "B6", 17))
		check(t, f.SetCellBool("People", "D6", true))
		check(t, f.SetCellValue("People", "C7", 1234567890123456789))
		check(t, f.SetCellFormula("People", "E8", "NA()"))
	}, tab{name: "People", rows: rows})
	r, err := Load(context.Background(), []string{path}, Options{})
	check(t, err)
	r.Check(nil)
	if diff := cmp.Diff(`whole@x.com externalId="17" active=true row 6
number@x.com givenName="1.23457E+18" row 7
elsewhere@x.com row 8
held back fault@x.com row 2
held back rounded@x.com row 3
held back date@x.com row 4
held back  row 5
`, people(r)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"error noCachedValue People!B2", "error roundedNumber People!B3", "error dateInId People!B4", "error noCachedValue People!A5"}, brief(r)); diff != "" {
		t.Error(diff, found(r))
	}
	if r.UnreadableKeys != 1 {
		t.Errorf("%d unreadable keys", r.UnreadableKeys)
	}
	sound(t, r)
}

func TestHiddenRowsAreReadAndCounted(t *testing.T) {
	path := workbook(t, func(f *excelize.File) { check(t, f.SetRowVisible("People", 2, false)) }, people1("People", "ada@x.com"))
	r, err := Load(context.Background(), []string{path}, Options{})
	check(t, err)
	if len(r.Entries) != 1 || r.Tables[0].HiddenRows != 1 {
		t.Errorf("%d people, %d hidden", len(r.Entries), r.Tables[0].HiddenRows)
	}
	if diff := cmp.Diff([]string{"note hiddenRows People"}, brief(r)); diff != "" {
		t.Error(diff)
	}
}

func TestEveryRowOfPeopleIsArchivedAsItsOwnerSeesIt(t *testing.T) {
	var packed bytes.Buffer
	archive := sheet.NewArchiveWriter(&packed)
	paths := write(t, "in.csv", lines("Title", "userName,external\u00a0ID,Remark", " ada@x.com ,0017,a,b", ",,", "Example: x@x.com", ",,nobody"))
	_, err := Load(context.Background(), paths, Options{Archive: archive})
	check(t, err)
	check(t, archive.Close())
	var tables []sheet.ArchivedTable
	var rows []sheet.ArchivedRow
	check(t, sheet.ReadArchive(&packed, func(_ sheet.ArchivedTable, r sheet.ArchivedRow) error {
		rows = append(rows, r)
		return nil
	}, func(table sheet.ArchivedTable) error {
		tables = append(tables, table)
		return nil
	}))
	if diff := cmp.Diff([]sheet.ArchivedTable{{File: "in.csv", HeaderRow: 2, Headers: []string{"userName", "external\u00a0ID", "Remark"}}}, tables); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]sheet.ArchivedRow{{Row: 3, UserName: "ada@x.com", Cells: []string{" ada@x.com ", "0017", "a", "b"}},
		{Row: 6, Cells: []string{"", "", "nobody"}}}, rows); diff != "" {
		t.Error(diff)
	}
}

func TestAnArchiveThatCannotBeWrittenStopsTheReading(t *testing.T) {
	full := errors.New("no space left")
	var text strings.Builder
	text.WriteString("userName,externalId\n")
	for n := range 50_000 {
		fmt.Fprintf(&text, "person.%d@example.com,%x\n", n, sha256.Sum256([]byte{byte(n), byte(n >> 8)}))
	}
	_, err := Load(context.Background(), write(t, "in.csv", text.String()), Options{Archive: sheet.NewArchiveWriter(failing{full})})
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestSpoiledCellsAreErrorsWhereTheirTextMatters(t *testing.T) {
	for _, test := range []struct {
		name string
		cell sheet.Cell
		in   column
		want finding.Code
	}{
		{"an error anywhere", sheet.Cell{Kind: sheet.Fault, Text: "#N/A"}, givenName, finding.ErrorCell},
		{"a formula without a value anywhere", sheet.Cell{NoValue: true, Formula: true}, active, finding.NoCachedValue},
		{"a rounded number in an id", sheet.Cell{Kind: sheet.Number, Text: "1.2E+18", Rounded: true}, externalID, finding.RoundedNumber},
		{"a rounded number among workspaces", sheet.Cell{Kind: sheet.Text, Text: "1.2E+18", Rounded: true}, workspaces, finding.RoundedNumber},
		{"a date in an id", sheet.Cell{Kind: sheet.Date, Text: "1 May"}, externalID, finding.DateInID},
		{"a number in an id is its digits", sheet.Cell{Kind: sheet.Number, Text: "17"}, externalID, ""},
		{"a rounded number in a name is what it looks like", sheet.Cell{Kind: sheet.Number, Text: "1E+18", Rounded: true}, familyName, ""},
		{"a date in a name may be one", sheet.Cell{Kind: sheet.Date, Text: "1 May"}, familyName, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if f, _ := spoiled(test.cell, test.in, finding.Pos{}); f.Code != test.want {
				t.Errorf("got %q, want %q", f.Code, test.want)
			}
		})
	}
}

func asked(sheet string) []string {
	if sheet == "" {
		return nil
	}
	return []string{sheet}
}
