package roster

import (
	"slices"
	"strconv"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// slot is one canonical column of a table, and how its text is made of a row's cells. It belongs to one
// reading of the rows.
type slot struct {
	column   column
	plain    int       // the one column that is simply read; 0 where there is more to it
	readings []reading // the first that is not blank counts
	constant string    // what every row says, where no column does
	words    statusWordsOf
	others   []elsewhere
}

// elsewhere is a row in which a column was not read from the first of its cells, because that is blank.
type elsewhere struct{ row, first, number int32 }

// slots are the canonical columns that the table, or a constant of its mapping, has something for.
func (t *table) slots() []slot {
	var slots []slot
	for c := userName; c < columnCount; c++ {
		s := slot{column: c, readings: t.readings[c]}
		switch {
		case len(s.readings) > 0:
			if r := s.readings[0]; len(s.readings) == 1 && len(r.numbers) == 1 && !r.inverted && r.part == wholeName {
				s.plain = r.numbers[0]
			}
		case t.mapping != nil && t.mapping.constants[c] != "":
			s.constant = t.mapping.constants[c]
		default:
			continue
		}
		if c == active {
			s.words = newStatusWords(t.mapping)
		}
		slots = append(slots, s)
	}
	return slots
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
		text := d.textOf(r, s)
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

// textOf is what a row says in a canonical column, or unreadable.
func (d *decoder) textOf(r sheet.Row, s *slot) string {
	switch {
	case s.plain > 0:
		text := d.cell(r, s.plain, s.column)
		if s.column == active && text != "" {
			return d.status(r, s, s.plain, text, false)
		}
		return text
	case len(s.readings) == 0:
		return s.constant
	}
	for i := range s.readings {
		from := &s.readings[i]
		text := d.read(r, s, from)
		if last := i == len(s.readings)-1; text != "" && (last || !saysNothing(text, s.column)) {
			if i > 0 {
				s.others = append(s.others, elsewhere{int32(r.Number), int32(s.readings[0].numbers[0]), int32(from.numbers[0])})
			}
			return text
		}
	}
	return ""
}

// read makes a text in one way.
func (d *decoder) read(r sheet.Row, s *slot, from *reading) string {
	if from.joined {
		return d.join(r, s, from)
	}
	all := ""
	for _, number := range from.numbers {
		text := d.cell(r, number, s.column)
		if text != "" && text != unreadable {
			switch {
			case s.column == active:
				text = d.status(r, s, number, text, from.inverted)
			case from.part != wholeName:
				text = d.split(r, number, text, from.part)
			}
		}
		all = d.agree(all, text, d.table.at(r.Number, number), s.column)
	}
	return all
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

// movedColumns finds a CSV record that goes on behind the header's last column: a separator inside a text
// has then moved everything after it, so that the row cannot be trusted. Beside the table of a workbook
// notes may stand.
func (d *decoder) movedColumns(r sheet.Row) bool {
	if !d.table.records {
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

// said is what the row that was normalised last says in a column, as far as it can be read.
func (d *decoder) said(c column) string {
	for i := range d.slots {
		if text := d.out[1+i]; d.slots[i].column == c && text != unreadable {
			return text
		}
	}
	return ""
}

// settle is to be called once all rows were decoded. It brings findings that were made meanwhile to the
// cells that were read: a rule that looks at a row alone knows only the first of several.
func (d *decoder) settle(found []finding.Finding) {
	for i := range d.slots {
		d.table.elsewhere = append(d.table.elsewhere, d.slots[i].others...)
	}
	if len(d.table.elsewhere) == 0 {
		return
	}
	slices.SortFunc(d.table.elsewhere, compareElsewhere)
	for i := range found {
		if pos := &found[i].Pos; pos.Row > 0 && pos.Column > 0 {
			*pos = d.table.at(pos.Row, d.table.actual(pos.Row, pos.Column))
		}
	}
}

func compareElsewhere(a, b elsewhere) int {
	if a.row != b.row {
		return int(a.row - b.row)
	}
	return int(a.first - b.first)
}

// actual is the column that was read in a row instead of the first that might have been.
func (t *table) actual(row, first int) int {
	key := elsewhere{row: int32(row), first: int32(first)}
	if at, found := slices.BinarySearchFunc(t.elsewhere, key, compareElsewhere); found {
		return int(t.elsewhere[at].number)
	}
	return first
}
