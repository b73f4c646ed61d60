package roster

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// headerCandidate is what one of a table's first rows has to show for being its header.
type headerCandidate struct {
	filled     int // cells with a text
	recognised int // of them
	key        int // the index of the first cell that heads a key, -1 for none
	preset     bool
}

func (c headerCandidate) qualifies() bool { return c.key >= 0 || c.recognised >= 2 || c.preset }

func (c headerCandidate) certain() bool { return c.key >= 0 && c.filled > 1 || c.preset }

// findHeader finds the header among a table's first rows. With a mapping it is the first row that has the
// mapping's headers; otherwise, and where none has, the first row in which a column for the key, two
// columns or a whole preset are recognised. Titles and remarks above it are passed over, also those that
// hold such words: a line without a key, as "Status | Active" above an extract, gives way to a row with one
// in which as much is recognised, and a lone key word, such as the title "Login", to a row of several
// headers, unless addresses below it show that it does head a column. Where no row qualifies it is the one
// with most headers of the mapping, or the first, so that there are headers to complain about.
func findHeader(rows []sheet.Row, mapping *Mapping, matchExternalID bool) int {
	best, found := headerCandidate{key: -1}, -1
	fitting, most := 0, 0
	for i, row := range rows[:min(len(rows), headerWithin)] {
		t := table{headings: readHeadings(row.Cells, rows[i+1:]), mapping: mapping}
		if mapping != nil {
			bound := t.bind()
			if len(bound.missing) == 0 && bound.fitted > 0 {
				return i
			}
			if bound.fitted > most {
				fitting, most = i, bound.fitted
			}
		}
		if best.certain() {
			continue
		}
		c := t.candidate(matchExternalID)
		switch {
		case !c.qualifies():
		case found < 0,
			best.key < 0 && c.certain() && c.recognised >= best.recognised,
			best.key >= 0 && c.certain() && !anyAddress(rows[found+1:i], best.key+1):
			best, found = c, i
		}
		if mapping == nil && best.certain() {
			break
		}
	}
	if found >= 0 {
		return found
	}
	return fitting
}

func anyAddress(rows []sheet.Row, number int) bool {
	return slices.ContainsFunc(rows, func(r sheet.Row) bool { return strings.IndexByte(r.Cell(number).Text, '@') >= 0 })
}

func (t *table) candidate(matchExternalID bool) headerCandidate {
	c := headerCandidate{key: -1}
	for i, h := range t.headings {
		if h.text != "" {
			c.filled++
		}
		if h.column != carried || h.workspace != "" {
			c.recognised++
		}
		if c.key < 0 && isKey(h.column, matchExternalID) {
			c.key = i
		}
	}
	c.preset = !c.qualifies() && t.mapping == nil && t.recognise() != nil
	return c
}

// splitHeader divides a table's first rows into the header and what stands below it. A header row that was
// asked for is the first of them.
func (l *loader) splitHeader(rows []sheet.Row) (header sheet.Row, below []sheet.Row) {
	if l.options.HeaderRow > 0 {
		return rows[0], rows[1:]
	}
	at := findHeader(rows, l.options.Mapping, l.options.MatchExternalID)
	header = rows[at]
	for next := at + 1; next < len(rows) && continues(header, rows[next], rows[next+1:]); next++ {
		header, at = joinHeaders(header, rows[next]), next
	}
	return header, rows[at+1:]
}

// continues reports whether a header goes on in the next row: a header that is recognised is merged down
// into it. In the other columns the names of workspaces may stand there, below a header for all of them.
func continues(header, next sheet.Row, below []sheet.Row) bool {
	if next.Number != header.Number+1 || !slices.ContainsFunc(next.Cells, func(c sheet.Cell) bool { return c.Merged }) {
		return false
	}
	for i, h := range readHeadings(header.Cells, below) {
		if h.column != carried && next.Cell(i+1).Merged && clean(next.Cell(i+1).Text) == clean(header.Cells[i].Text) {
			return true
		}
	}
	return false
}

// joinHeaders is the lower of two rows of one header; where it is blank the upper one speaks.
func joinHeaders(upper, lower sheet.Row) sheet.Row {
	cells := slices.Clone(lower.Cells)
	for i, cell := range upper.Cells {
		switch {
		case i >= len(cells):
			cells = append(cells, cell)
		case clean(cells[i].Text) == "":
			cells[i] = cell
		}
	}
	lower.Cells = cells
	return lower
}

// firstRows reads as many rows as it takes to find the header and to see what its columns hold, from the
// row on that was asked for as the header, if any.
func firstRows(rows *sheet.Rows, from int) ([]sheet.Row, error) {
	var first []sheet.Row
	for len(first) < lookAhead && rows.Next() {
		r := rows.Row()
		if firstFilled(r) < 0 || r.Number < from {
			continue
		}
		r.Cells = slices.Clone(r.Cells)
		first = append(first, r)
	}
	return first, rows.Err()
}

// noHeaderRow is the error for a row that was asked for as the header and holds nothing.
func noHeaderRow(where finding.Pos, asked int) error {
	return &sheet.Unreadable{File: where.File, Sheet: where.Sheet, Message: fmt.Sprintf("row %d is blank, so it cannot be the header", asked),
		Hint: "--header-row counts rows as the spreadsheet shows them; left out, the header is found"}
}
