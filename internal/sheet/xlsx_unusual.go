package sheet

import (
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// unusualFormats shows fractions and exponents, which are left to excelize at some microseconds a number.
type unusualFormats struct {
	workbook *excelize.File    // an empty one that formats for us; nil until needed
	cells    map[string]string // where it has the format with a code
	spent    int
}

// What may be spent on unusual formats, in numbers shown; a format that was not met before costs as much
// as many numbers. A code that is longer is none that a person chose.
const (
	maxUnusual     = 300_000
	newFormatCosts = 500
	maxUnusualCode = 40
)

// unusual shows a number by one section's code. The text is empty where that cannot be done.
func (n *numberFormats) unusual(number float64, minus bool, code string) (string, error) {
	if len(code) > maxUnusualCode {
		return "", nil
	}
	cell, known := n.others.cells[code]
	if n.others.spent++; !known {
		n.others.spent += newFormatCosts
	}
	if n.others.spent > maxUnusual {
		return "", errTooSlow
	}
	if !known {
		cell = n.others.add(code)
	}
	text := n.others.show(cell, math.Abs(number))
	if math.Abs(number) < 1 {
		text = strings.TrimSpace(strings.TrimPrefix(text, "0 "))
	}
	if minus && text != "" {
		text = "-" + text
	}
	return text, nil
}

const formattingSheet = "Sheet1"

// add gives a format a cell; the empty name is for a format that excelize does not take.
func (u *unusualFormats) add(code string) string {
	if u.workbook == nil {
		u.workbook, u.cells = excelize.NewFile(), map[string]string{}
	}
	id, err := u.workbook.NewStyle(&excelize.Style{CustomNumFmt: &code})
	cell := "A" + strconv.Itoa(id+1)
	if err != nil || u.workbook.SetCellStyle(formattingSheet, cell, cell, id) != nil {
		cell = ""
	}
	u.cells[code] = cell
	return cell
}

func (u *unusualFormats) show(cell string, number float64) string {
	if cell == "" || u.workbook.SetCellFloat(formattingSheet, cell, number, -1, 64) != nil {
		return ""
	}
	text, err := u.workbook.GetCellValue(formattingSheet, cell)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(text)
}
