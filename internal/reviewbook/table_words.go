package reviewbook

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// number writes a count as people read it: 1,204.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// countOf is a number with its noun: "1 row", "1,204 rows".
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// verb agrees with a number: 1 is, 2 are.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// listed joins words as a sentence does: "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// capitalised starts with a capital letter.
func capitalised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	word, _, _ := strings.Cut(text, " ")
	if size == 0 || strings.ContainsAny(strings.TrimRight(word, ".,:;!?"), "@.") {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// sentence starts with a capital letter and ends with a full stop.
func sentence(text string) string {
	text = capitalised(strings.TrimSpace(text))
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// date is a day as tables write it, in UTC; empty for none.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// dayOf is a day as a sentence says it, so that nobody takes the month for the day.
func dayOf(t time.Time) string { return t.UTC().Format("Monday, 2 January 2006") }

// moment is a time as workbooks write it, always in UTC; empty for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// Characters that are shown of a text of somebody else: within a line of ours, and in a cell of its own.
const (
	mostInLine = 200
	mostInCell = 4000
)

// oneLine is a text of somebody else as it may stand in a line of ours: it can neither begin a line of its own
// nor turn the order in which the rest of the line is read, and it is not endless.
func oneLine(text string) string { return shortened(strings.Map(tamed, text), mostInLine) }

// legible is a whole cell's text so that spreadsheet programs give back what was written: nothing that a
// workbook cannot hold, line ends of one kind only, no blanks around it, and no more than a cell shows.
func legible(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.TrimSpace(shortened(strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return tamed(r)
	}, text), mostInCell))
}

// tamed replaces line ends and tabs by a blank, and by U+FFFD what cannot be printed, what XML 1.0 cannot hold
// (section 2.2), the marks of direction (Unicode Standard Annex 9) and everything else that nobody sees: two
// names that look the same would be two people, or two workspaces. Joiners stay, because Persian, Indic scripts
// and emoji are spelt with them, and so do the format characters that are seen.
func tamed(r rune) rune {
	const nonJoiner, joiner = '\u200c', '\u200d'
	switch {
	case r == '\n', r == '\r', r == '\t', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
		return ' '
	case r == nonJoiner, r == joiner, unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return r
	case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point), r == 0xFFFE, r == 0xFFFF:
		return utf8.RuneError
	}
	return r
}

// shortened cuts text after so many characters, with a mark that says so.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	characters := 0
	for i := range text {
		if characters++; characters > most {
			return text[:i] + "… (cut)"
		}
	}
	return text
}
