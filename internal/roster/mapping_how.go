package roster

import (
	"slices"
	"strings"
)

// meant is what a column was taken for, and in words how: the canonical columns that it is read for, and
// nothing where it is carried through. How also tells the columns that are carried through only unless the
// directory turns out to know a workspace of that name.
func (t *table) meant(number int) (columns, how string) {
	var names, ways []string
	for c := userName; c < columnCount; c++ {
		for i, r := range t.readings[c] {
			if !slices.Contains(r.numbers, number) {
				continue
			}
			if !slices.Contains(names, c.String()) {
				names = append(names, c.String())
			}
			if words := t.inWords(r, t.readings[c][:i], number); words != "" {
				ways = append(ways, words)
			}
		}
	}
	if len(names) > 1 && slices.Contains(ways, partWords[givenPart]) && slices.Contains(ways, partWords[familyPart]) {
		ways = []string{"split at its comma, or into its two words"}
	}
	if len(names) == 0 && t.mayBeWorkspace(number) {
		return "", "marks: read where a workspace has this name"
	}
	return strings.Join(names, ", "), strings.Join(slices.Compact(ways), "; ")
}

// everywhere is what the mapping says for every row, whatever stands in it.
func (m *Mapping) everywhere() []MappedColumn {
	if m == nil {
		return nil
	}
	var constants []MappedColumn
	for c, text := range m.constants {
		if text != "" {
			constants = append(constants, MappedColumn{Column: column(c).String(), How: "in every row", Samples: []string{text}})
		}
	}
	return constants
}

// partWords say what is taken of a full name.
var partWords = map[part]string{
	givenPart:  "what follows the comma, or the first of two words",
	familyPart: "what precedes the comma, or the second of two words",
}

// inWords says how a reading makes its text; before are the readings that come first.
func (t *table) inWords(r reading, before []reading, number int) string {
	var words []string
	switch {
	case r.inverted:
		words = append(words, "turned round: yes means inactive")
	case r.part != wholeName:
		words = append(words, partWords[r.part])
	case r.joined:
		words = append(words, "joined with "+t.names(r.numbers, number)+withText(r.with))
	}
	if len(before) > 0 {
		var earlier []int
		for _, b := range before {
			earlier = append(earlier, b.numbers...)
		}
		verb := " is blank"
		if len(earlier) > 1 {
			verb = " are blank"
		}
		words = append(words, "where "+t.names(earlier, number)+verb)
	}
	return strings.Join(words, ", ")
}

func withText(with string) string {
	if with == "" {
		return ""
	}
	return " by " + quoted(with)
}

// names lists the headers of columns but for one.
func (t *table) names(numbers []int, but int) string {
	var names []string
	for _, number := range numbers {
		if number != but {
			names = append(names, t.headings[number-1].text)
		}
	}
	return strings.Join(names, " and ")
}
