package roster

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// meaning is what a folded header stands for.
type meaning struct {
	column column
	rank   int
}

// meanings are those of all canonical headers and synonyms.
var meanings = func() map[string]meaning {
	m := map[string]meaning{}
	for c := userName; c < columnCount; c++ {
		for i, name := range append([]string{strings.ToLower(canonical[c])}, synonyms[c]...) {
			m[name] = meaning{c, i}
		}
	}
	return m
}()

// known finds what a folded header stands for. A lower rank has more authority: 0 is a canonical
// header, synonyms follow in the order of the table.
func known(folded string) (c column, rank int, ok bool) {
	m, ok := meanings[folded]
	return m.column, m.rank, ok
}

// nearest is the column whose header, or a synonym of it, is a slip or two away from a folded header.
func nearest(folded string) (column, bool) {
	if m, ok := meanings[folded]; ok {
		return m.column, true
	}
	best, found := 3, carried
	for c := userName; c < columnCount; c++ {
		for _, name := range append([]string{strings.ToLower(canonical[c])}, synonyms[c]...) {
			if d, ok := slipsBetween(folded, name); ok && d < best {
				best, found = d, c
			}
		}
	}
	return found, found != carried
}

// slipsBetween is how many letters two folded headers differ in; ok where that may be a misspelling.
func slipsBetween(a, b string) (distance int, ok bool) {
	allowed := slips(min(utf8.RuneCountInString(a), utf8.RuneCountInString(b)))
	if allowed == 0 {
		return 0, a == b
	}
	if d := len(a) - len(b); d > 4*allowed || -d > 4*allowed {
		return 0, false
	}
	distance = levenshtein.ComputeDistance(a, b)
	if distance == 2 && swapped(a, b) {
		distance = 1
	}
	return distance, distance <= allowed
}

// swapped reports whether two texts differ only in two neighbouring letters that have changed places, the
// slip of a hurried hand.
func swapped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}

// slips is how many letters a header may be off and still be taken for a misspelling: none where it is
// so short that it would soon be another word.
func slips(letters int) int {
	switch {
	case letters < 5:
		return 0
	case letters < 8:
		return 1
	}
	return 2
}

// nearestText finds the text among several that a folded one was most likely meant to be, for people to
// look at: it may be a third off.
func nearestText(folded string, texts []string) (string, bool) {
	best, found := max(1, utf8.RuneCountInString(folded)/3)+1, ""
	for _, text := range texts {
		f := formsOf(text)
		for _, other := range slices.Compact([]string{f.whole, f.bare}) {
			if other == "" || len(other) > 4*len(folded)+4 {
				continue
			}
			if d := levenshtein.ComputeDistance(folded, other); d < best {
				best, found = d, text
			}
		}
	}
	return found, found != ""
}
