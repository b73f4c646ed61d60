package approval_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/approval"
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// format gives a cell a number format.
func (b *book) format(sheetName, cell, code string) {
	b.t.Helper()
	style, err := b.NewStyle(&excelize.Style{CustomNumFmt: &code})
	check(b.t, err)
	check(b.t, b.SetCellStyle(sheetName, cell, cell, style))
}

// find is the cell of a sheet that holds a text.
func (b *book) find(sheetName, text string) string {
	b.t.Helper()
	found, err := b.SearchSheet(sheetName, text)
	check(b.t, err)
	if len(found) == 0 {
		b.t.Fatalf("%s does not say %q", sheetName, text)
	}
	return found[0]
}

// An approver reads more than the rows that are decided: the first page above all.
func TestWhatTheApproverSeesIsWhatWasSent(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	change := func(sheetName, cell string, value any) func(*book) {
		return func(b *book) { check(b.t, b.SetCellValue(sheetName, cell, value)) }
	}
	for name, test := range map[string]struct {
		edit func(*book)
		want []string
	}{
		"the headline says something harmless": {change("Summary", "A1", "Nothing much happens"),
			[]string{`Summary!A1 was edited: it says "Nothing much happens", the report said "What plan `}},
		"a number of the first page is smaller": {
			func(b *book) {
				head := b.find("Summary", "The numbers")
				_, row, err := excelize.CellNameToCoordinates(head)
				check(b.t, err)
				check(b.t, b.SetCellValue("Summary", fmt.Sprint("C", row+2), 777))
			},
			[]string{`Summary!C`}},
		"a number of the first page is hidden by its format": {
			func(b *book) {
				head := b.find("Summary", "The numbers")
				_, row, err := excelize.CellNameToCoordinates(head)
				check(b.t, err)
				b.format("Summary", fmt.Sprint("C", row+2), ";;;")
			},
			[]string{`Summary!C`}},
		"a line is added to the first page":    {change("Summary", "B200", "All of this was agreed with Olga"), []string{`Summary!B200 was filled in: it says "All of this was agreed with Olga"`}},
		"a line of the first page is computed": {func(b *book) { check(b.t, b.SetCellFormula("Summary", "A1", `"What"`)) }, []string{"Summary!A1 holds a formula now"}},
		"a line of the first page is hidden":   {func(b *book) { check(b.t, b.SetRowVisible("Summary", 1, false)) }, []string{"Summary!A1 is in a hidden row: nobody can have read it"}},
		"a column of the first page is hidden": {func(b *book) { check(b.t, b.SetColVisible("Summary", "C", false)) }, []string{"Summary!C1 is in a hidden column: nobody can have read it"}},
		"a line shows other words":             {func(b *book) { b.format("Summary", "A1", `;;;"Nothing"`) }, []string{"Summary!A1 may show other words than it holds, by its number format"}},
		"the first page is hidden":             {func(b *book) { b.SetActiveSheet(1); check(b.t, b.SetSheetVisible("Summary", false)) }, []string{"Summary is hidden: nobody can have read it"}},
		"the first page is very hidden":        {func(b *book) { b.SetActiveSheet(1); check(b.t, b.SetSheetVisible("Summary", false, true)) }, []string{"Summary is hidden"}},
		"the sheet Changes is hidden":          {func(b *book) { check(b.t, b.SetSheetVisible(report.ChangesSheet, false)) }, []string{"Changes is hidden"}},
		"the sheet About is hidden":            {func(b *book) { check(b.t, b.SetSheetVisible(report.AboutSheet, false)) }, []string{"About is hidden"}},
		"the first page is removed":            {func(b *book) { check(b.t, b.DeleteSheet("Summary")) }, []string{"Summary is missing: the workbook has the sheets \"Changes\""}},
		"a sheet with details is removed":      {func(b *book) { check(b.t, b.DeleteSheet("Findings")) }, []string{"Findings is missing"}},
		"who made the plan is edited":          {func(b *book) { change(report.AboutSheet, b.fact("Made by"), "the board")(b) }, []string{`About!{Made by} was edited: it says "the board"`}},
		"an attribute becomes another": {func(b *book) {
			change("Attributes", b.find("Attributes", "grace.murray@acme.example"), "grace@acme.example")(b)
		}, []string{"Attributes!F"}},
		"somebody no longer loses a workspace":    {change("Workspaces", "J2", nil), []string{`Workspaces!J2 was emptied: the report said`}},
		"what is hidden is only what is not told": {change("Unchanged", "A2", "mallory@acme.example"), []string{`Unchanged!A2 was edited: it says "mallory@acme.example", the report said "linus@acme.example"`}},
		"a sheet stands in front": {
			func(b *book) {
				_, err := b.NewSheet("Summary ")
				check(b.t, err)
				check(b.t, b.SetCellValue("Summary ", "B3", "Two people get a workspace"))
				check(b.t, b.MoveSheet("Summary ", "Summary"))
			},
			[]string{`"Summary" is no sheet of the report: Summary !B3 says "Two people get a workspace"`}},
		"a chart is a sheet": {
			func(b *book) {
				check(b.t, b.AddChartSheet("At a glance", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Summary!$A$1:$A$2"}}}))
			},
			[]string{`"At a glance" is a chart or something else without cells, and no sheet of the report`}},
		"a column of what happens is hidden": {
			func(b *book) { check(b.t, b.SetColVisible(report.ChangesSheet, b.column("Risks"), false)) },
			[]string{`Changes!{Risks}1 is in a hidden column: nobody can have read what "Risks" says`}},
		"many cells are told in a few lines": {
			func(b *book) { check(b.t, b.InsertRows(report.AboutSheet, 3, 1)) },
			[]string{"About!A3", "About!A4", "About!B4", "About!C4", "About!B5", "About differs from the report in "}},
	} {
		t.Run(name, func(t *testing.T) { refusesEdit(t, p, path, test.edit, test.want) })
	}
}

func TestTheFindingsAreComparedToo(t *testing.T) {
	in := report.Input{Plan: samplePlan(t), Findings: []finding.Finding{{Severity: finding.Error, Code: "mail", Message: "is no e-mail address",
		Pos: finding.Pos{File: "staff.xlsx", Sheet: "Employees", Row: 9, Column: 1}}}}
	path := t.TempDir() + "/change-report.xlsx"
	check(t, report.WriteChangeWorkbook(path, in))
	reader := approval.NewReader(in, approval.Rules{})
	defer reader.Close()
	_, _, err := reader.Read(path)
	check(t, err)
	_, _, err = read(path, in.Plan, approval.Rules{})
	if got := problemsOf(t, err); !strings.Contains(strings.Join(got, "\n"), "Findings!") {
		t.Errorf("problems %q", got)
	}
}

// The report is written from the plan in memory, and what comes back is compared with one from the plan's file,
// which knows less: not the accounts for which nothing changes.
func TestTheReportIsThatOfThePlansFile(t *testing.T) {
	account := func(n int, userName, family string) identity.Account {
		return identity.Account{ID: fmt.Sprintf("8a81b09e%024x", n), UserName: identity.UserName(userName), GivenName: "Ada", FamilyName: family, Active: true}
	}
	listed := func(row int, person identity.Person) plan.Listed {
		return plan.Listed{Person: person, Rows: []finding.Pos{{File: "staff.xlsx", Sheet: "Employees", Row: row, Column: 3, Header: "familyName"}}}
	}
	policy := plan.Policy{Entitlements: plan.Exact, Manage: plan.Groups(), Match: plan.MatchUserName, Absent: plan.AbsentReport,
		MaxCreates: "all", MaxDeactivations: "10%", MaxRevocations: "10%"}
	difference, err := plan.Diff(
		plan.Desired{Listed: []plan.Listed{listed(2, identity.Person{UserName: ada, FamilyName: new("King")}), listed(3, identity.Person{UserName: grace}),
			listed(4, identity.Person{UserName: emmy, Request: identity.Request("update")}), listed(5, identity.Person{UserName: asa, GivenName: new("Asa")})}},
		plan.Actual{Accounts: []identity.Account{account(1, ada, "Lovelace"), account(2, grace, "Hopper"), account(3, tunde, "O'Brien")}, Total: 3, Complete: true,
			Workspaces: &identity.Workspaces{}, At: time.Date(2026, 11, 21, 21, 0, 0, 0, time.UTC)}, policy)
	check(t, err)
	p, err := plan.Seal(difference, policy, plan.Facts{CreatedAt: time.Date(2026, 11, 21, 22, 10, 5, 7, time.FixedZone("CET", 3600)), Tool: "scimsheet 1.0.0",
		Snapshot: plan.Snapshot{Users: 3, Accounts: 3, Complete: true}, Tenant: plan.Tenant{Name: "acme", SCIMURL: "https://api.anaplan.com/scim/1/0/v2"}})
	check(t, err)
	var file bytes.Buffer
	check(t, p.Write(&file))
	path := wholeReport(t, p)
	again, err := plan.Read(&file)
	check(t, err)
	if n := again.Counts; n.Create != 1 || n.Update != 1 || n.None != 1 || n.Blocked != 1 || len(again.Absent) != 1 {
		t.Fatalf("the plan has %+v", n)
	}
	_, _, err = read(path, again, approval.Rules{})
	check(t, err)
}

func TestAReaderReadsReportsOfTheWholeAndOfParts(t *testing.T) {
	p := samplePlan(t)
	reader := approval.NewReader(report.Input{Plan: p}, approval.Rules{})
	defer reader.Close()
	for _, path := range []string{wholeReport(t, p), partReport(t, p, "Sales"), partReport(t, p, ""), partReport(t, p, "Sales"), wholeReport(t, p)} {
		_, _, err := reader.Read(path)
		check(t, err)
	}
}
