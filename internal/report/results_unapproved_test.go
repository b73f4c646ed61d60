package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// unapprovedResults are those of a run that was applied before anybody was asked: one change was turned down
// since, the others were never decided.
func unapprovedResults(t testing.TB) ResultsInput {
	in := soundResults(t)
	in.Calls = []apply.Call{{StartedAt: planned.Add(time.Hour), EndedAt: planned.Add(61 * time.Minute)}, {StartedAt: planned.Add(2 * time.Hour), EndedAt: planned.Add(2 * time.Hour), RecordOnly: true}}
	for i := range in.Plan.Changes {
		c := &in.Plan.Changes[i]
		if !c.Writes() {
			continue
		}
		o := in.Outcomes[c.ID]
		o.Unapproved, o.Detail = true, "applied before approvals were asked for; no approver has said yes to it"
		if c.ID == "c00003" {
			o.Detail = "applied before it was rejected by maria@example.com"
			o.Decisions = []apply.Decision{{ChangeID: c.ID, Verdict: apply.Reject, By: "maria@example.com", File: "change-report.xlsx", SHA256: "aa", Cell: "Changes!A4"}}
		}
		in.Outcomes[c.ID] = o
	}
	return in
}

// toldOf is all that people read of results: the terminal, and the sheets Summary and About.
func toldOf(t *testing.T, in ResultsInput) (terminal, summary, about string) {
	t.Helper()
	w := written(t, in)
	var text bytes.Buffer
	check(t, ResultsText(&text, in.Plan, w, Terminal{Width: 400}))
	book := dump(t, w.Files[ResultsWorkbookName])
	summary, rest, _ := strings.Cut(book, "=== Results\n")
	_, about, _ = strings.Cut(rest, "=== About\n")
	return text.String(), summary, about
}

func TestWhatWasAppliedWithoutAYesIsSaidFirst(t *testing.T) {
	in := unapprovedResults(t)
	terminal, summary, about := toldOf(t, in)
	n := apply.Consent(in.Plan, in.Outcomes).AppliedAgainst
	want := "⚠ " + number(n) + " people were changed without an approver's yes"
	if at := strings.Index(terminal, want); n < 5 || at < 0 || at > strings.Index(terminal, "⚠ 3 workspaces were taken") {
		t.Errorf("the terminal does not begin with %q:\n%s", want, terminal)
	}
	first := strings.SplitN(summary, "\n", 8)
	if !strings.Contains(first[6], "⚠ | "+want[len("⚠ "):]) {
		t.Errorf("the first page does not begin with %q but %q", want, first[6])
	}
	for _, sentence := range []string{"stands as it was approved", "all that could be", "Everything is done", "Nothing is left to do", "stands as the plan wanted"} {
		if strings.Contains(terminal+summary+about, sentence) {
			t.Errorf("somebody says %q", sentence)
		}
	}
	for _, text := range []string{terminal, summary} {
		if !strings.Contains(text, "scimsheet undo "+in.Run) {
			t.Errorf("nobody says how to take it back:\n%s", text)
		}
	}
	if !strings.Contains(summary, "Changed without an approver's yes\n") || !strings.Contains(summary, "applied before it was rejected by maria@example.com") {
		t.Errorf("nobody is named:\n%s", summary)
	}
	if strings.Contains(summary, "as well: planned again from there") {
		t.Error("who was rejected is said to be on Retry, where nobody is")
	}
	if !strings.Contains(about, "apply recorded decisions, and sent nothing") {
		t.Error("a call that only recorded is told as one that applied")
	}
}

func TestNobodyIsToldToGoOnWhereNothingMayBeSent(t *testing.T) {
	for sentence, tc := range map[string]struct {
		status     apply.Status
		unapproved bool
		want       bool
	}{
		"done in part and rejected since":        {apply.Partial, true, false},
		"done in part":                           {apply.Partial, false, true},
		"not known, and to be looked at":         {apply.Unknown, false, true},
		"rejected":                               {apply.Rejected, false, false},
		"applied, and nothing is left for apply": {apply.Applied, false, false},
	} {
		in := soundResults(t)
		o := in.Outcomes["c00003"]
		o.Status, o.Unapproved = tc.status, tc.unapproved
		in.Outcomes["c00003"] = o
		terminal, summary, _ := toldOf(t, in)
		for _, text := range []string{terminal, summary} {
			if got := strings.Contains(text, "scimsheet apply "+in.Run); got != tc.want {
				t.Errorf("%s: %v\n%s", sentence, got, text)
			}
		}
	}
}

func TestARunThatWasNeverAppliedIsNotSaidToHaveBeen(t *testing.T) {
	in := sampleResults(t)
	in.Calls = nil
	if _, _, about := toldOf(t, in); strings.Contains(about, "was applied without approvals") || !strings.Contains(about, "The plan has not been applied") {
		t.Error(about)
	}
}

func TestARangeIsExplainedWhereThereIsOne(t *testing.T) {
	for want, in := range map[bool]ResultsInput{true: approvedResults(t), false: soundResults(t)} {
		if _, _, about := toldOf(t, in); strings.Contains(about, "A range: nobody could say") != want {
			t.Errorf("explained where it is to be (%v)", want)
		}
	}
}

