package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
)

// resultsText is what the terminal shows where every change of the sample plan came to one outcome, and no
// row has errors.
func resultsText(t *testing.T, status apply.Status, on Terminal) string {
	t.Helper()
	in := sampleResults(t)
	in.Findings, in.Differences, in.Appends = nil, nil, true
	in.Plan.Policy.PatchAdd = plan.PatchAppends
	for id, o := range in.Outcomes {
		o.Status = status
		o.Workspaces = slices.Clone(o.Workspaces)
		for i := range o.Workspaces {
			o.Workspaces[i].Status = status
		}
		in.Outcomes[id] = o
	}
	table := employees(in.Plan)
	table.rows = table.rows[:len(table.rows)-3]
	in.Rows = archive(t, table)
	written, err := CountResults(t.TempDir(), in)
	check(t, err)
	var text bytes.Buffer
	on.Width = 100
	check(t, ResultsText(&text, in.Plan, written, on))
	return text.String()
}

func TestMendingIsOfferedOnlyWhereARowCanBeMended(t *testing.T) {
	for status, want := range map[apply.Status]bool{
		apply.Applied: false, apply.Unchanged: false, apply.NotAttempted: false, apply.Unknown: false,
		apply.Failed: true, apply.Partial: true, apply.Drifted: true, apply.Blocked: true,
	} {
		if got := strings.Contains(resultsText(t, status, Terminal{}), "\n  mend "); got != want {
			t.Errorf("%s: mending is offered: %v", status, got)
		}
	}
}

func TestEveryCommandOfTheResultsCarriesTheProfile(t *testing.T) {
	text := strings.Join(strings.Fields(resultsText(t, apply.Failed, Terminal{Flags: []string{"--profile sandbox", "--config s.yaml"}})), " ")
	commands := strings.Count(text, "scimsheet ")
	if n := strings.Count(text, " --profile sandbox --config s.yaml"); n != commands || n != 3 {
		t.Errorf("%d of %d commands carry it:\n%s", n, commands, text)
	}
}

func TestWhatPlanFindsOutByItselfIsNotToBeTyped(t *testing.T) {
	if text := resultsText(t, apply.Failed, Terminal{}); strings.Contains(text, "--patch-add") {
		t.Errorf("nobody gave --patch-add:\n%s", text)
	}
}

func TestWhatWasUnderWayAtAnInterruptIsNoMystery(t *testing.T) {
	text := resultsText(t, apply.Unknown, Terminal{Interrupted: true})
	if !strings.Contains(text, "sent or about to be sent; apply looks first") || strings.Contains(text, "nobody could say") {
		t.Errorf("it sounds as if something had gone wrong:\n%s", text)
	}
	if !strings.Contains(text, "3 workspaces may have been taken.") {
		t.Errorf("what cannot be undone is not told:\n%s", text)
	}
}

func TestWorkspacesThatAreGoneAreCounted(t *testing.T) {
	for want, c := range map[string]countedOutcomes{
		"":                                 {},
		"1 workspace was taken":            {taken: 1},
		"2 workspaces may have been taken": {perhaps: 2},
		"9 workspaces were taken, and 2 more may have been": {taken: 9, perhaps: 2},
	} {
		if got := c.takenWords(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
