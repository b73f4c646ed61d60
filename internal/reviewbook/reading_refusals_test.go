package reviewbook

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Of what is refused nothing is lost: the rows that are not concerned count, and each of those that are is named with
// its cell.
func TestWhatIsRefusedAndWhatCountsAllTheSame(t *testing.T) {
	for name, test := range map[string]struct {
		edit func(*workbook)
		want becomes
	}{
		"a workspace is edited": {
			func(b *workbook) { b.set(b.at(WorkspaceHeader, 8), "Sales Planning") },
			becomes{faulty: "015", problems: []string{`edited Review!{Workspace}8 was edited: "Sales Planning EMEA" → "Sales Planning"`}}},
		"a decided row is edited": {
			func(b *workbook) { b.set(b.at(DepartmentHeader, 5), "Finance EU") },
			becomes{said: "001 change (viewer only), 008 keep (closes the books)", faulty: "007",
				problems: []string{`edited Review!{Department}5 was edited: "Finance" → "Finance EU"`}}},
		"two cells of a row are edited": {
			func(b *workbook) {
				b.set(b.at(DepartmentHeader, 9), "Legal")
				b.set(b.at(ManagerHeader, 9), "boss@acme.example")
			},
			becomes{faulty: "014", problems: []string{`edited Review!{Department}9 was edited: "Finance" → "Legal" (and 1 more cell of the row)`}}},
		"a warning is emptied": {
			func(b *workbook) { b.set(b.at(LookHeader, 9), nil) },
			becomes{faulty: "014", problems: []string{`edited Review!{Look at}9 was emptied: it said "`}}},
		"a blank cell is filled in": {
			func(b *workbook) { b.set(b.at(LookHeader, 19), "on leave") },
			becomes{faulty: "031", problems: []string{`edited Review!{Look at}19 was filled in: it was blank, and says "on leave"`}}},
		"letters that only look the same": {
			func(b *workbook) { b.set(b.at(UserNameHeader, 19), "user.012@аcme.example") },
			becomes{faulty: "031", problems: []string{`edited Review!{User name}19 was edited: "user.012@acme.example" → "user.012@аcme.example"`}}},
		"another day": {
			func(b *workbook) { b.set(b.at(LoginHeader, 2), "2026-11-02") },
			becomes{said: "001 change (viewer only), 007 revoke", faulty: "008", problems: []string{`edited Review!{Last sign-in}2 was edited: "2026-08`}}},
		"another number of days": {
			func(b *workbook) { b.set(b.at(DaysHeader, 9), nil); b.set(b.at(DaysHeader, 11), 2) },
			becomes{faulty: "044", problems: []string{`edited Review!{Days since}11 was edited: "26`}}},
		"a context cell is an error": {
			func(b *workbook) { b.computeError(b.at(DepartmentHeader, 9), "#REF!") },
			becomes{faulty: "014", problems: []string{`edited Review!{Department}9 was edited: "Finance" → "#REF!"`}}},
		"a context cell is computed, without a result": {
			func(b *workbook) {
				check(b.t, b.SetCellFormula(ReviewSheet, b.at(DepartmentHeader, 9), `VLOOKUP(A1,X!A:B,2)`))
			},
			becomes{faulty: "014", problems: []string{`edited Review!{Department}9 holds a formula without a result; it said "Finance"`}}},
		"a number format shows another text": {
			func(b *workbook) { b.style(b.at(WorkspaceHeader, 9), `;;;"Nothing"`) },
			becomes{faulty: "014", problems: []string{`edited Review!{Workspace}9 may show other words than it holds, by its number format`}}},
		"ids are filled down": {
			func(b *workbook) {
				b.set(b.at(KeyHeader, 6), b.get(b.at(KeyHeader, 5)))
				b.set(b.at(DecisionHeader, 6), "keep")
			},
			becomes{missing: "023", problems: []string{
				`edited Review!{Row id}6 is the Row id of Tunde محمود in finance (8a81b09d5e8c6f27000000000000c5dd), and the row says "keep · أحمد Okafor`}}},
		"an id is filled down beside a row of the same person": {
			func(b *workbook) {
				b.set(b.at(KeyHeader, 3), b.get(b.at(KeyHeader, 2)))
				b.set(b.at(DecisionHeader, 3), "revoke")
			},
			becomes{missing: "009", problems: []string{`edited Review!{Workspace}3 was edited: "8a81b09d5e8c6f27000000000000c6ee" → "=HYPERLINK("http://x","Capex")" (and 1 more cell`}}},
		"a row is copied for another workspace": {
			func(b *workbook) {
				b.copyRow(5, 23)
				b.set(b.at(WorkspaceHeader, 23), "Capex")
				b.set(b.at(DecisionHeader, 23), "keep")
			},
			becomes{problems: []string{`edited Review!{Workspace}23 was edited: "finance (8a81b09d5e8c6f27000000000000c5dd)" → "Capex"`}}},
		"ids are filled up": {
			func(b *workbook) {
				b.set(b.at(KeyHeader, 4), b.get(b.at(KeyHeader, 5)))
				b.set(b.at(WorkspaceHeader, 4), "Capex")
				b.set(b.at(UserNameHeader, 4), "eve@acme.example")
			},
			becomes{missing: "010", problems: []string{`edited Review!{Row id}4 is the Row id of Tunde محمود`}}},
		"the table is sorted without its ids": {
			func(b *workbook) {
				one, other := b.get(b.at(KeyHeader, 2)), b.get(b.at(KeyHeader, 20))
				b.set(b.at(KeyHeader, 2), other)
				b.set(b.at(KeyHeader, 20), one)
			},
			becomes{said: "007 revoke", faulty: "001 008", problems: []string{
				`edited Review!{Row id}2 is the Row id of Ada Lovelace in Finance (8a81b09d5e8c6f27000000000000c2aa), and the row says "keep · closes the books · Tunde محمود`,
				`edited Review!{Row id}20 is the Row id of Tunde محمود in 8a81b09d5e8c6f27000000000000c6ee, and the row says "change · viewer only · Ada Lovelace`},
				remarks: []string{"the rows of"}}},
		"a row is copied and decided otherwise": {
			func(b *workbook) { b.copyRow(5, 23); b.set(b.at(DecisionHeader, 23), "keep") },
			becomes{said: "001 change (viewer only), 008 keep (closes the books)", faulty: "007", problems: []string{
				`repeated Review!A23 is in a second row about the same access, and says something else: keep here, revoke in Review!A5`}}},
		"somebody is added by hand": {
			func(b *workbook) {
				b.set("A23", "keep")
				b.set(b.at(NameHeader, 23), "New Joiner")
				b.set(b.at(WorkspaceHeader, 23), "Finance")
			},
			becomes{problems: []string{`added Review!A23 is in a row without a Row id: it says "keep · New Joiner · Finance"`}}},
		"a total is added": {
			func(b *workbook) { b.set(b.at(NameHeader, 24), "Total"); b.set(b.at(DaysHeader, 24), 21) },
			becomes{problems: []string{`added Review!{Person}24 is in a row without a Row id: it says "Total · 21"`}}},
		"a word of thanks stands below the table": {
			func(b *workbook) { b.set("A25", "Thanks, Maria") },
			becomes{problems: []string{`added Review!A25 is in a row without a Row id: it says "Thanks, Maria"`}}},
		"a Row id is emptied": {
			func(b *workbook) { b.set(b.at(KeyHeader, 5), nil) },
			becomes{said: "001 change (viewer only), 008 keep (closes the books)", missing: "007", problems: []string{
				`added Review!A5 is in a row without a Row id: it says "revoke · Tunde محمود`}}},
		"a Row id is made up": {
			func(b *workbook) { b.copyRow(5, 23); b.set(b.at(KeyHeader, 23), "R5e2a91ab-999999") },
			becomes{problems: []string{`added Review!{Row id}23 says "R5e2a91ab-999999", and the review has no such row`}}},
		"a Row id is merged into the next": {
			func(b *workbook) {
				check(b.t, b.MergeCell(ReviewSheet, b.at(KeyHeader, 5), b.at(KeyHeader, 6)))
			},
			becomes{missing: "023", problems: []string{`added Review!{Row id}6 is merged with the cell above it`}}},
		"a row of another review is pasted in": {
			func(b *workbook) { b.copyRow(5, 23); b.set(b.at(KeyHeader, 23), "R11aa22bb-000007") },
			becomes{problems: []string{`added Review!{Row id}23 is in a row of another review (R11aa22bb-000007)`}}},
		"a synonym": {
			func(b *workbook) { b.set(b.at(DecisionHeader, 5), "remove") },
			becomes{said: "001 change (viewer only), 008 keep (closes the books)", faulty: "007", problems: []string{
				`word Review!A5 says "remove", which is none of the three decisions`}}},
		"a yes": {
			func(b *workbook) { b.set(b.at(DecisionHeader, 9), "yes") },
			becomes{faulty: "014", problems: []string{`word Review!A9 says "yes", which is none of the three decisions`}}},
		"a number for a decision": {
			func(b *workbook) { b.set(b.at(DecisionHeader, 9), 1) },
			becomes{faulty: "014", problems: []string{`word Review!A9 says "1", which is none of the three decisions`}}},
		"a tick for a decision": {
			func(b *workbook) { b.set(b.at(DecisionHeader, 9), true) },
			becomes{faulty: "014", problems: []string{`word Review!A9 says "TRUE", which is none of the three decisions`}}},
		"an error for a decision": {
			func(b *workbook) { b.computeError(b.at(DecisionHeader, 9), "#NAME?") },
			becomes{faulty: "014", remarks: []string{"1 decision is computed"}, problems: []string{`word Review!A9 holds the error "#NAME?"`}}},
		"a decision that was never computed": {
			func(b *workbook) { check(b.t, b.SetCellFormula(ReviewSheet, b.at(DecisionHeader, 9), "Z1")) },
			becomes{faulty: "014", remarks: []string{"1 decision is computed"}, problems: []string{`word Review!A9 holds a formula without a result`}}},
		"one decision is merged across rows": {
			func(b *workbook) {
				check(b.t, b.MergeCell(ReviewSheet, b.at(DecisionHeader, 5), b.at(DecisionHeader, 6)))
			},
			becomes{faulty: "023", problems: []string{`word Review!A6 is merged with the cell above it`}}},
		"a number format shows another decision": {
			func(b *workbook) { b.style(b.at(DecisionHeader, 5), `;;;"keep"`) },
			becomes{said: "001 change (viewer only), 008 keep (closes the books)", faulty: "007", problems: []string{
				`word Review!A5 holds "revoke" under a number format that may show another word`}}},
		"a justification that became an error": {
			func(b *workbook) { b.computeError(b.at(JustificationHeader, 2), "#NAME?") },
			becomes{said: "001 change (viewer only), 007 revoke", faulty: "008", problems: []string{
				`word Review!B2 holds the error "#NAME?" instead of a justification`}}},
		"a delegate by name": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), "Bob from Sales") },
			becomes{faulty: "014", problems: []string{`word Review!C9 says "Bob from Sales", which is not one e-mail address`}}},
		"two delegates": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), "bob@acme.example; eve@acme.example") },
			becomes{faulty: "014", problems: []string{`word Review!C9 says "bob@acme.example; eve@acme.example", which is not one e-mail address`}}},
		"a delegate who is somebody else": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), `"eve@acme.example" <bob@acme.example>`) },
			becomes{faulty: "014", problems: []string{`word Review!C9 says ""eve@acme.example" <bob@acme.example>", which is not one e-mail address`}}},
		"a delegate with a second line": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), "bob@acme.example\nBcc: eve@acme.example") },
			becomes{faulty: "014", problems: []string{`word Review!C9 says "bob@acme.example Bcc: eve@acme.example", which is not one e-mail address`}}},
		"a delegate merged across rows": {
			func(b *workbook) {
				b.set(b.at(DelegateHeader, 9), "bob@acme.example")
				check(b.t, b.MergeCell(ReviewSheet, b.at(DelegateHeader, 9), b.at(DelegateHeader, 10)))
			},
			becomes{said: decidedRows + ", 014 by bob@acme.example", faulty: "016", problems: []string{`word Review!C10 is merged with the cell above it`}}},
		"the person is to decide about themself": {
			func(b *workbook) { b.set(b.at(DelegateHeader, 9), "User.006+work@ACME.example") },
			becomes{faulty: "014", problems: []string{`own Review!C9 names User.006+work@ACME.example, whom the row is about`}}},
		"the column of decisions is renamed": {
			func(b *workbook) { b.set("A1", "Entscheidung") },
			becomes{said: "nothing", faulty: everybody, remarks: []string{`the column A ("Entscheidung")`}, problems: []string{
				`column Review!A1 was edited: "Decision" → "Entscheidung"; without that header nobody can tell what the column is`}}},
		"the column of delegates is deleted": {
			func(b *workbook) { check(b.t, b.RemoveCol(ReviewSheet, "C")) },
			becomes{said: "nothing", faulty: everybody, problems: []string{`column Review has no column "Delegate" any more`}}},
		"the column of user names is deleted": {
			func(b *workbook) { check(b.t, b.RemoveCol(ReviewSheet, b.column(UserNameHeader))) },
			becomes{said: "nothing", faulty: everybody, problems: []string{`column Review has no column "User name" any more`}}},
		"the column of ids is deleted": {
			func(b *workbook) { check(b.t, b.RemoveCol(ReviewSheet, b.column(KeyHeader))) },
			becomes{said: "nothing", problems: []string{`column Review has no column "Row id" any more`}}},
		"a second column of decisions": {
			func(b *workbook) { b.set("S1", "Decision"); b.set("S5", "keep") },
			becomes{said: "nothing", faulty: everybody, remarks: []string{"the column S"}, problems: []string{`column Review!S1 is a second column "Decision", after Review!A1`}}},
		"reviewer and cover are emptied": {
			func(b *workbook) {
				check(b.t, b.DeleteSheet(CoverSheet))
				b.set(b.at(ReviewerHeader, 9), nil)
			},
			becomes{faulty: "014", remarks: []string{`the sheet "Start here" is missing`}, problems: []string{`edited Review!{Reviewer}9 was emptied: it said "maria.lopez@acme.example"`}}},
		"the cover names another population": {
			func(b *workbook) {
				check(b.t, b.SetCellStr(CoverSheet, b.fact(DigestFact), strings.Repeat("00", 32)))
			},
			becomes{problems: []string{`edited Start here!{=Population digest (SHA-256)} names another population than the one that was sent`}}},
		"the cover is of another review": {
			func(b *workbook) {
				check(b.t, b.SetCellStr(CoverSheet, b.fact(CampaignFact), "11aa-22bb"))
			},
			becomes{said: "nothing", faulty: everybody, problems: []string{`foreign Start here!{=Campaign id} is of another review ("Q4-2026", "11aa-22bb"); this is "Q4-2026", "5e2a-91ab"`}}},
		"the headers are deleted": {
			func(b *workbook) { check(b.t, b.RemoveRow(ReviewSheet, 1)) },
			becomes{said: "nothing", problems: []string{`column Review has rows of a review and no headers any more`}}},
		"the table is emptied": {
			func(b *workbook) { b.retype(nil, 1, 1) },
			becomes{said: "nothing", problems: []string{`unread has no sheet with the rows of the review and the columns to decide in`}}},
		"the rows are deleted, the headers are left": {
			func(b *workbook) { b.retype([][]string{b.headers}, 1, 1) },
			becomes{said: "nothing", missing: "001 007 008 009 010 014 015 016 022 023 031 037 038 039 040 044 045 046 052 053 061"}},
	} {
		t.Run(name, func(t *testing.T) { test.want.after(t, test.edit) })
	}
}

