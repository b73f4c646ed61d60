package roster

import (
	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// spoiled tells a cell whose text is not what its owner meant: errors, formulas without a value, and
// ids that a spreadsheet program took for numbers or dates.
func spoiled(cell sheet.Cell, c column, at finding.Pos) (finding.Finding, bool) {
	value := shown(cell.Text, valueRunes)
	switch {
	case cell.Kind == sheet.Fault:
		return finding.New(finding.ErrorCell, at, value, "the cell holds the error "+quoted(cell.Text),
			"correct the formula or replace it by its value"), true
	case cell.NoValue:
		return finding.New(finding.NoCachedValue, at, value, "the cell holds a formula whose value was not saved",
			"open the workbook in a spreadsheet program and save it again"), true
	case cell.Rounded && c.keepsDigits():
		return finding.New(finding.RoundedNumber, at, value, "the spreadsheet program has rounded this number ("+shown(cell.Text, messageRunes)+"): its last digits are lost",
			"format the column as text and enter the "+c.String()+" again"), true
	case cell.Kind == sheet.Date && c.identifies():
		return finding.New(finding.DateInID, at, value, "the spreadsheet program has made a date of this "+c.String(),
			"format the column as text and enter the "+c.String()+" again"), true
	}
	return finding.Finding{}, false
}
