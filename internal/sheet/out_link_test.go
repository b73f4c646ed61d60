package sheet

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestALinkLeadsToTheRowItIsFor(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	const odd = `O'Brien & "<Co>"`
	page, err := book.Page(Layout{Name: "Summary", Columns: []Column{{Width: 30}, {Width: 30}}})
	check(t, err)
	check(t, page.Row(String("a sheet").To(odd), String("a row").ToRow(odd, 2)))
	check(t, page.Line(String("a line that leads to a row").ToRow(odd, 3)))
	table, err := book.Table(Layout{Name: odd, Columns: []Column{{Header: "Row"}}})
	check(t, err)
	for range 2 {
		check(t, table.Row(Int(table.NextRow())))
	}
	name, err := book.Save()
	check(t, err)
	var leads []string
	for _, e := range rootOf(t, unpack(t, name)["xl/worksheets/sheet1.xml"]).all("hyperlinks", "hyperlink") {
		leads = append(leads, e.attr("ref")+" "+e.attr("location"))
	}
	if diff := cmp.Diff([]string{`A1 'O''Brien & "<Co>"'!A1`, `B1 'O''Brien & "<Co>"'!A2`, `A2 'O''Brien & "<Co>"'!A3`}, leads); diff != "" {
		t.Error(diff)
	}
	file := opened4test(t, name)
	for cell, want := range map[string]string{"A2": "2", "A3": "3"} {
		if got, err := file.GetCellValue(odd, cell); err != nil || got != want {
			t.Errorf("%s holds %s, %v", cell, got, err)
		}
	}
	id, err := file.GetCellStyle("Summary", "A2")
	check(t, err)
	style, err := file.GetStyle(id)
	check(t, err)
	if style.Font.Underline != "single" {
		t.Error("a line that leads somewhere does not look like a link")
	}
}

func TestLinksBeyondWhatASheetHoldsAreText(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(Layout{Name: "X", Columns: []Column{{Header: "Link", Width: 20}}})
	check(t, err)
	for range mostLinks + 10 {
		check(t, table.Row(String("see").ToRow("X", table.NextRow())))
	}
	name, err := book.Save()
	check(t, err)
	text := unpack(t, name)["xl/worksheets/sheet1.xml"]
	last := fmt.Sprintf(`<hyperlink ref="A%[1]d" location="&#39;X&#39;!A%[1]d"/></hyperlinks>`, mostLinks+1)
	if n := strings.Count(text, "<hyperlink "); n != mostLinks || !strings.Contains(text, last) {
		t.Errorf("%d links, the last is not %s", n, last)
	}
	if n := strings.Count(text, "<row "); n != mostLinks+11 {
		t.Errorf("%d rows", n)
	}
}

// TestLinksTakeLittleMemory holds that a link costs some fifty bytes until the sheet ends.
func TestLinksTakeLittleMemory(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(Layout{Name: "X", Columns: []Column{{Header: "Link", Width: 20}}})
	check(t, err)
	before := liveMemory()
	const many = 50_000
	for range many {
		check(t, table.Row(String("see").ToRow("X", table.NextRow())))
	}
	// The rows themselves are held until there are 16 MB of them (excelize, StreamChunkSize).
	if grown := int64(liveMemory()) - int64(before); grown > 16<<20+many*100 {
		t.Errorf("%d links take %d bytes", many, grown)
	}
	runtime.KeepAlive(book)
}
