package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// madeWithName begins the defined names that hold the command a workbook came of, each word or flag under a
// name of its own: a text in a name is at most 255 characters (Microsoft, Excel specifications and limits).
// Spreadsheet programs keep such names when they save.
const madeWithName = "scimsheet_made_with_"

// MadeWith writes the command that a workbook came of into it, the command itself first and then its flags.
func (w *Workbook) MadeWith(command []string) error {
	for i, part := range command {
		constant := `"` + strings.ReplaceAll(CellText(part), `"`, `""`) + `"`
		if err := w.file.SetDefinedName(&excelize.DefinedName{Name: fmt.Sprintf("%s%02d", madeWithName, i), RefersTo: constant}); err != nil {
			return fmt.Errorf("write %s: %w", w.draft.path, err)
		}
	}
	return nil
}

// MadeWith is the command that Workbook.MadeWith wrote; nil where there is none.
func (b *Book) MadeWith() ([]string, error) {
	defined, err := b.defined(madeWithName)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(defined))
	for name := range defined {
		names = append(names, name)
	}
	slices.Sort(names)
	var command []string
	for _, name := range names {
		constant := strings.TrimSuffix(strings.TrimPrefix(defined[name], `"`), `"`)
		command = append(command, strings.ReplaceAll(constant, `""`, `"`))
	}
	return command, nil
}

// defined are the defined names of a workbook that begin in that way, with what they stand for.
func (b *Book) defined(begins string) (map[string]string, error) {
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
	names := map[string]string{}
	if list := root.find("definedNames"); list != nil {
		for _, n := range list.all("definedName") {
			if strings.HasPrefix(n.get("name"), begins) {
				names[n.get("name")] = n.content()
			}
		}
	}
	return names, nil
}
