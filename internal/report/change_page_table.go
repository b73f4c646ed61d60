package report

import (
	"fmt"
	"html/template"
	"iter"
	"slices"
)

// pageTable is a table of the page. Its rows are made one by one while the page is written.
type pageTable struct {
	ID, Class, Caption string
	Columns            []pageColumn
	Count              int
	Rows               iter.Seq[pageRow]     // those that stand in the page as they are
	Rest               iter.Seq[template.JS] // those beyond, as pieces of one JSON object
	More               string                // says without a script where those beyond are; empty where there are none
}

// pageColumn has the name by which the script knows it, and how it is sorted: "text", "number" or not.
type pageColumn struct{ Header, Class, Is, Sort string }

// pageRow is one row. Facets are what filters ask for, as the script reads them.
type pageRow struct {
	Facets string
	Cells  []pageCell
}

// pageCell are lines below each other.
type pageCell []pageLine

type pageLine struct {
	Tone tone
	Text string
}

// The tones that only tables have.
const (
	asName  tone = "strong"
	asAside tone = "soft"
	asFold  tone = "fold" // what follows in the cell is shown when the reader opens this line
)

// oneLineCell is a cell of one line, or an empty one.
func oneLineCell(text string) pageCell { return pageCell{{Text: text}} }

// Bare is the text of a cell that has nothing but a plain line.
func (c pageCell) Bare() string {
	if len(c) == 1 && c[0].Tone == plainly {
		return c[0].Text
	}
	return ""
}

// Open are the lines of a cell that are shown at once.
func (c pageCell) Open() pageCell {
	if at := c.fold(); at >= 0 {
		return c[:at]
	}
	return c
}

// Folded is the line that opens others, and these; empty where there are none.
func (c pageCell) Folded() pageCell {
	if at := c.fold(); at >= 0 {
		return c[at:]
	}
	return nil
}

func (c pageCell) fold() int {
	return slices.IndexFunc(c, func(l pageLine) bool { return l.Tone == asFold })
}

// longTable is a table of so many rows, nil where there are none.
func longTable(t pageTable, whole, first int, more string, row func(i int) pageRow) *pageTable {
	if t.Count == 0 {
		return nil
	}
	stand := t.Count
	if stand > whole {
		stand = min(whole, first)
	}
	t.Rows = func(yield func(pageRow) bool) {
		for i := range stand {
			if !yield(row(i)) {
				return
			}
		}
	}
	rest := func(yield func(pageRow) bool) {
		for i := stand; i < t.Count; i++ {
			if !yield(row(i)) {
				return
			}
		}
	}
	t.Rest = func(yield func(template.JS) bool) { writeRecords(rest, yield) }
	if stand < t.Count {
		t.More = fmt.Sprintf("These are the first %s of %s. All are in %s.", number(stand), number(t.Count), more)
	}
	return &t
}
