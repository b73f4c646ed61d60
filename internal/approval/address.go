package approval

import (
	"net/mail"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/identity"
)

// longestAddress is how long an e-mail address may be (RFC 5321, 4.5.3.1.3, without its angle brackets).
const longestAddress = 254

// IsAddress reports whether a text, as a person sees it, is one e-mail address and nothing else.
func IsAddress(text string) bool {
	text = visible(text)
	parsed, err := mail.ParseAddress(text)
	_, domain, _ := strings.Cut(text, "@")
	return err == nil && parsed.Address == text && len(text) <= longestAddress && strings.Contains(domain, ".")
}

// brailleBlank is a letter of which nobody sees anything, and no blank to Unicode.
const brailleBlank = "\u2800"

// quotes are what people and programs put around an address, or in front of it so that it stays a text.
const quotes = "'\"`´‘’‚“”„‹›«»<> "

// mailbox is what all spellings of an address share that reach one person: letters in another case, width or
// ligature (Unicode's NFKC), letters that nobody sees, quotation marks around it, what follows a plus sign in it
// (RFC 5233), and its domain in letters or in the form on the wire (RFC 5891), with a dot at its end or without.
// It is empty for a text that is no address.
func mailbox(address string) string {
	seen := identity.Visible(norm.NFKC.String(strings.ReplaceAll(identity.Visible(address), brailleBlank, "")))
	at := strings.LastIndexByte(seen, '@')
	if at < 0 {
		return ""
	}
	local, domain := strings.Trim(identity.Fold(seen[:at]), quotes), strings.Trim(identity.Fold(seen[at+1:]), quotes)
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		local = local[:plus]
	}
	if wire, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = wire
	}
	return local + "@" + strings.TrimRight(domain, ".")
}
