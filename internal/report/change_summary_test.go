package report

import (
	"fmt"
	"html"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/plan"
)

func TestTheSheetsAddUpToThePlan(t *testing.T) {
	in := approvalInput()
	p := in.Plan
	path := filepath.Join(writeSample(t, in), ChangeWorkbookName)
	sum := func(header string) int {
		n := 0
		for _, cell := range column(t, path, "Workspaces", header) {
			n += whole(t, cell)
		}
		return n
	}
	attributes, writing, losing := 0, 0, 0
	for i := range p.Changes {
		attributes += len(p.Changes[i].Attributes)
		if p.Changes[i].Writes() {
			writing++
		}
		if len(p.Changes[i].Revocations) > 0 {
			losing++
		}
	}
	for what, n := range map[string][2]int{
		"workspaces given": {sum("Given"), p.Counts.Grants}, "workspaces taken": {sum("Taken"), p.Counts.Revocations},
		"people":     {len(column(t, path, ChangesSheet, ChangeIDHeader)) + len(column(t, path, "Unchanged", ChangeIDHeader)), len(p.Changes)},
		"attributes": {len(column(t, path, "Attributes", ChangeIDHeader)), attributes},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: the sheets have %d, the plan %d", what, n[0], n[1])
		}
	}
	summary := dump(t, path)
	for _, line := range []string{fmt.Sprintf("In all |  | %d | %d", p.Counts.Grants, p.Counts.Revocations), fmt.Sprintf("In all | %d | %d | %d", writing, losing, p.Counts.Deactivate)} {
		if !strings.Contains(summary, line) {
			t.Errorf("the Summary has no line %q", line)
		}
	}
}

func TestThePartsOfAPlanAddUpToIt(t *testing.T) {
	in := approvalInput()
	var sum plan.Counts
	files, err := WriteChangeParts(t.TempDir(), in)
	check(t, err)
	for _, f := range files {
		in.Part = &f.Part
		d, err := newDryRun(in)
		check(t, err)
		n := d.plan.Counts
		sum.Create, sum.Update, sum.Deactivate, sum.Reactivate = sum.Create+n.Create, sum.Update+n.Update, sum.Deactivate+n.Deactivate, sum.Reactivate+n.Reactivate
		sum.None, sum.Blocked, sum.Grants, sum.Revocations = sum.None+n.None, sum.Blocked+n.Blocked, sum.Grants+n.Grants, sum.Revocations+n.Revocations
		if len(d.Findings)+d.plan.HeldBack > 0 {
			t.Errorf("the part %q has findings, or people held back", f.Part)
		}
	}
	if sum != in.Plan.Counts {
		t.Errorf("the parts add up to %+v, the plan is %+v", sum, in.Plan.Counts)
	}
}

func TestChartsSayTheirNumbersToThoseWhoDoNotSeeThem(t *testing.T) {
	d, err := newDryRun(sampleInput())
	check(t, err)
	for _, want := range []string{"New accounts (create) 1", "Changed accounts (update) 4", "Deactivated 2"} {
		if !strings.Contains(d.kindsSpoken(), want) {
			t.Errorf("%q is not in %q", want, d.kindsSpoken())
		}
	}
	if want := "Sales Planning given 1, taken 1"; !strings.Contains(d.workspacesSpoken(), want) {
		t.Errorf("%q is not in %q", want, d.workspacesSpoken())
	}
	file, err := excelize.OpenFile(filepath.Join(writeSample(t, sampleInput()), ChangeWorkbookName))
	check(t, err)
	defer file.Close()
	var drawn string
	file.Pkg.Range(func(name, content any) bool {
		if strings.HasPrefix(name.(string), "xl/drawings/drawing") {
			drawn += string(content.([]byte))
		}
		return true
	})
	for _, spoken := range []string{d.kindsSpoken(), d.workspacesSpoken()} {
		if !strings.Contains(html.UnescapeString(drawn), spoken) {
			t.Errorf("no picture says %q", spoken)
		}
	}
}

