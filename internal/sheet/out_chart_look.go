package sheet

import (
	"fmt"
	"math"
	"strconv"

	"github.com/mattn/go-runewidth"
)

// Sizes within a chart. Letters are in points, everything else in pixels, 96 to the inch.
const (
	titlePoints = 12
	labelPoints = 10

	chartMargin    = 10.0
	titleHeight    = 40.0
	legendHeight   = 34.0
	letterWidth    = 6.6  // of a label, on average
	thickest       = 26.0 // a bar
	roomForFigures = 50.0 // at the end of the longest bar

	labelsAtMost = 0.45 // of the width, or of the height
	plotAtLeast  = 0.2  // of the height
	ringLegend   = 0.5  // of the width
	betweenBars  = 0.55 // of a bar
	widestGap    = 500  // per cent of a bar (ECMA-376 part 1, 21.2.3.16)

	mostTitle = 255
	mostLabel = 100
	mostAlt   = 2000
)

// shades are the colours of series, or of shares, that have none of their own. They differ in lightness too.
var shades = [...]string{"17324D", "2E90FA", "98A2B3", "B54708", "0E9384", "7A5AF8", "DC6803", "475467"}

func (c *drawnChart) colour(series, number int) string {
	own := c.Series[series].Colours
	switch {
	case number < len(own):
		return own[number]
	case len(own) > 0 && c.Kind != Ring:
		return own[len(own)-1]
	case c.Kind == Ring:
		return shades[number%len(shades)]
	}
	return shades[series%len(shades)]
}

// striped is every second series: legends must not tell them by colour alone.
func (c *drawnChart) striped(series int) bool { return series%2 == 1 }

// stripe is the lighter part of stripes in a colour, on which white letters can be read still.
func stripe(colour string) string {
	rgb, err := strconv.ParseUint(colour, 16, 32)
	if err != nil {
		return chartPaper
	}
	lighter := func(shift int) uint64 { return (rgb>>shift&255*11 + 255*9) / 20 }
	return fmt.Sprintf("%02X%02X%02X", lighter(16), lighter(8), lighter(0))
}

// inkOn is the colour of letters that can be read on a colour.
func inkOn(colour string) string {
	rgb, err := strconv.ParseUint(colour, 16, 32)
	if err != nil {
		return chartInk
	}
	// Rec. 601 weighs how light a colour looks.
	if light := 299*(rgb>>16&255) + 587*(rgb>>8&255) + 114*(rgb&255); light > 150_000 {
		return "101828"
	}
	return chartPaper
}

// legend is the side on which the legend stands; empty where the labels say everything.
func (c *drawnChart) legend() string {
	switch {
	case c.Kind == Ring:
		return "r"
	case len(c.Series) > 1:
		return "b"
	}
	return ""
}

// plotLayout is where the bars stand. Labels get the room that they need: programs that show the workbook
// share it out each in its own way, and cut long labels.
func (c *drawnChart) plotLayout() *node {
	width, height := float64(c.Width), float64(c.Height)
	left, top, right, bottom := chartMargin, c.above(), chartMargin, c.below()
	switch {
	case c.Kind == Ring:
		right = ringLegend * width
	case c.labels == nil:
		return newNode("c:layout")
	case c.Kind == BarsUp:
		bottom += c.labelsBelow()
	default:
		left += min(c.widestLabel(), width*labelsAtMost) + chartMargin
		right = roomForFigures
	}
	return within(left/width, top/height, (width-left-right)/width, max(height-top-bottom, height*plotAtLeast)/height)
}

// above is what the title takes.
func (c *drawnChart) above() float64 {
	if c.Title == "" {
		return chartMargin
	}
	return titleHeight
}

// below is what the legend takes at the foot.
func (c *drawnChart) below() float64 {
	if c.legend() == "b" {
		return legendHeight
	}
	return chartMargin
}

// widestLabel is in pixels.
func (c *drawnChart) widestLabel() float64 {
	widest := 0
	for _, text := range c.labels {
		widest = max(widest, runewidth.StringWidth(text))
	}
	return float64(widest) * letterWidth
}

// labelsBelow is how high the labels of upright bars stand, which lie slantwise where they do not fit.
func (c *drawnChart) labelsBelow() float64 {
	const line = 18.0
	widest, band := c.widestLabel(), (float64(c.Width)-2*chartMargin)/float64(c.Labels.count())
	if widest < band {
		return line
	}
	return line + min(widest*math.Sqrt2/2, float64(c.Height)*labelsAtMost)
}

// within is the place of the bars themselves, without their labels.
func within(x, y, width, height float64) *node {
	layout := edges(x, y, width, height)
	layout.kids[0].insert(val("layoutTarget", "inner"), "layoutTarget xMode")
	return layout
}

// legendLayout keeps the legend of a ring beside it, however many shares there are.
func (c *drawnChart) legendLayout() *node {
	if c.Kind != Ring {
		return newNode("c:layout")
	}
	top := titleHeight / float64(c.Height)
	return edges(1-ringLegend, top, ringLegend-chartMargin/float64(c.Width), 1-top-chartMargin/float64(c.Height))
}

// gap is the distance between bars, in per cent of a bar, so that a few bars do not become blocks.
func (c *drawnChart) gap() int {
	space, broadest := float64(c.Height)-c.above()-c.below(), thickest
	if c.Kind == BarsUp {
		space, broadest = float64(c.Width)-2*chartMargin, 2*thickest
	}
	side := 1.0
	if c.Kind != StackedAcross {
		side = float64(len(c.Series))
	}
	band := space / float64(c.Labels.count())
	bar := min(band/(side+betweenBars), broadest)
	return min(int((band/bar-side)*100), widestGap)
}
