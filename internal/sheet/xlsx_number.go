package sheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"
)

// numberFormats turns stored numbers into what a spreadsheet program shows. The formats that nearly all
// numbers have are done here; the rest is left to excelize, at some microseconds a number.
type numberFormats struct {
	byStyle  []numberFormat // by the cells' style index
	from1904 bool           // dates count from 1 January 1904 and not from 1900
	others   *excelize.File // an empty workbook that formats for us; nil until needed
}

// numberFormat is one style's way to show numbers.
type numberFormat struct {
	class      formatClass
	digits     int // padded: at least so many, with leading zeros
	id         int // other: a built-in format, unless there is a code
	code       string
	scientific bool
	cell       string // other: where excelize's workbook has this format; empty until needed
}

type formatClass uint8

const (
	general formatClass = iota
	padded
	dateOnly
	timeOnly
	dateTime
	elapsed // hours that go beyond a day
	other
)

// readStyles learns the number format of every style (ECMA-376 part 1, 18.8).
func (x *xlsxFile) readStyles() error {
	codes := map[int]string{}
	return x.read(x.where.styles, func(s *xmlScanner) error {
		id, _ := smallNumber(s.attr("numFmtId"))
		switch {
		case string(s.local) == "numFmt" && string(s.parent()) == "numFmts":
			if len(codes) == maxListed {
				return tooMany("number formats")
			}
			code, err := s.attrText("formatCode")
			codes[id] = code
			return err
		case string(s.local) == "xf" && string(s.parent()) == "cellXfs":
			if len(x.numbers.byStyle) == maxListed {
				return tooMany("formats of cells")
			}
			x.numbers.byStyle = append(x.numbers.byStyle, formatOf(id, codes[id]))
		}
		return nil
	})
}

// formatOf is the format with a code, or the built-in one with an id where there is no code
// (ECMA-376 part 1, 18.8.30; the ids 27 to 36 and 50 to 58 are dates in East Asian languages).
func formatOf(id int, code string) numberFormat {
	if code != "" {
		return formatCoded(code)
	}
	switch {
	case id == 0 || id == 49:
		return numberFormat{class: general}
	case id == 1:
		return numberFormat{class: padded, digits: 1, id: id}
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return numberFormat{class: dateOnly}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return numberFormat{class: timeOnly}
	case id == 22:
		return numberFormat{class: dateTime}
	case id == 46:
		return numberFormat{class: elapsed}
	case id < 50:
		return numberFormat{class: other, id: id, scientific: id == 11 || id == 48}
	}
	return numberFormat{class: general}
}

// maxFormatCode is how long a format's code is at most; Excel refuses longer ones.
const maxFormatCode = 255

func formatCoded(code string) numberFormat {
	switch {
	case len(code) > maxFormatCode, strings.EqualFold(code, "general"), code == "@":
		return numberFormat{class: general}
	case strings.Trim(code, "0") == "":
		return numberFormat{class: padded, digits: len(code), code: code}
	}
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return numberFormat{class: general}
	}
	format := numberFormat{class: timeClass(sections[0].Items), code: code}
	for _, token := range sections[0].Items {
		format.scientific = format.scientific || token.TType == nfp.TokenTypeExponential
	}
	return format
}

// timeClass tells formats of dates and times by their letters. The letter m alone is a minute beside hours
// or seconds and a month elsewhere.
func timeClass(tokens []nfp.Token) formatClass {
	var date, month, clock bool
	for _, token := range tokens {
		letters := strings.ToLower(token.TValue)
		switch {
		case token.TType == nfp.TokenTypeElapsedDateTimes:
			return elapsed
		case token.TType != nfp.TokenTypeDateTimes || letters == "":
		case letters[0] == 'h' || letters[0] == 's' || strings.Contains(letters, "/"):
			clock = true
		case letters == "m" || letters == "mm":
			month = true
		default:
			date = true
		}
	}
	switch {
	case date && clock:
		return dateTime
	case clock:
		return timeOnly
	case date || month:
		return dateOnly
	}
	return other
}

// exactDigits is how many digits of a number a spreadsheet program keeps.
const exactDigits = 15

