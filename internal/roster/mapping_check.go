package roster

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// booleanKeys are the keys of booleans and what the words below them say.
var booleanKeys = map[string]status{"yes": isActive, "no": notActive, "blank": leftAlone}

// booleans reads further words for the column active.
func (r *mappingReader) booleans(n ast.Node) {
	r.m.words, r.m.spelt = map[string]status{}, map[status][]string{}
	for _, e := range r.entries(n, "booleans", "yes", "no", "blank") {
		said := booleanKeys[e.key]
		each(e.value, func(n ast.Node) {
			text := r.text(n, "a word")
			if text == "" {
				return
			}
			folded := foldWord(text)
			if plain, known := plainWord(folded); known && plain != said {
				r.wrong(n, "%s always means %s; {header: …, inverted: true} turns a column round", quoted(text), map[status]string{isActive: "yes", notActive: "no"}[plain])
				return
			}
			if other, known := r.m.words[folded]; known && other != said {
				r.wrong(n, "%s is listed under two meanings", quoted(text))
				return
			}
			r.m.words[folded] = said
			r.m.spelt[said] = append(r.m.spelt[said], text)
		})
	}
}

func plainWord(folded string) (status, bool) {
	for s, words := range plainWords {
		if slices.Contains(words, folded) {
			return s, true
		}
	}
	return noStatus, false
}

// skip reads one element of skipRowsWhere: a condition, or a list of conditions that all have to hold.
func (r *mappingReader) skip(n ast.Node) {
	var all []condition
	each(n, func(n ast.Node) {
		if c, ok := r.condition(n); ok {
			all = append(all, c)
		}
	})
	if len(all) > 0 {
		r.m.skip = append(r.m.skip, all)
	}
}

func (r *mappingReader) condition(n ast.Node) (condition, bool) {
	var c condition
	tests := 0
	entries := r.entries(n, "skipRowsWhere", "column", "is", "isNot", "contains", "isBlank")
	for _, e := range entries {
		tests++
		switch e.key {
		case "column":
			c.header = r.text(e.value, "a header")
			tests--
		case "is":
			c.is = r.texts(e.value, "a word")
		case "isNot":
			c.isNot = r.texts(e.value, "a word")
		case "contains":
			c.contains = r.texts(e.value, "a text")
		case "isBlank":
			c.blank = r.boolean(e.value, "isBlank")
			c.filled = !c.blank
		}
	}
	switch {
	case len(entries) == 0:
	case c.header == "":
		r.wrong(n, "column: is missing, the header of the column to look at")
	case tests == 0:
		r.wrong(n, "there is no test: is, isNot, contains or isBlank")
	default:
		return c, true
	}
	return c, false
}

// check finds what no single line is to blame for.
func (r *mappingReader) check() {
	m := r.m
	for c := userName; c < columnCount; c++ {
		if len(m.columns[c]) > 0 && m.constants[c] != "" {
			r.problem(1, "%s is under columns and under constants; it can be filled in one way only", canonical[c])
		}
		if m.optional.has(c) && len(m.columns[c]) == 0 {
			r.problem(1, "%s is under optional, but not under columns", canonical[c])
		}
	}
	for _, header := range m.optionalHeaders {
		if !slices.ContainsFunc(m.skip, func(all []condition) bool {
			return slices.ContainsFunc(all, func(c condition) bool { return sameHeader(c.header, header) })
		}) {
			r.problem(1, "%s is under optional, but is neither a column under columns nor a header under skipRowsWhere%s", quoted(header), orMeant(header, canonicalNames()))
		}
	}
}
