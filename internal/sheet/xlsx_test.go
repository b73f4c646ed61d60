package sheet

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// cellsOf reads the cells of the sheet "Staff".
func cellsOf(b *Book) ([]Row, error) {
	rows, err := b.Rows("Staff")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Row
	for rows.Next() {
		row := rows.Row()
		row.Cells = append([]Cell(nil), row.Cells...)
		all = append(all, row)
	}
	return all, rows.Err()
}

func TestACellIsTheTextASpreadsheetShows(t *testing.T) {
	texts := []string{
		`<t>Ada</t>`,
		`<r><rPr><b/></rPr><t xml:space="preserve">Ada </t></r><r><t>Lovelace</t></r>`,
		`<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>`,
		`<t xml:space="preserve">  two  </t>`,
		`<t>a_x000D_b_x005F_x000D_c_x12_</t>`,
		`<t/>`,
		`<t>R&amp;D &lt;x&gt; &#233;</t>`,
	}
	for _, test := range []struct {
		name, cell string
		want       Cell
	}{
		{"shared text", `<c r="A1" t="s"><v>0</v></c>`, Cell{Text: "Ada", Kind: Text}},
		{"text in runs that look different", `<c r="A1" t="s"><v>1</v></c>`, Cell{Text: "Ada Lovelace", Kind: Text}},
		{"how a text is pronounced is no part of it", `<c r="A1" t="s"><v>2</v></c>`, Cell{Text: "東京", Kind: Text}},
		{"blanks that are kept", `<c r="A1" t="s"><v>3</v></c>`, Cell{Text: "  two  ", Kind: Text}},
		{"characters that XML cannot hold", `<c r="A1" t="s"><v>4</v></c>`, Cell{Text: "a\rb_x000D_c_x12_", Kind: Text}},
		{"an empty shared text is blank", `<c r="A1" t="s"><v>5</v></c>`, Cell{}},
		{"entities", `<c r="A1" t="s"><v>6</v></c>`, Cell{Text: "R&D <x> é", Kind: Text}},
		{"text in the cell", `<c r="A1" t="inlineStr"><is><t>Ada</t></is></c>`, Cell{Text: "Ada", Kind: Text}},
		{"rich text in the cell", `<c r="A1" t="inlineStr"><is><r><t>A</t></r><r><t>da</t></r><rPh><t>x</t></rPh></is></c>`, Cell{Text: "Ada", Kind: Text}},
		{"digits that are text", `<c r="A1" t="inlineStr"><is><t>12345678901234567</t></is></c>`, Cell{Text: "12345678901234567", Kind: Text}},
		{"an error's name that is text", `<c r="A1" t="inlineStr"><is><t>#N/A</t></is></c>`, Cell{Text: "#N/A", Kind: Text}},
		{"a formula's text", `<c r="A1" t="str"><f>"a"&amp;B1</f><v>ab</v></c>`, Cell{Text: "ab", Kind: Text, Formula: true}},
		{"a formula's empty text is blank", `<c r="A1" t="str"><f>""</f><v></v></c>`, Cell{}},
		{"a formula's number", `<c r="A1"><f>1+1</f><v>2</v></c>`, Cell{Text: "2", Kind: Number, Formula: true}},
		{"a formula without a stored value", `<c r="A1"><f>1+1</f></c>`, Cell{Kind: Text, Formula: true, NoValue: true}},
		{"a formula with an empty stored value", `<c r="A1"><f>1+1</f><v/></c>`, Cell{Kind: Text, Formula: true, NoValue: true}},
		{"a text formula without a stored value", `<c r="A1" t="str"><f>A2</f></c>`, Cell{Kind: Text, Formula: true, NoValue: true}},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, Cell{Text: "TRUE", Kind: Boolean}},
		{"false", `<c r="A1" t="b"><v>0</v></c>`, Cell{Text: "FALSE", Kind: Boolean}},
		{"an error", `<c r="A1" t="e"><v>#N/A</v></c>`, Cell{Text: "#N/A", Kind: Fault}},
		{"an error of a formula", `<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, Cell{Text: "#DIV/0!", Kind: Fault, Formula: true}},
		{"a date stored as text", `<c r="A1" t="d"><v>2026-11-21T00:00:00</v></c>`, Cell{Text: "2026-11-21", Kind: Date}},
		{"a moment stored as text", `<c r="A1" t="d"><v>2026-11-21T10:30:00.000Z</v></c>`, Cell{Text: "2026-11-21 10:30:00", Kind: Date}},
		{"a number of the default type", `<c r="A1"><v>42</v></c>`, Cell{Text: "42", Kind: Number}},
		{"a number with its type named", `<c r="A1" t="n"><v> 42 </v></c>`, Cell{Text: "42", Kind: Number}},
		{"a blank cell with a style", `<c r="A1" s="1"/>`, Cell{}},
		{"leading zeros by format", `<c r="A1" s="2"><v>123</v></c>`, Cell{Text: "00123", Kind: Number}},
		{"a date by format", `<c r="A1" s="1"><v>46347</v></c>`, Cell{Text: "2026-11-21", Kind: Date}},
		{"a percentage by format", `<c r="A1" s="3"><v>0.5</v></c>`, Cell{Text: "50%", Kind: Number}},
		{"a style that does not exist", `<c r="A1" s="99"><v>7</v></c>`, Cell{Text: "7", Kind: Number}},
		{"what extensions add is passed over", `<c r="A1"><v>7</v><extLst><ext><v>8</v></ext></extLst></c>`, Cell{Text: "7", Kind: Number}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := openParts(t, oneSheet(`<row r="1">`+test.cell+`<c r="B1"><v>1</v></c></row>`, texts...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := cellsOf(b)
			if err != nil || len(rows) != 1 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			if diff := cmp.Diff(test.want, rows[0].Cell(1)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACellThatMayShowOtherWordsThanItHoldsSaysSo(t *testing.T) {
	for name, test := range map[string]struct {
		id   int
		code string // of format 164
		cell string
		want bool
	}{
		"a text in General":                      {0, "", `<c r="A1" s="1" t="s"><v>0</v></c>`, false},
		"a text in Text":                         {49, "", `<c r="A1" s="1" t="s"><v>0</v></c>`, false},
		"a text in General, as LibreOffice says": {164, "General", `<c r="A1" s="1" t="s"><v>0</v></c>`, false},
		"a text in Text, with its code":          {164, "@", `<c r="A1" s="1" t="inlineStr"><is><t>Ada</t></is></c>`, false},
		"a text without a style":                 {164, `;;;&quot;Eve&quot;`, `<c r="A1" t="s"><v>0</v></c>`, false},
		"a text in whose place another is shown": {164, `;;;&quot;Eve&quot;`, `<c r="A1" s="1" t="s"><v>0</v></c>`, true},
		"a text in the cell, the same":           {164, `;;;&quot;Eve&quot;`, `<c r="A1" s="1" t="inlineStr"><is><t>Ada</t></is></c>`, true},
		"a text that is hidden":                  {164, `;;;`, `<c r="A1" s="1" t="s"><v>0</v></c>`, true},
		"a text with another before it":          {164, `&quot;not &quot;@`, `<c r="A1" s="1" t="s"><v>0</v></c>`, true},
		"a text under a format nobody knows":     {164, "", `<c r="A1" s="1" t="s"><v>0</v></c>`, true},
		"a number that is shown":                 {164, "#,##0", `<c r="A1" s="1"><v>913</v></c>`, false},
		"a number that is hidden":                {164, ";;;", `<c r="A1" s="1"><v>913</v></c>`, true},
		"a number that no section is for":        {164, "[&lt;5]0", `<c r="A1" s="1"><v>913</v></c>`, true},
	} {
		t.Run(name, func(t *testing.T) {
			parts := oneSheet(`<row r="1">`+test.cell+`</row>`, `<t>Ada</t>`)
			parts["xl/styles.xml"] = xmlDeclaration + `<styleSheet ` + mainNamespace + `><numFmts><numFmt numFmtId="164" formatCode="` + test.code +
				`"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="` + fmt.Sprint(test.id) + `"/></cellXfs></styleSheet>`
			b, err := openParts(t, parts, Options{})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := cellsOf(b)
			if err != nil || len(rows) != 1 || rows[0].Cell(1).Text == "" || rows[0].Cell(1).Disguised != test.want {
				t.Errorf("%+v, %v", rows, err)
			}
		})
	}
}

