package report

import (
	"errors"
	"fmt"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// statuses are all outcomes in the order in which reports count them.
func statuses() []apply.Status {
	return []apply.Status{apply.Applied, apply.Unchanged, apply.Skipped, apply.Failed, apply.Partial, apply.Unknown, apply.Drifted,
		apply.NotAttempted, apply.Invalid, apply.Blocked, apply.Undecided, apply.Rejected}
}

// outcomeWords say what an outcome means.
func outcomeWords(status apply.Status) string {
	switch status {
	case apply.Applied:
		return "written, and the tenant shows it as wanted"
	case apply.Unchanged:
		return "already as wanted; nothing was sent"
	case apply.Skipped:
		return "the row said skip"
	case apply.Failed:
		return "not done; the account is as it was"
	case apply.Partial:
		return "some of it is done, some is not"
	case apply.Unknown:
		return "sent, and nobody could say what became of it"
	case apply.Drifted:
		return "somebody changed the account after the plan; left alone"
	case apply.NotAttempted:
		return "the run stopped before its turn"
	case apply.Invalid:
		return "the row has errors and was never planned"
	case apply.Blocked:
		return "the plan could not honour the row"
	case apply.Undecided:
		return "nobody approved it yet"
	case apply.Rejected:
		return "an approver said no"
	}
	return ""
}

// countedOutcomes is what sentences about results are made of.
type countedOutcomes struct {
	rows, noRow map[apply.Status]int
	run         string
	differences int
	converged   bool
	taken       int    // workspaces taken for good
	perhaps     int    // workspaces that may have been taken
	carried     string // flags that every command needs
}

func (c countedOutcomes) n(wanted ...apply.Status) int {
	total := 0
	for _, status := range wanted {
		total += c.rows[status] + c.noRow[status]
	}
	return total
}

// say is how many rows have one of the outcomes, and how many accounts beside them.
func (c countedOutcomes) say(wanted ...apply.Status) string {
	rows, others := 0, 0
	for _, status := range wanted {
		rows, others = rows+c.rows[status], others+c.noRow[status]
	}
	beside := countOf(others, "account in no row", "accounts in no row")
	if len(c.rows) == 0 { // an undo
		beside = countOf(others, "user", "users")
	}
	switch {
	case others == 0:
		return countOf(rows, "row", "rows")
	case rows == 0:
		return beside
	}
	return countOf(rows, "row", "rows") + " and " + beside
}

// headline is the results in one sentence.
func (c countedOutcomes) headline() string {
	open := []apply.Status{apply.Failed, apply.Partial, apply.Unknown, apply.NotAttempted, apply.Drifted}
	aside := []apply.Status{apply.Invalid, apply.Blocked, apply.Undecided, apply.Rejected}
	done := c.say(apply.Applied) + " applied"
	switch {
	case c.n(open...) > 0:
		return sentence(done + "; " + c.say(open...) + " not, or not wholly")
	case c.n(aside...) > 0:
		return sentence(done + ", all that could be; " + c.say(aside...) + " left out")
	case c.n(apply.Applied) == 0:
		return "Nothing had to be done."
	}
	return "Everything is done: " + done + "."
}

// next is what to do now, the most pressing first.
func (c countedOutcomes) next() []remark {
	var out []remark
	for _, open := range []struct {
		status    apply.Status
		what, now string
		tone      tone
	}{
		{apply.Failed, "refused, or not done", "The column Hint says what to do.", danger},
		{apply.Drifted, "changed by somebody after the plan, and left alone", "Plan again to decide on what is there now.", caution},
		{apply.Invalid, "errors in the input", "Correct them on the sheet Retry, where the cells are marked, and plan it.", caution},
		{apply.Blocked, "cannot be honoured as they are", "The column Detail says why.", caution},
		{apply.Undecided, "not decided", "Nothing was done to them.", caution},
		{apply.Rejected, "rejected by an approver", "Nothing is to be done.", plainly},
	} {
		if c.n(open.status) > 0 {
			out = append(out, remark{sentence(c.say(open.status)+": "+open.what) + " " + open.now, open.tone})
		}
	}
	if text := c.takenWords(); text != "" {
		out = append(out, remark{sentence(text) + " " + irreversible, caution})
	}
	return append(out, c.verification())
}

// takenWords say how many workspaces were taken, and how many may have been; empty where none.
func (c countedOutcomes) takenWords() string {
	perhaps := countOf(c.perhaps, "workspace", "workspaces") + " may have been taken"
	switch {
	case c.taken == 0 && c.perhaps == 0:
		return ""
	case c.taken == 0:
		return perhaps
	}
	text := countOf(c.taken, "workspace was", "workspaces were") + " taken"
	if c.perhaps > 0 {
		text += ", and " + number(c.perhaps) + " more may have been"
	}
	return text
}

// goOn is the command that tries again what may still be applied; empty where nothing may.
func (c countedOutcomes) goOn() string {
	for _, status := range statuses() {
		if status.NeedsAnother() && c.n(status) > 0 {
			return c.command("apply")
		}
	}
	return ""
}

func (c countedOutcomes) command(verb string) string {
	return "scimsheet " + verb + " " + c.run + c.carried
}

func (c countedOutcomes) verification() remark {
	switch {
	case c.differences > 0:
		return remark{fmt.Sprintf("Read again, the tenant differs from the plan in %s. They are listed by: %s",
			countOf(c.differences, "place", "places"), c.command("verify")), danger}
	case c.converged:
		return remark{"Verified: what was written was read again, and the tenant stands as the plan wanted.", calm}
	}
	return remark{"Not everything stands as the plan wanted yet. To compare the tenant with the plan: " + c.command("verify"), plainly}
}

func (r *results) counted() countedOutcomes {
	c := countedOutcomes{rows: r.rows, noRow: r.noRow, run: r.Run, differences: len(r.Differences), converged: r.Converged}
	for _, o := range r.Outcomes {
		for _, w := range o.Workspaces {
			switch {
			case w.Change != apply.Revoke:
			case w.Status == apply.Applied:
				c.taken++
			case w.Status == apply.Unknown:
				c.perhaps++
			}
		}
	}
	return c
}

// shownInSummary is how many people for whom something went wrong stand on the first page.
const shownInSummary = 20

func (r *results) summarySheet(book *sheet.Workbook) error {
	page, err := book.Page(sheet.Layout{Name: "Summary", Title: r.foot(), Portrait: true, Tab: "17324D", Columns: []sheet.Column{
		{Width: markColumn}, {Width: 26}, {Width: 14}, {Width: 14}, {Width: 3}, {Width: 57}}})
	if err != nil {
		return err
	}
	c := r.counted()
	retry := "Nothing is on the sheet Retry."
	if r.retryRows > 0 {
		retry = fmt.Sprintf("The sheet Retry has %s of the people for whom something was not applied, in the columns of the input. "+
			"Once corrected it can be planned as it is: %s", countOf(r.retryRows, "row", "rows"), r.planAgain())
	}
	todo := c.next()
	if command := c.goOn(); command != "" {
		todo = append([]remark{{"What is not done yet is tried again, and what is done stays done, by: " + command, caution}}, todo...)
	}
	return errors.Join(
		page.Line(sheet.String("Results of plan "+r.Plan.ID).As(sheet.Title)),
		page.Line(sheet.String("What became of the plan in the Anaplan tenant "+tenantName(r.Plan.Tenant)+".").As(sheet.Muted)),
		section(page, c.headline()), remarkLines(page, todo),
		section(page, "The numbers"), r.numbers(page),
		page.Line(sheet.Value{}, sheet.String(retry)),
		r.failures(page),
		section(page, "Where this comes from"), factRows(page, r.origin()))
}

func (r *results) numbers(page *sheet.SheetWriter) error {
	head := func(text string, style sheet.Style) sheet.Value { return sheet.String(text).As(style) }
	beside := sum(r.noRow) > 0
	if err := page.Row(sheet.Value{}, head("Outcome", sheet.Head), head("Input rows", sheet.HeadEnd), head(besideHeader(beside), sheet.HeadEnd),
		head("", sheet.Head), head("What it means", sheet.Head)); err != nil {
		return err
	}
	for _, status := range statuses() {
		if r.rows[status]+r.noRow[status] == 0 {
			continue
		}
		other := sheet.Value{}
		if beside {
			other = sheet.Int(r.noRow[status])
		}
		if err := page.Row(sheet.Value{}, sheet.String(string(status)).As(outcomeStyle(status)), sheet.Int(r.rows[status]), other,
			sheet.Value{}, sheet.String(outcomeWords(status))); err != nil {
			return err
		}
	}
	other := sheet.Value{}
	if beside {
		other = sheet.Int(sum(r.noRow)).As(sheet.Strong)
	}
	return errors.Join(page.Row(sheet.Value{}, sheet.String("In all").As(sheet.Strong), sheet.Int(sum(r.rows)).As(sheet.Strong), other),
		page.Row(sheet.Value{}, sheet.String("See every row").To("Results")))
}

func besideHeader(beside bool) string {
	if beside {
		return "In no row"
	}
	return ""
}

// failures are the first people for whom something went wrong, in the order of the plan.
func (r *results) failures(page *sheet.SheetWriter) error {
	var lines []remark
	more := 0
	for i := range r.Plan.Changes {
		v := r.verdicts.ofChange(i)
		switch v.Status {
		case apply.Failed, apply.Partial, apply.Unknown, apply.Drifted:
			if len(lines) == shownInSummary {
				more++
				continue
			}
			text := v.userName + " (" + string(v.action) + ", " + string(v.Status) + ")"
			if v.Detail != "" {
				text += ": " + v.Detail
			}
			text = strings.TrimSpace(ended(text) + " " + sentence(v.Hint))
			t := caution
			if outcomeStyle(v.Status) == sheet.Bad {
				t = danger
			}
			lines = append(lines, remark{text, t})
		}
	}
	if len(lines) == 0 {
		return nil
	}
	if more > 0 {
		lines = append(lines, remark{countOf(more, "more person is", "more people are") + " on the sheet Results.", plainly})
	}
	return errors.Join(section(page, "What went wrong"), remarkLines(page, lines))
}

func (r *results) origin() []fact {
	p := r.Plan
	facts := []fact{{Name: "Plan", Value: p.ID, ID: true}, {Name: "Made", Value: moment(p.CreatedAt)}, {Name: "Made by", Value: p.Operator},
		{Name: "Tenant", Value: tenantName(p.Tenant)}}
	if !r.started.IsZero() {
		facts = append(facts, fact{Name: "First write", Value: moment(r.started)}, fact{Name: "Last write", Value: moment(r.finished)})
	}
	facts = append(facts, fact{Name: "Written", Value: moment(r.WrittenAt)})
	facts = append(facts, inputFacts(p)...)
	return append(facts, fact{Name: "Plan digest (SHA-256)", Value: p.Digest, ID: true})
}

func (r *results) aboutSheet(book *sheet.Workbook) error {
	page, err := book.Page(sheet.Layout{Name: "About", Title: r.foot(), Columns: []sheet.Column{{Width: markColumn}, {Width: 28}, {Width: 100}}})
	if err != nil {
		return err
	}
	d := dryRun{Input: Input{Plan: r.Plan, Run: r.Run}, plan: r.Plan, labels: r.labels, places: r.places, tally: newTally(r.Plan)}
	words := []fact{}
	for _, status := range statuses() {
		words = append(words, fact{Name: string(status), Value: outcomeWords(status)})
	}
	return errors.Join(
		page.Line(sheet.String("About these results").As(sheet.Title)),
		section(page, "Where they come from"), factRows(page, r.origin()),
		section(page, "How the plan was made"), factRows(page, d.particulars()),
		section(page, "Outcomes"), factRows(page, words),
		section(page, "Words"), factRows(page, glossary()))
}

// inputFacts are the files a plan was made from.
func inputFacts(p *plan.Plan) []fact {
	var facts []fact
	for _, in := range p.Inputs {
		name := in.Name
		if in.Sheet != "" {
			name += " › " + in.Sheet
		}
		facts = append(facts, fact{Name: "Input", Value: name + ", " + countOf(in.Rows, "row", "rows")},
			fact{Name: "  its SHA-256", Value: in.SHA256, ID: true})
		if in.Mapping != "" {
			facts = append(facts, fact{Name: "  read by mapping", Value: in.Mapping}, fact{Name: "  its SHA-256", Value: in.MappingSHA256, ID: true})
		}
	}
	return facts
}
