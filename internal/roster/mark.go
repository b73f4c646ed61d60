package roster

import (
	"strings"
	"unicode"

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

// markOf reads a cell's text as a mark, in the languages in which spreadsheet programs write TRUE and
// FALSE. It is asked about every cell that is not read otherwise, so the words are spelt out and not
// folded. Crosses (✗ ✘ ❌) are no mark: some people mean yes by them and others no.
func markOf(text string) byte {
	if !isPlain(text) {
		text = clean(text)
	}
	switch text {
	case "":
		return blankMark
	case "x", "X", "1", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "✓", "✔", "☑", "✅", "√", "●", "•",
		"j", "J", "ja", "Ja", "JA", "wahr", "Wahr", "WAHR", "oui", "Oui", "OUI", "vrai", "Vrai", "VRAI",
		"si", "Si", "SI", "sí", "Sí", "SÍ", "sì", "Sì", "SÌ", "sim", "Sim", "SIM", "verdadero", "VERDADERO", "vero", "VERO", "verdadeiro", "VERDADEIRO",
		"tak", "Tak", "TAK", "prawda", "PRAWDA", "waar", "WAAR":
		return yesMark
	case "0", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "☐",
		"nein", "Nein", "NEIN", "falsch", "Falsch", "FALSCH", "non", "Non", "NON", "faux", "Faux", "FAUX",
		"não", "Não", "NÃO", "nao", "falso", "FALSO", "nie", "Nie", "NIE", "fałsz", "FAŁSZ", "nee", "Nee", "NEE", "onwaar", "ONWAAR":
		return noMark
	}
	switch {
	case saysNothing(text, workspace):
		return blankMark
	case (text[0] == '#' || text[0] == 'E') && isFault(text):
		return faultMark
	}
	return otherMark
}

// isTick reports whether a mark is one that is drawn: whoever answers a question writes yes or 1.
func isTick(text string) bool {
	if !isPlain(text) {
		text = clean(text)
	}
	switch text {
	case "x", "X", "✓", "✔", "☑", "✅", "√", "●", "•":
		return true
	}
	return false
}

// isSign reports whether a text has neither letters nor digits, such as ✗ and ?.
func isSign(text string) bool {
	const longest = 8 // bytes: signs are of few characters
	return len(text) <= longest && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
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
		if mark == blankMark {
			continue
		}
		text := r.Cells[m.number-1].Text
		m.count(mark, text)
		if (mark == otherMark || mark == faultMark) && (m.marked > 0 || m.filled <= 3) {
			d.table.tallies.keepMark(r.Number, m.number, text)
		}
	}
	d.marks.note()
}

// count counts a cell that is not blank.
func (m *markColumn) count(mark byte, text string) {
	m.filled++
	switch {
	case mark == yesMark:
		m.marked++
		m.ticked = m.ticked || isTick(text)
	case mark == noMark:
		m.marked++
	case mark == otherMark && isSign(text):
		m.signs++
	}
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
	switch {
	case !bad && mark == faultMark:
		f = faultIn(clean(cell.Text)).at(at)
	case !bad:
		f = badMark(clean(cell.Text)).at(at)
	}
	d.findings = append(d.findings, f)
	return refuseMark
}

// badMark is the problem of a cell below a workspace; its text may not be known any more.
func badMark(text string) problem {
	said := "the cell"
	if text != "" {
		said = quoted(text)
	}
	hint := "use x or yes where the person has the workspace, and leave the cell blank where not"
	return problem{finding.BadMark, text, said + " is neither a mark nor blank", hint}
}

// inCell is a problem of a mark with the text of its cell, where that was kept.
func (t *table) inCell(p markProblem, row int) problem {
	text := t.tallies.marks[markKey{row, t.marks[p.column].number}]
	switch {
	case text == "":
	case p.code == finding.BadMark:
		return badMark(text)
	case p.code == finding.ErrorCell:
		return faultIn(text)
	}
	return p.problem
}

// asRead is a mark as a word: the text of the cell is not kept where it is one.
func asRead(mark byte) string {
	switch mark {
	case yesMark:
		return "yes"
	case noMark:
		return "no"
	}
	return ""
}
