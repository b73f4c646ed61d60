package roster

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"scimsheet/internal/sheet"
)

// TemplateLayout is how a blank input workbook lets people say who has which workspace.
type TemplateLayout string

const (
	WideTemplate   TemplateLayout = "wide"   // one row a person, workspaces in one cell
	LongTemplate   TemplateLayout = "long"   // one row a person and workspace
	MatrixTemplate TemplateLayout = "matrix" // one row a person, a column for each workspace
)

// exampleMark starts the first cell of a row that is an example and never a person.
const exampleMark = "Example:"

// templateColumn is one column of a blank input: its header, what its note says, what may be chosen
// and what the example row shows.
type templateColumn struct {
	header, note, example string
	width                 float64
	choices               []string
}

var yesNo = []string{"yes", "no"}

func templateColumns(layout TemplateLayout) []templateColumn {
	columns := []templateColumn{
		{header: "userName", width: 34, example: exampleMark + " ada.lovelace@example.com",
			note: "The e-mail address the person signs in with. It is the key of the row and cannot be changed later."},
		{header: "externalId", width: 14, example: "E100001",
			note: "The person's number in your own system. Optional; blank leaves it as it is, <none> clears it."},
		{header: "givenName", width: 16, example: "Ada", note: "Blank leaves the name as it is."},
		{header: "familyName", width: 18, example: "Lovelace", note: "Blank leaves the name as it is."},
		{header: "active", width: 10, example: "yes", choices: yesNo,
			note: "yes or no. A person with no cannot sign in, but keeps workspaces and model roles. Blank leaves it as it is."},
	}
	switch layout {
	case LongTemplate:
		columns = append(columns, templateColumn{header: "workspace", width: 36, example: "Finance",
			note: "One workspace, by name or id. A person with three workspaces has three rows."})
	case MatrixTemplate:
		columns = append(columns,
			templateColumn{header: "ws:Finance", width: 14, example: "x", note: "Put the workspace's name or id behind ws: in the header. x or yes: has it. Blank or no: has it not."},
			templateColumn{header: "ws:Sales Planning", width: 18, note: "One column for each workspace. Workspaces without a column are left alone."})
	default:
		columns = append(columns, templateColumn{header: "workspaces", width: 48, example: "Finance; Sales Planning",
			note: "All workspaces of the person, by name or id, separated by ; . Blank leaves them as they are, <none> takes all away."})
	}
	return append(columns, templateColumn{header: "action", width: 12,
		choices: []string{"keep", "skip", "create", "update", "deactivate", "reactivate"},
		note:    "Usually blank. keep: nothing may change. skip: nothing is done. create: must not exist yet. update: must exist."})
}

// WriteTemplate writes a blank input, a workbook or (by its ending) a CSV file, and returns the name it
// got. Its example row is never taken for a person.
func WriteTemplate(path string, layout TemplateLayout, created time.Time) (string, error) {
	columns := templateColumns(layout)
	if strings.EqualFold(filepath.Ext(path), ".csv") {
		return writeTemplateCSV(path, columns)
	}
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "Users and workspaces", Creator: "scimsheet", Created: created})
	if err != nil {
		return "", err
	}
	defer book.Discard()
	layouts := make([]sheet.Column, len(columns))
	example := make([]sheet.Value, len(columns))
	for i, c := range columns {
		layouts[i] = sheet.Column{Header: c.header, Width: c.width, Note: c.note}
		for _, word := range c.choices {
			layouts[i].Choices = append(layouts[i].Choices, sheet.Choice{Word: word})
		}
		example[i] = sheet.String(c.example).As(sheet.Muted)
	}
	people, err := book.Table(sheet.Layout{Name: "People", Columns: layouts, Frozen: 1})
	if err != nil {
		return "", err
	}
	if err := people.Row(example...); err != nil {
		return "", err
	}
	if err := writeTemplateWorkspaces(book); err != nil {
		return "", err
	}
	if err := writeInstructions(book, layout); err != nil {
		return "", err
	}
	return book.Save()
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
		headers[i], example[i] = c.header, c.example
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

func writeTemplateWorkspaces(book *sheet.Workbook) error {
	_, err := book.Table(sheet.Layout{Name: "Workspaces", Columns: []sheet.Column{
		{Header: "id", Width: 36, Note: "Anaplan's id of the workspace, 32 characters."},
		{Header: "name", Width: 48, Note: "Its name. Optional: this sheet helps where names are not unique or the service does not list them."},
	}})
	return err
}

func writeInstructions(book *sheet.Workbook, layout TemplateLayout) error {
	page, err := book.Page(sheet.Layout{Name: "Instructions", Portrait: true, Columns: []sheet.Column{{Width: 96, Wrapped: true}}})
	if err != nil {
		return err
	}
	lines := []sheet.Value{
		sheet.String("How to fill in this workbook").As(sheet.Title),
		sheet.String("Write one row for each person on the sheet People. The grey example row may stay: it is never taken for a person."),
		sheet.String("A blank cell changes nothing. Only what you write is changed."),
		sheet.String("Taking a workspace away destroys the person's model roles in it for good. To lock somebody out, write no under active: that can be undone."),
		sheet.String("When you are done").As(sheet.Heading),
		sheet.String("scimsheet validate this-file.xlsx   checks the workbook without touching Anaplan"),
		sheet.String("scimsheet plan this-file.xlsx   shows what would change, person by person"),
	}
	if layout == LongTemplate {
		lines[1] = sheet.String("Write one row for each person and workspace on the sheet People. A person with three workspaces has three rows. The grey example row may stay: it is never taken for a person.")
	}
	for _, line := range lines {
		if err := page.Line(line); err != nil {
			return err
		}
	}
	return nil
}
