package roster

import (
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// Ungrouped as Options.GroupBy or SplitBy is the header of no column.
const Ungrouped = "none"

// NotCarried is the error of a column that people are to be grouped or split by and that no input has,
// or that is read as something.
type NotCarried struct {
	Header  string   // as it was asked for
	Split   bool     // asked for as Options.SplitBy, not as GroupBy
	Column  string   // the canonical column that the header is read as; empty where there is no such header
	Carried []string // the headers that may be asked for, in input order
}

func (e *NotCarried) Error() string {
	by := "grouped by it"
	if e.Split {
		by = "split by it"
	}
	if e.Column != "" {
		return "the column " + quoted(e.Header) + " is read as " + e.Column + ", so people cannot be " + by
	}
	if len(e.Carried) == 0 {
		return "no column " + quoted(e.Header) + " is carried through, so people cannot be " + by + "; nor is any other"
	}
	return "no column " + quoted(e.Header) + " is carried through, so people cannot be " + by + "; " + listed(e.Carried, " and ") + " could be"
}

// departments are headers, folded, of the column that people are grouped by where nobody says which:
// the department, in the languages in which other headers are known.
var departments = []string{"department", "departmentname", "dept", "deptname", "abteilung", "abteilungsname", "departement", "nomdudepartement",
	"departamento", "dipartimento", "reparto", "afdeling", "avdelning", "avdeling", "osasto", "departament"}

// division is one way in which a carried column of the inputs divides people. What rows say is kept for
// the rows of tables that have the column, and only as long as the inputs are read.
type division struct {
	asked   string // a header; empty where departments divide, if the inputs tell them
	split   bool
	off     bool
	header  string           // as first spelled
	numbers []int            // of the column, by table
	texts   []string         // what rows say, in its first spelling; the first is blank
	index   map[string]int32 // of texts, by every spelling that was seen and by the form they share
	said    []int32          // of texts, by record; rows beyond it say nothing

	torn  int // people whose rows contradict each other
	first finding.Finding
}

func newDivision(asked string, split bool) division {
	return division{asked: asked, split: split, off: foldHeader(asked) == Ungrouped || split && asked == "",
		texts: []string{""}, index: map[string]int32{}}
}

// divided is a division and its column in the table being read.
type divided struct {
	*division
	number int
}

// divide prepares a decoder to note what the rows of its table say in the columns that divide people. The
// table is the last of the roster's so far, and its rows become the next records.
func (l *loader) divide(d *decoder) {
	for _, v := range []*division{&l.group, &l.part} {
		if number := v.begin(d.table, len(l.roster.tables), l.roster.ledger.count); number > 0 {
			d.divided = append(d.divided, divided{v, number})
		}
	}
}

// divide notes what a row says; one that is passed over says nothing.
func (d *decoder) divide(r sheet.Row) {
	for _, v := range d.divided {
		v.take(r, v.number)
	}
}

// begin chooses the column of a table, the one read last, whose rows follow the records there are. It is 0
// where there is none.
func (v *division) begin(t *table, tables, records int) int {
	number := 0
	if columns := v.columns(t); len(columns) > 0 {
		number = columns[0]
		if v.asked == "" && len(columns) > 1 {
			v.off, number = true, 0 // two columns may be the department, and nobody said which is meant
		}
	}
	if v.off || number == 0 {
		return 0
	}
	if v.header == "" {
		v.header = t.headings[number-1].text
	}
	v.numbers = append(v.numbers, make([]int, tables-len(v.numbers))...)
	v.numbers[tables-1] = number
	v.said = append(v.said, make([]int32, records-len(v.said))...)
	return number
}

// columns are those of a table that divide, by their numbers.
func (v *division) columns(t *table) []int {
	if v.off {
		return nil
	}
	var found []int
	if v.asked != "" {
		found = t.find(v.asked)
	} else {
		found = t.which(func(h *heading) bool { return !h.forms.other && slices.Contains(departments, h.forms.bare) })
	}
	return slices.DeleteFunc(found, func(number int) bool { return !t.headings[number-1].isCarried() })
}

// isCarried reports whether a column is only carried through, for everybody to see.
func (h *heading) isCarried() bool {
	return h.text != "" && h.column == carried && h.workspace == "" && !h.secret
}

// by is the header of the column that divides, as first spelled; empty where none does.
func (v *division) by() string {
	if v.off {
		return ""
	}
	return v.header
}

// take notes what a row says.
func (v *division) take(r sheet.Row, number int) {
	said := int32(0)
	if number <= len(r.Cells) {
		said = v.read(&r.Cells[number-1])
	}
	v.said = append(v.said, said)
}

// read is the number of a cell's text. Spellings that differ by case or blanks are one: the approval
// files of "Tax" and "TAX" could not even stand in one folder everywhere.
func (v *division) read(cell *sheet.Cell) int32 {
	if cell.Text == "" || cell.NoValue || cell.Kind == sheet.Fault {
		return 0
	}
	if known, seen := v.index[cell.Text]; seen {
		return known
	}
	text := strings.Join(strings.Fields(clean(cell.Text)), " ")
	if text == "" || isNone(text) || saysNothing(text, carried) || isFault(text) {
		return 0
	}
	text = shown(text, divisionRunes)
	key := identity.Fold(text)
	n, seen := v.index[key]
	if !seen {
		n = int32(len(v.texts))
		v.texts = append(v.texts, strings.Clone(text))
		v.index[key] = n
	}
	if len(cell.Text) <= 2*divisionRunes {
		v.index[strings.Clone(cell.Text)] = n
	}
	return n
}

// divisionRunes is how much of a cell's text names a group, in characters: longer ones that begin alike
// are one. It is more than the longest department of anybody.
const divisionRunes = 120

// of is what the rows of one person say: the first that is not blank. Others may say the same.
func (v *division) of(r *Roster, first int) string {
	if v.by() == "" {
		return ""
	}
	answer, answered := int32(0), first
	for n := first; ; {
		switch said := v.sayingOf(n); {
		case said == 0, said == answer:
		case answer == 0:
			answer, answered = said, n
		default:
			v.tear(r, answered, n)
			return v.texts[answer]
		}
		next := r.ledger.at(n).next
		if next == 0 {
			return v.texts[answer]
		}
		n = int(next)
	}
}

func (v *division) sayingOf(record int) int32 {
	if record >= len(v.said) {
		return 0
	}
	return v.said[record]
}

// tear counts a person whose rows contradict each other, and keeps the first for the note.
func (v *division) tear(r *Roster, answered, other int) {
	v.torn++
	if v.torn > 1 {
		return
	}
	counts, differs := r.ledger.at(answered), r.ledger.at(other)
	at := r.tables[differs.table].at(int(differs.row), v.numbers[differs.table])
	earlier := r.tables[counts.table].at(int(counts.row), v.numbers[counts.table])
	v.first = finding.New(finding.ContradictingGroups, at, v.texts[v.said[other]],
		quoted(differs.key())+" is in "+quoted(v.texts[v.said[other]])+" here and in "+quoted(v.texts[v.said[answered]])+" in "+earlier.String()+
			"; the first row that says something counts", "correct one of the rows if reports are to group this person otherwise")
}

// divisionNotes says whose rows contradict each other, once for a column.
func (l *loader) divisionNotes() []finding.Finding {
	var notes []finding.Finding
	for _, v := range []*division{&l.group, &l.part} {
		if v.torn == 0 || v.split && slices.Equal(v.numbers, l.group.numbers) {
			continue
		}
		if v.torn > 1 {
			v.first.Message += "; so it is with " + count(v.torn-1, "more person", "more people")
		}
		notes = append(notes, v.first)
	}
	return notes
}

// missing is the error of a column that was asked for and is not carried through. Tables that cannot be
// used as a whole have errors of their own, which say better what is wrong.
func (v *division) missing(r *Roster) error {
	if v.off || v.asked == "" || v.header != "" || len(r.Unusable()) > 0 {
		return nil
	}
	e := &NotCarried{Header: v.asked, Split: v.split}
	known := map[string]bool{}
	for _, t := range r.tables {
		for _, number := range t.find(v.asked) {
			if e.Column == "" {
				e.Column = t.headings[number-1].column.String()
			}
		}
		for i := range t.headings {
			if h := &t.headings[i]; h.isCarried() && !known[h.forms.whole] {
				known[h.forms.whole] = true
				e.Carried = append(e.Carried, h.text)
			}
		}
	}
	return e
}
