// Package identity owns what the rest of the program means by a user, whatever a sheet or a service
// calls it: Person (as a sheet wants them), Account (as the tenant has them), workspaces and their
// names, and what a service answers to a write. It refuses input, output and networks.
package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// UserName is an account's login, an e-mail address in Anaplan. SCIM compares it without case
// (RFC 7643 section 4.1.1, caseExact false).
type UserName string

// Key is what two spellings of one user name share. Use it for maps and comparisons, never for display.
func (u UserName) Key() string { return Fold(string(u)) }

// Same reports whether both name one account.
func (u UserName) Same(other UserName) bool { return u == other || u.Key() == other.Key() }

// Fold is the form in which names are compared: without case, in one Unicode normalisation. Letters
// fold one by one (Unicode's simple folding): "strauß@…" and "strauss@…" are two people, and stay two.
// It is a key for maps and comparisons, never for display.
func Fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(foldRune, norm.NFD.String(s))
		}
	}
	return strings.ToLower(s)
}

// foldRune is the least of all letters that differ from r only by case; lower case within ASCII, so
// that texts with and without other letters fold alike.
func foldRune(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if 'A' <= least && least <= 'Z' {
		return least + 'a' - 'A'
	}
	return least
}
