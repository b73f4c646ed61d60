package roster

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// WriteMapping writes what was found out about tables as a mapping file, ready to be edited: a table that
// is read with it gives the same people. Values of the columns stand behind them as comments, so what is
// written is people's data. Tables that are read in different ways are an error: no one mapping says both.
func WriteMapping(w io.Writer, tables []Table) error {
	if len(tables) == 0 {
		return errors.New("there is no table of people to write a mapping for")
	}
	first := mappingWriter{table: tables[0].read}
	for _, t := range tables[1:] {
		if other := (mappingWriter{table: t.read}); other.body() != first.body() {
			return fmt.Errorf("%s and %s are read in different ways: save a mapping for each of them", tableName(tables[0]), tableName(t))
		}
	}
	first.samples = true
	_, err := io.WriteString(w, "# What the headers of "+inComment(tableName(tables[0]))+" mean, as scimsheet found it out. Behind each header stand values of its column.\n"+
		"# Headers that are not mentioned map by themselves or are only carried through; carry: keeps one from mapping by itself.\n"+
		"# scimsheet help mapping-files explains every key.\n\n"+first.body())
	return err
}

func tableName(t Table) string {
	if t.Sheet == "" {
		return t.File
	}
	return t.File + ", sheet " + quoted(t.Sheet)
}

// mappingWriter writes how one table is read.
type mappingWriter struct {
	table   *table
	samples bool
	b       strings.Builder
}

func (w mappingWriter) body() string {
	w.columns()
	m := w.table.mapping
	if m == nil {
		m = &Mapping{}
	}
	w.list("carry", slices.DeleteFunc(slices.Clone(m.carry), func(header string) bool { return len(w.table.find(header)) == 0 }))
	w.constants(m)
	w.booleans(m)
	w.skip()
	if m.rows {
		w.b.WriteString("\nseveralRows: true\n")
	}
	w.carriedThrough()
	return w.b.String()
}

func (w *mappingWriter) columns() {
	w.b.WriteString("columns:")
	start := w.b.Len()
	var apart []string
	for c := userName; c < columnCount; c++ {
		ways := w.table.readings[c]
		if len(ways) == 0 {
			continue
		}
		if !w.table.canSay(ways) {
			apart = append(apart, c.String())
			continue
		}
		w.b.WriteString("\n  " + c.String() + ":")
		for _, r := range ways {
			w.way(r, len(ways) > 1)
		}
	}
	if w.b.Len() == start {
		w.b.WriteString(" {}")
	}
	w.b.WriteString("\n")
	for _, name := range apart {
		w.b.WriteString("  # " + name + ": several headers mean it; they map by themselves, and have to agree\n")
	}
}

// canSay reports whether headers in a mapping would find these readings again, and nothing else.
func (t *table) canSay(ways []reading) bool {
	return !slices.ContainsFunc(ways, func(r reading) bool {
		if r.joined {
			return slices.ContainsFunc(r.numbers, func(number int) bool {
				same := t.find(t.headings[number-1].text)
				return len(same) == 0 || same[0] != number
			})
		}
		return !slices.Equal(t.find(r.header(t)), r.numbers)
	})
}

// header is what the reading's columns are called in a mapping: by their own header, where that is enough.
func (r reading) header(t *table) string {
	if len(r.numbers) == 1 || r.asWritten == "" {
		return t.headings[r.numbers[0]-1].text
	}
	return r.asWritten
}

func (w *mappingWriter) way(r reading, several bool) {
	simple := !r.joined && !r.inverted && r.part == wholeName
	indent := "\n    "
	switch {
	case several:
		w.b.WriteString("\n    - ")
		indent = "\n      "
	case simple:
		w.b.WriteString(" ")
	default:
		w.b.WriteString(indent)
	}
	switch {
	case simple:
		w.b.WriteString(yamlText(r.header(w.table)) + w.comment(r.numbers))
	case r.joined:
		headers := make([]string, len(r.numbers))
		for i, number := range r.numbers {
			headers[i] = yamlText(w.table.headings[number-1].text)
		}
		w.b.WriteString("join: [" + strings.Join(headers, ", ") + "]" + w.comment(r.numbers) + indent + "with: " + strconv.Quote(r.with))
	case r.inverted:
		w.b.WriteString("header: " + yamlText(r.header(w.table)) + w.comment(r.numbers) + indent + "inverted: true")
	default:
		w.b.WriteString("header: " + yamlText(r.header(w.table)) + w.comment(r.numbers) + indent + "part: " + map[part]string{givenPart: "given", familyPart: "family"}[r.part])
	}
}

