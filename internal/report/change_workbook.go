package report

import (
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// The decisions of an approver.
const (
	Approve = "approve"
	Reject  = "reject"
)

// writeWorkbook writes change-report.xlsx, its sheets in the order that the contract promises.
func (d *dryRun) writeWorkbook(path string) error {
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "Change report of plan " + d.plan.ID,
		Subject: "Anaplan tenant " + tenantName(d.plan.Tenant), Creator: d.plan.Tool, Created: d.plan.CreatedAt})
	if err != nil {
		return err
	}
	defer book.Discard()
	for _, write := range []func(*sheet.Workbook) error{d.summarySheet, d.changesSheet, d.attributesSheet,
		d.workspacesSheet, d.unchangedSheet, d.findingsSheet, d.aboutSheet} {
		if err := write(book); err != nil {
			return err
		}
	}
	_, err = book.Save()
	return err
}

// layout is how every sheet of the workbook begins: only decisions can be written, and each printed page
// says of which plan it is, with the digest of all of it.
func (d *dryRun) layout(name string, columns []sheet.Column) sheet.Layout {
	title := "Plan " + d.plan.ID
	if d.Part != nil {
		title += " · " + shortened(partText(*d.Part), 20)
	}
	return sheet.Layout{Name: name, Title: title, Sealed: d.plan.Digest, Columns: columns, Protected: true}
}

// named is the layout of a table whose first column stays on the screen.
func (d *dryRun) named(name string, columns []sheet.Column) sheet.Layout {
	layout := d.layout(name, columns)
	layout.Frozen = 1
	return layout
}

func (d *dryRun) changesSheet(book *sheet.Workbook) error {
	columns := d.table.columns()
	if d.plan.Refused { // there is nothing to decide
		for i := range entries() {
			columns[i].Entry, columns[i].Choices = false, nil
		}
	}
	layout := d.layout(ChangesSheet, columns)
	layout.Printed, layout.Tab = len(columns)-statementCount+atTaken, "B3261E"
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	for _, c := range d.rows {
		if err := table.Row(d.changeRow(c)...); err != nil {
			return err
		}
	}
	return nil
}

// changeRow is a row of the table with its colours.
func (d *dryRun) changeRow(c *plan.Change) []sheet.Value {
	cells := d.table.Cells(c)
	row := make([]sheet.Value, len(cells))
	for i, text := range cells {
		if text != "" {
			row[i] = sheet.String(text)
		}
	}
	own := row[len(row)-statementCount:]
	paint := func(at int, style sheet.Style) { own[at] = own[at].As(style) }
	switch {
	case c.Action == plan.Blocked:
		for i := range row {
			row[i] = row[i].As(sheet.Muted)
		}
		return row
	case c.Takes():
		paint(atAction, sheet.Bad)
	case len(c.Risks) > 0:
		paint(atAction, sheet.Warn)
	}
	if len(c.Revocations) > 0 {
		paint(atStory, sheet.Bad)
		paint(atTaken, sheet.Bad)
	}
	if len(c.Risks) > 0 {
		paint(atRisks, sheet.Warn)
	}
	return row
}

func (d *dryRun) attributesSheet(book *sheet.Workbook) error {
	table, err := book.Table(d.named("Attributes", []sheet.Column{
		{Header: "User name", Width: 34, Wrapped: true}, {Header: "Name", Width: 26, Wrapped: true}, {Header: "Change", Width: 12}, {Header: "Attribute", Width: 16},
		{Header: "Before", Width: 36, Wrapped: true}, {Header: "After", Width: 36, Wrapped: true},
		{Header: "Rows", Width: 22, Wrapped: true}, {Header: "Plan change id", Style: sheet.Mono},
	}))
	if err != nil {
		return err
	}
	written := false
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		written = written || len(c.Attributes) > 0
		name := ""
		if c.Writes() { // only then does the plan file know the account
			name = oneLine(personName(c))
		}
		for _, a := range c.Attributes {
			if err := table.Row(sheet.String(legible(string(c.UserName))), sheet.String(name), sheet.String(string(c.Action)),
				sheet.String(a.Path), attributeCell(a.Before), attributeCell(a.After), sheet.String(legible(d.places.of(c.Rows))),
				sheet.String(c.ID)); err != nil {
				return err
			}
		}
	}
	if !written {
		return nothing(table, "Nothing here: no attribute of anybody changes.")
	}
	return nil
}

// attributeCell greys what stands for nothing, so that "(empty)" is not taken for a value.
func attributeCell(value any) sheet.Value {
	cell := sheet.String(legible(attributeValue(value)))
	if value == nil || value == "" {
		return cell.As(sheet.Muted)
	}
	return cell
}

// unchangedSheet does not name people: the plan file does not know the accounts for which nothing changes, and
// the sheet has to be written again from it.
func (d *dryRun) unchangedSheet(book *sheet.Workbook) error {
	table, err := book.Table(d.named("Unchanged", []sheet.Column{
		{Header: "User name", Width: 34, Wrapped: true}, {Header: "Why nothing changes", Width: 44, Wrapped: true},
		{Header: "Rows", Width: 26, Wrapped: true}, {Header: "Plan change id", Style: sheet.Mono},
	}))
	if err != nil {
		return err
	}
	if d.plan.Counts.None+len(d.plan.Absent) == 0 {
		return nothing(table, "Nothing here: everybody is changed, blocked or held back.")
	}
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		if c.Action != plan.None {
			continue
		}
		why := reasonLine(c)
		if why == "" {
			why = "everything is as the input wants it"
		}
		if err := table.Row(sheet.String(legible(string(c.UserName))), sheet.String(why),
			sheet.String(legible(d.places.of(c.Rows))), sheet.String(c.ID)); err != nil {
			return err
		}
	}
	for _, a := range d.plan.Absent {
		if err := table.Row(sheet.String(legible(a.UserName)), sheet.String(absentWords(a)), sheet.String("in no row")); err != nil {
			return err
		}
	}
	return nil
}

func absentWords(a plan.AbsentAccount) string {
	if a.Active {
		return "an active account in no row of the input; reported, nothing is done"
	}
	return "an inactive account in no row of the input; reported, nothing is done"
}
