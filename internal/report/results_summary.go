package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// summarySheet is written for somebody who was not there: what became of the plan, what to do now, whether the
// numbers add up, what went wrong and for whom, what cannot be undone, who decided.
func (r *results) summarySheet(book *sheet.Workbook) error {
	page, err := book.Page(r.layout(sheet.Layout{Name: "Summary", Portrait: true, Tab: "17324D", Columns: []sheet.Column{
		{Width: markColumn}, {Width: 35, Wrapped: true}, {Width: 13}, {Width: 12}, {Width: 12, Wrapped: true}, {Width: 46, Wrapped: true}}}))
	if err != nil {
		return err
	}
	c := r.counted()
	return errors.Join(
		page.Line(sheet.String("Results of plan "+r.Plan.ID).As(sheet.Title)),
		page.Line(sheet.String(r.subject()).As(sheet.Muted)),
		page.Line(sheet.String("Plan digest (SHA-256)  "+r.Plan.Digest).As(sheet.Mono)),
		section(page, c.headline()), remarkLines(page, append(c.unapproved(), c.standing()...)),
		section(page, "What to do now"), steps(page, r.todo(c)), r.todoLinks(page),
		section(page, "The numbers"), r.numbers(page),
		r.unapprovedTable(page),
		r.failures(page),
		r.takenForGood(page),
		r.decisionTable(page),
		section(page, "Where this comes from"), factRows(page, r.origin()),
		page.Row(sheet.Value{}, sheet.String("See the evidence").To("About")))
}

func (r *results) subject() string {
	what := "What became of the plan"
	if r.Plan.Undoes != "" {
		what = "What became of taking back plan " + r.Plan.Undoes
	}
	return what + " in the Anaplan tenant " + tenantName(r.Plan.Tenant) + "."
}

// layout is a sheet's with what every printed page says at its foot.
func (r *results) layout(l sheet.Layout) sheet.Layout {
	l.Title, l.Sealed = r.foot(), "plan digest "+r.Plan.Digest
	return l
}

func (r *results) foot() string {
	return "Results, plan " + r.Plan.ID
}

// todo is what to do now, each with its command.
func (r *results) todo(c countedOutcomes) []string {
	var out []string
	if c.consent.AppliedAgainst > 0 {
		out = append(out, "Look at what was changed without an approver's yes. Where it is not to stay, plan how to take it back: "+c.command("undo"))
	}
	if command := c.goOn(); command != "" {
		out = append(out, "Try again what is not done; what is done stays done, and nothing is done twice: "+command)
	}
	if n := r.people[apply.Undecided] + r.noRow[apply.Undecided]; n > 0 {
		out = append(out, fmt.Sprintf("Have it decided: nobody has said yes or no about %s. In %s choose approve or reject in the column Decision, save it, then: %s --approvals FILE",
			people(n), decidedIn(r.Plan, r.Run), c.command("apply")))
	}
	if r.retryRows > 0 {
		text := fmt.Sprintf("What is wrong in the input can be corrected in this workbook: %s %s %s of the people for whom something was not applied, in the columns of the input%s. "+
			"Correct the cells, save the workbook, then: %s", c.retrySheets(), verb(c.tables, "has", "have"), countOf(r.retryRows, "row", "rows"), r.retryHolds(c), r.planAgain())
		out = append(out, text)
	}
	if len(out) == 0 {
		out = append(out, "Nothing is left to do. To make sure later that the tenant still stands like this: "+c.command("verify"))
	}
	return out
}

// retryHolds says whom approvers will meet again.
func (r *results) retryHolds(c countedOutcomes) string {
	if c.rows[apply.Rejected]+c.rows[apply.Undecided] == 0 {
		return ""
	}
	return " (whoever was rejected or not decided is among them and will be proposed again; delete the rows that are not to be)"
}

func (r *results) todoLinks(page *sheet.SheetWriter) error {
	links := []sheet.Value{{}, sheet.String("See what became of every row").To("Results")}
	if r.retryRows > 0 {
		return errors.Join(page.Row(links...), page.Row(sheet.Value{}, sheet.String("See the rows to correct").To(retryName(0))))
	}
	return page.Row(links...)
}

// numbers are the outcomes as a table that adds up, and as a picture of it.
func (r *results) numbers(page *sheet.SheetWriter) error {
	columns := r.countColumns()
	if err := page.Row(columns.head("Outcome", "People", "What it means")...); err != nil {
		return err
	}
	first := page.NextRow()
	shown := slices.DeleteFunc(statuses(), func(s apply.Status) bool { return r.rows[s]+r.noRow[s] == 0 })
	all := counted{}
	for _, status := range shown {
		n := r.countedOf(status)
		all.rows, all.noRow, all.people = all.rows+n.rows, all.noRow+n.noRow, all.people+n.people
		name := sheet.String(outcomeName(status)).As(outcomeStyle(status))
		if err := page.Row(columns.line(name, n, sheet.Plain, outcomeWords(status))...); err != nil {
			return err
		}
	}
	if err := page.Row(columns.line(sheet.String("In all").As(sheet.Strong), all, sheet.Strong, "")...); err != nil || len(shown) == 0 {
		return err
	}
	return page.Chart(r.chart(shown, columns, first))
}

