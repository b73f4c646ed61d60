package sheet

// Layout is what a sheet looks like before its first row is written.
type Layout struct {
	Name      string // at most 31 characters, without : \ / ? * [ ]
	Title     string // printed at the foot of every page; the name where empty
	Columns   []Column
	Frozen    int    // columns at the left that stay on the screen
	Printed   int    // columns from the left that are printed; 0 prints all
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
	Choices []Choice
	Note    string // shown when the pointer rests on the header
}

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
	filterArrow   = 3 // what the arrow of a filter takes of its header
	pointsPerLine = 15.0
)

// fit is the width for text of so many digits, with room to breathe.
func fit(digits int) float64 { return float64(min(max(digits+2, narrowest), widest)) }

// look is how a value of a column is shown.
func (c Column) look(v Value) look {
	l := look{style: v.style, wrapped: c.Wrapped, ruled: true}
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
	}
	return l
}
