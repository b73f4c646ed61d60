package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestResultsOfEveryKindReadAsTheyShould(t *testing.T) {
	for name, in := range map[string]ResultsInput{"approvals": approvedResults(t), "undo": undoneResults(t), "sound": soundResults(t)} {
		w := written(t, in)
		golden(t, "results-"+name+".txt", dump(t, w.Files[ResultsWorkbookName]))
		golden(t, "results-"+name+".jsonl", string(read(t, w.Files[ResultsLinesName])))
		w.Files = map[string]string{ResultsWorkbookName: "RUN/results.xlsx", ResultsLinesName: "RUN/results.jsonl"}
		var text bytes.Buffer
		check(t, ResultsText(&text, in.Plan, w, Terminal{Width: 100}))
		golden(t, "results-"+name+"-terminal.txt", text.String())
	}
}

func TestTheChartShowsTheNumbersOfTheLines(t *testing.T) {
	for name, in := range map[string]ResultsInput{"sample": sampleResults(t), "approvals": approvedResults(t), "undo": undoneResults(t), "sound": soundResults(t)} {
		w := written(t, in)
		areas, alt := drawn(t, w.Files[ResultsWorkbookName])
		lines := map[apply.Status]int{}
		for _, l := range readLines(t, w) {
			lines[l.Outcome]++
		}
		if len(areas) < 2 {
			t.Fatalf("%s: the chart shows %v", name, areas)
		}
		shown := map[apply.Status]int{}
		for i, label := range areas[0] {
			for series := 1; series < len(areas); series += 2 {
				status := apply.Status(strings.Replace(label, "not attempted", "notAttempted", 1))
				shown[status] += whole(t, areas[series][i])
			}
		}
		if diff := cmp.Diff(lines, shown); diff != "" {
			t.Errorf("%s: the chart and the lines differ:\n%s", name, diff)
		}
		for status, n := range lines {
			if want := fmt.Sprintf("%s %d", outcomeName(status), n); !strings.Contains(alt, want) {
				t.Errorf("%s: who does not see the chart is not told %q: %s", name, want, alt)
			}
		}
	}
}

func TestEveryLinkOfTheFirstPageLeadsToWhomItNames(t *testing.T) {
	for name, in := range map[string]ResultsInput{"sample": sampleResults(t), "approvals": approvedResults(t), "undo": undoneResults(t)} {
		path := written(t, in).Files[ResultsWorkbookName]
		users, outcomes := column(t, path, "Results", "User name"), column(t, path, "Results", "Outcome")
		people, statuses := 0, 0
		for cell, link := range links(t, path, "Summary") {
			sheetName, row := target(t, link)
			text := cellOf(t, path, "Summary", cell)
			if sheetName != "Results" || row == 1 {
				continue
			}
			switch {
			case strings.Contains(text, "@acme.example"):
				people++
				if users[row-2] != text {
					t.Errorf("%s: %s leads to %s", name, text, users[row-2])
				}
			case strings.HasPrefix(text, "row "):
				if whole(t, strings.TrimPrefix(text, "row ")) != row {
					t.Errorf("%s: %q leads to row %d", name, text, row)
				}
				label, cause, _ := strings.Cut(cellOf(t, path, "Summary", "B"+cell[1:]), ":")
				if label = strings.Replace(label, "not attempted", "notAttempted", 1); slices.Contains(outcomes, label) {
					statuses++
					if outcomes[row-2] != label || cause == "" && slices.Index(outcomes, label) != row-2 {
						t.Errorf("%s: the first of %s is said to be row %d, %s", name, label, row, outcomes[row-2])
					}
				}
			}
		}
		if people < 5 || statuses < 10 {
			t.Errorf("%s: only %d people and %d outcomes lead to their rows", name, people, statuses)
		}
	}
}

