package roster

import (
	"strings"
	"unicode/utf8"

	"scimsheet/internal/identity"
)

// clean is a cell's text without what nobody can see: NFC, blanks of every kind as spaces, no
// surrounding blanks.
func clean(text string) string {
	if isPlain(text) {
		return text
	}
	return identity.Visible(text)
}

// isPlain reports whether text is known to be clean at a glance: printable ASCII and the precomposed
// letters of Western and Central Europe, without surrounding blanks. Most cells are.
func isPlain(text string) bool {
	if text == "" {
		return true
	}
	if text[0] == ' ' || text[len(text)-1] == ' ' {
		return false
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= ' ' && c <= '~' {
			continue
		}
		if i++; i == len(text) || !isLatinLetter(c, text[i]) {
			return false
		}
	}
	return true
}

// isPlainASCII reports whether a text has no letters but those of English.
func isPlainASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isLatinLetter tells the two bytes of a letter from U+00C0 to U+023F, all of which are in NFC.
func isLatinLetter(lead, second byte) bool {
	return lead >= 0xC3 && lead <= 0xC8 && second >= 0x80 && second <= 0xBF
}

// oneLine turns line breaks into blanks, for cells in which they separate nothing.
func oneLine(text string) string {
	if strings.IndexByte(text, '\n') < 0 {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), " ")
}

// shown cuts what is quoted in a message, and the value of a finding, to what a reader can take in. A
// cell may hold millions of characters.
func shown(text string, runes int) string {
	if len(text) <= runes {
		return text
	}
	cut := 0
	for range runes {
		_, size := utf8.DecodeRuneInString(text[cut:])
		cut += size
		if cut >= len(text) {
			return text
		}
	}
	return strings.Clone(text[:cut]) + "…"
}

// How much of a cell's text a finding keeps, in characters: in its value and within its message.
const (
	valueRunes   = 500
	messageRunes = 80
)
