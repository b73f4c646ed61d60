package roster

import (
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// table is one table of people: where it stands and what its columns mean.
type table struct {
	where     finding.Pos // file and sheet
	records   bool        // its rows are records of CSV, or were before a check made a workbook of it
	headerRow int
	headings  []heading
	mapping   *Mapping // as asked for (Options.Mapping, put here by the loader), else the preset that mapHeadings recognised; nil means headers only
	readings  [columnCount][]reading
	columns   [columnCount][]int // the 1-based columns that are read for each canonical one, those of readings
	marks     []markColumn
	skip      [][]cellTest // a row is passed over where all tests of one list hold

	mismatched bool        // the table lacks what the mapping needs, so nothing of it may be used
	elsewhere  []elsewhere // once all rows were read
	tallies    tallies     // of what is said once for the table
}

// markColumn is a column that is, or may turn out to be, headed by a workspace.
type markColumn struct {
	number    int
	workspace string // the id or name in the header
	explicit  bool   // the header says that it is a workspace; otherwise the directory has to know it
	filled    int    // cells that hold anything, and those of them that hold a mark
	marked    int
	signs     int  // those of filled that hold a cross, a question mark or the like: text that was meant as a mark
	ticked    bool // a mark is a tick or an x, which says hardly anything but that somebody has something
}

// at is a cell's place.
func (t *table) at(row, number int) finding.Pos {
	pos := t.where
	pos.Row, pos.Column = row, number
	if number > 0 && number <= len(t.headings) {
		pos.Header = t.headings[number-1].text
	}
	return pos
}

// cellOf is the place of a row's cell in a canonical column, or of the row where the table has no such
// column. Where a column is read from the first of several that is not blank, it is that cell only once
// all rows were read; until then it is the first.
func (t *table) cellOf(row int, c column) finding.Pos {
	if numbers := t.columns[c]; len(numbers) > 0 {
		return t.at(row, t.actual(row, numbers[0]))
	}
	return t.at(row, 0)
}

func (t *table) has(c column) bool { return len(t.columns[c]) > 0 }

// hasKey reports whether a column tells whom the rows are about.
func (t *table) hasKey(matchExternalID bool) bool {
	return t.has(userName) || t.has(id) || t.has(externalID) && matchExternalID
}

// mapped is the public account of the columns.
func (t *table) mapped() []MappedColumn {
	columns := make([]MappedColumn, len(t.headings))
	for i, h := range t.headings {
		columns[i] = MappedColumn{Header: h.text, Samples: h.samples}
		columns[i].Column, columns[i].How = t.meant(i + 1)
		if h.workspace != "" {
			columns[i].Column = workspacePrefix + h.workspace
		}
	}
	return columns
}

func (t *table) layout() Layout {
	switch {
	case t.has(workspace):
		return Long
	case slices.ContainsFunc(t.marks, func(m markColumn) bool { return m.explicit }):
		return Matrix
	}
	return Wide
}

// noKey explains that no column is the key, and which one probably should be.
func (t *table) noKey(below []sheet.Row) finding.Finding {
	var seen []string
	for _, h := range t.headings {
		if h.text != "" {
			seen = append(seen, quoted(h.text))
		}
	}
	message := "no column is headed userName"
	if len(seen) > 0 {
		message += "; the headers are " + strings.Join(seen[:min(len(seen), 20)], ", ")
	}
	return finding.New(finding.NoKeyColumn, t.where, "", message, t.keyHint(below))
}

// keyHint is the column that was most likely meant to be the key: one whose header is nearly its name, the
// surer if it holds addresses; or one that holds them under any name.
func (t *table) keyHint(below []sheet.Row) string {
	near, holds := 0, 0
	for i, h := range t.headings {
		if strings.IndexByte(h.text, '@') > 0 {
			return "the first row seems to be a person already: put a row of headers above it"
		}
		c, ok := nearest(h.forms.whole)
		isNear, addresses := ok && c == userName, holdsAddresses(below, i+1)
		switch {
		case isNear && addresses:
			near, holds = i+1, -1
		case isNear && near == 0:
			near = i + 1
		case addresses && holds == 0 && !h.forms.other:
			holds = i + 1
		}
		if holds < 0 {
			break
		}
	}
	switch {
	case holds > 0:
		return "column " + finding.ColumnLetters(holds) + " (" + quoted(t.headings[holds-1].text) + ") holds e-mail addresses: if they are the logins, head it userName"
	case near > 0:
		return "is " + quoted(t.headings[near-1].text) + " in column " + finding.ColumnLetters(near) + " meant to be userName?"
	case t.has(externalID):
		return "there is an externalId: --match externalId takes it as the key"
	}
	return "head the column of e-mail addresses userName, or choose another sheet with --sheet"
}
