package roster

import (
	"math"
	"slices"

	"scimsheet/internal/finding"
)

// mapHeadings decides which columns are read, and how: what the mapping says first, or a preset that is
// recognised; of the headers it does not mention, those that mean a column by themselves. Of several that
// mean one column those with the most authority are read; the others are carried through, which is said.
func (t *table) mapHeadings(headings []heading) []finding.Finding {
	t.headings = headings
	if t.mapping == nil {
		t.mapping = t.recognise()
	}
	var findings []finding.Finding
	if t.mapping != nil {
		findings = t.takeMapping()
	}
	best := [columnCount]int{}
	for i := range best {
		best[i] = math.MaxInt
	}
	for _, h := range headings {
		if !t.mapping.carries(&h) {
			best[h.column] = min(best[h.column], h.rank)
		}
	}
	for i := range headings {
		number := i + 1
		if t.isRead(number) {
			continue
		}
		if about := t.mapByItself(number, best[headings[i].column]); !t.mismatched {
			findings = append(findings, about...)
		}
	}
	return findings
}

// mapByItself takes a header for what it means without a mapping; best is the rank of the column's header
// with the most authority.
func (t *table) mapByItself(number, best int) []finding.Finding {
	h := &t.headings[number-1]
	if h.secret = h.isSecret(); h.secret {
		return []finding.Finding{finding.New(finding.SecretColumn, t.at(t.headerRow, number), "",
			"the column "+quoted(h.text)+" may hold passwords, so its cells are kept in no file and shown nowhere", "delete the column before you send the file on")}
	}
	switch {
	case h.workspace != "":
		t.marks = append(t.marks, markColumn{number: number, workspace: h.workspace, explicit: true})
	case h.text == "", t.mapping.carries(h) && h.column == carried:
	case t.mapping.carries(h):
		return t.unused(number, "the mapping "+t.mapping.name+" says so")
	case h.column == carried:
		t.marks = append(t.marks, markColumn{number: number, workspace: h.text})
		return t.nearMiss(number)
	case t.mapping.fills(h.column) && !t.lacks(h.column):
		return t.unused(number, t.filledFrom(h.column)+", as the mapping "+t.mapping.name+" says")
	case h.rank > best:
		return t.unused(number, h.column.String()+" is read from "+t.outranking(number))
	default:
		var findings []finding.Finding
		if first := t.columns[h.column]; len(first) > 0 {
			findings = append(findings, t.doubled(number, first[0]))
			t.readings[h.column][0].numbers = append(t.readings[h.column][0].numbers, number)
		} else {
			t.readings[h.column] = []reading{{numbers: []int{number}, inverted: h.inverted}}
		}
		t.columns[h.column] = append(t.columns[h.column], number)
		return findings
	}
	return nil
}

// unused carries a column through that could have been read.
func (t *table) unused(number int, why string) []finding.Finding {
	h := &t.headings[number-1]
	f := finding.New(finding.CarriedThrough, t.at(t.headerRow, number), "", quoted(h.text)+" is only carried through: "+why, "")
	h.column = carried
	return []finding.Finding{f}
}

// outranking is the header that has more authority than another one.
func (t *table) outranking(number int) string {
	h := t.headings[number-1]
	best := h
	for _, other := range t.headings {
		if other.column == h.column && other.rank < best.rank && !t.mapping.carries(&other) {
			best = other
		}
	}
	return quoted(best.text)
}

func (t *table) doubled(number, first int) finding.Finding {
	return finding.New(finding.DuplicateHeader, t.at(t.headerRow, number), "",
		"columns "+finding.ColumnLetters(first)+" and "+finding.ColumnLetters(number)+" both mean "+t.headings[number-1].column.String(),
		"rows in which they differ are errors: delete or rename one of them")
}

