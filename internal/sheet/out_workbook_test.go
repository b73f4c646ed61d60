package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func staffLayout() Layout {
	return Layout{Name: "Staff", Title: "People & places", Frozen: 1, Protected: true, Tab: "17324D", Columns: []Column{
		{Header: "Decision", Entry: true, Note: "approve or reject", Choices: []Choice{{"approve", Good}, {"reject", Bad}}},
		{Header: "User name"},
		{Header: "What happens", Width: 50, Wrapped: true},
		{Header: "Workspaces"},
		{Header: "Started"},
	}}
}

func writeStaff(t *testing.T, path string, rows int) string {
	t.Helper()
	book, err := NewWorkbook(path, Properties{Title: "Staff", Creator: "scimsheet", Created: noon})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Discard()
	page, err := book.Page(Layout{Name: "Summary", Columns: []Column{{Width: 30}, {Width: 20}}})
	check(t, err)
	check(t, page.Line(String("What will happen").As(Title)))
	page.Gap()
	check(t, page.Row(String("people"), Int(1204)))
	check(t, page.Row(String("see the list").To("Staff")))
	table, err := book.Table(staffLayout())
	check(t, err)
	for n := range rows {
		check(t, table.Row(Value{}, String(fmt.Sprintf("ada.%d@acme.example", n)), String("given name: Ada → Åsa\nloses Finance").As(Bad),
			Int(n), Time(noon)))
	}
	name, err := book.Save()
	check(t, err)
	return name
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func opened4test(t *testing.T, path string) *excelize.File {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	t.Cleanup(func() { file.Close() })
	return file
}

func TestAWorkbookSaysWhatWasWritten(t *testing.T) {
	file := opened4test(t, writeStaff(t, filepath.Join(t.TempDir(), "staff.xlsx"), 300))
	if got := file.GetSheetList(); !cmp.Equal(got, []string{"Summary", "Staff"}) {
		t.Errorf("sheets %v", got)
	}
	rows, err := file.GetRows("Staff")
	check(t, err)
	if len(rows) != 301 {
		t.Fatalf("%d rows, want the header and 300", len(rows))
	}
	want := []string{"", "ada.299@acme.example", "given name: Ada → Åsa\nloses Finance", "299", "2026-11-21 12:00:00"}
	if diff := cmp.Diff(want, rows[300]); diff != "" {
		t.Error(diff)
	}
	linked, target, err := file.GetCellHyperLink("Summary", "A4")
	check(t, err)
	if !linked || target != "'Staff'!A1" {
		t.Errorf("A4 leads to %q", target)
	}
}

func TestOnlyEntryCellsOfAProtectedSheetCanBeWrittenIn(t *testing.T) {
	file := opened4test(t, writeStaff(t, filepath.Join(t.TempDir(), "staff.xlsx"), 3))
	protection, err := file.GetSheetProtection("Staff")
	check(t, err)
	if !protection.AutoFilter || !protection.FormatColumns || protection.InsertRows || protection.Sort || protection.Password != "" {
		t.Errorf("protection allows %+v", protection)
	}
	for cell, locked := range map[string]bool{"A1": true, "A2": false, "A4": false, "B2": true, "C4": true} {
		id, err := file.GetCellStyle("Staff", cell)
		check(t, err)
		style, err := file.GetStyle(id)
		check(t, err)
		if style.Protection == nil || style.Protection.Locked != locked {
			t.Errorf("%s: locked is not %v", cell, locked)
		}
	}
	choices, err := file.GetDataValidations("Staff")
	check(t, err)
	if len(choices) != 1 || choices[0].Sqref != "A2:A4" || choices[0].Formula1 != `"approve,reject"` {
		t.Errorf("choices %+v", choices)
	}
}

func TestAnEntryCellInAnotherStyleIsLocked(t *testing.T) {
	c := staffLayout().Columns[0]
	if c.look(String("not needed").As(Muted)).unlocked {
		t.Error("a cell that is not for writing is unlocked")
	}
}

func TestTablesFreezeFilterAndPrintTheirHeader(t *testing.T) {
	path := writeStaff(t, filepath.Join(t.TempDir(), "staff.xlsx"), 3)
	parts := unpack(t, path)
	for _, want := range []string{`<dimension ref="A1:E4"`, `<autoFilter ref="$A$1:$E$4"`, `fitToPage="true"`, `orientation="landscape"`,
		`fitToHeight="0"`, `<cols><col min="1" max="1"`, `ht="30"`, `ySplit="1"`, `xSplit="1"`, `state="frozen"`, `rgb="17324D"`, `People &amp;amp;&amp;amp; places`} {
		want = strings.ReplaceAll(want, "&amp;amp;&amp;amp;", "&amp;&amp;")
		if !strings.Contains(parts["xl/worksheets/sheet2.xml"], want) {
			t.Errorf("the sheet's XML does not hold %s", want)
		}
	}
	if !strings.Contains(parts["xl/workbook.xml"], `&#39;Staff&#39;!$1:$1`) {
		t.Error("the header is not repeated on every page")
	}
	if !strings.Contains(parts["xl/worksheets/sheet1.xml"], `<dimension ref="A1:B4"`) {
		t.Error("the page's dimension is wrong")
	}
}

func TestAPageCanBeKeptToOneSheetOfPaper(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	page, err := book.Page(Layout{Name: "Page", Title: "2026", OnePage: true, Columns: []Column{{Width: 80}}})
	check(t, err)
	for range 200 {
		check(t, page.Line(String("a line")))
	}
	path, err := book.Save()
	check(t, err)
	text := unpack(t, path)["xl/worksheets/sheet1.xml"]
	if !strings.Contains(text, `fitToHeight="1" fitToWidth="1"`) {
		t.Error("200 lines are printed on several pages")
	}
	if !strings.Contains(text, "&amp;L&amp;8 2026&amp;C") {
		t.Error("a title that begins with a digit changes the size of the footer's letters")
	}
}

func TestPartsStandInAFixedOrderAndEqualContentGivesEqualBytes(t *testing.T) {
	folder := t.TempDir()
	first := writeStaff(t, filepath.Join(folder, "a.xlsx"), 50)
	for n := range 5 {
		if !bytes.Equal(read(t, first), read(t, writeStaff(t, filepath.Join(folder, fmt.Sprint(n, ".xlsx")), 50))) {
			t.Fatal("the same content gave other bytes")
		}
	}
	packed, err := zip.OpenReader(first)
	check(t, err)
	defer packed.Close()
	var sheets []string
	for _, part := range packed.File {
		if strings.HasPrefix(part.Name, "xl/worksheets/sheet") {
			sheets = append(sheets, part.Name)
		}
	}
	if packed.File[0].Name != "[Content_Types].xml" || !cmp.Equal(sheets, []string{sheetPart(1), sheetPart(2)}) {
		t.Errorf("order of parts: %s first, sheets %v", packed.File[0].Name, sheets)
	}
}

func TestTextStaysText(t *testing.T) {
	folder := t.TempDir()
	texts := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'t Hooft", " x ", "00123", "1e5", "TRUE", "#N/A", "_x0041_", "<b>&amp;", "a\nb"}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(texts), rapid.String()).Draw(rt, "text")
		path := filepath.Join(folder, "x.xlsx")
		book, err := NewWorkbook(path, Properties{Created: noon})
		check(t, err)
		defer book.Discard()
		table, err := book.Table(Layout{Name: "X", Columns: []Column{{Header: "Text"}}})
		check(t, err)
		check(t, table.Row(String(text)))
		_, err = book.Save()
		check(t, err)
		file := opened4test(t, path)
		got, err := file.GetCellValue("X", "A2")
		check(t, err)
		kind, err := file.GetCellType("X", "A2")
		check(t, err)
		if want := CellText(text); got != want || kind != excelize.CellTypeInlineString {
			rt.Errorf("%q came back as %q, kind %v", want, got, kind)
		}
		if formula, _ := file.GetCellFormula("X", "A2"); formula != "" {
			rt.Errorf("%q became the formula %s", text, formula)
		}
		if want, own := CellText(text), ownReading(t, path); own.Text != want || own.Formula || want != "" && own.Kind != Text {
			rt.Errorf("%q reads %+v", want, own)
		}
	})
}

