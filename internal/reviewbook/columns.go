package reviewbook

import (
	"maps"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// foundTable is the table of a review where it stands in a file that came back: its columns are found by their
// headers, because somebody may have moved them, put others between them, or put a title above.
type foundTable struct {
	info    sheet.Info
	shape   sheet.Shape
	header  int   // row
	at      []int // of each header of the campaign's table, the column from 1; 0 where it is missing
	ours    map[int]bool
	twice   []secondColumn
	strange map[int]string  // headers of other columns
	filled  map[int]bool    // other columns in which something stands
	order   []review.Ref    // as the rows stand
	spare   bool            // on a hidden sheet, beside a table that is shown
	passed  int             // decisions of a spare table about rows that are blank in the one that is shown
	unseen  *review.Problem // that decisions of its rows stand on a hidden sheet only
	fault   *review.Problem
}

// secondColumn is another column of a header that was met.
type secondColumn struct{ header, column int }

// enoughHeaders is how many headers make a row that of a review's table where the most important ones were renamed;
// one of them is of a column to write in, which the tables of the ledger do not have.
const enoughHeaders = 5

// needed reports whether a row says too little without a column: whom it is about, what was decided, or, where no
// cover says it, in whose name.
func (r *reading) needed(header string) bool {
	switch header {
	case ReviewerHeader:
		return r.about.campaign == ""
	case KeyHeader, DecisionHeader, JustificationHeader, DelegateHeader, UserNameHeader, WorkspaceHeader:
		return true
	}
	return false
}

// headerKey is what spellings of one header share, as in every table that the program reads.
func headerKey(text string) string {
	text = strings.TrimRight(identity.Visible(text), "* ")
	return identity.Fold(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '_' || r == '-' {
			return -1
		}
		return r
	}, text))
}

// headersIn finds the columns of the table in a row; nil where it is no row of headers.
func (r *Reader) headersIn(row sheet.Row) *foundTable {
	t := &foundTable{header: row.Number, at: make([]int, len(r.keys)), ours: map[int]bool{}, strange: map[int]string{}, filled: map[int]bool{}}
	for column := 1; column <= len(row.Cells); column++ {
		text := row.Cell(column).Text
		key := headerKey(text)
		if key == "" {
			continue
		}
		switch i := slices.Index(r.keys, key); {
		case i < 0:
			t.strange[column] = text
		case t.at[i] > 0:
			t.twice = append(t.twice, secondColumn{i, column})
		default:
			t.at[i] = column
			t.ours[column] = true
		}
	}
	entry := t.at[0] + t.at[1] + t.at[2]
	if r.column(t, KeyHeader) > 0 && r.column(t, DecisionHeader) > 0 || entry > 0 && len(t.ours) >= enoughHeaders {
		return t
	}
	return nil
}

// column is where a header stands; 0 where it is missing.
func (r *Reader) column(t *foundTable, header string) int {
	if i := slices.Index(r.table.headers, header); i >= 0 {
		return t.at[i]
	}
	return 0
}

// checkColumns tells what is wrong with the columns. Where one is that must be there, no row of the table counts.
func (r *reading) checkColumns(t *foundTable) {
	for i, header := range r.table.headers {
		switch {
		case t.at[i] > 0:
		case !r.needed(header):
			r.seen.missing = append(r.seen.missing, header)
		default:
			r.faulty(t, r.missingColumn(t, i))
		}
	}
	for _, second := range t.twice {
		header := r.table.headers[second.header]
		if !r.needed(header) {
			t.strange[second.column] = header
			continue
		}
		first, cell := cellName(t.info.Name, t.at[second.header], t.header), cellName(t.info.Name, second.column, t.header)
		r.faulty(t, review.Problem{Code: review.ProblemColumn, Cell: cell, Message: "is a second column " + quoted(header) + ", after " + first,
			Hint: "keep the one that counts, and delete the other or give it another header"})
	}
}

func (r *reading) faulty(t *foundTable, p review.Problem) {
	if noted := r.refuse(p); t.fault == nil {
		t.fault = noted
	}
}

// missingColumn says that a column is missing, and what stands in its place: it may only have been renamed.
func (r *reading) missingColumn(t *foundTable, i int) review.Problem {
	header := r.table.headers[i]
	p := review.Problem{Code: review.ProblemColumn, Cell: t.info.Name, Message: "has no column " + quoted(header) + " any more",
		Hint: "write " + quoted(header) + " above its column again, or enter the decisions into a fresh copy of the workbook"}
	if place := r.expected(t, i); t.strange[place] != "" {
		p.Cell = cellName(t.info.Name, place, t.header)
		p.Message = "was edited: " + contrast(header, t.strange[place]) + "; without that header nobody can tell what the column is"
	} else if t.info.Name == "" {
		p.Cell = ""
	}
	return p
}

// expected is where a missing column would stand beside the nearest one of its neighbours that is there.
func (r *reading) expected(t *foundTable, i int) int {
	for away := 1; away < len(t.at); away++ {
		if before := i - away; before >= 0 && t.at[before] > 0 {
			return t.at[before] + away
		}
		if behind := i + away; behind < len(t.at) && t.at[behind] > 0 {
			return t.at[behind] - away
		}
	}
	return 0
}

// besides are the columns that are not ours, from the left.
func (t *foundTable) besides() []int {
	all := maps.Clone(t.filled)
	for column := range t.strange {
		all[column] = true
	}
	return slices.Sorted(maps.Keys(all))
}
