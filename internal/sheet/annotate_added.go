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
	x, ok := b.format.(*xlsxFile)
	if !ok {
		return nil, nil
	}
	main, err := x.mainPart()
	if err != nil {
		return nil, err
	}
	root, err := x.tree(main)
	if err != nil {
		return nil, x.failure("", err)
	}
	led := ledTo(root, begins)
	var names []string
	for _, t := range x.tabs {
		if contains(led, t.Name) {
			names = append(names, t.Name)
		}
	}
	return names, nil
}

// ledTo are the names of the sheets that a workbook's defined names lead to.
func ledTo(workbook *node, begins string) []string {
	defined := workbook.find("definedNames")
	if defined == nil {
		return nil
	}
	var names []string
	for _, n := range defined.all("definedName") {
		place := strings.LastIndexByte(n.content(), '!')
		if !strings.HasPrefix(n.get("name"), begins) || place < 0 {
			continue
		}
		name := strings.TrimPrefix(n.content()[:place], "$")
		if unquoted, ok := strings.CutPrefix(name, "'"); ok {
			name = strings.ReplaceAll(strings.TrimSuffix(unquoted, "'"), "''", "'")
		}
		names = append(names, name)
	}
	return names
}