// everybody are the accesses of Maria's part.
const everybody = "001 007 008 009 010 014 015 016 022 023 031 037 038 039 040 044 045 046 052 053 061"

// computeError makes a cell an error that a formula gives.
func (b *workbook) computeError(cell, name string) {
	b.t.Helper()
	check(b.t, b.SetCellFormula(ReviewSheet, cell, "1/0"))
	b.failed[cell] = name
}

func TestAWorkbookOfAnotherReview(t *testing.T) {
	other := quarter(26)
	other.ID, other.Name = "11aa-22bb", "Q3-2026"
	for i := range other.People {
		for j := range other.People[i].Accesses {
			a := &other.People[i].Accesses[j]
			a.Key = strings.Replace(a.Key, "5e2a91ab", "11aa22bb", 1)
		}
	}
	b := inProgram(t, other, partOf(other, maria))
	decideThree(b)
	becomes{said: "nothing", problems: []string{`foreign Start here!{=Campaign id} is of another review ("Q3-2026", "11aa-22bb"); this is "Q4-2026", "5e2a-91ab"`}}.check(t, b)
	check(t, b.DeleteSheet(CoverSheet))
	becomes{said: "nothing", problems: []string{`foreign is of another review ("11aa-22bb"); this is "Q4-2026", "5e2a-91ab"`}}.check(t, b)
}

