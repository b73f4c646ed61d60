package sheet

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// orderOfSheet are the elements of a worksheet in the one order they may have.
var orderOfSheet = strings.Fields(`sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
	protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting
	dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches
	ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst`)

func (i *inspection) worksheet(root element) {
	last := -1
	for _, e := range root.Elements {
		at := slices.Index(orderOfSheet, e.name())
		if at < last || at == last && e.name() != "conditionalFormatting" || at < 0 {
			i.complain("<%s> stands where it must not", e.name())
		}
		last = at
	}
	i.columns(root)
	i.cells(root)
	i.choices(root)
	i.areas(root)
	i.leads(root)
	i.notes(root)
	i.drawings(root)
	for _, e := range root.all("headerFooter") {
		for _, line := range e.Elements {
			if utf16Length(line.Text) > 255 {
				i.complain("a header or footer of more than 255 characters")
			}
		}
	}
}

func (i *inspection) columns(root element) {
	last := 0
	for _, e := range root.all("cols", "col") {
		width, err := strconv.ParseFloat(e.attr("width"), 64)
		if e.number("min") <= last || e.number("max") < e.number("min") || e.number("max") > gridColumns || err != nil || width > 255 || e.number("style") >= i.styles {
			i.complain("column %s to %s, width %s, format %s", e.attr("min"), e.attr("max"), e.attr("width"), e.attr("style"))
		}
		last = e.number("max")
	}
}

func (i *inspection) cells(root element) {
	row := 0
	for _, r := range root.all("sheetData", "row") {
		if r.number("r") <= row || r.number("r") > gridRows {
			i.complain("row %s follows row %d", r.attr("r"), row)
		}
		row = r.number("r")
		if high, _ := strconv.ParseFloat(r.attr("ht"), 64); high > 409.5 {
			i.complain("row %d is %s points high", row, r.attr("ht"))
		}
		column := 0
		for _, c := range r.all("c") {
			x, y := place(c.attr("r"))
			if x <= column || y != row || c.number("s") >= i.styles {
				i.complain("cell %s in row %d, format %s", c.attr("r"), row, c.attr("s"))
			}
			column = x
			if utf16Length(c.text()) > mostText {
				i.complain("cell %s has more than %d characters", c.attr("r"), mostText)
			}
			for _, v := range c.all("v") {
				if _, err := strconv.ParseFloat(v.Text, 64); err != nil && (c.attr("t") == "" || c.attr("t") == "n") {
					i.complain("cell %s holds %s as a number", c.attr("r"), v.Text)
				}
			}
		}
	}
}

func (i *inspection) choices(root element) {
	rules := root.all("dataValidations", "dataValidation")
	if set := root.all("dataValidations"); len(set) > 0 && set[0].number("count") != len(rules) {
		i.complain("%s choices are announced, there are %d", set[0].attr("count"), len(rules))
	}
	for _, e := range rules {
		for attr, most := range map[string]int{"errorTitle": 32, "promptTitle": 32, "error": 255, "prompt": 255} {
			if utf16Length(e.attr(attr)) > most {
				i.complain("%s of the choices in %s has more than %d characters", attr, e.attr("sqref"), most)
			}
		}
		for _, f := range e.all("formula1") {
			if utf16Length(strings.Trim(f.Text, `"`)) > 255 || !i.refersWell(f.Text) {
				i.complain("the choices in %s are %s", e.attr("sqref"), f.Text)
			}
		}
	}
	for _, e := range root.all("conditionalFormatting", "cfRule") {
		if e.attr("dxfId") != "" && e.number("dxfId") >= i.rules {
			i.complain("a conditional format has dxfId %s", e.attr("dxfId"))
		}
	}
}

