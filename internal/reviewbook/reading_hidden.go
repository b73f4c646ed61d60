package reviewbook

import (
	"slices"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// A sheet that is hidden was never seen by whoever sends the workbook, and may hold anything: what stands on it alone
// is nobody's decision, and beside a table that is shown it says nothing.

// shownFirst puts the tables on hidden sheets last. Beside one that is shown they are spare.
func (r *reading) shownFirst() {
	slices.SortStableFunc(r.tables, func(a, b *foundTable) int { return placeIn(a.info) - placeIn(b.info) })
	for _, t := range r.tables {
		t.spare = t.info.Hidden && !r.tables[0].info.Hidden
	}
}

func placeIn(info sheet.Info) int {
	if info.Hidden {
		return 1
	}
	return 0
}

// entered reports whether anything stands in the columns that a reviewer writes in.
func (r *reading) entered(t *foundTable, row sheet.Row) bool {
	return slices.ContainsFunc(t.at[:entryCount], func(column int) bool { return column > 0 && !isBlank(row.Cell(column)) })
}

// passOver leaves a row of a spare table unread, and remembers where it says what the table that is shown does not.
func (r *reading) passOver(t *foundTable, row sheet.Row, ref review.Ref) {
	if ref.Access == nil {
		return
	}
	if first, met := r.at[ref.Access.Key]; met && first.blank && r.entered(t, row) {
		t.passed++
	}
}

// unseen is the problem that decisions stand on a hidden sheet and nowhere else, told once for each sheet.
func (r *reading) unseen(t *foundTable) *review.Problem {
	if t.unseen == nil {
		t.unseen = r.refuse(review.Problem{Code: review.ProblemEdited, Cell: t.info.Name,
			Message: "is a hidden sheet, and decisions stand on it that nobody sees who opens the workbook",
			Hint: "show the sheet (right-click any tab, Unhide), look through what it decides, and send the workbook again; " +
				"where it cannot be shown, enter the decisions into a fresh copy of the workbook"})
	}
	return t.unseen
}

func (r *reading) remarkSpare(t *foundTable) {
	text := "the sheet " + quoted(t.info.Name) + " is hidden and was not read: the table stands on a sheet that is shown"
	if t.passed > 0 {
		text += ", and " + countOf(t.passed, "row is", "rows are") + " blank there that " + verb(t.passed, "is", "are") + " filled in on the hidden one"
	}
	r.remark("%s", text)
}
