package approval_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

const (
	maria = "maria.lopez@acme.example"
	tunde = "tunde@acme.example"
	asa   = "asa.oberg@acme.example"
	grace = "grace@acme.example"
	ada   = "ada@acme.example"
	emmy  = "emmy@acme.example"
)

// In the report of the sample plan the rows are about, from the second: tunde, grace, emmy (Finance), maria,
// asa (Sales), ada (of no part).
func TestAnEditIsRefusedWithItsCell(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for name, test := range map[string]struct {
		edit func(*book)
		want []string // how each problem begins, in order; About!{Plan} is the cell of that fact
	}{
		"a workspace that is taken is no longer told": {
			func(b *book) { b.set(b.at(maria, "Workspaces taken"), nil) },
			[]string{"Changes!{Workspaces taken}5 was emptied: the report said \"Finance\""}},
		"a risk is told where there was none": {
			func(b *book) { b.set(b.at(ada, "Risks"), "very dangerous") },
			[]string{"Changes!{Risks}7 was filled in: it says \"very dangerous\", and the report left it blank"}},
		"somebody else stands in a row": {
			func(b *book) { b.set(b.at(asa, "User name"), "mallory@acme.example") },
			[]string{"Changes!{User name}6 was edited: it says \"mallory@acme.example\", the report said \"asa.oberg@acme.example\""}},
		"only the case of a letter differs": {
			func(b *book) { b.set(b.at(asa, "User name"), "Asa.oberg@acme.example") },
			[]string{"Changes!{User name}6 was edited: it says \"Asa.oberg@acme.example\", the report said \"asa.oberg@acme.example\""}},
		"a blank that nobody sees is added": {
			func(b *book) { b.set(b.at(asa, "User name"), "asa.oberg@acme.example ") },
			[]string{"Changes!{User name}6 was edited: it differs from \"asa.oberg@acme.example\" in blanks or in characters that cannot be seen"}},
		"a blank is put where nothing was": {
			func(b *book) { b.set(b.at(ada, "Risks"), "\u00a0") },
			[]string{"Changes!{Risks}7 was filled in: it says \"\""}},
		"the texts of one column are swapped between two rows": {
			func(b *book) { swap(b, b.at(tunde, "What happens"), b.at(ada, "What happens")) },
			[]string{"Changes!{What happens}2 was edited: it says \"Reactivated", "Changes!{What happens}7 was edited: it says \"DEACTIVATED"}},
		"a change id is made another's": {
			func(b *book) { b.set(b.at(ada, report.ChangeIDHeader), "c00002") },
			[]string{"Changes!{Plan change id}7 was edited: it says \"c00002\", the report said \"c00005\""}},
		"a digest is altered in one digit": {
			func(b *book) { b.set(b.at(ada, report.DigestHeader), "0"+b.get(b.at(ada, report.DigestHeader))[1:]) },
			[]string{"Changes!{Digest}7 was edited: it says \"0"}},
		"the digests of two rows are swapped": {
			func(b *book) { swap(b, b.at(tunde, report.DigestHeader), b.at(ada, report.DigestHeader)) },
			[]string{"Changes!{Digest}2 was edited", "Changes!{Digest}7 was edited"}},
		"id and digest are removed from a row": {
			func(b *book) {
				b.set(b.at(ada, report.ChangeIDHeader), nil)
				b.set(b.at(ada, report.DigestHeader), nil)
			},
			[]string{"Changes!{Department}7 is in a row that the report did not have: it says \"(no Department) · Ada King · ada@acme.example", "Changes has no row about ada@acme.example any more (reactivate, c00005)"}},
		"a row is removed": {
			func(b *book) { check(b.t, b.RemoveRow(report.ChangesSheet, b.row(grace))) },
			[]string{"Changes has no row about grace@acme.example any more (update, c00004)"}},
		"a row is emptied": {
			func(b *book) { emptyRow(b, b.row(grace)) },
			[]string{"Changes has no row about grace@acme.example any more (update, c00004)"}},
		"all rows are removed": {
			func(b *book) {
				for range b.order {
					check(b.t, b.RemoveRow(report.ChangesSheet, 2))
				}
			},
			[]string{"Changes has no row about tunde@", "Changes has no row about grace@", "Changes has no row about emmy@", "Changes has no row about maria.", "Changes has no row about asa.", "Changes has no row about ada@"}},
		"a row is copied below the others": {
			func(b *book) { copyRow(b, b.row(grace), 8) },
			[]string{"Changes!{Plan change id}8 is in a second row about grace@acme.example, after row 3"}},
		"a row about somebody is added": {
			func(b *book) {
				copyRow(b, b.row(grace), 8)
				b.set(b.column("User name")+"8", "mallory@acme.example")
				b.set(b.column("Plan change id")+"8", "c00099")
				b.set(b.column("Digest")+"8", strings.Repeat("0", 64))
			},
			[]string{"Changes!{Department}8 is in a row that the report did not have: it says \"Finance · Grace Hopper · mallory@acme.example"}},
		"a row about somebody for whom nothing changes is added": {
			func(b *book) {
				b.set(b.column("Plan change id")+"8", "c00007")
				b.set(b.column("Digest")+"8", digestOf(b, "c00007"))
			},
			[]string{"Changes!{Plan change id}8 is in a row that is not of this file: it is about linus@acme.example, for whom nothing changes"}},
		"a remark stands below the table": {
			func(b *book) { b.set("A9", "looks good to me, Maria") },
			[]string{"Changes!A9 is in a row that the report did not have: it says \"looks good to me, Maria\""}},
		"a remark stands beside the table": {
			func(b *book) { b.set("Q3", "please check") },
			[]string{"Changes!Q3 was added beside the table: it says \"please check\""}},
		"a header is renamed": {
			func(b *book) { b.set(b.column("Workspaces taken")+"1", "Workspaces kept") },
			[]string{"Changes!{Workspaces taken}1 was edited: it says \"Workspaces kept\", the report said \"Workspaces taken\""}},
		"a header is emptied": {
			func(b *book) { b.set("A1", nil) },
			[]string{"Changes has no column \"Decision\" any more"}},
		"a header is computed": {
			func(b *book) {
				check(b.t, b.SetCellFormula(report.ChangesSheet, "A1", `"Decision"`))
			},
			[]string{"Changes!A1 holds a formula now; the report said \"Decision\""}},
		"there are two columns for decisions": {
			func(b *book) { b.set("P1", "Decision") },
			[]string{"Changes!P1 is a second column \"Decision\", after Changes!A1"}},
		"a column is inserted, with texts": {
			func(b *book) {
				check(b.t, b.InsertCols(report.ChangesSheet, "E", 1))
				b.set("E1", "Cost centre")
				b.set("E4", "4711")
			},
			[]string{"Changes!{Name}1 was added: it says \"Cost centre\", and the report has no such column"}},
		"a column is deleted": {
			func(b *book) { check(b.t, b.RemoveCol(report.ChangesSheet, b.column("Risks"))) },
			[]string{"Changes has no column \"Risks\" any more"}},
		"a row is inserted above the headers": {
			func(b *book) {
				check(b.t, b.InsertRows(report.ChangesSheet, 1, 1))
				b.set("A1", "To be decided by Friday")
			},
			[]string{"Changes!A1 was put above the headers, which stand in row 2 now and were in row 1"}},
		"a blank row is inserted above the headers": {
			func(b *book) { check(b.t, b.InsertRows(report.ChangesSheet, 1, 1)) },
			[]string{"Changes!A1 was put above the headers, which stand in row 2 now and were in row 1"}},
		"the headers are removed": {
			func(b *book) { emptyRow(b, 1) },
			[]string{"Changes!A1 and the rest of row 1 were emptied, where the headers were"}},
		"the sheet is renamed": {
			func(b *book) { check(b.t, b.SetSheetName(report.ChangesSheet, "Done")) },
			[]string{"Changes is missing: the workbook has the sheets \"Summary\", \"Done\""}},
		"the sheet is removed": {
			func(b *book) { check(b.t, b.DeleteSheet(report.ChangesSheet)) },
			[]string{"Changes is missing: the workbook has the sheets \"Summary\", \"Attributes\""}},
		"the sheet is emptied": {
			func(b *book) {
				check(b.t, b.DeleteSheet(report.ChangesSheet))
				_, err := b.NewSheet(report.ChangesSheet)
				check(b.t, err)
			},
			[]string{"Changes is empty"}},
		"the table is moved to another sheet": {
			func(b *book) {
				_, err := b.NewSheet("Mine")
				check(b.t, err)
				rows, err := b.GetRows(report.ChangesSheet)
				check(b.t, err)
				for i, row := range rows {
					check(b.t, b.SetSheetRow("Mine", fmt.Sprint("A", i+1), &row))
					emptyRow(b, i+1)
				}
			},
			[]string{"Changes is empty", "\"Mine\" is no sheet of the report: Mine!A1 says \"Decision\""}},
		"the sheet About is removed": {
			func(b *book) { check(b.t, b.DeleteSheet(report.AboutSheet)) },
			[]string{"About is missing: the workbook has the sheets \"Summary\""}},
		"the plan's digest is edited": {
			func(b *book) {
				check(b.t, b.SetCellValue(report.AboutSheet, b.fact(report.DigestFact), strings.Repeat("0", 64)))
			},
			[]string{"About!{Plan digest (SHA-256)} was edited: it says \"000"}},
		"the plan's digest is removed": {
			func(b *book) {
				cell := b.fact(report.DigestFact)
				check(b.t, b.SetCellValue(report.AboutSheet, strings.Replace(cell, "C", "B", 1), nil))
			},
			[]string{"About!B10 was emptied: the report said \"Plan digest (SHA-256)\""}},
		"a text is computed by a formula": {
			func(b *book) {
				check(b.t, b.SetCellFormula(report.ChangesSheet, b.at(maria, "Workspaces taken"), `"Fin"&"ance"`))
			},
			[]string{"Changes!{Workspaces taken}5 holds a formula now; the report said \"Finance\""}},
		"a number looks like the text": {
			func(b *book) {
				style, err := b.NewStyle(&excelize.Style{CustomNumFmt: new(`"c0000"0`)})
				check(b.t, err)
				b.set(b.at(ada, report.ChangeIDHeader), 5)
				check(b.t, b.SetCellStyle(report.ChangesSheet, b.at(ada, report.ChangeIDHeader), b.at(ada, report.ChangeIDHeader), style))
			},
			[]string{"Changes!{Plan change id}7 was edited: it holds a number, a date or another value that looks like the text \"c00005\" of the report"}},
		"a text shows other words by its number format": {
			func(b *book) {
				b.format(report.ChangesSheet, b.at(maria, "Workspaces taken"), `;;;"nothing"`)
			},
			[]string{"Changes!{Workspaces taken}5 may show other words than it holds, by its number format; the report said \"Finance\""}},
		"a decision shows another word by its number format": {
			func(b *book) {
				b.set(b.at(maria, report.DecisionHeader), "approve")
				b.format(report.ChangesSheet, b.at(maria, report.DecisionHeader), `;;;"reject"`)
			},
			[]string{"Changes!A5 holds \"approve\" under a number format that may show another word"}},
		"two people are merged into one cell": {
			func(b *book) {
				check(b.t, b.MergeCell(report.ChangesSheet, b.at(maria, "User name"), b.at(asa, "User name")))
			},
			[]string{"Changes has merged cells now", "Changes!{User name}6 was merged with the cell above it; the report said \"asa.oberg@acme.example\""}},
		"one decision is merged across several people": {
			func(b *book) {
				b.set(b.at(maria, report.DecisionHeader), "approve")
				check(b.t, b.MergeCell(report.ChangesSheet, b.at(maria, report.DecisionHeader), b.at(asa, report.DecisionHeader)))
			},
			[]string{"Changes has merged cells now", "Changes!A6 is merged with the cell above it"}},
	} {
		t.Run(name, func(t *testing.T) { refusesEdit(t, p, path, test.edit, test.want) })
	}
}

