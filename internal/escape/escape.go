// Package escape owns the ways in which a text is written so that it passes through URLs, HTML and JSON, and
// undoes them all: whoever looks for a secret has to know it in any of these. It refuses to know secrets.
package escape

import (
	"encoding/hex"
	"html"
	"iter"
	"regexp"
	"strings"
)

// deepest is how many times over a text is taken to be escaped.
const deepest = 3

// Undone are the texts that a text may stand for: itself, and what comes of undoing the escapes of URLs,
// of HTML and of JSON in any order, which may stand anywhere in it and within each other.
func Undone(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if unescape(text, deepest, yield) && strings.Contains(text, "+") {
			unescape(strings.ReplaceAll(text, "+", " "), deepest, yield) // as in forms
		}
	}
}

func unescape(text string, times int, yield func(string) bool) bool {
	if !yield(text) {
		return false
	}
	if times == 0 || !strings.ContainsAny(text, `%&\`) {
		return true
	}
	for _, undo := range []func(string) string{withoutOctets, html.UnescapeString, backslashed.Replace} {
		if plain := undo(text); plain != text && !unescape(plain, times-1, yield) {
			return false
		}
	}
	return true
}

var (
	octet       = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	backslashed = strings.NewReplacer(`\/`, `/`, `\"`, `"`, `\\`, `\`)
)

// withoutOctets undoes percent signs where they are escapes; net/url wants all of them to be.
func withoutOctets(text string) string {
	return octet.ReplaceAllStringFunc(text, func(escape string) string {
		decoded, _ := hex.DecodeString(escape[1:])
		return string(decoded)
	})
}
