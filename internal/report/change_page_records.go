package report

import (
	"encoding/json"
	"fmt"
	"html/template"
	"iter"
	"unicode/utf8"
)

// phrases numbers the texts that many rows have in common, so that each stands in the page once.
type phrases map[string]int

// A phrase is worth a number where it is longer than one. Few enough are kept that telling them apart takes
// little memory however long the plan is.
const (
	shortestPhrase = 8
	mostPhrases    = 100_000
)

// writeRecords yields the rows as a JSON object for the page's script, piece by piece: the phrases that
// more than one row has, and each row as a list of what filters ask for and of its cells. A cell is one
// plain line or a list of lines; a line is a text, or a list of its tone and its pieces, which are to stand
// isolated; a text is a string or the number of a phrase.
func writeRecords(rows iter.Seq[pageRow], yield func(template.JS) bool) {
	common, words := commonPhrases(rows)
	if !yield(`{"phrases":` + asJSON(words) + `,"rows":[`) {
		return
	}
	separator := template.JS("\n")
	for row := range rows {
		if !yield(separator + asJSON(row.record(common))) {
			return
		}
		separator = ",\n"
	}
	yield("]}")
}

// asJSON escapes <, > and &, so that no text can end the element it stands in or begin a comment.
func asJSON(value any) template.JS {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("lists of texts and numbers cannot be marshalled: %v", err)) // they always can
	}
	return template.JS(encoded)
}

// commonPhrases are the texts that occur more than once, in the order of their second time.
func commonPhrases(rows iter.Seq[pageRow]) (phrases, []string) {
	common, words, once := phrases{}, []string{}, map[string]bool{}
	for row := range rows {
		for _, cell := range row.Cells {
			for _, line := range cell {
				if utf8.RuneCountInString(line.Text) < shortestPhrase {
					continue
				}
				if _, known := common[line.Text]; known {
					continue
				}
				if once[line.Text] {
					common[line.Text] = len(words)
					words = append(words, line.Text)
				} else if len(once) < mostPhrases {
					once[line.Text] = true
				}
			}
		}
	}
	return common, words
}

func (r pageRow) record(common phrases) []any {
	out := make([]any, 0, 1+len(r.Cells))
	out = append(out, r.Facets)
	for _, cell := range r.Cells {
		lines := make([]any, len(cell))
		for i, line := range cell {
			lines[i] = line.record(common)
		}
		switch {
		case len(lines) == 0:
			out = append(out, "")
		case len(lines) == 1 && cell[0].Tone == plainly && pieces(cell[0].Text) == nil:
			out = append(out, lines[0])
		default:
			out = append(out, lines)
		}
	}
	return out
}

func (l pageLine) record(common phrases) any {
	parts := pieces(l.Text)
	switch {
	case parts != nil:
		return append([]string{string(l.Tone)}, parts...)
	case l.Tone != plainly:
		return []any{string(l.Tone), common.text(l.Text)}
	}
	return common.text(l.Text)
}

// text is a text, or the number of the phrase that it is.
func (p phrases) text(text string) any {
	if at, known := p[text]; known {
		return at
	}
	return text
}
