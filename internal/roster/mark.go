package roster

import (
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// What a cell below a workspace says, one byte each. Whether a column is about a workspace may only be
// known after the tenant was read, so the marks of every column that may be are kept until then.
const (
	blankMark  = ' '
	yesMark    = 'y'
	noMark     = 'n'
	otherMark  = '?' // text that is no mark
	faultMark  = '#' // an error cell, or a formula without a value
	refuseMark = '!' // a finding says already what is wrong
)

// markOf reads a cell's text as a mark.
func markOf(text string) byte {
	if !isPlain(text) {
		text = clean(text)
	}
	switch len(text) {
	case 0:
		return blankMark
	case 1:
		switch text[0] {
		case 'x', 'X', 'y', 'Y', '1':
			return yesMark
		case 'n', 'N', '0':
			return noMark
		}
	case 2:
		if strings.EqualFold(text, "no") {
			return noMark
		}
	case 3:
		if strings.EqualFold(text, "yes") || text == "✓" || text == "✔" || text == "☑" {
			return yesMark
		}
	case 4:
		if strings.EqualFold(text, "true") {
			return yesMark
		}
	case 5:
		if strings.EqualFold(text, "false") {
			return noMark
		}
	}
	return otherMark
}

// marks are the marks of all rows that were given to gocsv, in their order: they go past gocsv, which
// has no use for columns whose number only the table knows.
type marks struct {
	row   []byte            // one byte for each column in table.marks
	seen  map[string]string // equal patterns share memory: a matrix has far fewer of them than rows
	given []markRun
}

// markRun is a number of rows, one after the other, with the same marks.
type markRun struct {
	pattern string
	rows    int
}

func newMarks(columns int) marks {
	return marks{row: make([]byte, columns), seen: map[string]string{}}
}

// takeMarks notes a row's marks.
func (d *decoder) takeMarks(r sheet.Row) {
	if len(d.table.marks) == 0 {
		return
	}
	for i := range d.table.marks {
		m := &d.table.marks[i]
		mark := d.mark(r, m)
		d.marks.row[i] = mark
		if mark != blankMark {
			m.filled++
		}
		if mark == yesMark || mark == noMark {
			m.marked++
		}
	}
	d.marks.note()
}

func (m *marks) note() {
	if n := len(m.given); n > 0 && m.given[n-1].pattern == string(m.row) {
		m.given[n-1].rows++
		return
	}
	pattern, ok := m.seen[string(m.row)]
	if !ok {
		pattern = string(m.row)
		m.seen[pattern] = pattern
	}
	m.given = append(m.given, markRun{pattern, 1})
}

func (d *decoder) mark(r sheet.Row, m *markColumn) byte {
	if m.number > len(r.Cells) {
		return blankMark
	}
	cell := &r.Cells[m.number-1]
	mark := byte(faultMark)
	if cell.Kind != sheet.Fault && !cell.NoValue {
		mark = markOf(cell.Text)
	}
	if !m.explicit || mark != faultMark && mark != otherMark {
		return mark
	}
	at := d.table.at(r.Number, m.number)
	f, bad := spoiled(*cell, workspace, at)
	if !bad {
		f = badMark(at, cell.Text)
	}
	d.findings = append(d.findings, f)
	return refuseMark
}

func badMark(at finding.Pos, text string) finding.Finding {
	said := "the cell"
	if text != "" {
		said = quoted(text)
	}
	return finding.New(finding.BadMark, at, shown(text, valueRunes),
		said+" is neither a mark nor blank", "use x, or leave the cell blank")
}
