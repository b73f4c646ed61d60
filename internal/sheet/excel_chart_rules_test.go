package sheet

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// orderOfChart are the elements that charts of ours hold, in the one order they may have (ECMA-376 part 1,
// 21.2). An element of another name than those is one that nobody has looked up.
var orderOfChart = map[string]string{
	"chartSpace":    "date1904 lang roundedCorners chart spPr txPr",
	"chart":         "title autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
	"title":         "tx layout overlay",
	"plotArea":      "layout barChart doughnutChart catAx valAx spPr",
	"barChart":      "barDir grouping varyColors ser dLbls gapWidth overlap axId",
	"doughnutChart": "varyColors ser dLbls firstSliceAng holeSize",
	"ser":           "idx order tx spPr invertIfNegative dPt dLbls cat val",
	"dPt":           "idx invertIfNegative bubble3D spPr",
	"dLbls":         "dLbl " + orderOfFigures,
	"dLbl":          "idx " + orderOfFigures,
	"strRef":        "f strCache",
	"numRef":        "f numCache",
	"strCache":      "ptCount pt",
	"numCache":      "formatCode ptCount pt",
	"catAx":         orderOfAxis + " auto lblAlgn lblOffset noMultiLvlLbl",
	"valAx":         orderOfAxis + " crossBetween",
	"scaling":       "orientation max min",
	"legend":        "legendPos layout overlay txPr",
	"manualLayout":  "layoutTarget xMode yMode x y w h",
}

const (
	orderOfFigures = "numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize"
	orderOfAxis    = "axId scaling delete axPos title numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses"
)

// mayRepeat are the elements of charts that stand more than once.
var mayRepeat = []string{"ser", "dPt", "dLbl", "pt", "axId"}

// drawings: the sheet's drawing and its charts are there, each placed on the sheet and with words for
// those who do not see it.
func (i *inspection) drawings(root element) {
	for _, e := range root.all("drawing") {
		part := i.related(i.part, e.attr("id"), "drawing")
		ids := map[string]bool{}
		for _, anchor := range i.tree[part].Elements {
			i.anchored(anchor)
			for _, frame := range anchor.all("graphicFrame") {
				about := frame.all("nvGraphicFramePr", "cNvPr")[0]
				if ids[about.attr("id")] || about.number("id") < 1 || about.attr("descr") == "" || utf16Length(about.attr("name")) > 255 {
					i.complain("chart %q has the id %s and says %q", about.attr("name"), about.attr("id"), about.attr("descr"))
				}
				ids[about.attr("id")] = true
				sheet := i.part
				i.part = i.related(part, frame.all("graphic", "graphicData", "chart")[0].attr("id"), "chart")
				i.chart(i.tree[i.part])
				i.part = sheet
			}
		}
		if len(ids) == 0 {
			i.complain("%s holds no chart", part)
		}
	}
}

// related is the part that another leads to.
func (i *inspection) related(from, id, kind string) string {
	rels := path.Join(path.Dir(from), "_rels", path.Base(from)+".rels")
	for _, e := range i.tree[rels].all("Relationship") {
		if e.attr("Id") == id && path.Base(e.attr("Type")) == kind {
			part := targetOf(rels, e.attr("Target"))
			for _, t := range i.tree["[Content_Types].xml"].all("Override") {
				if t.attr("PartName") == "/"+part && strings.HasSuffix(t.attr("ContentType"), "drawingml."+kind+"+xml") ||
					t.attr("PartName") == "/"+part && kind == "drawing" && strings.HasSuffix(t.attr("ContentType"), "officedocument.drawing+xml") {
					return part
				}
			}
			i.complain("%s is not known as a %s", part, kind)
			return part
		}
	}
	i.complain("%s of %s leads to no %s", id, from, kind)
	return ""
}

