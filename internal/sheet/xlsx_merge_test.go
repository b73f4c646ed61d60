package sheet

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
)

func merged(areas ...string) string {
	all := ""
	for _, a := range areas {
		all += `<mergeCell ref="` + a + `"/>`
	}
	return `<mergeCells>` + all + `</mergeCells>`
}

func TestMergedCellsShowTheirTextInEveryRow(t *testing.T) {
	for _, test := range []struct {
		name, rows, merged, want string
	}{
		{"downwards", `<row r="1">` + text("A1", "Sales") + text("B1", "ada") + `</row><row r="2">` + text("B2", "zoe") + `</row><row r="3">` + text("A3", "IT") + `</row>`, merged("A1:A2"),
			"1|Sales|ada\n2|Sales^|zoe\n3|IT\n"},
		{"to the right they stay blank", `<row r="1">` + text("A1", "Contact") + text("C1", "x") + `</row>`, merged("A1:B1"), "1|Contact||x\n"},
		{"in both directions, the first column shows it", `<row r="1">` + text("B1", "Sales") + `</row><row r="2">` + text("D2", "x") + `</row>`, merged("B1:C2"), "1||Sales\n2||Sales^||x\n"},
		{"a row that would be blank has content then", `<row r="1">` + text("A1", "a") + `</row><row r="2"/><row r="3"><c r="A3" s="1"/></row><row r="4"/>`, merged("A1:A3"), "1|a\n2|a^\n3|a^\n"},
		{"rows that the sheet does not have are not made up", `<row r="1">` + text("A1", "a") + `</row><row r="5"/>`, merged("A1:A9"), "1|a\n5|a^\n"},
		{"an area without text shows nothing", `<row r="1">` + text("B1", "b") + `</row><row r="2"/>`, merged("A1:A2"), "1||b\n"},
		{"an area whose first row is not there shows nothing", `<row r="2">` + text("B2", "b") + `</row>`, merged("A1:A3"), "2||b\n"},
		{"what lies under an area is not seen", `<row r="1">` + text("A1", "a") + text("B1", "under") + `</row><row r="2">` + text("A2", "under") + text("B2", "under") + text("C2", "c") + `</row>`, merged("A1:B2"),
			"1|a\n2|a^||c\n"},
		{"the kind of cell comes along", `<row r="1"><c r="A1" s="1"><v>46347</v></c><c r="B1" t="b"><f>TRUE()</f><v>1</v></c></row><row r="2"/>`, merged("A1:A2", "B1:B2"),
			"1|2026-11-21:date|TRUE:boolean=\n2|2026-11-21:date^|TRUE:boolean=^\n"},
		{"areas that follow each other, in any order", `<row r="1">` + text("A1", "a") + `</row><row r="2"/><row r="3">` + text("A3", "b") + text("B3", "c") + `</row><row r="4"/><row r="5"/>`, merged("B3:B5", "A3:A4", "A1:A2"),
			"1|a\n2|a^\n3|b|c\n4|b^|c^\n5||c^\n"},
		{"one cell is no area", `<row r="1">` + text("A1", "a") + `</row><row r="2"/>`, merged("A1", "A2:A2"), "1|a\n"},
		{"hidden rows too", `<row r="1">` + text("A1", "a") + `</row><row r="2" hidden="1"/>`, merged("A1:A2"), "1|a\n2h|a^\n"},
		{"a whole column", `<row r="1">` + text("A1", "a") + `</row><row r="1048576"/>`, merged("A1:A1048576"), "1|a\n1048576|a^\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, got, err := readAround(t, "", test.rows, test.merged)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMergedAreasThatCannotBeAreRefused(t *testing.T) {
	row := `<row r="1">` + text("A1", "a") + `</row>`
	many := func(n int) string {
		var all strings.Builder
		for i := range n {
			fmt.Fprintf(&all, `<mergeCell ref="A%d:A%d"/>`, 2*i+1, 2*i+2)
		}
		return `<mergeCells>` + all.String() + `</mergeCells>`
	}
	const in = "is damaged: xl/worksheets/sheet1.xml "
	for _, test := range []struct{ name, rows, merged, message, hint string }{
		{"no area", row, merged("Staff"), in + `has a merged area "Staff", in row 1 or after it`, saveAgain},
		{"upside down", row, merged("B2:A1"), in + `has a merged area "B2:A1", in row 1 or after it`, saveAgain},
		{"beyond the last column", row, merged("A1:XFE1"), in + `has a merged area "A1:XFE1", in row 1 or after it`, saveAgain},
		{"beyond the last row", row, merged("A1:A1048577"), in + `has a merged area "A1:A1048577", in row 1 or after it`, saveAgain},
		{"one over the other", row, merged("C3:D9", "A1:C3"), in + "has merged areas that overlap, A1:C3 and C3:D9", saveAgain},
		{"one inside the other", row, merged("A1:XFD1048576", "C3:C4"), in + "has merged areas that overlap, A1:XFD1048576 and C3:C4", saveAgain},
		{"too many", row, many(maxAreas + 1), "has more than 100000 areas of merged cells", unmerge},
		{"too wide", row, wholeRows(maxMergedCells/gridColumns + 1), "has merged areas of more than 20000000 cells", unmerge},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := readAround(t, "", test.rows, test.merged)
			want := &Unreadable{File: "staff.xlsx", Sheet: "Staff", Message: test.message, Hint: test.hint}
			if diff := cmp.Diff(want, mustBeUnreadable(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if shape, _, err := readAround(t, "", row, many(maxAreas)); err != nil || shape.Merged != maxAreas {
		t.Errorf("just as many as may be: %+v, %v", shape, err)
	}
}

func wholeRows(n int) string {
	var all strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&all, `<mergeCell ref="A%d:XFD%d"/>`, i, i)
	}
	return `<mergeCells>` + all.String() + `</mergeCells>`
}

// TestMergedColumnsCannotFillTheGrid holds that rows without a cell of their own, some bytes each, do not
// become millions of cells without end.
func TestMergedColumnsCannotFillTheGrid(t *testing.T) {
	var areas strings.Builder
	for i := 1; i <= gridColumns; i++ {
		fmt.Fprintf(&areas, `<mergeCell ref="%s1:%s1048576"/>`, finding.ColumnLetters(i), finding.ColumnLetters(i))
	}
	parts := oneSheet("")
	parts["xl/worksheets/sheet1.xml"] = aroundRows("", `<row r="1">`+strings.Repeat(`<c t="b"><v>1</v></c>`, gridColumns)+`</row>`+strings.Repeat(`<row/>`, 3000), `<mergeCells>`+areas.String()+`</mergeCells>`)
	b, err := openParts(t, parts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := b.Rows("Staff")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
	}
	if got := mustBeUnreadable(t, rows.Err()).Message; got != "has merged areas of more than 20000000 cells" || n > maxMergedCells/gridColumns {
		t.Errorf("after %d rows: %q", n, got)
	}
}

func TestMergedCellsAsALibraryWritesThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "staff.xlsx")
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", "Staff")
	for place, value := range map[string]any{"A1": "Department", "B1": "Person", "A2": "Sales", "B2": "Ada", "B3": "Zoë", "B4": "Bob", "A5": 7, "B5": "Kim", "B6": "Lee"} {
		f.SetCellValue("Staff", place, value)
	}
	f.MergeCell("Staff", "A2", "A4")
	f.MergeCell("Staff", "A5", "A6")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	got, err := told(b, "Staff")
	want := "1|Department|Person\n2|Sales|Ada\n3|Sales^|Zoë\n4|Sales^|Bob\n5|7:number|Kim\n6|7:number^|Lee\n"
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
