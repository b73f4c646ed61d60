package approval_test

import (
	"fmt"
	"testing"

	"scimsheet/internal/approval"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// manyPlan has so many changes, each with an attribute and some workspaces.
func manyPlan(t testing.TB, n int) *plan.Plan {
	spaces := make([]identity.Workspace, 300)
	for i := range spaces {
		spaces[i] = identity.Workspace{ID: fmt.Sprintf("%032x", i), Name: fmt.Sprintf("Workspace %03d", i)}
	}
	changes := make([]plan.Change, n)
	for i := range changes {
		c := someone(i+1, plan.Update, fmt.Sprintf("ada.lovelace.%d@acme.example", i), fmt.Sprint("Ada Lovelace ", i), fmt.Sprint("Department ", i%40))
		c.Attributes = []plan.Attribute{{Path: plan.PathExternalID, Before: "", After: fmt.Sprint("E", i)}}
		c.Grants = spaces[i%290 : i%290+3]
		if i%4 == 0 {
			c.Revocations = []identity.Workspace{finance}
			c.Risks = []plan.Risk{{Code: plan.RiskRevocation, Message: "loses 1 workspace; model roles there are destroyed and do not come back"}}
		}
		changes[i] = c
	}
	return sealed(t, changes)
}

func BenchmarkRead50000(b *testing.B) {
	p := manyPlan(b, 50_000)
	path := decidedReport(b, p)
	b.ReportAllocs()
	for b.Loop() {
		_, decisions, err := approval.Read(path, p, approval.Rules{FourEyes: true, Operator: operator})
		check(b, err)
		if len(decisions) != 50_000 {
			b.Fatalf("%d decisions", len(decisions))
		}
	}
}

// decidedReport is a report in which everybody is approved, written row by row: a spreadsheet program that
// holds it as a whole takes longer than what is measured.
func decidedReport(b *testing.B, p *plan.Plan) string {
	b.Helper()
	path := b.TempDir() + "/returned.xlsx"
	book, err := sheet.NewWorkbook(path, sheet.Properties{})
	check(b, err)
	table := report.NewChangeTable(p)
	var columns []sheet.Column
	for _, header := range table.Headers() {
		columns = append(columns, sheet.Column{Header: header})
	}
	rows, err := book.Table(sheet.Layout{Name: report.ChangesSheet, Columns: columns})
	check(b, err)
	for _, c := range table.Listed(nil) {
		cells := table.Cells(c)
		cells[0], cells[1], cells[2] = "approve", "alice@acme.example", "as agreed"
		values := make([]sheet.Value, len(cells))
		for i, text := range cells {
			if text != "" {
				values[i] = sheet.String(text)
			}
		}
		check(b, rows.Row(values...))
	}
	about, err := book.Page(sheet.Layout{Name: report.AboutSheet, Columns: []sheet.Column{{}, {}, {}}})
	check(b, err)
	check(b, about.Line(sheet.Value{}, sheet.String(report.DigestFact), sheet.String(p.Digest)))
	_, err = book.Save()
	check(b, err)
	return path
}
