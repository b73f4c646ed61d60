package report

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
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

// ownColumns are the columns that the sheet Results adds to the input's: first those that are printed, then those
// that stay on the screen, for those who look into single requests. Decisions have theirs only where they were
// in play.
func (r *results) ownColumns() (printed, others []sheet.Column) {
	printed = []sheet.Column{
		{Header: "User name", Width: 36, Wrapped: true}, {Header: "Input row", Width: 18, Wrapped: true},
		{Header: "Outcome", Width: 13}, {Header: "Change", Width: 11},
		{Header: "Workspaces done", Width: 28, Wrapped: true, Note: "What became of each workspace given or taken. Taken for good: model roles there are destroyed."},
		{Header: "Detail", Width: 36, Wrapped: true}, {Header: "Hint", Width: 28, Wrapped: true},
	}
	if r.consent.InPlay {
		printed = append(printed, sheet.Column{Header: "Decision", Width: 10, Wrapped: true}, sheet.Column{Header: "Decided by", Width: 30, Wrapped: true},
			sheet.Column{Header: "Comment", Width: 20, Wrapped: true})
	}
	return printed, []sheet.Column{
		{Header: "Retry", Width: 14, Note: "Leads to the row of the sheet Retry, where it can be corrected and planned again."},
		{Header: "HTTP status", Width: 10}, {Header: "Attempts", Width: 10}, {Header: "Started", Width: 20, Note: "UTC"},
		{Header: "Finished", Width: 20, Note: "UTC"}, {Header: "Plan change id", Style: sheet.Mono}}
}

// distinct keeps headers of ours from being taken for the input's of the same name.
func distinct(own []sheet.Column, input []string) []sheet.Column {
	taken := map[string]bool{}
	for _, header := range input {
		taken[plainHeader(header)] = true
	}
	for i := range own {
		if taken[plainHeader(own[i].Header)] {
			own[i].Header += " (results)"
		}
	}
	return own
}

// plainHeader is what headers share that are taken for the same.
func plainHeader(header string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(identity.Fold(header))
}

// headerRows is how many rows of the sheet Results stand above its first line.
const headerRows = 1

func (r *results) resultsSheet(book *sheet.Workbook) error {
	u := newUnion(r.tables)
	layout := r.layout(sheet.Layout{Name: "Results", Tab: "17324D"})
	for _, header := range u.headers {
		layout.Columns = append(layout.Columns, sheet.Column{Header: header, Wrapped: true})
	}
	printed, others := r.ownColumns()
	layout.PrintFrom, layout.Printed = len(u.headers)+1, len(u.headers)+len(printed)
	layout.Columns = append(layout.Columns, distinct(append(printed, others...), u.headers)...)
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

// ownCells fills the cells of ownColumns. What others have written stands there as text of ours does: on
// lines that can be read.
func (r *results) ownCells(cells []sheet.Value, v verdict, place string, retry sheet.Value) {
	clear(cells)
	workspaces := sheet.String(legible(manyLines(r.workspaceLines(v.Workspaces))))
	if takesForGood(v.Workspaces) {
		workspaces = workspaces.As(sheet.Bad)
	}
	rest := fill(cells, sheet.String(legible(v.userName)), sheet.String(legible(place)), sheet.String(string(v.Status)).As(outcomeStyle(v.Status)),
		sheet.String(string(v.action)), workspaces, sheet.String(legible(v.Detail)), sheet.String(legible(v.Hint)))
	if r.consent.InPlay {
		verdicts, by, comments := decisionCells(v.Decisions)
		rest = fill(rest, sheet.String(verdicts), sheet.String(legible(by)), sheet.String(legible(comments)))
	}
	status, attempts := sheet.Value{}, sheet.Value{}
	if v.HTTPStatus != 0 {
		status = sheet.Int(v.HTTPStatus)
	}
	if v.Attempts != 0 {
		attempts = sheet.Int(v.Attempts)
	}
	fill(rest, retry, status, attempts, sheet.Time(v.StartedAt), sheet.Time(v.FinishedAt), sheet.String(v.ChangeID))
}

// fill writes values into the first cells, and answers with those that are left.
func fill(cells []sheet.Value, values ...sheet.Value) []sheet.Value {
	return cells[copy(cells, values):]
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
