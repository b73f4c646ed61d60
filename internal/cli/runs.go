package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// listedRun is one run in a folder of runs. A run whose plan cannot be read is listed with the reason.
type listedRun struct {
	Run       string      `json:"run"`
	PlanID    string      `json:"planId"`
	CreatedAt time.Time   `json:"createdAt,omitzero"`
	State     runState    `json:"state"`
	Counts    plan.Counts `json:"counts"`
	Operator  string      `json:"operator"`
	Tenant    string      `json:"tenant"`
	Problem   string      `json:"problem,omitempty"`
}

// runState is how far a run has come.
type runState string

const (
	runPlanned    runState = "planned"       // never applied
	runIdle       runState = "nothing to do" // its plan changes nothing
	runRefused    runState = "refused"       // a limit was exceeded
	runUnfinished runState = "unfinished"    // apply has something left to do
	runUndecided  runState = "undecided"     // all that is approved is settled, and something is still to be decided
	runFinished   runState = "finished"      // every change is settled
	runDamaged    runState = "damaged"       // its plan or journal cannot be read
)

func newRuns(s *screen) *cobra.Command {
	return &cobra.Command{
		Use:   "runs [DIR]",
		Short: "List the runs in a folder: state, counts, operator, tenant",
		Long: `Looks at the folders in DIR (left out: this folder) that hold a plan, the newest first. Changes and workspaces given and
taken are those that were planned; the state says how far they have been applied.` + exits(exitDone, exitFailure, exitUsage),
		Example: "  scimsheet runs\n  scimsheet runs /srv/anaplan/runs --json",
		Args:    atMostOneFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			runs, err := listRuns(dir)
			if err != nil {
				return err
			}
			printRuns(s, dir, runs)
			return s.finish(map[string]any{"runs": runs}, nil)
		},
	}
}

func listRuns(dir string) ([]listedRun, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	runs := []listedRun{}
	for _, entry := range entries {
		run := filepath.Join(dir, entry.Name())
		if _, err := os.Stat(filepath.Join(run, planFile)); err != nil || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		runs = append(runs, describeRun(run))
	}
	slices.SortStableFunc(runs, func(a, b listedRun) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(a.Run, b.Run))
	})
	return runs, nil
}

func describeRun(run string) listedRun {
	p, err := readRun(run)
	if err != nil {
		return listedRun{Run: run, State: runDamaged, Problem: err.Error()}
	}
	listed := listedRun{Run: run, PlanID: p.ID, CreatedAt: p.CreatedAt, Counts: p.Counts, Operator: p.Operator, Tenant: p.Tenant.SCIMURL}
	on := standingOf(run, p)
	listed.State, listed.Problem = on.state, on.problem
	return listed
}

func printRuns(s *screen, dir string, runs []listedRun) {
	if len(runs) == 0 {
		s.answer("No runs in %s.\n", dir)
		return
	}
	widest := len("run")
	for _, r := range runs {
		widest = max(widest, runewidth.StringWidth(report.Printed(r.Run)))
	}
	const columns = "%s  %-16s  %-13s  %16s  %5s  %5s  %s\n"
	s.answer(columns, runewidth.FillRight("run", widest), "made (UTC)", "state", "planned: changes", "given", "taken", "by")
	for _, r := range runs {
		n := r.Counts
		s.answer(columns, runewidth.FillRight(report.Printed(r.Run), widest), r.CreatedAt.UTC().Format("2006-01-02 15:04"),
			r.State, thousands(n.Create+n.Update+n.Deactivate+n.Reactivate), thousands(n.Grants), thousands(n.Revocations), report.Printed(cmp.Or(r.Problem, r.Operator)))
	}
}