func TestRowsAndCellsStandWhereTheFileSays(t *testing.T) {
	inline := func(text string) string { return `t="inlineStr"><is><t>` + text + `</t></is></c>` }
	for _, test := range []struct {
		name, rows string
		want       []line
		hidden     []int
	}{
		{name: "numbers are taken from the file", rows: `<row r="3"><c r="B3" ` + inline("x") + `</row><row r="7"><c r="AA7" ` + inline("y") + `</row>`,
			want: []line{{3, []string{"", "x"}}, {7, append(make([]string, 26), "y")}}},
		{name: "rows and cells without numbers count on", rows: `<row><c ` + inline("a") + `<c ` + inline("b") + `</row><row r="5"><c r="C5" ` + inline("c") + `<c ` + inline("d") + `</row><row><c ` + inline("e") + `</row>`,
			want: []line{{1, []string{"a", "b"}}, {5, []string{"", "", "c", "d"}}, {6, []string{"e"}}}},
		{name: "what stood in the row before does not shine through", rows: `<row r="1"><c r="A1" ` + inline("a") + `<c r="D1" ` + inline("d") + `</row><row r="2"><c r="E2" ` + inline("e") + `</row>`,
			want: []line{{1, []string{"a", "", "", "d"}}, {2, []string{"", "", "", "", "e"}}}},
		{name: "rows without content are passed over", rows: `<row r="1"><c r="A1" s="1"/></row><row r="2"/><row r="3"><c r="A3" ` + inline("a") + `</row>`,
			want: []line{{3, []string{"a"}}}},
		{name: "hidden rows are read and told", rows: `<row r="1" hidden="1"><c r="A1" ` + inline("a") + `</row><row r="2" ht="0" customHeight="1"><c r="A2" ` + inline("b") + `</row><row r="3" hidden="0" ht="15"><c r="A3" ` + inline("c") + `</row>`,
			want: []line{{1, []string{"a"}}, {2, []string{"b"}}, {3, []string{"c"}}}, hidden: []int{1, 2}},
		{name: "the last cell there can be", rows: `<row r="1048576"><c r="XFD1048576" ` + inline("z") + `</row>`,
			want: []line{{1048576, append(make([]string, 16383), "z")}}},
		{name: "no rows", rows: "", want: nil},
		{name: "attributes of other namespaces do not count", rows: `<row r="2" x14ac:r="9" x14ac:hidden="1"><c r="A2" x:r="Z9" ` + inline("a") + `</row>`, want: []line{{2, []string{"a"}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := openParts(t, oneSheet(test.rows), Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := walk(b, "Staff")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			rows, err := cellsOf(b)
			if err != nil {
				t.Fatal(err)
			}
			var hidden []int
			for _, row := range rows {
				if row.Hidden {
					hidden = append(hidden, row.Number)
				}
			}
			if diff := cmp.Diff(test.hidden, hidden); diff != "" {
				t.Error("hidden rows: " + diff)
			}
		})
	}
}

func TestPrefixedElementsAreRead(t *testing.T) {
	parts := oneSheet("")
	parts["xl/worksheets/sheet1.xml"] = `<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>` +
		`<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Ada</x:t></x:is></x:c><x:c r="B1" t="b"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	b, err := openParts(t, parts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := walk(b, "Staff")
	if diff := cmp.Diff([]line{{1, []string{"Ada", "TRUE"}}}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestADamagedSheetIsRefusedWithItsPlace(t *testing.T) {
	for _, test := range []struct{ name, rows, message string }{
		{"rows out of order", `<row r="5"/><row r="4"/>`, "is damaged: xl/worksheets/sheet1.xml has row 4 after row 5, in row 5 or after it"},
		{"a row twice", `<row r="5"/><row r="5"/>`, "is damaged: xl/worksheets/sheet1.xml has row 5 after row 5, in row 5 or after it"},
		{"more rows than a spreadsheet has", `<row r="1048576"/><row/>`, "is damaged: xl/worksheets/sheet1.xml has row 1048577 after row 1048576, in row 1048576 or after it"},
		{"a row number that is none", `<row r="x"/>`, `is damaged: xl/worksheets/sheet1.xml has a row numbered "x"`},
		{"a cell twice", `<row r="1"><c r="B1"/><c r="B1"/></row>`, "is damaged: xl/worksheets/sheet1.xml has a cell in column 2 after one in column 2 in row 1, in row 1 or after it"},
		{"a cell of another row", `<row r="1"><c r="B2"/></row>`, `is damaged: xl/worksheets/sheet1.xml has a cell "B2" in row 1, in row 1 or after it`},
		{"more columns than a spreadsheet has", `<row r="1"><c r="XFE1"/></row>`, "is damaged: xl/worksheets/sheet1.xml has a cell in column 16385 after one in column 0 in row 1, in row 1 or after it"},
		{"a type that does not exist", `<row r="1"><c r="A1" t="zz"/></row>`, `is damaged: xl/worksheets/sheet1.xml has a cell of the unknown type "zz" in row 1, in row 1 or after it`},
		{"a shared text that does not exist", `<row r="2"><c r="C2" t="s"><v>1</v></c></row>`, `cell C2 names text "1" of 1 texts`},
		{"a shared text that is no number", `<row r="2"><c r="C2" t="s"><v>-1</v></c></row>`, `cell C2 names text "-1" of 1 texts`},
		{"letters where a number should be", `<row r="2"><c r="C2"><v>abc</v></c></row>`, `cell C2 holds "abc" where a number should be`},
		{"a number that is none", `<row r="2"><c r="C2"><v>1e999</v></c></row>`, `cell C2 holds "1e999" where a number should be`},
		{"tags in a value", `<row r="2"><c r="C2"><v>1<b/></v></c></row>`, "is damaged: xl/worksheets/sheet1.xml has <b> where text should be, in row 2 or after it"},
		{"two lists of rows", `<row r="1"/></sheetData><sheetData>`, "is damaged: xl/worksheets/sheet1.xml has two lists of rows, in row 1 or after it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := openParts(t, oneSheet(test.rows, `<t>Ada</t>`), Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = walk(b, "Staff")
			var unreadable *Unreadable
			if !errors.As(err, &unreadable) {
				t.Fatalf("error %v, want *Unreadable", err)
			}
			want := &Unreadable{File: "staff.xlsx", Sheet: "Staff", Message: test.message, Hint: saveAgain}
			if diff := cmp.Diff(want, unreadable); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("a cell of more characters than a cell can hold", func(t *testing.T) {
		_, err := readSheet(t, zipped(t, oneSheet(`<row r="2"><c r="C2" t="inlineStr"><is><t>`+strings.Repeat("é", maxCellText+1)+`</t></is></c></row>`)))
		want := &Unreadable{File: "staff.xlsx", Sheet: "Staff", Message: "cell C2 holds more than 32767 characters", Hint: "a spreadsheet program allows no more in a cell: shorten it"}
		if diff := cmp.Diff(want, mustBeUnreadable(t, err)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a cell of just as many characters as a cell can hold", func(t *testing.T) {
		long := strings.Repeat("é", maxCellText)
		b, err := openParts(t, oneSheet(`<row r="2"><c r="A2" t="inlineStr"><is><t>`+long+`</t></is></c></row>`), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := walk(b, "Staff"); err != nil || len(got) != 1 || got[0].Cells[0] != long {
			t.Errorf("%d rows, %v", len(got), err)
		}
	})
}

func TestSharedTextsAreFoundByTheirNumber(t *testing.T) {
	const n = 2*pieceSize + 1
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf("<t>%d</t>", i)
	}
	cells, want := "", []string{}
	for _, i := range []int{0, pieceSize - 1, pieceSize, 2*pieceSize - 1, 2 * pieceSize} {
		cells += fmt.Sprintf(`<c t="s"><v>%d</v></c>`, i)
		want = append(want, fmt.Sprint(i))
	}
	parts := oneSheet(`<row>` + cells + `</row>`)
	parts["xl/sharedStrings.xml"] = `<sst ` + mainNamespace + `><si>` + strings.Join(texts, `</si><si>`) + `</si></sst>`
	got, err := readSheet(t, zipped(t, parts))
	if diff := cmp.Diff([]line{{1, want}}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	parts["xl/worksheets/sheet1.xml"] = sheetXML(fmt.Sprintf(`<row><c t="s"><v>%d</v></c></row>`, n))
	_, err = readSheet(t, zipped(t, parts))
	if got, want := mustBeUnreadable(t, err).Message, `cell A1 names text "32769" of 32769 texts`; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func TestSheetsComeInTheOrderOfTheirTabs(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", "Über uns & Co")
	for _, name := range []string{"Employees", "Workspaces", "Lists"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		f.SetCellValue(name, "A1", "in "+name)
	}
	f.SetSheetVisible("Workspaces", false)
	f.SetSheetVisible("Lists", false, true)
	if err := f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Employees!$A$1:$A$2"}}}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "staff.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	want := []Info{{Name: "Über uns & Co"}, {Name: "Employees"}, {Name: "Workspaces", Hidden: true}, {Name: "Lists", Hidden: true}}
	if diff := cmp.Diff(want, b.Sheets()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Chart"}, b.Others()); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"Lists", "employees", "Workspaces", "Employees"} {
		got, err := walk(b, name)
		if err != nil || len(got) != 1 || !strings.EqualFold(got[0].Cells[0], "in "+name) {
			t.Errorf("sheet %s: %v, %v", name, got, err)
		}
	}
	var unreadable *Unreadable
	if _, err := b.Rows("Chart"); !errors.As(err, &unreadable) || !strings.Contains(unreadable.Hint, `"Employees", "Workspaces"`) {
		t.Errorf("a sheet without cells: %v", err)
	}
}

func TestPartsAreFoundHoweverTheirPathsAreWritten(t *testing.T) {
	row := `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	for name, change := range map[string]func(map[string]string){
		"absolute targets": func(p map[string]string) {
			p["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(p["xl/_rels/workbook.xml.rels"], `"worksheets/`, `"/xl/worksheets/`)
		},
		"targets that go up": func(p map[string]string) {
			p["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(p["xl/_rels/workbook.xml.rels"], `"worksheets/`, `"../xl/./worksheets/`)
		},
		"another case": func(p map[string]string) {
			p["xl/SharedStrings.xml"] = p["xl/sharedStrings.xml"]
			delete(p, "xl/sharedStrings.xml")
		},
		"backslashes in the archive": func(p map[string]string) {
			p[`xl\worksheets\sheet1.xml`] = p["xl/worksheets/sheet1.xml"]
			delete(p, "xl/worksheets/sheet1.xml")
		},
		"a workbook by another name": func(p map[string]string) {
			p["book/main.xml"], p["book/_rels/main.xml.rels"] = p["xl/workbook.xml"], strings.NewReplacer(`"worksheets/`, `"/xl/worksheets/`, `"styles`, `"/xl/styles`).Replace(p["xl/_rels/workbook.xml.rels"])
			p["_rels/.rels"] = strings.ReplaceAll(p["_rels/.rels"], "xl/workbook.xml", "/book/main.xml")
			delete(p, "xl/workbook.xml")
		},
		"a strict document": func(p map[string]string) {
			for name, content := range p {
				p[name] = strings.ReplaceAll(content, relationTypes, "http://purl.oclc.org/ooxml/officeDocument/relationships")
			}
		},
		"no styles": func(p map[string]string) {
			delete(p, "xl/styles.xml")
			p["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(p["xl/_rels/workbook.xml.rels"], `/styles"`, `/other"`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			parts := oneSheet(row, `<t>Ada</t>`)
			change(parts)
			b, err := openParts(t, parts, Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := walk(b, "Staff")
			if diff := cmp.Diff([]line{{1, []string{"Ada"}}}, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}

func TestWhatExcelizeWritesIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "staff.xlsx")
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", "Staff")
	stream, err := f.NewStreamWriter("Staff")
	if err != nil {
		t.Fatal(err)
	}
	want := []line{}
	for i := 1; i <= 500; i++ {
		row := []any{fmt.Sprintf("p%d@x.com", i), i, i%2 == 0, "=SUM(1)", nil, "a\nb"}
		if err := stream.SetRow(fmt.Sprintf("A%d", 2*i), row); err != nil {
			t.Fatal(err)
		}
		want = append(want, line{2 * i, []string{fmt.Sprintf("p%d@x.com", i), fmt.Sprint(i), strings.ToUpper(fmt.Sprint(i%2 == 0)), "=SUM(1)", "", "a\nb"}})
	}
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for range 2 {
		got, err := walk(b, "Staff")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	}
}
