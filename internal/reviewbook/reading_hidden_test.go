package reviewbook

import "testing"

const copied = "Review (2)"

// copySheet copies the table with what is decided in it.
func (b *workbook) copySheet() {
	b.t.Helper()
	to, err := b.NewSheet(copied)
	check(b.t, err)
	from, err := b.GetSheetIndex(ReviewSheet)
	check(b.t, err)
	check(b.t, b.CopySheet(from, to))
}

// hide hides a sheet; one that is very hidden is not offered where people show sheets.
func (b *workbook) hide(name string, very bool) {
	b.t.Helper()
	b.SetActiveSheet(0)
	check(b.t, b.SetSheetVisible(name, false, very))
}

const seenByNobody = `edited Review is a hidden sheet, and decisions stand on it that nobody sees who opens the workbook`

func TestWhatStandsOnlyOnAHiddenSheetIsNoDecision(t *testing.T) {
	for name, test := range map[string]struct {
		edit func(*workbook)
		want becomes
	}{
		"the sheet is hidden": {
			func(b *workbook) { b.hide(ReviewSheet, false) },
			becomes{said: "nothing", faulty: "001 007 008", problems: []string{seenByNobody}, remarks: []string{`the sheet "Review" is hidden`}, hidden: 3}},
		"the sheet is very hidden": {
			func(b *workbook) { b.hide(ReviewSheet, true) },
			becomes{said: "nothing", faulty: "001 007 008", problems: []string{seenByNobody}, remarks: []string{`the sheet "Review" is hidden`}, hidden: 3}},
		"the sheet is hidden, and blank": {
			func(b *workbook) {
				for _, cell := range []string{"A2", "B2", "A5", "A20", "B20"} {
					b.set(cell, nil)
				}
				b.hide(ReviewSheet, false)
			},
			becomes{said: "nothing", remarks: []string{`the sheet "Review" is hidden`}}},
		"a hidden sheet gives rows on": {
			func(b *workbook) {
				for _, cell := range []string{"A2", "B2", "A5", "A20", "B20"} {
					b.set(cell, nil)
				}
				b.set(b.at(DelegateHeader, 9), "bob@acme.example")
				b.hide(ReviewSheet, false)
			},
			becomes{said: "nothing", faulty: "014", problems: []string{seenByNobody}, remarks: []string{`the sheet "Review" is hidden`}}},
		"a hidden copy stands beside the sheet": {
			func(b *workbook) {
				b.copySheet()
				check(b.t, b.SetCellStr(copied, b.at(DecisionHeader, 2), "revoke"))
				b.hide(copied, true)
			},
			becomes{remarks: []string{`the sheet "Review (2)" is hidden and was not read: the table stands on a sheet that is shown`}}},
		"a hidden copy stands before the sheet": {
			func(b *workbook) {
				b.copySheet()
				check(b.t, b.MoveSheet(copied, CoverSheet))
				check(b.t, b.SetCellStr(copied, b.at(DecisionHeader, 2), "revoke"))
				b.SetActiveSheet(1)
				check(b.t, b.SetSheetVisible(copied, false))
			},
			becomes{remarks: []string{`the sheet "Review (2)" is hidden and was not read`}}},
		"a hidden copy decides what is blank where it is seen": {
			func(b *workbook) {
				b.copySheet()
				b.set("A5", nil)
				b.hide(copied, false)
			},
			becomes{said: "001 change (viewer only), 008 keep (closes the books)", remarks: []string{
				`the sheet "Review (2)" is hidden and was not read: the table stands on a sheet that is shown, and 1 row is blank there that is filled in on the hidden one`}}},
		"a row is cut out of the sheet and decided in a hidden copy": {
			func(b *workbook) {
				b.copySheet()
				check(b.t, b.RemoveRow(ReviewSheet, 5))
				check(b.t, b.RemoveRow(ReviewSheet, 5)) // of which the copy says nothing
				b.hide(copied, false)
			},
			becomes{said: "001 change (viewer only), 008 keep (closes the books)", faulty: "007", missing: "023", hidden: 1,
				problems: []string{`edited Review (2) is a hidden sheet, and decisions stand on it`}, remarks: []string{`the sheet "Review (2)" is hidden`}}},
		"a hidden copy that was edited and lacks columns": {
			func(b *workbook) {
				b.copySheet()
				check(b.t, b.SetCellStr(copied, b.at(WorkspaceHeader, 3), "Nothing"))
				check(b.t, b.SetCellStr(copied, b.at(UserNameHeader, 1), "Who"))
				check(b.t, b.SetCellStr(copied, b.at(KeyHeader, 23), "R11aa22bb-000007"))
				b.hide(copied, false)
			},
			becomes{remarks: []string{`the sheet "Review (2)" is hidden`}}},
	} {
		t.Run(name, func(t *testing.T) { test.want.after(t, test.edit) })
	}
}
