package sheet

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"
)

var workbooks = flag.String("workbooks", "", "workbooks, separated by commas, to look at for what Excel complains about")

func TestExcelHasNothingToComplainAbout(t *testing.T) {
	files := []string{writeEverything(t), "../../templates/sample.xlsx"}
	if *workbooks != "" {
		files = append(files, strings.Split(*workbooks, ",")...)
	}
	for _, file := range files {
		for _, c := range complaintsAbout(unpack(t, file)) {
			t.Errorf("%s: %s", filepath.Base(file), c)
		}
	}
}

// writeEverything writes a workbook with everything this package can write, and with texts that are as
// long and as odd as they come.
func writeEverything(t *testing.T) string {
	t.Helper()
	long, odd := strings.Repeat("A very long text & more. ", 2000), "Bob's & \"co\" <2026>"
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "everything.xlsx"), Properties{Title: odd, Subject: long, Creator: "scim\x00sheet", Created: noon})
	check(t, err)
	defer book.Discard()
	page, err := book.Page(Layout{Name: "2026", Title: strings.Repeat("2026 & ", 60), Portrait: true, OnePage: true, Columns: []Column{{Width: 30}, {Width: 60, Wrapped: true}}})
	check(t, err)
	check(t, page.Line(String(long).As(Title)))
	check(t, page.Row(String("see").To(odd), String(long).ToFile(odd+".xlsx")))
	for _, kind := range []ChartKind{BarsAcross, StackedAcross, BarsUp, Ring} {
		check(t, page.Chart(oddChart(kind, long, odd)))
	}
	people := Layout{Name: odd, Title: odd, Sealed: long, Frozen: 1, Protected: true, Printed: 3, Tab: "17324D", Columns: []Column{
		{Header: long, Entry: true, Note: long, Prompt: long, Choices: []Choice{{"approve", Good}, {`say "no"`, Bad}}},
		{Header: "Workspace", Text: true, From: Below("Workspaces", 1, 1000), Others: Doubted, Refusal: long},
		{Header: "When", Wrapped: true}, {Header: "How many"},
	}}
	table, err := book.Table(people)
	check(t, err)
	for n := range 3 {
		check(t, table.Row(Value{}, String("=1+1\x0b\uFFFF"), Time(noon), Int(n)))
	}
	check(t, table.Row(String(long), Broken(), String(long).ToFile("reviews/a b.xlsx"), String("2026").To("2026")))
	beside := oddChart(StackedAcross, long, odd)
	beside.Row, beside.Column = 3, 6
	check(t, table.Chart(beside))
	marks := Layout{Name: "Marks", Frozen: 1, Room: 1000, Columns: []Column{{Header: "userName", Text: true}}}
	for range 60 {
		marks.Columns = append(marks.Columns, Column{Header: odd + strings.Repeat(" name", 40), Marks: true, Choices: []Choice{{"x", Plain}}, Others: Accepted})
	}
	_, err = book.Table(marks)
	check(t, err)
	_, err = book.Table(Layout{Name: "Workspaces", Columns: []Column{{Header: "id", Note: "Its id."}}})
	check(t, err)
	name, err := book.Save()
	check(t, err)
	return name
}

// oddChart shows the numbers of the second table, with and without colours of its own.
func oddChart(kind ChartKind, long, odd string) Chart {
	numbers := Area{Sheet: odd, Column: 4, FirstRow: 2, LastRow: 4}
	c := Chart{Title: long, Alt: long, Kind: kind, Column: 1, Labels: Area{Sheet: odd, Column: 2, FirstRow: 2, LastRow: 4},
		Series: []Series{{Name: odd, Values: numbers, Colours: []string{"14532D", "8C1D18"}}}}
	if kind != Ring {
		c.Series = append(c.Series, Series{Name: long, Values: numbers})
	}
	return c
}