// ownReading is the cell below the header as this package itself reads it.
func ownReading(t *testing.T, path string) Cell {
	t.Helper()
	book, err := Open(path, Options{})
	check(t, err)
	defer book.Close()
	rows, err := book.Rows("X")
	check(t, err)
	defer rows.Close()
	var cell Cell
	for rows.Next() {
		if row := rows.Row(); row.Number == 2 {
			cell = row.Cell(1)
		}
	}
	check(t, rows.Err())
	return cell
}

func TestTextThatNoCellCanHoldIsMendedAndSaidSo(t *testing.T) {
	if got := CellText("a\x00b\x1bc\xffd\uFFFEe"); got != "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe" {
		t.Errorf("%q", got)
	}
	for name, letter := range map[string]string{"ascii": "x", "two bytes": "é", "two code units": "😀"} {
		if long := strings.Repeat(letter, mostText); len(CellText(long)) > len(long) {
			t.Errorf("%s: text grew", name)
		}
		got := CellText(strings.Repeat(letter, mostText+1))
		units := 0
		for _, r := range got {
			units += utf16Len(r)
		}
		if !strings.HasSuffix(got, cutMark) || units > mostText || units < mostText-100 || !utf8.ValidString(got) {
			t.Errorf("%s: cut to %d code units, ends %q", name, units, got[len(got)-40:])
		}
	}
	if whole := strings.Repeat("é", mostText); CellText(whole) != whole {
		t.Error("text that fits was cut")
	}
}