// areas: ranges lie within a sheet, and those of one kind do not overlap.
func (i *inspection) areas(root element) {
	for _, kind := range [][]string{{"mergeCells", "mergeCell", "ref"}, {"dataValidations", "dataValidation", "sqref"}, {"autoFilter", "ref"},
		{"ignoredErrors", "ignoredError", "sqref"}, {"hyperlinks", "hyperlink", "ref"}} {
		attr := kind[len(kind)-1]
		var before []area
		for _, e := range root.all(kind[:len(kind)-1]...) {
			a := reachOf(e.attr(attr))
			if !a.fits() || attr == "ref" && kind[0] == "mergeCells" && a.single() || slices.ContainsFunc(before, a.overlaps) {
				i.complain("%s %s", kind[0], e.attr(attr))
			}
			if len(before) < 2000 {
				before = append(before, a)
			}
		}
	}
}

// leads: links are not too many and lead to sheets that are there, or by a relation to another file.
func (i *inspection) leads(root element) {
	links := root.all("hyperlinks", "hyperlink")
	if len(links) > 65530 {
		i.complain("%d links", len(links))
	}
	files := map[string]bool{}
	for _, e := range i.tree[relationsPart(i.part)].all("Relationship") {
		if path.Base(e.attr("Type")) == "hyperlink" {
			target, err := url.Parse(e.attr("Target"))
			if files[e.attr("Id")] = true; err != nil || target.Fragment != "" || e.attr("TargetMode") != "External" || utf16Length(e.attr("Target")) > 2083 {
				i.complain("a link leads to %s", e.attr("Target"))
			}
		}
	}
	for _, e := range links {
		if to := e.attr("location"); (to == "") == (e.attr("id") == "") || e.attr("id") != "" && !files[e.attr("id")] || to != "" && !i.refersWell(to) || utf16Length(to) > 2083 || utf16Length(e.attr("tooltip")) > 255 {
			i.complain("%s leads to %s", e.attr("ref"), to)
		}
	}
}

// notes: every note has a shape, and the other way round.
func (i *inspection) notes(root element) {
	rels := path.Join("xl/worksheets/_rels", path.Base(i.part)+".rels")
	notes, shapes := map[string]bool{}, map[string]bool{}
	drawn := ""
	for _, e := range i.tree[rels].all("Relationship") {
		target := i.tree[targetOf(rels, e.attr("Target"))]
		switch path.Base(e.attr("Type")) {
		case "comments":
			authors := len(target.all("authors", "author"))
			for _, c := range target.all("commentList", "comment") {
				if notes[c.attr("ref")] || c.number("authorId") >= authors || utf16Length(c.text()) > mostText {
					i.complain("the note at %s", c.attr("ref"))
				}
				notes[c.attr("ref")] = true
			}
		case "vmlDrawing":
			drawn = e.attr("Id")
			for _, s := range target.all("shape", "ClientData") {
				row, _ := strconv.Atoi(s.all("Row")[0].Text)
				column, _ := strconv.Atoi(s.all("Column")[0].Text)
				shapes[at(column+1, row+1)] = true
			}
		}
	}
	for _, e := range root.all("legacyDrawing") {
		if e.attr("id") != drawn {
			i.complain("the notes are drawn in %s, which is missing", e.attr("id"))
		}
	}
	if len(notes) != len(shapes) || len(notes) > 0 && len(root.all("legacyDrawing")) != 1 {
		i.complain("%d notes have %d shapes", len(notes), len(shapes))
	}
	for ref := range notes {
		if !shapes[ref] {
			i.complain("the note at %s has no shape", ref)
		}
	}
}

// reachOf is the range that a reference spells; one that is none is the zero value.
func reachOf(ref string) area {
	from, to, found := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !found {
		to = from
	}
	var a area
	a.left, a.top = place(from)
	a.right, a.bottom = place(to)
	return a
}

func (a area) fits() bool {
	return a.left >= 1 && a.top >= 1 && a.left <= a.right && a.top <= a.bottom && a.right <= gridColumns && a.bottom <= gridRows
}

func (a area) single() bool { return a.left == a.right && a.top == a.bottom }

func (a area) overlaps(o area) bool {
	return a.left <= o.right && o.left <= a.right && a.top <= o.bottom && o.top <= a.bottom
}

func place(cell string) (column, row int) {
	column, row, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		return 0, 0
	}
	return column, row
}
