package report

import (
	"errors"
	"slices"
	"strings"

	"scimsheet/internal/sheet"
)

const (
	workspacesInSummary = 12 // on the first page; the sheet Workspaces has all
	groupsInSummary     = 15
)

// summarySheet is written for somebody who has never seen this program: what happens, what cannot be
// undone, whether the numbers add up, and how to answer.
func (d *dryRun) summarySheet(book *sheet.Workbook) error {
	layout := d.layout(SummarySheet, []sheet.Column{{Width: markColumn}, {Width: 37, Wrapped: true}, {Width: 15.5}, {Width: 15.5}, {Width: 15.5},
		{Width: 15.5}, {Width: 16, Wrapped: true}})
	layout.Portrait, layout.Tab = true, "17324D"
	page, err := book.Page(layout)
	if err != nil {
		return err
	}
	if err := d.opening(page); err != nil {
		return err
	}
	row := d.leaveRoom(page)
	kinds, err := d.numbers(page)
	if err != nil {
		return err
	}
	if err := errors.Join(section(page, "How to decide"), steps(page, d.decide()), d.riskRows(page)); err != nil {
		return err
	}
	workspaces, err := d.workspaceLines(page)
	if err != nil {
		return err
	}
	return errors.Join(
		d.charts(page, row, kinds, workspaces),
		d.groupLines(page),
		section(page, "Limits"), d.limitLinesOf(page),
		section(page, d.willsNot()), remarkLines(page, d.stays(inWorkbook)),
		section(page, "Where this comes from"), d.sources(page))
}

// opening is what a reader must have read when the telephone rings.
func (d *dryRun) opening(page *sheet.SheetWriter) error {
	lines := []sheet.Value{sheet.String("What plan " + d.plan.ID + " will do").As(sheet.Title)}
	if d.plan.Refused {
		lines = []sheet.Value{sheet.String(refused).As(sheet.Title), sheet.String("What plan " + d.plan.ID + " would do").As(sheet.Heading)}
	}
	if whose := d.whose(); whose != "" {
		lines = append(lines, sheet.String(whose).As(sheet.Heading))
	}
	lines = append(lines, sheet.String(d.about()).As(sheet.Muted), sheet.String(d.madeBy()).As(sheet.Muted))
	if d.plan.Digest != "" {
		lines = append(lines, sheet.String("Digest "+d.plan.Digest).As(sheet.Mono))
	}
	for _, line := range lines {
		if err := page.Line(line); err != nil {
			return err
		}
	}
	return errors.Join(d.refusal(page), section(page, d.summed()), remarkLines(page, d.happens()))
}

func (d *dryRun) refusal(page *sheet.SheetWriter) error {
	if !d.plan.Refused {
		return nil
	}
	return remarkLines(page, d.refusals())
}

// heads is the header of a table of a page: the first column holds names, the others numbers.
func heads(first string, others ...string) []sheet.Value {
	row := []sheet.Value{{}, sheet.String(first).As(sheet.Head)}
	for _, text := range others {
		row = append(row, sheet.String(text).As(sheet.HeadEnd))
	}
	return row
}

// totals is a row of a table in bold letters: a total.
func totals(name string, numbers ...int) []sheet.Value {
	row := []sheet.Value{{}, sheet.String(name).As(sheet.Strong)}
	for _, n := range numbers {
		row = append(row, sheet.Int(n).As(sheet.Strong))
	}
	return row
}

func (d *dryRun) numbers(page *sheet.SheetWriter) (span, error) {
	head := heads("", d.peopleHeader())
	others := d.tally.absent.total() > 0
	if others {
		head = heads("", d.peopleHeader(), "In no row", "In all")
	}
	if err := errors.Join(section(page, "The numbers"), page.Row(head...)); err != nil {
		return span{}, err
	}
	rows := d.countRows()
	at := span{column: 3, first: page.NextRow(), last: page.NextRow() + kindsShown - 1}
	if others {
		at.column = 5
	}
	for _, r := range rows {
		row := []sheet.Value{{}, sheet.String(r.Name), sheet.Int(r.Listed)}
		if others {
			row = append(row, sheet.Int(r.Other), sheet.Int(r.Sum()))
		}
		if r.Total {
			for i := range row {
				row[i] = row[i].As(sheet.Strong)
			}
		}
		if err := page.Row(row...); err != nil {
			return span{}, err
		}
	}
	return at, page.Row(sheet.Value{}, sheet.String("See each person").To(ChangesSheet), sheet.String("Attributes").To("Attributes"),
		sheet.String("Unchanged").To("Unchanged"), sheet.String("Findings").To("Findings"))
}

