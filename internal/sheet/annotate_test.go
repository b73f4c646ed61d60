package sheet

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// theirs is a workbook with what people put into workbooks: a merged title, a coloured header, formats, a
// dropdown, conditional colours, a formula, a note, names, a second sheet that has the focus.
func theirs(t *testing.T, path string) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(errs ...error) { t.Helper(); check(t, errors.Join(errs...)) }
	style := func(s excelize.Style) int {
		id, err := f.NewStyle(&s)
		check(t, err)
		return id
	}
	zeros := "00000"
	dark := style(excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF", Size: 14, Family: "Georgia"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"000080"}}})
	id := style(excelize.Style{CustomNumFmt: &zeros, Alignment: &excelize.Alignment{Horizontal: "right"},
		Border: []excelize.Border{{Type: "left", Color: "FF0000", Style: 2}}})
	must(f.SetSheetName("Sheet1", "Employees"), f.SetCellValue("Employees", "A1", "Staff of the fourth quarter"), f.MergeCell("Employees", "A1", "D1"),
		f.SetSheetRow("Employees", "A3", &[]string{"E-mail", "Number", "Active", "Team"}), f.SetCellStyle("Employees", "A3", "D3", dark),
		f.SetSheetRow("Employees", "A4", &[]any{"ada@example.com", 417, "yes", "North"}),
		f.SetSheetRow("Employees", "A5", &[]any{"bob@example,com", 42, "maybe", "North"}),
		f.SetCellFormula("Employees", "D5", `"No"&"rth"`), f.MergeCell("Employees", "D7", "D9"), f.SetCellValue("Employees", "D7", "South"),
		f.SetCellStyle("Employees", "B4", "B9", id), f.SetColWidth("Employees", "A", "A", 33), f.SetColStyle("Employees", "F", id),
		f.SetCellValue("Employees", "A8", "cyd@example.com"), f.SetRowVisible("Employees", 8, false),
		f.AddComment("Employees", excelize.Comment{Cell: "C5", Author: "Jane", Text: "ask Bob"}),
		f.AddComment("Employees", excelize.Comment{Cell: "A4", Author: "Jane", Text: "on leave"}),
		f.SetDefinedName(&excelize.DefinedName{Name: "Everybody", RefersTo: "Employees!$A$4:$D$9"}),
		f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: "Employees", RefersTo: "Employees!$3:$3"}))
	choice := excelize.NewDataValidation(true)
	choice.Sqref = "C4:C9"
	must(choice.SetDropList([]string{"yes", "no"}), f.AddDataValidation("Employees", choice))
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "FF0000"}})
	check(t, err)
	must(f.SetConditionalFormat("Employees", "B4:B9", []excelize.ConditionalFormatOptions{{Type: "duplicate", Criteria: "=", Format: &red}}))
	second, err := f.NewSheet("Findings")
	check(t, err)
	must(f.SetCellValue("Findings", "A1", "what the auditor found"))
	f.SetActiveSheet(second)
	must(f.SaveAs(path))
}

// annotated annotates a copy with one sheet in front.
func annotated(t *testing.T, input, output string, marks ...Mark) string {
	t.Helper()
	a, err := Annotate(input, output, Options{}, Properties{Title: "Check", Created: noon}, 1)
	check(t, err)
	defer a.Discard()
	name := a.Free("Findings")
	table, err := a.Front().Table(Layout{Name: name, Columns: []Column{{Header: "Where"}, {Header: "What"}}})
	check(t, err)
	check(t, table.Row(String("A5").As(Link), String("=wrong").As(Bad)))
	a.Link(name, CellLink{From: "A2", Sheet: a.SheetOf(marks[0].Sheet), To: "A5"}, CellLink{From: "B2", Sheet: "nowhere", To: "A1"})
	for i := range marks {
		marks[i].Sheet = a.SheetOf(marks[i].Sheet)
	}
	saved, err := a.Save(t.Context(), marks)
	check(t, err)
	return saved
}

func employees(row, column int, as Style, note string) Mark {
	return Mark{Sheet: "Employees", Row: row, Column: column, Style: as, Note: note}
}

