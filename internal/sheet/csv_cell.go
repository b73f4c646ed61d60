package sheet

import (
	"fmt"
	"strings"
)

// take turns the fields of a record into cells. All texts share one string.
func (c *csvReader) take(record []byte, last bool) error {
	if p := c.text.problem(record, last); p.message != "" {
		column := 1
		for i, f := range c.fields {
			if f.from <= p.at {
				column = i + 1
			}
		}
		return c.refuseCell(column, p.message, p.hint)
	}
	text := string(record)
	c.cells = c.cells[:0]
	content := 0
	for i, f := range c.fields {
		cell, err := c.cell(text[f.from:f.to], f.doubled)
		if err != nil {
			return fmt.Errorf("read %s: row %d: %w", c.file, c.row, err)
		}
		if cell.Kind != Blank {
			content = i + 1
		}
		c.cells = append(c.cells, cell)
	}
	c.cells = c.cells[:content]
	return nil
}

func (c *csvReader) cell(text string, doubled bool) (Cell, error) {
	if text == "" {
		return Cell{}, nil
	}
	if doubled {
		text = strings.ReplaceAll(strings.ReplaceAll(text, `""`, `"`), "\r\n", "\n")
	}
	text, err := c.text.field(text)
	if err != nil {
		return Cell{}, err
	}
	if inner, ok := textFormula(text); ok {
		text = inner
	} else {
		text = unguarded(text)
	}
	if text == "" {
		return Cell{}, nil
	}
	return Cell{Text: text, Kind: Text, Rounded: scientific(text)}, nil
}

// textFormula reads the formula that programs write into CSV so that Excel keeps a text as it is, such as
// ="00017", which Excel shows as 00017. What our own writers mean literally has a quote in front.
func textFormula(text string) (string, bool) {
	if len(text) < len(`=""`) || text[0] != '=' || text[1] != '"' || text[len(text)-1] != '"' {
		return "", false
	}
	inner := text[2 : len(text)-1]
	return inner, !strings.Contains(inner, `"`)
}

// unguarded takes off the one quote that the writers of CSV put in front of text which a spreadsheet
// program would otherwise take for a formula.
func unguarded(text string) string {
	if len(text) < 2 || text[0] != '\'' {
		return text
	}
	switch text[1] {
	case '=', '+', '-', '@', '\t', '\r', '\'':
		return text[1:]
	}
	return text
}

// scientific tells text that a spreadsheet program has made of a long number: 1.23457E+15.
func scientific(text string) bool {
	if text == "" || !digits(text[:1]) {
		return false
	}
	mantissa, exponent, found := strings.Cut(text, "E+")
	if !found || !digits(exponent) {
		return false
	}
	return len(mantissa) == 1 || (mantissa[1] == '.' || mantissa[1] == ',') && digits(mantissa[2:])
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