// chart draws the outcomes from the cells of their table, whose lines begin in that row.
func (r *results) chart(shown []apply.Status, columns countColumns, first int) sheet.Chart {
	last := first + len(shown) - 1
	column := func(n int) sheet.Area { return sheet.Area{Column: n, FirstRow: first, LastRow: last} }
	var colours, words []string
	for _, status := range shown {
		colours = append(colours, outcomeColour(status))
		text := outcomeName(status) + " " + number(r.rows[status]+r.noRow[status])
		if n := r.noRow[status]; columns.beside && n > 0 {
			text += " (" + number(n) + " in no row)"
		}
		words = append(words, text)
	}
	c := sheet.Chart{Title: "Input rows by outcome", Kind: sheet.BarsAcross, Column: 2, Labels: column(2),
		Series: []sheet.Series{{Name: "Input rows", Values: column(3), Colours: colours}}}
	switch {
	case columns.undo:
		c.Title, c.Series[0].Name = "Users by outcome", "Users"
	case columns.beside:
		c.Title, c.Kind = "Input rows and accounts in no row, by outcome", sheet.StackedAcross
		c.Series[0].Colours = []string{"2B5B8A"}
		c.Series = append(c.Series, sheet.Series{Name: "In no row", Values: column(4), Colours: []string{"E0A100"}})
	}
	c.Alt = c.Title + ": " + listed(words) + "."
	return c
}

// failures are what was not applied: by cause, then the people.
func (r *results) failures(page *sheet.SheetWriter) error {
	all := r.wrong.ranked()
	if len(all) == 0 {
		return nil
	}
	return errors.Join(section(page, "What was not applied, and what to do"), r.causeTable(page, all),
		section(page, "Who is concerned"), r.victimTable(page, all[:min(len(all), causesShown)]))
}

// placeOf is where in the input somebody stands, in the fewest words.
func (r *results) placeOf(at []finding.Pos) string {
	if len(r.Plan.Inputs) > 1 || len(at) == 0 {
		return r.places.of(at)
	}
	rows := make([]string, len(at))
	for i, pos := range at {
		rows[i] = strconv.Itoa(pos.Row)
	}
	return strings.Join(firstFew(rows, len(rows), 4), ", ")
}

// loss is a workspace that was taken, or may have been.
type loss struct {
	identity.Workspace
	taken, perhaps int
	first          int // row of the sheet Results
	people         []string
}

// peopleOfLoss is how many people are named for each workspace that was taken.
const peopleOfLoss = 6

// losses are the workspaces that were taken for good, most taken first.
func (r *results) losses() []*loss {
	byID := map[string]*loss{}
	for i := range r.Plan.Changes {
		c := &r.Plan.Changes[i]
		for _, w := range r.Outcomes[c.ID].Workspaces {
			if w.Change != apply.Revoke || w.Status != apply.Applied && w.Status != apply.Unknown {
				continue
			}
			l := byID[w.ID]
			if l == nil {
				l = &loss{Workspace: w.Workspace, first: r.lines[i].first}
				byID[w.ID] = l
			}
			if w.Status == apply.Applied {
				l.taken++
			} else {
				l.perhaps++
			}
			l.first = min(l.first, r.lines[i].first)
			if len(l.people) < peopleOfLoss {
				l.people = append(l.people, oneLine(string(c.UserName)))
			}
		}
	}
	out := make([]*loss, 0, len(byID))
	for _, l := range byID {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *loss) int {
		return cmp.Or(-cmp.Compare(a.taken, b.taken), -cmp.Compare(a.perhaps, b.perhaps), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// takenForGood is what nobody can bring back.
func (r *results) takenForGood(page *sheet.SheetWriter) error {
	all := r.losses()
	if len(all) == 0 {
		return nil
	}
	if err := errors.Join(section(page, "Taken for good: cannot be undone"),
		page.Row(sheet.Value{}, sheet.String("Workspace").As(sheet.Head), sheet.String("Taken").As(sheet.HeadEnd),
			sheet.String("Perhaps").As(sheet.HeadEnd), sheet.String("On Results").As(sheet.Head), sheet.String("From").As(sheet.Head))); err != nil {
		return err
	}
	for i, l := range all {
		if i == workspacesInSummary {
			more := countOf(len(all)-i, "other workspace", "other workspaces")
			return page.Row(sheet.Value{}, sheet.String("… and "+more+" (sheet About)").As(sheet.Muted))
		}
		if err := page.Row(sheet.Value{}, sheet.String(r.labels.of(l.Workspace)).As(sheet.Bad), sheet.Int(l.taken), sheet.Int(l.perhaps),
			toResults(l.first),
			sheet.String(inLines(strings.Join(firstFew(l.people, l.taken+l.perhaps, peopleOfLoss), ", ")))); err != nil {
			return err
		}
	}
	return nil
}

// inLines breaks a list of names where the last column of the first page does, so that its row is as high as
// it has lines: names have no blanks to break at.
func inLines(text string) string {
	const letters = 40
	return runewidth.Wrap(strings.Join(Wrapped(text, letters), "\n"), letters)
}

func (r *results) origin() []fact {
	p := r.Plan
	facts := []fact{{Name: "Plan", Value: p.ID, ID: true}, {Name: "Made", Value: moment(p.CreatedAt)}, {Name: "Made by", Value: p.Operator},
		{Name: "Tenant", Value: tenantName(p.Tenant)}}
	if !r.started.IsZero() {
		facts = append(facts, fact{Name: "First write", Value: moment(r.started)}, fact{Name: "Last write", Value: moment(r.finished)})
	}
	facts = append(facts, fact{Name: "Written", Value: moment(r.WrittenAt)})
	return append(facts, inputFacts(p)...)
}
