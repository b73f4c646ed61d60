package identity

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// brailleBlank is a letter of which nobody sees anything, and no blank to Unicode.
const brailleBlank = "\u2800"

// quotes are what people and programs put around an address, or in front of it so that it stays a text; blanks too.
const quotes = "'\"`´‘’‚“”„‹›«»<> \n"

// longestDomain is more bytes than any domain has in letters: it has 253 signs at most (RFC 1035, 2.3.4). Only such a
// one is brought into its form on the wire, which takes time by the square of its length.
const longestDomain = 4 * 253

// Mailbox is what all spellings of an e-mail address share that reach one person: letters in another case, width or
// ligature (Unicode's NFKC), letters that nobody sees, quotation marks around it, what follows a plus sign in it
// (RFC 5233), and its domain in letters or in the form on the wire (RFC 5891), with a dot at its end or without.
// It is empty for a text that is no address. It is a key that tells whether two people may be one, never for display
// and never to send mail to: where spellings of one userName are compared, UserName.Same does.
func Mailbox(address string) string {
	seen := Visible(address)
	plain := isASCII(seen)
	if !plain {
		seen = Visible(norm.NFKC.String(strings.ReplaceAll(seen, brailleBlank, "")))
	}
	at := strings.LastIndexByte(seen, '@')
	if at < 0 {
		return ""
	}
	local, domain := strings.Trim(Fold(seen[:at]), quotes), strings.Trim(Fold(seen[at+1:]), quotes)
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		local = local[:plus]
	}
	if len(domain) <= longestDomain && (!plain || strings.Contains(domain, "xn--")) {
		if wire, err := idna.Lookup.ToASCII(domain); err == nil {
			domain = wire
		}
	}
	if domain = strings.TrimRight(domain, "."); local == "" || domain == "" {
		return ""
	}
	return local + "@" + domain
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
