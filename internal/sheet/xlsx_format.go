package sheet

import (
	"strconv"
	"strings"

	"github.com/xuri/nfp"
)

// numberFormat is one style's way to show numbers (ECMA-376 part 1, 18.8.31): General, so many digits with
// leading zeros, or by sections.
type numberFormat struct {
	digits   int       // at least so many, and nothing else; 0 = by sections
	sections []section // none for General
	special  bool      // neither General nor Text (@): it may have words of its own for numbers
	rewords  bool      // it may show a text otherwise than it is
}

// section is what shows some numbers: the positive, the negative, zero, or those a condition names.
type section struct {
	condition condition
	class     sectionClass
	pieces    []piece // of shown numbers
	code      string  // of unusual ones
	// Of shown numbers:
	numeric          bool // not just text
	wholes, decimals int  // placeholders before and after the decimal point
	grouped          bool // thousands are set apart
	shift            int  // the power of ten the number is multiplied by: 2 a percent sign, less 3 a trailing comma
}

type sectionClass uint8

const (
	shownNumber sectionClass = iota // literals and placeholders, done here
	dateOnly
	timeOnly
	dateTime
	elapsed     // hours that go beyond a day
	fraction    // with a slash, left to excelize
	exponential // with an exponent, left to excelize
)

// piece is one part of a shown number.
type piece struct {
	kind    pieceKind
	holder  byte   // '0', '#' or '?'
	literal string // text as it stands
}

type pieceKind uint8

const (
	literalPiece pieceKind = iota
	wholePiece
	pointPiece
	decimalPiece
	generalPiece // the number as General shows it
)

// condition restricts a section to some numbers: [<=9999999]. It is zero where there is none.
type condition struct {
	operator string
	operand  float64
}

func (c condition) holds(number float64) bool {
	switch c.operator {
	case "<":
		return number < c.operand
	case "<=":
		return number <= c.operand
	case ">":
		return number > c.operand
	case ">=":
		return number >= c.operand
	case "=":
		return number == c.operand
	case "<>":
		return number != c.operand
	}
	return false
}

// onlyNegative tells a condition that no positive number meets: its section has the sign in its own text.
func (c condition) onlyNegative() bool {
	return c.operator == "<" && c.operand <= 0 || (c.operator == "<=" || c.operator == "=") && c.operand < 0
}

// choose gives the section that shows a number, and whether a minus goes before it; nil where none does.
func (f *numberFormat) choose(number float64) (chosen *section, minus bool) {
	sections := f.sections[:min(len(f.sections), 3)] // a fourth is for text
	conditional := false
	for i := range sections {
		s := &sections[i]
		if s.condition.operator == "" {
			continue
		}
		if conditional = true; s.condition.holds(number) {
			return s, number < 0 && !s.condition.onlyNegative()
		}
	}
	if conditional {
		for i := len(sections) - 1; i >= 0; i-- {
			if sections[i].condition.operator == "" {
				return &sections[i], number < 0
			}
		}
		return nil, false
	}
	switch {
	case number < 0 && len(sections) > 1:
		return &sections[1], false
	case number == 0 && len(sections) > 2:
		return &sections[2], false
	}
	return &sections[0], number < 0
}

// maxFormatCode is how long a format's code is at most; Excel refuses longer ones.
const maxFormatCode = 255

// formatCoded compiles a format's code.
func formatCoded(code string) numberFormat {
	switch {
	case code == "", len(code) > maxFormatCode, strings.EqualFold(code, "general"), code == "@":
		return numberFormat{}
	}
	var f numberFormat
	if strings.Trim(code, "0") == "" {
		f.digits = len(code)
	}
	for _, raw := range splitSections(code) {
		f.sections = append(f.sections, compileSection(raw))
	}
	return f
}

// splitSections cuts a code at its semicolons, not at those that are quoted, escaped or in brackets.
func splitSections(code string) []string {
	var sections []string
	from := 0
	for at := 0; at < len(code); at++ {
		switch code[at] {
		case ';':
			sections = append(sections, code[from:at])
			from = at + 1
		case '\\', '_', '*':
			at++
		case '"':
			at += max(0, strings.IndexByte(code[at+1:], '"')) + 1
		case '[':
			at += max(0, strings.IndexByte(code[at:], ']'))
		}
	}
	return append(sections, code[from:])
}