// comment is values of columns behind their headers.
func (w *mappingWriter) comment(numbers []int) string {
	if !w.samples {
		return ""
	}
	var all []string
	for _, number := range numbers {
		all = append(all, w.table.headings[number-1].samples...)
	}
	if len(all) == 0 {
		return ""
	}
	return "  # " + inComment(strings.Join(all, " · "))
}

func (w *mappingWriter) constants(m *Mapping) {
	before := "\nconstants:\n"
	for c := userName; c < columnCount; c++ {
		if text := m.constants[c]; text != "" {
			w.b.WriteString(before + "  " + c.String() + ": " + yamlText(text) + "\n")
			before = ""
		}
	}
}

func (w *mappingWriter) booleans(m *Mapping) {
	if len(m.words) == 0 {
		return
	}
	w.b.WriteString("\nbooleans:\n")
	for _, key := range []string{"yes", "no", "blank"} {
		if words := m.spelt[booleanKeys[key]]; len(words) > 0 {
			w.b.WriteString("  " + yamlText(key) + ": " + yamlList(words) + "\n")
		}
	}
}

func (w *mappingWriter) skip() {
	before := "\nskipRowsWhere:\n"
	for _, all := range w.table.skip {
		conditions := make([]string, len(all))
		for i, test := range all {
			conditions[i] = test.condition.yaml()
		}
		text := conditions[0]
		if len(conditions) > 1 {
			text = "[" + strings.Join(conditions, ", ") + "]"
		}
		w.b.WriteString(before + "  - " + text + "\n")
		before = ""
	}
}

func (c condition) yaml() string {
	keys := []string{"column: " + yamlText(c.header)}
	for _, words := range []struct {
		key  string
		list []string
	}{{"is", c.is}, {"isNot", c.isNot}, {"contains", c.contains}} {
		if len(words.list) > 0 {
			keys = append(keys, words.key+": "+yamlList(words.list))
		}
	}
	if c.blank || c.filled {
		keys = append(keys, "isBlank: "+strconv.FormatBool(c.blank))
	}
	return "{" + strings.Join(keys, ", ") + "}"
}

func (w *mappingWriter) list(key string, texts []string) {
	if len(texts) > 0 {
		w.b.WriteString("\n" + key + ": " + yamlList(texts) + "\n")
	}
}

// carriedThrough lists, as comments, the headers that have no effect: one of them may be what is missed.
func (w *mappingWriter) carriedThrough() {
	before := "\n# carried through:\n"
	for i, h := range w.table.headings {
		if columns, _ := w.table.meant(i + 1); columns == "" && h.text != "" && h.workspace == "" && w.samples {
			w.b.WriteString(before + "#   " + inComment(yamlText(h.text)) + w.comment([]int{i + 1}) + "\n")
			before = ""
		}
	}
}

// inComment is a text that ends no comment.
func inComment(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
}

// yamlText is a text as YAML, in quotes unless it cannot be taken for anything else.
func yamlText(text string) string {
	for i, r := range text {
		plain := unicode.IsLetter(r) || i > 0 && (unicode.IsDigit(r) || r == ' ' || r == '_')
		if !plain || r > unicode.MaxLatin1 {
			return strconv.Quote(text)
		}
	}
	switch strings.ToLower(text) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return strconv.Quote(text)
	}
	return text
}

func yamlList(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = yamlText(text)
	}
	return "[" + strings.Join(all, ", ") + "]"
}
