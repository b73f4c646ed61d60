package roster

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// Template is a blank input to be filled in. Its example row is never taken for a person.
type Template struct {
	Layout  Layout
	Created time.Time
	Known   *identity.Workspaces // of the tenant, to choose from; nil where it was not asked
}

// exampleMark starts the first cell of a row that is an example and never a person.
const exampleMark = "Example:"

// templateRows is how many rows of a template have dropdowns and filters. Text stays text below them too.
const templateRows = 50_000

// mostMatrix is how many workspaces can have a column: a worksheet holds 16,384 columns (Microsoft, Excel
// specifications and limits), and people need some of them.
const mostMatrix = 16_000

// The sheets of a template. People stands first, because the first visible sheet is what is read.
const (
	peopleTab       = "People"
	workspacesTab   = "Workspaces"
	instructionsTab = "Instructions"
)

// Write writes the template, a workbook or (by its ending) a CSV file, and returns the name it got.
func (t Template) Write(path string) (string, error) {
	offered := t.offered()
	if t.Layout == Matrix && len(offered) > mostMatrix {
		return "", fmt.Errorf("write %s: a sheet has no room for a column for each of %d workspaces", path, len(offered))
	}
	columns := t.columns(offered)
	if strings.EqualFold(filepath.Ext(path), ".csv") {
		return writeTemplateCSV(path, columns)
	}
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "Users and workspaces", Creator: "scimsheet", Created: t.Created})
	if err != nil {
		return "", err
	}
	defer book.Discard()
	if err := writePeople(book, columns); err != nil {
		return "", err
	}
	if err := t.writeOffered(book, offered); err != nil {
		return "", err
	}
	if err := t.writeInstructions(book, filepath.Base(path), columns, offered); err != nil {
		return "", err
	}
	return book.Save()
}

func writePeople(book *sheet.Workbook, columns []templateColumn) error {
	layout := sheet.Layout{Name: peopleTab, Title: "Users and workspaces", Frozen: 1, Room: templateRows, Tab: "17324D"}
	example := make([]sheet.Value, len(columns))
	for i, c := range columns {
		layout.Columns = append(layout.Columns, c.Column)
		if c.example != "" {
			example[i] = sheet.String(c.example).As(sheet.Muted)
		}
	}
	people, err := book.Table(layout)
	if err != nil {
		return err
	}
	return people.Row(example...)
}

func writeTemplateCSV(path string, columns []templateColumn) (string, error) {
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return "", err
	}
	defer draft.Discard()
	table, err := sheet.NewCSVWriter(draft, true)
	if err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	headers, example := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		headers[i], example[i] = c.Header, c.example
	}
	for _, record := range [][]string{headers, example} {
		if err := table.Write(record...); err != nil {
			return "", fmt.Errorf("write %s: %w", path, err)
		}
	}
	if err := table.Flush(); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return draft.Save()
}
