package report

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func writeSample(t *testing.T, in Input) string {
	t.Helper()
	folder := t.TempDir()
	check(t, WriteChangeReport(folder, in))
	return folder
}

func TestTheChangeReportReadsAsItShould(t *testing.T) {
	folder := writeSample(t, sampleInput())
	golden(t, "change-report.txt", dump(t, filepath.Join(folder, ChangeWorkbookName)))
}

func TestTheChangeReportForApprovalsReadsAsItShould(t *testing.T) {
	in := approvalInput()
	golden(t, "change-report-approvals.txt", dump(t, filepath.Join(writeSample(t, in), ChangeWorkbookName)))
	files, err := WriteChangeParts(t.TempDir(), in)
	check(t, err)
	golden(t, "change-part.txt", dump(t, files[len(files)-1].Workbook))
}

func TestARefusedUndoReadsAsItShould(t *testing.T) {
	golden(t, "change-report-refused.txt", dump(t, filepath.Join(writeSample(t, Input{Plan: undoPlan(), Run: "undo-1"}), ChangeWorkbookName)))
}

func TestSheetsStandInTheOrderTheContractPromises(t *testing.T) {
	file, err := excelize.OpenFile(filepath.Join(writeSample(t, sampleInput()), ChangeWorkbookName))
	check(t, err)
	defer file.Close()
	if got := strings.Join(file.GetSheetList(), " "); got != "Summary Changes Attributes Workspaces Unchanged Findings About" {
		t.Error(got)
	}
}

