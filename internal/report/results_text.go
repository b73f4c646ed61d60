package report

import (
	"io"
	"strings"

	"scimsheet/internal/plan"
)

// ResultsText writes what became of a run for a terminal of that many columns.
func ResultsText(w io.Writer, p *plan.Plan, written Written, width int) error {
	c := countedOutcomes{rows: written.Rows, noRow: written.NoRow, run: written.Run,
		differences: written.differences, converged: written.converged, taken: written.taken}
	var s screen
	s.width = max(width, 40)
	s.paragraph("", "Plan "+p.ID+": "+c.headline())
	s.WriteString("\n")
	counts, noun := written.Rows, "rows"
	if p.Undoes != "" {
		counts, noun = written.NoRow, "users"
	}
	s.count("", noun, "")
	for _, status := range statuses() {
		if n := counts[status]; n > 0 {
			s.count(string(status), number(n), outcomeWords(status))
		}
	}
	s.count("in all", number(sum(counts)), "")
	if sum(written.NoRow) > 0 && p.Undoes == "" {
		s.WriteString("\n")
		for _, status := range statuses() {
			if n := written.NoRow[status]; n > 0 {
				s.count("in no row, "+string(status), number(n), outcomeWords(status))
			}
		}
	}
	s.WriteString("\n")
	for _, r := range c.next() {
		s.hanging("  "+r.Mark(), 1, r.Text)
	}
	s.WriteString("\n")
	if command := c.goOn(); command != "" {
		s.WriteString("  " + pad("go on", 8) + command + "\n")
	}
	for _, name := range []string{ResultsWorkbookName, ResultsLinesName} {
		s.WriteString("  " + pad("read", 8) + written.Files[name] + "\n")
	}
	if written.Retry > 0 {
		s.WriteString("  " + pad("mend", 8) + "the sheet Retry of the first, then  " + PlanCommand(written.Files[ResultsWorkbookName], PlanFlags(p.Policy, p.Inputs)) + "\n")
	}
	_, err := io.WriteString(w, s.String())
	return err
}

// Sentence is a plan in one sentence, as it is put to the person who is asked whether to apply it.
func Sentence(p *plan.Plan) string {
	n := p.Counts
	var parts []string
	for _, part := range []struct {
		n         int
		one, many string
	}{{n.Create, "create", "creates"}, {n.Update, "update", "updates"}, {n.Reactivate, "reactivation", "reactivations"},
		{n.Deactivate, "deactivation", "deactivations"}, {n.Grants, "workspace given", "workspaces given"},
		{n.Revocations, "workspace taken (cannot be undone)", "workspaces taken (cannot be undone)"}} {
		if part.n > 0 {
			parts = append(parts, countOf(part.n, part.one, part.many))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing to change"}
	}
	return "Plan " + p.ID + " for " + tenantName(p.Tenant) + ": " + strings.Join(parts, ", ") + "."
}
