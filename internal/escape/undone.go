// Package escape undoes escapes in texts of which nobody knows how they were escaped.
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

// Undone are the texts that a text may stand for: itself, and what comes of undoing one kind of escape after
// another, those of URLs, of HTML and of JSON, which may stand anywhere in it and within each other. The
// same text may come twice.
func Undone(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !strings.ContainsAny(text, `%&+\`) {
			yield(text)
			return
		}
		for _, start := range []string{text, strings.ReplaceAll(text, "+", " ")} { // a plus is a space in forms
			if !undo(start, yield) {
				return
			}
		}
	}
}

func undo(text string, yield func(string) bool) bool {
	if !yield(text) {
		return false
	}
	for range deepest {
		before := text
		for _, undo := range []func(string) string{withoutOctets, html.UnescapeString, backslashed.Replace} {
			plain := undo(text)
			if plain != text && !yield(plain) {
				return false
			}
			text = plain
		}
		if text == before {
			break
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
