package sheet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// sheetPatch is what changes in a sheet while it is copied. Everything that it does not name stays as it
// is, byte by byte, and none of the sheet is held in memory.
type sheetPatch struct {
	marks    []Mark                        // one for each cell, in reading order
	tint     func(style int, as Style) int // the style of a marked cell, from the one it had
	restyle  func(style int) int           // the new number of every style; nil keeps them
	selected bool                          // the sheet is the one that is seen first
	inserts  []insertion                   // in the order of the schema
	strict   bool                          // the sheet comes from a transitional document and goes into a strict one
}

// insertion is an element that the sheet does not have yet. Its text gets the prefix that the names of
// the sheet's elements have.
type insertion struct {
	element string
	text    func(prefix string) string
}

// worksheetOrder is the order of a worksheet's elements behind its rows (ECMA-376 part 1, 18.3.1.99).
// Controls stand in an AlternateContent.
const worksheetOrder = "sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate " +
	"customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup " +
	"headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF " +
	"drawingHF picture oleObjects AlternateContent controls webPublishItems tableParts extLst"

// copy copies a sheet's part with the changes.
func (p *sheetPatch) copy(in io.Reader, out io.Writer) error {
	c := &sheetCopy{sheetPatch: p, xml: newPieces(in), out: bufio.NewWriterSize(out, xmlWindow), left: p.marks, waiting: p.inserts}
	for {
		piece, err := c.xml.next()
		if err == io.EOF {
			return c.out.Flush()
		}
		if err != nil {
			return err
		}
		name, kind := tagName(piece)
		if kind == noTag {
			c.out.Write(piece)
			continue
		}
		c.tag(piece, string(name), kind)
		switch kind {
		case startTag:
			c.depth++
		case endTag:
			c.depth--
		}
	}
}

// sheetCopy is a sheet while it is copied. The writer keeps the first error.
type sheetCopy struct {
	*sheetPatch
	xml     *pieces
	out     *bufio.Writer
	depth   int
	prefix  string
	rows    bool // inside the list of rows
	columns []columnStyle
	waiting []insertion

	left     []Mark // of the rows to come
	here     []Mark // of the cells to come in the row in hand
	row      int
	column   int
	rowStyle int // of blank cells; -1 where the columns decide
}

// columnStyle is the style of the blank cells of some columns.
type columnStyle struct{ first, last, style int }

// tag writes a tag with what comes before it and what changes in it.
func (c *sheetCopy) tag(tag []byte, name string, kind tagKind) {
	if c.rows {
		tag = c.inRows(tag, name, kind)
	} else if kind != endTag {
		tag = c.around(tag, name, kind)
	} else if c.depth == 1 {
		c.insertBefore("")
	}
	c.out.Write(tag)
}

// around changes what stands before and behind the rows.
func (c *sheetCopy) around(tag []byte, name string, kind tagKind) []byte {
	switch c.depth {
	case 0:
		c.prefix = tagPrefix(tag)
		if c.strict {
			return []byte(strictly(string(tag)))
		}
		return tag
	case 1:
		c.insertBefore(name)
		if name != "sheetData" {
			return tag
		}
		if kind == startTag {
			c.rows = true
		} else if len(c.left) > 0 {
			c.out.Write(opened4rows(tag))
			c.missingRows(gridRows + 1)
			return []byte("</" + c.prefix + "sheetData>")
		}
		return tag
	}
	switch name {
	case "sheetView":
		if tag = withoutAttribute(tag, "tabSelected"); c.selected {
			tag = withAttribute(tag, "tabSelected", "1")
		}
	case "col":
		if attributeText(tag, "style") == nil {
			return tag
		}
		style := attributeNumber(tag, "style")
		c.columns = append(c.columns, columnStyle{attributeNumber(tag, "min"), attributeNumber(tag, "max"), style})
		if c.restyle != nil {
			return restyled(tag, "style", c.restyle(style))
		}
	}
	return tag
}

// inRows changes rows and cells.
func (c *sheetCopy) inRows(tag []byte, name string, kind tagKind) []byte {
	switch {
	case kind == endTag && name == "sheetData":
		c.missingRows(gridRows + 1)
		c.rows = false
	case kind == endTag && name == "row":
		c.missingCells(gridColumns + 1)
	case kind == endTag:
	case name == "row" && c.depth == 2:
		return c.rowTag(tag, kind)
	case name == "c" && c.depth == 3 && (len(c.here) > 0 || c.restyle != nil):
		return c.cellTag(tag)
	}
	return tag
}

