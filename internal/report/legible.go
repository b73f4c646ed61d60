package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// valueShown is how many characters of one value stand within a sentence or a line; the sheet Attributes
// has more of it.
const valueShown = 200

// cellShown is how many characters a cell of the sheet Changes shows at most. It is far below what a cell
// can hold, because nobody approves what fills more than a screen.
const cellShown = 4000

// oneLine is a text of somebody else as it may stand in a line of ours: it can neither begin a line of its
// own nor turn the order in which the rest of the line is read, and it is not endless.
func oneLine(text string) string { return shortened(strings.Map(tamed, text), valueShown) }

// legible is a whole cell's text so that spreadsheet programs give back what was written: nothing that a
// workbook cannot hold, line ends of one kind only, and no more than a cell shows.
func legible(text string) string {
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return shortened(strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return tamed(r)
	}, text), cellShown)
}

// tamed replaces line ends and tabs by a blank, and by U+FFFD what cannot be printed, what XML 1.0 cannot
// hold (section 2.2), the marks of direction (Unicode Standard Annex 9) and everything else that nobody sees:
// two names that look the same would be two people, or two workspaces. Joiners stay, because Persian, Indic
// scripts and emoji are spelt with them, and so do the format characters that are seen.
func tamed(r rune) rune {
	switch {
	case r == '\n', r == '\r', r == '\t', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
		return ' '
	case r == zeroWidthNonJoiner, r == zeroWidthJoiner, unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return r
	case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point), r == 0xFFFE, r == 0xFFFF:
		return utf8.RuneError
	}
	return r
}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

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
