package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
	"scimsheet/internal/sheet"
)

// rowHeaders are the columns of the rows that a closed campaign hands to its run. The first ones are those of an
// input: rows that are left over can be planned again, and take nothing but what was to be taken.
var rowHeaders = []string{"userName", "id", "active", "action", "workspace", "Reviewed workspace", "Reviewed workspace id", "Decision", "Decided by", "Justification", reviewerColumn, "Row id"}

// rowsOf are the rows of a run that came of a campaign: one table for each file and sheet.
type rowsOf struct{ inputs []plan.Input }

// rows keeps the decided rows as rows of the run: where each was decided, else where it was asked.
func (w *settling) rows() (rowsOf, error) {
	if err := w.place(); err != nil {
		return rowsOf{}, err
	}
	file, err := w.stage.create(rowsFile)
	if err != nil {
		return rowsOf{}, fmt.Errorf("keep the decided rows: %w", err)
	}
	defer file.Close()
	archive := sheet.NewArchiveWriter(file)
	var kept rowsOf
	for _, table := range w.tables() {
		first := table[0]
		if err := archive.Table(sheet.ArchivedTable{File: first.File, Sheet: first.Sheet, HeaderRow: 1, Headers: rowHeaders}); err != nil {
			return kept, err
		}
		for _, row := range table {
			if err := archive.Row(sheet.ArchivedRow{Row: row.Row, UserName: string(row.Person.Account.UserName), Cells: w.cells(row)}); err != nil {
				return kept, err
			}
		}
		kept.inputs = append(kept.inputs, plan.Input{Name: first.File, SHA256: first.SHA256, Sheet: first.Sheet, Rows: len(table)})
	}
	if err := archive.Close(); err != nil {
		return kept, fmt.Errorf("keep the decided rows: %w", err)
	}
	return kept, file.Close()
}

// sentFolder stands before the name of a workbook that was sent, where rows are told that never came back.
const sentFolder = "sent/"

// place gives rows that stand in no file that came back their place in the workbook that was sent.
func (w *settling) place() error {
	table := reviewbook.NewTable(w.campaign)
	at := make(map[string]finding.Pos, w.campaign.Proof.Rows)
	digests := make(map[string]string, len(w.campaign.Reviewers))
	for _, r := range w.campaign.Reviewers {
		file := sentFolder + r.File
		for i, ref := range table.Listed(w.campaign.Of(r.Address)) {
			at[ref.Access.Key] = finding.Pos{File: file, Sheet: reviewbook.ReviewSheet, Row: i + 2}
		}
		var err error
		if digests[file], err = digestOf(filepath.Join(w.options.folder, reviewsFolder, r.File)); err != nil {
			return err
		}
	}
	placed := *w.closing
	placed.Rows = slices.Clone(placed.Rows)
	for i := range placed.Rows {
		if row := &placed.Rows[i]; row.Row == 0 {
			sent := at[row.Access.Key]
			row.File, row.Sheet, row.Row, row.SHA256 = sent.File, sent.Sheet, sent.Row, digests[sent.File]
		}
	}
	w.placed = &placed
	return nil
}

// tables are the rows of the run, by file and sheet, in the order of their names, each in the order of its rows. What is kept
// by somebody who loses something else is not among them: their change says nothing about it.
func (w *settling) tables() [][]*review.Judged {
	rows := make([]*review.Judged, 0, len(w.placed.Rows))
	for i := range w.placed.Rows {
		row := &w.placed.Rows[i]
		if row.Decision == review.Revoke || w.fate(row.Person) != losing {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b *review.Judged) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row))
	})
	var tables [][]*review.Judged
	for start := 0; start < len(rows); {
		end := start
		for end < len(rows) && rows[end].File == rows[start].File && rows[end].Sheet == rows[start].Sheet {
			end++
		}
		tables = append(tables, rows[start:end])
		start = end
	}
	return tables
}

// cells are a decided row in the columns of rowHeaders.
func (w *settling) cells(row *review.Judged) []string {
	active, action, workspace := "", "", ""
	switch w.fate(row.Person) {
	case attested:
		action = "keep"
	case leaving:
		active = "no"
	case gone:
		action = "skip"
	}
	if row.Decision == review.Revoke {
		workspace = row.Access.Workspace.ID
	}
	by := row.By
	if row.Treated {
		by = "--treat-blank-as " + string(w.closing.TreatBlankAs)
	}
	return []string{string(row.Person.Account.UserName), row.Person.Account.ID, active, action, workspace,
		row.Access.Workspace.Name, row.Access.Workspace.ID, string(row.Decision), by, row.Justification, row.Access.Reviewer, row.Access.Key}
}
