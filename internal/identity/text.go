package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SameText reports whether two texts read the same: they may differ in Unicode normalisation, in
// surrounding blanks, in the kind of blank (a line break is one) and in characters that nobody can see.
func SameText(a, b string) bool {
	return a == b || strings.ReplaceAll(Visible(a), "\n", " ") == strings.ReplaceAll(Visible(b), "\n", " ")
}

// Visible is the text as a person sees it: NFC, every kind of blank but the line break a space, without
// characters that have no appearance, without surrounding blanks.
func Visible(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			plain = false
			break
		}
	}
	if plain {
		return strings.TrimSpace(s)
	}
	seen := strings.Map(visibleRune, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
	return strings.TrimSpace(norm.NFC.String(seen)) // normalised last: an invisible character may have kept a letter from its accent
}

// visibleRune is the rune as a person sees it, or -1 where there is nothing to see.
func visibleRune(r rune) rune {
	switch {
	case r == '\n':
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cf, unicode.Cc, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return -1
	}
	return r
}

// HasLost reports whether a text is another one in which question marks stand for letters outside ASCII:
// what programs make of a name that an old encoding cannot hold. "Do?an" has lost the letter of "Doğan".
func HasLost(text, whole string) bool {
	lost, had := []rune(Visible(text)), []rune(Visible(whole))
	if len(lost) != len(had) {
		return false
	}
	missing := false
	for i, r := range lost {
		switch {
		case r == had[i]:
		case r == '?' && had[i] > unicode.MaxASCII:
			missing = true
		default:
			return false
		}
	}
	return missing
}
