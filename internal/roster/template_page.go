package roster

import (
	"strings"

	"scimsheet/internal/sheet"
)

// guide is the sheet Instructions while it is written; the first error stays.
type guide struct {
	page *sheet.SheetWriter
	err  error
}

// writeInstructions writes the sheet that says how to fill in the others and how to go on. It is one
// printed page. file is the template's name without its folder.
func (t Template) writeInstructions(book *sheet.Workbook, file string, columns []templateColumn, offered []offer) error {
	page, err := book.Page(sheet.Layout{Name: instructionsTab, Title: "How to fill in " + file, Portrait: true, OnePage: true, Tab: "F2C94C",
		Columns: []sheet.Column{{Width: 30, Style: sheet.Strong, Wrapped: true}, {Width: 80, Wrapped: true}}})
	if err != nil {
		return err
	}
	g := &guide{page: page}
	g.line("How to fill in this workbook", sheet.Title)
	g.line(t.whatIsARow()+" The grey row is an example: it may stay, because it is never taken for a person. "+
		"Columns may stand in another order, be left out, or be added; those that you add come back in the results.", sheet.Plain)
	g.heading("What to write")
	for _, c := range columns {
		if !c.Marks {
			g.row(c.Header, c.Note, sheet.Plain)
		}
	}
	if t.Layout == Matrix {
		g.row(workspacePrefix+"…", matrixNote, sheet.Plain)
	}
	g.heading("What a cell means")
	t.explainCells(g)
	g.heading("Before you take a workspace away")
	g.line("Taking a workspace away destroys the person's model roles and selective access in it for good: giving it back does not bring them back. "+
		"To lock somebody out, write no under active instead: that can be undone.", sheet.Warn)
	if len(offered) > 0 {
		g.heading("Which workspaces there are")
		g.line(t.whatIsOffered(offered), sheet.Plain)
	}
	g.heading("When you are done")
	if strings.ContainsAny(file, " '&;()$") {
		file = `"` + file + `"`
	}
	g.row("scimsheet validate "+file, "Checks every cell without a network, and says what to correct.", sheet.Mono)
	g.row("scimsheet plan "+file, "Reads the tenant and shows what would change, person by person. Changes nothing.", sheet.Mono)
	g.row("scimsheet apply RUN", "Applies exactly the plan in the folder RUN, which plan has written.", sheet.Mono)
	return g.err
}

func (t Template) explainCells(g *guide) {
	switch t.Layout {
	case Matrix:
		g.row("blank", "Changes nothing, but among the workspaces: beside an x or a no it says that the person has not this one.", sheet.Plain)
		g.row(none, "Clears the "+canonical[externalID]+". To take away every workspace that has a column, write no in one of them.", sheet.Plain)
	case Long:
		g.row("blank", "Changes nothing. Only what you write is changed.", sheet.Plain)
		g.row(none, "Clears the "+canonical[externalID]+"; under "+canonical[workspace]+" it takes all of them away.", sheet.Plain)
	default:
		g.row("blank", "Changes nothing. Only what you write is changed.", sheet.Plain)
		g.row(none, "Clears the "+canonical[externalID]+"; under "+canonical[workspaces]+" it takes all of them away.", sheet.Plain)
	}
}

func (t Template) whatIsARow() string {
	switch t.Layout {
	case Long:
		return "Write one row for each person and workspace on the sheet " + peopleTab + "; names and the like need to stand in one of a person's rows only."
	case Matrix:
		return "Write one row for each person on the sheet " + peopleTab + ", with an x below each workspace that the person is to have."
	}
	return "Write one row for each person on the sheet " + peopleTab + "."
}

func (t Template) whatIsOffered(offered []offer) string {
	text := "The sheet " + workspacesTab + " has " + count(len(offered), "workspace", "workspaces") + ", read from the tenant on " +
		t.Created.UTC().Format("2 January 2006") + "."
	if t.Layout != Matrix {
		text += " Add others below them, with their ids: they can then be chosen too."
	} else {
		text += " For another one, add a column headed ws: and its name or id."
	}
	if !byName(offered) {
		text += " Where a name is shared or would be read as a list, its id is used; the sheet tells which is which."
	}
	return text
}

func (g *guide) line(text string, style sheet.Style) {
	if g.err == nil {
		g.err = g.page.Line(sheet.String(text).As(style))
	}
}

func (g *guide) heading(text string) {
	g.page.Gap()
	g.line(text, sheet.Heading)
}

func (g *guide) row(label, text string, style sheet.Style) {
	if g.err == nil {
		g.err = g.page.Row(sheet.String(label).As(style), sheet.String(text))
	}
}
