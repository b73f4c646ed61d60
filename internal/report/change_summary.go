package report

import (
	"errors"
	"slices"

	"scimsheet/internal/sheet"
)

// workspacesInSummary is how many workspaces the first page lists; the sheet Workspaces has all.
const workspacesInSummary = 12

// summarySheet is written for somebody who has never seen this program: what happens, what cannot be
// undone, whether the numbers add up, and how to answer.
func (d *dryRun) summarySheet(book *sheet.Workbook) error {
	page, err := book.Page(sheet.Layout{Name: "Summary", Title: d.foot(), Portrait: true, Tab: "17324D", Columns: []sheet.Column{
		{Width: markColumn}, {Width: 34}, {Width: 16}, {Width: 14}, {Width: 12}, {Width: 36}}})
	if err != nil {
		return err
	}
	return errors.Join(
		page.Line(sheet.String("What plan "+d.plan.ID+" will do").As(sheet.Title)),
		page.Line(sheet.String("A dry run for the Anaplan tenant "+tenantName(d.plan.Tenant)+". Nothing has been changed yet.").As(sheet.Muted)),
		d.refusal(page),
		section(page, d.headline()),
		remarkLines(page, d.happens()),
		section(page, "The numbers"), d.numbers(page),
		d.workspaceLines(page),
		d.riskRows(page),
		section(page, "Limits"), remarkLines(page, d.limitRemarks()),
		section(page, "What will not happen"), remarkLines(page, d.stays()),
		section(page, "How to decide"), steps(page, d.decide()),
		section(page, "Where this comes from"), d.sources(page))
}

func (d *dryRun) refusal(page *sheet.SheetWriter) error {
	if !d.plan.Refused {
		return nil
	}
	return remarkLines(page, slices.DeleteFunc(d.limitRemarks(), func(r remark) bool { return r.Tone != danger }))
}

func (d *dryRun) numbers(page *sheet.SheetWriter) error {
	head := []sheet.Value{{}, sheet.String("").As(sheet.Head), sheet.String("People of input").As(sheet.HeadEnd)}
	others := d.tally.absent.total() > 0
	if others {
		head = append(head, sheet.String("In no row").As(sheet.HeadEnd), sheet.String("In all").As(sheet.HeadEnd))
	}
	if err := page.Row(head...); err != nil {
		return err
	}
	for _, r := range d.countRows() {
		style := sheet.Plain
		if r.Total {
			style = sheet.Strong
		}
		row := []sheet.Value{{}, sheet.String(r.Name).As(style), sheet.Int(r.Listed).As(style)}
		if others {
			row = append(row, sheet.Int(r.Other).As(style), sheet.Int(r.Listed+r.Other).As(style))
		}
		if err := page.Row(row...); err != nil {
			return err
		}
	}
	return page.Row(sheet.Value{}, sheet.String("See each person").To("Changes"), sheet.String("Before → after").To("Attributes"),
		sheet.String("Unchanged").To("Unchanged"), sheet.String("Findings").To("Findings"))
}

func (d *dryRun) workspaceLines(page *sheet.SheetWriter) error {
	touched := slices.DeleteFunc(d.tally.touched(), func(ws *workspaceTally) bool { return ws.given+ws.taken == 0 })
	if d.plan.Counts.Grants+d.plan.Counts.Revocations == 0 {
		return nil
	}
	if err := errors.Join(section(page, "Workspaces given and taken"),
		page.Row(sheet.Value{}, sheet.String("Workspace").As(sheet.Head), sheet.String("Given").As(sheet.HeadEnd),
			sheet.String("Taken for good").As(sheet.HeadEnd))); err != nil {
		return err
	}
	for i, ws := range touched {
		if i == workspacesInSummary {
			break
		}
		taken := sheet.Int(ws.taken)
		if ws.taken > 0 {
			taken = taken.As(sheet.Bad)
		}
		if err := page.Row(sheet.Value{}, sheet.String(d.labels.of(ws.Workspace)), sheet.Int(ws.given), taken); err != nil {
			return err
		}
	}
	if more := len(touched) - workspacesInSummary; more > 0 {
		if err := page.Row(sheet.Value{}, sheet.String("… and "+countOf(more, "other workspace", "other workspaces")).As(sheet.Muted)); err != nil {
			return err
		}
	}
	n := d.plan.Counts
	total := []sheet.Value{{}, sheet.String("In all").As(sheet.Strong), sheet.Int(n.Grants).As(sheet.Strong), sheet.Int(n.Revocations).As(sheet.Strong)}
	return errors.Join(page.Row(total...), page.Row(sheet.Value{}, sheet.String("See every workspace").To("Workspaces")))
}

func (d *dryRun) riskRows(page *sheet.SheetWriter) error {
	if len(d.tally.risks) == 0 {
		return nil
	}
	if err := section(page, "What to look at"); err != nil {
		return err
	}
	var remarks []remark
	for _, r := range d.tally.risks {
		remarks = append(remarks, remark{RiskTitle(r.code) + ": " + people(r.people) + ". For example " + r.example, caution})
	}
	return remarkLines(page, remarks)
}

func steps(page *sheet.SheetWriter, lines []string) error {
	for i, line := range lines {
		mark := sheet.String("•").As(sheet.Muted)
		if len(lines) > 1 {
			mark = sheet.String(number(i+1) + ".").As(sheet.Strong)
		}
		if err := page.Line(mark, sheet.String(line)); err != nil {
			return err
		}
	}
	return nil
}

func (d *dryRun) sources(page *sheet.SheetWriter) error {
	facts := append(d.origin(), fact{Name: "Requests", Value: d.cost()})
	return errors.Join(factRows(page, facts), page.Row(sheet.Value{}, sheet.String("More about this report").To("About")))
}
