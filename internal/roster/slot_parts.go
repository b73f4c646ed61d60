package roster

import (
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// join makes a text of several cells. Blank ones are left out, but of what identifies somebody half is
// worse than nothing: then the whole is blank.
func (d *decoder) join(r sheet.Row, s *slot, from *reading) string {
	texts := make([]string, 0, len(from.numbers))
	for _, number := range from.numbers {
		switch text := d.cell(r, number, s.column); {
		case text == unreadable:
			return unreadable
		case text != "":
			texts = append(texts, text)
		case s.column.identifies():
			return ""
		}
	}
	return strings.Join(texts, from.with)
}

// split takes one name out of a full one: "family name, given name", or one word for each.
func (d *decoder) split(r sheet.Row, number int, text string, wanted part) string {
	given, family, ok := splitName(text)
	if !ok {
		at := d.table.at(r.Number, number)
		if n := len(d.findings); n == 0 || d.findings[n-1].Code != finding.UnsplitName || d.findings[n-1].Pos != at {
			d.findings = append(d.findings, finding.New(finding.UnsplitName, at, shown(text, valueRunes),
				quoted(text)+" has neither a comma nor exactly two words, so where the family name begins cannot be known",
				`write "family name, given name"`))
		}
		return unreadable
	}
	if wanted == givenPart {
		return given
	}
	return family
}

func splitName(text string) (given, family string, ok bool) {
	if family, given, ok := strings.Cut(text, ","); ok {
		given, family = strings.TrimSpace(given), strings.TrimSpace(family)
		return given, family, given != "" && family != "" && !strings.Contains(given, ",")
	}
	words := strings.Fields(text)
	if len(words) != 2 {
		return "", "", false
	}
	return words[0], words[1], true
}
