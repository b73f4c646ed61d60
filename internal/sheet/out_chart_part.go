package sheet

import (
	"fmt"
	"strconv"
)

// The chart's part is written here and not by excelize, which colours single bars only in rings, stores
// no numbers for programs that show a workbook without calculating it, and leaves long labels to chance.
// The order of the elements is that of ECMA-376 part 1, 21.2.

const (
	chartNamespace   = "http://schemas.openxmlformats.org/drawingml/2006/chart"
	drawingNamespace = "http://schemas.openxmlformats.org/drawingml/2006/main"
	chartInk         = "344054"
	chartTitleInk    = "17324D"
	chartFrame       = "E4E7EC"
	chartPaper       = "FFFFFF"

	labelsAxis, numbersAxis = "1001", "1002"
)

// drawnChart is a chart with all that is known when the workbook is complete.
type drawnChart struct {
	Chart
	labels  []string // as the cells show them; nil where they are not known
	numbers [][]int64
}

// part is the chart as XML.
func (c *drawnChart) part() *node {
	return newNode("c:chartSpace", "xmlns:c", chartNamespace, "xmlns:a", drawingNamespace).with(
		val("date1904", "0"), val("lang", "en-US"), val("roundedCorners", "0"),
		c.chart(),
		newNode("c:spPr").with(solid(chartPaper), newNode("a:ln", "w", "9525").with(solid(chartFrame))),
		letters(chartInk, false))
}

func (c *drawnChart) chart() *node {
	chart := newNode("c:chart")
	if c.Title != "" {
		chart.with(c.title())
	}
	plot := newNode("c:plotArea").with(c.plotLayout())
	if c.Kind == Ring {
		plot.with(c.ring())
	} else {
		plot.with(c.bars()).with(c.axes()...)
	}
	chart.with(val("autoTitleDeleted", yes(c.Title == "")), plot.with(newNode("c:spPr").with(newNode("a:noFill"))))
	if side := c.legend(); side != "" {
		chart.with(newNode("c:legend").with(val("legendPos", side), c.legendLayout(), val("overlay", "0"), letters(chartInk, false)))
	}
	return chart.with(val("plotVisOnly", "0"), val("dispBlanksAs", "gap"))
}

func (c *drawnChart) title() *node {
	look := []string{"lang", "en-US", "sz", strconv.Itoa(titlePoints * 100), "b", "1"}
	text := newNode("a:r").with(newNode("a:rPr", look...).with(solid(chartTitleInk), newNode("a:latin", "typeface", "Calibri")),
		newNode("a:t").withText(shorten(CellText(c.Title), mostTitle)))
	rich := newNode("c:rich").with(newNode("a:bodyPr"), newNode("a:lstStyle"), newNode("a:p").with(newNode("a:pPr", "algn", "l").with(newNode("a:defRPr")), text))
	return newNode("c:title").with(newNode("c:tx").with(rich),
		edges(chartMargin/float64(c.Width), chartMargin/float64(c.Height), 0, 0), val("overlay", "0"))
}

func (c *drawnChart) bars() *node {
	direction, grouping := "bar", "clustered"
	if c.Kind == BarsUp {
		direction = "col"
	}
	if c.Kind == StackedAcross {
		grouping = "stacked"
	}
	bars := newNode("c:barChart").with(val("barDir", direction), val("grouping", grouping), val("varyColors", "0"))
	bars.with(c.series()...).with(val("gapWidth", strconv.Itoa(c.gap())))
	if c.Kind == StackedAcross {
		bars.with(val("overlap", "100"))
	}
	return bars.with(val("axId", labelsAxis), val("axId", numbersAxis))
}

func (c *drawnChart) ring() *node {
	return newNode("c:doughnutChart").with(val("varyColors", "1")).with(c.series()...).with(
		val("firstSliceAng", "0"), val("holeSize", "60"))
}

func (c *drawnChart) series() []*node {
	all := make([]*node, len(c.Series))
	for i, s := range c.Series {
		number := strconv.Itoa(i)
		one := newNode("c:ser").with(val("idx", number), val("order", number),
			newNode("c:tx").with(newNode("c:v").withText(shorten(CellText(s.Name), mostTitle))), fill(c.colour(i, 0), c.striped(i)))
		if c.Kind != Ring {
			one.with(val("invertIfNegative", "0"))
		}
		if c.Kind == Ring || len(s.Colours) > 1 {
			one.with(c.points(i)...)
		}
		cached := newNode("c:strCache")
		for n, text := range c.labels {
			cached.with(point(n, text))
		}
		one.with(c.figures(i), newNode("c:cat").with(storedCells("c:strRef", c.Labels, cached, len(c.labels))))
		counted := newNode("c:numCache").with(newNode("c:formatCode").withText("General"))
		for n, number := range c.numbers[i] {
			counted.with(point(n, strconv.FormatInt(number, 10)))
		}
		all[i] = one.with(newNode("c:val").with(storedCells("c:numRef", s.Values, counted, len(c.numbers[i]))))
	}
	return all
}

// storedCells is where labels or numbers stand, with what stood there last.
func storedCells(kind string, from Area, cached *node, known int) *node {
	reference := newNode(kind).with(newNode("c:f").withText(from.reference()))
	if known > 0 {
		cached.insert(val("ptCount", strconv.Itoa(known)), "formatCode ptCount pt")
		reference.with(cached)
	}
	return reference
}