func TestEqualPlansGiveEqualReports(t *testing.T) {
	first, second := writeSample(t, sampleInput()), writeSample(t, sampleInput())
	for _, name := range []string{ChangeWorkbookName, ChangePageName} {
		if !bytes.Equal(read(t, filepath.Join(first, name)), read(t, filepath.Join(second, name))) {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
}

func TestTheWorkbookFollowsFromThePlanAndItsFindingsAlone(t *testing.T) {
	in := approvalInput()
	sent := read(t, filepath.Join(writeSample(t, in), ChangeWorkbookName))
	parts, err := WriteChangeParts(t.TempDir(), in)
	check(t, err)
	in.Run = "moved/elsewhere"
	again := filepath.Join(t.TempDir(), "again.xlsx")
	check(t, WriteChangeWorkbook(again, in))
	if !bytes.Equal(read(t, again), sent) {
		t.Error("the workbook says where the run's folder was")
	}
	for _, part := range parts {
		again := filepath.Join(t.TempDir(), "again.xlsx")
		in.Part = &part.Part
		check(t, WriteChangeWorkbook(again, in))
		if !bytes.Equal(read(t, again), read(t, part.Workbook)) {
			t.Errorf("the workbook of the part %q cannot be written again", part.Part)
		}
	}
}

func TestEveryChangeStandsOnExactlyOneSheet(t *testing.T) {
	p := samplePlan()
	path := filepath.Join(writeSample(t, sampleInput()), ChangeWorkbookName)
	seen := map[string]string{}
	for _, name := range []string{"Changes", "Unchanged"} {
		for _, id := range column(t, path, name, "Plan change id") {
			if seen[id] != "" {
				t.Errorf("%s stands on %s and %s", id, seen[id], name)
			}
			seen[id] = name
		}
	}
	for _, c := range p.Changes {
		want := "Changes"
		if c.Action == plan.None {
			want = "Unchanged"
		}
		if seen[c.ID] != want {
			t.Errorf("%s (%s) stands on %q, want %s", c.ID, c.Action, seen[c.ID], want)
		}
	}
}

func TestWhatTakesSomethingAwayStandsFirstAndWhatIsBlockedLast(t *testing.T) {
	path := filepath.Join(writeSample(t, sampleInput()), ChangeWorkbookName)
	got := strings.Join(column(t, path, "Changes", "Change"), " ")
	if want := "update update deactivate deactivate update create reactivate update blocked blocked"; got != want {
		t.Errorf("order of changes: %s\nwant             %s", got, want)
	}
}

func TestWhatCannotBeUndoneIsSaidWhereverItAppears(t *testing.T) {
	in := sampleInput()
	folder := writeSample(t, in)
	path := filepath.Join(folder, ChangeWorkbookName)
	taken, story := column(t, path, "Changes", "Workspaces taken"), column(t, path, "Changes", "What happens")
	for i := range taken {
		if said := strings.Contains(story[i], "CANNOT BE UNDONE"); said != (taken[i] != "") {
			t.Errorf("row %d takes %q and says %q", i+2, taken[i], story[i])
		}
	}
	var text bytes.Buffer
	check(t, PlanText(&text, in, 100))
	for name, report := range map[string]string{"workbook": dump(t, path), "terminal": text.String(), "page": html.UnescapeString(string(read(t, filepath.Join(folder, ChangePageName))))} {
		if !strings.Contains(report, "bring") || !strings.Contains(report, "back") {
			t.Errorf("the %s does not say that model roles do not come back", name)
		}
	}
	for i := range in.Plan.Changes {
		in.Plan.Changes[i].Revocations = nil
	}
	in.Plan.Counts.Revocations = 0
	d, err := newDryRun(in)
	check(t, err)
	for _, r := range d.happens() {
		if strings.Contains(r.Text, "undone") && strings.Contains(r.Text, "roles and selective") {
			t.Error("a plan that takes no workspace warns of taking workspaces")
		}
	}
}

func TestThePeopleOfTheInputAddUp(t *testing.T) {
	d, err := newDryRun(sampleInput())
	check(t, err)
	sum, others := 0, 0
	rows := d.countRows()
	for _, r := range rows[:len(rows)-1] {
		sum, others = sum+r.Listed, others+r.Other
	}
	if total := rows[len(rows)-1]; total.Listed != sum || total.Other != others || sum != 14 || others != 2 {
		t.Errorf("%d and %d, the last row says %+v", sum, others, total)
	}
}

func TestAPlanWhoseCountsAreWrongIsNotReported(t *testing.T) {
	in := sampleInput()
	in.Plan.Counts.Revocations++
	folder := t.TempDir()
	if err := WriteChangeReport(folder, in); err == nil {
		t.Error("a report with wrong numbers was written")
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOnlyTheThreeColumnsOfADecisionCanBeEdited(t *testing.T) {
	file, err := excelize.OpenFile(filepath.Join(writeSample(t, sampleInput()), ChangeWorkbookName))
	check(t, err)
	defer file.Close()
	headers, err := file.GetRows("Changes")
	check(t, err)
	open := []string{}
	for i, header := range headers[0] {
		cell, _ := excelize.CoordinatesToCellName(i+1, 2)
		id, err := file.GetCellStyle("Changes", cell)
		check(t, err)
		style, err := file.GetStyle(id)
		check(t, err)
		if !style.Protection.Locked {
			open = append(open, header)
		}
	}
	if diff := cmp.Diff([]string{"Decision", "Decided by", "Comment"}, open); diff != "" {
		t.Error(diff)
	}
	protection, err := file.GetSheetProtection("Changes")
	check(t, err)
	if !protection.AutoFilter || protection.Password != "" {
		t.Errorf("protection %+v", protection)
	}
}

func TestNothingOfTheInputBecomesAFormula(t *testing.T) {
	file, err := excelize.OpenFile(filepath.Join(writeSample(t, sampleInput()), ChangeWorkbookName))
	check(t, err)
	defer file.Close()
	for _, name := range file.GetSheetList() {
		rows, err := file.GetRows(name)
		check(t, err)
		for r, row := range rows {
			for c := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if formula, _ := file.GetCellFormula(name, cell); formula != "" {
					t.Errorf("%s!%s is the formula %s", name, cell, formula)
				}
			}
		}
	}
}

func TestMembersAreNumbersOnlyWhereEveryAccountWasRead(t *testing.T) {
	in := sampleInput()
	path := filepath.Join(writeSample(t, in), ChangeWorkbookName)
	before, given := column(t, path, "Workspaces", "Members before"), column(t, path, "Workspaces", "Given")
	taken, after := column(t, path, "Workspaces", "Taken"), column(t, path, "Workspaces", "Members after")
	if len(before) != 6 {
		t.Errorf("%d workspaces, want all 6", len(before))
	}
	for i := range before {
		if whole(t, before[i])+whole(t, given[i])-whole(t, taken[i]) != whole(t, after[i]) {
			t.Errorf("row %d: %s + %s − %s is not %s", i+2, before[i], given[i], taken[i], after[i])
		}
	}
	for i := range in.Plan.Directory {
		in.Plan.Directory[i].Members = nil
	}
	path = filepath.Join(writeSample(t, in), ChangeWorkbookName)
	for _, n := range column(t, path, "Workspaces", "Members after") {
		if n != "not read" {
			t.Errorf("members after is %q although not every account was read", n)
		}
	}
}

func TestWorkspacesOfOneNameAreToldApart(t *testing.T) {
	in := sampleInput()
	twin := identity.Workspace{ID: "8a81b09d5e8c6f27015ece34024870ff", Name: "finance"}
	in.Plan.Directory = append(in.Plan.Directory, plan.KnownWorkspace{Workspace: twin})
	l := newLabels(in.Plan)
	if l.of(finance) == l.of(twin) || l.of(finance) != "Finance (8a81…7d33)" {
		t.Errorf("%q and %q", l.of(finance), l.of(twin))
	}
	if got := l.of(sales); got != "Sales Planning" {
		t.Error(got)
	}
}

func TestARefusedPlanSaysSoAndAsksForNoDecision(t *testing.T) {
	in := sampleInput()
	in.Plan.Refused = true
	in.Plan.Limits[2] = plan.Limit{Name: "max-revocations", Setting: "2", Planned: 3, Allowed: 2, Of: 14, Exceeded: true}
	folder := writeSample(t, in)
	text := dump(t, filepath.Join(folder, ChangeWorkbookName))
	page := html.UnescapeString(string(read(t, filepath.Join(folder, ChangePageName))))
	for name, report := range map[string]string{"workbook": text, "page": page} {
		if !strings.Contains(report, "REFUSED: workspaces taken: 3 planned, only 2 allowed") || !strings.Contains(report, "--max-revocations 3") {
			t.Errorf("the %s does not say what refuses the plan", name)
		}
		if !strings.Contains(report, "There is nothing to decide") || strings.Contains(report, "--approvals") {
			t.Errorf("the %s asks for decisions on a refused plan", name)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	check(t, err)
	return text
}
