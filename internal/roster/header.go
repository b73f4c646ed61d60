package roster

import (
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// How far down the header is looked for, in rows that are not blank, and how many rows are looked at
// before it is decided what the columns hold.
const (
	headerWithin = 20
	lookAhead    = 2 * headerWithin
)

// workspacePrefix heads a column that is about the one workspace named after it.
const workspacePrefix = "ws:"

// Ranks behind that of every synonym: of headers that turn active round, of those that depend on their
// values, and of those that should hold addresses and hold none.
const (
	turnedRank    = 1000
	tentativeRank = 2000
	noAddress     = 3000
)

// heading is one column's header and what it is taken for by itself, whatever a mapping says.
type heading struct {
	spelt     string // as in the input
	text      string // cleaned, on one line
	forms     forms
	column    column
	rank      int // among the headers of one column: the lowest is read
	inverted  bool
	workspace string // the id or name that an explicit workspace column is headed by
	samples   []string
	secret    bool // nothing of the column is kept
}

// readHeadings reads the cells of a row as headers; below are rows that follow it.
func readHeadings(cells []sheet.Cell, below []sheet.Row) []heading {
	below = slices.DeleteFunc(slices.Clone(below), func(r sheet.Row) bool {
		first := firstFilled(r)
		return first >= 0 && isExample(r.Cells[first].Text)
	})
	headings := make([]heading, len(cells))
	for i, cell := range cells {
		h := heading{spelt: cell.Text, text: oneLine(clean(cell.Text))}
		switch {
		case len(h.text) > len(workspacePrefix) && strings.EqualFold(h.text[:len(workspacePrefix)], workspacePrefix):
			h.workspace = strings.TrimSpace(h.text[len(workspacePrefix):])
		case identity.LooksLikeWorkspaceID(h.text):
			h.workspace = h.text
		case h.text != "":
			h.forms = formsOf(h.text)
			h.mean(below, i+1)
		}
		h.samples = samplesOf(h, below, i+1)
		headings[i] = h
	}
	for i := range headings {
		if headings[i].column == carried {
			headings[i].try(headings, below, i+1)
		}
	}
	return headings
}

// mean finds what a header stands for on its own. A header with a remark in brackets has a little less
// authority than the same one without, and one that is called login or "user name" and holds no address
// gives way to every other that may be the userName.
func (h *heading) mean(below []sheet.Row, number int) {
	folded, remark := h.forms.whole, 0
	c, rank, ok := known(folded)
	if !ok && !h.forms.other && h.forms.bare != folded {
		folded, remark = h.forms.bare, 1
		c, rank, ok = known(folded)
	}
	if ok {
		h.column, h.rank = c, 2*rank+remark
		if c == userName && h.text != canonical[userName] && !holdsAddress(below, number) {
			h.rank += noAddress
		}
		return
	}
	if at := slices.Index(turned, folded); at >= 0 {
		h.column, h.inverted, h.rank = active, true, turnedRank+2*at+remark
	}
}

// try takes a header for what it may mean, where its values and its neighbours agree.
func (h *heading) try(headings []heading, below []sheet.Row, number int) {
	for i, t := range tentatives {
		if t.header != h.forms.whole && (t.header != h.forms.bare || h.forms.other) {
			continue
		}
		if t.isBeside(headings) && t.values.fit(below, number) {
			h.column, h.inverted, h.rank = t.column, t.inverted, tentativeRank+i
		}
		return
	}
}

func (t *tentative) isBeside(headings []heading) bool {
	return len(t.beside) == 0 || slices.ContainsFunc(headings, func(h heading) bool { return slices.Contains(t.beside, h.forms.bare) })
}

// isTentative tells the headers that are known, though not always taken for something.
func isTentative(f forms) bool {
	return slices.ContainsFunc(tentatives, func(t tentative) bool { return t.header == f.whole || t.header == f.bare })
}

func isKey(c column, matchExternalID bool) bool {
	return c == userName || c == id || c == externalID && matchExternalID
}

// quoted is a text in double quotes, cut to a readable length.
func quoted(text string) string { return `"` + shown(text, messageRunes) + `"` }
