package sheet

import "strings"

// addedName begins the defined names that tell the sheets a check has put in front. They follow a sheet
// when it is renamed, and survive spreadsheet programs.
const addedName = "scimsheet_added_"

// csvName is the defined name that tells the sheet which was CSV.
const csvName = "scimsheet_was_csv"

// Added lists the sheets that an earlier check of ours has put in front of a person's own: they are about
// the input and no part of it.
func (b *Book) Added() ([]string, error) { return b.named(addedName) }

// WasCSV reports whether a check of ours has made the sheet of a CSV file. Its rows are records still:
// a separator that was taken for the end of a field has moved everything behind it.
func (b *Book) WasCSV(sheet string) (bool, error) {
	names, err := b.named(csvName)
	return contains(names, sheet), err
}

// formerCSV reads a sheet that was CSV as the CSV was read: numbers among its texts are told by how they look.
type formerCSV struct{ rowReader }

func (f formerCSV) read() (Row, error) {
	r, err := f.rowReader.read()
	for i := range r.Cells {
		if cell := &r.Cells[i]; cell.Kind == Text {
			cell.Rounded = scientific(cell.Text)
		}
	}
	return r, err
}

// named are the sheets that defined names of ours lead to, by how the names begin.
func (b *Book) named(begins string) ([]string, error) {
	defined, err := b.defined(begins)
	if err != nil || len(defined) == 0 {
		return nil, err
	}
	led := map[string]bool{}
	for _, reference := range defined {
		if name, ok := sheetOf(reference); ok {
			led[name] = true
		}
	}
	var names []string
	for _, t := range b.format.sheets() {
		if led[t.Name] {
			names = append(names, t.Name)
		}
	}
	return names, nil
}

// sheetOf is the sheet that a reference such as 'Staff Q4'!$A$1 leads to.
func sheetOf(reference string) (string, bool) {
	place := strings.LastIndexByte(reference, '!')
	if place < 0 {
		return "", false
	}
	name := strings.TrimPrefix(reference[:place], "$")
	if unquoted, ok := strings.CutPrefix(name, "'"); ok {
		name = strings.ReplaceAll(strings.TrimSuffix(unquoted, "'"), "''", "'")
	}
	return name, true
}
