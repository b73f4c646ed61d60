package cli

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/simulator"
)

func TestAProgressBarSaysHowFastItGoesAndHowLongItTakes(t *testing.T) {
	for want, c := range map[string]struct {
		done, total int
		seconds     float64
		remarks     []string
	}{
		"Applying · 0 of 502":                                   {0, 502, 0, nil},
		"Applying · 1 of 502":                                   {1, 502, 0.2, nil},
		"Applying · 371 of 502 · 4.9/s · 27 s left":             {371, 502, 75.7, nil},
		"Applying · 371 of 1,502 · 25/s · 46 s left · 2 failed": {371, 1502, 15, []string{"2 failed"}},
		"Applying · 2 of 60 · 12 a minute · 4 min 50 s left":    {2, 60, 10, nil},
		"Applying · 502 of 502 · 5.0/s · 1 min 41 s":            {502, 502, 101, nil},
	} {
		if got := progressText("Applying", c.done, c.total, c.seconds, c.remarks); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAMessageIsFoldedAtBlanksUnderItsOwnFirstWord(t *testing.T) {
	hint := "the report was written: a-very-long-folder-name/change-report.xlsx; plan again with --max-revocations 15"
	got := folded("  hint: ", hint, 40)
	for line := range strings.Lines(got) {
		if strings.TrimSpace(line) != "a-very-long-folder-name/change-report.xlsx;" && len(line) > 41 {
			t.Errorf("%d columns: %s", len(line)-1, line)
		}
	}
	if want := "  hint: the report was written:\n        a-very-long-folder-name/change-report.xlsx;\n        plan again with\n        --max-revocations 15\n"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := folded("error: ", hint, 0); got != "error: "+hint+"\n" {
		t.Errorf("what is no terminal gets %s", got)
	}
}

func TestACommandToTypeNextMeansTheSameTenant(t *testing.T) {
	given := map[string]origin{"config": {"command line", ofCommandLine}}
	for want, s := range map[string]*screen{
		"scimsheet apply RUN":                                               {},
		"scimsheet apply RUN --profile sandbox":                             {profile: "sandbox"},
		`scimsheet apply RUN --profile sandbox --config 'my settings.yaml'`: {profile: "sandbox", configFile: "my settings.yaml", origins: given},
		"scimsheet apply RUN --profile one":                                 {profile: "one", configFile: "of-the-environment.yaml"},
	} {
		if got := s.next("apply", "RUN"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestARefusedPlanSaysTheFlagThatLetsItPass(t *testing.T) {
	p := &plan.Plan{Limits: []plan.Limit{{Name: "max-creates", Planned: 3, Allowed: 9},
		{Name: "max-revocations", Planned: 15, Allowed: 5, Exceeded: true}, {Name: "max-deactivations", Planned: 1200, Allowed: 7, Exceeded: true}}}
	f := refusal(p)
	if f.Message != "a limit refused this plan: max-revocations 15 planned, 5 allowed, max-deactivations 1,200 planned, 7 allowed" ||
		!strings.HasSuffix(f.Hint, "plan again with --max-revocations 15 --max-deactivations 1200") {
		t.Errorf("%s\n%s", f.Message, f.Hint)
	}
	p.Undoes = "c58d-6da6"
	if f := refusal(p); !strings.Contains(f.Hint, "undo again with --max-revocations 15") {
		t.Error(f.Hint)
	}
}

func TestARunThatWasStoppedTellsWhatCannotBeUndone(t *testing.T) {
	revoked := func(statuses ...apply.Status) map[string]apply.Outcome {
		o := apply.Outcome{Workspaces: []apply.WorkspaceOutcome{{Change: apply.Grant, Status: apply.Applied}}}
		for _, status := range statuses {
			o.Workspaces = append(o.Workspaces, apply.WorkspaceOutcome{Change: apply.Revoke, Status: status})
		}
		return map[string]apply.Outcome{"c00001": o}
	}
	for want, outcomes := range map[string]map[string]apply.Outcome{
		"": revoked(apply.NotAttempted),
		"; 2 workspaces taken so far, which cannot be undone":      revoked(apply.Applied, apply.Applied, apply.NotAttempted),
		"; 1 to 3 workspaces taken so far, which cannot be undone": revoked(apply.Applied, apply.Unknown, apply.Unknown),
	} {
		if got := takenSoFar(outcomes); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// interrupted applies a plan and is interrupted by the first request that fits.
func interrupted(t *testing.T, at func(*http.Request) bool) (said string, answer planned) {
	t.Helper()
	r := newCountedTenant(t, simulator.Options{Users: 20, Workspaces: 3, Seed: 1})
	ctx, interrupt := context.WithCancel(t.Context())
	watching := false
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if watching && at(req) {
			interrupt()
		}
		r.ServeHTTP(w, req)
	}))
	t.Cleanup(front.Close)
	behind := r.env["SCIMSHEET_AUTH_URL"]
	for name, value := range r.env {
		r.env[name] = strings.Replace(value, behind, front.URL, 1)
	}
	p := r.plan(t, [][]string{{"userName", "givenName"}, {string(r.Accounts()[0].UserName), "Renamed"}, {string(r.Accounts()[1].UserName), "Renamed"}})
	watching = true
	var talk bytes.Buffer
	if code := Run(ctx, []string{"apply", p.run, "--yes", "--workers", "1"}, Streams{In: strings.NewReader(""), Out: &talk, Err: &talk,
		Getenv: func(name string) string { return r.env[name] }, Now: time.Now}); code != exitInterrupted {
		t.Errorf("an interrupt ends with %d", code)
	}
	return talk.String(), p
}

func TestAnInterruptIsAnsweredFromTheBeginning(t *testing.T) {
	for name, c := range map[string]struct {
		at   func(*http.Request) bool
		want string
	}{
		"signing in":          {func(*http.Request) bool { return true }, "error: stopped before anything was sent\n"},
		"looking at accounts": {func(req *http.Request) bool { return strings.HasSuffix(req.URL.Path, "/Users") }, "error: stopped before anything was sent\n"},
		"writing":             {func(req *http.Request) bool { return req.Method == http.MethodPatch }, "error: stopped: nothing more is sent; what was sent is recorded\n"},
	} {
		said, p := interrupted(t, c.at)
		if !strings.Contains(said, c.want+"  hint: go on with: scimsheet apply "+p.run+"\n") {
			t.Errorf("interrupted while %s:\n%s", name, said)
		}
		if strings.Contains(said, "nobody could say") || strings.Contains(said, "mend ") {
			t.Errorf("interrupted while %s it tells of trouble:\n%s", name, said)
		}
	}
}
