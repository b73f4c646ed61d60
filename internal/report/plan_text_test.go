package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
)

func planText(t testing.TB, in Input, width int) string {
	t.Helper()
	var out bytes.Buffer
	check(t, PlanText(&out, in, width))
	return out.String()
}

func TestTheDryRunOnTheTerminalReadsAsItShould(t *testing.T) {
	golden(t, "plan-terminal.txt", planText(t, sampleInput(), 100))
	in := sampleInput()
	in.Plan.Refused = true
	in.Plan.Limits[1] = plan.Limit{Name: "max-deactivations", Setting: "1", Planned: 2, Allowed: 1, Of: 3117, Exceeded: true}
	in.Plan.Policy.Absent, in.Plan.Absent = plan.AbsentReport, []plan.AbsentAccount{{UserName: "x@acme.example"}}
	golden(t, "plan-terminal-refused.txt", planText(t, in, 72))
}

func TestTheLinesOfTheTableAddUpToEverybodyConcerned(t *testing.T) {
	total, last := 0, ""
	for l := range strings.Lines(planText(t, sampleInput(), 100)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(l), "  ")
		fields := strings.Fields(rest)
		if strings.HasPrefix(l, "   ") || len(fields) == 0 {
			continue
		}
		if name == "in all" {
			last = fields[0]
			break
		}
		total += whole(t, fields[0])
	}
	if last == "" || whole(t, last) != total || total != 16 {
		t.Errorf("the lines add up to %d, the last says %q", total, last)
	}
}

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(60, 140).Draw(rt, "width")
		in := sampleInput()
		in.Findings = append(in.Findings, finding.New(finding.UnknownWorkspace, finding.Pos{File: sampleFile, Sheet: "Angestellte", Row: 7, Column: 2},
			"", rapid.StringMatching(`([a-zé漢]{1,12} ){1,20}`).Draw(rt, "message"), ""))
		for l := range strings.Lines(planText(t, in, width)) {
			if n := runewidth.StringWidth(strings.TrimRight(l, "\n")); n > width {
				rt.Errorf("%d columns of %d: %s", n, width, l)
			}
		}
	})
}

func TestOnlyTheFirstFindingsAreShownErrorsBeforeWarnings(t *testing.T) {
	in := sampleInput()
	in.Findings = nil
	for row := range 20 {
		at := finding.Pos{File: sampleFile, Sheet: "Employees", Row: row + 2, Column: 1}
		in.Findings = append(in.Findings, finding.New(finding.NamesMissing, at, "", "no name", ""), finding.New(finding.BadUserName, at, "", "no address", ""))
	}
	text := planText(t, in, 100)
	if strings.Count(text, "no address") != findingsOnScreen || strings.Contains(text, "no name") {
		t.Error("warnings take the place of errors")
	}
	if !strings.Contains(text, "… 32 more in findings.jsonl") {
		t.Errorf("what is left out is not counted:\n%s", text)
	}
}

func TestAPlanIsOneSentence(t *testing.T) {
	p := samplePlan()
	if got := Sentence(p); got != "Plan 7f3c-91ab for acme (api.anaplan.com): 1 create, 4 updates, 1 reactivation, 2 deactivations, 3 workspaces given, 3 workspaces taken (cannot be undone)." {
		t.Error(got)
	}
	p.Counts = plan.Counts{None: 4}
	if got := Sentence(p); got != "Plan 7f3c-91ab for acme (api.anaplan.com): nothing to change." {
		t.Error(got)
	}
}

func TestTheHeadlineSaysFirstWhatIsTakenAway(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*plan.Plan)
		want   string
	}{
		"losses": {func(p *plan.Plan) {},
			"1 person loses access to Sales Planning, 1 to Finance and 1 to workspace 8a81…7d77; 2 people are deactivated; 1 person gets an account."},
		"only deactivations": {func(p *plan.Plan) { p.Changes = p.Changes[4:5] }, "1 person is deactivated; nobody loses a workspace."},
		"only a joiner":      {func(p *plan.Plan) { p.Changes = p.Changes[:1] }, "Nobody loses anything; 1 person gets an account."},
		"nothing":            {func(p *plan.Plan) { p.Changes = p.Changes[7:8] }, "Nothing will change."},
		"one loss":           {func(p *plan.Plan) { p.Changes = p.Changes[3:4] }, "1 person loses access to Finance; nobody is deactivated."},
	} {
		in := sampleInput()
		c.change(in.Plan)
		counted := newTally(in.Plan)
		in.Plan.Counts = counted.counts()
		d, err := newDryRun(in)
		check(t, err)
		if got := d.headline(); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestNumbersAndDurationsAreWrittenAsPeopleReadThem(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1204: "1,204", 1048576: "1,048,576", -1204: "-1,204"} {
		if got := number(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
	for seconds, want := range map[int]string{0: "0 s", 59: "59 s", 60: "1 min", 101: "1 min 41 s", 3600: "1 h 0 min", 7384: "2 h 3 min"} {
		if got := Lasting(seconds); got != want {
			t.Errorf("%d seconds are written %s", seconds, got)
		}
	}
}

func TestAPlanThatComesNearALimitSaysSo(t *testing.T) {
	in := sampleInput()
	in.Plan.Limits[1] = plan.Limit{Name: "max-deactivations", Setting: "25", Planned: 20, Allowed: 25, Of: 3117, People: 20}
	if text := planText(t, in, 140); !strings.Contains(text, "  limit                      80%    ! deactivations: 20 of 25 allowed, for 20 people; --max-deactivations 25, of 3,117 users of the tenant\n") {
		t.Errorf("not told:\n%s", text)
	}
	if text := planText(t, sampleInput(), 120); strings.Contains(text, "--max-") {
		t.Errorf("limits that are far away are told:\n%s", text)
	}
}
