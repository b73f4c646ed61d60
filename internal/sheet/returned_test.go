package sheet

import (
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Approvers open a report in their own program and send it back. Excel cannot be had here; LibreOffice can.
// openpyxl, tried by hand, keeps these texts too when it loads and saves what this package wrote.

// returnedTexts are what a cell of a report may hold. What is left out is text that spells the escape of an
// escape, "_x005F_x000D_": LibreOffice writes it as it writes "_x000D_".
func returnedTexts() map[string]string {
	return map[string]string{
		"plain":                    "Ada Lovelace",
		"several lines":            "given name: Ada → Åsa\nloses Finance\n\nand more",
		"a line break at the end":  "one\n",
		"an apostrophe in front":   "'t Hooft",
		"two apostrophes in front": "''twas",
		"a formula":                "=1+1",
		"a harmful formula":        `=HYPERLINK("http://evil.example","click")`,
		"a plus":                   "+49 30 1234",
		"a minus":                  "-1",
		"an at":                    "@SUM(A1)",
		"a tab in front":           "\tindented",
		"a tab within":             "a\tb",
		"a carriage return":        "a\rb",
		"a Windows line break":     "a\r\nb",
		"emoji":                    "👩🏽‍💻 Zoë 🇩🇪",
		"right to left":            "שלום עולם",
		"an override":              "user\u202Egpj.exe",
		"invisible":                "a\u200Bb\u00A0c\uFEFF",
		"zeros in front":           "000123",
		"twenty digits":            "12345678901234567890",
		"scientific":               "1E5",
		"true":                     "TRUE",
		"a date":                   "2026-11-21",
		"a German date":            "21.11.2026",
		"a fraction":               "1/2",
		"per cent":                 "10%",
		"an error":                 "#N/A",
		"trailing blanks":          "blank at the end  ",
		"leading blanks":           "  blank in front",
		"only blanks":              "   ",
		"an escape of XML":         "_x000D_",
		"lower case escape":        "_x000d_ _x0041_",
		"markup":                   `<script>alert("x")</script> &amp; &lt;`,
		"quotes":                   `O'Brien, "Bob"`,
		"a comma and a semicolon":  "a;b,c|d",
		"combining":                "e\u0301 \u00E9",
		"a replacement character":  "a\uFFFDb",
		"control characters of C1": "a\u0085b\u009Fc",
		"line separators":          "a\u2028b\u2029c",
		"a private character":      "a\uE000b",
		"beyond the basic plane":   "𝒜𝓭𝓪 𠜎",
		"very long":                strings.Repeat("Wörter & mehr. ", 2180),
		"very long without blanks": strings.Repeat("x", 32767),
		"many lines":               strings.Repeat("line\n", 300) + "end",
	}
}

func TestAReportComesBackFromLibreOfficeAsItWas(t *testing.T) {
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed (no soffice): what it makes of a report cannot be looked at")
	}
	sent := writeToBeReturned(t)
	folder := t.TempDir()
	convert := exec.Command(program, "--headless", "-env:UserInstallation=file://"+filepath.ToSlash(t.TempDir()), "--convert-to", "xlsx", "--outdir", folder, sent)
	if said, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	returned := filepath.Join(folder, filepath.Base(sent))
	before, after := rowsByNumber(t, sent), rowsByNumber(t, returned)
	for n, name := range slices.Sorted(maps.Keys(returnedTexts())) {
		want := CellText(returnedTexts()[name])
		for column := 3; column <= 7; column++ {
			if own := before[n+2].Cell(column); own.Text != want || own.Kind != Text {
				t.Errorf("%s: %.100q was written to column %d as %.100q, kind %v", name, want, column, own.Text, own.Kind)
			}
			if back := after[n+2].Cell(column); back.Text != want || back.Kind != Text || back.Formula {
				t.Errorf("%s: %.100q came back in column %d as %.100q, kind %v", name, want, column, back.Text, back.Kind)
			}
		}
		if decision := after[n+2].Cell(1).Text; decision != "approve" {
			t.Errorf("%s: the decision is %q", name, decision)
		}
	}
	drawings := ""
	for name, part := range unpack(t, returned) {
		if strings.HasPrefix(name, "xl/drawings/") {
			drawings += part
		}
	}
	// LibreOffice 7.4 keeps a chart's name and drops its words.
	if !strings.Contains(drawings, `name="By workspace"`) {
		t.Errorf("the chart is gone from %s", drawings)
	}
}

// writeToBeReturned writes a protected sheet with each text in columns of each kind, and a chart.
func writeToBeReturned(t *testing.T) string {
	t.Helper()
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "report.xlsx"), Properties{Title: "Report", Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(Layout{Name: "Changes", Protected: true, Columns: []Column{
		{Header: "Decision", Entry: true, Choices: []Choice{{"approve", Good}, {"reject", Bad}}}, {Header: "Kind"},
		{Header: "Plain"}, {Header: "Wrapped", Wrapped: true}, {Header: "Text", Text: true}, {Header: "Comment", Entry: true, Text: true}, {Header: "Styled"}}})
	check(t, err)
	for _, name := range slices.Sorted(maps.Keys(returnedTexts())) {
		text := String(returnedTexts()[name])
		check(t, table.Row(String("approve"), String(name), text, text, text, text, text.As(Bad)))
	}
	page, err := book.Page(Layout{Name: "Summary", Protected: true, Columns: []Column{{Width: 30}, {Width: 10}}})
	check(t, err)
	check(t, page.Row(String("Sales"), Int(12)))
	check(t, page.Row(String("Finance"), Int(5)))
	check(t, page.Chart(staffChart(BarsAcross)))
	name, err := book.Save()
	check(t, err)
	return name
}

// rowsByNumber are the rows of the sheet Changes by their numbers.
func rowsByNumber(t *testing.T, path string) map[int]Row {
	t.Helper()
	book, err := Open(path, Options{MaxSize: DefaultMaxSize})
	check(t, err)
	defer book.Close()
	rows, err := book.Rows("Changes")
	check(t, err)
	defer rows.Close()
	read := map[int]Row{}
	for rows.Next() {
		row := rows.Row()
		row.Cells = slices.Clone(row.Cells)
		read[row.Number] = row
	}
	check(t, rows.Err())
	return read
}
