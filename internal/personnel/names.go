package personnel

import (
	"slices"
	"strings"
	"unicode"

	"scimsheet/internal/identity"
)

// besideAddress is the name that a text gives beside its address.
func besideAddress(text string) string {
	for _, address := range addressesIn(text) {
		text = strings.Replace(text, address, " ", 1)
	}
	text = strings.ReplaceAll(text, "mailto:", " ")
	return strings.Trim(oneLine(strings.TrimSpace(text)), ` <>()[]"',;|/-`)
}

// localPart is what stands before the @ of an address, folded; empty for what is none.
func localPart(u identity.UserName) string {
	local, _, found := strings.Cut(u.Key(), "@")
	if !found {
		return ""
	}
	return local
}

// nameOf is a person's name in the order in which it is spoken, as far as the list tells.
func (l *listing) nameOf(e *Employee) string {
	for _, r := range e.lines {
		given, _ := r.first(l.givenName)
		family, _ := r.first(l.familyName)
		if given != "" && family != "" {
			return given + " " + family
		}
		if name, _ := r.first(l.name); name != "" {
			return spoken(name)
		}
		if given+family != "" {
			return given + family
		}
	}
	return ""
}

// nameKeys are all names that the rows of a person give, as they are compared, each once.
func (l *listing) nameKeys(e *Employee) []string {
	var keys []string
	add := func(name string) {
		if key := nameKey(name); key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, r := range e.lines {
		for _, name := range r.all(l.name) {
			add(spoken(name))
		}
		for _, family := range r.all(l.familyName) {
			for _, given := range r.all(l.givenName) {
				add(given + " " + family)
			}
		}
	}
	if len(keys) == 0 {
		add(e.Name)
	}
	return keys
}

// spoken turns "Lopez, Maria" round, and cuts off what systems put behind a name in brackets: an id, or
// "(On Leave)".
func spoken(name string) string {
	name = withoutBrackets(name)
	if rest, found := strings.CutPrefix(name, "CN="); found { // as directories name people (RFC 4514)
		name, _, _ = strings.Cut(strings.ReplaceAll(rest, `\,`, "\x00"), ",")
		name = strings.ReplaceAll(name, "\x00", ",")
	}
	family, given, found := strings.Cut(name, ",")
	if !found || strings.Contains(given, ",") {
		return name
	}
	return strings.TrimSpace(strings.TrimSpace(given) + " " + strings.TrimSpace(family))
}

// withoutBrackets cuts off what stands in brackets at the end.
func withoutBrackets(name string) string {
	for _, pair := range []string{"()", "[]", "<>"} {
		if open := strings.LastIndexByte(name, pair[0]); open > 0 && strings.HasSuffix(name, pair[1:]) {
			return strings.TrimSpace(name[:open])
		}
	}
	return name
}

// inBrackets is what stands in brackets at the end.
func inBrackets(name string) string {
	if bare := withoutBrackets(name); bare != name {
		return strings.Trim(name[len(bare):], " ()[]<>")
	}
	return ""
}

// nameKey is the form in which names are compared: without case and punctuation.
func nameKey(name string) string {
	name = apostrophes.Replace(identity.Fold(name))
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) }), " ")
}

// apostrophes are typed in several ways, and left out.
var apostrophes = strings.NewReplacer("'", "", "’", "", "‘", "", "`", "", "´", "")

// wordsKey is a nameKey in which the order of the words does not matter.
func wordsKey(key string) string {
	words := strings.Fields(key)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// nameIndex finds employees by their names.
type nameIndex struct {
	names map[string][]int
	words map[string][]int // by the words of a name in alphabetical order
}

func (l *listing) indexNames() *nameIndex {
	x := &nameIndex{map[string][]int{}, map[string][]int{}}
	for n := range l.Employees {
		for _, key := range l.nameKeys(&l.Employees[n]) {
			x.names[key] = append(x.names[key], n)
			words := wordsKey(key)
			if with := x.words[words]; len(with) == 0 || with[len(with)-1] != n {
				x.words[words] = append(with, n)
			}
		}
	}
	return x
}

// named are those who have a name, in this order of its words if anybody has.
func (x *nameIndex) named(name string) []int {
	key := nameKey(spoken(name))
	if found := x.names[key]; len(found) > 0 {
		return found
	}
	return x.words[wordsKey(key)]
}

// localParts are the employees by what stands before the @ of their addresses.
func (l *listing) localParts() map[string]int {
	locals := map[string]int{}
	for n := range l.Employees {
		local := localPart(l.Employees[n].UserName)
		if _, taken := locals[local]; taken {
			n = several
		}
		if local != "" {
			locals[local] = n
		}
	}
	return locals
}
