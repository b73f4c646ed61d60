package approval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/approval"
	"scimsheet/internal/finding"
	"scimsheet/internal/report"
)

func TestWhatSpreadsheetProgramsAndPeopleDoAnywayIsNoEdit(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for name, edit := range map[string]func(*book){
		"rows are sorted": func(b *book) { reverse(b) },
		"a row is hidden": func(b *book) { check(b.t, b.SetRowVisible(report.ChangesSheet, 3, false)) },
		"columns that say nothing of the change are hidden": func(b *book) {
			for _, header := range []string{report.CommentHeader, report.ChangeIDHeader, report.DigestHeader} {
				check(b.t, b.SetColVisible(report.ChangesSheet, b.column(header), false))
			}
		},
		"rows of another table are filtered": func(b *book) { check(b.t, b.SetRowVisible("Attributes", 3, false)) },
		"a sheet with details is hidden":     func(b *book) { check(b.t, b.SetSheetVisible("Unchanged", false)) },
		"a sheet is added": func(b *book) {
			_, err := b.NewSheet("My notes")
			check(b.t, err)
		},
		"protection is taken off": func(b *book) { check(b.t, b.UnprotectSheet(report.ChangesSheet)) },
		"colours are changed": func(b *book) {
			style, err := b.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FF0000"}}})
			check(b.t, err)
			check(b.t, b.SetCellStyle(report.ChangesSheet, "A1", "O7", style))
		},
		"blank rows stand between the others": func(b *book) { check(b.t, b.InsertRows(report.ChangesSheet, 4, 3)) },
		"a blank column is inserted":          func(b *book) { check(b.t, b.InsertCols(report.ChangesSheet, "E", 1)) },
		"a cell beside the table was used and cleared again": func(b *book) {
			b.set("R9", "x")
			b.set("R9", " ")
		},
		"line breaks take another form": func(b *book) {
			cell := b.at(maria, "What happens")
			b.set(cell, strings.ReplaceAll(b.get(cell), "\n", "\r\n"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := opened(t, p, path, nil)
			b.decide(maria, "approve", "", "")
			edit(b)
			file, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
			check(t, err)
			if got := strings.Join(said(p, decisions), ", "); got != "maria.lopez approve" || file.Blank != 4 {
				t.Errorf("decided: %s, and %d blank", got, file.Blank)
			}
		})
	}
}

// reverse puts the rows in the opposite order.
func reverse(b *book) {
	rows, err := b.GetRows(report.ChangesSheet)
	check(b.t, err)
	for i := range rows[1:] {
		for j := range b.headers {
			cell, err := excelize.CoordinatesToCellName(j+1, len(rows)-i)
			check(b.t, err)
			b.set(cell, nil)
			if j < len(rows[i+1]) && rows[i+1][j] != "" {
				b.set(cell, rows[i+1][j])
			}
		}
	}
}

func TestWholeColumnsMayBeMoved(t *testing.T) {
	p := samplePlan(t)
	b := opened(t, p, wholeReport(t, p), nil)
	b.decide(maria, "reject", "alice@acme.example", "")
	rows, err := b.GetRows(report.ChangesSheet)
	check(t, err)
	for i, row := range rows {
		for j := range b.headers {
			cell, err := excelize.CoordinatesToCellName(len(b.headers)-j, i+1)
			check(t, err)
			b.set(cell, nil)
			if j < len(row) && row[j] != "" {
				b.set(cell, row[j])
			}
		}
	}
	_, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
	check(t, err)
	if want := fmt.Sprintf("Changes!%s5", finding.ColumnLetters(len(b.headers))); len(decisions) != 1 || decisions[0].Cell != want {
		t.Errorf("decisions %+v, want one in %s", decisions, want)
	}
}