func (d *dryRun) peopleHeader() string {
	if d.plan.Undoes != "" {
		return "People"
	}
	return "In the input"
}

// movedWorkspaces are those that are given or taken, most taken first.
func (d *dryRun) movedWorkspaces() []*workspaceTally {
	return slices.DeleteFunc(d.tally.touched(), func(ws *workspaceTally) bool { return ws.given+ws.taken == 0 })
}

func (d *dryRun) mostMoved() []*workspaceTally {
	moved := d.movedWorkspaces()
	return moved[:min(len(moved), workspacesInSummary)]
}

func (d *dryRun) workspaceLines(page *sheet.SheetWriter) (span, error) {
	shown, all := d.mostMoved(), len(d.movedWorkspaces())
	if all == 0 {
		return span{}, nil
	}
	if err := errors.Join(section(page, "Workspaces given and taken"),
		page.Row(append(heads("Workspace", "Members before", "Given", "Taken for good", "Members after"), sheet.String("Share lost").As(sheet.Head))...)); err != nil {
		return span{}, err
	}
	at := span{column: 4, first: page.NextRow(), last: page.NextRow() + len(shown) - 1}
	for _, ws := range shown {
		if err := page.Row(d.summaryWorkspace(ws)...); err != nil {
			return span{}, err
		}
	}
	if more := all - len(shown); more > 0 {
		if err := page.Row(sheet.Value{}, sheet.String("… and "+countOf(more, "other workspace", "other workspaces")).As(sheet.Muted)); err != nil {
			return span{}, err
		}
	}
	n := d.plan.Counts
	sum := totals("In all", n.Grants, n.Revocations)
	if err := page.Row(slices.Insert(sum, 2, sheet.Value{})...); err != nil {
		return span{}, err
	}
	if text := d.uncounted(); text != "" {
		if err := page.Line(sheet.Value{}, sheet.String(text).As(sheet.Muted)); err != nil {
			return span{}, err
		}
	}
	return at, errors.Join(page.Row(sheet.Value{}, sheet.String("See every workspace").To("Workspaces")))
}

// summaryWorkspace is a workspace of the first page. Its name is short, because it stands in a chart as well.
func (d *dryRun) summaryWorkspace(ws *workspaceTally) []sheet.Value {
	taken, after, before := alarming(ws.taken), sheet.String("not read").As(sheet.Muted), sheet.String("not read").As(sheet.Muted)
	if n, known := d.members(ws.ID); known {
		after, before = sheet.Int(n+ws.given-ws.taken), sheet.Int(n)
	}
	words, style := d.loss(ws)
	words = strings.TrimSuffix(strings.TrimSuffix(words, " lose it"), " LOSE IT") // as the header says
	return []sheet.Value{{}, sheet.String(shortened(d.labels.short(ws.Workspace), 36)), before, sheet.Int(ws.given), taken, after, sheet.String(words).As(style)}
}

func (d *dryRun) riskRows(page *sheet.SheetWriter) error {
	unjudged := d.unjudged()
	if len(d.tally.risks)+len(unjudged) == 0 {
		return nil
	}
	if err := errors.Join(section(page, "What to look at"), remarkLines(page, unjudged)); err != nil || len(d.tally.risks) == 0 {
		return err
	}
	if err := page.Row(heads("Risk", "People")...); err != nil {
		return err
	}
	for _, r := range d.tally.risks {
		mark := remark{Tone: riskTone(r.code)}
		if err := errors.Join(
			page.Row(sheet.String(mark.Mark()).As(toneStyle(mark.Tone)), sheet.String(RiskTitle(r.code)).As(sheet.Strong), sheet.Int(r.people).As(sheet.Strong),
				sheet.String(firstOfThem).ToRow(ChangesSheet, d.firstWith(r.code))),
			page.Line(sheet.Value{}, sheet.String(RiskMeaning(r.code)+" For example "+ended(r.example)).As(sheet.Muted))); err != nil {
			return err
		}
	}
	return page.Line(sheet.Value{}, sheet.String(othersOf("Risks")).As(sheet.Muted))
}

