package transport

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"scimsheet/internal/escape"
)

// shortest is the length under which a secret is hidden where it stands and not looked for elsewhere:
// it would be found in ordinary words.
const shortest = 8

// secrets are values that must not show, wherever they turn up: services and proxies repeat what they
// were sent, and a token that was given out in a reply is a credential in the next request.
type secrets struct {
	mu         sync.Mutex
	sent, told recent            // by requests, and by replies
	replacer   *strings.Replacer // of all that is known; nil where that has changed
}

// recent are the values that were learnt last, each once, the latest at the end.
type recent []string

// mostKnown is how many values of either kind are remembered. What a run signs in with is far fewer; a
// service that gives out something new with every reply is the one that needs the bound.
const mostKnown = 64

// learn takes a value in, unless it is short.
func (s *secrets) learn(into *recent, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(value) < shortest {
		return
	}
	if at := slices.Index(*into, value); at >= 0 {
		*into = append(slices.Delete(*into, at, at+1), value)
		return
	}
	if len(*into) == mostKnown {
		*into = slices.Delete(*into, 0, 1)
	}
	*into = append(*into, value)
	s.replacer = nil
}

// scrub hides the values that were learnt, in all the spellings that a text may have them in, and what
// gives itself away. Where something shows only with the escapes undone, so is the text.
func (s *secrets) scrub(text string) string {
	hide := func(text string) string {
		return unmistakable.ReplaceAllString(s.current().Replace(text), hidden)
	}
	text = hide(text)
	for plain := range escape.Undone(text) {
		if shown := hide(plain); shown != plain {
			return s.scrub(shown) // there may be another one, escaped once more
		}
	}
	return hideAssigned(text)
}

func (s *secrets) current() *strings.Replacer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.replacer == nil {
		var all []string
		for _, value := range slices.Concat(s.sent, s.told) {
			all = append(all, spellings(value)...)
		}
		slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
		var pairs []string
		for _, spelling := range all {
			pairs = append(pairs, spelling, hidden)
		}
		s.replacer = strings.NewReplacer(pairs...)
	}
	return s.replacer
}

// spellings are the ways in which a text may hold a value: as it is, in a URL, in JSON, in HTML, and in
// base64, of which the padding may be missing.
func spellings(value string) []string {
	quoted, _ := json.Marshal(value) // of a string cannot fail
	return []string{
		value,
		url.QueryEscape(value),
		url.PathEscape(value),
		strings.Trim(string(quoted), `"`),
		strings.ReplaceAll(value, `"`, `\"`),
		html.EscapeString(value),
		base64.RawStdEncoding.EncodeToString([]byte(value)),
		base64.RawURLEncoding.EncodeToString([]byte(value)),
	}
}

// unmistakable are keys and tokens that can be told by how they look: Anaplan's API keys and JSON Web
// Tokens (RFC 7519 section 3).
var unmistakable = regexp.MustCompile(`auk_[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)*`)