func TestFilesArePrivateAndNothingElseIsLeft(t *testing.T) {
	folder := t.TempDir()
	path := writeStaff(t, filepath.Join(folder, "staff.xlsx"), 10)
	about, err := os.Stat(path)
	check(t, err)
	if runtime.GOOS != "windows" && about.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", about.Mode())
	}
	book, err := NewWorkbook(filepath.Join(folder, "given-up.xlsx"), Properties{Created: noon})
	check(t, err)
	table, err := book.Table(staffLayout())
	check(t, err)
	check(t, table.Row(String("x")))
	book.Discard()
	if names := listed(t, folder); !cmp.Equal(names, []string{"staff.xlsx"}) {
		t.Errorf("left in the folder: %v", names)
	}
}

func TestManyRowsGoToDiskAndTheirScratchFilesGo(t *testing.T) {
	folder := t.TempDir()
	book, err := NewWorkbook(filepath.Join(folder, "large.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(Layout{Name: "Large", Columns: []Column{{Header: "Text"}}})
	check(t, err)
	text := String(strings.Repeat("x", 10_000))
	for range 1800 {
		check(t, table.Row(text))
	}
	if spilled, _ := filepath.Glob(filepath.Join(folder, ".scimsheet-*", "excelize-*")); len(spilled) != 1 {
		t.Errorf("18 MB of rows are held in %v", spilled)
	}
	_, err = book.Save()
	check(t, err)
	if names := listed(t, folder); !cmp.Equal(names, []string{"large.xlsx"}) {
		t.Errorf("left in the folder: %v", names)
	}
}

func TestAWorkbookWhoseNameIsTakenIsKeptBeside(t *testing.T) {
	folder := t.TempDir()
	check(t, os.MkdirAll(filepath.Join(folder, "staff.xlsx", "in the way"), 0o700))
	check(t, os.WriteFile(filepath.Join(folder, "staff (2).xlsx"), []byte("mine"), 0o600))
	if name := writeStaff(t, filepath.Join(folder, "staff.xlsx"), 1); name != filepath.Join(folder, "staff (3).xlsx") {
		t.Errorf("written to %s", name)
	}
	if got := read(t, filepath.Join(folder, "staff (2).xlsx")); string(got) != "mine" {
		t.Error("another file was overwritten")
	}
}

func TestTooManyCellsAreRefused(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(Layout{Name: "X", Columns: []Column{{Header: "One"}}})
	check(t, err)
	if err := table.Row(String("a"), String("b")); err == nil {
		t.Error("a second cell found its way into a sheet of one column")
	}
	table.last = rowsPerSheet
	if err := table.Row(String("a")); err != ErrFull {
		t.Errorf("a row after the last: %v", err)
	}
}

func unpack(t testing.TB, path string) map[string]string {
	t.Helper()
	packed, err := zip.OpenReader(path)
	check(t, err)
	defer packed.Close()
	parts := map[string]string{}
	for _, part := range packed.File {
		r, err := part.Open()
		check(t, err)
		text, err := io.ReadAll(r)
		check(t, err)
		parts[part.Name] = string(text)
	}
	return parts
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	check(t, err)
	return text
}

func listed(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	check(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
