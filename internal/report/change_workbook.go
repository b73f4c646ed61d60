package report

import (
	"slices"

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

// foot is what every printed page says at its foot.
func (d *dryRun) foot() string {
	return "Change report of plan " + d.plan.ID + " · " + tenantName(d.plan.Tenant) + " · " + moment(d.plan.CreatedAt)
}

// riskOrder puts what an approver must see first: people who lose a workspace, people who are
// deactivated, other risks, the rest, and last those for whom nothing can be done.
func (d *dryRun) riskOrder() []*plan.Change {
	var order []*plan.Change
	for i := range d.plan.Changes {
		if c := &d.plan.Changes[i]; c.Writes() || c.Action == plan.Blocked {
			order = append(order, c)
		}
	}
	slices.SortStableFunc(order, func(a, b *plan.Change) int { return riskRank(a) - riskRank(b) })
	return order
}

func riskRank(c *plan.Change) int {
	switch {
	case c.Action == plan.Blocked:
		return 4
	case len(c.Revocations) > 0:
		return 0
	case c.Action == plan.Deactivate:
		return 1
	case len(c.Risks) > 0:
		return 2
	}
	return 3
}

func (d *dryRun) changesSheet(book *sheet.Workbook) error {
	table, err := book.Table(sheet.Layout{Name: "Changes", Title: d.foot(), Protected: true, Printed: 12, Tab: "B3261E", Columns: []sheet.Column{
		{Header: "Decision", Width: 12, Entry: true, Choices: []sheet.Choice{{Word: Approve, Style: sheet.Good}, {Word: Reject, Style: sheet.Bad}},
			Note: "approve or reject, for the person who applies the plan. How to decide is on the sheet Summary."},
		{Header: "Decided by", Width: 14, Entry: true, Note: "Who decides: a name or an e-mail address."},
		{Header: "Comment", Width: 18, Entry: true, Wrapped: true, Note: "Why, if that should be kept."},
		{Header: "Change", Width: 12},
		{Header: "What happens", Width: 44, Wrapped: true},
		{Header: "User name"},
		{Header: "Name"},
		{Header: "Workspaces given", Width: 22, Wrapped: true},
		{Header: "Workspaces taken", Width: 22, Wrapped: true,
			Note: "Cannot be undone: the person's model roles there are destroyed, and giving the workspace again does not bring them back."},
		{Header: "Risks", Width: 30, Wrapped: true},
		{Header: "Reason", Width: 24, Wrapped: true},
		{Header: "Rows", Width: 16, Wrapped: true, Note: "Where in the input this was asked for."},
		{Header: "Plan change id", Style: sheet.Mono},
		{Header: "Digest", Width: 18, Style: sheet.Mono, Note: "Seals the row: it may be sorted and filtered, not edited."},
	}})
	if err != nil {
		return err
	}
	for _, c := range d.riskOrder() {
		if err := table.Row(d.changeRow(c)...); err != nil {
			return err
		}
	}
	return nil
}

func (d *dryRun) changeRow(c *plan.Change) []sheet.Value {
	decision, by, comment, action := sheet.Value{}, sheet.Value{}, sheet.Value{}, sheet.String(string(c.Action))
	switch {
	case c.Action == plan.Blocked:
		decision, by, comment = decision.As(sheet.Muted), by.As(sheet.Muted), comment.As(sheet.Muted)
		action = action.As(sheet.Muted)
	case c.Takes():
		action = action.As(sheet.Bad)
	case len(c.Risks) > 0:
		action = action.As(sheet.Warn)
	}
	taken := sheet.String(manyLines(d.labels.all(c.Revocations)))
	if len(c.Revocations) > 0 {
		taken = taken.As(sheet.Bad)
	}
	risks := sheet.String(riskLines(c))
	if len(c.Risks) > 0 {
		risks = risks.As(sheet.Warn)
	}
	return []sheet.Value{decision, by, comment, action,
		sheet.String(d.storyText(c)), sheet.String(string(c.UserName)), sheet.String(personName(c)),
		sheet.String(manyLines(d.labels.all(c.Grants))), taken, risks, sheet.String(reasonLine(c)),
		sheet.String(d.places.of(c.Rows)), sheet.String(c.ID), sheet.String(c.Digest)}
}

func (d *dryRun) attributesSheet(book *sheet.Workbook) error {
	table, err := book.Table(sheet.Layout{Name: "Attributes", Title: d.foot(), Frozen: 1, Columns: []sheet.Column{
		{Header: "User name"}, {Header: "Name"}, {Header: "Change", Width: 12}, {Header: "Attribute", Width: 16},
		{Header: "Before", Width: 36, Wrapped: true}, {Header: "After", Width: 36, Wrapped: true},
		{Header: "Rows", Width: 22, Wrapped: true}, {Header: "Plan change id", Style: sheet.Mono},
	}})
	if err != nil {
		return err
	}
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		for _, a := range c.Attributes {
			if err := table.Row(sheet.String(string(c.UserName)), sheet.String(personName(c)), sheet.String(string(c.Action)),
				sheet.String(a.Path), attributeCell(a.Before), attributeCell(a.After), sheet.String(d.places.of(c.Rows)),
				sheet.String(c.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// attributeCell greys what stands for nothing, so that "(empty)" is not taken for a value.
func attributeCell(value any) sheet.Value {
	cell := sheet.String(attributeValue(value))
	if value == nil || value == "" {
		return cell.As(sheet.Muted)
	}
	return cell
}

func (d *dryRun) unchangedSheet(book *sheet.Workbook) error {
	table, err := book.Table(sheet.Layout{Name: "Unchanged", Title: d.foot(), Frozen: 1, Columns: []sheet.Column{
		{Header: "User name"}, {Header: "Name"}, {Header: "Why nothing changes", Width: 44, Wrapped: true},
		{Header: "Rows", Width: 26, Wrapped: true}, {Header: "Plan change id", Style: sheet.Mono},
	}})
	if err != nil {
		return err
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
		if err := table.Row(sheet.String(string(c.UserName)), sheet.String(personName(c)), sheet.String(why),
			sheet.String(d.places.of(c.Rows)), sheet.String(c.ID)); err != nil {
			return err
		}
	}
	for _, a := range d.plan.Absent {
		if err := table.Row(sheet.String(a.UserName), sheet.Value{}, sheet.String(absentWords(a)), sheet.String("in no row")); err != nil {
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