func TestRowsThatWereHandedOn(t *testing.T) {
	c := quarter(26)
	p := Part{Address: "bob@acme.example", From: maria, Rows: rowsOf(c, maria)[:3]}
	b := inProgram(t, c, p)
	b.set(b.at(DecisionHeader, 2), "keep")
	out := readFile(t, c, b.saved())
	if got := said(out); got != "008 keep" || len(out.Missing)+len(out.Problems)+len(out.Remarks) > 0 || out.File.Reviewer != "bob@acme.example" || out.Answers[0].Reviewer != "bob@acme.example" {
		t.Errorf("said %s, %+v", got, out)
	}
	check(t, b.RemoveRow(ReviewSheet, 4))
	out = readFile(t, c, b.saved())
	begin(t, "remarks", out.Remarks, []string{"1 of the 3 rows that the workbook was sent with is missing"})
}

func TestWhoeverWasHandedRowsDoesNotOweTheirOwnPartInThatWorkbook(t *testing.T) {
	c := quarter(26)
	b := inProgram(t, c, Part{Address: tunde, From: maria, Rows: rowsOf(c, maria)[:3]})
	b.retype([][]string{b.headers}, 1, 1)
	out := readFile(t, c, b.saved())
	if len(out.Missing)+len(out.Problems) > 0 {
		t.Errorf("missing %q, %+v", out.Missing, out.Problems)
	}
	begin(t, "remarks", out.Remarks, []string{"3 of the 3 rows that the workbook was sent with are missing"})
}