func (i *inspection) anchored(anchor element) {
	corner := func(name string) (column, row int) {
		for _, e := range anchor.all(name) {
			number := func(name string) int { n, _ := strconv.Atoi(e.all(name)[0].Text); return n }
			return number("col") + 1, number("row") + 1
		}
		return 0, 0
	}
	left, top := corner("from")
	right, bottom := corner("to")
	if anchor.name() == "oneCellAnchor" {
		right, bottom = left, top
		if ext := anchor.all("ext"); len(ext) != 1 || ext[0].number("cx") <= 0 || ext[0].number("cy") <= 0 {
			i.complain("a chart of no size")
		}
	}
	if a := (area{left: left, top: top, right: right, bottom: bottom}); !a.fits() {
		i.complain("a chart stands at %v", a)
	}
	if len(anchor.all("clientData")) != 1 {
		i.complain("a chart without client data")
	}
}

func (i *inspection) chart(root element) {
	i.inOrder(root)
	axes := map[string]bool{}
	for _, plot := range root.all("chart", "plotArea") {
		for _, axis := range append(plot.all("catAx"), plot.all("valAx")...) {
			axes[axis.all("axId")[0].attr("val")] = true
		}
		for _, bars := range plot.all("barChart") {
			for _, id := range bars.all("axId") {
				if !axes[id.attr("val")] {
					i.complain("an axis %s that is not there", id.attr("val"))
				}
			}
			i.within(bars.all("gapWidth"), 0, 500)
			i.within(bars.all("overlap"), -100, 100)
			stacked := bars.all("grouping")[0].attr("val") == "stacked"
			for _, place := range bars.all("ser", "dLbls", "dLblPos") {
				if allowed := strings.Fields("ctr inEnd inBase outEnd"); !slices.Contains(allowed, place.attr("val")) || stacked && place.attr("val") == "outEnd" {
					i.complain("numbers at %s of a bar", place.attr("val"))
				}
			}
		}
		for _, ring := range plot.all("doughnutChart") {
			i.within(ring.all("holeSize"), 1, 90)
			if len(ring.all("ser", "dLbls", "dLblPos"))+len(ring.all("ser", "dLbls", "dLbl", "dLblPos")) > 0 {
				i.complain("numbers of a ring have a place")
			}
		}
	}
}

// inOrder looks at an element of a chart and at everything in it.
func (i *inspection) inOrder(e element) {
	order, last := strings.Fields(orderOfChart[e.name()]), -1
	for _, child := range e.Elements {
		if len(order) > 0 {
			at := slices.Index(order, child.name())
			if at < last || at < 0 || at == last && !slices.Contains(mayRepeat, child.name()) {
				i.complain("<%s> stands where it must not in <%s>", child.name(), e.name())
			}
			last = at
		}
		i.inOrder(child)
	}
	switch e.name() {
	case "srgbClr":
		if !sixHexadecimal.MatchString(e.attr("val")) {
			i.complain("the colour %q", e.attr("val"))
		}
	case "f":
		if !i.refersWell(e.Text) {
			i.complain("numbers or labels from %s", e.Text)
		}
	case "strCache", "numCache":
		for n, point := range e.all("pt") {
			if point.number("idx") != n || len(e.all("pt")) != e.all("ptCount")[0].number("val") {
				i.complain("%s points, of which one is number %s", e.all("ptCount")[0].attr("val"), point.attr("idx"))
			}
		}
	case "x", "y", "w", "h":
		if share, err := strconv.ParseFloat(e.attr("val"), 64); err != nil || share < 0 || share > 1 {
			i.complain("a place at %s of the chart", e.attr("val"))
		}
	case "t", "v":
		if utf16Length(e.Text) > 255 {
			i.complain("a text of more than 255 characters")
		}
	}
}

func (i *inspection) within(found []element, least, most int) {
	for _, e := range found {
		if n := e.number("val"); n < least || n > most {
			i.complain("%s %d", e.name(), n)
		}
	}
}
