package roster

import (
	"slices"
	"strconv"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// choice is which sheets of a book are read for what.
type choice struct {
	people      []string
	directories []string // sheets that list workspaces
	others      []string // visible sheets that nobody asked for, where nobody asked for any
	every       bool     // people are all visible sheets, so that those without a key are not meant
	retry       bool     // people are the Retry sheets of a results workbook, chosen without being asked for
}

// The names of sheets that mean something, folded.
const (
	workspacesSheet = "workspaces"
	summarySheet    = "summary"
	findingsSheet   = "findings"
	retrySheet      = "retry"
)

// everySheet asks for all visible sheets. No sheet can have this name (Excel's rules for worksheets).
const everySheet = "*"

// choose picks the first visible sheet, or those that were asked for. A sheet Workspaces is never
// people; hidden ones count too, because dropdowns are often fed from hidden sheets. The sheets that a
// check has put in front of a person's own are only read where they are asked for by name.
func choose(book *sheet.Book, asked []string) (choice, error) {
	var c choice
	sheets := book.Sheets()
	added, err := book.Added()
	if err != nil {
		return c, err
	}
	var visible []string
	for _, s := range sheets {
		switch {
		case slices.Contains(added, s.Name):
		case identity.Fold(clean(s.Name)) == workspacesSheet:
			c.directories = append(c.directories, s.Name)
		case !s.Hidden:
			visible = append(visible, s.Name)
		}
	}
	if isCSV := len(sheets) == 1 && sheets[0].Name == ""; len(asked) > 0 && !isCSV {
		return c, c.take(book, sheets, visible, asked)
	}
	visible = uncovered(visible)
	if len(visible) == 0 {
		return c, noVisibleSheet(book)
	}
	c.people, c.others = visible[:1], visible[1:]
	if identity.Fold(clean(visible[0])) == summarySheet {
		if retries := retrySheets(visible); len(retries) > 0 {
			c.people, c.others, c.retry = retries, nil, true
		}
	}
	return c, nil
}

// take chooses the sheets that were asked for, each once, in the order in which they were.
func (c *choice) take(book *sheet.Book, sheets []sheet.Info, visible, asked []string) error {
	for _, name := range asked {
		if name == everySheet {
			c.every = true
			c.people = append(c.people, visible...)
			continue
		}
		found, err := named(book, sheets, name)
		if err != nil {
			return err
		}
		c.people = append(c.people, found)
	}
	var once []string
	for _, name := range c.people {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	if c.people = once; len(once) == 0 {
		return noVisibleSheet(book)
	}
	return nil
}

func noVisibleSheet(book *sheet.Book) error {
	return &sheet.Unreadable{File: book.Name(), Message: "has no visible sheet of people",
		Hint: "a sheet Workspaces only lists workspaces; --sheet chooses a hidden one"}
}

// uncovered are the sheets of a checked workbook that were its owner's: validate puts Findings and Summary
// in front of them. Other workbooks keep all their sheets.
func uncovered(visible []string) []string {
	if len(visible) < 3 {
		return visible
	}
	front := []string{identity.Fold(clean(visible[0])), identity.Fold(clean(visible[1]))}
	slices.Sort(front)
	if front[0] == findingsSheet && front[1] == summarySheet {
		return visible[2:]
	}
	return visible
}

func named(book *sheet.Book, sheets []sheet.Info, asked string) (string, error) {
	var found string
	var names []string
	for _, s := range sheets {
		if s.Name == asked {
			found = s.Name
			break
		}
		if identity.Fold(clean(s.Name)) == identity.Fold(clean(asked)) {
			found = s.Name
		}
		names = append(names, quoted(s.Name))
	}
	switch {
	case found == "":
		return "", &sheet.Unreadable{File: book.Name(), Message: "has no sheet " + quoted(asked),
			Hint: "its sheets are " + strings.Join(names, ", ")}
	case identity.Fold(clean(found)) == workspacesSheet:
		return "", &sheet.Unreadable{File: book.Name(), Sheet: found, Message: "lists workspaces and is never read as people",
			Hint: "rename the sheet if it does hold people"}
	}
	return found, nil
}

func retrySheets(visible []string) []string {
	var retries []string
	for _, name := range visible {
		if isRetry(name) {
			retries = append(retries, name)
		}
	}
	return retries
}

// isRetry tells the sheets of a results workbook that list what was not applied: Retry, Retry 2 …
func isRetry(name string) bool {
	rest, ok := strings.CutPrefix(identity.Fold(clean(name)), retrySheet)
	if !ok || rest == "" {
		return ok
	}
	_, err := strconv.ParseUint(strings.TrimPrefix(rest, " "), 10, 16)
	return err == nil && rest[0] == ' '
}

// count is a number with the words that fit it.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
