package sheet

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// onDisk writes a workbook made of parts.
func onDisk(t *testing.T, parts map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "staff.xlsx")
	check(t, os.WriteFile(path, zipped(t, parts), 0o600))
	return path
}

// ownRows is a sheet as this package reads it.
func ownRows(t *testing.T, path, sheet string) []line {
	t.Helper()
	book, err := Open(path, Options{})
	check(t, err)
	defer book.Close()
	lines, err := walk(book, sheet)
	check(t, err)
	return lines
}

const someRows = `<row r="1"><c r="A1" t="inlineStr"><is><t>userName</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>ada</t></is></c></row>`

// TestWorkbooksOfAllProgramsCanBeMarked has the ways in which programs write workbooks that are unlike Excel's.
func TestWorkbooksOfAllProgramsCanBeMarked(t *testing.T) {
	each := func(parts map[string]string, change func(string) string) map[string]string {
		for name, text := range parts {
			parts[name] = change(text)
		}
		return parts
	}
	without := func(parts map[string]string, part, text string) map[string]string {
		parts[part] = strings.Replace(parts[part], text, "", 1)
		return parts
	}
	prefixed := func(parts map[string]string) map[string]string {
		for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"} {
			text := strings.NewReplacer("</", "</x:", "<", "<x:", "xmlns=", "xmlns:x=").Replace(strings.TrimPrefix(parts[name], xmlDeclaration))
			parts[name] = xmlDeclaration + text
		}
		return parts
	}
	noStyles := without(oneSheet(someRows), "xl/_rels/workbook.xml.rels", `<Relationship Id="rIdT" Type="`+relationTypes+`/styles" Target="styles.xml"/>`)
	delete(noStyles, "xl/styles.xml")
	named := without(oneSheet(someRows), "xl/workbook.xml", ` xmlns:r="`+relationTypes+`"`)
	named["xl/workbook.xml"] = strings.ReplaceAll(named["xl/workbook.xml"], `r:id="rId1"`, `xmlns:q="`+relationTypes+`" q:id="rId1"`)
	for sentence, parts := range map[string]map[string]string{
		"as Excel does":                     oneSheet(someRows),
		"a strict document":                 each(oneSheet(someRows), strictly),
		"with prefixes on every name":       prefixed(oneSheet(someRows)),
		"ids whose prefix each sheet names": named,
		"without styles":                    noStyles,
	} {
		t.Run(sentence, func(t *testing.T) {
			input := onDisk(t, parts)
			output := filepath.Join(filepath.Dir(input), "checked.xlsx")
			annotated(t, input, output, Mark{Sheet: "Staff", Row: 2, Column: 1, Style: Bad, Note: "Error: x"}, Mark{Sheet: "Staff", Row: 2, Column: 2, Style: Warn, Note: "Warning: y"})
			if diff := cmp.Diff(ownRows(t, input, "Staff"), ownRows(t, output, "Staff")); diff != "" {
				t.Errorf("rows (-before +after):\n%s", diff)
			}
			if got := ownRows(t, output, "Findings"); len(got) != 2 {
				t.Errorf("in front: %v", got)
			}
			for name, text := range unpack(t, output) {
				if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") || strings.HasSuffix(name, ".vml") {
					if _, err := parseTree(strings.NewReader(text)); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
			}
			if sentence == "a strict document" {
				for name, text := range unpack(t, output) {
					if strings.Contains(text, "http://schemas.openxmlformats.org/spreadsheetml/2006/main") {
						t.Errorf("%s is transitional in a strict document", name)
					}
				}
			}
			for cell, as := range map[string]Style{"A1": Plain, "A2": Bad, "B2": Warn} {
				if got, want := fillOf(t, output, cell), as.paint().fill; got != want {
					t.Errorf("%s is filled with %q, want %q", cell, got, want)
				}
			}
			if sentence != "a strict document" { // where excelize finds no comments
				if notes := notesOf(t, output, "Staff"); len(notes) != 2 {
					t.Errorf("notes %v", notes)
				}
			}
		})
	}
}

// fillOf is the colour of a cell of the first sheet that the input had, by the styles' own account.
func fillOf(t *testing.T, path, cell string) string {
	t.Helper()
	parts := unpack(t, path)
	styles, err := parseTree(strings.NewReader(parts["xl/styles.xml"]))
	check(t, err)
	for xml := newPieces(strings.NewReader(parts["xl/worksheets/sheet1.xml"])); ; {
		piece, err := xml.next()
		check(t, err)
		if name, _ := tagName(piece); string(name) != "c" || string(attributeText(piece, "r")) != cell {
			continue
		}
		xf := styles.find("cellXfs").all("xf")[attributeNumber(piece, "s")]
		colour := styles.find("fills").all("fill")[xf.number("fillId")].find("patternFill").find("fgColor")
		if colour == nil {
			return ""
		}
		return strings.TrimPrefix(colour.get("rgb"), "FF")
	}
}