func (c *sheetCopy) rowTag(tag []byte, kind tagKind) []byte {
	number := c.row + 1
	if n := attributeNumber(tag, "r"); n > 0 {
		number = n
	}
	c.missingRows(number)
	c.row, c.column, c.rowStyle = number, 0, -1
	if xmlTrue(attributeText(tag, "customFormat")) {
		c.rowStyle = attributeNumber(tag, "s")
	}
	if c.restyle != nil && attributeText(tag, "s") != nil {
		tag = restyled(tag, "s", c.restyle(attributeNumber(tag, "s")))
	}
	c.takeMarks()
	if len(c.here) == 0 {
		return tag
	}
	// A hint where the row's cells are, which new cells would belie.
	tag = withoutAttribute(tag, "spans")
	if kind == emptyTag {
		c.out.Write(opened4rows(tag))
		c.missingCells(gridColumns + 1)
		return []byte("</" + c.prefix + "row>")
	}
	return tag
}

// opened4rows is the start tag of what was an empty element.
func opened4rows(tag []byte) []byte {
	return append(bytes.TrimRight(tag[:len(tag)-2], " \t\r\n"), '>')
}

// takeMarks takes the marks of the row in hand off those to come.
func (c *sheetCopy) takeMarks() {
	n := 0
	for n < len(c.left) && c.left[n].Row == c.row {
		n++
	}
	c.here, c.left = c.left[:n], c.left[n:]
}

func (c *sheetCopy) cellTag(tag []byte) []byte {
	column := c.column + 1
	if ref := attributeText(tag, "r"); ref != nil {
		column, _ = cellPlace(ref)
	}
	c.missingCells(column)
	c.column = column
	style := attributeNumber(tag, "s")
	renamed := style
	if c.restyle != nil {
		renamed = c.restyle(style)
	}
	if len(c.here) > 0 && c.here[0].Column == column {
		renamed = c.tint(renamed, c.here[0].Style)
		c.here = c.here[1:]
	}
	if renamed == style {
		return tag
	}
	return restyled(tag, "s", renamed)
}

// missingCells writes the marked cells of the row in hand before a column, which the sheet does not have.
func (c *sheetCopy) missingCells(before int) {
	for len(c.here) > 0 && c.here[0].Column < before {
		m := c.here[0]
		c.here = c.here[1:]
		style := c.blankStyle(m.Column)
		if c.restyle != nil {
			style = c.restyle(style)
		}
		fmt.Fprintf(c.out, `<%sc r="%s" s="%d"/>`, c.prefix, at(m.Column, m.Row), c.tint(style, m.Style))
	}
}

// missingRows writes the marked rows before a row, which the sheet does not have.
func (c *sheetCopy) missingRows(before int) {
	for len(c.left) > 0 && c.left[0].Row < before {
		c.row, c.rowStyle = c.left[0].Row, -1
		c.takeMarks()
		fmt.Fprintf(c.out, `<%srow r="%d">`, c.prefix, c.row)
		c.missingCells(gridColumns + 1)
		fmt.Fprintf(c.out, `</%srow>`, c.prefix)
	}
}

func (c *sheetCopy) blankStyle(column int) int {
	if c.rowStyle >= 0 {
		return c.rowStyle
	}
	for _, s := range c.columns {
		if s.first <= column && column <= s.last {
			return s.style
		}
	}
	return 0
}

// insertBefore writes the new elements that belong before an element; all that are left before the
// sheet's end.
func (c *sheetCopy) insertBefore(name string) {
	order := strings.Fields(worksheetOrder)
	place := slices.Index(order, name)
	for len(c.waiting) > 0 && (name == "" || place > slices.Index(order, c.waiting[0].element)) {
		c.out.WriteString(c.waiting[0].text(c.prefix))
		c.waiting = c.waiting[1:]
	}
}

// strictly names the namespaces of a transitional document as strict ones do.
func strictly(text string) string {
	return strings.NewReplacer("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
		transitionalRelations, strictRelations).Replace(text)
}

const (
	transitionalRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	strictRelations       = "http://purl.oclc.org/ooxml/officeDocument/relationships"
)
