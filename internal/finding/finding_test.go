package finding_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
)

func TestAPlaceIsToldAsItsOwnerFindsIt(t *testing.T) {
	for _, c := range []struct {
		sentence     string
		pos          finding.Pos
		cell, string string
	}{
		{"a cell of a sheet", finding.Pos{File: "a.xlsx", Sheet: "Employees", Row: 88, Column: 2}, "B88", "Employees!B88"},
		{"a cell of a CSV file", finding.Pos{File: "staff.csv", Row: 17, Column: 3}, "C17", "staff.csv!C17"},
		{"a cell beyond column Z", finding.Pos{File: "staff.csv", Row: 1, Column: 28}, "AB1", "staff.csv!AB1"},
		{"a whole row", finding.Pos{File: "a.xlsx", Sheet: "Employees", Row: 88}, "", "Employees row 88"},
		{"a whole sheet", finding.Pos{File: "a.xlsx", Sheet: "Employees"}, "", "Employees"},
		{"a whole column", finding.Pos{File: "a.csv", Column: 2, Header: "active"}, "", "a.csv"},
		{"standard input", finding.Pos{File: "-", Row: 2}, "", "- row 2"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if c.pos.Cell() != c.cell || c.pos.String() != c.string {
				t.Errorf("%q and %q, want %q and %q", c.pos.Cell(), c.pos.String(), c.cell, c.string)
			}
			if row := c.pos.OfRow(); row.Cell() != "" || row.Row != c.pos.Row || row.Header != "" {
				t.Errorf("its row is %+v", row)
			}
		})
	}
}

func TestColumnsAreLetteredAsASpreadsheetDoes(t *testing.T) {
	for column := 1; column <= excelize.MaxColumns; column++ {
		want, err := excelize.ColumnNumberToName(column)
		if err != nil {
			t.Fatal(err)
		}
		if got := finding.ColumnLetters(column); got != want {
			t.Fatalf("column %d is %q, want %q", column, got, want)
		}
	}
	if got := finding.ColumnLetters(0); got != "" {
		t.Errorf("no column is %q", got)
	}
}

func TestTheJSONOfAFindingIsPublic(t *testing.T) {
	f := finding.Finding{Severity: finding.Error, Code: "badBoolean", Value: "=yes\u2028", Message: `"=yes" is neither yes nor no`, Hint: "write yes or no",
		Pos: finding.Pos{File: "staff.csv", Row: 17, Column: 29, Header: "Is active?"}}
	line, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"severity":"error","code":"badBoolean","file":"staff.csv","sheet":"","row":17,"column":"Is active?","cell":"AC17",` +
		`"value":"=yes\u2028","message":"\"=yes\" is neither yes nor no","hint":"write yes or no"}`
	if string(line) != want {
		t.Errorf("\n got  %s\n want %s", line, want)
	}
	line, err = json.Marshal(finding.Finding{Severity: finding.Note, Code: "hiddenRows", Pos: finding.Pos{File: "a.xlsx", Sheet: "S"}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(line), `"row":null,"column":"","cell":""`) {
		t.Errorf("a whole table's row is not null: %s", line)
	}
}

func TestAFindingIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := finding.Finding{
			Severity: rapid.SampledFrom([]finding.Severity{finding.Error, finding.Warning, finding.Note}).Draw(t, "severity"),
			Code:     "badBoolean", Value: rapid.String().Draw(t, "value"), Message: rapid.String().Draw(t, "message"), Hint: rapid.String().Draw(t, "hint"),
			Pos: finding.Pos{File: rapid.String().Draw(t, "file"), Sheet: rapid.String().Draw(t, "sheet"), Row: rapid.IntRange(0, 1<<20).Draw(t, "row")},
		}
		if f.Pos.Row > 0 && rapid.Bool().Draw(t, "of a cell") {
			f.Pos.Column, f.Pos.Header = rapid.IntRange(1, excelize.MaxColumns).Draw(t, "column"), rapid.String().Draw(t, "header")
		}
		line, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var read finding.Finding
		if err := json.Unmarshal(line, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, read); diff != "" {
			t.Errorf("finding (-written +read):\n%s", diff)
		}
	})
	var f finding.Finding
	if json.Unmarshal([]byte(`{"row":"two"}`), &f) == nil {
		t.Error("a row that is no number is taken")
	}
}

func TestFindingsAreInReadingOrder(t *testing.T) {
	at := func(severity finding.Severity, message, file, sheet string, row, column int) finding.Finding {
		return finding.Finding{Severity: severity, Message: message, Pos: finding.Pos{File: file, Sheet: sheet, Row: row, Column: column}}
	}
	want := []finding.Finding{
		at(finding.Note, "the table before its rows", "a.xlsx", "A", 0, 0),
		at(finding.Error, "the row before its cells", "a.xlsx", "A", 2, 0),
		at(finding.Error, "errors first in a cell", "a.xlsx", "A", 2, 1),
		at(finding.Warning, "then warnings", "a.xlsx", "A", 2, 1),
		at(finding.Note, "then notes", "a.xlsx", "A", 2, 1),
		at(finding.Note, "in the order they were found", "a.xlsx", "A", 2, 1),
		at(finding.Error, "the next column", "a.xlsx", "A", 2, 3),
		at(finding.Error, "row 10 is after row 2", "a.xlsx", "A", 10, 1),
		at(finding.Error, "the next sheet", "a.xlsx", "B", 1, 1),
		at(finding.Error, "the next file", "b.csv", "", 1, 1),
	}
	shuffled := []finding.Finding{want[9], want[4], want[5], want[3], want[2], want[8], want[1], want[0], want[7], want[6]}
	finding.Sort(shuffled)
	if diff := cmp.Diff(want, shuffled); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if got, want := finding.Count(want), (finding.Counts{Errors: 6, Warnings: 1, Notes: 3}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

func TestAnUnknownCodeIsAnError(t *testing.T) {
	if got := finding.New("somethingNew", finding.Pos{}, "", "", "").Severity; got != finding.Error {
		t.Errorf("severity %q: a code nobody has described must not slip through", got)
	}
}

// constants are the codes as the source declares them, name and value.
func constants(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(source, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
				value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				found[value] = spec.Names[0].Name
			}
			return true
		})
	}
	if len(found) < 30 {
		t.Fatalf("found only %d codes in the source", len(found))
	}
	return found
}

func TestEveryCodeIsInTheTableOfCodes(t *testing.T) {
	declared := constants(t)
	described := map[string]bool{}
	for _, about := range finding.Codes() {
		code := string(about.Code)
		if _, ok := declared[code]; !ok {
			t.Errorf("the table describes %q, which is no code", code)
		}
		if described[code] {
			t.Errorf("the table describes %q twice", code)
		}
		described[code] = true
		switch about.Severity {
		case finding.Error, finding.Warning, finding.Note:
		default:
			t.Errorf("%q has the severity %q", code, about.Severity)
		}
		if about.Title == "" || about.Meaning == "" || about.Fix == "" {
			t.Errorf("%q is not described: %+v", code, about)
		}
		if about.Code.Severity() != about.Severity || finding.New(about.Code, finding.Pos{}, "", "", "").Severity != about.Severity {
			t.Errorf("%q is %q in the table and %q in use", code, about.Severity, about.Code.Severity())
		}
	}
	for code, name := range declared {
		if !described[code] {
			t.Errorf("%s (%q) is not in the table", name, code)
		}
		if !strings.EqualFold(name, code) || code != strings.ToLower(code[:1])+code[1:] {
			t.Errorf("%s is spelt %q", name, code)
		}
	}
}