func TestEachRowOnRetryIsLedToFromItsRowOnResults(t *testing.T) {
	path := written(t, approvedResults(t)).Files[ResultsWorkbookName]
	mine, theirs := column(t, path, "Results", "E-mail Address"), column(t, path, "Retry", "E-mail Address")
	led := map[int]bool{}
	for cell, link := range links(t, path, "Results") {
		sheetName, row := target(t, link)
		if sheetName != "Retry" {
			t.Errorf("%s leads to %s", cell, link)
			continue
		}
		from := whole(t, strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		if mine[from-2] != theirs[row-2] {
			t.Errorf("%s leads to %s", mine[from-2], theirs[row-2])
		}
		led[row] = true
	}
	if len(led) != len(theirs) {
		t.Errorf("%d of %d rows of Retry are led to", len(led), len(theirs))
	}
}

func TestSeveralRetrySheetsAreEachLedTo(t *testing.T) {
	in := twoInputs(t)
	path := written(t, in).Files[ResultsWorkbookName]
	var got []string
	for _, link := range links(t, path, "Results") {
		got = append(got, strings.ReplaceAll(link, "'", ""))
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"Retry 2!A2", "Retry!A2"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatBecameOfAccountsIsCountedFromWhatWasWritten(t *testing.T) {
	account := identity.Account{Active: true}
	for name, c := range map[string]struct {
		action plan.Action
		status apply.Status
		want   string
	}{
		"a creation adds one who can sign in":        {plan.Create, apply.Applied, "101 81 20"},
		"half a creation is an account all the same": {plan.Create, apply.Partial, "101 80-81 20-21"},
		"a creation nobody heard of may be one":      {plan.Create, apply.Unknown, "100-101 80-81 20"},
		"a creation that failed is none":             {plan.Create, apply.Failed, "100 80 20"},
		"what was so already is not counted":         {plan.Create, apply.Unchanged, "100 80 20"},
		"a deactivation moves one":                   {plan.Deactivate, apply.Applied, "100 79 21"},
		"a deactivation may have moved one":          {plan.Deactivate, apply.Unknown, "100 79-80 20-21"},
		"a reactivation moves one back":              {plan.Reactivate, apply.Applied, "100 81 19"},
		"what was rejected moves nobody":             {plan.Deactivate, apply.Rejected, "100 80 20"},
		"an update moves nobody":                     {plan.Update, apply.Applied, "100 80 20"},
	} {
		p := &plan.Plan{Snapshot: plan.Snapshot{Users: 100, Complete: true}, Changes: []plan.Change{{ID: "c1", Action: c.action, Before: &account}}}
		if c.action == plan.Create {
			p.Changes[0].Before, p.Changes[0].Attributes = nil, []plan.Attribute{{Path: plan.PathActive, After: true}}
		}
		r, err := newResults(ResultsInput{Plan: p, ActiveBefore: new(80), Outcomes: map[string]apply.Outcome{"c1": {Status: c.status}}})
		check(t, err)
		m := r.accounts()
		var got []string
		for _, half := range []movement{m.all, m.active, m.inactive} {
			least, most := half.after()
			text := fmt.Sprint(least)
			if most > least {
				text += fmt.Sprint("-", most)
			}
			got = append(got, text)
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}

func TestMembersOfWorkspacesAreCountedFromWhatWasWritten(t *testing.T) {
	r, err := newResults(sampleResults(t))
	check(t, err)
	got := map[string]string{}
	for _, m := range r.members() {
		least, most := m.after()
		got[r.labels.of(m.Workspace)] = fmt.Sprintf("%d +%d -%d = %d to %d", *m.before, m.up, m.down, least, most)
	}
	want := map[string]string{"Sales Planning": "97 +0 -1 = 96 to 96", unnamed.ID: "1 +0 -1 = 0 to 0",
		"Finance EU": "40 +1 -0 = 41 to 41", "Headcount, Pay & Benefits": "3 +1 -0 = 4 to 4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatWasNotReadIsNotMadeUp(t *testing.T) {
	in := sampleResults(t)
	for i := range in.Plan.Directory {
		in.Plan.Directory[i].Members = nil
	}
	text := dump(t, written(t, in).Files[ResultsWorkbookName])
	for _, want := range []string{" |  active | not read | ", " | Sales Planning | not read | 0 | 1 | not known | "} {
		if !strings.Contains(strings.ReplaceAll(text, "|   ", "|  "), want) {
			t.Errorf("nobody says %q", want)
		}
	}
}

func TestTheTimeLineIsInTheOrderInWhichItHappened(t *testing.T) {
	r, err := newResults(approvedResults(t))
	check(t, err)
	var got []string
	last := time.Time{}
	for _, e := range r.timeLine() {
		if e.at.Before(last) {
			t.Errorf("%s stands after what came later", e.what)
		}
		last = e.at
		got = append(got, e.what)
	}
	want := []string{"The tenant was read", "The plan was made by maria.lopez@acme.example", "Decisions were recorded: change-report.xlsx (SHA-256 a1a1a1a1a1a1…), 6 approved, 1 rejected",
		"apply began, as svc-scim@acme.example (call 1 of 3)", "apply stopped early: the sign-in was refused (call 1 of 3)",
		"Decisions were recorded: change-report (2).xlsx (SHA-256 b2b2b2b2b2b2…), 5 approved, 0 rejected", "apply began, as svc-scim@acme.example (call 2 of 3)",
		"apply was cut off: its end is not recorded (call 2 of 3)", "apply began (call 3 of 3)", "First write", "Last write",
		"apply went through to its end (call 3 of 3)", "These results were written"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestACallThatGoesOnIsNotSaidToHaveEnded(t *testing.T) {
	r, err := newResults(ResultsInput{Plan: &plan.Plan{}, Calls: []apply.Call{{StartedAt: planned}}})
	check(t, err)
	if got := r.timeLine()[1].what; !strings.Contains(got, "still at work, or was cut off") {
		t.Error(got)
	}
}

func TestThePlansDigestStandsOnTheFirstPageAndAtTheFootOfEach(t *testing.T) {
	in := approvedResults(t)
	path := written(t, in).Files[ResultsWorkbookName]
	if got := cellOf(t, path, "Summary", "A3"); !strings.HasSuffix(got, in.Plan.Digest) {
		t.Error(got)
	}
	for n := range 4 {
		if text := part(t, path, fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1)); !strings.Contains(text, "plan digest "+in.Plan.Digest) {
			t.Errorf("sheet %d does not say it at its foot", n+1)
		}
	}
}

func TestTheDigestOfTheLinesIsThatOfTheFile(t *testing.T) {
	w := written(t, sampleResults(t))
	if text := dump(t, w.Files[ResultsWorkbookName]); !strings.Contains(text, digestOf(t, w.Files[ResultsLinesName])) {
		t.Error("sheet About names another")
	}
}

func TestARunWhoseRowsAreNotAllThereHasNoResults(t *testing.T) {
	in := sampleResults(t)
	table := employees(in.Plan)
	table.rows = table.rows[1:]
	in.Rows = archive(t, table)
	if _, err := newResults(in); err == nil || !strings.Contains(err.Error(), "0 of the 1 rows of") {
		t.Errorf("%v", err)
	}
}

func TestEqualRunsHaveEqualResults(t *testing.T) {
	one, other := written(t, approvedResults(t)), written(t, approvedResults(t))
	for _, name := range []string{ResultsLinesName, ResultsWorkbookName} {
		if !bytes.Equal(read(t, one.Files[name]), read(t, other.Files[name])) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestAFilesNameIsOneWordOfACommand(t *testing.T) {
	for name, want := range map[string]string{
		"staff.xlsx": "staff.xlsx", "staff (2).xlsx": "'staff (2).xlsx'", "-x.csv": "'./-x.csv'",
		"'; rm -rf ~; '.xlsx": `''\''; rm -rf ~; '\''.xlsx'`, "$(id).csv": "'$(id).csv'", "a\nb.csv": "'a b.csv'",
	} {
		if got := fileWord(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
