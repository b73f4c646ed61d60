package sheet

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The files under testdata were saved by LibreOffice 7.4 from one spreadsheet: a title above the header,
// numbers with leading zeros by format, dates, booleans, a hidden row, formulas, an error, accents, a cell
// with a line break, a hidden sheet.

// told writes rows down, one a line: number, h where hidden, and the cells with what is special of them.
func told(b *Book, sheet string) (string, error) {
	rows, err := b.Rows(sheet)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var out strings.Builder
	for rows.Next() {
		row := rows.Row()
		fmt.Fprint(&out, row.Number)
		if row.Hidden {
			out.WriteString("h")
		}
		for _, c := range row.Cells {
			out.WriteString("|" + strings.ReplaceAll(c.Text, "\n", "⏎"))
			out.WriteString([]string{"", "", ":number", ":date", ":boolean", ":fault"}[c.Kind])
			if c.Formula {
				out.WriteString("=")
			}
			if c.Rounded {
				out.WriteString("~")
			}
			if c.Merged {
				out.WriteString("^")
			}
		}
		out.WriteString("\n")
	}
	return out.String(), rows.Err()
}

func TestFilesOfARealSpreadsheetProgramAreRead(t *testing.T) {
	csv := func(name string) string {
		return `1|Staff, as of November
3|E-Mail Address *|Employee ID|First Name|Last Name|Active|Hired|Seen|Part time|Badge|Workspaces
4|zoe.muller@example.com|1234|Zoë|` + name + `|TRUE|02/28/2019|2026-11-20 08:05:00|80%|123456789012345|Finance⏎Sales; EMEA
5|d.o-hara@example.com|7|Dónal|O'Hara|FALSE|02/29/1904|||0.1|<none>
6|ann@example.com|00042|Ann|#N/A|TRUE|||0.25|1.23456789012346E+018~|=not a formula
`
	}
	for _, test := range []struct {
		file, encoding string
		delimiter      rune
		sheets         []Info
		want           map[string]string
	}{
		{file: "libreoffice.xlsx", sheets: []Info{{Name: "Mitarbeiter 2026"}, {Name: "Workspaces", Hidden: true}}, want: map[string]string{
			"Mitarbeiter 2026": `1|Staff, as of November
3|E-Mail Address *|Employee ID|First Name|Last Name|Active|Hired|Seen|Part time|Badge|Workspaces
4|zoe.muller@example.com|001234:number|Zoë|Müller-Łukasiewicz|TRUE:boolean|2019-02-28:date|2026-11-20 08:05:00:date|80%:number|123456789012345:number|Finance⏎Sales; EMEA
5h|d.o-hara@example.com|000007:number|Dónal|O'Hara|FALSE:boolean|1904-02-29:date|||0.1:number|<none>
6|ann@example.com=|00042|Ann=|#N/A:fault=|TRUE:boolean=|||0.25:number=|1.23457E+18:number~|=not a formula
`,
			"Workspaces": "1|id|name\n2|8a81b0129c1c2d3e019c1c2d3e4f0001|Finance & Co\n",
		}},
		{file: "libreoffice-utf8.csv", encoding: "UTF-8", delimiter: ',', sheets: []Info{{}}, want: map[string]string{"": csv("Müller-Łukasiewicz")}},
		{file: "libreoffice-utf16-tab.csv", encoding: "UTF-16LE", delimiter: '\t', sheets: []Info{{}}, want: map[string]string{"": csv("Müller-Łukasiewicz")}},
		{file: "libreoffice-windows1252-semicolon.csv", encoding: "Windows-1252", delimiter: ';', sheets: []Info{{}}, want: map[string]string{"": csv("Müller-Lefèvre")}},
	} {
		t.Run(test.file, func(t *testing.T) {
			b, err := Open(filepath.Join("testdata", test.file), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if diff := cmp.Diff(test.sheets, b.Sheets()); diff != "" {
				t.Error(diff)
			}
			for sheet, want := range test.want {
				got, err := told(b, sheet)
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Error(diff, err)
				}
			}
			if b.Encoding() != test.encoding || b.Delimiter() != test.delimiter {
				t.Errorf("encoding %q, delimiter %q", b.Encoding(), b.Delimiter())
			}
		})
	}
}

// TestWhatARealSpreadsheetProgramMergesAndHidesIsKnown reads a table with a header of two rows, a department
// merged over three people, a hidden column, a hidden row, a filter, and formats that show words for numbers.
func TestWhatARealSpreadsheetProgramMergesAndHidesIsKnown(t *testing.T) {
	b, err := Open(filepath.Join("testdata", "libreoffice-shape.xlsx"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	shape, err := b.Shape("Sheet1")
	if diff := cmp.Diff(Shape{HiddenColumns: []int{2}, Filtered: true, Merged: 4}, shape); diff != "" || err != nil {
		t.Error(diff, err)
	}
	got, err := told(b, "Sheet1")
	want := `1|Staff 2026
3|Person||Mail
4|First|Last|Mail^|Dept|Id|On|YN
5|Ada|Lovelace|ada@x.com|IT|000007:number|TRUE:boolean=|Yes:number|bold plain|ada=
6|Zoe|Doe|zoe@x.com|IT^|000042:number|FALSE:boolean=|No:number||#N/A:fault=
7h|Bob|Ray|bob@x.com|IT^|1234567:number|TRUE:boolean=|||Ada Lovelace=
8|Kim|Lee|kim@x.com|HR|-000003:number|FALSE:boolean=|||1/4:number=
9|'quoted||||0012
`
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
