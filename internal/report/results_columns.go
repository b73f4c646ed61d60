package report

import (
	"scimsheet/internal/apply"
	"scimsheet/internal/sheet"
)

// countColumns are the middle columns of the first page's tables: what is counted depends on what the run was
// made from. An undo has users and no rows; accounts in no row are counted beside the rows where there are any.
type countColumns struct{ undo, beside bool }

// counted is how many input rows, accounts in no row and people of the input one line is about, and where on
// the sheet Results the first of them stands.
type counted struct{ rows, noRow, people, first int }

func (r *results) countColumns() countColumns {
	return countColumns{undo: len(r.tables) == 0, beside: len(r.tables) > 0 && sum(r.noRow) > 0}
}

// head is the header of such a table.
func (k countColumns) head(name, second, text string) []sheet.Value {
	rows := "Input rows"
	switch {
	case k.undo:
		rows, second = "Users", ""
	case k.beside:
		second = "In no row"
	}
	return []sheet.Value{{}, sheet.String(name).As(sheet.Head), sheet.String(rows).As(sheet.HeadEnd), sheet.String(second).As(sheet.HeadEnd),
		sheet.String("On Results").As(sheet.Head), sheet.String(text).As(sheet.Head)}
}

// line is a line below that header. Where people are not counted, their column stays blank.
func (k countColumns) line(name sheet.Value, n counted, style sheet.Style, text string) []sheet.Value {
	blank := sheet.String("")
	main, second, first := sheet.Int(n.rows).As(style), blank, blank
	switch {
	case k.undo:
		main = sheet.Int(n.noRow).As(style)
	case k.beside:
		second = sheet.Int(n.noRow).As(style)
	case n.people > 0:
		second = sheet.Int(n.people).As(style)
	}
	if n.first > 0 {
		first = toResults(n.first)
	}
	return []sheet.Value{{}, name, main, second, first, sheet.String(text)}
}

// toResults leads to a row of the sheet Results.
func toResults(row int) sheet.Value { return sheet.String("row "+number(row)).ToRow("Results", row) }

// countedOf is everything that has one outcome.
func (r *results) countedOf(status apply.Status) counted {
	return counted{rows: r.rows[status], noRow: r.noRow[status], people: r.people[status], first: r.firstOf[status]}
}
