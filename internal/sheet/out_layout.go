package sheet

import (
	"fmt"

	"scimsheet/internal/finding"
)

// Layout is what a sheet looks like before its first row is written.
type Layout struct {
	Name      string // at most 31 characters, without : \ / ? * [ ]
	Title     string // printed at the foot of every page; the name where empty
	Sealed    string // printed in the middle of the foot of every page; the sheet's name where empty
	Columns   []Column
	Frozen    int    // columns at the left that stay on the screen
	Printed   int    // the last column that is printed, from 1; 0 prints all
	PrintFrom int    // the first one, from 1; 0 begins at the left
	Room      int    // rows to be written in, the first ones included: choices, filters and formats reach that far
	OnePage   bool   // printed on one page, however long
	Protected bool   // only entry columns can be written in; no password; filters and column widths still work
	Tab       string // colour of the tab, six hexadecimal digits; may be empty
	Portrait  bool   // printed upright; across otherwise
}

// Column is one column of a sheet.
type Column struct {
	Header  string
	Width   float64 // in digits of the standard font; 0 takes what the header and the first rows need
	Style   Style   // of cells that have none of their own
	Wrapped bool    // long text continues on the next line of its cell
	Entry   bool    // the reader writes here, in cells that have no style of their own
	Text    bool    // what is typed stays text, also below the last row: zeros in front are kept, nothing becomes a date
	Marks   bool    // of crosses: the header reads upwards and the cells stand in the middle
	Choices []Choice
	From    string // the cells that hold the choices, as a formula refers to them; takes the place of Choices
	Others  Others // what happens to words that are not among the choices
	Refusal string // what is said then; found from the choices where empty
	Prompt  string // shown beside a cell that is selected
	Note    string // shown when the pointer rests on the header
}

// Others is what happens when somebody writes what is not among the choices.
type Others uint8

const (
	Refused  Others = iota // it cannot be written
	Doubted                // it can, after a question
	Accepted               // it can: the choices are only offered
)

// Choice is one word that the reader may choose in an entry column, and the colour it then gets.
type Choice struct {
	Word  string
	Style Style
}

const (
	narrowest     = 8
	widest        = 42 // of columns whose width is found out; longer text is wrapped or runs on
	sampledRows   = 200
	rowsPerSheet  = 1 << 20 // Microsoft, Excel specifications and limits
	paperA4       = 9
	pageAcross    = 40 // columns that are still legible when printed side by side on one page
	filterArrow   = 3  // what the arrow of a filter takes of its header
	pointsPerLine = 15.0
)

// fit is the width for text of so many digits, with room to breathe.
func fit(digits int) float64 { return float64(min(max(digits+2, narrowest), widest)) }

// look is how a value of a column is shown.
func (c Column) look(v Value) look {
	l := look{style: v.style, wrapped: c.Wrapped, ruled: true, middle: c.Marks}
	if l.style == Plain {
		l.style = c.Style
		if c.Entry {
			l.style, l.unlocked = Entry, true
		}
		if v.link != "" {
			l.style = Link
		}
	}
	switch v.kind {
	case timeValue:
		l.format = formatTime
	case wholeValue:
		l.format = formatWhole
	default:
		l.format = c.format()
	}
	return l
}

func (c Column) format() string {
	if c.Text {
		return formatText
	}
	return ""
}

// Below is the formula of the cells of a column below the header, among so many rows, from the first to
// the last that is filled without a gap: choices taken from them grow with the column.
func Below(sheetName string, column, rows int) string {
	letter := finding.ColumnLetters(column)
	return fmt.Sprintf("OFFSET(%[1]s!$%[2]s$1,1,0,MAX(1,COUNTA(%[1]s!$%[2]s$2:$%[2]s$%[3]d)),1)", quoted(sheetName), letter, rows+1)
}
