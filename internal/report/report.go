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

	// Part, where it is given, is the part of the plan that the report is about: its changes and their
	// numbers, without findings and people held back. Limits are always those of the whole plan.
	Part *string
}

// WriteChangeWorkbook writes change-report.xlsx, or the workbook of one part, to a path. What stands in its cells
// follows from the plan, the findings and the part alone: what comes back from an approver is compared with it.
func WriteChangeWorkbook(path string, in Input) error {
	d, err := newDryRun(in)
	if err != nil {
		return err
	}
	return d.writeWorkbook(path)
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
	plan   *plan.Plan   // only its part where the report is about one; Input.Plan is always whole
	table  *ChangeTable // of the whole plan
	tally  tally
	labels labels
	places places
	rows   []*plan.Change // of the sheet Changes
}

func newDryRun(in Input) (*dryRun, error) {
	if in.Run == "" {
		in.Run = "RUN"
	}
	table := NewChangeTable(in.Plan)
	if in.Part == nil {
		return tallied(&dryRun{Input: in, plan: in.Plan, table: table})
	}
	return newPart(in, table, func(c *plan.Change) bool { return partText(c.Part) == partText(*in.Part) })
}

// newPart is the dry run of some changes of a plan.
func newPart(in Input, table *ChangeTable, within func(*plan.Change) bool) (*dryRun, error) {
	part := in.Plan.Only(within)
	part.HeldBack, part.Absent, in.Findings = 0, nil, nil
	return tallied(&dryRun{Input: in, plan: part, table: table})
}

func tallied(d *dryRun) (*dryRun, error) {
	d.labels, d.places, d.tally = d.table.labels, d.table.places, newTally(d.plan)
	d.rows = d.table.listed(d.plan)
	if counted := d.tally.counts(); counted != d.plan.Counts {
		return nil, fmt.Errorf("report plan %s: its counts %+v are not those of its changes %+v", d.plan.ID, d.plan.Counts, counted)
	}
	return d, nil
}
