package roster

import (
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// statusWordsOf is what texts mean in the column active of one table.
type statusWordsOf struct {
	mapped map[string]status // by a mapping, folded
	seen   map[string]status // of texts that were met; a table has few of them
	alone  []leftAlones      // by column
}

// leftAlones counts the cells of a column whose word leaves active alone.
type leftAlones struct {
	number int
	cleaning
	word string // of the first
}

// seenAtMost is how many different texts are kept in mind.
const seenAtMost = 256

func newStatusWords(m *Mapping) statusWordsOf {
	w := statusWordsOf{seen: map[string]status{}}
	if m != nil {
		w.mapped = m.words
	}
	return w
}

func (w *statusWordsOf) read(text string) status {
	if s, ok := w.seen[text]; ok {
		return s
	}
	s, ok := w.mapped[foldWord(text)]
	if !ok {
		s = readStatus(text)
	}
	if len(w.seen) < seenAtMost {
		w.seen[strings.Clone(text)] = s
	}
	return s
}

// status turns the word of a cell into yes, no or blank. What is no word for it is left to the rules,
// except where yes and no change places: only this cell is to blame there.
func (d *decoder) status(r sheet.Row, s *slot, number int, text string, inverted bool) string {
	said := s.words.read(text)
	switch {
	case said == leftAlone:
		s.words.leave(number, r.Number, text)
		return ""
	case said == isActive && !inverted, said == notActive && inverted:
		return "yes"
	case said == notActive, said == isActive:
		return "no"
	case !inverted, text == unreadable, isNone(text), saysNothing(text, active):
		return text
	}
	d.findings = append(d.findings, finding.New(finding.BadBoolean, d.table.at(r.Number, number), shown(text, valueRunes),
		quoted(text)+" is neither yes nor no", "use yes for somebody who may not sign in, no for everybody else"))
	return unreadable
}

func (w *statusWordsOf) leave(number, row int, text string) {
	for i := range w.alone {
		if w.alone[i].number == number {
			w.alone[i].count++
			return
		}
	}
	w.alone = append(w.alone, leftAlones{number, cleaning{1, row}, strings.Clone(text)})
}

// statusNotes says which cells left active alone.
func (d *decoder) statusNotes() []finding.Finding {
	var notes []finding.Finding
	for i := range d.slots {
		for _, a := range d.slots[i].words.alone {
			notes = append(notes, finding.New(finding.StatusLeftAlone, d.table.at(d.table.headerRow, a.number), shown(a.word, valueRunes),
				count(a.count, "cell says", "cells say")+" neither yes nor no, but a word such as "+quoted(a.word)+", which leaves active alone; the first is "+
					d.table.at(a.first, a.number).Cell(), "write yes or no where that is not meant, or say under booleans in a mapping file what the word means"))
		}
	}
	return notes
}
