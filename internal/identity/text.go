package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// SameText reports whether two texts read the same: they may differ in Unicode normalisation, in
// surrounding blanks, in the kind of blank and in characters that nobody can see.
func SameText(a, b string) bool {
	return a == b || Visible(a) == Visible(b)
}

// Visible is the text as a person sees it: NFC, every kind of blank a space, without characters that
// have no appearance, without surrounding blanks.
func Visible(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] < ' ' {
			plain = false
			break
		}
	}
	if plain {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Cc):
			return -1
		}
		return r
	}, norm.NFC.String(s)))
}