// nearMiss complains about a header that is nearly a known one, or one of the mapping, and about nothing
// else: what is carried through on purpose needs no finding.
func (t *table) nearMiss(number int) []finding.Finding {
	h := t.headings[number-1]
	if isTentative(h.forms) || t.mapping.mentions(h.text) {
		return nil
	}
	meant, ok := t.nearWanted(h.forms.whole)
	if !ok {
		var near column
		if near, ok = nearest(h.forms.whole); !ok {
			return nil
		}
		meant = near.String()
	}
	return []finding.Finding{finding.New(finding.UnknownHeader, t.at(t.headerRow, number), shown(h.text, valueRunes),
		"the header "+quoted(h.text)+" means nothing here, so its column has no effect",
		"did you mean "+meant+"? Rename it, or leave it if the column is only to be carried through")}
}

// nearWanted is the header of the mapping that the table lacks and that another one is nearly.
func (t *table) nearWanted(folded string) (string, bool) {
	if t.mapping == nil {
		return "", false
	}
	for _, header := range t.mapping.headers() {
		if _, near := slipsBetween(folded, foldHeader(header)); near && len(t.find(header)) == 0 {
			return quoted(header), true
		}
	}
	return "", false
}

// takeMapping reads the columns as the mapping says.
func (t *table) takeMapping() []finding.Finding {
	b := t.bind()
	var findings []finding.Finding
	for _, headers := range b.missing {
		findings = append(findings, t.mismatch(headers))
	}
	t.readings, t.skip, t.mismatched = b.readings, b.skip, len(b.missing) > 0
	for c, ways := range b.readings {
		for _, r := range ways {
			for i, number := range r.numbers {
				t.columns[c] = append(t.columns[c], number)
				t.headings[number-1].column, t.headings[number-1].rank = column(c), 0
				if i > 0 && !r.joined {
					findings = append(findings, t.doubled(number, r.numbers[0]))
				}
			}
		}
	}
	return findings
}

// recognise finds the preset whose headers the table has, all of one of its lists, and its key with them.
func (t *table) recognise() *Mapping {
	for _, p := range presets() {
		for _, headers := range p.recognisedBy {
			if slices.ContainsFunc(headers, func(header string) bool { return len(t.find(header)) == 0 }) {
				continue
			}
			with := table{headings: t.headings, mapping: p}
			if b := with.bind(); len(b.missing) == 0 && t.mayBeKey(b.readings[userName]) {
				return p
			}
		}
	}
	return nil
}

// mayBeKey reports whether a preset's userName may be one: what is called login may hold no address.
func (t *table) mayBeKey(ways []reading) bool {
	return slices.ContainsFunc(ways, func(r reading) bool {
		h := t.headings[r.numbers[0]-1]
		return h.column != userName || h.rank < noAddress
	})
}

// filledFrom says what a mapping fills a column from.
func (t *table) filledFrom(c column) string {
	if numbers := t.columns[c]; len(numbers) > 0 {
		return c.String() + " is read from " + quoted(t.headings[numbers[0]-1].text)
	}
	return c.String() + " is " + quoted(t.mapping.constants[c]) + " in every row"
}

// isRead reports whether a column is read as the mapping says.
func (t *table) isRead(number int) bool {
	return slices.ContainsFunc(t.columns[:], func(numbers []int) bool { return slices.Contains(numbers, number) })
}

// lacks reports whether the table has none of the headers that the mapping fills a column from.
func (t *table) lacks(c column) bool {
	return len(t.readings[c]) == 0 && t.mapping.constants[c] == ""
}

// carries reports whether the mapping says that a header is only carried through.
func (m *Mapping) carries(h *heading) bool {
	return m != nil && slices.ContainsFunc(m.carry, func(header string) bool {
		folded := foldHeader(header)
		return h.text == header || folded != "" && (folded == h.forms.whole || folded == h.forms.bare)
	})
}

// mentions reports whether the mapping has a use for a header, be it to carry it through.
func (m *Mapping) mentions(text string) bool {
	if m == nil {
		return false
	}
	h := heading{text: text, forms: formsOf(text)}
	if m.carries(&h) {
		return true
	}
	return slices.ContainsFunc(m.skip, func(all []condition) bool {
		return slices.ContainsFunc(all, func(c condition) bool { return sameHeader(c.header, text) })
	})
}
