package roster

import (
	"strconv"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// slot is one canonical column of a table, and where it is read.
type slot struct {
	column column
	number int   // of the column in the table
	others []int // further columns with the same meaning
}

// normalise is the row in the order of the canonical header, without the blank cells at its end, which
// gocsv does not miss.
func (d *decoder) normalise(r sheet.Row) []string {
	d.people++
	if r.Hidden {
		d.hidden++
	}
	d.takeMarks(r)
	d.out[0] = strconv.Itoa(r.Number)
	filled := 1
	moved := d.movedColumns(r)
	for i := range d.slots {
		s := &d.slots[i]
		text := d.cell(r, s.number, s.column)
		for _, number := range s.others {
			text = d.agree(text, d.cell(r, number, s.column), d.table.at(r.Number, number), s.column)
		}
		if moved && i == len(d.slots)-1 {
			text = unreadable
		}
		d.out[1+i] = text
		if text == "" && s.column == workspaces {
			d.blank++
		}
		if text != "" {
			filled = 2 + i
		}
	}
	return d.out[:filled]
}

// movedColumns finds a CSV record that goes on behind the header's last column: a separator inside a text
// has then moved everything after it, so that the row cannot be trusted. Beside the table of a workbook
// notes may stand.
func (d *decoder) movedColumns(r sheet.Row) bool {
	if d.table.where.Sheet != "" {
		return false
	}
	for number := len(d.table.headings) + 1; number <= len(r.Cells); number++ {
		if text := clean(r.Cell(number).Text); text != "" {
			d.findings = append(d.findings, finding.New(finding.BeyondHeader, d.table.at(r.Number, number), shown(text, valueRunes),
				"the line goes on behind the last column of the header: is a text with a separator in it not in double quotes?",
				"put that text into double quotes"))
			return true
		}
	}
	return false
}

// agree brings two cells of columns with one meaning together: a blank one gives way, different ones
// are an error.
func (d *decoder) agree(first, second string, at finding.Pos, c column) string {
	switch {
	case second == "" || first == second || first == unreadable:
		return first
	case first == "" || second == unreadable:
		return second
	}
	d.findings = append(d.findings, finding.New(finding.ContradictingColumns, at, shown(second, valueRunes),
		"two columns mean "+c.String()+": one says "+quoted(first)+", this one "+quoted(second), "correct one of the cells or leave it blank"))
	return unreadable
}

// cell is one cell's cleaned text, or unreadable where a finding says that it has none.
func (d *decoder) cell(r sheet.Row, number int, c column) string {
	if number > len(r.Cells) {
		return ""
	}
	cell := &r.Cells[number-1]
	if cell.Kind > sheet.Text || cell.NoValue || cell.Rounded {
		if f, bad := spoiled(*cell, c, d.table.at(r.Number, number)); bad {
			d.findings = append(d.findings, f)
			return unreadable
		}
	}
	if isPlain(cell.Text) {
		return cell.Text
	}
	text := clean(cell.Text)
	if text != cell.Text {
		if d.cleaned[number].count == 0 {
			d.cleaned[number].first = r.Number
		}
		d.cleaned[number].count++
	}
	if c.lists() {
		return text
	}
	return oneLine(text)
}
