package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// retrySheets writes one sheet an input, in the input's own columns, so that it can be corrected and
// planned again. Where there are many inputs, as when a review was closed, those of which nothing is left over have
// none, but for the first. Cells with an error are marked; those that could not even be read stay unreadable, so
// that planning again without a correction finds the same error.
func (r *results) retrySheets(book *sheet.Workbook) error {
	if len(r.tables) == 0 {
		_, err := book.Table(r.layout(sheet.Layout{Name: "Retry", Columns: []sheet.Column{{Header: "userName", Width: 30}}}))
		return err
	}
	var out *sheet.SheetWriter
	begin := func(t int) error {
		if t > 0 && r.tables[t].leftOver == 0 && len(r.tables) > fewInputs {
			out = nil
			return nil
		}
		layout := r.layout(sheet.Layout{Name: retryName(t), Tab: "B54708"})
		for c := range r.tables[t].columns {
			layout.Columns = append(layout.Columns, sheet.Column{Header: headerOf(r.tables[t], c), Text: true})
		}
		var err error
		out, err = book.Table(layout)
		return err
	}
	return r.eachRow(begin, func(t int, archived sheet.ArchivedRow) error {
		if !r.retries(t, archived) {
			return nil
		}
		row := make([]sheet.Value, r.tables[t].columns)
		for c, text := range archived.Cells {
			if text != "" {
				row[c] = sheet.String(text)
			}
		}
		for _, f := range r.verdicts.errorsOf(tableName{r.tables[t].File, r.tables[t].Sheet}, archived.Row) {
			if at := f.Pos.Column - 1; at >= 0 && at < len(row) && f.Severity == finding.Error {
				if unreadableCell(f.Code) {
					row[at] = sheet.Broken()
				}
				row[at] = row[at].As(sheet.Bad)
			}
		}
		return out.Row(row...)
	})
}

// fewInputs is how many inputs have a Retry sheet each, whatever is left over of them.
const fewInputs = 9

// unreadableCell reports whether a cell's text is not what its owner meant. Written again as text it
// would be taken for what was meant.
func unreadableCell(code finding.Code) bool {
	switch code {
	case finding.ErrorCell, finding.NoCachedValue, finding.RoundedNumber, finding.DateInID:
		return true
	}
	return false
}

// retryName is the name of the Retry sheet of the nth table, by which reading knows it again.
func retryName(table int) string {
	if table == 0 {
		return "Retry"
	}
	return fmt.Sprintf("Retry %d", table+1)
}

// planAgain is the command that plans the Retry sheets: all of them are read where no sheet is named.
func (r *results) planAgain() string {
	return PlanCommand(filepath.Join(r.Run, ResultsWorkbookName), r.typedFlags())
}

// typedFlags are the flags that somebody has to type to plan a Retry sheet.
func (r *results) typedFlags() []string {
	return slices.DeleteFunc(r.flags(), func(flag string) bool { return r.Appends && strings.HasPrefix(flag, "--patch-add ") })
}

func (r *results) flags() []string { return PlanFlags(r.Plan.Policy, r.Plan.Inputs) }

// workspacesSheet hands on the names that only the input's own sheet Workspaces says, so that on the
// Retry sheets they mean what they meant there.
func (r *results) workspacesSheet(book *sheet.Workbook) error {
	if len(r.Plan.Supplied) == 0 {
		return nil
	}
	table, err := book.Table(r.layout(sheet.Layout{Name: "Workspaces", Columns: []sheet.Column{{Header: "id", Width: 36}, {Header: "name", Width: 48}}}))
	if err != nil {
		return err
	}
	for _, w := range r.Plan.Supplied {
		if err := table.Row(sheet.String(w.ID), sheet.String(w.Name)); err != nil {
			return err
		}
	}
	return nil
}
