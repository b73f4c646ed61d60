package sheet

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// shownRows is how many rows at the top of each sheet are remembered for charts.
const shownRows = 500

// chartCell is what a cell says: the text of a label, or a number.
type chartCell struct {
	text   string
	number int64
}

// remember keeps what a row shows: a chart holds a copy of its labels and numbers, which programs show
// that do not calculate, as the previews of mail programs and phones.
func (w *Workbook) remember(sheetName string, row int, values []Value) {
	if row > shownRows {
		return
	}
	cells := make([]chartCell, len(values))
	for i, v := range values {
		cells[i] = chartCell{v.text, v.whole}
		if v.kind == wholeValue {
			cells[i].text = strconv.FormatInt(v.whole, 10)
		} else if len(v.text) > mostLabel {
			cells[i].text = shorten(v.text, mostLabel)
		}
	}
	rows := w.shown[sheetName]
	for len(rows) < row {
		rows = append(rows, nil)
	}
	rows[row-1] = cells
	w.shown[sheetName] = rows
}

// cells are those of an area; nil where they are not all known.
func (w *Workbook) cells(a Area) []chartCell {
	rows := w.shown[a.Sheet]
	if a.LastRow > len(rows) {
		return nil
	}
	var cells []chartCell
	for _, row := range rows[a.FirstRow-1 : a.LastRow] {
		if a.Column > len(row) {
			return nil
		}
		cells = append(cells, row[a.Column-1])
	}
	return cells
}

// drawn is a chart that knows what its cells say.
func (w *Workbook) drawn(c Chart) *drawnChart {
	d := &drawnChart{Chart: c, numbers: make([][]int64, len(c.Series))}
	for _, cell := range w.cells(c.Labels) {
		d.labels = append(d.labels, cell.text)
	}
	for i, series := range c.Series {
		for _, cell := range w.cells(series.Values) {
			d.numbers[i] = append(d.numbers[i], cell.number)
		}
	}
	return d
}

// drawing is the part that holds the charts of one sheet.
type drawing struct {
	charts  []placedChart
	columns int // of the sheet
	first   int // number of the part of its first chart
}

// draw has excelize put the sheet's charts where a workbook keeps them; what they hold follows when all
// sheets are written.
func (s *SheetWriter) draw() error {
	if len(s.charts) == 0 {
		return nil
	}
	d := drawing{columns: len(s.layout.Columns), first: s.book.chartCount() + 1}
	for _, c := range s.charts {
		if c.fills = c.Width == 0 && c.lastRow > 0 && c.Column <= d.columns; c.Width == 0 {
			c.Width = s.across(c.Column)
		}
		c.Width = max(c.Width, narrowestChart)
		if err := s.book.file.AddChart(s.layout.Name, at(c.Column, c.Row), &excelize.Chart{Type: excelize.Col}); err != nil {
			return err
		}
		d.charts = append(d.charts, c)
	}
	s.book.drawings = append(s.book.drawings, d)
	return nil
}

// across is how many pixels the columns take from one of them on.
func (s *SheetWriter) across(column int) int {
	const pixelsPerDigit = 7
	pixels := 0.0
	for _, width := range s.widths[min(column-1, len(s.widths)):] {
		pixels += width * pixelsPerDigit
	}
	return int(pixels)
}

func (w *Workbook) chartCount() int {
	count := 0
	for _, d := range w.drawings {
		count += len(d.charts)
	}
	return count
}

// drawCharts writes the parts of all charts in place of those that excelize made.
func (w *Workbook) drawCharts() error {
	w.dropImages()
	for i, d := range w.drawings {
		part := fmt.Sprintf("xl/drawings/drawing%d.xml", i+1)
		w.file.Drawings.Delete(part)
		if err := w.replace(part, d.part()); err != nil {
			return err
		}
		for n, c := range d.charts {
			if err := w.replace(fmt.Sprintf("xl/charts/chart%d.xml", d.first+n), w.drawn(c.Chart).part()); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropImages takes off the types of images, which excelize announces with each drawing in random order:
// there are none.
func (w *Workbook) dropImages() {
	types := w.file.ContentTypes
	kept := types.Defaults[:0]
	for _, d := range types.Defaults {
		if !strings.HasPrefix(d.ContentType, "image/") {
			kept = append(kept, d)
		}
	}
	types.Defaults = kept
}

func (w *Workbook) replace(part string, root *node) error {
	var text bytes.Buffer
	if err := writeTree(&text, root); err != nil {
		return err
	}
	w.file.Pkg.Store(part, text.Bytes())
	return nil
}

func (d drawing) part() *node {
	root := newNode("xdr:wsDr", "xmlns:xdr", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing", "xmlns:a", drawingNamespace)
	for i, c := range d.charts {
		root.with(c.anchored(d.columns).with(c.frame(i+1), newNode("xdr:clientData")))
	}
	return root
}

// anchored is where the chart stands: from its top left cell on in its own size, which no row's height
// changes (ECMA-376 part 1, 20.5.2.24); or, where it has the room to itself, across all columns, which are
// not equally wide in all programs (20.5.2.33).
func (c placedChart) anchored(columns int) *node {
	from := corner("xdr:from", c.Column-1, c.Row-1, chartInset)
	if c.fills {
		rows := c.lastRow - c.Row + 1
		inLast := c.Height - (rows-1)*(c.Height+2*chartInset)/rows + chartInset
		return newNode("xdr:twoCellAnchor", "editAs", "oneCell").with(from, corner("xdr:to", columns, c.lastRow-1, inLast))
	}
	return newNode("xdr:oneCellAnchor").with(from,
		newNode("xdr:ext", "cx", strconv.Itoa(c.Width*emuPerPixel), "cy", strconv.Itoa(c.Height*emuPerPixel)))
}

// frame is the chart itself with its name and what it says in words. number counts the sheet's charts.
func (c placedChart) frame(number int) *node {
	name := c.Title
	if name == "" {
		name = "Chart " + strconv.Itoa(number)
	}
	words := c.Alt
	if words == "" {
		words = name
	}
	about := newNode("xdr:cNvPr", "id", strconv.Itoa(number+1), "name", shorten(CellText(name), mostTitle), "descr", shorten(CellText(words), mostAlt))
	return newNode("xdr:graphicFrame", "macro", "").with(
		newNode("xdr:nvGraphicFramePr").with(about, newNode("xdr:cNvGraphicFramePr").with(newNode("a:graphicFrameLocks", "noGrp", "1"))),
		newNode("xdr:xfrm").with(newNode("a:off", "x", "0", "y", "0"), newNode("a:ext", "cx", "0", "cy", "0")),
		newNode("a:graphic").with(newNode("a:graphicData", "uri", chartNamespace).with(newNode("c:chart", "xmlns:c", chartNamespace,
			"xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r:id", "rId"+strconv.Itoa(number)))))
}

const (
	emuPerPixel = 914400 / 96
	chartInset  = 4 // pixels between a chart and the edges of its row

	narrowestChart = 320 // pixels
	lowestChart    = 100
)

func corner(name string, column, row, below int) *node {
	measure := func(name string, value int) *node { return newNode("xdr:" + name).withText(strconv.Itoa(value)) }
	return newNode(name).with(measure("col", column), measure("colOff", 0), measure("row", row), measure("rowOff", below*emuPerPixel))
}
