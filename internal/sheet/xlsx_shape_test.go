package sheet

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// aroundRows wraps rows and what stands before and behind them into a worksheet.
func aroundRows(before, rows, behind string) string {
	return xmlDeclaration + `<worksheet ` + mainNamespace + `>` + before + `<sheetData>` + rows + `</sheetData>` + behind + `</worksheet>`
}

func text(place, text string) string {
	return `<c r="` + place + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
}

// readAround opens a sheet with something around its rows and walks it.
func readAround(t *testing.T, before, rows, behind string) (Shape, string, error) {
	t.Helper()
	parts := oneSheet("")
	parts["xl/worksheets/sheet1.xml"] = aroundRows(before, rows, behind)
	b, err := openParts(t, parts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	shape, err := b.Shape("staff")
	if err != nil {
		return shape, "", err
	}
	rowsTold, err := told(b, "Staff")
	return shape, rowsTold, err
}

func TestTheShapeOfASheetIsKnownBeforeItsRows(t *testing.T) {
	rows := `<row r="1">` + text("B1", "b") + text("D1", "d") + `</row><row r="2">` + text("F2", "f") + `</row>`
	many := `<row r="1">` + text("B1", "b") + `</row>` + strings.Repeat(`<row><c><v>1</v></c></row>`, 5000)
	filter := func(inside string) string { return `<autoFilter ref="A1:F2">` + inside + `</autoFilter>` }
	for _, test := range []struct {
		name, before, rows, behind string
		want                       Shape
	}{
		{name: "nothing special", rows: rows},
		{name: "hidden columns, as far as they are used", before: `<cols><col min="1" max="3" width="9"/><col min="4" max="4" width="9" hidden="1" customWidth="1"/><col min="6" max="16384" hidden="true"/></cols>`,
			rows: rows, want: Shape{HiddenColumns: []int{4, 6}}},
		{name: "a column without width is hidden", before: `<cols><col min="2" max="2" width="0" customWidth="1"/></cols>`, rows: rows, want: Shape{HiddenColumns: []int{2}}},
		{name: "a hidden column without a cell is nobody's concern", before: `<cols><col min="3" max="3" hidden="1"/></cols>`, rows: rows},
		{name: "a filter that lets some rows through", rows: rows, behind: filter(`<filterColumn colId="0"><filters><filter val="b"/></filters></filterColumn>`), want: Shape{Filtered: true}},
		{name: "a filter that is ready and not set", rows: rows, behind: filter(``)},
		{name: "a filter without its button is not set", rows: rows, behind: filter(`<filterColumn colId="0" hiddenButton="1"/>`)},
		{name: "a filter of somebody's own view", rows: rows, behind: `<customSheetViews><customSheetView>` + filter(`<filterColumn colId="0"><filters/></filterColumn>`) + `</customSheetView></customSheetViews>`},
		{name: "the sheet says itself that it is filtered", before: `<sheetPr filterMode="1"/>`, rows: rows, want: Shape{Filtered: true}},
		{name: "merged areas", rows: rows, behind: `<mergeCells count="2"><mergeCell ref="A5:B5"/><mergeCell ref="D1:D9"/></mergeCells>`, want: Shape{Merged: 2}},
		{name: "behind more rows than are looked at", before: `<cols><col min="2" max="2" hidden="1"/></cols>`, rows: many,
			behind: filter(`<filterColumn colId="0"><top10/></filterColumn>`) + `<mergeCells><mergeCell ref="A7:A9"/></mergeCells>`, want: Shape{HiddenColumns: []int{2}, Filtered: true, Merged: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _, err := readAround(t, test.before, test.rows, test.behind)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheFilterOfATableOnTheSheetCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "staff.xlsx")
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", "Staff")
	for i, name := range []string{"userName", "ada@x.com", "zoe@x.com"} {
		f.SetCellValue("Staff", fmt.Sprintf("A%d", i+1), name)
	}
	if err := f.AddTable("Staff", &excelize.Table{Range: "A1:A3"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	shapeOf := func(path string) Shape {
		b, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		shape, err := b.Shape("Staff")
		if err != nil {
			t.Fatal(err)
		}
		return shape
	}
	if shapeOf(path).Filtered {
		t.Error("a table that shows all its rows counts as filtered")
	}
	f.Pkg.Store("xl/tables/table1.xml", []byte(`<table `+mainNamespace+`><autoFilter ref="A1:A3"><filterColumn colId="0"><filters><filter val="x"/></filters></filterColumn></autoFilter></table>`))
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if !shapeOf(path).Filtered {
		t.Error("a table with a filter set does not count as filtered")
	}
}

func TestTheShapeOfCSVIsPlain(t *testing.T) {
	b, err := Open(writeFile(t, "staff.csv", []byte("a,b\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if got, err := b.Shape(""); err != nil || !cmp.Equal(got, Shape{}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTheShapeOfASheetThatIsNotThere(t *testing.T) {
	b, err := openParts(t, oneSheet(ordinary, "<t>Ada</t>"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Shape("Staf")
	if got := mustBeUnreadable(t, err); got.Message != `has no sheet "Staf"` || got.Hint != `its sheets: "Staff"` {
		t.Errorf("%+v", got)
	}
}

func TestDamageIsToldByTheWalkAndNotByTheShape(t *testing.T) {
	shape, _, err := readAround(t, `<cols><col min="1" max="1" hidden="1"/></cols>`, `<row r="1">`+text("A1", "a")+`</row><row r="1"/>`, "")
	if diff := cmp.Diff(Shape{HiddenColumns: []int{1}}, shape); diff != "" {
		t.Error(diff)
	}
	want := "is damaged: xl/worksheets/sheet1.xml has row 1 after row 1, in row 1 or after it"
	if got := mustBeUnreadable(t, err).Message; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

// TestWhatLooksLikeTheEndOfTheRowsFoolsNobody holds that merged areas are either known before the rows or
// the sheet is refused.
func TestWhatLooksLikeTheEndOfTheRowsFoolsNobody(t *testing.T) {
	row := func(i int) string { return fmt.Sprintf(`<row r="%d">%s</row>`, i, text(fmt.Sprintf("A%d", i), "a")) }
	rows := ""
	for i := 1; i <= 2*surveyedRows; i++ {
		rows += row(i)
	}
	const end, merged = `<!-- </sheetData><mergeCells><mergeCell ref="A1:A9"/></mergeCells> -->`, `<mergeCells><mergeCell ref="B1:B9"/></mergeCells>`
	if _, _, err := readAround(t, "", rows+end, ""); err != nil {
		t.Errorf("where nothing is merged: %v", err)
	}
	_, _, err := readAround(t, "", rows+end, merged)
	if got := mustBeUnreadable(t, err).Message; !strings.Contains(got, "has something between its rows that looks like their end") {
		t.Errorf("message %q", got)
	}
	if _, _, err := readAround(t, "", row(1)+end, merged); err != nil {
		t.Errorf("among the rows that are looked at: %v", err)
	}
}