func TestEverySheetIsProtectedWithoutAPassword(t *testing.T) {
	file, err := excelize.OpenFile(filepath.Join(writeSample(t, sampleInput()), ChangeWorkbookName))
	check(t, err)
	defer file.Close()
	for _, name := range file.GetSheetList() {
		protection, err := file.GetSheetProtection(name)
		check(t, err)
		if !protection.AutoFilter || !protection.SelectLockedCells || protection.Password != "" || protection.AlgorithmName != "" {
			t.Errorf("%s: %+v", name, protection)
		}
	}
}

func TestEveryPageSaysTheDigestOfThePlan(t *testing.T) {
	in := sampleInput()
	file, err := excelize.OpenFile(filepath.Join(writeSample(t, in), ChangeWorkbookName))
	check(t, err)
	defer file.Close()
	for _, name := range file.GetSheetList() {
		foot, err := file.GetHeaderFooter(name)
		check(t, err)
		if !strings.Contains(foot.OddFooter, in.Plan.Digest) {
			t.Errorf("the foot of %s says %q", name, foot.OddFooter)
		}
	}
	if first := strings.Split(dump(t, file.Path), "=== Changes")[0]; !strings.Contains(first, in.Plan.Digest) {
		t.Error("the first page does not say the digest")
	}
}

func TestALimitIsNeverSaidToBeReachedWhereItIsOnlyNear(t *testing.T) {
	for _, c := range []struct {
		limit plan.Limit
		want  string
	}{
		{plan.Limit{Allowed: 10}, "nothing planned"},
		{plan.Limit{Planned: 3, Allowed: -1}, "no limit"},
		{plan.Limit{Planned: 1, Allowed: 311}, "less than 1 % of what is allowed"},
		{plan.Limit{Planned: 1, Allowed: 37}, "3 % of what is allowed"},
		{plan.Limit{Planned: 3, Allowed: 5}, "60 % of what is allowed"},
		{plan.Limit{Planned: 999, Allowed: 1000}, "99 % of what is allowed"},
		{plan.Limit{Planned: 5, Allowed: 5}, "100 % of what is allowed"},
		{plan.Limit{Planned: 1001, Allowed: 1000, Exceeded: true}, "TOO MANY: 101 % of what is allowed"},
		{plan.Limit{Planned: 1, Exceeded: true}, "TOO MANY: nothing is allowed"},
	} {
		if got := nearWords(c.limit); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.limit.Planned, c.limit.Allowed, got, c.want)
		}
	}
}

func TestAPartNamesNobodyOfAnotherPart(t *testing.T) {
	in := approvalInput()
	in.Part = &in.Plan.Changes[0].Part
	d, err := newDryRun(in)
	check(t, err)
	for _, l := range d.limitRows() {
		if strings.Contains(l.Concerned, "@") {
			t.Errorf("%s names %q", l.Name, l.Concerned)
		}
	}
}

func TestHowToDecideDependsOnWhatIsRequired(t *testing.T) {
	for _, c := range []struct {
		why         string
		set         func(*plan.Policy)
		says, hides string
	}{
		{"nothing is required", func(*plan.Policy) {}, "Without --approvals everything in the plan is applied.", "e-mail address into Decided by. "},
		{"approval is required", func(p *plan.Policy) { p.RequireApproval = true }, "Without approvals this plan cannot be applied.", "everything in the plan"},
		{"four eyes are required", func(p *plan.Policy) { p.FourEyes = true }, "maria.lopez@acme.example, who made this plan, cannot approve it", "your name or"},
		{"each approver has a file", func(p *plan.Policy) { p.SplitBy = "Department" }, "Give --approvals once for each file that came back.", "second pair of eyes"},
		{"people are grouped", func(p *plan.Policy) { p.GroupBy, p.ByGroup = "Department", true }, "they stand in groups by Department", "Give --approvals once"},
	} {
		in := sampleInput()
		c.set(&in.Plan.Policy)
		d, err := newDryRun(in)
		check(t, err)
		if steps := strings.Join(d.decide(), "\n"); !strings.Contains(steps, c.says) || strings.Contains(steps, c.hides) {
			t.Errorf("%s: %s", c.why, steps)
		}
	}
}