func TestThePersonsWorkbookComesBackAsItWas(t *testing.T) {
	folder := t.TempDir()
	input, output := filepath.Join(folder, "staff.xlsx"), filepath.Join(folder, "checked.xlsx")
	theirs(t, input)
	annotated(t, input, output, employees(5, 1, Bad, "Error: a comma for a dot?"), employees(5, 2, Warn, ""))
	before, after := opened4test(t, input), opened4test(t, output)
	if diff := cmp.Diff([]string{"Findings (2)", "Employees", "Findings"}, after.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	for _, sheet := range []string{"Employees", "Findings"} {
		want, err := before.GetRows(sheet)
		check(t, err)
		got, err := after.GetRows(sheet)
		check(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows of %s (-before +after):\n%s", sheet, diff)
		}
	}
	if diff := cmp.Diff(complaintsAbout(unpack(t, input)), complaintsAbout(unpack(t, output))); diff != "" {
		t.Errorf("what Excel would complain of (-before +after):\n%s", diff)
	}
	if after.GetActiveSheetIndex() != 0 {
		t.Error("the sheet in front is not the one that is seen first")
	}
	unpacked, original := unpack(t, output), unpack(t, input)
	for _, kept := range []string{`<dataValidations`, `<conditionalFormatting`, `<mergeCell ref="D7:D9"`, `customHeight`, `<f>`, `hidden="true"`} {
		if strings.Contains(original["xl/worksheets/sheet1.xml"], kept) && !strings.Contains(unpacked["xl/worksheets/sheet1.xml"], kept) {
			t.Errorf("%s is gone", kept)
		}
	}
	for _, part := range []string{"xl/theme/theme1.xml", "xl/sharedStrings.xml", "docProps/core.xml"} {
		if original[part] == "" || original[part] != unpacked[part] {
			t.Errorf("%s is not what it was", part)
		}
	}
	scopes := map[string]string{}
	for _, name := range after.GetDefinedName() {
		scopes[name.Name+" "+name.RefersTo] = name.Scope
	}
	if scopes["_xlnm.Print_Titles Employees!$3:$3"] != "Employees" || scopes["Everybody Employees!$A$4:$D$9"] != "Workbook" {
		t.Errorf("names: %v", scopes)
	}
	if linked, target, err := after.GetCellHyperLink("Findings (2)", "A2"); err != nil || !linked || target != "'Employees'!A5" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	if linked, _, _ := after.GetCellHyperLink("Findings (2)", "B2"); linked {
		t.Error("a link leads to a sheet that does not exist")
	}
	if got, _ := after.GetCellFormula("Findings (2)", "B2"); got != "" {
		t.Errorf("text became the formula %s", got)
	}
}

func TestAMarkChangesInkAndFillAndNothingElse(t *testing.T) {
	folder := t.TempDir()
	input, output := filepath.Join(folder, "staff.xlsx"), filepath.Join(folder, "checked.xlsx")
	theirs(t, input)
	annotated(t, input, output, employees(3, 2, Warn, ""), employees(5, 2, Bad, ""), employees(5, 6, Bad, ""), employees(6, 3, Bad, ""), employees(12, 1, Warn, ""))
	before, after := opened4test(t, input), opened4test(t, output)
	for cell, as := range map[string]Style{"B3": Warn, "B5": Bad, "F5": Bad, "C6": Bad, "A12": Warn, "B4": Plain, "A3": Plain} {
		want, got := styleOf(t, before, "Employees", cell), styleOf(t, after, "Employees", cell)
		if as != Plain {
			if want.Font == nil {
				want.Font = &excelize.Font{}
			}
			want.Font.Color, want.Font.ColorTheme = as.paint().ink, nil
			want.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{as.paint().fill}}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", cell, diff)
		}
	}
	if shown, _ := after.GetCellValue("Employees", "B5"); shown != "00042" {
		t.Errorf("B5 shows %q", shown)
	}
}

func styleOf(t *testing.T, f *excelize.File, sheet, cell string) *excelize.Style {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	check(t, err)
	style, err := f.GetStyle(id)
	check(t, err)
	return style
}

// notesOf are the notes of a sheet by cell: author, text.
func notesOf(t *testing.T, path, sheet string) map[string]string {
	t.Helper()
	notes := map[string]string{}
	comments, err := opened4test(t, path).GetComments(sheet)
	check(t, err)
	for _, c := range comments {
		text := c.Text
		for _, run := range c.Paragraph {
			text += run.Text
		}
		notes[c.Cell] = c.Author + "| " + text
	}
	return notes
}