// refusesEdit says that a report with a decision in it is not taken once it was edited, and how the problems
// begin that are told.
func refusesEdit(t *testing.T, p *plan.Plan, path string, edit func(*book), want []string) {
	t.Helper()
	b := opened(t, p, path, nil)
	b.decide(tunde, "approve", "alice@acme.example", "")
	want = b.placed(want)
	edit(b)
	_, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
	if decisions != nil {
		t.Errorf("%d decisions were taken from an edited report", len(decisions))
	}
	begin(t, problemsOf(t, err), want)
}

func TestAnApprovalIsNotMovedToSomebodyElse(t *testing.T) {
	p := samplePlan(t)
	b := opened(t, p, wholeReport(t, p), nil)
	b.decide(asa, "approve", "alice@acme.example", "")
	swap(b, b.at(asa, report.DigestHeader), b.at(ada, report.DigestHeader))
	swap(b, b.at(asa, report.ChangeIDHeader), b.at(ada, report.ChangeIDHeader))
	var want []string
	table := report.NewChangeTable(p)
	for _, who := range []string{asa, ada} {
		one, other := table.Cells(b.order[b.row(asa)-2]), table.Cells(b.order[b.row(ada)-2])
		for i, header := range b.headers {
			if one[i] != other[i] && header != report.ChangeIDHeader && header != report.DigestHeader {
				want = append(want, "Changes!"+b.at(who, header)+" was ")
			}
		}
	}
	_, _, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
	begin(t, problemsOf(t, err), want)
}

