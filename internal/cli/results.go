package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/settings"
	"scimsheet/internal/sheet"
)

// resultsAnswer is the JSON answer of results.
type resultsAnswer struct {
	Run       string               `json:"run"`
	PlanID    string               `json:"planId"`
	Outcomes  map[apply.Status]int `json:"outcomes"` // lines of results.jsonl by outcome
	Converged bool                 `json:"converged"`
	Files     map[string]string    `json:"files"`
}

func newResults(s *screen) *cobra.Command {
	return &cobra.Command{
		Use:   "results RUN",
		Short: "Write the results of a run anew from its journal, after a kill too",
		Long: `Says what became of every input row, as far as the journal tells, and writes the results workbook and
its lines anew. Nothing is sent. What was under way when a run was killed is unknown until apply has
looked.` + exits(exitDone, exitFailure, exitUsage, exitPlanUnfit),
		Example: "  scimsheet results staff-20261121T211005Z",
		Args:    exactArgs(1, "one run folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			answer, err := rewriteResults(s, filepath.Clean(args[0]))
			if err != nil {
				return err
			}
			return s.finish(answer, nil)
		},
	}
}

func rewriteResults(s *screen, run string) (*resultsAnswer, error) {
	p, err := readRun(run)
	if err != nil {
		return nil, err
	}
	if err := checkKept(run, p); err != nil {
		return nil, err
	}
	state, err := readState(run, p)
	if err != nil {
		return nil, err
	}
	var answer applyAnswer
	err = writeResults(s, run, p, applied{Summary: apply.Summary{
		Outcomes: apply.Outcomes(p, state), Differences: state.Differences(p), Converged: state.Converged(p)}}, &answer)
	if err != nil {
		return nil, err
	}
	return &resultsAnswer{Run: run, PlanID: p.ID, Outcomes: answer.Outcomes, Converged: state.Converged(p), Files: answer.Files}, nil
}

// writeResults writes the results workbook and lines from the run alone.
func writeResults(s *screen, run string, p *plan.Plan, done applied, answer *applyAnswer) error {
	findings, err := readFindings(run)
	if err != nil {
		return err
	}
	rows, err := os.Open(filepath.Join(run, rowsFile))
	if err != nil {
		return fmt.Errorf("read the rows of the run: %w", err)
	}
	defer rows.Close()
	write := report.WriteResults
	if done.told && exist(run, resultsBook, resultsLines) {
		write = report.CountResults
	}
	in := report.ResultsInput{
		Plan: p, Outcomes: done.Outcomes, Rows: rows, Findings: findings, WrittenAt: s.Now(), Tool: tool(),
		Differences: done.Differences, Converged: done.Converged, Run: run, Appends: s.findsAppending(p.Tenant)}
	if err := addEvidence(&in, run, p); err != nil {
		return err
	}
	written, err := write(run, in)
	if err != nil {
		return err
	}
	answer.Outcomes, answer.Files = map[apply.Status]int{}, written.Files
	for _, lines := range []map[apply.Status]int{written.Rows, written.NoRow} {
		for status, n := range lines {
			answer.Outcomes[status] += n
		}
	}
	return report.ResultsText(s.textOut(), p, written, report.Terminal{Width: s.width(), Flags: s.carried(), Interrupted: done.interrupted})
}

// findsAppending reports whether plan finds out by itself that a service appends, so that --patch-add need
// not be typed.
func (s *screen) findsAppending(t plan.Tenant) bool {
	if t.Quirks == quirksRFC {
		return true
	}
	probe, found, err := settings.Recall(s.configDir(), t.SCIMURL)
	return err == nil && found && probe.PatchAdd == plan.PatchAppends
}

// checkKept makes sure, before anything is written to the tenant, that the results can be written afterwards,
// and from what the plan was made of.
func checkKept(run string, p *plan.Plan) error {
	if err := checkFile(run, rowsFile, p.Kept.Rows); err != nil {
		return err
	}
	if err := checkFile(run, findingsFile, p.Kept.Findings); err != nil {
		return err
	}
	return checkRows(run)
}

// checkFile refuses a file of a run that is not the one that its plan vouches for.
func checkFile(run, name, digest string) error {
	path := filepath.Join(run, name)
	switch is, err := digestOf(path); {
	case err != nil:
		return err
	case is == "":
		return fail(exitPlanUnfit, "plan again: without it the run has no results", "%s is missing", path)
	case is != digest:
		return fail(exitPlanUnfit, "plan again: what this run reports would not be what its plan is about",
			"%s is cut or edited: its digest is not the one in the plan", path)
	}
	return nil
}

func checkRows(run string) error {
	path := filepath.Join(run, rowsFile)
	file, err := os.Open(path)
	if err != nil {
		return fail(exitPlanUnfit, "plan again: without its rows the run has no results", "the rows of the run: %w", err)
	}
	defer file.Close()
	pass := func(sheet.ArchivedTable, sheet.ArchivedRow) error { return nil }
	if err := sheet.ReadArchive(bufio.NewReader(file), pass, nil); err != nil {
		return fail(exitPlanUnfit, "plan again: without its rows the run has no results", "%s: %w", path, err)
	}
	return nil
}

// exist reports whether all these files of a run are there.
func exist(run string, names ...string) bool {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(run, name)); err != nil {
			return false
		}
	}
	return true
}

func readFindings(run string) ([]finding.Finding, error) {
	file, err := os.Open(filepath.Join(run, findingsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the findings of the run: %w", err)
	}
	defer file.Close()
	return report.ReadFindings(file)
}
