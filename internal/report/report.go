// Package report owns what people and their scripts are told: the dry run as a workbook for approvers,
// as a page to look at and as text for the terminal, the results as a workbook and as JSON lines, and
// findings as JSON lines. It refuses to decide anything: every number it shows is counted from the plan
// and the outcomes it is given, and it says so where they disagree.
package report

import (
	"fmt"
	"path/filepath"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
)

// The names of the files in a run's folder.
const (
	ChangeWorkbookName  = "change-report.xlsx"
	ChangePageName      = "change-report.html"
	ResultsWorkbookName = "results.xlsx"
	ResultsLinesName    = "results.jsonl"
)

// Input is all that the dry run tells of.
type Input struct {
	Plan     *plan.Plan
	Findings []finding.Finding
	Run      string // the run's folder as its owner types it; "RUN" is printed where it is empty
}

// WriteChangeReport writes change-report.xlsx and change-report.html into a run's folder. A plan whose
// counts are not those of its changes is refused: no number of a report may be wrong.
func WriteChangeReport(folder string, in Input) error {
	d, err := newDryRun(in)
	if err != nil {
		return err
	}
	if err := d.writeWorkbook(filepath.Join(folder, ChangeWorkbookName)); err != nil {
		return err
	}
	return d.writePage(filepath.Join(folder, ChangePageName))
}

// dryRun is a plan with everything that is counted and named once for all its reports.
type dryRun struct {
	Input
	plan   *plan.Plan
	tally  tally
	labels labels
	places places
}

func newDryRun(in Input) (*dryRun, error) {
	if in.Run == "" {
		in.Run = "RUN"
	}
	d := &dryRun{Input: in, plan: in.Plan, labels: newLabels(in.Plan), places: newPlaces(in.Plan)}
	d.tally = newTally(in.Plan)
	if counted := d.tally.counts(); counted != in.Plan.Counts {
		return nil, fmt.Errorf("report plan %s: its counts %+v are not those of its changes %+v", in.Plan.ID, in.Plan.Counts, counted)
	}
	return d, nil
}
