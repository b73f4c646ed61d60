package personnel

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// spell is what one row says about whether its person is still there.
type spell struct {
	present bool // the row says so
	leaver  bool // has left, or will on the day
	word    string
	on      time.Time // the last day; zero where unknown
	at      finding.Pos
	onAt    finding.Pos
}

// rank orders rows of one person by how surely they are there.
func (s spell) rank() int {
	switch {
	case s.present:
		return 0
	case s.leaver:
		return 2
	}
	return 1
}

// spellOf reads a row's status and last day. The status decides; a last day alone, or beside a word that says
// only how somebody is employed, makes a leaver, who leaves on the later day where two are possible.
func (l *listing) spellOf(r line) spell {
	what, s := l.statusOf(r)
	employed := what == kind
	if employed {
		what = unsaid
	}
	day, dayColumn := l.lastDayOf(r)
	s.onAt = l.at(r, dayColumn)
	if what == notice && slices.Contains(l.lastAtWork, dayColumn) {
		what = here // employed until the notice ends, whatever day is the last at work
	}
	switch what {
	case here:
		s.present, s.on = true, day.later()
	case gone:
		s.leaver = true
		if day.known() {
			s.on = day.day
		}
	default:
		s.on = day.later()
		s.leaver = !s.on.IsZero()
		s.present = !s.leaver && (what == notice || employed || dayColumn < 0 && len(l.lastDay) > 0 && len(l.status)+len(l.leaver) == 0)
		if s.leaver {
			s.at = s.onAt
		}
	}
	l.tellDay(r, day, dayColumn, what)
	return s
}

// statusOf is what a row's columns of statuses say, in the order of their authority, and then those that ask
// whether somebody has left. The first that tells whether they are there counts, and how they are employed
// where none does; one that says the contrary is told.
func (l *listing) statusOf(r line) (standing, spell) {
	what, s := unsaid, spell{at: l.at(r, -1)}
	var strange []spell
	for i, c := range slices.Concat(l.status, l.leaver) {
		text, column := r.first([]int{c})
		if column < 0 {
			continue
		}
		one, says := spell{word: text, at: l.at(r, column)}, standingOf(text)
		asked := i >= len(l.status)
		if asked {
			says = contrary(says)
		}
		switch {
		case says == unsaid && !asked:
			strange = append(strange, one)
		case says == unsaid:
		case what == unsaid, what == kind && says != kind:
			what, s = says, one
		case says != kind && (says == gone) != (what == gone):
			l.told.say(finding.StaffStatus, one.at, text, "the row says two things: "+quoted(text)+" here, "+quoted(s.word)+" in "+s.at.String()+", which counts", "correct the one that is wrong")
		}
	}
	for i, one := range strange {
		if i == 0 && what == unsaid {
			s = one
		}
		if what == unsaid || what == kind || one.at.Column == l.status[0]+1 {
			l.strange(one.word, one.at)
		}
	}
	return what, s
}

// contrary is the answer to the question whether somebody has left.
func contrary(says standing) standing {
	switch says {
	case here:
		return gone
	case gone:
		return here
	}
	return unsaid
}

// lastDayOf is the latest of a row's last days, and its column; -1 where no cell says anything.
func (l *listing) lastDayOf(r line) (reading, int) {
	best, at := reading{}, -1
	for _, c := range l.lastDay {
		text, column := r.first([]int{c})
		if column < 0 {
			continue
		}
		day := readDay(text, l.order[c])
		if at < 0 || day.later().After(best.later()) {
			best, at = day, column
		}
	}
	return best, at
}

// tellDay says what cannot be read as a date, or in two ways.
func (l *listing) tellDay(r line, day reading, column int, what standing) {
	if column < 0 || !day.bad && !day.ambiguous() {
		return
	}
	text := said(r.cells[column])
	at := l.at(r, column)
	decides := "the status decides"
	if day.bad {
		if what == unsaid {
			decides = "as no status says it either, the person counts as being there"
		}
		l.told.say(finding.StaffDate, at, text, quoted(text)+" is no date that can be read; "+decides, "write it as "+dayExample+", or format the column as a date")
		return
	}
	if what == unsaid || what == notice {
		decides = "as no status decides, the later of the two counts, so that nobody is called a leaver by mistake"
	}
	l.told.say(finding.StaffDate, at, text, quoted(text)+" is "+inWords(day.day)+" or "+inWords(day.other)+", and nothing in the column tells which; "+decides, "write it as "+dayExample+", or format the column as a date")
}

const dayExample = "2026-10-02"

func inWords(day time.Time) string { return day.Format("2 January 2006") }

// proveOrder looks for dates in each column of last days that can be read in one way only, and so prove how
// the others are meant.
func (l *listing) proveOrder() {
	for _, c := range l.lastDay {
		var proof order
		var at [mixed]finding.Pos
		two := 0
		for _, r := range l.lines {
			text, _ := r.first([]int{c})
			if text == "" {
				continue
			}
			day := readDay(text, unproven)
			if day.ambiguous() {
				two++
			}
			if day.proof != unproven && proof&day.proof == 0 {
				proof |= day.proof
				at[day.proof] = l.at(r, c)
			}
		}
		l.order[c] = proof
		if two > 0 && (proof == dayFirst || proof == monthFirst) {
			first := "the day"
			if proof == monthFirst {
				first = "the month"
			}
			l.told.say(finding.StaffDateOrder, finding.Pos{File: l.File, Sheet: l.Sheet, Column: c + 1, Header: at[proof].Header}, "",
				"dates such as 10/02/2026 are read with "+first+" first, because "+at[proof].Cell()+" can be read in no other way", "")
		}
	}
}

// strangeWord is a status that nobody knows, and how many rows have it.
type strangeWord struct {
	text  string
	at    finding.Pos
	count int
}

func (l *listing) strange(word string, at finding.Pos) {
	key := identity.Fold(word)
	w := l.words[key]
	if w == nil {
		w = &strangeWord{text: word, at: at}
		l.words[key] = w
	}
	w.count++
	if at.Row < w.at.Row {
		w.text, w.at = word, at
	}
}

// tellStrangeWords says once for each of them what it was taken for.
func (l *listing) tellStrangeWords() {
	words := make([]*strangeWord, 0, len(l.words))
	for _, w := range l.words {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b *strangeWord) int { return cmp.Compare(a.at.Row, b.at.Row) })
	for _, w := range words {
		rows := ""
		if w.count > 1 {
			rows = " (" + strconv.Itoa(w.count) + " rows say so)"
		}
		l.told.say(finding.StaffStatus, w.at, w.text, "the status "+quoted(w.text)+" is not known"+rows+"; by itself it makes nobody a leaver",
			"if it means that somebody has left, write Terminated, or give the last day in a column Termination date")
	}
}
