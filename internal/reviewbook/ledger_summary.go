package reviewbook

import (
	"errors"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// The colours of decisions in charts: what is taken away is red, as everywhere in the reports.
const (
	colourKeep   = "2E7D4F"
	colourRevoke = "B3261E"
	colourChange = "E0A100"
	colourOpen   = "C4CAD4"
)

const (
	reviewersInChart = 30
	remarksInSummary = 8
)

// summary is the first page: where the campaign is, what to look at and who is behind.
func (b *books) summary(book *sheet.Workbook) error {
	layout := b.layout(summarySheet, []sheet.Column{{Width: 4}, {Width: 38, Wrapped: true}, {Width: 13}, {Width: 13}, {Width: 13}, {Width: 13},
		{Width: 13}, {Width: 16, Wrapped: true}})
	layout.Portrait, layout.Tab = true, "17324D"
	page, err := book.Page(layout)
	if err != nil {
		return err
	}
	if err := errors.Join(
		page.Line(sheet.String(b.title()).As(sheet.Title)),
		page.Line(sheet.String(b.subtitle()).As(sheet.Muted)),
		section(page, b.state()), remarkLines(page, b.story())); err != nil {
		return err
	}
	for _, write := range []func(*sheet.SheetWriter) error{b.decisionTable, b.concerns, b.progressTable} {
		if err := write(page); err != nil {
			return err
		}
	}
	return nil
}

func (b *books) subtitle() string {
	text := "Anaplan tenant " + tenantName(b.campaign.Tenant) + " · campaign " + b.campaign.ID
	if b.campaign.Control != "" {
		text += " · control " + oneLine(b.campaign.Control)
	}
	return text + " · written " + moment(b.At)
}

func (b *books) state() string {
	switch {
	case b.Closing != nil:
		return "Closed"
	case b.Standing == nil:
		return "Opened"
	}
	return "Where it stands"
}

// remarkLines writes sentences below each other, each with its sign and, where there is more to see, a link.
func remarkLines(page *sheet.SheetWriter, remarks []remark) error {
	for _, r := range remarks {
		mark, text := sheet.String(r.mark()).As(r.style), sheet.String(r.words())
		if r.style == sheet.Bad {
			text = text.As(sheet.Bad)
		}
		if r.to != "" {
			mark = mark.To(r.to)
		}
		if err := page.Line(mark, text); err != nil {
			return err
		}
	}
	return nil
}

// heads is the header of a table of a page: the second column holds names, the others numbers.
func heads(first string, others ...string) []sheet.Value {
	row := []sheet.Value{{}, sheet.String(first).As(sheet.Head)}
	for _, text := range others {
		row = append(row, sheet.String(text).As(sheet.HeadEnd))
	}
	return row
}

// kind is what may be decided of rows, and how many are.
type kind struct {
	name   string
	rows   int
	points int // per cent of all rows
	style  sheet.Style
}

const openKind = "Open"

// kinds are all of them; the last one is that nothing is decided.
func (b *books) kinds() []kind {
	all := []kind{{"Keep", b.decided[review.Keep], 0, sheet.Good}, {"Revoke", b.decided[review.Revoke], 0, sheet.Bad},
		{"Change", b.decided[review.Change], 0, sheet.Warn}, {openKind, b.openRows, 0, sheet.Muted}}
	rows := make([]int, len(all))
	for i, k := range all {
		rows[i] = k.rows
	}
	for i, points := range percents(rows) {
		all[i].points = points
	}
	return all
}

// decisionTable are the decisions in all, with a chart of them.
func (b *books) decisionTable(page *sheet.SheetWriter) error {
	if b.rows == nil {
		return nil
	}
	if err := errors.Join(section(page, "Decisions"), page.Row(append(heads("", "Rows"), sheet.String("Share").As(sheet.Head))...)); err != nil {
		return err
	}
	first, kinds := page.NextRow(), b.kinds()
	if b.Closing != nil {
		kinds = kinds[:len(kinds)-1]
	}
	for _, k := range kinds {
		if err := page.Row(sheet.Value{}, sheet.String(k.name).As(k.style), sheet.Int(k.rows), sheet.String(shareWords(k.points, k.rows, b.population())).As(sheet.Muted)); err != nil {
			return err
		}
	}
	area := func(column int) sheet.Area {
		return sheet.Area{Column: column, FirstRow: first, LastRow: first + len(kinds) - 1}
	}
	spoken := "Bars. Of " + countOf(b.population(), "row", "rows") + ": " + b.decisionWords() + ", " + number(b.openRows) + " open."
	return errors.Join(
		page.Row(sheet.Value{}, sheet.String("In all").As(sheet.Strong), sheet.Int(b.population()).As(sheet.Strong)),
		page.Chart(sheet.Chart{Title: "Rows by decision", Alt: spoken, Kind: sheet.BarsAcross, Column: 2, Labels: area(2),
			Series: []sheet.Series{{Name: "Rows", Values: area(3), Colours: []string{colourKeep, colourRevoke, colourChange, colourOpen}[:len(kinds)]}}}))
}

// progressTable are the reviewers who need attention first, with a chart of them.
func (b *books) progressTable(page *sheet.SheetWriter) error {
	title := "Reviewers with the most open rows"
	if b.Closing != nil || b.Standing == nil {
		title = "Rows by reviewer"
	}
	shown := b.behind()
	more := max(0, len(shown)-reviewersInChart)
	shown = shown[:len(shown)-more]
	if len(shown) == 0 {
		return nil
	}
	if err := section(page, title); err != nil {
		return err
	}
	chart := b.progressChart(page.NextRow(), len(shown))
	if err := page.Space(chart.Height); err != nil {
		return err
	}
	first := page.NextRow() + 1
	if err := page.Row(append(heads("Reviewer", "Keep", "Revoke", "Change", "Open", "Rows"), sheet.String("How far").As(sheet.Head))...); err != nil {
		return err
	}
	for _, p := range shown {
		stage := stageOf(p)
		if err := page.Row(sheet.Value{}, sheet.String(inTable(reviewerName(p))), sheet.Int(p.Keep), sheet.Int(p.Revoke), sheet.Int(p.Change),
			sheet.Int(p.Open), sheet.Int(p.Rows), sheet.String(string(stage)).As(stage.style())); err != nil {
			return err
		}
	}
	for i := range chart.Series {
		chart.Series[i].Values.FirstRow, chart.Series[i].Values.LastRow = first, first+len(shown)-1
	}
	chart.Labels.FirstRow, chart.Labels.LastRow = first, first+len(shown)-1
	if more > 0 {
		if err := page.Row(sheet.Value{}, sheet.String("… and "+countOf(more, "other reviewer", "other reviewers")).To(reviewersSheet)); err != nil {
			return err
		}
	}
	return errors.Join(page.Chart(chart), page.Row(sheet.Value{}, sheet.String("See every reviewer").To(reviewersSheet)))
}

// progressChart is the chart above the table of reviewers, before it is known where their numbers stand.
func (b *books) progressChart(row, reviewers int) sheet.Chart {
	const around, bar = 84, 24 // pixels
	chart := sheet.Chart{Title: "Where each reviewer stands", Kind: sheet.StackedAcross, Row: row, Column: 2, Height: around + bar*reviewers, Labels: sheet.Area{Column: 2}}
	for i, s := range []struct{ name, colour string }{{"Keep", colourKeep}, {"Revoke", colourRevoke}, {"Change", colourChange}, {openKind, colourOpen}} {
		if s.name == openKind && b.Closing != nil {
			continue
		}
		chart.Series = append(chart.Series, sheet.Series{Name: s.name, Values: sheet.Area{Column: 3 + i}, Colours: []string{s.colour}})
	}
	n := b.stages()
	chart.Alt = "Bars. Reviewers by their decisions: " + number(n[stageDone]) + " done, " + number(n[stagePart]) + " part done, " + number(n[stageNothing]) + " nothing yet."
	return chart
}

// concerns are what the campaign's owner should see to, the gravest first.
func (b *books) concerns(page *sheet.SheetWriter) error {
	var all []remark
	for _, p := range b.problems {
		all = append(all, remark{sheet.Bad, problemLine(p), lookSheet})
	}
	for _, r := range b.remarks {
		all = append(all, remark{sheet.Warn, remarkText(r), lookSheet})
	}
	if more := len(all) - remarksInSummary; more > 0 {
		all = append(all[:remarksInSummary], remark{sheet.Muted, "… and " + number(more) + " more", lookSheet})
	}
	if b.Closing == nil {
		all = append(all, b.standingConcerns()...)
	}
	if len(all) == 0 {
		return nil
	}
	return errors.Join(section(page, "What to look at"), remarkLines(page, all))
}

// standingConcerns follow from the population, whatever came back.
func (b *books) standingConcerns() []remark {
	var all []remark
	if b.unassigned > 0 {
		all = append(all, remark{sheet.Warn, "Nobody could be found to review " + countOf(b.unassigned, "row", "rows") + ": find somebody, and write them into Delegate in the workbook no-reviewer.xlsx.", nobodySheet})
	}
	if b.fallback > 0 {
		all = append(all, remark{sheet.Muted, countOf(b.fallback, "row came", "rows came") + " to a fallback reviewer, because nobody else could be found.", nobodySheet})
	}
	if b.leavers > 0 {
		all = append(all, remark{sheet.Muted, countOf(b.leavers, "person who has left", "people who have left") + " by HR's list " + verb(b.leavers, "has", "have") + " access still.", ""})
	}
	if n := len(b.campaign.LeftIdle); n > 0 {
		all = append(all, remark{sheet.Muted, countOf(n, "account", "accounts") + " of people who have left by HR's list " + verb(n, "holds", "hold") + " nothing, and can still sign in.", ""})
	}
	for _, text := range b.campaign.Unknown {
		all = append(all, remark{sheet.Muted, "Could not be found out: " + sentence(oneLine(text)), ""})
	}
	if n := len(b.campaign.Findings); n > 0 {
		all = append(all, remark{sheet.Muted, countOf(n, "line", "lines") + " of HR's list or the list of owners should be looked at.", aboutSheet})
	}
	return all
}
