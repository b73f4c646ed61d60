package main

import (
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// attest: attest WORKBOOK RETURNED [why=TEXT] [keep=WHAT] [revoke=WHAT] [change=WHAT] [blank=WHAT] [delegate=WHO]
// [CELL=TEXT] [drop=ROW] [sheet=NAME]. A reviewer fills in a workbook, in the order of the words: WHAT is * for
// every row, or user/workspace; why and delegate go with the decisions that follow.
func attest(ts *testscript.TestScript, _ bool, args []string) {
	book, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer book.Close()
	rows, err := book.GetRows("Review")
	ts.Check(err)
	column := func(header string) int { return slices.Index(rows[0], header) + 1 }
	user, workspace := column("User name")-1, column("Workspace")-1
	why, delegate, name := "", "", "Review"
	for _, arg := range args[2:] {
		what, value, _ := strings.Cut(arg, "=")
		switch what {
		case "why":
			why = value
		case "delegate":
			delegate = value
		case "keep", "revoke", "change", "blank":
			for i, row := range rows[1:] {
				if value != "*" && value != row[user]+"/"+row[workspace] {
					continue
				}
				word := strings.TrimPrefix(what, "blank")
				for header, text := range map[string]string{"Decision": word, "Justification": why, "Delegate": delegate} {
					ts.Check(book.SetCellStr("Review", cellAt(ts, column(header), i+2), text))
				}
			}
		case "drop":
			ts.Check(book.RemoveRow("Review", number(ts, value)))
		case "sheet":
			name = value
		default:
			ts.Check(book.SetCellStr("Review", what, value))
		}
	}
	ts.Check(book.SetSheetName("Review", name))
	ts.Check(book.SaveAs(ts.MkAbs(args[1])))
}
