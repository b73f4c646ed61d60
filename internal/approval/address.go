package approval

import (
	"net/mail"
	"strings"
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
