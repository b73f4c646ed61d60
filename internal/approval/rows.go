package approval

import (
	"fmt"
	"strings"

	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// changes finds the plan's changes by what a row says, and remembers which rows were met.
type changes struct {
	byID     map[string]*plan.Change
	byDigest map[string]*plan.Change
	listed   map[string]bool // by id
	row      map[string]int  // by id, where its row is
}

func newChanges(p *plan.Plan, listed []*plan.Change) changes {
	n := len(p.Changes)
	c := changes{make(map[string]*plan.Change, n), make(map[string]*plan.Change, n), make(map[string]bool, len(listed)), make(map[string]int, len(listed))}
	for i := range p.Changes {
		c.byID[p.Changes[i].ID] = &p.Changes[i]
		c.byDigest[p.Changes[i].Digest] = &p.Changes[i]
	}
	for _, change := range listed {
		c.listed[change.ID] = true
	}
	return c
}

// readRow checks one row against its change, and takes the decision that is in it.
func (r *reading) readRow(row sheet.Row) {
	if !r.beside(row) {
		return // nothing of the table is in it
	}
	c, wrong := r.changeOf(row)
	switch {
	case c == nil:
		r.edited(r.firstCell(row), "is in a row that the report did not have: it says "+quoted(r.textOf(row)))
		return
	case r.changes.row[c.ID] > 0:
		r.edited(r.cell(r.columns.at[r.columns.id], row.Number),
			fmt.Sprintf("is in a second row about %s, after row %d", visible(string(c.UserName)), r.changes.row[c.ID]))
		return
	}
	r.changes.row[c.ID] = row.Number
	if !r.changes.listed[c.ID] {
		r.astray = append(r.astray, c)
		return
	}
	if len(wrong) > 0 {
		wanted := r.table.Cells(c)
		for _, i := range wrong {
			r.edited(r.cell(r.columns.at[i], row.Number), edit(row.Cell(r.columns.at[i]), wanted[i]))
		}
	}
	r.readEntries(row, c)
}

// beside refuses what stands outside the table's columns. It reports whether anything stands in them.
func (r *reading) beside(row sheet.Row) bool {
	within := false
	for i, cell := range row.Cells {
		switch {
		case isBlank(cell):
		case r.columns.isOurs(i + 1):
			within = true
		default:
			r.edited(r.cell(i+1, row.Number), "was added beside the table: it says "+quoted(cell.Text))
		}
	}
	return within
}

// changeOf is the change that a row is about, and which of its cells are not as they were. A row is found by
// its id or its digest, whichever has more of the row on its side; with neither, or where nearly nothing else
// fits, it is a row of something else.
func (r *reading) changeOf(row sheet.Row) (*plan.Change, []int) {
	byDigest := r.changes.byDigest[row.Cell(r.columns.at[r.columns.digest]).Text]
	byID := r.changes.byID[row.Cell(r.columns.at[r.columns.id]).Text]
	if byDigest != nil {
		r.known++
		wrong := r.differences(row, byDigest)
		if byID == nil || byID == byDigest || len(wrong) == 0 {
			return byDigest, wrong
		}
		if other := r.differences(row, byID); len(other) < len(wrong) {
			return byID, other
		}
		return byDigest, wrong
	}
	if byID == nil {
		return nil, nil
	}
	wrong := r.differences(row, byID)
	if len(wrong) > len(r.columns.headers)/2 {
		return nil, nil
	}
	return byID, wrong
}

// differences are the columns in which a row is not as the report had it.
func (r *reading) differences(row sheet.Row, c *plan.Change) []int {
	var wrong []int
	for i, text := range r.table.Cells(c) {
		if !r.columns.entry(i) && !same(row.Cell(r.columns.at[i]), text) {
			wrong = append(wrong, i)
		}
	}
	return wrong
}

// firstCell is the place of a row's first cell with something in it.
func (r *reading) firstCell(row sheet.Row) string {
	for i, cell := range row.Cells {
		if cell.Kind != sheet.Blank && r.columns.isOurs(i+1) {
			return r.cell(i+1, row.Number)
		}
	}
	return r.cell(1, row.Number)
}

// textOf is what a row says, for people who look for it.
func (r *reading) textOf(row sheet.Row) string {
	var texts []string
	for i, cell := range row.Cells {
		if cell.Text != "" && r.columns.isOurs(i+1) {
			texts = append(texts, cell.Text)
		}
	}
	return strings.Join(texts, " · ")
}

// settleRows tells the rows that the workbook has and should not, and those that it should have.
func (r *reading) settleRows() {
	var missing []*plan.Change
	for _, c := range r.listed {
		if r.changes.row[c.ID] == 0 {
			missing = append(missing, c)
		}
	}
	if len(missing)+len(r.astray) == 0 || r.relabelled() {
		return
	}
	for _, c := range r.astray {
		r.edited(r.cell(r.columns.at[r.columns.id], r.changes.row[c.ID]),
			fmt.Sprintf("is in a row that is not of this file: it is about %s, %s", visible(string(c.UserName)), whose(c)))
	}
	for _, c := range missing {
		r.edited(report.ChangesSheet, fmt.Sprintf("has no row about %s any more (%s, %s)", visible(string(c.UserName)), c.Action, c.ID))
	}
}

func whose(c *plan.Change) string {
	if !c.Writes() && c.Action != plan.Blocked {
		return "for whom nothing changes"
	}
	return "of " + partName(c.Part)
}

// same reports whether a cell still holds a text. Spreadsheet programs change only the form of its line
// breaks when they save (found with LibreOffice, openpyxl and by way of OpenDocument).
func same(cell sheet.Cell, text string) bool {
	if cell.Merged || cell.Formula || cell.NoValue || cell.Disguised {
		return false
	}
	if cell.Kind == sheet.Blank {
		return text == ""
	}
	return cell.Kind == sheet.Text && (cell.Text == text || lineEnds(cell.Text) == lineEnds(text))
}

func lineEnds(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// edit says what became of a cell.
func edit(cell sheet.Cell, text string) string {
	found, wanted := contrast(cell.Text, text)
	switch {
	case cell.Merged:
		return "was merged with the cell above it; the report said " + wanted
	case cell.Formula:
		return "holds a formula now; the report said " + wanted
	case cell.Kind == sheet.Blank:
		return "was emptied: the report said " + wanted
	case text == "":
		return "was filled in: it says " + found + ", and the report left it blank"
	case cell.Disguised:
		return "may show other words than it holds, by its number format; the report said " + wanted
	case lineEnds(cell.Text) == lineEnds(text):
		return "was edited: it holds a number, a date or another value that looks like the text " + wanted + " of the report"
	case found == wanted:
		return "was edited: it differs from " + wanted + " in blanks or in characters that cannot be seen"
	}
	return "was edited: it says " + found + ", the report said " + wanted
}
