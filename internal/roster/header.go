package roster

import (
	"strings"

	"github.com/agnivade/levenshtein"

	"scimsheet/internal/finding"
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

// lastRank is a rank behind that of every synonym.
const lastRank = 1000

// heading is one column's header and what it was taken for.
type heading struct {
	spelt     string // as in the input
	text      string // cleaned, on one line
	column    column
	rank      int
	workspace string // the id or name that an explicit workspace column is headed by
}

// readHeadings reads the cells of a row as headers; below are rows that follow it.
func readHeadings(cells []sheet.Cell, below []sheet.Row) []heading {
	headings := make([]heading, len(cells))
	for i, cell := range cells {
		h := heading{spelt: cell.Text, text: oneLine(clean(cell.Text))}
		folded := foldHeader(h.text)
		switch {
		case folded == "":
		case len(h.text) > len(workspacePrefix) && strings.EqualFold(h.text[:len(workspacePrefix)], workspacePrefix):
			h.workspace = strings.TrimSpace(h.text[len(workspacePrefix):])
		case identity.LooksLikeWorkspaceID(h.text):
			h.workspace = h.text
		case folded == userIDHeader && holdsAddresses(below, i+1):
			h.column, h.rank = userName, lastRank
		default:
			h.column, h.rank, _ = known(folded)
		}
		headings[i] = h
	}
	return headings
}

// holdsAddresses reports whether most cells of a column that are filled look like e-mail addresses.
func holdsAddresses(rows []sheet.Row, number int) bool {
	filled, addresses := 0, 0
	for _, row := range rows {
		text := clean(row.Cell(number).Text)
		if text == "" {
			continue
		}
		filled++
		if at := strings.IndexByte(text, '@'); at > 0 && at < len(text)-1 {
			addresses++
		}
	}
	return 2*addresses > filled
}

// findHeader finds the header among a table's first rows: the first row in which a column for the key
// or two columns are recognised. Titles and remarks above it are passed over. Where no row qualifies it
// is the first one, so that there are headers to complain about.
func findHeader(rows []sheet.Row, matchExternalID bool) int {
	for i, row := range rows[:min(len(rows), headerWithin)] {
		recognised, key := 0, false
		for _, h := range readHeadings(row.Cells, rows[i+1:]) {
			if h.column != carried || h.workspace != "" {
				recognised++
			}
			key = key || isKey(h.column, matchExternalID)
		}
		if key || recognised >= 2 {
			return i
		}
	}
	return 0
}

func isKey(c column, matchExternalID bool) bool {
	return c == userName || c == id || c == externalID && matchExternalID
}

// mapHeadings decides which columns are read. Of several headers that mean one column those with the
// most authority are; the others are carried through, which is said.
func (t *table) mapHeadings(headings []heading) []finding.Finding {
	t.headings = headings
	best := [columnCount]int{}
	for i := range best {
		best[i] = lastRank + 1
	}
	for _, h := range headings {
		best[h.column] = min(best[h.column], h.rank)
	}
	var findings []finding.Finding
	for i := range headings {
		h, number := &headings[i], i+1
		switch {
		case h.workspace != "":
			t.marks = append(t.marks, markColumn{number: number, workspace: h.workspace, explicit: true})
		case h.column == carried:
			findings = append(findings, t.nearMiss(number)...)
			if h.text != "" {
				t.marks = append(t.marks, markColumn{number: number, workspace: h.text})
			}
		case h.rank > best[h.column]:
			findings = append(findings, t.outranked(number))
			h.column = carried
		default:
			if first := t.columns[h.column]; len(first) > 0 {
				findings = append(findings, t.doubled(number, first[0]))
			}
			t.columns[h.column] = append(t.columns[h.column], number)
		}
	}
	return findings
}

func (t *table) outranked(number int) finding.Finding {
	h := t.headings[number-1]
	for i, other := range t.headings {
		if other.column == h.column && other.rank < h.rank && i != number-1 {
			return finding.New(finding.CarriedThrough, t.at(t.headerRow, number), "",
				quoted(h.text)+" is only carried through: "+h.column.String()+" is read from "+quoted(other.text), "")
		}
	}
	return finding.Finding{}
}

func (t *table) doubled(number, first int) finding.Finding {
	return finding.New(finding.DuplicateHeader, t.at(t.headerRow, number), "",
		"columns "+finding.ColumnLetters(first)+" and "+finding.ColumnLetters(number)+" both mean "+
			t.headings[number-1].column.String(),
		"rows in which they differ are errors: delete or rename one of them")
}

// nearMiss complains about a header that is nearly a known one, and about nothing else: what is
// carried through on purpose needs no finding.
func (t *table) nearMiss(number int) []finding.Finding {
	text := t.headings[number-1].text
	near, ok := nearest(foldHeader(text))
	if !ok {
		return nil
	}
	return []finding.Finding{finding.New(finding.UnknownHeader, t.at(t.headerRow, number), shown(text, valueRunes),
		"the header "+quoted(text)+" means nothing here, so its column has no effect",
		"did you mean "+near.String()+"? Rename it, or leave it if the column is only to be carried through")}
}

// nearest is the column whose header, or a synonym of it, is a slip or two away from a folded header.
func nearest(folded string) (column, bool) {
	best, found := 3, carried
	for c := userName; c < columnCount; c++ {
		for _, name := range append([]string{strings.ToLower(canonical[c])}, synonyms[c]...) {
			allowed := slips(min(len(name), len(folded)))
			if d := len(name) - len(folded); d > allowed || -d > allowed {
				continue
			}
			if d := levenshtein.ComputeDistance(folded, name); d <= allowed && d < best {
				best, found = d, c
			}
		}
	}
	return found, found != carried
}

// slips is how many letters a header may be off and still be taken for a misspelling: none where it is
// so short that it would soon be another word.
func slips(letters int) int {
	switch {
	case letters < 5:
		return 0
	case letters < 8:
		return 1
	}
	return 2
}

// quoted is a text in double quotes, cut to a readable length.
func quoted(text string) string { return `"` + shown(text, messageRunes) + `"` }