func TestTheRowsOfNobody(t *testing.T) {
	c := quarter(60)
	b := inProgram(t, c, partOf(c, ""))
	b.set(b.at(DecisionHeader, 2), "revoke")
	b.set(b.at(DelegateHeader, 2), olga)
	out := readFile(t, c, b.saved())
	if got := said(out); got != "054 revoke by "+olga || len(out.Missing)+len(out.Problems)+len(out.Remarks) > 0 || out.File.Reviewer != "" || out.Answers[0].Reviewer != "" {
		t.Errorf("said %s, %+v", got, out)
	}
	check(t, b.RemoveRow(ReviewSheet, 3))
	if out = readFile(t, c, b.saved()); len(out.Missing) != 1 || out.Missing[0] != keyOf(55) {
		t.Errorf("missing %q", out.Missing)
	}
}

func TestOneProblemIsToldWithItsCellAndTheFix(t *testing.T) {
	c := quarter(26)
	b := inProgram(t, c, partOf(c, maria))
	b.set(b.at(DepartmentHeader, 5), "Finance EU")
	out := readFile(t, c, b.saved())
	if len(out.Problems) != 1 {
		t.Fatalf("%+v", out.Problems)
	}
	p := out.Problems[0]
	if p.Key != keyOf(7) || p.Cell != "Review!"+b.at(DepartmentHeader, 5) || p.Hint != `put "Finance" back, or enter this row's decision into a fresh copy of the workbook` {
		t.Errorf("%+v", p)
	}
	if _, err := excelize.OpenFile(b.saved()); err != nil {
		t.Error(err)
	}
}