func point(number int, text string) *node {
	return newNode("c:pt", "idx", strconv.Itoa(number)).with(newNode("c:v").withText(text))
}

// points are the colours of single bars or shares.
func (c *drawnChart) points(series int) []*node {
	all := make([]*node, c.Labels.count())
	for n := range all {
		all[n] = newNode("c:dPt").with(val("idx", strconv.Itoa(n)))
		if c.Kind != Ring {
			all[n].with(val("invertIfNegative", "0"))
		}
		all[n].with(val("bubble3D", "0"), fill(c.colour(series, n), c.striped(series)))
	}
	return all
}

// figures are the numbers shown at bars and shares: at the end of a bar that stands alone, otherwise
// within, on the colour itself. There a nought would hide what is beside it, and is left out.
func (c *drawnChart) figures(series int) *node {
	inside := c.Kind == StackedAcross || c.Kind == Ring
	format, ink := "#,##0", chartInk
	if inside {
		format, ink = "#,##0;;", inkOn(c.colour(series, 0))
	}
	all := newNode("c:dLbls")
	if c.Kind == Ring {
		for n := range c.Labels.count() {
			all.with(newNode("c:dLbl").with(val("idx", strconv.Itoa(n)), countFormat(format), newNode("c:spPr").with(newNode("a:noFill")),
				letters(inkOn(c.colour(series, n)), true)).with(showsNumber()...))
		}
	}
	behind := newNode("a:noFill")
	if inside && c.striped(series) {
		behind = solid(c.colour(series, 0))
	}
	all.with(countFormat(format), newNode("c:spPr").with(behind, newNode("a:ln").with(newNode("a:noFill"))), letters(ink, inside))
	switch c.Kind {
	case StackedAcross:
		all.with(val("dLblPos", "ctr"))
	case BarsAcross, BarsUp:
		all.with(val("dLblPos", "outEnd"))
	}
	return all.with(showsNumber()...)
}

func showsNumber() []*node {
	return []*node{val("showLegendKey", "0"), val("showVal", "1"), val("showCatName", "0"), val("showSerName", "0"),
		val("showPercent", "0"), val("showBubbleSize", "0")}
}

func countFormat(code string) *node {
	return newNode("c:numFmt", "formatCode", code, "sourceLinked", "0")
}

// axes are that of the labels, and that of the numbers, which the bars themselves say.
func (c *drawnChart) axes() []*node {
	order, side, numbersSide := "maxMin", "l", "t"
	if c.Kind == BarsUp {
		order, side, numbersSide = "minMax", "b", "l"
	}
	labels := newNode("c:catAx").with(val("axId", labelsAxis), newNode("c:scaling").with(val("orientation", order)), val("delete", "0"),
		val("axPos", side), countFormat("General"), val("majorTickMark", "none"), val("minorTickMark", "none"), val("tickLblPos", "low"),
		newNode("c:spPr").with(newNode("a:ln", "w", "9525").with(solid("98A2B3"))), letters(chartInk, false),
		val("crossAx", numbersAxis), val("crosses", "autoZero"), val("auto", "0"), val("lblAlgn", "ctr"), val("lblOffset", "60"), val("noMultiLvlLbl", "1"))
	numbers := newNode("c:valAx").with(val("axId", numbersAxis), newNode("c:scaling").with(val("orientation", "minMax"), val("min", "0")),
		val("delete", "1"), val("axPos", numbersSide), countFormat("#,##0"), val("majorTickMark", "none"), val("minorTickMark", "none"),
		val("tickLblPos", "none"), val("crossAx", labelsAxis), val("crosses", "autoZero"), val("crossBetween", "between"))
	return []*node{labels, numbers}
}

// letters is how text of a chart looks.
func letters(ink string, bold bool) *node {
	look := newNode("a:defRPr", "sz", strconv.Itoa(labelPoints*100), "b", yes(bold)).with(solid(ink), newNode("a:latin", "typeface", "Calibri"))
	return newNode("c:txPr").with(newNode("a:bodyPr"), newNode("a:lstStyle"),
		newNode("a:p").with(newNode("a:pPr").with(look), newNode("a:endParaRPr", "lang", "en-US")))
}

// fill is the colour of a bar. Stripes tell it from others where there is no colour.
func fill(colour string, striped bool) *node {
	inside := solid(colour)
	if striped {
		inside = newNode("a:pattFill", "prst", "wdUpDiag").with(newNode("a:fgClr").with(newNode("a:srgbClr", "val", stripe(colour))),
			newNode("a:bgClr").with(newNode("a:srgbClr", "val", colour)))
	}
	return newNode("c:spPr").with(inside, newNode("a:ln", "w", "9525").with(solid(chartPaper)))
}

func solid(colour string) *node {
	return newNode("a:solidFill").with(newNode("a:srgbClr", "val", colour))
}

// edges is a place within the chart, as shares of its width and height; of a title only the corner counts.
func edges(x, y, width, height float64) *node {
	place := newNode("c:manualLayout").with(val("xMode", "edge"), val("yMode", "edge"), val("x", share(x)), val("y", share(y)))
	if width > 0 {
		place.with(val("w", share(width)), val("h", share(height)))
	}
	return newNode("c:layout").with(place)
}

func share(part float64) string { return fmt.Sprintf("%.4f", part) }

func val(name, value string) *node { return newNode("c:"+name, "val", value) }

func yes(on bool) string {
	if on {
		return "1"
	}
	return "0"
}
