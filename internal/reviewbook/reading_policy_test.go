package reviewbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
)

// In every workbook here three rows are decided before anything else happens: Tunde may stay in one workspace and
// loses another, and Ada gets another role.
const decidedRows = "001 change (viewer only), 007 revoke, 008 keep (closes the books)"

func decideThree(b *workbook) {
	b.set(b.at(DecisionHeader, 2), "keep")
	b.set(b.at(JustificationHeader, 2), "closes the books")
	b.set(b.at(DecisionHeader, 5), "revoke")
	b.set(b.at(DecisionHeader, 20), "change")
	b.set(b.at(JustificationHeader, 20), "viewer only")
}

// becomes is what has become of a workbook once it was read. What is not said is as if nothing had happened.
type becomes struct {
	said     string   // instead of decidedRows
	faulty   string   // accesses whose answers do not count
	missing  string   // accesses without a row
	hidden   int      // decisions that stand where nobody sees them
	problems []string // how they begin
	remarks  []string // how they begin
}

// after says what has become of Maria's workbook after she has decided three rows and done something with it.
func (w becomes) after(t *testing.T, edit func(*workbook)) {
	t.Parallel()
	content, err := mariasWorkbook()
	check(t, err)
	c := quarter(26)
	b := opensIn(t, content, c, partOf(c, maria))
	decideThree(b)
	edit(b)
	w.check(t, b)
}

func (w becomes) check(t *testing.T, b *workbook) {
	t.Helper()
	c := quarter(26)
	out := readFile(t, c, b.saved())
	if w.said == "" {
		w.said = decidedRows
	}
	if got := said(out); got != w.said && (w.said != "nothing" || got != "") {
		t.Errorf("said: %s\nwant: %s", got, w.said)
	}
	if got := faulty(out); got != w.faulty {
		t.Errorf("faulty: %s\nwant: %s", got, w.faulty)
	}
	hidden := 0
	for _, a := range out.Answers {
		if a.Hidden && a.Decision != "" {
			hidden++
		}
	}
	if hidden != w.hidden {
		t.Errorf("%d decisions are hidden, want %d", hidden, w.hidden)
	}
	var missing []string
	for _, key := range out.Missing {
		missing = append(missing, numberOf(key))
	}
	if got := strings.Join(missing, " "); got != w.missing {
		t.Errorf("missing: %s\nwant: %s", got, w.missing)
	}
	begin(t, "problems", toldOf(out), b.placed(w.problems))
	begin(t, "remarks", out.Remarks, b.placed(w.remarks))
	if out.File.Name != "returned.xlsx" || len(out.File.SHA256) != 64 {
		t.Errorf("the file is %+v", out.File)
	}
}

