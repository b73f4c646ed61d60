package roster

import (
	"slices"
	"strconv"
	"strings"

	"scimsheet/internal/finding"
)

// reading is one way in which a canonical text is made of a row's cells.
type reading struct {
	numbers  []int // of the columns, 1-based; what they say has to agree, unless it is joined
	joined   bool
	with     string
	inverted bool
	part     part

	asWritten string // the header as the mapping has it; empty where the columns map by themselves
}

// binding is what a mapping finds in a table.
type binding struct {
	readings [columnCount][]reading
	skip     [][]cellTest // of mapping.skip, without the lists that the table lacks a header for
	missing  [][]string   // headers that the table has to have; one of each list would do
	fitted   int          // columns for which there is a header
}

// bind looks for a mapping's headers in the table.
func (t *table) bind() binding {
	var b binding
	m := t.mapping
	for c := userName; c < columnCount; c++ {
		if m.preset && len(m.columns[c]) > 0 && t.hasOwn(c) {
			continue
		}
		for _, w := range m.columns[c] {
			b.bind(t, c, w)
		}
		if len(b.readings[c]) > 0 {
			b.fitted++
		} else if len(m.columns[c]) > 0 && !m.optional.has(c) {
			b.missing = append(b.missing, t.absent(headersOf(m.columns[c])))
		}
	}
	for _, all := range m.skip {
		b.bindConditions(t, all)
	}
	return b
}

func (b *binding) bind(t *table, c column, w wanted) {
	r := reading{joined: w.joined, with: w.with, inverted: w.inverted, part: w.part, asWritten: w.headers[0]}
	for _, header := range w.headers {
		numbers := t.find(header)
		if t.mapping.preset {
			numbers = slices.DeleteFunc(numbers, func(number int) bool {
				h := t.headings[number-1]
				return isTentative(h.forms) && h.column != c
			})
		}
		if len(numbers) == 0 || !w.joined && b.reads(c, numbers[0]) {
			return
		}
		if w.joined {
			numbers = numbers[:1]
		}
		r.numbers = append(r.numbers, numbers...)
	}
	b.readings[c] = append(b.readings[c], r)
}

// reads reports whether a column is read for a canonical one already, under another spelling of its header.
func (b *binding) reads(c column, number int) bool {
	return slices.ContainsFunc(b.readings[c], func(r reading) bool { return !r.joined && slices.Contains(r.numbers, number) })
}

func (b *binding) bindConditions(t *table, all []condition) {
	var tests []cellTest
	for i := range all {
		numbers := t.find(all[i].header)
		if len(numbers) == 0 {
			if !t.mapping.mayLack(all[i].header) {
				b.missing = append(b.missing, []string{all[i].header})
			}
			return
		}
		tests = append(tests, cellTest{numbers[0], &all[i]})
	}
	b.skip = append(b.skip, tests)
}

// mayLack reports whether a table may do without a header that rows are passed over by.
func (m *Mapping) mayLack(header string) bool {
	return slices.ContainsFunc(m.optionalHeaders, func(optional string) bool { return sameHeader(optional, header) })
}

func headersOf(ways []wanted) []string {
	var headers []string
	for _, w := range ways {
		headers = append(headers, w.headers...)
	}
	return headers
}

// absent are those of several headers that the table lacks; all of them where it has them and none will do.
func (t *table) absent(headers []string) []string {
	absent := slices.DeleteFunc(slices.Clone(headers), func(header string) bool { return len(t.find(header)) > 0 })
	if len(absent) == 0 {
		return headers
	}
	return absent
}

// hasOwn reports whether the table has a column under its canonical name that a preset does not mean by
// it: somebody has added it to a vendor's export, and what it says is meant.
func (t *table) hasOwn(c column) bool {
	return len(t.which(func(h *heading) bool {
		return h.text == canonical[c] && !slices.ContainsFunc(headersOf(t.mapping.columns[c]), func(header string) bool { return sameHeader(header, h.text) })
	})) > 0
}

// find is the columns with a header, as a mapping writes it: with the same text, else the same without
// case, blanks and punctuation, else the same but for remarks in brackets. A header that is written in
// square brackets is looked for among such remarks only.
func (t *table) find(header string) []int {
	if isTag(header) {
		tag := foldHeader(header)
		return t.which(func(h *heading) bool { return slices.Contains(h.forms.tags, tag) && h.forms.bare != tag })
	}
	if same := t.which(func(h *heading) bool { return h.text == header }); len(same) > 0 {
		return same
	}
	folded := foldHeader(header)
	if folded == "" {
		return nil
	}
	if same := t.which(func(h *heading) bool { return h.forms.whole == folded }); len(same) > 0 {
		return same
	}
	return t.which(func(h *heading) bool { return h.forms.bare == folded && !h.forms.other })
}

func (t *table) which(fits func(*heading) bool) []int {
	var numbers []int
	for i := range t.headings {
		if t.headings[i].workspace == "" && t.headings[i].text != "" && fits(&t.headings[i]) {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// isTag tells a header in a mapping that stands for what others have in square brackets.
func isTag(header string) bool {
	return strings.HasPrefix(header, "[") && strings.IndexByte(header, ']') == len(header)-1
}

// sameHeader compares two headers that are both written in mappings.
func sameHeader(a, b string) bool {
	return a == b || foldHeader(a) == foldHeader(b) && isTag(a) == isTag(b)
}

// mismatch says that the table lacks a header of the mapping.
func (t *table) mismatch(headers []string) finding.Finding {
	message := "the mapping " + t.mapping.name + " names " + quoted(headers[0]) + ", which is no header of the table"
	if len(headers) > 1 {
		message = "the mapping " + t.mapping.name + " names " + listed(headers, " and ") + ", none of which is a header of the table"
	}
	var texts []string
	for _, h := range t.headings {
		if h.text != "" {
			texts = append(texts, h.text)
		}
	}
	hint := "the headers in row " + strconv.Itoa(t.headerRow) + " are " + listed(texts, ", ")
	for _, header := range headers {
		if near, ok := nearestText(foldHeader(header), texts); ok {
			hint = "did you mean " + quoted(near) + "? Correct the mapping, or the header in the table"
		}
	}
	return finding.New(finding.MappingMismatch, t.where, headers[0], message, hint)
}

// listed shows headers in a message.
func listed(texts []string, last string) string {
	var shown []string
	for _, text := range texts[:min(len(texts), 20)] {
		shown = append(shown, quoted(text))
	}
	if n := len(shown); n > 1 && last != ", " {
		shown = append(shown[:n-2], shown[n-2]+last+shown[n-1])
	}
	return strings.Join(shown, ", ")
}
