package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
)

// ErrFull is returned by Row when a sheet holds no more rows.
var ErrFull = errors.New("the sheet is full: a worksheet holds 1,048,576 rows")

// SheetWriter writes one sheet from top to bottom. It holds back the first rows to find out how wide
// the columns must be; after that a row costs no memory. It is for one goroutine.
type SheetWriter struct {
	book    *Workbook
	layout  Layout
	table   bool
	stream  *excelize.StreamWriter
	last    int // the last row written or held back
	held    [][]Value
	settled bool
	widths  []float64 // of the columns, once settled
	links   []leading
	files   fileLinks
	charts  []placedChart
	cells   []excelize.Cell // of the row being written; excelize gets pointers into it
	row     []any
}

func (s *SheetWriter) create(first bool) error {
	file, name := s.book.file, s.layout.Name
	if first {
		if err := file.SetSheetName(file.GetSheetName(0), name); err != nil {
			return err
		}
	} else if taken, _ := file.GetSheetIndex(name); taken >= 0 {
		return errors.New("another sheet has this name")
	} else if _, err := file.NewSheet(name); err != nil {
		return err
	}
	fitToPage, grid := s.fits(), s.table
	props := &excelize.SheetPropsOptions{FitToPage: &fitToPage}
	if s.layout.Tab != "" {
		props.TabColorRGB = &s.layout.Tab
	}
	if err := file.SetSheetProps(name, props); err != nil {
		return err
	}
	if err := file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &grid}); err != nil {
		return err
	}
	var err error
	if s.stream, err = file.NewStreamWriter(name); err != nil {
		return err
	}
	s.cells, s.row = make([]excelize.Cell, len(s.layout.Columns)), make([]any, len(s.layout.Columns))
	if s.table {
		s.last = 1
	}
	return nil
}

// Row writes the next row. Cells that are missing at its end are blank.
func (s *SheetWriter) Row(values ...Value) error {
	if len(values) > len(s.layout.Columns) {
		return fmt.Errorf("sheet %q has %d columns, not %d", s.layout.Name, len(s.layout.Columns), len(values))
	}
	if s.last == rowsPerSheet {
		return ErrFull
	}
	s.last++
	if s.settled {
		return s.write(s.last, values)
	}
	s.held = append(s.held, slices.Clone(values))
	if len(s.held) < sampledRows {
		return nil
	}
	return s.settle()
}

// Line writes a row of a page whose last value goes on across all columns that are left, as many lines
// high as it needs.
func (s *SheetWriter) Line(values ...Value) error {
	if err := s.settle(); err != nil {
		return err
	}
	s.last++
	columns, last := len(s.layout.Columns), len(values)-1
	across := 0.0
	for _, width := range s.widths[last:] {
		across += width
	}
	cells := make([]any, columns)
	for i := range cells {
		v := values[min(i, last)]
		id, err := s.book.styleID(look{style: v.shown(), wrapped: i >= last, centred: true})
		if err != nil {
			return err
		}
		cells[i] = excelize.Cell{StyleID: id}
		if i <= last {
			cells[i] = v.cell(id)
			s.lead(i+1, s.last, v)
		}
	}
	if columns > last+1 {
		if err := s.stream.MergeCell(at(last+1, s.last), at(columns, s.last)); err != nil {
			return err
		}
	}
	return s.stream.SetRow(at(1, s.last), cells, excelize.RowOpts{Height: min(values[last].height(across)+3, excelize.MaxRowHeight)})
}

// NextRow is the number of the row that will be written next, as links and charts refer to it.
func (s *SheetWriter) NextRow() int { return s.last + 1 }

// Gap leaves one row of a page blank.
func (s *SheetWriter) Gap() { s.last++ }

// settle decides the column widths and writes what was held back.
func (s *SheetWriter) settle() error {
	if s.settled {
		return nil
	}
	s.settled = true
	if err := s.columns(); err != nil {
		return err
	}
	if s.table {
		if err := s.header(); err != nil {
			return err
		}
	}
	first := s.last - len(s.held) + 1
	for i, values := range s.held {
		if err := s.write(first+i, values); err != nil {
			return err
		}
	}
	s.held = nil
	return nil
}

// columns gives the columns their widths, and the format of what is typed below the last row. Columns
// that are alike are set at once, because excelize looks at all columns each time; it puts those that
// it sets before those it has, and they must stand in ascending order.
func (s *SheetWriter) columns() error {
	s.widths = make([]float64, len(s.layout.Columns))
	for i, c := range s.layout.Columns {
		s.widths[i] = s.width(i, c)
	}
	for last := len(s.widths); last > 0; {
		first := last
		alike := s.below(last - 1)
		for first > 1 && s.widths[first-2] == s.widths[last-1] && s.below(first-2) == alike {
			first--
		}
		if err := s.stream.SetColWidth(first, last, s.widths[last-1]); err != nil {
			return err
		}
		if alike != (look{}) {
			id, err := s.book.styleID(alike)
			if err != nil {
				return err
			}
			if err := s.stream.SetColStyle(first, last, id); err != nil {
				return err
			}
		}
		last = first - 1
	}
	return nil
}

