package report

import (
	"errors"
	"strings"

	"scimsheet/internal/sheet"
)

// The colours of charts: what is taken away is red, as everywhere in the reports.
const (
	colourGiven   = "2E7D4F"
	colourTaken   = "B3261E"
	colourChanged = "2F6DA8"
	colourBack    = "B7791F"
	colourAside   = "98A2B3"
)

// kindsShown is how many of countRows the chart shows. People to whom nothing happens come after them: they
// are often so many that nobody else would be seen beside them.
const kindsShown = 6

// kindColours are the colours of countRows, as far as they are shown.
func kindColours() []string {
	return []string{colourGiven, colourChanged, colourBack, colourTaken, colourAside, colourAside}
}

// The charts of the first page stand side by side: the left one over the first three columns.
const (
	leftChartPixels  = 410
	rightChartColumn = 4
	pixelsAround     = 76 // of a chart: its title and legend
	pixelsPerBar     = 25
	pixelsPerRow     = 20 // of a sheet
)

// span is where the numbers of a chart stand: a column, from one row to another. It is zero where there
// are none.
type span struct{ column, first, last int }

func (s span) area(column int) sheet.Area {
	return sheet.Area{Column: column, FirstRow: s.first, LastRow: s.last}
}

// leaveRoom keeps room for the charts. They are drawn when it is known where their numbers stand.
func (d *dryRun) leaveRoom(page *sheet.SheetWriter) int {
	if len(d.rows)+d.plan.HeldBack == 0 {
		return 0
	}
	row := page.NextRow() + 1
	for range 1 + (d.chartHeight()+pixelsPerRow-1)/pixelsPerRow {
		page.Gap()
	}
	return row
}

func (d *dryRun) chartHeight() int {
	return pixelsAround + pixelsPerBar*max(kindsShown, min(len(d.movedWorkspaces()), workspacesInSummary))
}

// charts draws the pictures of the first page.
func (d *dryRun) charts(page *sheet.SheetWriter, row int, kinds, workspaces span) error {
	if row == 0 {
		return nil
	}
	people := sheet.Chart{Title: "People by what happens to them", Alt: d.kindsSpoken(), Kind: sheet.BarsAcross, Row: row, Column: 1,
		Height: d.chartHeight(), Labels: kinds.area(2),
		Series: []sheet.Series{{Name: "People", Values: kinds.area(kinds.column), Colours: kindColours()}}}
	if workspaces == (span{}) {
		return page.Chart(people)
	}
	people.Width = leftChartPixels
	return errors.Join(page.Chart(people), page.Chart(sheet.Chart{Title: "Workspaces given and taken", Alt: d.workspacesSpoken(),
		Kind: sheet.StackedAcross, Row: row, Column: rightChartColumn, Height: d.chartHeight(), Labels: workspaces.area(2),
		Series: []sheet.Series{{Name: "Given", Values: workspaces.area(workspaces.column), Colours: []string{colourGiven}},
			{Name: "Taken for good", Values: workspaces.area(workspaces.column + 1), Colours: []string{colourTaken}}}}))
}

// kindsSpoken says the chart of people in numbers, for those who do not see it.
func (d *dryRun) kindsSpoken() string {
	var said []string
	for _, r := range d.countRows()[:kindsShown] {
		if r.Sum() > 0 {
			said = append(said, r.Name+" "+number(r.Sum()))
		}
	}
	return "Bars. People by what happens to them: " + strings.Join(said, ", ") + "."
}

// workspacesSpoken says the chart of workspaces in numbers.
func (d *dryRun) workspacesSpoken() string {
	var said []string
	for _, ws := range d.mostMoved() {
		said = append(said, d.labels.short(ws.Workspace)+" given "+number(ws.given)+", taken "+number(ws.taken))
	}
	return "Bars. Workspaces by how many people are given them and lose them: " + strings.Join(said, "; ") + "."
}