// begin compares problems with how they should begin.
func begin(t *testing.T, got, want []string) {
	t.Helper()
	fits := len(got) == len(want)
	for i := range min(len(got), len(want)) {
		fits = fits && strings.HasPrefix(got[i], want[i])
	}
	if !fits {
		t.Errorf("problems:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func swap(b *book, one, other string) {
	first, second := b.get(one), b.get(other)
	b.set(one, second)
	b.set(other, first)
}

func emptyRow(b *book, row int) {
	for i := range b.headers {
		cell, err := excelize.CoordinatesToCellName(i+1, row)
		check(b.t, err)
		b.set(cell, nil)
	}
}

func copyRow(b *book, from, to int) {
	for i := range b.headers {
		source, err := excelize.CoordinatesToCellName(i+1, from)
		check(b.t, err)
		target, err := excelize.CoordinatesToCellName(i+1, to)
		check(b.t, err)
		if text := b.get(source); text != "" {
			b.set(target, text)
		}
	}
}

func digestOf(b *book, id string) string {
	for _, c := range samplePlan(b.t).Changes {
		if c.ID == id {
			return c.Digest
		}
	}
	b.t.Fatalf("no change %s", id)
	return ""
}

func TestEachColumnIsWatched(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for _, header := range report.NewChangeTable(p).Headers()[3:] {
		t.Run(header, func(t *testing.T) {
			b := opened(t, p, path, nil)
			cell := b.at(asa, header)
			b.set(cell, b.get(cell)+"x")
			_, _, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
			got := problemsOf(t, err)
			if len(got) != 1 || !strings.HasPrefix(got[0], "Changes!"+cell+" was ") {
				t.Errorf("problems %q, want one with Changes!%s", got, cell)
			}
		})
	}
}

func TestAnEditMayOnlyBeTheWordingOfAnotherVersion(t *testing.T) {
	p := samplePlan(t)
	b := opened(t, p, wholeReport(t, p), nil)
	b.set(b.at(ada, "What happens"), "Comes back")
	path := b.saved("returned.xlsx")
	for tool, want := range map[string]bool{"scimsheet 1.1.0": true, "scimsheet 1.0.0": false, "": false} {
		_, _, err := read(path, p, approval.Rules{Tool: tool})
		problemsOf(t, err)
		var refusal *approval.Refusal
		errors.As(err, &refusal)
		if hint := strings.Join(refusal.Hints(), "\n"); strings.Contains(hint, "It was made by scimsheet 1.0.0, and this is scimsheet 1.1.0") != want {
			t.Errorf("read by %q the hint is %q", tool, hint)
		}
	}
}
