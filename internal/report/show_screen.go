package report

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// screen is text in columns of display cells, wrapped at the terminal's edge. What it is given may come
// from anybody's files: it prints nothing that a terminal would obey.
type screen struct {
	strings.Builder
	width  int
	colour bool
}

// ink is how a text is coloured, as a terminal's SGR parameters (ECMA-48, 8.3.117). It only repeats what
// words and marks say.
type ink string

const (
	strong  ink = "1"
	faint   ink = "2"
	reddish ink = "31"
	greyish ink = "90"
)

func (t tone) ink() ink {
	switch t {
	case danger:
		return reddish
	case caution:
		return "33"
	case calm:
		return "32"
	}
	return ""
}

func (s *screen) painted(as ink, text string) string {
	if !s.colour || as == "" || text == "" {
		return text
	}
	return "\x1b[" + string(as) + "m" + text + "\x1b[0m"
}

const (
	nameColumn  = 20
	countColumn = 10
)

// count is one line of a table: a name, a number aligned at its right, and a remark after it.
func (s *screen) count(name, number, remark string) { s.counted(name, number, "", remark) }

func (s *screen) counted(name, number string, as ink, remark string) {
	s.hang("  "+pad(name, nameColumn)+padLeft(number, countColumn), 4, as, remark)
}

// leastBeside is how many columns a text beside something else needs to be read.
const leastBeside = 24

// hanging writes a text after a beginning; where it does not fit it goes on below its own first word.
func (s *screen) hanging(beginning string, gap int, text string) { s.hang(beginning, gap, "", text) }

func (s *screen) hang(beginning string, gap int, as ink, text string) {
	beginning = Printed(beginning)
	if text == "" {
		s.WriteString(strings.TrimRight(beginning, " ") + "\n")
		return
	}
	left := runewidth.StringWidth(beginning) + gap
	if s.width-left < leastBeside {
		if beginning = strings.TrimRight(beginning, " "); runewidth.StringWidth(beginning) <= s.width {
			s.WriteString(beginning + "\n")
		} else {
			s.paragraph("  ", beginning)
		}
		beginning, left, gap = "", 6, 6
	}
	for i, line := range fitted(text, s.width-left) {
		if i > 0 {
			beginning, gap = "", left
		}
		s.WriteString(beginning + strings.Repeat(" ", gap) + s.painted(as, line) + "\n")
	}
}

func (s *screen) paragraph(indent, text string) { s.lines(indent, "", text) }

func (s *screen) lines(indent string, as ink, text string) {
	for _, line := range fitted(text, s.width-len(indent)) {
		s.WriteString(indent + s.painted(as, line) + "\n")
	}
}

// remarks are sentences below each other, each after its mark.
func (s *screen) remarks(indent string, remarks []remark) {
	for _, r := range remarks {
		as := r.Tone.ink()
		if r.Tone == calm {
			as = ""
		}
		s.row(len(indent), []field{{width: s.width - len(indent)}}, cell{{mark: r.Mark(), markInk: r.Tone.ink(), text: r.Text, as: as}})
	}
}

// Wrapped breaks text between words into lines of at most so many display cells; a longer word stays whole.
func Wrapped(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		n := runewidth.StringWidth(word)
		switch {
		case line == "":
			line, used = word, n
		case used+1+n <= width:
			line, used = line+" "+word, used+1+n
		default:
			lines = append(lines, line)
			line, used = word, n
		}
	}
	return append(lines, line)
}

// fitted is text as a terminal may show it in lines of at most so many display cells: a longer word is
// broken, an address where one of its parts ends.
func fitted(text string, width int) []string {
	var lines []string
	for _, line := range Wrapped(Printed(text), width) {
		for runewidth.StringWidth(line) > width {
			head := runewidth.Truncate(line, width, "")
			if head == "" {
				break // not even one character fits
			}
			if at := strings.LastIndexAny(head, "@.-_/"); at > len(head)/3 {
				head = line[:at+1] // an address is read as its parts
			}
			lines = append(lines, head)
			line = line[len(head):]
		}
		lines = append(lines, line)
	}
	return lines
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-runewidth.StringWidth(text)))
}

func padLeft(text string, width int) string {
	return strings.Repeat(" ", max(0, width-runewidth.StringWidth(text))) + text
}

// field is one column of a table on the screen.
type field struct {
	width int
	right bool // numbers
}

// cell is what stands in a column of one row, paragraph by paragraph.
type cell []piece

// piece is one paragraph. A mark stands before its first line and nothing below the mark.
type piece struct {
	mark, text  string
	as, markInk ink
}

func plainCell(text string) cell { return cell{{text: text}} }

// fieldGap is the space between two columns.
const fieldGap = 2

// row writes the cells of a table's row next to each other, each wrapped to its column.
func (s *screen) row(indent int, fields []field, cells ...cell) {
	height := 0
	laid := make([][]laidLine, len(cells))
	for i, c := range cells {
		laid[i] = s.laid(c, fields[i].width)
		height = max(height, len(laid[i]))
	}
	for at := range height {
		var line strings.Builder
		used, start := 0, indent
		for i := range cells {
			if at < len(laid[i]) && laid[i][at].width > 0 {
				l := laid[i][at]
				before := start - used
				if fields[i].right {
					before += max(0, fields[i].width-l.width)
				}
				line.WriteString(strings.Repeat(" ", before) + l.text)
				used += before + l.width
			}
			start += fields[i].width + fieldGap
		}
		s.WriteString(line.String() + "\n")
	}
}

// laidLine is one line of a cell with its colours, and how many display cells it takes.
type laidLine struct {
	text  string
	width int
}

func (s *screen) laid(c cell, width int) []laidLine {
	var lines []laidLine
	for _, p := range c {
		indent := 0
		if p.mark != "" {
			indent = runewidth.StringWidth(p.mark) + 1
		}
		for i, text := range fitted(p.text, width-indent) {
			before := strings.Repeat(" ", indent)
			if i == 0 && p.mark != "" {
				before = s.painted(p.markInk, p.mark) + " "
			}
			lines = append(lines, laidLine{before + s.painted(p.as, text), indent + runewidth.StringWidth(text)})
		}
	}
	return lines
}
