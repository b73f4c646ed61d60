package approval

import (
	"fmt"
	"strconv"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// reading is one workbook on its way to decisions or problems.
type reading struct {
	reader      *Reader
	book        *heldBook
	plan        *plan.Plan
	table       *report.ChangeTable
	eyes        eyes
	about       map[string]stated
	listed      []*plan.Change // the rows that the workbook must have
	columns     columns
	changes     changes
	file        File
	mislabelled bool           // it says another part than the one that its rows are of
	known       int            // rows that carry a digest of this plan
	astray      []*plan.Change // with a row, and not among listed
	decisions   []apply.Decision
	problems    problems
}

// What to do about an edit.
const sendAgain = "only Decision, Decided by and Comment may be written in: take the report as it was sent and enter the decisions there"

func (r *Reader) begin(book *heldBook) *reading {
	return &reading{reader: r, book: book, plan: r.in.Plan, table: r.table, eyes: r.rules.eyes(r.in.Plan), about: map[string]stated{},
		file: File{Name: book.name, SHA256: book.sha256}}
}

// read reads the whole workbook. Its error is that it cannot be read; what is wrong with what was read
// becomes problems.
func (r *reading) read() error {
	sheets := r.book.Sheets()
	if changes, about := r.oneSheet(report.ChangesSheet, sheets), r.oneSheet(report.AboutSheet, sheets); !changes || !about {
		return nil
	}
	if err := r.readAbout(); err != nil {
		return err
	}
	if !r.choosePart() {
		if r.foreign() {
			r.ofAnotherPlan()
		}
		return nil
	}
	r.changes = newChanges(r.plan, r.listed)
	if err := r.readChanges(); err != nil {
		return err
	}
	if r.known == 0 && r.foreign() {
		r.ofAnotherPlan()
		return nil
	}
	if r.mislabelled {
		return nil // every other sheet is that of another part
	}
	return r.compareSheets()
}

// readChanges reads the sheet Changes. Rows are only compared where the headers say what stands where.
func (r *reading) readChanges() error {
	shape, err := r.book.Shape(report.ChangesSheet)
	if err != nil {
		return worded(err)
	}
	if shape.Merged > 0 {
		r.refuse(report.ChangesSheet, "has merged cells now: nobody can say whom they are about", "unmerge them, and fill in each row's own decision")
	}
	rows, err := r.book.Rows(report.ChangesSheet)
	if err != nil {
		return worded(err)
	}
	defer rows.Close()
	headed := false
	for rows.Next() {
		row := rows.Row()
		switch {
		case headed:
			r.readRow(row)
		case row.Number == 1:
			if headed = r.readHeaders(row); !headed {
				return r.strayHeaders(rows)
			}
			r.refuseHiddenColumns(shape.HiddenColumns)
		default:
			return r.strayHeaders(rows)
		}
	}
	if err := rows.Err(); err != nil {
		return worded(err)
	}
	if !headed {
		r.refuse(report.ChangesSheet, "is empty", sendAgain)
		return nil
	}
	r.settleRows()
	return nil
}

// refuse notes a problem of the file.
func (r *reading) refuse(cell, message, hint string) {
	r.problems.add(Problem{File: r.file.Name, Cell: cell, Message: message, Hint: hint})
}

// edited notes an edit of what the report said. Another version of the program may word reports otherwise,
// which looks the same.
func (r *reading) edited(cell, message string) {
	hint := sendAgain
	wrote, reads := r.plan.Tool, r.reader.rules.Tool
	if said := r.about[programFact].value; said != "" {
		wrote = said
	}
	if reads == "" {
		reads = r.plan.Tool
	}
	if wrote != reads {
		hint += fmt.Sprintf("; or was the report only worded otherwise? It was made by %s, and this is %s: read it with the version that made it", visible(wrote), visible(reads))
	}
	r.refuse(cell, message, hint)
}

func cellName(sheetName string, column, row int) string {
	return sheetName + "!" + finding.ColumnLetters(column) + strconv.Itoa(row)
}

func (r *reading) cell(column, row int) string { return cellName(report.ChangesSheet, column, row) }

func sheetNames(sheets []sheet.Info) string {
	names := make([]string, 0, len(sheets))
	for _, s := range sheets {
		names = append(names, quoted(s.Name))
	}
	return strings.Join(names, ", ")
}