func TestACopyOfATemplateIsAWorkbookAndMacrosKeepTheirEnding(t *testing.T) {
	for _, c := range []struct{ before, after, ending string }{
		{workbookContent, workbookContent, ".xlsx"},
		{templateContent, workbookContent, ".xlsx"},
		{macroContent, macroContent, ".xlsm"},
		{macroTemplateContent, macroContent, ".xlsm"},
	} {
		parts := oneSheet(someRows)
		parts[typesPart] = strings.Replace(parts[typesPart], workbookContent, c.before, 1)
		parts["xl/vbaProject.bin"] = "macros"
		input := onDisk(t, parts)
		output := filepath.Join(filepath.Dir(input), "checked"+c.ending)
		annotated(t, input, output, Mark{Sheet: "Staff", Row: 2, Column: 1, Style: Bad})
		copied := unpack(t, output)
		if !strings.Contains(copied[typesPart], `"`+c.after+`"`) || copied["xl/vbaProject.bin"] != "macros" {
			t.Errorf("%s: %s", c.before, copied[typesPart])
		}
		book, err := Open(input, Options{})
		check(t, err)
		if got := book.CopyEnding(); got != c.ending {
			t.Errorf("%s: its copy ends with %s, want %s", c.before, got, c.ending)
		}
		check(t, book.Close())
	}
}

