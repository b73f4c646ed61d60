package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// writeWorkbook writes results.xlsx, its sheets in the order that the contract promises.
func (r *results) writeWorkbook(path string) (string, error) {
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "Results of plan " + r.Plan.ID,
		Subject: "Anaplan tenant " + tenantName(r.Plan.Tenant), Creator: r.Plan.Tool, Created: r.WrittenAt})
	if err != nil {
		return "", err
	}
	defer book.Discard()
	for _, write := range []func(*sheet.Workbook) error{r.summarySheet, r.resultsSheet, r.retrySheets, r.aboutSheet, r.workspacesSheet} {
		if err := write(book); err != nil {
			return "", err
		}
	}
	if err := book.MadeWith(append([]string{"scimsheet plan"}, r.flags()...)); err != nil {
		return "", err
	}
	return book.Save()
}

func (r *results) foot() string {
	return "Results of plan " + r.Plan.ID + " · " + tenantName(r.Plan.Tenant) + " · " + moment(r.WrittenAt)
}

// union is the input's own columns on one sheet: the headers of all tables as they are, each once, with
// the place of each table's columns among them.
type union struct {
	headers []string
	places  [][]int // by table and column
}

type heading struct {
	text string
	nth  int // a table may have a header twice
}

func newUnion(tables []table) union {
	u := union{places: make([][]int, len(tables))}
	at := map[heading]int{}
	for t, table := range tables {
		times := map[string]int{}
		for c := range table.columns {
			h := heading{text: headerOf(table, c)}
			h.nth = times[h.text]
			times[h.text]++
			place, seen := at[h]
			if !seen {
				place = len(u.headers)
				at[h] = place
				u.headers = append(u.headers, h.text)
			}
			u.places[t] = append(u.places[t], place)
		}
	}
	return u
}

func headerOf(t table, column int) string {
	if column < len(t.Headers) {
		return t.Headers[column]
	}
	return ""
}

// ownColumns are the columns that the sheet Results adds to the input's.
func ownColumns() []sheet.Column {
	return []sheet.Column{
		{Header: "Outcome", Width: 14}, {Header: "Change", Width: 12}, {Header: "HTTP status", Width: 10},
		{Header: "Detail", Width: 42, Wrapped: true}, {Header: "Hint", Width: 34, Wrapped: true}, {Header: "Attempts", Width: 10},
		{Header: "Started", Width: 20, Note: "UTC"}, {Header: "Finished", Width: 20, Note: "UTC"},
		{Header: "Workspaces", Width: 34, Wrapped: true, Note: "What became of each workspace given or taken."},
		{Header: "User name", Width: 30}, {Header: "Input row", Width: 24}, {Header: "Plan change id", Style: sheet.Mono},
	}
}

// ownPrinted is how many of ownColumns are printed: the last ones only repeat where a line belongs.
const ownPrinted = 9

func (r *results) resultsSheet(book *sheet.Workbook) error {
	u := newUnion(r.tables)
	layout := sheet.Layout{Name: "Results", Title: r.foot(), Tab: "17324D"}
	for _, header := range u.headers {
		layout.Columns = append(layout.Columns, sheet.Column{Header: header, Wrapped: true})
	}
	layout.Printed = len(u.headers) + ownPrinted
	layout.Columns = append(layout.Columns, ownColumns()...)
	out, err := book.Table(layout)
	if err != nil {
		return err
	}
	row := make([]sheet.Value, len(layout.Columns))
	err = r.eachRow(nil, func(t int, archived sheet.ArchivedRow) error {
		clear(row)
		for c, text := range archived.Cells {
			if text != "" {
				row[u.places[t][c]] = sheet.String(text)
			}
		}
		v := r.verdicts.of(r.tables[t].ArchivedTable, archived)
		at := finding.Pos{File: r.tables[t].File, Sheet: r.tables[t].Sheet, Row: archived.Row}
		r.ownCells(row[len(u.headers):], v, r.places.of([]finding.Pos{at}))
		return out.Row(row...)
	})
	if err != nil {
		return err
	}
	clear(row)
	for _, i := range r.verdicts.withoutRow {
		r.ownCells(row[len(u.headers):], r.verdicts.ofChange(i), "in no row")
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	return nil
}

// ownCells fills the cells of ownColumns.
func (r *results) ownCells(cells []sheet.Value, v verdict, place string) {
	clear(cells)
	style := outcomeStyle(v.Status)
	cells[0] = sheet.String(string(v.Status)).As(style)
	cells[1] = sheet.String(string(v.action))
	if v.HTTPStatus != 0 {
		cells[2] = sheet.Int(v.HTTPStatus)
	}
	cells[3], cells[4] = sheet.String(v.Detail), sheet.String(v.Hint)
	if v.Attempts != 0 {
		cells[5] = sheet.Int(v.Attempts)
	}
	cells[6], cells[7] = sheet.Time(v.StartedAt), sheet.Time(v.FinishedAt)
	cells[8] = sheet.String(manyLines(r.workspaceLines(v.Workspaces)))
	cells[9], cells[10], cells[11] = sheet.String(v.userName), sheet.String(place), sheet.String(v.ChangeID)
}

// workspaceLines say what became of each workspace of a change.
func (r *results) workspaceLines(workspaces []apply.WorkspaceOutcome) []string {
	lines := make([]string, len(workspaces))
	for i, w := range workspaces {
		name := r.labels.of(w.Workspace)
		switch {
		case w.Status == apply.Applied && w.Change == apply.Grant:
			lines[i] = "given: " + name
		case w.Status == apply.Applied:
			lines[i] = "taken for good: " + name
		case w.Change == apply.Grant:
			lines[i] = "to be given, " + string(w.Status) + ": " + name
		default:
			lines[i] = "to be taken, " + string(w.Status) + ": " + name
		}
	}
	return lines
}

func outcomeStyle(status apply.Status) sheet.Style {
	switch status {
	case apply.Applied:
		return sheet.Good
	case apply.Unchanged, apply.Skipped:
		return sheet.Muted
	case apply.Failed, apply.Unknown, apply.Invalid:
		return sheet.Bad
	}
	return sheet.Warn
}

// retrySheets writes one sheet an input, in the input's own columns, so that it can be corrected and
// planned again. Cells with an error are marked; those that could not even be read stay unreadable, so
// that planning again without a correction finds the same error.
func (r *results) retrySheets(book *sheet.Workbook) error {
	if len(r.tables) == 0 {
		_, err := book.Table(sheet.Layout{Name: "Retry", Title: r.foot(), Columns: []sheet.Column{{Header: "userName", Width: 30}}})
		return err
	}
	var out *sheet.SheetWriter
	begin := func(t int) error {
		layout := sheet.Layout{Name: retryName(t), Title: r.foot(), Tab: "B54708"}
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
	table, err := book.Table(sheet.Layout{Name: "Workspaces", Title: r.foot(), Columns: []sheet.Column{{Header: "id", Width: 36}, {Header: "name", Width: 48}}})
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