// timeClass tells formats of dates and times by their letters; shownNumber for other formats. The letter m
// alone is a minute beside hours or seconds and a month elsewhere.
func timeClass(code string) sectionClass {
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return shownNumber
	}
	var date, month, clock bool
	for _, token := range sections[0].Items {
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
	return shownNumber
}

// compiler reads one section's code from left to right.
type compiler struct {
	section
	code    string
	at      int
	pointed bool // the decimal point was seen
}

func compileSection(code string) section {
	c := compiler{code: code}
	c.section.code = code
	if c.class = timeClass(code); c.class != shownNumber {
		return c.section
	}
	for c.at < len(c.code) && c.class == shownNumber {
		c.next()
	}
	if c.wholes > maxPlaceholders || c.decimals > maxPlaceholders {
		c.pieces = []piece{{kind: generalPiece}}
	}
	return c.section
}

// maxPlaceholders is how many digits a format asks for at most on either side of the decimal point; Excel
// offers 30 decimals.
const maxPlaceholders = 40

// next takes the code's next sign.
func (c *compiler) next() {
	sign := c.code[c.at]
	c.at++
	switch sign {
	case '"':
		text, rest, _ := strings.Cut(c.code[c.at:], `"`)
		c.literal(text)
		c.at = len(c.code) - len(rest)
	case '\\':
		c.literal(c.character())
	case '_':
		c.character()
		c.literal(" ")
	case '*':
		c.character()
	case '[':
		c.bracket()
	case '0', '#', '?':
		c.numeric = true
		c.placeholder(sign)
	case '.':
		c.point()
	case ',':
		c.comma()
	case '%':
		c.shift += 2
		c.literal("%")
	case '/':
		c.slash()
	case 'E', 'e':
		c.exponent(sign)
	case '@':
		c.general()
	default:
		c.at--
		if word := "general"; len(c.code)-c.at >= len(word) && strings.EqualFold(c.code[c.at:c.at+len(word)], word) {
			c.at += len(word)
			c.general()
			return
		}
		c.literal(c.character())
	}
}

func (c *compiler) general() {
	c.numeric = true
	c.pieces = append(c.pieces, piece{kind: generalPiece})
}

func (c *compiler) literal(text string) {
	c.pieces = append(c.pieces, piece{kind: literalPiece, literal: text})
}

// character takes one character of the code, empty at its end.
func (c *compiler) character() string {
	for _, r := range c.code[c.at:] {
		c.at += len(string(r))
		return string(r)
	}
	return ""
}

// bracket reads a condition, a currency or what makes no difference here: colours and languages.
func (c *compiler) bracket() {
	inside, rest, _ := strings.Cut(c.code[c.at:], "]")
	c.at = len(c.code) - len(rest)
	if currency, ok := strings.CutPrefix(inside, "$"); ok {
		symbol, _, _ := strings.Cut(currency, "-")
		c.literal(symbol)
		return
	}
	operator := inside[:len(inside)-len(strings.TrimLeft(inside, "<>="))]
	if operand, err := strconv.ParseFloat(inside[len(operator):], 64); err == nil && operator != "" {
		c.condition = condition{operator, operand}
	}
}

func (c *compiler) placeholder(sign byte) {
	if c.pointed {
		c.decimals++
		c.pieces = append(c.pieces, piece{kind: decimalPiece, holder: sign})
		return
	}
	c.wholes++
	c.pieces = append(c.pieces, piece{kind: wholePiece, holder: sign})
}

func (c *compiler) point() {
	if c.pointed {
		c.literal(".")
		return
	}
	c.pointed = true
	c.pieces = append(c.pieces, piece{kind: pointPiece})
}

// comma sets thousands apart where it stands between placeholders; behind the last one it divides by a
// thousand.
func (c *compiler) comma() {
	rest := strings.TrimLeft(c.code[c.at:], ",")
	switch {
	case c.wholes == 0 && c.decimals == 0:
		c.literal(",")
	case !c.pointed && rest != "" && strings.IndexByte("0#?", rest[0]) >= 0:
		c.grouped = true
	default:
		c.shift -= 3
	}
}

func (c *compiler) slash() {
	if c.wholes > 0 && c.at < len(c.code) && strings.IndexByte("0#?123456789", c.code[c.at]) >= 0 {
		c.class = fraction
		return
	}
	c.literal("/")
}

func (c *compiler) exponent(sign byte) {
	if c.wholes+c.decimals > 0 && c.at < len(c.code) && (c.code[c.at] == '+' || c.code[c.at] == '-') {
		c.class = exponential
		return
	}
	c.literal(string(sign))
}
