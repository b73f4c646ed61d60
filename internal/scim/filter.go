package scim

import (
	"fmt"
	"net/url"
	"strings"
)

// The attributes that accounts are looked up by. Anaplan compares all three without case.
const (
	ByUserName   = "userName"
	ByID         = "id"
	ByExternalID = "externalId"
)

// Equal is the filter term attribute eq "value". Values are JSON strings (RFC 7644 section 3.4.2.2):
// quotes, backslashes and control characters are escaped, and nothing else. Hexadecimal digits are
// capital letters, since some services read no others.
func Equal(attribute, value string) string {
	var b strings.Builder
	b.WriteString(attribute + ` eq "`)
	for _, r := range strings.ToValidUTF8(value, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Any joins terms into a filter that holds where one of them does.
func Any(terms []string) string { return strings.Join(terms, " or ") }

// Bounds of one batch. Services and the proxies before them commonly cut URLs somewhere above 8,000
// bytes; the smallest batch keeps the promise of the number of requests a reading takes, which only
// names that no URL can carry forty of break.
const (
	MaxBatch    = 50
	minBatch    = 40
	maxFilter   = 6000 // bytes of the encoded filter, where that leaves minBatch terms
	mostFilter  = 7500 // bytes that more than one term never takes
	orSeparator = len("%20or%20")
)

// Batches cuts terms into runs that fit into one filter each: at most 50 terms, and at most 6,000
// encoded bytes where that leaves at least 40, at most 7,500 in any case.
func Batches(terms []string) [][]string {
	var batches [][]string
	start, size := 0, 0
	for i, term := range terms {
		length := len(escape(term)) + orSeparator
		count := i - start
		full := count >= MaxBatch || count >= minBatch && size+length > maxFilter || count > 0 && size+length > mostFilter
		if full {
			batches = append(batches, terms[start:i])
			start, size = i, 0
		}
		size += length
	}
	if start < len(terms) {
		batches = append(batches, terms[start:])
	}
	return batches
}

// escape encodes a query value with %20 for blanks: not every server reads + as one.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