func TestTheRulesOfExcelAreNoticed(t *testing.T) {
	whole := unpack(t, writeEverything(t))
	const book, people, drawing, chart = "xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"
	for _, test := range []struct{ name, part, old, new string }{
		{"a part that is no XML", people, "</sheetData>", ""},
		{"a character that XML cannot hold", people, "Workspace", "Work\x01space"},
		{"a part without a type", "[Content_Types].xml", "/xl/comments1.xml", "/xl/comments9.xml"},
		{"a sheet that is missing", "xl/_rels/workbook.xml.rels", "sheet2.xml", "sheet9.xml"},
		{"a sheet's name that is too long", book, `name="Marks"`, `name="` + strings.Repeat("x", 32) + `"`},
		{"a sheet's name that is taken", book, `name="Marks"`, `name="WORKSPACES"`},
		{"a sheet's name with a slash", book, `name="Marks"`, `name="a/b"`},
		{"a range whose sheet is not spelled right", book, "&#39;Bob&#39;&#39;s", "&#39;Bob&#39;s"},
		{"a range that stands twice", book, `localSheetId="3" name="_xlnm.Print_Titles"`, `localSheetId="2" name="_xlnm.Print_Titles"`},
		{"a format that does not exist", people, ` s="`, ` s="99`},
		{"a fill that does not exist", "xl/styles.xml", ` fillId="`, ` fillId="99`},
		{"elements in another order", people, "<autoFilter", "<hyperlinks></hyperlinks><autoFilter"},
		{"an element that stands twice", people, "<pageMargins", "<pageMargins></pageMargins><pageMargins"},
		{"columns in another order", people, `<col min="2" max="2"`, `<col min="1" max="1"`},
		{"a row that is too high", people, ` ht="`, ` ht="9`},
		{"a cell in another row", people, `r="B2"`, `r="B3"`},
		{"a number that is none", people, "<v>0</v>", "<v>none</v>"},
		{"too much text in a cell", people, "<t>Workspace", "<t>" + strings.Repeat("x", mostText+1)},
		{"an error's title that is too long", people, `errorTitle="`, `errorTitle="` + strings.Repeat("x", 32)},
		{"a prompt that is too long", people, ` prompt="`, ` prompt="` + strings.Repeat("x", 200)},
		{"choices that are too long", people, `"approve,`, `"` + strings.Repeat("approve,", 40)},
		{"choices from a sheet that is not there", people, "OFFSET(&#39;Workspaces", "OFFSET(&#39;Elsewhere"},
		{"choices that overlap", people, `sqref="B2:B5"`, `sqref="A5:B5"`},
		{"merged cells that overlap", "xl/worksheets/sheet1.xml", `</mergeCells>`, `<mergeCell ref="B1:C1"></mergeCell></mergeCells>`},
		{"a link that leads nowhere", people, "location=\"&#39;2026", "location=\"&#39;2027"},
		{"a link whose file is not known", people, `r:id="file1"`, `r:id="file9"`},
		{"a link to nothing", people, ` r:id="file1"`, ` tooltip="x"`},
		{"a link to a file that is taken for a part", relationsPart(people), ` TargetMode="External"`, ""},
		{"a link to a place in a file that cannot be told", relationsPart(people), "a%20b", "a#b"},
		{"a relation that stands twice", relationsPart(people), `Id="file1"`, `Id="rId2"`},
		{"a footer that is too long", people, "<oddFooter>", "<oddFooter>" + strings.Repeat("x", 255)},
		{"a note without a shape", "xl/comments1.xml", `ref="A1"`, `ref="B1"`},
		{"notes that are not drawn", people, "<legacyDrawing", "<smartTags></smartTags><otherDrawing"},
		{"a chart that is missing", "xl/drawings/_rels/drawing1.xml.rels", "chart2.xml", "chart9.xml"},
		{"a drawing that is missing", "xl/worksheets/_rels/sheet2.xml.rels", "drawing2.xml", "drawing1.bin"},
		{"a chart without a type", "[Content_Types].xml", `"/xl/charts/chart3.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"`, `"/xl/charts/chart3.xml" ContentType="application/xml"`},
		{"a chart that says nothing in words", drawing, ` descr="`, ` descr="" text="`},
		{"two charts with one id", drawing, ` id="3"`, ` id="2"`},
		{"a chart of no size", "xl/drawings/drawing2.xml", ` cx="`, ` cx="-`},
		{"a chart beyond the last column", drawing, "<xdr:col>2</xdr:col>", "<xdr:col>20000</xdr:col>"},
		{"numbers that stand nowhere", chart, "<c:f>&#39;Bob", "<c:f>&#39;Rob"},
		{"points that are not there", chart, `ptCount val="3"`, `ptCount val="4"`},
		{"an element of a chart in another place", chart, `<c:delete val="0"/>`, `<c:crosses val="min"/><c:delete val="0"/>`},
		{"a gap that is too wide", chart, `gapWidth val="`, `gapWidth val="9`},
		{"numbers behind the end of stacked bars", "xl/charts/chart2.xml", `dLblPos val="ctr"`, `dLblPos val="outEnd"`},
		{"numbers of a ring that have a place", "xl/charts/chart4.xml", `<c:showLegendKey`, `<c:dLblPos val="ctr"/><c:showLegendKey`},
		{"a colour that is none", chart, `srgbClr val="`, `srgbClr val="#`},
		{"an axis that is missing", chart, `<c:axId val="1001"/><c:axId val="1002"/>`, `<c:axId val="1001"/><c:axId val="1003"/>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			parts := map[string]string{}
			for name, text := range whole {
				parts[name] = text
			}
			parts[test.part] = strings.Replace(parts[test.part], test.old, test.new, 1)
			if parts[test.part] == whole[test.part] {
				// excelize spells an apostrophe in more than one way
				parts[test.part] = strings.Replace(parts[test.part], strings.ReplaceAll(test.old, "&#39;", "'"), strings.ReplaceAll(test.new, "&#39;", "'"), 1)
			}
			if parts[test.part] == whole[test.part] {
				t.Fatalf("%s does not hold %s", test.part, test.old)
			}
			if len(complaintsAbout(parts)) == 0 {
				t.Error("nothing is complained about")
			}
		})
	}
}
