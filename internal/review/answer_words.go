package review

import (
	"strings"
	"time"
	"unicode"

	"scimsheet/internal/identity"
)

// leastLetters is how many letters or figures a justification has at least.
const leastLetters = 3

// fillers are words that people write to be allowed to go on. They give no reason.
var fillers = []string{"yes", "okay", "none", "nil", "null", "keep", "tbd", "tba"}

// saysWhy reports whether a justification says anything. It does where it has at least three letters or figures that
// are not all the same, and is not one of the fillers: "-", ".", "ok", "n/a", "xxx" and "none" say nothing. A
// letter of a script that writes syllables or words with one letter counts as three.
func saysWhy(text string) bool {
	var letters []rune
	wide := false
	for _, r := range identity.Fold(identity.Visible(text)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters = append(letters, r)
			wide = wide || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
		}
	}
	if wide {
		return true
	}
	word := string(letters)
	for _, filler := range fillers {
		if word == filler {
			return false
		}
	}
	return len(letters) >= leastLetters && strings.Trim(word, string(letters[:1])) != ""
}

// isDecision reports whether a decision is one that a reviewer can take; none is none.
func isDecision(d Decision) bool { return d == Keep || d == Revoke || d == Change }

// sameAddress reports whether two texts are the address of one person.
func sameAddress(a, b string) bool { return a == b || addressKey(a) == addressKey(b) }

func inQuotes(text string) string { return `"` + clip(text) + `"` }

func momentInWords(at time.Time) string { return at.UTC().Format("2 January 2006 15:04 UTC") }
