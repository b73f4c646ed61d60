package sheet

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writeTable writes a workbook of one table with a row of crosses.
func writeTable(t *testing.T, layout Layout) string {
	t.Helper()
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "table.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(layout)
	check(t, err)
	row := make([]Value, len(layout.Columns))
	for i := range row {
		row[i] = String("x")
	}
	check(t, table.Row(row...))
	name, err := book.Save()
	check(t, err)
	return name
}

// rulesOf writes down the choices of a workbook's first sheet.
func rulesOf(t *testing.T, path string) []string {
	t.Helper()
	file := opened4test(t, path)
	validations, err := file.GetDataValidations(file.GetSheetName(0))
	check(t, err)
	var rules []string
	for _, v := range validations {
		rule := v.Sqref + " " + v.Formula1
		if v.ShowErrorMessage {
			rule += " " + *v.ErrorStyle + " " + *v.ErrorTitle + ": " + *v.Error
		}
		if v.ShowInputMessage {
			rule += " (" + *v.Prompt + ")"
		}
		rules = append(rules, rule)
	}
	return rules
}

func TestWhatMayBeChosenAndWhatHappensToOtherWords(t *testing.T) {
	yes := []Choice{{"yes", Plain}, {"no", Plain}}
	for _, test := range []struct {
		name   string
		layout Layout
		want   []string
	}{
		{"nothing is asked of a column without choices", Layout{Columns: []Column{{Header: "A"}}}, nil},
		{"other words are refused, and which ones may be written is said", Layout{Columns: []Column{{Header: "A", Choices: yes}}},
			[]string{`A2:A2 "yes,no" stop A: Choose one of: yes, no. Or leave the cell blank.`}},
		{"choices reach as far as the sheet is prepared", Layout{Room: 99, Columns: []Column{{Header: "A", Choices: yes, Others: Accepted}}},
			[]string{`A2:A100 "yes,no"`}},
		{"other words can be doubted in words of their own", Layout{Columns: []Column{{Header: "A", From: "B$1:B$9", Others: Doubted, Refusal: "Really?"}}},
			[]string{`A2:A2 B$1:B$9 warning A: Really?`}},
		{"a prompt needs no choices", Layout{Columns: []Column{{Header: "A", Prompt: "An address"}}}, []string{"A2:A2  (An address)"}},
		{"neighbours with the same marks share one rule", Layout{Columns: []Column{{Header: "A", Marks: true, Choices: yes, Others: Accepted},
			{Header: "B", Marks: true, Choices: yes, Others: Accepted}, {Header: "C", Choices: yes}}},
			[]string{`A2:B2 "yes,no"`, `C2:C2 "yes,no" stop C: Choose one of: yes, no. Or leave the cell blank.`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.layout.Name = "Staff"
			if diff := cmp.Diff(test.want, rulesOf(t, writeTable(t, test.layout))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestChoicesThatAreTooLongAreAnError(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	_, err = book.Table(Layout{Name: "X", Columns: []Column{{Header: "A", Choices: []Choice{{strings.Repeat("x", 300), Plain}}}}})
	check(t, err)
	if _, err := book.Save(); err == nil || !strings.Contains(err.Error(), "255") {
		t.Errorf("got %v", err)
	}
}

func TestChoicesFromCellsGrowWithTheColumn(t *testing.T) {
	const want = "OFFSET('Bob''s'!$C$1,1,0,MAX(1,COUNTA('Bob''s'!$C$2:$C$11)),1)"
	if got := Below("Bob's", 3, 10); got != want {
		t.Errorf("got %s", got)
	}
}

func TestWhatIsTypedBelowATextColumnStaysText(t *testing.T) {
	file := opened4test(t, writeTable(t, Layout{Name: "Staff", Columns: []Column{{Header: "A", Text: true}, {Header: "B"}, {Header: "C", Text: true}, {Header: "D", Text: true}}}))
	for column, want := range map[string]int{"A": 49, "B": 0, "C": 49, "D": 49} {
		id, err := file.GetColStyle("Staff", column)
		check(t, err)
		style, err := file.GetStyle(id)
		check(t, err)
		cell, err := file.GetCellStyle("Staff", column+"2")
		check(t, err)
		written, err := file.GetStyle(cell)
		check(t, err)
		if style.NumFmt != want || written.NumFmt != want {
			t.Errorf("column %s has the format %d, its cells %d, want %d", column, style.NumFmt, written.NumFmt, want)
		}
	}
}

func TestColumnsKeepTheirWidths(t *testing.T) {
	file := opened4test(t, writeTable(t, Layout{Name: "Staff", Columns: []Column{{Header: "A", Width: 10, Text: true}, {Header: "B", Width: 10, Text: true},
		{Header: "C", Width: 10}, {Header: "D", Width: 20}, {Header: "E", Marks: true}}}))
	for column, want := range map[string]float64{"A": 10, "B": 10, "C": 10, "D": 20, "E": upwardsWidth("E")} {
		if got, err := file.GetColWidth("Staff", column); got != want || err != nil {
			t.Errorf("column %s is %v wide, want %v (%v)", column, got, want, err)
		}
	}
}

func TestHeadersOfMarksReadUpwards(t *testing.T) {
	long := strings.Repeat("a long name ", 20)
	file := opened4test(t, writeTable(t, Layout{Name: "Staff", Columns: []Column{{Header: "who"}, {Header: long, Marks: true}}}))
	id, err := file.GetCellStyle("Staff", "B1")
	check(t, err)
	style, err := file.GetStyle(id)
	check(t, err)
	if style.Alignment.TextRotation != 90 || !style.Alignment.WrapText {
		t.Errorf("the header stands like %+v", style.Alignment)
	}
	high, err := file.GetRowHeight("Staff", 1)
	check(t, err)
	if high < 100 || high > 300 {
		t.Errorf("the header is %v points high", high)
	}
}

func TestVeryWideTablesArePrintedOnSeveralPagesAcross(t *testing.T) {
	columns := make([]Column, pageAcross+1)
	for i := range columns {
		columns[i].Header = at(i+1, 1)
	}
	for _, test := range []struct {
		columns int
		onePage bool
		repeats string
	}{
		{pageAcross, true, "&#39;Staff&#39;!$1:$1"},
		{pageAcross + 1, false, "&#39;Staff&#39;!$A:$B,&#39;Staff&#39;!$1:$1"},
	} {
		parts := unpack(t, writeTable(t, Layout{Name: "Staff", Frozen: 2, Columns: columns[:test.columns]}))
		if got := strings.Contains(parts["xl/worksheets/sheet1.xml"], `fitToPage="true"`); got != test.onePage {
			t.Errorf("%d columns: printed on one page is %v", test.columns, got)
		}
		if !strings.Contains(parts["xl/workbook.xml"], ">"+test.repeats+"<") {
			t.Errorf("%d columns: %s are not on every page", test.columns, test.repeats)
		}
	}
}

func TestTwoSheetsOfOneNameAreRefused(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	_, err = book.Table(Layout{Name: "Staff", Columns: []Column{{Header: "A"}}})
	check(t, err)
	if _, err := book.Table(Layout{Name: "STAFF", Columns: []Column{{Header: "A"}}}); err == nil {
		t.Error("the second sheet would have been written over the first")
	}
}
