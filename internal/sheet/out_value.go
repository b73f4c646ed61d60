package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
	"github.com/xuri/excelize/v2"
)

// Value is one cell to be written: what it holds, how it looks and where it leads. The zero Value is
// a blank cell.
type Value struct {
	kind  valueKind
	text  string
	whole int64
	at    time.Time
	style Style
	link  string // a sheet of the same workbook, or a file
	row   int    // of that sheet; 0 where the link is to a file
}

type valueKind uint8

const (
	blankValue valueKind = iota
	textValue
	wholeValue
	timeValue
	brokenValue
)

// String is a cell of text. It stays text whatever it starts with, and says what CellText gives.
func String(text string) Value { return Value{kind: textValue, text: CellText(text)} }

// Int is a cell with a whole number, shown with thousands separated.
func Int(n int) Value { return Value{kind: wholeValue, whole: int64(n)} }

// Time is a cell with a date and time, shown in UTC; blank for the zero time.
func Time(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{kind: timeValue, at: t.UTC()}
}

// Broken is a cell that is an error for whoever reads it, until somebody types over it: the formula
// NA() without a stored value. It keeps the place of a cell that could not be read, which its text
// would not: "#N/A" typed as text is text like any other.
func Broken() Value { return Value{kind: brokenValue} }

// As is the value in another style.
func (v Value) As(style Style) Value {
	v.style = style
	return v
}

// To is the value as a link to the first cell of a sheet of the same workbook.
func (v Value) To(sheetName string) Value { return v.ToRow(sheetName, 1) }

// ToRow is the value as a link to the first cell of a row of a sheet of the same workbook. The row may be
// written later (see SheetWriter.NextRow).
func (v Value) ToRow(sheetName string, row int) Value {
	v.link, v.row = sheetName, row
	return v
}

// ToFile is the value as a link to a file in the workbook's folder or below it, in slashes: "reviews/a.xlsx".
// A path that is absolute, leaves the folder or is no file's on every system is no link: the value stays as
// it is. The link is right as long as the workbook and the file are moved together.
func (v Value) ToFile(path string) Value {
	if target, ok := besideWorkbook(path); ok {
		v.link, v.row = target, 0
	}
	return v
}

// shown is the style of a value that stands in no column of its own.
func (v Value) shown() Style {
	if v.style == Plain && v.link != "" {
		return Link
	}
	return v.style
}

func (v Value) cell(style int) excelize.Cell {
	switch v.kind {
	case textValue:
		return excelize.Cell{StyleID: style, Value: v.text}
	case wholeValue:
		return excelize.Cell{StyleID: style, Value: v.whole}
	case timeValue:
		return excelize.Cell{StyleID: style, Value: v.at}
	case brokenValue:
		return excelize.Cell{StyleID: style, Formula: "NA()"}
	}
	return excelize.Cell{StyleID: style}
}

// width is how many columns of digits the widest line of the value takes.
func (v Value) width() int {
	switch v.kind {
	case textValue:
		widest := 0
		for line := range strings.SplitSeq(v.text, "\n") {
			widest = max(widest, runewidth.StringWidth(line))
		}
		return widest
	case wholeValue:
		digits := len(strconv.FormatInt(v.whole, 10))
		return digits + (digits-1)/3
	case timeValue:
		return len("2006-01-02 15:04:05")
	}
	return 0
}

// height is how many points high the value stands when it is wrapped into a column of that width.
func (v Value) height(width float64) float64 {
	if v.kind != textValue {
		return pointsPerLine
	}
	scale := 1.0
	if size := v.style.paint().size; size > 11 {
		scale = size / 11
	}
	lines := 0.0
	for line := range strings.SplitSeq(v.text, "\n") {
		lines += max(1, math.Ceil(float64(runewidth.StringWidth(line))*scale/max(1, width*lettersPerDigit-lostAtLineEnd)))
	}
	return lines * pointsPerLine * scale
}

// A header that reads upwards is cut into lines where it is long, so that the row does not grow without
// end; below it the arrow of the filter has its place.
const (
	upwardsLetters  = 36 // in one line
	upwardsLines    = 8
	pointsPerLetter = 5.0
	pointsOfArrow   = 18.0
	digitsPerLine   = 2.4
	besideLines     = 1.8
)

// upwardsHeight is how many points high a header stands that reads upwards.
func upwardsHeight(header string) float64 {
	return float64(min(runewidth.StringWidth(header), upwardsLetters)+2)*pointsPerLetter + pointsOfArrow
}

// upwardsWidth is how many digits wide such a header is. What it needs beyond a few lines is not shown.
func upwardsWidth(header string) float64 {
	lines := math.Ceil(float64(runewidth.StringWidth(header)) / upwardsLetters)
	return besideLines + digitsPerLine*min(max(lines, 1), upwardsLines)
}

// Letters are on average narrower than digits, in which columns are measured; something is lost at the
// end of lines because words are not broken.
const (
	lettersPerDigit = 1.15
	lostAtLineEnd   = 3
)

// mostText is how much text a cell holds, in UTF-16 code units (Microsoft, Excel specifications
// and limits).
const mostText = 32767

const cutMark = "… (cut: a cell holds no more)"

// CellText is what a cell says of a text, and still says when its workbook comes back from a spreadsheet
// program: what XML cannot hold is replaced by U+FFFD, line ends of Windows are single line breaks, and text
// longer than a cell can hold is cut, with a mark that says so.
func CellText(text string) string {
	if !plainText(text) {
		text = strings.ReplaceAll(strings.Map(printable, strings.ToValidUTF8(text, "\uFFFD")), "\r\n", "\n")
	}
	if len(text) <= mostText {
		return text
	}
	units, end, room := 0, 0, mostText-len(cutMark)
	for i, r := range text {
		if units <= room {
			end = i
		}
		units += utf16Len(r)
		if units > mostText {
			return text[:end] + cutMark
		}
	}
	return text
}

// utf16Length is how much of a limit text takes: Excel counts UTF-16 code units.
func utf16Length(text string) int {
	units := 0
	for _, r := range text {
		units += utf16Len(r)
	}
	return units
}

func utf16Len(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// plainText reports whether every byte is printable ASCII or a line break, which needs no closer look.
func plainText(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf || c < ' ' && c != '\n' {
			return false
		}
	}
	return true
}

// printable replaces what XML 1.0 cannot hold (section 2.2).
func printable(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return r
	case r < ' ', r == 0xFFFE, r == 0xFFFF:
		return '\uFFFD'
	}
	return r
}