// cell shows a stored number in a style; false where it is none.
func (n *numberFormats) cell(value []byte, style int, repeats *interner) (Cell, bool) {
	format := &numberFormat{}
	if style < len(n.byStyle) {
		format = &n.byStyle[style]
	}
	if format.class <= padded && wholeNumber(value) && len(value) >= format.digits {
		return Cell{Text: repeats.text(value), Kind: Number}, true
	}
	number, ok := parseNumber(value)
	if !ok {
		return Cell{}, false
	}
	if format.class >= dateOnly && format.class <= elapsed {
		if text, ok := showTime(number, format.class, n.from1904); ok {
			return Cell{Text: text, Kind: Date}, true
		}
		format = &numberFormat{}
	}
	cell := Cell{Kind: Number, Rounded: format.scientific || math.Abs(number) >= 1e15}
	switch {
	case format.class == padded && number == math.Trunc(number) && number >= 0 && number < 1e15:
		cell.Text = fmt.Sprintf("%0*d", format.digits, int64(number))
	case format.class == general:
		var scientific bool
		cell.Text, scientific = showGeneral(number)
		cell.Rounded = cell.Rounded || scientific
	default:
		cell.Text = n.other(number, format)
	}
	return cell, true
}

// wholeNumber tells a number that is written as its plain digits and short enough to be exact.
func wholeNumber(value []byte) bool {
	if len(value) > exactDigits || value[0] == '0' && len(value) > 1 {
		return false
	}
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func parseNumber(value []byte) (float64, bool) {
	for _, c := range value {
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	number, err := strconv.ParseFloat(string(value), 64)
	return number, err == nil
}

// showGeneral is the format General. Long numbers are shown as a cell of usual width shows them.
func showGeneral(number float64) (text string, scientific bool) {
	size := math.Abs(number)
	switch {
	case size >= 1e15, size < 1e-4 && size > 0:
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(number, 'E', 5, 64), "E")
		return strings.TrimRight(strings.TrimRight(mantissa, "0"), ".") + "E" + exponent, true
	case number == 0:
		return "0", false
	case number == math.Trunc(number):
		return strconv.FormatFloat(number, 'f', 0, 64), false
	}
	exact, _ := strconv.ParseFloat(strconv.FormatFloat(number, 'g', exactDigits, 64), 64)
	return strconv.FormatFloat(exact, 'f', -1, 64), false
}

// lastDay is the first serial number of a date that spreadsheet programs no longer show: 1 January 10000.
const lastDay = 2_958_466

// showTime shows a serial number as a date or a time, false where it is none. Before 1 March 1900 Excel
// counts a 29 February that there was not.
func showTime(serial float64, class formatClass, from1904 bool) (string, bool) {
	if from1904 && class != elapsed {
		serial += 1462
	}
	if serial < 0 || serial >= lastDay {
		return "", false
	}
	const secondsADay = 24 * 60 * 60
	seconds := int64(math.Round(serial * secondsADay))
	if class == elapsed {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60), true
	}
	day, second := int(seconds/secondsADay), int(seconds%secondsADay)
	if day < 60 {
		day++
	}
	moment := time.Date(1899, time.December, 30+day, 0, 0, second, 0, time.UTC)
	switch class {
	case dateOnly:
		return moment.Format(time.DateOnly), true
	case timeOnly:
		return moment.Format(time.TimeOnly), true
	}
	return moment.Format(time.DateTime), true
}

// other lets excelize show a number. What it cannot show, or would show as nothing, is shown in General:
// a number must not look like a blank cell.
func (n *numberFormats) other(number float64, format *numberFormat) string {
	text, err := n.excelize(number, format)
	if text = strings.TrimSpace(text); err != nil || text == "" {
		text, _ = showGeneral(number)
	}
	return text
}

func (n *numberFormats) excelize(number float64, format *numberFormat) (string, error) {
	const sheet = "Sheet1"
	if n.others == nil {
		n.others = excelize.NewFile()
	}
	if format.cell == "" {
		style := &excelize.Style{NumFmt: format.id}
		if format.code != "" {
			style = &excelize.Style{CustomNumFmt: &format.code}
		}
		id, err := n.others.NewStyle(style)
		if err != nil {
			return "", err
		}
		format.cell = "A" + strconv.Itoa(id+1)
		if err := n.others.SetCellStyle(sheet, format.cell, format.cell, id); err != nil {
			return "", err
		}
	}
	if err := n.others.SetCellFloat(sheet, format.cell, number, -1, 64); err != nil {
		return "", err
	}
	return n.others.GetCellValue(sheet, format.cell)
}
