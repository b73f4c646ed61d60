// Package finding owns what is said about an input: where (Pos), what (Code, Message) and what to do
// next (Hint). It refuses to decide anything: severities come from the table of codes, and what a
// finding means for a run is decided by those who collect them.
package finding

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// Pos is a place in an input as its owner sees it in a spreadsheet program.
type Pos struct {
	File   string // without its folder; "-" for standard input
	Sheet  string // empty for CSV
	Row    int    // 1-based as a spreadsheet numbers rows; 0 means the whole table
	Column int    // 1-based; 0 means the whole row
	Header string // the column's header as the input spells it; empty where Column is 0
}

// Cell is the place in A1 notation ("C17"), also for CSV; empty unless both row and column are known.
func (p Pos) Cell() string {
	if p.Row == 0 || p.Column == 0 {
		return ""
	}
	return ColumnLetters(p.Column) + strconv.Itoa(p.Row)
}

// String is the place in the shortest form a reader finds again: "Employees!B88", "staff.csv!B88",
// "Employees row 88" or the sheet's or file's name alone.
func (p Pos) String() string {
	where := p.Sheet
	if where == "" {
		where = p.File
	}
	switch {
	case p.Cell() != "":
		return where + "!" + p.Cell()
	case p.Row > 0:
		return fmt.Sprintf("%s row %d", where, p.Row)
	default:
		return where
	}
}

// OfRow is the place of the whole row.
func (p Pos) OfRow() Pos {
	p.Column, p.Header = 0, ""
	return p
}

// Compare orders places by file, sheet, row and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Sheet, q.Sheet),
		cmp.Compare(p.Row, q.Row), cmp.Compare(p.Column, q.Column))
}

// ColumnLetters turns a 1-based column number into spreadsheet letters: 1 is A, 28 is AB.
func ColumnLetters(column int) string {
	var letters []byte
	for ; column > 0; column = (column - 1) / 26 {
		letters = append(letters, byte('A'+(column-1)%26))
	}
	slices.Reverse(letters)
	return string(letters)
}

// Severity says what a finding does to its row.
type Severity string

const (
	Error   Severity = "error"   // the row is held back
	Warning Severity = "warning" // the row is used; somebody should look
	Note    Severity = "note"    // the row is used; said so that nothing happens silently
)

// Finding is one thing that is wrong with, or worth knowing about, an input.
type Finding struct {
	Severity Severity
	Code     Code
	Pos      Pos
	Value    string // the cell's text as shown, where there is one
	Message  string // lower case, no full stop, names the value
	Hint     string // what to do next; may be empty
}

// New makes a finding with the severity its code has in the table of codes.
func New(code Code, pos Pos, value, message, hint string) Finding {
	return Finding{Severity: code.Severity(), Code: code, Pos: pos, Value: value, Message: message, Hint: hint}
}

type wire struct {
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	File     string   `json:"file"`
	Sheet    string   `json:"sheet"`
	Row      *int     `json:"row"`
	Column   string   `json:"column"`
	Cell     string   `json:"cell"`
	Value    string   `json:"value"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`
}

// MarshalJSON writes the public form: column is the header's text, row is null for a whole table.
func (f Finding) MarshalJSON() ([]byte, error) {
	w := wire{Severity: f.Severity, Code: f.Code, File: f.Pos.File, Sheet: f.Pos.Sheet, Column: f.Pos.Header,
		Cell: f.Pos.Cell(), Value: f.Value, Message: f.Message, Hint: f.Hint}
	if f.Pos.Row > 0 {
		w.Row = &f.Pos.Row
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads the public form; the column number is found again from the cell.
func (f *Finding) UnmarshalJSON(data []byte) error {
	var w wire
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*f = Finding{Severity: w.Severity, Code: w.Code, Value: w.Value, Message: w.Message, Hint: w.Hint,
		Pos: Pos{File: w.File, Sheet: w.Sheet, Header: w.Column}}
	if w.Row != nil {
		f.Pos.Row = *w.Row
	}
	for _, letter := range w.Cell {
		if letter < 'A' || letter > 'Z' {
			break
		}
		f.Pos.Column = f.Pos.Column*26 + int(letter-'A') + 1
	}
	return nil
}

// Counts are the numbers of findings by severity.
type Counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
}

// Count adds findings up by severity.
func Count(findings []Finding) Counts {
	var c Counts
	for _, f := range findings {
		switch f.Severity {
		case Error:
			c.Errors++
		case Warning:
			c.Warnings++
		default:
			c.Notes++
		}
	}
	return c
}

// Sort brings findings into reading order: by place, errors first within one place.
func Sort(findings []Finding) {
	rank := map[Severity]int{Error: 0, Warning: 1, Note: 2}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(rank[a.Severity], rank[b.Severity]))
	})
}
