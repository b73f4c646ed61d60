package roster

import (
	"strings"

	"scimsheet/internal/finding"
)

// tally counts cells of one column of a table, for what is said once and not of every cell.
type tally struct {
	count, first int    // first is a row
	text         string // of the first cell
}

func (t *tally) add(row int, text string) {
	if t.count == 0 {
		t.first, t.text = row, strings.Clone(shown(text, messageRunes))
	}
	t.count++
}

// tallies are a table's, while its rows are checked.
type tallies struct {
	tidied, blank [columnCount]tally
	more          map[moreKey]*tally
	marks         map[markKey]string // the texts of cells below a workspace that are no marks
}

// moreKey is a warning that was given in as many cells of a column as anybody reads one by one.
type moreKey struct {
	code   finding.Code
	column column
}

// toldSingly is how many cells of a column are warned of one by one; the others are counted. A file that
// was saved in the wrong encoding has one in every other row.
const toldSingly = 20

// singly reports whether a cell is to be warned of by itself, and counts it otherwise.
func (t *tallies) singly(code finding.Code, in column, row int, text string) bool {
	if t.more == nil {
		t.more = map[moreKey]*tally{}
	}
	key := moreKey{code, in}
	if t.more[key] == nil {
		t.more[key] = &tally{count: -toldSingly}
	}
	told := t.more[key]
	if told.count >= 0 {
		told.add(row, text)
		return false
	}
	told.count++
	return true
}

type markKey struct{ row, number int }

// marksKept is how many texts of a table that are no marks are kept, for the findings that quote them.
const marksKept = 1000

func (t *tallies) keepMark(row, number int, text string) {
	if len(t.marks) >= marksKept {
		return
	}
	if t.marks == nil {
		t.marks = map[markKey]string{}
	}
	t.marks[markKey{row, number}] = strings.Clone(shown(clean(text), messageRunes))
}

// notes says what was counted.
func (t *table) notes() []finding.Finding {
	var notes []finding.Finding
	for c := userName; c < columnCount; c++ {
		notes = t.note(notes, c, t.tallies.tidied[c], wasTidied)
		notes = t.note(notes, c, t.tallies.blank[c], isNothing)
	}
	for key, n := range t.tallies.more {
		notes = t.note(notes, key.column, *n, counted{key.code, "further cell of this column is", "further cells of this column are", "like those told one by one", ""})
	}
	return notes
}

// counted is what is said of a number of cells.
type counted struct {
	code            finding.Code
	one, many, what string
	hint            string
}

var (
	wasTidied = counted{finding.Cleaned, "cell was", "cells were", "tidied: freed of brackets, quotes, a link, a name or a full stop around the text, or written in ordinary letters", ""}
	isNothing = counted{finding.Cleaned, "cell says", "cells say", "only that there is nothing to say and counts as blank, which leaves everything as it is",
		"leave such cells blank, or write " + none + " in externalId or workspaces to take away what is there"}
	isRespelt = counted{finding.Cleaned, "cell spells", "cells spell", "a workspace with other quotes, dashes or blanks than its name has", ""}
)

// note adds what is to be said of the cells that a tally has counted, if there are any.
func (t *table) note(notes []finding.Finding, c column, n tally, say counted) []finding.Finding {
	if n.count <= 0 {
		return notes
	}
	return append(notes, finding.New(say.code, t.cellOf(t.headerRow, c), "", count(n.count, say.one, say.many)+" "+say.what+"; the first is "+
		t.cellOf(n.first, c).Cell()+" ("+quoted(n.text)+")", say.hint))
}