func TestRequestsThatNobodyCountedAreNotLeftOut(t *testing.T) {
	cut := soundResults(t)
	cut.Calls = []apply.Call{{StartedAt: planned.Add(time.Hour)}, {StartedAt: planned.Add(2 * time.Hour), EndedAt: planned.Add(3 * time.Hour)}}
	for name, tc := range map[string]struct {
		in   ResultsInput
		want bool
	}{"an answer was never recorded": {sampleResults(t), true}, "a call was cut off": {cut, true}, "all of them were": {soundResults(t), false}} {
		if _, _, about := toldOf(t, tc.in); strings.Contains(about, "Requests that wrote | at least ") != tc.want {
			t.Errorf("%s: %s", name, about)
		}
	}
}

func TestBlockedRowsSayWhatToDo(t *testing.T) {
	in := sampleResults(t)
	w := written(t, in)
	want := blockedFix(plan.ReasonUserNameReadOnly)
	for _, l := range readLines(t, w) {
		if l.ChangeID == "c00012" && l.Hint != want {
			t.Errorf("results.jsonl: %q, want %q", l.Hint, want)
		}
	}
	path := w.Files[ResultsWorkbookName]
	outcomes := column(t, path, "Results", "Outcome")
	for i, hint := range column(t, path, "Results", "Hint") {
		if outcomes[i] == "blocked" && hint == "" {
			t.Errorf("row %d says nothing", i+2)
		}
	}
}

func TestColumnsOfOursAreNotTakenForTheInputs(t *testing.T) {
	in := twoInputs(t)
	table := archived{}
	table.table.File, table.table.HeaderRow, table.table.Headers = "a.xlsx", 1, []string{"user_name", "Comment", "WORKSPACES DONE"}
	in.Plan.Changes[0].Rows = nil
	in.Rows = archive(t, table)
	path := written(t, in).Files[ResultsWorkbookName]
	for _, header := range []string{"User name (results)", "Workspaces done (results)", "Outcome"} {
		if got := column(t, path, "Results", header); len(got) != 1 {
			t.Errorf("no column %q", header)
		}
	}
}

func TestTheNamesAreAmongThePrintedColumns(t *testing.T) {
	for name, in := range map[string]ResultsInput{"sample": sampleResults(t), "approvals": approvedResults(t), "undo": undoneResults(t)} {
		from := map[string]string{"sample": "$H$1:$N$", "approvals": "$H$1:$Q$", "undo": "$A$1:$G$"}[name]
		path := written(t, in).Files[ResultsWorkbookName]
		if text := part(t, path, "xl/workbook.xml"); !strings.Contains(text, "Results&#39;!"+from) {
			t.Errorf("%s: printed is not %s: %s", name, from, text)
		}
		if got := cellOf(t, path, "Results", strings.Trim(from[:3], "$")+"1"); got != "User name" {
			t.Errorf("%s: the first printed column is %q", name, got)
		}
	}
}

func TestNobodysTextTurnsTheOrderOfACell(t *testing.T) {
	in := sampleResults(t)
	for i := range in.Plan.Changes {
		c := &in.Plan.Changes[i]
		o := in.Outcomes[c.ID]
		o.Detail, o.Hint = o.Detail+"\u202Eliaf\x01", "\u2066see"
		for j := range o.Workspaces {
			o.Workspaces[j].Name = "\u202Eecnanif"
		}
		in.Outcomes[c.ID] = o
		if len(c.Rows) == 0 {
			c.UserName += identity.UserName("\u202E")
		}
	}
	if text := dump(t, written(t, in).Files[ResultsWorkbookName]); strings.ContainsAny(text, "\u202E\u2066\x01") {
		t.Error("it does")
	}
}

func TestSeveralRetrySheetsAreSpokenOfAsSuch(t *testing.T) {
	in := twoInputs(t)
	terminal, summary, _ := toldOf(t, in)
	if !strings.Contains(summary, "the Retry sheets have 2 rows") || !strings.Contains(terminal, "the Retry sheets of the first") {
		t.Errorf("%s\n%s", summary, terminal)
	}
}

func TestWhereDecisionsAreWrittenIsSaidWithItsFolder(t *testing.T) {
	in := approvedResults(t)
	if terminal, summary, _ := toldOf(t, in); !strings.Contains(terminal, "decide  "+in.Run+"/change-report.xlsx, then") || !strings.Contains(summary, "In "+in.Run+"/change-report.xlsx choose") {
		t.Errorf("%s\n%s", terminal, summary)
	}
	in.Plan.Policy.SplitBy = "Department"
	if terminal, _, _ := toldOf(t, in); !strings.Contains(terminal, "a workbook of the folder "+in.Run+"/approvals, then") {
		t.Error(terminal)
	}
}

// The row of a list of names is as high as the lines that are counted: none of them may be broken once more.
func TestEachLineOfNamesFitsItsColumn(t *testing.T) {
	names := []string{"maximiliane.von.und.zu.mustermann@acme.example", "li@acme.example", "gwendolyn@acme.example", "… and 2 more"}
	lines := strings.Split(inLines(strings.Join(names, ", ")), "\n")
	if len(lines) < 3 || !strings.HasSuffix(lines[len(lines)-1], "more") {
		t.Errorf("%q", lines)
	}
	for _, line := range lines {
		if len([]rune(line)) > 40 {
			t.Errorf("%q is too long for one line", line)
		}
	}
}
