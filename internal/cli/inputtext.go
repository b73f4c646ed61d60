package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"scimsheet/internal/roster"
)

// tellMapping says on stderr what was read and what each header was taken for.
func tellMapping(s *screen, people *roster.Roster) {
	for _, t := range people.Tables {
		s.talk("%s\n", tableLine(t))
		mapped, marks, carried := meanings(t)
		for _, line := range inColumns(mapped, s.width()-2) {
			s.talk("  %s\n", line)
		}
		if len(marks) > 0 {
			s.talk("  marks, read where a workspace has the name: %s\n", strings.Join(marks, ", "))
		}
		if len(carried) > 0 {
			s.talk("  carried through: %s\n", strings.Join(carried, ", "))
		}
	}
}

// manyMarks is how many columns of marks are told one by one.
const manyMarks = 6

// meanings are a table's headers that are read, as what; those that are read if the tenant knows them; and
// those that are carried through.
func meanings(t roster.Table) (mapped, undecided, carried []string) {
	var marks []string
	for _, c := range t.Columns {
		switch {
		case c.Header == "":
		case c.Column == "" && c.How != "":
			undecided = append(undecided, c.Header)
		case c.Column == "":
			carried = append(carried, c.Header)
		case strings.HasPrefix(c.Column, "ws:"):
			marks = append(marks, c.Header+" → "+c.Column)
		case strings.EqualFold(c.Header, c.Column):
			mapped = append(mapped, c.Column)
		default:
			mapped = append(mapped, c.Header+" → "+c.Column)
		}
	}
	for _, c := range t.Constants {
		mapped = append(mapped, fmt.Sprintf("%s: %q in every row", c.Column, strings.Join(c.Samples, "")))
	}
	if len(marks) > manyMarks {
		marks = []string{countOf(len(marks), "column") + " → a workspace each"}
	}
	return append(mapped, marks...), undecided, carried
}

// inColumns sets texts in as many columns as fit the width.
func inColumns(texts []string, width int) []string {
	const gap = 4
	widest := 0
	for _, text := range texts {
		widest = max(widest, runewidth.StringWidth(text))
	}
	columns := max(1, (width+gap)/(widest+gap))
	var lines []string
	for row := range slices.Chunk(texts, columns) {
		line := ""
		for _, text := range row {
			line += runewidth.FillRight(text, widest+gap)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// tableLine is what was found out about one table, on one line.
func tableLine(t roster.Table) string {
	facts := []string{t.File}
	if t.Sheet != "" {
		facts = append(facts, fmt.Sprintf("sheet %q", t.Sheet))
	}
	if t.Delimiter != 0 {
		facts = append(facts, "CSV, "+t.Encoding+", separated by "+delimiterName(t.Delimiter))
	}
	if t.HeaderRow > 0 {
		facts = append(facts, fmt.Sprintf("header in row %d", t.HeaderRow))
	}
	if t.Layout != roster.Wide {
		facts = append(facts, string(t.Layout)+" layout")
	}
	if t.Mapping != "" {
		facts = append(facts, "mapping "+t.Mapping)
	}
	rows := countOf(t.Rows, "row")
	var asides []string
	if t.HiddenRows > 0 {
		asides = append(asides, countOf(t.HiddenRows, "hidden row")+" read")
	}
	if t.PassedOver > 0 {
		asides = append(asides, thousands(t.PassedOver)+" passed over")
	}
	if len(asides) > 0 {
		rows += " (" + strings.Join(asides, ", ") + ")"
	}
	return strings.Join(append(facts, rows), " · ")
}

func delimiterName(delimiter rune) string {
	switch delimiter {
	case '\t':
		return "tabs"
	case ',':
		return "commas"
	case ';':
		return "semicolons"
	}
	return strconv.Quote(string(delimiter))
}
