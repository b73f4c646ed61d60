package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// checkedStaff is a small workbook and what a check found in it.
func checkedStaff(t *testing.T) CheckedInput {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, sampleFile)
	f := excelize.NewFile()
	defer f.Close()
	check(t, f.SetSheetName("Sheet1", "Employees"))
	for row, cells := range [][]any{{"Staff"}, {}, {"Number", "E-mail Address", "First Name", "Apps", "Team"},
		{42, "ada@acme.example", "Ada", "Finance", "North"}, {43, "j.smith@acme,com", "John", "Finanace", "=SUM"}, {44, "", "Total", "", ""}} {
		check(t, f.SetSheetRow("Employees", fmt.Sprint("A", row+1), &cells))
	}
	check(t, f.SaveAs(path))
	at := func(row, column int, header string) finding.Pos {
		return finding.Pos{File: sampleFile, Sheet: "Employees", Row: row, Column: column, Header: header}
	}
	return CheckedInput{Path: path, Output: filepath.Join(folder, "checked.xlsx"), People: 1204, HeldBack: 2, CheckedAt: planned, Tool: "scimsheet 1.0.0",
		Against: "the 24 workspaces in tenant.xlsx", Again: "scimsheet validate checked.xlsx", Plan: "scimsheet plan checked.xlsx",
		Findings: []finding.Finding{
			finding.New(finding.HiddenRows, at(0, 0, ""), "", "2 hidden rows are read like the others", "delete rows that are not meant"),
			finding.New(finding.UnknownHeader, at(3, 4, "Apps"), "Apps", `"Apps" looks misspelt`, ""),
			finding.New(finding.BadUserName, at(5, 2, "E-mail Address"), "j.smith@acme,com", `"j.smith@acme,com" is not an e-mail address: a comma for a dot?`, "was it meant to be j.smith@acme.com?"),
			finding.New(finding.UnlistedWorkspace, at(5, 4, "Apps"), "Finanace", `no workspace is named "Finanace"`, `did you mean "Finance"?`),
			finding.New(finding.BadAction, at(5, 4, "Apps"), "Finanace", "=cmd|' /C calc'!A0", ""),
			finding.New(finding.MissingKey, at(6, 0, ""), "", "the row names nobody", "fill in the e-mail address"),
			finding.New(finding.BadWorkspacesSheet, finding.Pos{File: "tenant.xlsx", Sheet: "Workspaces", Row: 7}, "x", "the workspace x has no id", ""),
		},
		Tables: []CheckedTable{{File: sampleFile, Sheet: "Employees", HeaderRow: 3, Rows: 3, KeyColumn: 2, Columns: []CheckedColumn{
			{Header: "Number", As: "externalId"}, {Header: "E-mail Address", As: "userName"},
			{Header: "First Name", As: "givenName", How: "the first word"}, {Header: "Apps"}, {Header: "Team"}}}},
	}
}

// dumpNotes are the notes of all sheets of a workbook, and the links of its first.
func dumpNotes(t *testing.T, path string) string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	var out strings.Builder
	for _, name := range file.GetSheetList() {
		comments, err := file.GetComments(name)
		check(t, err)
		for _, c := range comments {
			text := c.Text
			for _, run := range c.Paragraph {
				text += run.Text
			}
			fmt.Fprintf(&out, "=== note on %s!%s by %s\n%s\n", name, c.Cell, c.Author, text)
		}
	}
	first := file.GetSheetList()[0]
	for row := 2; ; row++ {
		cell := fmt.Sprint("B", row)
		if text, _ := file.GetCellValue(first, cell); text == "" {
			return out.String()
		}
		if linked, target, err := file.GetCellHyperLink(first, cell); err == nil && linked {
			fmt.Fprintf(&out, "=== link %s!%s to %s\n", first, cell, target)
		}
	}
}

func TestACheckedWorkbookSaysWhatIsWrongAndWhere(t *testing.T) {
	in := checkedStaff(t)
	path, err := WriteChecked(t.Context(), in)
	check(t, err)
	golden(t, "checked.txt", dump(t, path)+dumpNotes(t, path))
}

