package report

import (
	"io"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
)

// Terminal is where the results of a run are told, and when.
type Terminal struct {
	Width       int      // columns
	Flags       []string // what every command has to be called with, such as "--profile sandbox"
	Interrupted bool     // apply was stopped before it could look at what it had sent
}

// ResultsText writes what became of a run for a terminal.
func ResultsText(w io.Writer, p *plan.Plan, written Written, on Terminal) error {
	c := written.counted
	for _, flag := range on.Flags {
		c.carried += " " + flag
	}
	var s screen
	s.width = max(on.Width, 40)
	s.paragraph("", "Plan "+p.ID+": "+c.headline())
	if decided := c.tellDecisions(); decided != "" {
		s.paragraph("", "Decisions: "+decided)
	}
	s.WriteString("\n")
	counts, noun := written.Rows, "rows"
	if p.Undoes != "" {
		counts, noun = written.NoRow, "users"
	}
	s.count("", noun, "")
	for _, status := range statuses() {
		if n := counts[status]; n > 0 {
			s.count(string(status), number(n), on.words(status))
		}
	}
	s.count("in all", number(sum(counts)), "")
	if sum(written.NoRow) > 0 && p.Undoes == "" {
		s.WriteString("\n")
		for _, status := range statuses() {
			if n := written.NoRow[status]; n > 0 {
				s.count("in no row, "+string(status), number(n), on.words(status))
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
	if c.n(apply.Undecided) > 0 {
		s.WriteString("  " + pad("decide", 8) + decidedIn(p, c.run) + ", then  " + c.command("apply") + " --approvals FILE\n")
	}
	for _, name := range []string{ResultsWorkbookName, ResultsLinesName} {
		s.WriteString("  " + pad("read", 8) + written.Files[name] + "\n")
	}
	if written.toMend() > 0 {
		s.WriteString("  " + pad("mend", 8) + c.retrySheets() + " of the first, then  " +
			PlanCommand(written.Files[ResultsWorkbookName], slices.Concat(on.Flags, written.again)) + "\n")
	}
	s.WriteString("  " + pad("digest", 8) + p.Digest + "\n")
	_, err := io.WriteString(w, s.String())
	return err
}

func (t Terminal) words(status apply.Status) string {
	if t.Interrupted && status == apply.Unknown {
		return "sent or about to be sent; apply looks first"
	}
	return outcomeWords(status)
}

// toMend is how many rows somebody has to look at: what apply has not come to yet it does when it goes on.
func (w Written) toMend() int {
	n := 0
	for _, status := range []apply.Status{apply.Invalid, apply.Blocked, apply.Failed, apply.Partial, apply.Drifted} {
		n += w.Rows[status]
	}
	return n
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
