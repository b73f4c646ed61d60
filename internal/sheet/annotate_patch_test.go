package sheet

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func patched(t testing.TB, sheet string, p *sheetPatch) string {
	t.Helper()
	var out bytes.Buffer
	if err := p.copy(strings.NewReader(sheet), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// tens is a way of tinting that shows in the style's number which look it was.
func tens(style int, as Style) int { return style + 10*int(as) }

func TestOnlyWhatIsMarkedChangesInASheet(t *testing.T) {
	red := func(row, column int) Mark { return Mark{Row: row, Column: column, Style: Bad} }
	for _, c := range []struct{ sentence, before, after string }{
		{"a marked cell gets another style and keeps the rest",
			`<row r="2" spans="1:3"><c r="A2" s="1" t="s"><v>0</v></c><c r="B2"  t='str' ><v>x</v></c></row>`,
			`<row r="2"><c r="A2" s="1" t="s"><v>0</v></c><c r="B2"  t='str' s="20"><v>x</v></c></row>`},
		{"a cell that is not there is made, in its row's style",
			`<row r="2" s="3" customFormat="1"><c r="C2"/></row>`,
			`<row r="2" s="3" customFormat="1"><c r="B2" s="23"/><c r="C2"/></row>`},
		{"an empty row is opened", `<row r="2" ht="30"/>`, `<row r="2" ht="30"><c r="B2" s="20"/></row>`},
		{"a row that is not there is made", `<row r="1"/><row r="3"/>`, `<row r="1"/><row r="2"><c r="B2" s="20"/></row><row r="3"/>`},
		{"rows and cells need not say where they are",
			`<row><c/></row><row><c><v>1</v></c><c s="4"><v>2</v></c></row>`,
			`<row><c/></row><row><c><v>1</v></c><c s="24"><v>2</v></c></row>`},
		{"what looks like a tag in a comment or in CDATA is none",
			`<row r="1"><!-- <row r="2"> --><c r="A1"><is><t><![CDATA[<c r="B2">]]></t></is></c></row>`,
			`<row r="1"><!-- <row r="2"> --><c r="A1"><is><t><![CDATA[<c r="B2">]]></t></is></c></row><row r="2"><c r="B2" s="20"/></row>`},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			got := patched(t, sheetXML(c.before), &sheetPatch{marks: []Mark{red(2, 2)}, tint: tens})
			if diff := cmp.Diff(sheetXML(c.after), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestASheetWithoutRowsGetsThem(t *testing.T) {
	for _, rows := range []string{`<sheetData/>`, `<sheetData></sheetData>`} {
		got := patched(t, `<x:worksheet xmlns:x="m">`+strings.ReplaceAll(strings.ReplaceAll(rows, "<s", "<x:s"), "</s", "</x:s")+`</x:worksheet>`,
			&sheetPatch{marks: []Mark{{Row: 5, Column: 1, Style: Warn}}, tint: tens})
		if want := `<x:worksheet xmlns:x="m"><x:sheetData><x:row r="5"><x:c r="A5" s="30"/></x:row></x:sheetData></x:worksheet>`; got != want {
			t.Errorf("%s became\n%s", rows, got)
		}
	}
}

func TestNewElementsStandWhereTheSchemaWantsThem(t *testing.T) {
	insert := func(element string) insertion {
		return insertion{element, func(prefix string) string { return "<" + prefix + element + "/>" }}
	}
	for _, c := range []struct{ behind, want string }{
		{``, `<hyperlinks/><legacyDrawing/>`},
		{`<autoFilter/><mergeCells><mergeCell/></mergeCells>`, `<autoFilter/><mergeCells><mergeCell/></mergeCells><hyperlinks/><legacyDrawing/>`},
		{`<pageMargins/><drawing/><legacyDrawingHF/><tableParts/>`, `<hyperlinks/><pageMargins/><drawing/><legacyDrawing/><legacyDrawingHF/><tableParts/>`},
		{`<dataValidations/><mc:AlternateContent><controls/></mc:AlternateContent><extLst/>`, `<dataValidations/><hyperlinks/><legacyDrawing/><mc:AlternateContent><controls/></mc:AlternateContent><extLst/>`},
	} {
		got := patched(t, `<worksheet><sheetData/>`+c.behind+`</worksheet>`, &sheetPatch{inserts: []insertion{insert("hyperlinks"), insert("legacyDrawing")}})
		if want := `<worksheet><sheetData/>` + c.want + `</worksheet>`; got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestOnlyOneSheetIsSeenFirst(t *testing.T) {
	const sheet = `<worksheet><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetData/></worksheet>`
	if got := patched(t, sheet, &sheetPatch{}); strings.Contains(got, "tabSelected") || !strings.Contains(got, `<sheetView workbookViewId="0"/>`) {
		t.Errorf("it says it is selected: %s", got)
	}
	if got := patched(t, patched(t, sheet, &sheetPatch{}), &sheetPatch{selected: true}); !strings.Contains(got, `tabSelected="1"`) {
		t.Errorf("it does not say that it is selected: %s", got)
	}
}

func TestStylesOfAnotherWorkbookAreRenumbered(t *testing.T) {
	got := patched(t, `<worksheet><cols><col min="1" max="2" style="1"/><col min="3" max="3"/></cols><sheetData><row r="1" s="2"><c r="A1"/><c r="B1" s="3"/></row></sheetData></worksheet>`,
		&sheetPatch{restyle: func(style int) int { return style + 100 }})
	want := `<worksheet><cols><col min="1" max="2" style="101"/><col min="3" max="3"/></cols><sheetData><row r="1" s="102"><c r="A1" s="100"/><c r="B1" s="103"/></row></sheetData></worksheet>`
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestMarksAreSeenAndValuesStay marks random cells of random sheets: read again, every cell holds what it
// did, and exactly the marked ones look marked.
func TestMarksAreSeenAndValuesStay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var rows strings.Builder
		number := 0
		for range rapid.IntRange(0, 6).Draw(rt, "rows") {
			number += rapid.IntRange(1, 3).Draw(rt, "step")
			fmt.Fprintf(&rows, `<row r="%d">`, number)
			column := 0
			for range rapid.IntRange(0, 4).Draw(rt, "cells") {
				column += rapid.IntRange(1, 3).Draw(rt, "gap")
				fmt.Fprintf(&rows, `<c r="%s" t="inlineStr"><is><t>%d</t></is></c>`, at(column, number), column*number)
			}
			rows.WriteString(`</row>`)
		}
		marks := rapid.SliceOfDistinct(rapid.Custom(func(rt *rapid.T) Mark {
			return Mark{Row: rapid.IntRange(1, 20).Draw(rt, "row"), Column: rapid.IntRange(1, 14).Draw(rt, "column"), Style: Bad}
		}), func(m Mark) Mark { return m }).Draw(rt, "marks")
		slices.SortFunc(marks, byPlace)
		got := patched(t, sheetXML(rows.String()), &sheetPatch{marks: marks, tint: tens})
		if diff := cmp.Diff(valuesIn(t, sheetXML(rows.String())), valuesIn(t, got)); diff != "" {
			rt.Errorf("values (-before +after):\n%s", diff)
		}
		for _, m := range marks {
			if n := strings.Count(got, fmt.Sprintf(`<c r="%s"`, at(m.Column, m.Row))); n != 1 {
				rt.Errorf("%s is there %d times in %s", at(m.Column, m.Row), n, got)
			}
		}
		if n := strings.Count(got, `s="20"`); n != len(marks) {
			rt.Errorf("%d cells look marked, want %d", n, len(marks))
		}
	})
}

func valuesIn(t *testing.T, sheet string) []line {
	t.Helper()
	parts := oneSheet("")
	parts["xl/worksheets/sheet1.xml"] = sheet
	lines, err := readSheet(t, zipped(t, parts))
	check(t, err)
	return lines
}

// FuzzPieces holds that cutting XML into pieces loses nothing, and that a copy without changes is equal.
func FuzzPieces(f *testing.F) {
	f.Add(sheetXML(ordinary))
	f.Add(`<a b="1>2" c='"'/><!-- > --><?x > ?><![CDATA[ <a> ]]> text`)
	f.Add(`<sheetView tabSelected = '1'/><row r="1"/><`)
	f.Fuzz(func(t *testing.T, text string) {
		var joined strings.Builder
		for xml := newPieces(strings.NewReader(text)); ; {
			piece, err := xml.next()
			if err != nil {
				if err != io.EOF {
					return
				}
				break
			}
			joined.Write(piece)
			_, from, to, end, ok := attribute(piece, "r")
			if ok && (from > to || to >= end || end > len(piece)) {
				t.Fatalf("attribute at %d to %d of %q", from, to, piece)
			}
		}
		if joined.String() != text {
			t.Errorf("%q became %q", text, joined.String())
		}
	})
}

func TestAttributesOfTags(t *testing.T) {
	for _, c := range []struct{ tag, name, value, with, without string }{
		{`<c r="A1" s="3"/>`, "s", "3", `<c r="A1" s="9"/>`, `<c r="A1"/>`},
		{`<c r='A1' s = '3'>`, "s", "3", `<c r='A1' s = '9'>`, `<c r='A1'>`},
		{`<c>`, "s", "", `<c s="9">`, `<c>`},
		{`<c />`, "s", "", `<c s="9"/>`, `<c />`},
		{`<c xs="1" t="s=2">`, "s", "", `<c xs="1" t="s=2" s="9">`, `<c xs="1" t="s=2">`},
		{"<c\n\tr=\"A1\"\n\ts=\"\"\n>", "s", "", "<c\n\tr=\"A1\"\n\ts=\"9\"\n>", "<c\n\tr=\"A1\"\n>"},
	} {
		tag := []byte(c.tag)
		if got := string(attributeText(tag, c.name)); got != c.value {
			t.Errorf("%s of %s is %q", c.name, c.tag, got)
		}
		if got := string(withAttribute(tag, c.name, "9")); got != c.with {
			t.Errorf("with: %q", got)
		}
		if got := string(withoutAttribute(tag, c.name)); got != c.without {
			t.Errorf("without: %q", got)
		}
	}
	if got := string(attributeText([]byte(`<legacyDrawing rel:id="rId7"/>`), "*:id")); got != "rId7" {
		t.Errorf("under any prefix: %q", got)
	}
}