func TestWhatAReviewerMayDo(t *testing.T) {
	for name, test := range map[string]struct {
		edit func(*workbook)
		want becomes
	}{
		"decides, and nothing else": {func(*workbook) {}, becomes{}},
		"renames the sheet": {
			func(b *workbook) { check(b.t, b.SetSheetName(ReviewSheet, "Done")) },
			becomes{remarks: []string{`the table is on the sheet "Done", not on "Review"`}}},
		"renames the cover": {
			func(b *workbook) { check(b.t, b.SetSheetName(CoverSheet, "Read me")) }, becomes{}},
		"moves the sheet to the front": {
			func(b *workbook) { check(b.t, b.MoveSheet(ReviewSheet, CoverSheet)) }, becomes{}},
		"hides the cover": {
			func(b *workbook) {
				check(b.t, b.MoveSheet(ReviewSheet, CoverSheet))
				b.SetActiveSheet(0)
				check(b.t, b.SetSheetVisible(CoverSheet, false))
			}, becomes{}},
		"deletes the cover": {
			func(b *workbook) { check(b.t, b.DeleteSheet(CoverSheet)) },
			becomes{remarks: []string{`the sheet "Start here" is missing`}}},
		"adds a sheet of notes": {
			func(b *workbook) {
				_, err := b.NewSheet("My notes")
				check(b.t, err)
				check(b.t, b.SetCellStr("My notes", "A1", "ask Grace"))
			},
			becomes{remarks: []string{`"My notes" was not read: no table of a review`}}},
		"lists ids on a sheet of notes": {
			func(b *workbook) {
				_, err := b.NewSheet("Ask Grace")
				check(b.t, err)
				check(b.t, b.SetCellStr("Ask Grace", "A1", keyOf(7)))
			},
			becomes{remarks: []string{`"Ask Grace" was not read: it has rows of a review, but no headers`}}},
		"adds a blank sheet": {
			func(b *workbook) { _, err := b.NewSheet("Sheet1"); check(b.t, err) }, becomes{}},
		"decides in a copy of the sheet": {
			func(b *workbook) {
				to, err := b.NewSheet("Review (2)")
				check(b.t, err)
				from, err := b.GetSheetIndex(ReviewSheet)
				check(b.t, err)
				check(b.t, b.CopySheet(from, to))
				check(b.t, b.SetCellStr("Review (2)", b.at(DecisionHeader, 3), "revoke"))
				b.set(b.at(DecisionHeader, 5), nil)
			},
			becomes{said: decidedRows + ", 009 revoke",
				remarks: []string{`the table is on the sheet "Review (2)"`, "Review (2)!A2, Review (2)!A3, Review (2)!A4 and 18 more are in second rows about the same access, which say nothing else"}}},
		"takes the protection off and sorts": {
			func(b *workbook) {
				check(b.t, b.UnprotectSheet(ReviewSheet))
				rows := b.texts()
				slices.Reverse(rows[1:])
				b.retype(rows, 1, 1)
			},
			becomes{remarks: []string{`the rows of the sheet "Review" stand in another order`}}},
		"sorts the headers in with the rows": {
			func(b *workbook) {
				rows := b.texts()
				slices.Reverse(rows)
				b.retype(rows, 1, 1)
			},
			becomes{remarks: []string{`the headers of the sheet "Review" stand in row 22`, `the rows of the sheet "Review" stand in another order`}}},
		"moves columns": {
			func(b *workbook) {
				rows := b.texts()
				for _, row := range rows {
					slices.Reverse(row)
				}
				b.retype(rows, 1, 1)
			},
			becomes{remarks: []string{`the columns of the sheet "Review" stand in another order`}}},
		"puts a title above the table": {
			func(b *workbook) {
				check(b.t, b.InsertRows(ReviewSheet, 1, 3))
				b.set("B1", "To be decided by Friday")
			},
			becomes{remarks: []string{`the headers of the sheet "Review" stand in row 4`}}},
		"copies the table to the middle of a sheet": {
			func(b *workbook) { b.retype(b.texts(), 4, 20) },
			becomes{remarks: []string{`the headers of the sheet "Review" stand in row 20`}}},
		"inserts a column of notes": {
			func(b *workbook) {
				check(b.t, b.InsertCols(ReviewSheet, "D", 1))
				b.set("D1", "Cost centre")
				b.set("D7", "4711")
			},
			becomes{remarks: []string{`the column D ("Cost centre") of the sheet "Review" is not of the review and was not read`}}},
		"inserts a column without a header": {
			func(b *workbook) {
				check(b.t, b.InsertCols(ReviewSheet, "D", 1))
				b.set("D7", "x")
			},
			becomes{remarks: []string{`the column D of the sheet "Review" is not of the review and was not read`}}},
		"writes beside the table": {
			func(b *workbook) { b.set("T5", "please check") },
			becomes{remarks: []string{`the column T of the sheet "Review" is not of the review and was not read`}}},
		"writes a second column about the person": {
			func(b *workbook) { b.set("T1", NameHeader); b.set("T2", "Tunde") },
			becomes{remarks: []string{`the column T ("Person") of the sheet "Review" is not of the review and was not read`}}},
		"deletes a column that only tells something": {
			func(b *workbook) { check(b.t, b.RemoveCol(ReviewSheet, b.column(LoginHeader))) },
			becomes{remarks: []string{"the column Last sign-in is missing, and what it said could not be compared"}}},
		"spells headers another way": {
			func(b *workbook) {
				b.set(b.at(DecisionHeader, 1), "DECISION *")
				b.set(b.at(KeyHeader, 1), "row_id")
				b.set(b.at(UserNameHeader, 1), "User-Name")
			}, becomes{}},
		"leaves blank rows between the others": {
			func(b *workbook) { check(b.t, b.InsertRows(ReviewSheet, 5, 3)) }, becomes{}},
		"repeats the headers for printing": {
			func(b *workbook) {
				check(b.t, b.InsertRows(ReviewSheet, 10, 1))
				for i, header := range b.headers {
					b.set(fmt.Sprint(b.column(b.headers[i]), 10), header)
				}
			},
			becomes{remarks: []string{"the headers stand in the table again"}}},
		"filters, and hides decided rows": {
			func(b *workbook) {
				check(b.t, b.AutoFilter(ReviewSheet, "A1:Q22", []excelize.AutoFilterOptions{{Column: "A", Expression: "x == keep"}}))
				check(b.t, b.SetRowVisible(ReviewSheet, 5, false))
				check(b.t, b.SetRowVisible(ReviewSheet, 6, false))
			},
			becomes{remarks: []string{`the sheet "Review" is filtered`}, hidden: 1}},
		"hides columns": {
			func(b *workbook) {
				check(b.t, b.SetColVisible(ReviewSheet, b.column(WorkspaceHeader), false))
				check(b.t, b.SetColVisible(ReviewSheet, b.column(KeyHeader), false))
			},
			becomes{remarks: []string{`the column Workspace of the sheet "Review" is hidden`}}},
		"types decisions in capitals, with blanks around": {
			func(b *workbook) {
				b.set(b.at(DecisionHeader, 2), " KEEP\u00a0")
				b.set(b.at(DecisionHeader, 5), "Revoke")
				b.set(b.at(DecisionHeader, 20), "change\n")
			}, becomes{}},
		"clears a decision with a blank": {
			func(b *workbook) { b.set(b.at(DecisionHeader, 5), "  ") },
			becomes{said: "001 change (viewer only), 008 keep (closes the books)"}},
		"computes a decision": {
			func(b *workbook) {
				b.compute(b.at(DecisionHeader, 5), `IF(TRUE,"revoke","keep")`, "revoke")
			},
			becomes{remarks: []string{"1 decision is computed by a formula, and counts as it was stored"}}},
		"looks a context cell up, and it says the same": {
			func(b *workbook) {
				b.compute(b.at(DepartmentHeader, 5), `"Fin"&"ance"`, "Finance")
			}, becomes{}},
		"explains several rows in one merged cell": {
			func(b *workbook) {
				check(b.t, b.MergeCell(ReviewSheet, b.at(JustificationHeader, 2), b.at(JustificationHeader, 3)))
			},
			becomes{said: decidedRows + ", 009 (closes the books)"}},
		"gives a row on": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), "bob@acme.example") },
			becomes{said: decidedRows + ", 014 by bob@acme.example"}},
		"says who decided really": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 5), "bob@acme.example") },
			becomes{said: "001 change (viewer only), 007 revoke by bob@acme.example, 008 keep (closes the books)"}},
		"copies a delegate out of a mail": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), "Bob O'Brien <bob@acme.example>; ") },
			becomes{said: decidedRows + ", 014 by bob@acme.example"}},
		"links a delegate": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), "mailto:bob@acme.example") },
			becomes{said: decidedRows + ", 014 by bob@acme.example"}},
		"gives a row on to themself": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), strings.ToUpper(maria)) },
			becomes{remarks: []string{"Review!C9 gives the row to its own reviewer, which changes nothing"}}},
		"copies a row below the others": {
			func(b *workbook) { b.copyRow(5, 23) },
			becomes{remarks: []string{"Review!A23 is in a second row about the same access, which says nothing else"}}},
		"copies a row and decides only in the copy": {
			func(b *workbook) { b.copyRow(3, 23); b.set(b.at(DecisionHeader, 23), "keep") },
			becomes{said: decidedRows + ", 009 keep", remarks: []string{"Review!A23 is in a second row about the same access, which says nothing else"}}},
		"opens it in a program that decomposes letters": {
			func(b *workbook) {
				cell := b.at(NameHeader, 21)
				b.set(cell, norm.NFD.String(b.get(cell)))
			}, becomes{}},
		"opens it in a program that ends lines as Windows does": {
			func(b *workbook) {
				cell := b.at(LookHeader, 2)
				b.set(cell, strings.ReplaceAll(b.get(cell), "\n", "\r\n"))
			}, becomes{}},
		"opens it in a program that makes numbers and dates": {
			func(b *workbook) {
				days, err := strconv.Atoi(b.get(b.at(DaysHeader, 2)))
				check(b.t, err)
				day, err := time.Parse(time.DateOnly, b.get(b.at(LoginHeader, 2)))
				check(b.t, err)
				b.set(b.at(DaysHeader, 2), nil)
				b.set(b.at(DaysHeader, 2), days)
				b.set(b.at(LoginHeader, 2), nil)
				b.set(b.at(LoginHeader, 2), day)
			}, becomes{}},
		"opens it in a program that trims and guards": {
			func(b *workbook) {
				b.set(b.at(WorkspaceHeader, 3), "'"+b.get(b.at(WorkspaceHeader, 3)))
				b.set(b.at(WorkspaceHeader, 8), " "+b.get(b.at(WorkspaceHeader, 8))+"\u00a0")
			}, becomes{}},
		"changes colours and types": {
			func(b *workbook) {
				style, err := b.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
				check(b.t, err)
				check(b.t, b.SetCellStyle(ReviewSheet, "A1", "Q22", style))
			}, becomes{}},
		"types the Row id in small letters": {
			func(b *workbook) { b.set(b.at(KeyHeader, 5), strings.ToLower(b.get(b.at(KeyHeader, 5)))) }, becomes{}},
		"deletes rows": {
			func(b *workbook) {
				check(b.t, b.RemoveRow(ReviewSheet, 22))
				check(b.t, b.RemoveRow(ReviewSheet, 2))
			},
			becomes{said: "001 change (viewer only), 007 revoke", missing: "008 052"}},
	} {
		t.Run(name, func(t *testing.T) { test.want.after(t, test.edit) })
	}
}

func (b *workbook) copyRow(from, to int) {
	b.t.Helper()
	for _, header := range b.headers {
		if text := b.get(b.at(header, from)); text != "" {
			b.set(b.at(header, to), text)
		}
	}
}