func TestCSVComesBackAsAWorkbookOfText(t *testing.T) {
	folder := t.TempDir()
	input := filepath.Join(folder, "Q4: staff?.csv")
	if runtime.GOOS == "windows" {
		input = filepath.Join(folder, "Q4- staff-.csv")
	}
	check(t, os.WriteFile(input, []byte("version:v1.0\n\nuserName,id,remark\nada,00417,'=1+1\nbob,1.23457E+17,\"two\nlines\"\ncyd,,,beyond\n"), 0o600))
	a, err := Annotate(input, filepath.Join(folder, "checked.xlsx"), Options{}, Properties{}, 3)
	check(t, err)
	defer a.Discard()
	page, err := a.Front().Page(Layout{Name: a.Free("Findings"), Columns: []Column{{}}})
	check(t, err)
	check(t, page.Row(String("x")))
	output, err := a.Save(t.Context(), []Mark{{Sheet: a.SheetOf(""), Row: 4, Column: 2, Style: Bad, Note: "Error: x"}})
	check(t, err)
	file := opened4test(t, output)
	if diff := cmp.Diff([]string{"Findings", "Q4- staff-"}, file.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	rows, err := file.GetRows("Q4- staff-")
	check(t, err)
	want := [][]string{{"version:v1.0"}, nil, {"userName", "id", "remark"}, {"ada", "00417", "=1+1"}, {"bob", "1.23457E+17", "two\nlines"}, {"cyd", "", "", "beyond"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if formula, _ := file.GetCellFormula("Q4- staff-", "C4"); formula != "" {
		t.Errorf("text became the formula %s", formula)
	}
	for _, cell := range []string{"B4", "A6"} {
		if style := styleOf(t, file, "Q4- staff-", cell); style.NumFmt != 49 {
			t.Errorf("%s is not formatted as text: an id that is typed there would lose its zeros", cell)
		}
	}
	book, err := Open(output, Options{})
	check(t, err)
	defer book.Close()
	walked, err := book.Rows("Q4- staff-")
	check(t, err)
	defer walked.Close()
	for walked.Next() {
		if row := walked.Row(); row.Number == 5 && !row.Cell(2).Rounded {
			t.Error("a number that has lost digits reads like the id that was meant")
		}
	}
	check(t, walked.Err())
	if was, err := book.WasCSV("Q4- staff-"); err != nil || !was {
		t.Errorf("that it was CSV: %v, %v", was, err)
	}
	if was, err := book.WasCSV("Findings"); err != nil || was {
		t.Errorf("that the sheet in front was CSV: %v, %v", was, err)
	}
}

func TestSheetsAreNamedAfterFiles(t *testing.T) {
	for file, want := range map[string]string{
		"staff.csv": "staff", "-": "-", "Workspaces.csv": "People", "summary.csv": "People", "retry 2.csv": "People", "History.csv": "People",
		"'quoted'.csv": "quoted", ".csv": "People", "a/b[c]*.csv": "a-b-c--", strings.Repeat("é", 40) + ".csv": strings.Repeat("é", 30) + "…", "😀.csv": "-",
	} {
		if got := tableName(file); got != want {
			t.Errorf("%q is called %q, want %q", file, got, want)
		}
	}
}

func TestAConversationIsLeftAlone(t *testing.T) {
	parts := oneSheet(someRows)
	parts["xl/worksheets/_rels/sheet1.xml.rels"] = `<Relationships xmlns="` + relationSpace + `"><Relationship Id="rId1" Type="` + relationTypes + `/comments" Target="../comments1.xml"/></Relationships>`
	parts["xl/comments1.xml"] = `<comments ` + mainNamespace + `><authors><author>tc={A}</author></authors><commentList><comment ref="A2" authorId="0"><text><t>[Threaded comment]</t></text></comment></commentList></comments>`
	input := onDisk(t, parts)
	output := filepath.Join(filepath.Dir(input), "checked.xlsx")
	annotated(t, input, output, Mark{Sheet: "Staff", Row: 2, Column: 1, Style: Bad, Note: "Error: x"}, Mark{Sheet: "Staff", Row: 1, Column: 1, Style: Bad, Note: "Error: y"})
	if text := unpack(t, output)["xl/comments1.xml"]; !strings.Contains(text, "<t>[Threaded comment]</t></text>") || strings.Contains(text, "Error: x") {
		t.Error(text)
	}
	if text := unpack(t, output)["xl/worksheets/sheet1.xml"]; !strings.Contains(text, `<legacyDrawing `) {
		t.Error("the sheet does not name the drawing of its notes")
	}
}

func TestBoxesFindRoomBesideTheirCell(t *testing.T) {
	wide := func(int) int { return 100 }
	hidden := func(from int) func(int) int {
		return func(i int) int {
			if i >= from {
				return 0
			}
			return 100
		}
	}
	for _, c := range []struct {
		sentence     string
		cell         int
		size         func(int) int
		begin, until edge
	}{
		{"to the right, some pixels into the next cell", 4, wide, edge{3, 10}, edge{6, 10}},
		{"further left where everything to the right is hidden", 4, hidden(5), edge{0, 10}, edge{3, 10}},
		{"at the sheet's edge", gridColumns + 1, wide, edge{gridColumns - 4, 10}, edge{gridColumns - 1, 10}},
		{"nowhere where all is hidden", 1, hidden(0), edge{0, 0}, edge{3, 0}},
	} {
		if begin, until := roomFor(c.cell, gridColumns, 10, 300, c.size); begin != c.begin || until != c.until {
			t.Errorf("%s: %v to %v, want %v to %v", c.sentence, begin, until, c.begin, c.until)
		}
	}
}

func TestHostileWorkbooksAreMarkedWithinBoundsOrRefused(t *testing.T) {
	far := oneSheet(someRows + `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)
	input := onDisk(t, far)
	before := liveMemory()
	output := annotated(t, input, filepath.Join(filepath.Dir(input), "checked.xlsx"), Mark{Sheet: "Staff", Row: 1048576, Column: gridColumns, Style: Bad, Note: "Error: far away"})
	if grown := int64(liveMemory()) - int64(before); grown > 64<<20 {
		t.Errorf("%d bytes are held for one far cell", grown)
	}
	if !strings.Contains(unpack(t, output)["xl/worksheets/sheet1.xml"], `<c r="XFD1048576" s=`) {
		t.Error("the far cell is not marked")
	}
	for sentence, change := range map[string]func(map[string]string){
		"a style sheet of more than 16 MB": func(parts map[string]string) {
			parts["xl/styles.xml"] = strings.Replace(parts["xl/styles.xml"], "<cellXfs>", strings.Repeat("<!--"+strings.Repeat(" ", 1<<19)+"-->", maxTree>>19)+"<cellXfs>", 1)
		},
		"comments nested without end": func(parts map[string]string) {
			parts["xl/worksheets/_rels/sheet1.xml.rels"] = `<Relationships xmlns="` + relationSpace + `"><Relationship Id="rId1" Type="` + relationTypes + `/comments" Target="../comments1.xml"/></Relationships>`
			parts["xl/comments1.xml"] = strings.Repeat("<r>", 100_000)
		},
		"content types that are cut": func(parts map[string]string) { parts[typesPart] = `<Types><Default` },
	} {
		t.Run(sentence, func(t *testing.T) {
			parts := oneSheet(someRows)
			change(parts)
			input := onDisk(t, parts)
			a, err := Annotate(input, filepath.Join(filepath.Dir(input), "checked.xlsx"), Options{}, Properties{}, 1)
			check(t, err)
			defer a.Discard()
			page, err := a.Front().Page(Layout{Name: "Findings", Columns: []Column{{}}})
			check(t, err)
			check(t, page.Row(String("x")))
			_, err = a.Save(t.Context(), []Mark{{Sheet: "Staff", Row: 2, Column: 1, Style: Bad, Note: "Error: x"}})
			mustBeUnreadable(t, err)
		})
	}
}

func TestADiskThatIsFullIsNotTheInputsFault(t *testing.T) {
	n := &noting{to: failing{}}
	if _, err := n.Write([]byte("x")); !errors.Is(n.failed, io.ErrShortWrite) || err == nil {
		t.Errorf("%v, %v", n.failed, err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
