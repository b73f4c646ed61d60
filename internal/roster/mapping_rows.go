package roster

import (
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// cellTest is a condition of the mapping with the column it is about.
type cellTest struct {
	number    int
	condition *condition
}

// passesOver reports whether the mapping keeps a row out: one of its skipRowsWhere fits.
func (t *table) passesOver(r sheet.Row) bool {
	return slices.ContainsFunc(t.skip, func(all []cellTest) bool {
		return !slices.ContainsFunc(all, func(test cellTest) bool { return !test.holds(r) })
	})
}

func (t cellTest) holds(r sheet.Row) bool {
	c, cell := t.condition, r.Cell(t.number)
	text := clean(cell.Text)
	blank := text == "" && !cell.NoValue
	same := func(word string) bool { return strings.EqualFold(word, text) }
	switch {
	case c.blank && !blank, c.filled && blank:
		return false
	case len(c.is) > 0 && !slices.ContainsFunc(c.is, same), slices.ContainsFunc(c.isNot, same):
		return false
	case len(c.contains) > 0:
		folded := identity.Fold(text)
		return slices.ContainsFunc(c.contains, func(word string) bool { return strings.Contains(folded, identity.Fold(word)) })
	}
	return true
}
