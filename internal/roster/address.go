package roster

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/identity"
)

// tidyAddress frees an address of what people and programs put around it, and writes letters of full
// width as ordinary ones. It changes a text only where one address remains that nobody can mistake;
// everything else is left as it is, to be refused in the words of the cell.
func tidyAddress(text string) string {
	if isOrdinary(text) {
		return text
	}
	tidy := narrow(text)
	for before := ""; before != tidy; {
		before = tidy
		tidy = strings.TrimRight(strings.TrimSpace(tidy), ".,;")
		tidy = unnamed(unwrapped(unlinked(tidy)))
	}
	if tidy == "" || tidy == text {
		return text
	}
	if _, _, _, ok := userNameProblem(tidy); !ok {
		return text
	}
	return tidy
}

// narrow writes the full-width forms of ASCII, the ideographic full stop and the hyphens that look like
// the ordinary one as ASCII. Unlike other letters that look alike they have no other meaning in an
// address (RFC 5895 section 2 maps the same for domains).
func narrow(text string) string {
	if isPlainASCII(text) {
		return text
	}
	return strings.Map(narrowRune, text)
}

func narrowRune(r rune) rune {
	switch {
	case r >= '\uff01' && r <= '\uff5e':
		return r - '\uff01' + '!'
	case r == '\ufe6b':
		return '@'
	case r == '\u3002', r == '\uff61', r == '\ufe52':
		return '.'
	case r == '\u2010', r == '\u2011', r == '\ufe63':
		return '-'
	}
	return r
}

// unlinked takes off what makes a link of an address.
func unlinked(text string) string {
	const scheme = "mailto:"
	if len(text) <= len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		return text
	}
	address, _, _ := strings.Cut(text[len(scheme):], "?")
	return address
}

// wrappings are pairs of signs that stand around a whole address.
var wrappings = [][2]string{{"<", ">"}, {`"`, `"`}, {"'", "'"}, {"“", "”"}, {"„", "“"}, {"„", "”"}, {"‘", "’"}, {"«", "»"}, {"‹", "›"}}

func unwrapped(text string) string {
	for _, w := range wrappings {
		if len(text) > len(w[0])+len(w[1]) && strings.HasPrefix(text, w[0]) && strings.HasSuffix(text, w[1]) {
			return text[len(w[0]) : len(text)-len(w[1])]
		}
	}
	return text
}

// unnamed takes off the name that mail programs put before an address: Ada Lovelace <ada@x.com>.
func unnamed(text string) string {
	name, address, found := strings.Cut(text, "<")
	if !found || !strings.HasSuffix(address, ">") || strings.ContainsAny(name, ";>") {
		return text
	}
	address = address[:len(address)-1]
	if strings.ContainsAny(address, "<>") || strings.Contains(name, "@") && !strings.EqualFold(unwrapped(strings.TrimSpace(name)), address) {
		return text
	}
	return address
}

// wasItMeant is the hint for an address with a slip in it; empty where no mending makes a good one.
func wasItMeant(name string) string {
	mended := shown(narrow(name), 2*maxUserName)
	for _, mend := range mendings {
		mended = mend(mended)
		if mended == "" || mended == name || strings.Count(mended, "@") != 1 {
			continue
		}
		if why, _ := addressProblem(mended); why == "" {
			return "was it meant to be " + quoted(mended) + "?"
		}
	}
	return ""
}

// mendings are tried one on top of the other.
var mendings = []func(string) string{
	func(s string) string {
		if text, found := unmangled(s); found {
			return text
		}
		return s
	},
	strings.NewReplacer("’", "'", "‘", "'", "`", "'", "´", "'", "–", "-", "—", "-", "−", "-").Replace,
	strings.NewReplacer("(at)", "@", "[at]", "@", " at ", "@", "(dot)", ".", "[dot]", ".").Replace,
	strings.NewReplacer(" @", "@", "@ ", "@", " .", ".", ". ", ".").Replace,
	afterAt(strings.NewReplacer(",", ".").Replace),
	norm.NFKC.String,
	strings.NewReplacer("...", ".", "..", ".", "@.", "@", ".@", "@", "@@", "@", "-.", ".", "@-", "@").Replace,
	func(s string) string { return strings.Trim(s, ".'-,;: ") },
	strings.NewReplacer("'@", "@").Replace,
}

// afterAt is a mending of the domain alone.
func afterAt(mend func(string) string) func(string) string {
	return func(s string) string {
		local, domain, found := strings.Cut(s, "@")
		if !found {
			return s
		}
		return local + "@" + mend(domain)
	}
}

// tidyID is an id of Anaplan in ordinary letters.
func tidyID(text string) string {
	if tidy := strings.Trim(narrow(text), " .,;"); identity.LooksLikeWorkspaceID(tidy) { // users' ids have the same shape
		return tidy
	}
	return text
}
