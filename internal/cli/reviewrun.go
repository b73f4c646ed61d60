package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"scimsheet/internal/approval"
	"scimsheet/internal/dossier"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/review"
)

// resultsAnew writes the results of a run aside, from its journal alone: what was edited in those of the run is not
// in the evidence. They say when the run was called last, so that equal journals give equal bytes.
func resultsAnew(s *screen, run *dossier.Run, closing *review.Closing) error {
	if err := checkKept(run.Folder, run.Plan); err != nil {
		run.Faults = append(run.Faults, sentenceOf(err))
		return nil
	}
	findings, err := readFindings(run.Folder)
	if err != nil {
		return err
	}
	rows, err := os.Open(filepath.Join(run.Folder, rowsFile))
	if err != nil {
		return fmt.Errorf("read the rows of the run: %w", err)
	}
	defer rows.Close()
	state, err := readState(run.Folder, run.Plan)
	if err != nil {
		return err
	}
	in := report.ResultsInput{Plan: run.Plan, Outcomes: run.Outcomes, Rows: rows, Findings: findings, WrittenAt: closing.ClosedAt, Tool: tool(),
		Differences: state.Differences(run.Plan), Converged: run.Converged, Run: filepath.Base(closing.Run), Appends: s.findsAppending(run.Plan.Tenant)}
	for _, call := range run.Calls {
		if call.EndedAt.After(in.WrittenAt) {
			in.WrittenAt = call.EndedAt
		}
	}
	if err := addEvidence(&in, run.Folder, run.Plan); err != nil {
		return err
	}
	_, err = report.WriteResults(run.Results, in)
	return err
}

// faultsOf are what is wrong with the files of a run that its plan can be compared with, in sentences.
func faultsOf(run string, p *plan.Plan) []string {
	if p.Tool != tool() {
		return nil // another version words its reports otherwise
	}
	findings, err := readFindings(run)
	if err != nil {
		return []string{sentenceOf(err)}
	}
	reader := approval.NewReader(report.Input{Plan: p, Findings: findings}, approval.Rules{Tool: tool()})
	defer reader.Close()
	_, _, err = reader.Read(filepath.Join(run, changeWorkbook))
	var refused *approval.Refusal
	switch {
	case errors.As(err, &refused):
		return []string{fmt.Sprintf("The change report of the run is not as it was written (%s).", countOf(refused.Total, "cell"))}
	case err != nil:
		return []string{sentenceOf(err)}
	}
	return nil
}

func sentenceOf(err error) string { return "Of the run: " + failureOf(err).Message + "." }

// undoneFile keeps which plans to take back a run were made.
const undoneFile = "undone.jsonl"

// undoneBy is a plan that takes back what a run has done, whether it was applied or not.
type undoneBy struct {
	At     time.Time `json:"at"`
	PlanID string    `json:"planId"`
	Run    string    `json:"run"` // its folder as it was typed
}

// noteUndo tells a run that a plan to take it back was made: whoever asks for evidence of it has to know.
func noteUndo(run string, undo *plan.Plan, newRun string) error {
	return addLines(filepath.Join(run, undoneFile), undoneBy{At: undo.CreatedAt.UTC(), PlanID: undo.ID, Run: newRun})
}
