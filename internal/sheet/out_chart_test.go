package sheet

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// staffChart is a chart of two workspaces, whose names and counts stand in the first two rows of a page.
func staffChart(kind ChartKind, series ...Series) Chart {
	if len(series) == 0 {
		series = []Series{{Name: "Given"}}
	}
	for i := range series {
		series[i].Values = Area{Column: i + 2, FirstRow: 1, LastRow: 2}
	}
	return Chart{Title: "By workspace", Alt: "Sales 12, Finance 5", Kind: kind, Column: 1,
		Labels: Area{Column: 1, FirstRow: 1, LastRow: 2}, Series: series}
}

// charted writes a page with two rows and charts, and returns the workbook's parts.
func charted(t testing.TB, charts ...Chart) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "charted.xlsx")
	book, err := NewWorkbook(path, Properties{Title: "Charts", Created: noon})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Discard()
	page, err := book.Page(Layout{Name: "Bob's & <page>", Protected: true, Columns: []Column{{Width: 30}, {Width: 10}, {Width: 10}}})
	if err != nil {
		t.Fatal(err)
	}
	steps := []error{page.Row(String("Sales <Planning>"), Int(12), Int(3)), page.Row(String("Finance & Co"), Int(5), Int(0))}
	for _, c := range charts {
		steps = append(steps, page.Chart(c))
	}
	steps = append(steps, page.Row(String("below")))
	for _, err := range steps {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := book.Save(); err != nil {
		t.Fatal(err)
	}
	return unpack(t, path)
}

func TestAChartSaysInWordsWhatItShows(t *testing.T) {
	c := staffChart(BarsAcross)
	c.Title, c.Alt = `Who "gains" & <loses>`, "Sales <Planning>: 12\x00 & more"
	plain := staffChart(BarsUp)
	plain.Title, plain.Alt = "", ""
	parts := charted(t, c, plain)
	for _, c := range complaintsAbout(parts) {
		t.Error(c)
	}
	drawing, chart := rootOf(t, parts["xl/drawings/drawing1.xml"]), rootOf(t, parts["xl/charts/chart1.xml"])
	var said []string
	for _, about := range drawing.all("twoCellAnchor", "graphicFrame", "nvGraphicFramePr", "cNvPr") {
		said = append(said, about.attr("name")+": "+about.attr("descr"))
	}
	if diff := cmp.Diff([]string{`Who "gains" & <loses>: Sales <Planning>: 12` + "\uFFFD & more", "Chart 2: Chart 2"}, said); diff != "" {
		t.Error(diff)
	}
	if title := chart.all("chart", "title")[0].text(); title != `Who "gains" & <loses>` {
		t.Errorf("the title is %q", title)
	}
}

func TestWhatAChartLooksLike(t *testing.T) {
	two := []Series{{Name: "Given", Colours: []string{"0E9384"}}, {Name: "Taken", Colours: []string{"B42318"}}}
	each := []Series{{Name: "Given", Colours: []string{"0E9384", "B42318"}}}
	for _, test := range []struct {
		name     string
		chart    Chart
		holds    []string
		holdsNot []string
	}{
		{"bars across stand in the order of the cells, from the top", staffChart(BarsAcross), []string{`<c:barDir val="bar"/>`, `orientation val="maxMin"`}, nil},
		{"bars up stand from left to right", staffChart(BarsUp), []string{`<c:barDir val="col"/>`}, []string{"maxMin"}},
		{"one series needs no legend", staffChart(BarsAcross), nil, []string{"<c:legend>", "pattFill"}},
		{"several series have a legend, and differ by more than colour", staffChart(StackedAcross, two...), []string{"<c:legend>", "pattFill", `overlap val="100"`}, nil},
		{"the legend of a ring tells its shares", staffChart(Ring), []string{"<c:legend>", "<c:doughnutChart>"}, []string{"<c:catAx>", "dLblPos"}},
		{"a colour for all", staffChart(BarsAcross, Series{Name: "Given", Colours: []string{"0E9384"}}), []string{"0E9384"}, []string{"<c:dPt>"}},
		{"a colour for each", staffChart(BarsAcross, each...), []string{`<c:dPt><c:idx val="1"/>`, "0E9384", "B42318"}, nil},
		{"the numbers stand at the bars, and no lines behind them", staffChart(BarsAcross), []string{`showVal val="1"`, `dLblPos val="outEnd"`}, []string{"Gridlines"}},
		{"a bar alone shows a nought", staffChart(BarsAcross), []string{`<c:numFmt formatCode="#,##0" `}, []string{`"#,##0;;"`}},
		{"a stacked bar does not", staffChart(StackedAcross, two...), []string{`"#,##0;;"`}, nil},
		{"what the cells say is there for programs that do not calculate", staffChart(BarsAcross),
			[]string{"<c:v>Sales &lt;Planning&gt;</c:v>", "<c:v>Finance &amp; Co</c:v>", `<c:pt idx="0"><c:v>12</c:v></c:pt><c:pt idx="1"><c:v>5</c:v></c:pt>`}, nil},
		{"numbers and labels follow their cells", staffChart(BarsAcross),
			[]string{"<c:f>&#39;Bob&#39;&#39;s &amp; &lt;page&gt;&#39;!$A$1:$A$2</c:f>", "<c:f>&#39;Bob&#39;&#39;s &amp; &lt;page&gt;&#39;!$B$1:$B$2</c:f>"}, nil},
		{"numbers can be labels", Chart{Kind: BarsUp, Column: 1, Labels: Area{Column: 2, FirstRow: 1, LastRow: 2}, Series: staffChart(BarsUp).Series},
			[]string{`<c:strCache><c:ptCount val="2"/><c:pt idx="0"><c:v>12</c:v>`}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			parts := charted(t, test.chart)
			text := parts["xl/charts/chart1.xml"]
			for _, part := range test.holds {
				if !strings.Contains(text, part) {
					t.Errorf("%s is missing in %s", part, text)
				}
			}
			for _, part := range test.holdsNot {
				if strings.Contains(text, part) {
					t.Errorf("%s is there", part)
				}
			}
			for _, c := range complaintsAbout(parts) {
				t.Error(c)
			}
		})
	}
}

