package report

import (
	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// Of the people of one workspace so many are named, and further ones where the reader opens the list; the
// filter shows them all.
const (
	namedOnPage  = 10
	foldedOnPage = 50
)

// workspacesTable is the sheet Workspaces, as far as something happens to a workspace.
func (d *dryRun) workspacesTable(workbook string, most onPage) *pageTable {
	touched := d.tally.touched()
	t := pageTable{ID: "workspaces", Class: "spaces", Count: len(touched),
		Caption: "Workspaces that are given or taken, or whose members are deactivated",
		Columns: []pageColumn{{Header: "Workspace", Is: "workspace", Sort: "text"}, {Header: "Members before", Class: "n", Is: "before", Sort: "number"},
			{Header: "Given", Class: "n", Is: "given", Sort: "number"}, {Header: "Taken for good", Class: "n", Is: "taken", Sort: "number"},
			{Header: "Members after", Class: "n", Is: "after", Sort: "number"}, {Header: "Members deactivated", Class: "n", Is: "deactivated", Sort: "number"},
			{Header: "Who gets it", Is: "gets"}, {Header: "Who loses it (cannot be undone)", Is: "loses"}}}
	return longTable(t, most.others, most.first, workbook+", sheet Workspaces", func(i int) pageRow { return d.spaceRow(touched[i]) })
}

func (d *dryRun) spaceRow(ws *workspaceTally) pageRow {
	before, after := "not read", "not read"
	if n, known := d.members(ws.ID); known {
		before, after = number(n), number(n+ws.given-ws.taken)
	}
	taken := oneLineCell(number(ws.taken))
	if ws.taken > 0 {
		taken = pageCell{{danger, "⚠ " + number(ws.taken)}}
		if words, style := d.loss(ws); words != "" {
			taken = append(taken, pageLine{lossTone(style), words})
		}
	}
	return pageRow{Cells: []pageCell{{{asName, d.labels.of(ws.Workspace)}}, oneLineCell(before), oneLineCell(number(ws.given)), taken, oneLineCell(after),
		oneLineCell(number(ws.deactivated)), nameLines(ws.getting, ws.given), nameLines(ws.lost, ws.taken)}}
}

// lossTone is what the workbook shows in a style.
func lossTone(style sheet.Style) tone {
	switch style {
	case sheet.Bad:
		return danger
	case sheet.Warn:
		return caution
	}
	return asAside
}

// nameLines are the first of so many people, a line each.
func nameLines(names []string, total int) pageCell {
	shown := firstFew(names, total, namedOnPage+foldedOnPage)
	var cell pageCell
	for i, name := range shown {
		if i == namedOnPage && total > namedOnPage {
			cell = append(cell, pageLine{asFold, "… and " + number(total-namedOnPage) + " more"})
		}
		cell = append(cell, pageLine{Text: oneLine(name)})
	}
	return cell
}

// findingsTable is the sheet Findings.
func (d *dryRun) findingsTable(workbook string, most onPage) *pageTable {
	t := pageTable{ID: "findings", Class: "findings", Caption: "Findings, cell by cell", Count: len(d.Findings),
		Columns: []pageColumn{{Header: "Severity", Is: "severity", Sort: "text"}, {Header: "Place", Is: "place", Sort: "text"},
			{Header: "What is wrong", Is: "wrong"}, {Header: "What to do", Is: "todo"}}}
	shown := d.findings(finding.Error, finding.Warning, finding.Note)
	return longTable(t, most.others, most.first, workbook+", sheet Findings", func(i int) pageRow {
		f := shown[i]
		severity := pageLine{severityTone(f.Severity), string(f.Severity)}
		return pageRow{Cells: []pageCell{{severity}, oneLineCell(oneLine(f.Pos.String())), oneLineCell(legible(f.Message)), oneLineCell(legible(f.Hint))}}
	})
}

func severityTone(s finding.Severity) tone {
	switch s {
	case finding.Error:
		return danger
	case finding.Warning:
		return caution
	}
	return asAside
}
