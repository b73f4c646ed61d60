package sheet

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
)

// Chart is a picture of numbers that stand in cells: whoever changes a cell changes the chart. It is drawn
// by the program that shows the workbook.
type Chart struct {
	Title  string
	Alt    string // what the chart says, for those who do not see it; the title where empty
	Kind   ChartKind
	Labels Area // of the bars, from top to bottom or from left to right
	Series []Series
	Row    int // of its top left cell, from 1. 0 puts a page's chart below what was written, and the page goes on below the chart
	Column int // of its top left cell, from 1
	Width  int // pixels, 96 to the inch; 0 goes to the end of the sheet's columns
	Height int // pixels; 0 takes what so many bars need
}

// ChartKind is how a chart shows its numbers.
type ChartKind uint8

const (
	BarsAcross    ChartKind = iota // from left to right, a bar for each label, the first one at the top
	StackedAcross                  // the same, with the series one behind the other in one bar
	BarsUp                         // from bottom to top; for short labels, which stand below
	Ring                           // shares of a whole, of one series; its legend tells them by colour, so let the numbers stand beside it
)

// Series is one set of numbers of a chart.
type Series struct {
	Name    string
	Values  Area
	Colours []string // six hexadecimal digits: one for all, or one for each number; chosen where empty
}

// Area is a part of one column of a sheet.
type Area struct {
	Sheet    string // of the same workbook; the chart's own where empty
	Column   int    // from 1
	FirstRow int    // from 1
	LastRow  int
}

// placedChart is a chart on a sheet.
type placedChart struct {
	Chart
	lastRow int  // that is kept free for it; 0 where it stands beside a table
	fills   bool // the room that is kept free
}

// reference is the area as a formula refers to it.
func (a Area) reference() string {
	column := finding.ColumnLetters(a.Column)
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(a.Sheet), column, a.FirstRow, column, a.LastRow)
}

func (a Area) count() int { return a.LastRow - a.FirstRow + 1 }

// Chart puts a chart on the sheet. The cells that it shows may be written before or after it.
func (s *SheetWriter) Chart(c Chart) error {
	err := c.check(s.table)
	if err == nil && s.book.copied {
		err = errors.New("a sheet in front of a copied workbook holds none")
	}
	if err != nil {
		return fmt.Errorf("chart %q: %w", c.Title, err)
	}
	c.Labels.Sheet, c.Series = s.named(c.Labels.Sheet), slices.Clone(c.Series)
	for i := range c.Series {
		c.Series[i].Values.Sheet = s.named(c.Series[i].Values.Sheet)
	}
	if c.Height == 0 {
		c.Height = c.height()
	}
	c.Height = max(c.Height, lowestChart)
	if c.Row > 0 {
		s.charts = append(s.charts, placedChart{Chart: c})
		return nil
	}
	c.Row = s.last + 1
	if err := s.Space(c.Height); err != nil {
		return err
	}
	s.charts = append(s.charts, placedChart{Chart: c, lastRow: s.last})
	return nil
}

func (s *SheetWriter) named(sheetName string) string {
	if sheetName == "" {
		return s.layout.Name
	}
	return sheetName
}

var sixHexadecimal = regexp.MustCompile(`^[0-9A-Fa-f]{6}$`)

// check refuses what cannot be drawn.
func (c Chart) check(table bool) error {
	switch {
	case table && c.Row == 0:
		return errors.New("beside a table it needs a row")
	case c.Row < 0 || c.Column < 1 || c.Width < 0 || c.Height < 0:
		return errors.New("it stands nowhere")
	case len(c.Series) == 0 || c.Kind == Ring && len(c.Series) > 1:
		return fmt.Errorf("it cannot show %d series", len(c.Series))
	case !c.Labels.there():
		return errors.New("its labels stand nowhere")
	}
	for _, series := range c.Series {
		if !series.Values.there() || series.Values.count() != c.Labels.count() {
			return fmt.Errorf("it has %d labels and %d numbers", c.Labels.count(), series.Values.count())
		}
		for _, colour := range series.Colours {
			if !sixHexadecimal.MatchString(colour) {
				return fmt.Errorf("%q is no colour", colour)
			}
		}
	}
	return nil
}

func (a Area) there() bool { return a.Column > 0 && a.FirstRow > 0 && a.LastRow >= a.FirstRow }

// Space keeps so many pixels of a page free for charts that stand side by side, in rows as high as can be: no
// page break goes through a row. NextRow, asked before, is where they stand.
func (s *SheetWriter) Space(pixels int) error {
	if err := s.settle(); err != nil {
		return err
	}
	points := float64(pixels+2*chartInset) * pointsPerPixel
	rows := math.Ceil(points / excelize.MaxRowHeight)
	for range int(rows) {
		s.last++
		if err := s.stream.SetRow(at(1, s.last), nil, excelize.RowOpts{Height: points / rows}); err != nil {
			return err
		}
	}
	return nil
}

const pointsPerPixel = 72.0 / 96

// height is what the bars of a chart need, in pixels.
func (c Chart) height() int {
	const bar, between, upright = 20, 10, 280
	if c.Kind == BarsUp || c.Kind == Ring {
		return upright
	}
	side, around := 1, int(titleHeight+chartMargin)
	if len(c.Series) > 1 {
		around = int(titleHeight + legendHeight)
	}
	if c.Kind == BarsAcross {
		side = len(c.Series)
	}
	return around + (bar*side+between)*c.Labels.count()
}
