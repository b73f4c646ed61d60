package report

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/apply"
)

func TestRowsOfApprovalsSayWhoDecidedWhat(t *testing.T) {
	w := written(t, approvedResults(t))
	decided := map[string]line{}
	for _, l := range readLines(t, w) {
		decided[l.ChangeID] = l
	}
	one, both, none := decided["c00003"], decided["c00001"], decided["c00004"]
	if *one.Decision != apply.Reject || *one.DecidedBy != "head.of.finance@acme.example" || *one.Comment != "<script>still needed</script>" {
		t.Errorf("rejected: %+v", one)
	}
	want := []approved{{"change-report.xlsx", strings.Repeat("a1", 32), "Changes!A3", apply.Approve, "head.of.finance@acme.example", ""},
		{"change-report (2).xlsx", strings.Repeat("b2", 32), "Changes!A3", apply.Approve, "=HYPERLINK(1)", "known to HR\nsince May"}}
	if diff := cmp.Diff(want, both.Approvals); diff != "" || *both.Decision != apply.Approve {
		t.Errorf("approved twice, %q: %s", *both.Decision, diff)
	}
	if none.Decision == nil || *none.Decision != "" || none.Approvals == nil || len(none.Approvals) > 0 {
		t.Errorf("not decided: %+v", none)
	}
	path := w.Files[ResultsWorkbookName]
	at := slices.Index(column(t, path, "Results", "Plan change id"), "c00001")
	for header, want := range map[string]string{"Decision": "approve\napprove", "Decided by": "head.of.finance@acme.example\n=HYPERLINK(1)", "Comment": "\nknown to HR since May"} {
		if got := column(t, path, "Results", header)[at]; got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

func TestLinesAreAsEverWhereNothingHadToBeApproved(t *testing.T) {
	text := string(read(t, written(t, sampleResults(t)).Files[ResultsLinesName]))
	for _, member := range []string{`"decision"`, `"decidedBy"`, `"comment"`, `"approvals"`} {
		if strings.Contains(text, member) {
			t.Errorf("the lines have a member %s", member)
		}
	}
	var first map[string]any
	check(t, json.Unmarshal([]byte(text[:strings.Index(text, "\n")]), &first))
	if len(first) != 16 {
		t.Errorf("a line has %d members", len(first))
	}
}

func TestDecisionsAreCountedByPeopleAndByApprover(t *testing.T) {
	k := newConsent(approvedResults(t))
	want := consent{ConsentCounts: apply.ConsentCounts{InPlay: true, Approved: 6, Rejected: 1, Open: 1,
		Deciders: []apply.Decider{{Name: "head.of.finance@acme.example", Approved: 5, Rejected: 1}, {Name: "=HYPERLINK(1)", Approved: 5}, {Approved: 1}}},
		files: []approvalFile{{"change-report (2).xlsx", strings.Repeat("b2", 32), 5, 0}, {"change-report.xlsx", strings.Repeat("a1", 32), 6, 1}}}
	if diff := cmp.Diff(want, k, cmp.AllowUnexported(consent{}, approvalFile{})); diff != "" {
		t.Error(diff)
	}
	if k := newConsent(sampleResults(t)); k.InPlay {
		t.Error("approvals are told of where nobody asked for any")
	}
}

func TestWhatApproversWriteCannotDisguiseItself(t *testing.T) {
	in := approvedResults(t)
	for id, o := range in.Outcomes {
		for i := range o.Decisions {
			o.Decisions[i].By = "\u202Enimda\x1b[2J\n1 approved"
		}
		in.Outcomes[id] = o
	}
	w := written(t, in)
	var text bytes.Buffer
	check(t, ResultsText(&text, in.Plan, w, Terminal{Width: 100}))
	told := text.String() + cellOf(t, w.Files[ResultsWorkbookName], "Summary", "B60") + dump(t, w.Files[ResultsWorkbookName])[:6000]
	if strings.ContainsAny(told, "\u202E\x1b") || strings.Contains(told, "\n1 approved") {
		t.Errorf("it does:\n%q", told)
	}
}
