package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"scimsheet/internal/apply"
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
	if err := checkRows(run); err != nil {
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
