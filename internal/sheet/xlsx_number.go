package sheet

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// numberFormats turns stored numbers into what a spreadsheet program shows.
type numberFormats struct {
	byStyle  []numberFormat // by the cells' style index
	from1904 bool           // dates count from 1 January 1904 and not from 1900
	others   unusualFormats
}

// readStyles learns the number format of every style (ECMA-376 part 1, 18.8).
func (x *xlsxFile) readStyles() error {
	codes := map[int]string{}
	return x.read(x.where.styles, mainSpace, func(s *xmlScanner) error {
		id, _ := smallNumber(s.attr("numFmtId"))
		switch {
		case len(s.opened) != 3:
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
			format := formatOf(id, codes[id])
			format.special = special(id, codes[id])
			format.rewords = rewords(codes[id]) || codes[id] == "" && id >= firstOwnFormat // nobody knows what such a one shows
			x.numbers.byStyle = append(x.numbers.byStyle, format)
		}
		return nil
	})
}

// special tells a format that is neither General nor Text, by its code or, where it has none, by its id.
func special(id int, code string) bool {
	if code == "" {
		return id != 0 && id != numberOfText
	}
	return !strings.EqualFold(code, "general") && code != formatText
}

// disguises tells a style whose format may put other words in the place of a text.
func (n *numberFormats) disguises(style int) bool {
	return style < len(n.byStyle) && n.byStyle[style].rewords
}

// plainTextSection is a section for texts that shows them as they are, perhaps coloured or with room beside
// them.
var plainTextSection = regexp.MustCompile(`^(\[[A-Za-z]+[0-9]*\])?(_.)?@(_.)?$`)

// rewords tells a format that shows a text otherwise than it is: by a fourth section, which is for texts, or
// by one with an @ in it that says more. Without either a text is shown as it stands, whatever the format
// does to numbers (ECMA-376 part 1, 18.8.31).
func rewords(code string) bool {
	sections := formatSections(code)
	for i, text := range sections {
		if (i == 3 || strings.Contains(text, "@")) && !plainTextSection.MatchString(text) {
			return true
		}
	}
	return false
}

// formatSections are the parts of a format between semicolons that are neither quoted nor escaped.
func formatSections(code string) []string {
	var sections []string
	start, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '\\' || c == '_' || c == '*'):
			i++
		case !quoted && c == ';':
			sections = append(sections, code[start:i])
			start = i + 1
		}
	}
	return append(sections, code[start:])
}

// formatOf is the format with a code, or the built-in one with an id where there is no code
// (ECMA-376 part 1, 18.8.30; the ids 27 to 36 and 50 to 58 are dates in East Asian languages). Currencies
// are as in the standard: which one a person sees depends on the program's language.
func formatOf(id int, code string) numberFormat {
	if code != "" {
		return formatCoded(code)
	}
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return numberFormat{sections: []section{{class: dateOnly}}}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return numberFormat{sections: []section{{class: timeOnly}}}
	case id == 22:
		return numberFormat{sections: []section{{class: dateTime}}}
	case id == 46:
		return numberFormat{sections: []section{{class: elapsed}}}
	}
	return formatCoded(builtIn(id))
}

// builtIn is the code of a built-in format of numbers, empty for General.
func builtIn(id int) string {
	switch id {
	case 1:
		return "0"
	case 2:
		return "0.00"
	case 3:
		return "#,##0"
	case 4:
		return "#,##0.00"
	case 5, 6:
		return `"$"#,##0_);\("$"#,##0\)`
	case 7, 8:
		return `"$"#,##0.00_);\("$"#,##0.00\)`
	case 9:
		return "0%"
	case 10:
		return "0.00%"
	case 11:
		return "0.00E+00"
	case 12:
		return "# ?/?"
	case 13:
		return "# ??/??"
	case 37, 38:
		return "#,##0_);(#,##0)"
	case 39, 40:
		return "#,##0.00_);(#,##0.00)"
	case 41:
		return `_(* #,##0_);_(* \(#,##0\);_(* "-"_)`
	case 42:
		return `_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_)`
	case 43:
		return `_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_)`
	case 44:
		return `_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_)`
	case 48:
		return "##0.0E+0"
	}
	return ""
}

// exactDigits is how many digits of a number a spreadsheet program keeps.
const exactDigits = 15

// cell shows a stored number in a style. The error says what is wrong with it, or that it would take too
// long.
func (n *numberFormats) cell(value []byte, style int, repeats *interner) (Cell, error) {
	format := &numberFormat{}
	if style < len(n.byStyle) {
		format = &n.byStyle[style]
	}
	if (format.sections == nil || format.digits > 0) && wholeNumber(value) && len(value) >= format.digits {
		return Cell{Text: repeats.text(value), Kind: Number}, nil
	}
	number, ok := parseNumber(value)
	if !ok {
		return Cell{}, errNoNumber
	}
	switch {
	case format.digits > 0 && number == math.Trunc(number) && number >= 0 && number < 1e15:
		return Cell{Text: fmt.Sprintf("%0*d", format.digits, int64(number)), Kind: Number}, nil
	case format.sections == nil:
		return generalCell(number), nil
	}
	return n.sectioned(number, format)
}

var (
	errNoNumber = errors.New("no number")
	errTooSlow  = errors.New("too many numbers in formats that take long")
)

// rounded tells a number that has lost digits.
func rounded(number float64) bool { return math.Abs(number) >= 1e15 }

func generalCell(number float64) Cell {
	text, scientific := showGeneral(number)
	return Cell{Text: text, Kind: Number, Rounded: scientific}
}

// sectioned shows a number by the section that is for it. What a format cannot show, or would show as
// nothing, is shown in General: a number must not look like a blank cell.
func (n *numberFormats) sectioned(number float64, format *numberFormat) (Cell, error) {
	s, minus := format.choose(number)
	if s == nil {
		return disguised(generalCell(number)), nil
	}
	cell := Cell{Kind: Number, Rounded: s.class == exponential || rounded(number)}
	switch s.class {
	case shownNumber:
		cell.Text = s.show(number, minus)
	case fraction, exponential:
		var err error
		if cell.Text, err = n.unusual(number, minus, s.code); err != nil {
			return Cell{}, err
		}
	default:
		if text, ok := showTime(number, s.class, n.from1904); ok {
			return Cell{Text: text, Kind: Date}, nil
		}
	}
	if cell.Text == "" {
		general := generalCell(number)
		general.Rounded = general.Rounded || cell.Rounded
		return disguised(general), nil
	}
	return cell, nil
}

func disguised(cell Cell) Cell {
	cell.Disguised = true
	return cell
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
func showTime(serial float64, class sectionClass, from1904 bool) (string, bool) {
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