func TestAPageGoesOnBelowItsChart(t *testing.T) {
	high := staffChart(BarsAcross)
	high.Height = 1000 // more than one row holds
	root := rootOf(t, charted(t, staffChart(BarsAcross), high)["xl/worksheets/sheet1.xml"])
	var rows []string
	for _, r := range root.all("sheetData", "row") {
		rows = append(rows, r.attr("r")+" "+r.attr("ht")+" "+r.text())
	}
	want := []string{"1  Sales <Planning>123", "2  Finance & Co50", "3 88.5 ", "4 378 ", "5 378 ", "6  below"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestChartsStandSideBySideInOneSpace(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	page, err := book.Page(Layout{Name: "X", Columns: []Column{{Width: 40}, {Width: 40}}})
	check(t, err)
	left, right := staffChart(BarsAcross), staffChart(Ring)
	left.Row, right.Row, right.Column = page.NextRow(), page.NextRow(), 2
	check(t, page.Space(240))
	if got := page.NextRow(); got != left.Row+1 {
		t.Errorf("the page goes on in row %d", got)
	}
	left.Labels, left.Series[0].Values = Area{Column: 1, FirstRow: 2, LastRow: 2}, Area{Column: 2, FirstRow: 2, LastRow: 2}
	right.Labels, right.Series[0].Values = left.Labels, left.Series[0].Values
	check(t, page.Chart(left))
	check(t, page.Chart(right))
	check(t, page.Row(String("below"), Int(1)))
	name, err := book.Save()
	check(t, err)
	parts := unpack(t, name)
	if got := len(rootOf(t, parts["xl/drawings/drawing1.xml"]).all("oneCellAnchor")); got != 2 {
		t.Errorf("%d charts", got)
	}
	for _, c := range complaintsAbout(parts) {
		t.Error(c)
	}
}

func TestAChartBesideATableTakesNoRows(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(staffLayout())
	check(t, err)
	before := table.NextRow()
	c := staffChart(BarsAcross)
	c.Row, c.Column, c.Width, c.Height = 2, 8, 480, 240
	check(t, table.Chart(c))
	if got := table.NextRow(); got != before || before != 2 {
		t.Errorf("row %d is next, and was %d before", got, before)
	}
	name, err := book.Save()
	check(t, err)
	anchor := rootOf(t, unpack(t, name)["xl/drawings/drawing1.xml"]).all("oneCellAnchor")
	if len(anchor) != 1 || anchor[0].all("from")[0].text() != "70138100" || anchor[0].all("ext")[0].attr("cx") != "4572000" {
		t.Errorf("placed at %+v", anchor)
	}
}

func TestAChartThatCannotBeDrawnIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Chart){
		"no series":                        func(c *Chart) { c.Series = nil },
		"a ring of two series":             func(c *Chart) { c.Kind, c.Series = Ring, append(c.Series, c.Series[0]) },
		"no column":                        func(c *Chart) { c.Column = 0 },
		"labels without a row":             func(c *Chart) { c.Labels.FirstRow = 0 },
		"more labels than numbers":         func(c *Chart) { c.Labels.LastRow = 9 },
		"a colour that is none":            func(c *Chart) { c.Series[0].Colours = []string{"red"} },
		"no row where it stands, negative": func(c *Chart) { c.Row = -1 },
	} {
		book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
		check(t, err)
		page, err := book.Page(Layout{Name: "X", Columns: []Column{{Width: 30}}})
		check(t, err)
		c := staffChart(BarsAcross)
		change(&c)
		if page.Chart(c) == nil {
			t.Errorf("%s: it was taken", name)
		}
		table, err := book.Table(Layout{Name: "Y", Columns: []Column{{Header: "y"}}})
		check(t, err)
		if table.Chart(staffChart(BarsAcross)) == nil {
			t.Error("a chart on a table was taken without a row")
		}
		book.Discard()
	}
}

