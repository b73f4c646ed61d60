package sheet

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
)

// measures are what has to be known of a sheet before it is copied: how large its cells are shown, and
// which of them are merged.
type measures struct {
	merged  []area
	columns []columnSize
	rows    map[int]int // heights in pixels of the rows that say one
	column  int         // the width of all other columns, and the height of all other rows
	row     int
	drawing string // the id of the relation to the drawing of its notes; empty where it has none
}

type columnSize struct{ first, last, width int }

// What a spreadsheet program takes where the sheet says nothing, in pixels at 96 to the inch.
const (
	usualWidth     = 64
	usualHeight    = 20
	pixelsPerDigit = 7.0
	pixelsPerPoint = 4.0 / 3
)

func measureSheet(in io.Reader) (*measures, error) {
	s := &measures{rows: map[int]int{}, column: usualWidth, row: usualHeight}
	xml, row := newPieces(in), 0
	for {
		piece, err := xml.next()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		name, kind := tagName(piece)
		if kind == endTag || kind == noTag {
			continue
		}
		switch string(name) {
		case "row":
			row++
			if n := attributeNumber(piece, "r"); n > 0 {
				row = n
			}
			s.sizeRow(piece, row)
		case "c":
		case "sheetFormatPr":
			s.column = pixels(piece, "defaultColWidth", pixelsPerDigit, usualWidth)
			s.row = pixels(piece, "defaultRowHeight", pixelsPerPoint, usualHeight)
		case "col":
			width := pixels(piece, "width", pixelsPerDigit, s.column)
			if xmlTrue(attributeText(piece, "hidden")) {
				width = 0
			}
			s.columns = append(s.columns, columnSize{attributeNumber(piece, "min"), attributeNumber(piece, "max"), width})
		case "legacyDrawing":
			s.drawing = string(attributeText(piece, "*:id"))
		}
	}
}

func (s *measures) sizeRow(tag []byte, row int) {
	switch {
	case xmlTrue(attributeText(tag, "hidden")):
		s.rows[row] = 0
	case attributeText(tag, "ht") != nil:
		s.rows[row] = pixels(tag, "ht", pixelsPerPoint, s.row)
	}
}

// pixels is a size that an attribute gives in units of so many pixels.
func pixels(tag []byte, name string, unit float64, otherwise int) int {
	value, err := strconv.ParseFloat(string(attributeText(tag, name)), 64)
	if err != nil || value < 0 || value > 1000 {
		return otherwise
	}
	return int(value*unit + 0.5)
}

func (s *measures) width(column int) int {
	for _, c := range s.columns {
		if c.first <= column && column <= c.last {
			return c.width
		}
	}
	return s.column
}

func (s *measures) height(row int) int {
	if height, says := s.rows[row]; says {
		return height
	}
	return s.row
}

// gathered brings marks into reading order: those of merged cells on the area's first cell, where alone
// they are seen, and one for each cell, with the worse look and all notes.
func (s *measures) gathered(marks []Mark) []Mark {
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, byPlace)
	moved := map[int]area{}
	for _, a := range s.merged {
		i, _ := slices.BinarySearchFunc(marks, a.top, func(m Mark, row int) int { return cmp.Compare(m.Row, row) })
		for ; i < len(marks) && marks[i].Row <= a.bottom; i++ {
			if a.left <= marks[i].Column && marks[i].Column <= a.right {
				moved[i] = a
			}
		}
	}
	for i, a := range moved {
		marks[i].Row, marks[i].Column = a.top, a.left
	}
	slices.SortStableFunc(marks, byPlace)
	one := marks[:0]
	for _, m := range marks {
		if len(one) == 0 || byPlace(one[len(one)-1], m) != 0 {
			one = append(one, m)
			continue
		}
		last := &one[len(one)-1]
		if m.Style == Bad {
			last.Style = Bad
		}
		last.Note = strings.Trim(last.Note+"\n\n"+m.Note, "\n")
	}
	return one
}

func byPlace(a, b Mark) int {
	return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
}