// below is how cells of a column look that are not written; zero where they look like any other.
func (s *SheetWriter) below(i int) look {
	c := s.layout.Columns[i]
	return look{format: c.format(), middle: c.Marks}
}

func (s *SheetWriter) width(i int, c Column) float64 {
	if c.Width > 0 {
		return c.Width
	}
	if c.Marks {
		return upwardsWidth(c.Header)
	}
	digits := 0
	for line := range strings.SplitSeq(c.Header, "\n") {
		digits = max(digits, runewidth.StringWidth(line)+filterArrow)
	}
	for _, values := range s.held {
		if i < len(values) {
			digits = max(digits, values[i].width())
		}
	}
	return fit(digits)
}

func (s *SheetWriter) header() error {
	split := excelize.Panes{Freeze: true, YSplit: 1, XSplit: s.layout.Frozen, ActivePane: "bottomLeft",
		TopLeftCell: at(s.layout.Frozen+1, 2)}
	if s.layout.Frozen > 0 {
		split.ActivePane = "bottomRight"
	}
	split.Selection = []excelize.Selection{{SQRef: split.TopLeftCell, ActiveCell: split.TopLeftCell, Pane: split.ActivePane}}
	if err := s.stream.SetPanes(&split); err != nil {
		return err
	}
	height := pointsPerLine
	for i, c := range s.layout.Columns {
		l := look{style: Head, wrapped: true, centred: true}
		if c.Entry {
			l.style = EntryHead
		}
		if c.Marks {
			l.upwards, l.middle, l.centred = true, true, false
			height = max(height, upwardsHeight(c.Header))
		} else {
			height = max(height, String(c.Header).height(max(s.widths[i]-filterArrow, 1)))
		}
		id, err := s.book.styleID(l)
		if err != nil {
			return err
		}
		s.cells[i] = String(c.Header).cell(id)
		s.row[i] = &s.cells[i]
	}
	return s.stream.SetRow("A1", s.row, excelize.RowOpts{Height: min(height+5, excelize.MaxRowHeight)})
}

// write sends a row on its way. Rows that need more than one line get their height here, because not
// every program that shows a workbook finds it out.
func (s *SheetWriter) write(number int, values []Value) error {
	s.book.remember(s.layout.Name, number, values)
	n, height := len(values), 0.0
	if s.table {
		n = len(s.layout.Columns)
	}
	for i := range n {
		var v Value
		if i < len(values) {
			v = values[i]
		}
		if s.row[i] = nil; !s.table && v == (Value{}) {
			continue
		}
		id, err := s.book.styleID(s.layout.Columns[i].look(v))
		if err != nil {
			return err
		}
		s.cells[i] = v.cell(id)
		s.row[i] = &s.cells[i]
		if s.layout.Columns[i].Wrapped {
			height = max(height, v.height(s.widths[i]))
		}
		s.lead(i+1, number, v)
	}
	if height <= pointsPerLine {
		return s.stream.SetRow(at(1, number), s.row[:n])
	}
	return s.stream.SetRow(at(1, number), s.row[:n], excelize.RowOpts{Height: min(height, excelize.MaxRowHeight)})
}

// fits reports whether the sheet is printed one page wide: a very wide one would not be legible.
func (s *SheetWriter) fits() bool {
	return !s.table || s.layout.Printed > 0 || len(s.layout.Columns) <= pageAcross
}

// reach is the last row that the sheet is prepared for.
func (s *SheetWriter) reach() int { return max(2, s.last, s.layout.Room+1) }

// mends correct what excelize writes of the sheet.
func (s *SheetWriter) mends() []mend {
	dimension := "A1"
	if end := s.corner(s.last); end != "A1" {
		dimension = "A1:" + end
	}
	all := []mend{dimensionMend(dimension)}
	if len(s.links) > 0 {
		all = append(all, mend{"<hyperlinks>", "</hyperlinks>", s.linkList()})
	}
	return all
}

// extent is the range that the sheet's cells take, with the rows that it is prepared for.
func (s *SheetWriter) extent() string { return "A1:" + s.corner(max(s.last, s.layout.Room+1)) }

func (s *SheetWriter) corner(last int) string { return at(max(1, len(s.layout.Columns)), max(1, last)) }

// at is a cell in A1 notation.
func at(column, row int) string { return finding.ColumnLetters(column) + strconv.Itoa(row) }