func TestAChartOfAnythingLeavesExcelNothingToComplainAbout(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		path := filepath.Join(folder, "x.xlsx")
		book, err := NewWorkbook(path, Properties{Created: noon})
		check(t, err)
		defer book.Discard()
		page, err := book.Page(Layout{Name: "X", Columns: []Column{{Width: 30}, {Width: 10}, {Width: 10}}})
		check(t, err)
		labels := rapid.SliceOfN(rapid.String(), 1, 40).Draw(rt, "labels")
		kind := ChartKind(rapid.IntRange(0, 3).Draw(rt, "kind"))
		series := []Series{{Name: rapid.String().Draw(rt, "series"), Values: Area{Column: 2, FirstRow: 1, LastRow: len(labels)}}}
		if kind != Ring && rapid.Bool().Draw(rt, "two") {
			series = append(series, Series{Name: "B", Values: Area{Column: 3, FirstRow: 1, LastRow: len(labels)}})
		}
		for _, label := range labels {
			check(t, page.Row(String(label), Int(rapid.IntRange(0, 1e6).Draw(rt, "n")), Int(1)))
		}
		check(t, page.Chart(Chart{Title: rapid.String().Draw(rt, "title"), Alt: rapid.String().Draw(rt, "alt"), Kind: kind, Column: rapid.IntRange(1, 5).Draw(rt, "column"),
			Width: rapid.IntRange(0, 900).Draw(rt, "width"), Height: rapid.IntRange(0, 900).Draw(rt, "height"),
			Labels: Area{Column: 1, FirstRow: 1, LastRow: len(labels)}, Series: series}))
		_, err = book.Save()
		check(t, err)
		for _, c := range complaintsAbout(unpack(t, path)) {
			rt.Error(c)
		}
	})
}

func TestEqualChartsGiveEqualBytes(t *testing.T) {
	first := writeEverything(t)
	for range 3 {
		if !bytes.Equal(read(t, first), read(t, writeEverything(t))) {
			t.Fatal("the same content gave other bytes")
		}
	}
}

func TestAChartOfManySheetsFindsItsCells(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	for n := range 3 {
		page, err := book.Page(Layout{Name: fmt.Sprint("Sheet ", n), Columns: []Column{{Width: 30}, {Width: 10}}})
		check(t, err)
		c := staffChart(Ring)
		c.Labels.Sheet, c.Series[0].Values.Sheet = fmt.Sprint("Sheet ", (n+1)%3), fmt.Sprint("Sheet ", (n+1)%3)
		check(t, page.Row(String(fmt.Sprint("first of ", n)), Int(n)))
		check(t, page.Row(String(fmt.Sprint("second of ", n)), Int(n)))
		check(t, page.Chart(c))
	}
	name, err := book.Save()
	check(t, err)
	parts := unpack(t, name)
	for n := range 3 {
		if want := fmt.Sprint("<c:v>second of ", (n+1)%3, "</c:v>"); !strings.Contains(parts[fmt.Sprintf("xl/charts/chart%d.xml", n+1)], want) {
			t.Errorf("chart %d does not show %s", n+1, want)
		}
	}
	for _, c := range complaintsAbout(parts) {
		t.Error(c)
	}
}

func TestASheetThatIsCopiedTakesNoChart(t *testing.T) {
	folder := t.TempDir()
	a, err := Annotate(writeStaff(t, filepath.Join(folder, "staff.xlsx"), 1), filepath.Join(folder, "checked.xlsx"), Options{MaxSize: DefaultMaxSize}, Properties{Created: noon}, 1)
	check(t, err)
	defer a.Discard()
	page, err := a.Front().Page(Layout{Name: "Checked", Columns: []Column{{Width: 30}}})
	check(t, err)
	if page.Chart(staffChart(BarsAcross)) == nil {
		t.Error("its drawing would be left behind")
	}
}

func TestNobodyMovesTheChartsOfAProtectedPage(t *testing.T) {
	parts := charted(t, staffChart(BarsAcross))
	protection := rootOf(t, parts["xl/worksheets/sheet1.xml"]).all("sheetProtection")
	if len(protection) != 1 || protection[0].attr("sheet") != "1" && protection[0].attr("sheet") != "true" || protection[0].attr("objects") != "1" && protection[0].attr("objects") != "true" {
		t.Errorf("protection %+v", protection)
	}
	for _, data := range rootOf(t, parts["xl/drawings/drawing1.xml"]).all("twoCellAnchor", "clientData") {
		if data.attr("fLocksWithSheet") == "0" {
			t.Error("the chart is not locked with its sheet")
		}
	}
	for _, style := range rootOf(t, parts["xl/styles.xml"]).all("cellXfs", "xf", "protection") {
		if style.attr("locked") == "0" || style.attr("locked") == "false" {
			t.Error("a cell of the page is unlocked")
		}
	}
}