func TestASoundInputIsCheckedToo(t *testing.T) {
	in := checkedStaff(t)
	in.Findings, in.HeldBack, in.Against = nil, 0, ""
	path, err := WriteChecked(t.Context(), in)
	check(t, err)
	golden(t, "checked-sound.txt", dump(t, path)+dumpNotes(t, path))
}

func TestCSVIsCheckedAsAWorkbook(t *testing.T) {
	in := checkedStaff(t)
	in.Path = filepath.Join(filepath.Dir(in.Path), "staff.csv")
	check(t, os.WriteFile(in.Path, []byte("id;mail\n00417;'=1+1\n"), 0o600))
	in.Findings = []finding.Finding{finding.New(finding.BadUserName, finding.Pos{File: "staff.csv", Row: 2, Column: 2, Header: "mail"}, "=1+1", "no address", "correct it")}
	in.Tables = []CheckedTable{{File: "staff.csv", HeaderRow: 1, Rows: 1, KeyColumn: 2}}
	path, err := WriteChecked(t.Context(), in)
	check(t, err)
	text := dump(t, path) + dumpNotes(t, path)
	for _, want := range []string{"=== Findings", "=== Summary", "=== staff\n1 | id | mail\n2 | 00417 | =1+1\n", "link Findings!B2 to 'staff'!B2", "note on staff!B2"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestTheWorstThousandCellsHaveNotesAndAllAreColoured(t *testing.T) {
	in := checkedStaff(t)
	in.Findings = nil
	for n := range mostNotes + 10 {
		in.Findings = append(in.Findings, finding.New(finding.DuplicateRow, finding.Pos{File: sampleFile, Sheet: "Employees", Row: n + 4}, "", "twice", ""))
	}
	in.Findings = append(in.Findings, finding.New(finding.BadBoolean, finding.Pos{File: sampleFile, Sheet: "Employees", Row: 4, Column: 3}, "", "an error at the end", ""))
	copied, err := sheet.Annotate(in.Path, in.Output, in.Open, sheet.Properties{}, 3)
	check(t, err)
	defer copied.Discard()
	noted, coloured := map[string]bool{}, 0
	c := newChecked(in, copied)
	for _, m := range c.marks() {
		coloured++
		if m.Note != "" {
			noted[fmt.Sprint(m.Row, " ", m.Column)] = true
		}
	}
	if len(noted) != mostNotes || coloured != mostNotes+11 || !noted["4 3"] || !noted["4 2"] || noted[fmt.Sprint(mostNotes+10+3, " 2")] {
		t.Errorf("%d of %d cells have notes", len(noted), coloured)
	}
	if !strings.Contains(fmt.Sprint(c.remarks()), "Only the first 1,000 of 1,011 coloured cells have a note") {
		t.Errorf("that there are no more notes is not said: %v", c.remarks())
	}
}

func TestAnInputThatCannotBeReadHasNoCheckedCopy(t *testing.T) {
	in := checkedStaff(t)
	check(t, os.WriteFile(in.Path, []byte("%PDF-1.7"), 0o600))
	var unreadable *sheet.Unreadable
	if _, err := WriteChecked(context.Background(), in); !errors.As(err, &unreadable) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(in.Output); !errors.Is(err, os.ErrNotExist) {
		t.Error("something was written")
	}
}

func TestFindingsFitTheTerminal(t *testing.T) {
	findings := checkedStaff(t).Findings
	findings[2].Pos.Sheet = "Staff\x1b[31m"
	for width, name := range map[int]string{100: "findings-terminal.txt", 60: "findings-narrow.txt"} {
		var out bytes.Buffer
		more, err := FindingsText(&out, findings, 6, width)
		check(t, err)
		if more != 1 || strings.Contains(out.String(), "\x1b") {
			t.Errorf("%d more after\n%q", more, out.String())
		}
		golden(t, name, out.String())
	}
	var none bytes.Buffer
	if more, err := FindingsText(&none, nil, 6, 80); err != nil || more != 0 || none.Len() > 0 {
		t.Errorf("nothing became %q", none.String())
	}
	if diff := cmp.Diff([]string{"→ do this", "  or that"}, arrowed("do this or that", 11)); diff != "" {
		t.Error(diff)
	}
}
