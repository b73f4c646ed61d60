package personnel

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"scimsheet/internal/identity"
)

// addressesIn are the e-mail addresses that a text holds, each once, as they stand there: alone, in brackets
// behind a name, in a link, or separated from each other. Where any part of the text looks like an address and
// is none, such as ".li@acme.com", there are none: which of the people is meant nobody knows.
func addressesIn(text string) []string {
	if strings.IndexByte(text, '@') < 0 {
		return nil
	}
	var found []string
	for word := range strings.FieldsFuncSeq(text, endsAddress) {
		if strings.Trim(word, "@") == "" || strings.IndexByte(word, '@') < 0 {
			continue
		}
		parts, ok := addressesOf(word)
		if !ok {
			return nil
		}
		for _, one := range parts {
			if !slices.ContainsFunc(found, func(other string) bool { return identity.UserName(other).Same(identity.UserName(one)) }) {
				found = append(found, one)
			}
		}
	}
	return found
}

// endsAddress reports what stands in no address but one in quotes (RFC 5322 section 3.2.3).
func endsAddress(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>()[],;:"\`, r) }

// addressesOf are the addresses that a word is made of. Slashes, bars and braces may be part of an address:
// "sam/li@acme.com" is not li@acme.com. They separate only what is an address on each side.
func addressesOf(word string) ([]string, bool) {
	parts := strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune("/|{}", r) })
	for i, one := range parts {
		if parts[i] = strings.TrimRight(strings.Trim(one, "'"), ".'"); !isAddress(parts[i]) {
			return nil, false
		}
	}
	return parts, true
}

// isAddress reports whether a word can stand in the header of a mail (RFC 5322 section 3.4.1), and begins as
// addresses do: what "*li@acme.com" means is known to whoever wrote it.
func isAddress(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	if first != '_' && !unicode.IsLetter(first) && !unicode.IsNumber(first) {
		return false
	}
	parsed, err := mail.ParseAddress(word)
	return err == nil && parsed.Address == word
}
