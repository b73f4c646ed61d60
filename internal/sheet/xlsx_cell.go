package sheet

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"scimsheet/internal/finding"
)

// storedCell is a cell as the file holds it; its value is in the reader's collector.
type storedCell struct {
	kind    storedKind
	style   int
	formula bool
	valued  bool
}

func (r *sheetReader) readCell() error {
	stored, err := r.cellTag()
	if err != nil {
		return err
	}
	r.value.reset()
	for {
		token, err := r.xml.next()
		switch {
		case err != nil:
			return err
		case token == xmlEnd:
			return r.finishCell(stored)
		case token == xmlText:
			continue
		}
		switch string(r.xml.local) {
		case "v":
			stored.valued = true
			err = r.value.element(r.xml)
		case "is":
			stored.valued = true
			err = r.value.rich(r.xml)
		case "f":
			stored.formula = true
			err = r.xml.skip()
		default:
			err = r.xml.skip()
		}
		if err != nil {
			return err
		}
	}
}

// cellTag reads the attributes of <c> and moves on to its column.
func (r *sheetReader) cellTag() (storedCell, error) {
	var stored storedCell
	column := r.column + 1
	for i := range r.xml.attrs {
		a := &r.xml.attrs[i]
		if a.prefix != nil {
			continue
		}
		switch string(a.local) {
		case "r":
			var row int
			if column, row = cellPlace(a.value); row != r.row {
				return stored, damaged("has a cell %.20q in row %d", a.value, r.row)
			}
		case "s":
			stored.style, _ = smallNumber(a.value)
		case "t":
			var ok bool
			if stored.kind, ok = kindNamed(a.value); !ok {
				return stored, damaged("has a cell of the unknown type %.20q in row %d", a.value, r.row)
			}
		}
	}
	if column <= r.column || column > gridColumns {
		return stored, damaged("has a cell in column %d after one in column %d in row %d", column, r.column, r.row)
	}
	r.column = column
	return stored, nil
}

// storedKind is the type of a cell's stored value (ECMA-376 part 1, 18.18.11).
type storedKind uint8

const (
	storedNumber storedKind = iota // where the file names no type
	storedShared
	storedText
	storedBoolean
	storedFault
	storedDate
)

func kindNamed(name []byte) (storedKind, bool) {
	switch string(name) {
	case "s":
		return storedShared, true
	case "str", "inlineStr":
		return storedText, true
	case "b":
		return storedBoolean, true
	case "e":
		return storedFault, true
	case "d":
		return storedDate, true
	}
	return storedNumber, string(name) == "n"
}

func (r *sheetReader) cellName() string {
	return finding.ColumnLetters(r.column) + strconv.Itoa(r.row)
}

// cellPlace reads a reference such as C17; row 0 where it is none.
func cellPlace(ref []byte) (column, row int) {
	letters := 0
	for letters < len(ref) && letters < 4 && ref[letters] >= 'A' && ref[letters] <= 'Z' {
		column = column*26 + int(ref[letters]-'A') + 1
		letters++
	}
	row, ok := smallNumber(ref[letters:])
	if letters == 0 || !ok {
		return 0, 0
	}
	return column, row
}

// smallNumber reads up to nine digits.
func smallNumber(b []byte) (int, bool) {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0 && len(b) < 10
}

// finishCell makes the cell of what was read. Blank cells are passed over.
func (r *sheetReader) finishCell(stored storedCell) error {
	if r.value.tooLong() {
		return r.longCell()
	}
	value := r.value.text
	if stored.kind != storedText {
		value = bytes.TrimSpace(value)
	}
	if len(value) == 0 {
		// A formula whose result is no text has no empty value: some writers leave it to the next program.
		if stored.formula && (!stored.valued || stored.kind == storedNumber) {
			r.put(r.column, Cell{Kind: Text, Formula: true, NoValue: true})
		}
		return nil
	}
	cell, err := r.cell(stored, value)
	if err != nil {
		return err
	}
	if cell.Text == "" {
		return nil
	}
	cell.Formula = stored.formula
	r.put(r.column, cell)
	return nil
}

func (r *sheetReader) cell(stored storedCell, value []byte) (Cell, error) {
	switch stored.kind {
	case storedShared:
		cell, err := r.sharedText(value)
		cell.Disguised = r.book.numbers.disguises(stored.style)
		return cell, err
	case storedText:
		return Cell{Text: unescapedControls(r.repeats.text(value)), Kind: Text, Disguised: r.book.numbers.disguises(stored.style)}, nil
	case storedBoolean:
		text := "FALSE"
		if xmlTrue(value) {
			text = "TRUE"
		}
		return Cell{Text: text, Kind: Boolean}, nil
	case storedFault:
		return Cell{Text: r.repeats.text(value), Kind: Fault}, nil
	case storedDate:
		return Cell{Text: isoDate(string(value)), Kind: Date}, nil
	}
	cell, err := r.book.numbers.cell(value, stored.style, r.repeats)
	switch err {
	case errNoNumber:
		return Cell{}, r.badCell(fmt.Sprintf("holds %.40q where a number should be", value))
	case errTooSlow:
		return Cell{}, r.refuse("has too many numbers shown as fractions or with exponents", "save the sheet as CSV, which holds what the cells show")
	}
	return cell, err
}

func (r *sheetReader) sharedText(value []byte) (Cell, error) {
	table := r.book.strings
	i, ok := smallNumber(value)
	switch {
	case !ok || i >= table.number:
		return Cell{}, r.badCell(fmt.Sprintf("names text %.20q of %d texts", value, table.number))
	case table.tooLong[i]:
		return Cell{}, r.longCell()
	}
	return Cell{Text: table.at(i), Kind: Text}, nil
}

func (r *sheetReader) badCell(what string) error {
	return r.refuse("cell "+r.cellName()+" "+what, saveAgain)
}

func (r *sheetReader) longCell() error {
	return r.refuse(fmt.Sprintf("cell %s holds more than %d characters", r.cellName(), maxCellText),
		"a spreadsheet program allows no more in a cell: shorten it")
}

func (r *sheetReader) refuse(message, hint string) error {
	return &Unreadable{File: r.book.name, Sheet: r.tab.Name, Message: message, Hint: hint}
}

// isoDate shows a date that is stored as text in the form that dates from numbers have.
func isoDate(text string) string {
	text = strings.TrimSuffix(text, "Z")
	text, fraction, found := strings.Cut(text, ".")
	if found && !digits(fraction) {
		text += "." + fraction
	}
	return strings.Replace(strings.TrimSuffix(text, "T00:00:00"), "T", " ", 1)
}
