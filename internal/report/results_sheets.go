package report

import (
	"fmt"
	"slices"

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

// ownColumns are the columns that the sheet Results adds to the input's. Decisions have theirs only where they
// were in play.
func (r *results) ownColumns() []sheet.Column {
	columns := []sheet.Column{
		{Header: "Outcome", Width: 14}, {Header: "Change", Width: 12},
		{Header: "Workspaces", Width: 34, Wrapped: true, Note: "What became of each workspace given or taken. Taken for good: model roles there are destroyed."},
		{Header: "Detail", Width: 42, Wrapped: true}, {Header: "Hint", Width: 34, Wrapped: true},
		{Header: "Retry", Width: 14, Note: "Leads to the row of the sheet Retry, where it can be corrected and planned again."},
	}
	if r.consent.InPlay {
		columns = append(columns, sheet.Column{Header: "Decision", Width: 12, Wrapped: true}, sheet.Column{Header: "Decided by", Width: 32, Wrapped: true},
			sheet.Column{Header: "Comment", Width: 28, Wrapped: true})
	}
	return append(columns, sheet.Column{Header: "HTTP status", Width: 10}, sheet.Column{Header: "Attempts", Width: 10},
		sheet.Column{Header: "Started", Width: 20, Note: "UTC"}, sheet.Column{Header: "Finished", Width: 20, Note: "UTC"},
		sheet.Column{Header: "User name", Width: 30}, sheet.Column{Header: "Input row", Width: 24}, sheet.Column{Header: "Plan change id", Style: sheet.Mono})
}

// notPrinted is how many of ownColumns stay on the screen: the last ones are for those who look into single
// requests, and repeat where a line belongs.
const notPrinted = 7

// headerRows is how many rows of the sheet Results stand above its first line.
const headerRows = 1

func (r *results) resultsSheet(book *sheet.Workbook) error {
	u := newUnion(r.tables)
	layout := r.layout(sheet.Layout{Name: "Results", Tab: "17324D"})
	for _, header := range u.headers {
		layout.Columns = append(layout.Columns, sheet.Column{Header: header, Wrapped: true})
	}
	layout.Columns = append(layout.Columns, r.ownColumns()...)
	layout.Printed = len(layout.Columns) - notPrinted
	out, err := book.Table(layout)
	if err != nil {
		return err
	}
	row := make([]sheet.Value, len(layout.Columns))
	retry := retryRows{next: make([]int, len(r.tables))}
	err = r.eachRow(nil, func(t int, archived sheet.ArchivedRow) error {
		clear(row)
		for c, text := range archived.Cells {
			if text != "" {
				row[u.places[t][c]] = sheet.String(text)
			}
		}
		v := r.verdicts.of(r.tables[t].ArchivedTable, archived)
		at := finding.Pos{File: r.tables[t].File, Sheet: r.tables[t].Sheet, Row: archived.Row}
		again := sheet.Value{}
		if r.retries(t, archived) {
			again = retry.link(t)
		}
		r.ownCells(row[len(u.headers):], v, r.places.of([]finding.Pos{at}), again)
		return out.Row(row...)
	})
	if err != nil {
		return err
	}
	clear(row)
	for _, i := range r.verdicts.withoutRow {
		r.ownCells(row[len(u.headers):], r.verdicts.ofChange(i), r.places.of(nil), sheet.Value{})
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	return nil
}

// retryRows counts along which row of its Retry sheet each row will be.
type retryRows struct{ next []int }

func (k retryRows) link(t int) sheet.Value {
	k.next[t]++
	row := headerRows + k.next[t]
	return sheet.String(fmt.Sprintf("%s row %d", retryName(t), row)).ToRow(retryName(t), row)
}

// ownCells fills the cells of ownColumns.
func (r *results) ownCells(cells []sheet.Value, v verdict, place string, retry sheet.Value) {
	clear(cells)
	cells[0] = sheet.String(string(v.Status)).As(outcomeStyle(v.Status))
	cells[1] = sheet.String(string(v.action))
	cells[2] = sheet.String(manyLines(r.workspaceLines(v.Workspaces)))
	if takesForGood(v.Workspaces) {
		cells[2] = cells[2].As(sheet.Bad)
	}
	cells[3], cells[4], cells[5] = sheet.String(v.Detail), sheet.String(v.Hint), retry
	rest := cells[6:]
	if r.consent.InPlay {
		verdicts, by, comments := decisionCells(v.Decisions)
		rest[0], rest[1], rest[2] = sheet.String(verdicts), sheet.String(by), sheet.String(comments)
		rest = rest[3:]
	}
	if v.HTTPStatus != 0 {
		rest[0] = sheet.Int(v.HTTPStatus)
	}
	if v.Attempts != 0 {
		rest[1] = sheet.Int(v.Attempts)
	}
	rest[2], rest[3] = sheet.Time(v.StartedAt), sheet.Time(v.FinishedAt)
	rest[4], rest[5], rest[6] = sheet.String(v.userName), sheet.String(place), sheet.String(v.ChangeID)
}

// takesForGood reports whether something was taken that nobody can bring back, or may have been.
func takesForGood(workspaces []apply.WorkspaceOutcome) bool {
	return slices.ContainsFunc(workspaces, func(w apply.WorkspaceOutcome) bool {
		return w.Change == apply.Revoke && (w.Status == apply.Applied || w.Status == apply.Unknown)
	})
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