// firstOfThem is the text of a link that leads to one row where others may follow.
const firstOfThem = "first of them"

func othersOf(column string) string {
	return "A link leads to the first of them. To see the others, filter the column " + column + " on the sheet " + ChangesSheet + "."
}

// firstWith is the row of the sheet Changes in which a kind of risk stands first.
func (d *dryRun) firstWith(code string) int {
	for i, c := range d.rows {
		for _, r := range c.Risks {
			if r.Code == code {
				return i + 2
			}
		}
	}
	return 1
}

// groupLines are the groups of which most people lose something, each with the place where it begins.
func (d *dryRun) groupLines(page *sheet.SheetWriter) error {
	if !d.table.grouped() || len(d.tally.groups) == 0 {
		return nil
	}
	header := d.table.groupHeader()
	if err := errors.Join(section(page, "By "+header), page.Row(heads(header, "Changed", "Lose workspaces", "Deactivated")...)); err != nil {
		return err
	}
	starts := map[string]int{}
	for i, c := range d.rows {
		if name := groupText(c.Group); starts[name] == 0 {
			starts[name] = i + 2
		}
	}
	groups := d.tally.groupsByLoss()
	var sum groupTally
	for i, g := range groups {
		sum.changed, sum.losing, sum.deactivated = sum.changed+g.changed, sum.losing+g.losing, sum.deactivated+g.deactivated
		if i >= groupsInSummary {
			continue
		}
		if err := page.Row(sheet.Value{}, sheet.String(d.table.groupName(g.name)), sheet.Int(g.changed), alarming(g.losing), alarming(g.deactivated),
			sheet.String(firstOfThem).ToRow(ChangesSheet, starts[g.name])); err != nil {
			return err
		}
	}
	if more := len(groups) - groupsInSummary; more > 0 {
		if err := page.Row(sheet.Value{}, sheet.String("… and "+countOf(more, "other", "others")).As(sheet.Muted)); err != nil {
			return err
		}
	}
	return errors.Join(page.Row(totals("In all", sum.changed, sum.losing, sum.deactivated)...),
		page.Line(sheet.Value{}, sheet.String("Who loses workspaces and is deactivated counts in both. "+othersOf(header)).As(sheet.Muted)))
}

// alarming is a number of people who lose something.
func alarming(n int) sheet.Value {
	if n > 0 {
		return sheet.Int(n).As(sheet.Bad)
	}
	return sheet.Int(n)
}

func (d *dryRun) limitLinesOf(page *sheet.SheetWriter) error {
	if err := page.Row(append(heads("Limit", "Planned", "Allowed"), sheet.String("").As(sheet.Head), sheet.String("Of what is allowed").As(sheet.Head))...); err != nil {
		return err
	}
	for _, l := range d.limitRows() {
		allowed, style := sheet.Value{}, sheet.Plain
		if l.Allowed >= 0 {
			allowed = sheet.Int(l.Allowed)
		}
		if t := nearness(l.Limit).tone; t == danger || t == caution {
			style = toneStyle(t)
		}
		about := l.Of
		if l.Concerned != "" {
			about = l.Concerned + " (" + l.Of + ")"
		}
		if err := errors.Join(
			page.Row(sheet.Value{}, sheet.String(l.Name).As(sheet.Strong), sheet.Int(l.Planned), allowed,
				sheet.String(nearness(l.Limit).gauge()), sheet.String(l.Share).As(style)),
			page.Line(sheet.Value{}, sheet.String(ended(about)).As(sheet.Muted))); err != nil {
			return err
		}
	}
	return nil
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
	return errors.Join(factRows(page, facts), page.Row(sheet.Value{}, sheet.String("More about this report").To(AboutSheet)))
}
