package report

import (
	"html"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
)

// everyReport is the dry run as each of its reports says it.
func everyReport(t *testing.T, in Input) map[string]string {
	t.Helper()
	return map[string]string{"workbook": dump(t, filepath.Join(writeSample(t, in), ChangeWorkbookName)),
		"page": html.UnescapeString(pageText(t, in, usually)), "show": showText(t, in, Selection{}, 20_000), "markdown": showMarkdown(t, in, Selection{})}
}

func partlyReadInput() Input {
	in := sampleInput()
	in.Plan.Snapshot.Complete, in.Plan.Snapshot.Accounts, in.Plan.Snapshot.Read = false, 16, "batched"
	for i := range in.Plan.Directory {
		in.Plan.Directory[i].Members = nil
	}
	return in
}

func TestEveryReportSaysWhichRisksNobodyHasLookedAt(t *testing.T) {
	said := []string{"Not looked at, because only 16 of 3,117 accounts were read: “A workspace loses its last member”",
		"Members are “not read”: only 16 of 3,117 accounts were read."}
	for name, text := range everyReport(t, partlyReadInput()) {
		for _, want := range said {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say: %s", name, want)
			}
		}
	}
	for name, text := range everyReport(t, sampleInput()) {
		if strings.Contains(text, "Not looked at") || strings.Contains(text, "not read") {
			t.Errorf("the %s says of a tenant that was read as a whole that it was not", name)
		}
	}
	idle := partlyReadInput()
	idle.Plan = idle.Plan.Only(func(c *plan.Change) bool { return !c.Writes() })
	d, err := newDryRun(idle)
	check(t, err)
	if d.unjudged() != nil {
		t.Error("where nothing is done something is said to be not looked at")
	}
}

func TestARefusedPlanNeverTalksAsIfItWillHappen(t *testing.T) {
	in := sampleInput()
	in.Plan.Refused = true
	in.Plan.Limits[2] = plan.Limit{Name: "max-revocations", Setting: "2", Planned: 3, Allowed: 2, Of: 14, Exceeded: true}
	for name, text := range everyReport(t, in) {
		for _, want := range []string{"REFUSED: this plan cannot be applied.", "would lose access to Sales Planning", "2 people would be deactivated",
			"2 people could no longer sign in", "1 person would get a new account", "What would not happen"} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say %q", name, want)
			}
		}
		for _, never := range []string{"What will happen", "will do", "1 person loses access", "people are deactivated", "What will not happen"} {
			if strings.Contains(text, never) {
				t.Errorf("the %s says %q", name, never)
			}
		}
	}
	page := pageText(t, in, usually)
	if hero := page[strings.Index(page, "<h1>"):strings.Index(page, "</h1>")]; !strings.Contains(hero, "REFUSED") {
		t.Errorf("the page's title is %q", hero)
	}
	if first := strings.SplitN(dump(t, filepath.Join(writeSample(t, in), ChangeWorkbookName)), "\n", 3)[1]; !strings.Contains(first, "REFUSED") {
		t.Errorf("the first line of the workbook is %q", first)
	}
}

func TestPeopleOfNoGroupAreCalledOneNameEverywhere(t *testing.T) {
	in := groupedInput()
	for name, text := range everyReport(t, in) {
		if !strings.Contains(text, "(no Department)") || strings.Contains(text, "(none)</option>") {
			t.Errorf("the %s calls people of no group something else", name)
		}
	}
	if got := ids(showing(t, in, Selection{Groups: []string{"(no department)"}}).Changes()); got != "13 7 12 14" {
		t.Errorf("of no group are %q", got)
	}
}

func TestGroupsCountLossesAsTheHeadlineDoes(t *testing.T) {
	in := groupedInput()
	in.Plan.Refused = false
	d, err := newDryRun(in)
	check(t, err)
	losing, deactivated := 0, 0
	for _, g := range d.tally.groups {
		losing, deactivated = losing+g.losing, deactivated+g.deactivated
	}
	if losing != d.tally.losing || deactivated != in.Plan.Counts.Deactivate {
		t.Errorf("the groups say %d and %d, the headline %d and %d", losing, deactivated, d.tally.losing, in.Plan.Counts.Deactivate)
	}
	both := groupTally{changed: 8, losing: 2, deactivated: 1, concerned: 2}
	if got := d.groupSpoken(both); got != "8 people: 2 lose workspaces, 1 is deactivated" {
		t.Error(got)
	}
	if got := d.groupSpoken(groupTally{changed: 1}); got != "1 person" {
		t.Error(got)
	}
}

func TestFindingsStandBySeverityThenPlaceInEveryReport(t *testing.T) {
	in := sampleInput()
	f := in.Findings
	in.Findings = []finding.Finding{f[3], f[0], f[2], f[1]}
	for name, text := range everyReport(t, in) {
		at := -1
		for _, message := range []string{"is not an e-mail address", "did you mean", "without a first name", "hidden rows were read"} {
			next := strings.Index(text, message)
			if next < at {
				t.Errorf("the %s: %q stands too early", name, message)
			}
			at = next
		}
	}
}

func TestATableOfNothingSaysSo(t *testing.T) {
	in := approvalInput()
	files, err := WriteChangeParts(t.TempDir(), in)
	check(t, err)
	for _, f := range files {
		if !strings.Contains(dump(t, f.Workbook), "Nothing here: what is wrong with the input stands in the report of the whole plan.") {
			t.Errorf("the findings of %q are a header only", f.Part)
		}
		if len(column(t, f.Workbook, ChangesSheet, ChangeIDHeader)) != f.People {
			t.Errorf("the rows to decide of %q are not its people", f.Part)
		}
	}
}

func TestAPartSaysThatTheRequestsAreThoseOfTheWholePlan(t *testing.T) {
	in := approvalInput()
	in.Part = &in.Plan.Changes[0].Part
	d, err := newDryRun(in)
	check(t, err)
	if !strings.HasPrefix(d.cost(), "Applying the whole plan, not only this part, takes") {
		t.Error(d.cost())
	}
}

func TestEverySettingHasWords(t *testing.T) {
	in := approvalInput()
	in.Plan.Policy.PatchAdd = "append"
	d, err := newDryRun(in)
	check(t, err)
	for _, f := range d.particulars() {
		if strings.HasPrefix(f.Name, "--") || strings.Contains(f.Name, "(--") && !unicode.IsUpper([]rune(f.Name)[0]) {
			t.Errorf("a flag without words: %s", f.Name)
		}
	}
}

func TestMorePeopleOfAWorkspaceAreShownWhenTheLineIsOpened(t *testing.T) {
	names := make([]string, 80)
	for i := range names {
		names[i] = number(i) + "@acme.example"
	}
	cell := nameLines(names, 300)
	if len(cell.Open()) != namedOnPage || cell.Folded()[0].Text != "… and 290 more" || cell.Folded()[1].Text != names[namedOnPage] {
		t.Errorf("open %d, folded %+v", len(cell.Open()), cell.Folded()[:2])
	}
	if last := cell[len(cell)-1].Text; last != "… and 240 more" {
		t.Error(last)
	}
	if few := nameLines(names[:namedOnPage], namedOnPage); few.Folded() != nil {
		t.Errorf("a short list is folded: %+v", few)
	}
}