func TestNotesJoinThoseThatPeopleHaveWritten(t *testing.T) {
	folder := t.TempDir()
	input, output := filepath.Join(folder, "staff.xlsx"), filepath.Join(folder, "checked.xlsx")
	theirs(t, input)
	annotated(t, input, output, employees(5, 1, Warn, "Warning: one"), employees(5, 1, Bad, "Error: two"), employees(5, 3, Bad, "Error: neither yes nor no"),
		employees(8, 4, Bad, "Error: in a merged cell"), employees(8, 1, Bad, ""))
	want := map[string]string{
		"A4": "Jane| on leave",
		"A5": "scimsheet| scimsheet:\nWarning: one\n\nError: two",
		"C5": "Jane| ask Bob\n\nscimsheet:\nError: neither yes nor no",
		"D7": "scimsheet| scimsheet:\nError: in a merged cell",
	}
	if diff := cmp.Diff(want, notesOf(t, output, "Employees")); diff != "" {
		t.Error(diff)
	}
	if got := styleOf(t, opened4test(t, output), "Employees", "A5").Fill.Color; !slices.Equal(got, []string{Bad.paint().fill}) {
		t.Errorf("the worse of two marks is not what is seen: %v", got)
	}
}

func TestCheckingAgainReplacesWhatTheFirstCheckSaid(t *testing.T) {
	folder := t.TempDir()
	input, first, second := filepath.Join(folder, "staff.xlsx"), filepath.Join(folder, "first.xlsx"), filepath.Join(folder, "second.xlsx")
	theirs(t, input)
	annotated(t, input, first, employees(5, 1, Bad, "Error: old"), employees(5, 2, Bad, "Error: old too"), employees(5, 3, Bad, "Error: neither yes nor no"))
	annotated(t, first, second, employees(5, 2, Warn, "Warning: new"))
	if diff := cmp.Diff(map[string]string{"A4": "Jane| on leave", "B5": "scimsheet| scimsheet:\nWarning: new", "C5": "Jane| ask Bob"}, notesOf(t, second, "Employees")); diff != "" {
		t.Error(diff)
	}
	if complaints := complaintsAbout(unpack(t, second)); len(complaints) > 0 {
		t.Errorf("Excel would complain of %v", complaints)
	}
	after := opened4test(t, second)
	if diff := cmp.Diff([]string{"Findings (2)", "Employees", "Findings"}, after.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for cell, fill := range map[string][]string{"A5": nil, "B5": {Warn.paint().fill}, "C5": nil, "A3": {"000080"}} {
		if got := styleOf(t, after, "Employees", cell).Fill.Color; !slices.Equal(got, fill) {
			t.Errorf("%s is filled with %v, want %v", cell, got, fill)
		}
	}
	if boxes := strings.Count(unpack(t, second)["xl/drawings/vmlDrawing1.vml"], `ObjectType="Note"`); boxes != 3 {
		t.Errorf("%d boxes for 3 notes", boxes)
	}
	book, err := Open(second, Options{})
	check(t, err)
	defer book.Close()
	added, err := book.Added()
	check(t, err)
	if diff := cmp.Diff([]string{"Findings (2)"}, added); diff != "" {
		t.Errorf("sheets that a check has added: %s", diff)
	}
}

func TestACopyIsPrivateAndNothingElseIsLeft(t *testing.T) {
	folder := t.TempDir()
	input, output := filepath.Join(folder, "staff.xlsx"), filepath.Join(folder, "checked.xlsx")
	theirs(t, input)
	before := read(t, input)
	annotated(t, input, output, employees(5, 1, Bad, "Error: x"))
	about, err := os.Stat(output)
	check(t, err)
	if runtime.GOOS != "windows" && about.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", about.Mode())
	}
	a, err := Annotate(input, filepath.Join(folder, "given-up.xlsx"), Options{}, Properties{}, 1)
	check(t, err)
	a.Discard()
	a, err = Annotate(input, filepath.Join(folder, "stopped.xlsx"), Options{}, Properties{}, 1)
	check(t, err)
	_, err = a.Front().Page(Layout{Name: "Page", Columns: []Column{{}}})
	check(t, err)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := a.Save(stopped, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted copy ends with %v", err)
	}
	a.Discard()
	if diff := cmp.Diff([]string{"checked.xlsx", "staff.xlsx"}, listed(t, folder)); diff != "" {
		t.Error(diff)
	}
	if string(read(t, input)) != string(before) {
		t.Error("the input was changed")
	}
}
