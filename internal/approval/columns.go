package approval

import (
	"slices"

	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// columns says where the columns of the table stand in the sheet: somebody may have moved whole columns, and
// what is in them is read all the same.
type columns struct {
	headers  []string
	at       []int // of each header its column in the sheet, 1-based
	ours     []bool
	decision int // indexes into headers
	by       int
	comment  int
	id       int
	digest   int
}

// entry reports whether the approver writes in a column of the table.
func (c *columns) entry(i int) bool { return i == c.decision || i == c.by || i == c.comment }

// technical reports whether a column says nothing of what a change does.
func (c *columns) technical(i int) bool { return i == c.id || i == c.digest }

// isOurs reports whether a column of the sheet, 1-based, is one of the table's.
func (c *columns) isOurs(column int) bool { return column < len(c.ours) && c.ours[column] }

// place remembers where the headers were found, all of them.
func (c *columns) place(at []int) {
	c.at = at
	c.ours = make([]bool, slices.Max(at)+1)
	for _, column := range at {
		c.ours[column] = true
	}
	c.decision = slices.Index(c.headers, report.DecisionHeader)
	c.by = slices.Index(c.headers, report.DecidedByHeader)
	c.comment = slices.Index(c.headers, report.CommentHeader)
	c.id = slices.Index(c.headers, report.ChangeIDHeader)
	c.digest = slices.Index(c.headers, report.DigestHeader)
}

// readHeaders finds the table's columns in the first row; false where not every one is there once.
func (r *reading) readHeaders(row sheet.Row) bool {
	headers := r.table.Headers()
	at, before := make([]int, len(headers)), r.problems.total
	var strange []int
	for column := 1; column <= len(row.Cells); column++ {
		cell := row.Cell(column)
		i := slices.IndexFunc(headers, func(header string) bool { return same(cell, header) })
		switch {
		case cell.Kind == sheet.Blank:
		case i < 0:
			strange = append(strange, column)
		case at[i] > 0:
			r.edited(r.cell(column, 1), "is a second column "+quoted(headers[i])+", after "+r.cell(at[i], 1))
		default:
			at[i] = column
		}
	}
	r.unfound(row, headers, at, strange)
	if r.problems.total > before {
		return false
	}
	r.columns.headers = headers
	r.columns.place(at)
	return true
}

// refuseHiddenColumns refuses a report in which a column of what a change does is hidden. Rows may be: people
// filter them.
func (r *reading) refuseHiddenColumns(hidden []int) {
	for i, column := range r.columns.at {
		if slices.Contains(hidden, column) && !r.columns.entry(i) && !r.columns.technical(i) {
			r.refuse(r.cell(column, 1), "is in a hidden column: nobody can have read what "+quoted(r.columns.headers[i])+" says", showAgain)
		}
	}
}

// unfound tells headers that are not there, and those that should not be: one in the place of the other was
// renamed.
func (r *reading) unfound(row sheet.Row, headers []string, at, strange []int) {
	for i, column := range at {
		if column > 0 {
			continue
		}
		place := slices.Index(strange, i+1)
		if place < 0 {
			r.edited(report.ChangesSheet, "has no column "+quoted(headers[i])+" any more")
			continue
		}
		r.edited(r.cell(i+1, 1), edit(row.Cell(i+1), headers[i]))
		strange = slices.Delete(strange, place, place+1)
	}
	for _, column := range strange {
		r.edited(r.cell(column, 1), "was added: it says "+quoted(row.Cell(column).Text)+", and the report has no such column")
	}
}

// strayHeaders looks for the headers below the first row, where they are once somebody has put a row above
// them. What readHeaders said is forgotten then, because it was about that row.
func (r *reading) strayHeaders(rows *sheet.Rows) error {
	for {
		row := rows.Row()
		if row.Number > 1 && r.hasHeaders(row) {
			r.problems = problems{}
			r.edited(r.cell(1, 1), "was put above the headers, which stand in row "+number(row.Number)+" now and were in row 1")
			return nil
		}
		if row.Number > rowsAbove || !rows.Next() {
			break
		}
	}
	if r.problems.total == 0 {
		r.edited(r.cell(1, 1), "and the rest of row 1 were emptied, where the headers were")
	}
	return worded(rows.Err())
}

// rowsAbove is how many rows are looked at for headers that were moved down.
const rowsAbove = 50

func (r *reading) hasHeaders(row sheet.Row) bool {
	for _, header := range []string{report.DecisionHeader, report.ChangeIDHeader, report.DigestHeader} {
		if !slices.ContainsFunc(row.Cells, func(cell sheet.Cell) bool { return same(cell, header) }) {
			return false
		}
	}
	return true
}
