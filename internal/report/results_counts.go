package report

import (
	"fmt"
	"strings"

	"scimsheet/internal/apply"
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
		return "sent or about to be sent; nobody could say what became of it"
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

// outcomeName is an outcome as people read it; the sheet Results and results.jsonl have the word itself.
func outcomeName(status apply.Status) string {
	if status == apply.NotAttempted {
		return "not attempted"
	}
	return string(status)
}

func outcomeStyle(status apply.Status) sheet.Style {
	switch status {
	case apply.Applied:
		return sheet.Good
	case apply.Unchanged, apply.Skipped:
		return sheet.Muted
	case apply.Failed, apply.Unknown, apply.Invalid:
		return sheet.Bad
	}
	return sheet.Warn
}

// outcomeColour is an outcome's bar in the chart: green for done, grey for nothing to do, red for gone wrong,
// amber for left, blue for people's decisions.
func outcomeColour(status apply.Status) string {
	switch status {
	case apply.Applied:
		return "2E7D4F"
	case apply.Unchanged:
		return "98A2B3"
	case apply.Skipped:
		return "C4CAD4"
	case apply.Failed:
		return "B3261E"
	case apply.Partial:
		return "D1603D"
	case apply.Unknown:
		return "8E3B46"
	case apply.Drifted:
		return "B54708"
	case apply.NotAttempted:
		return "E0A100"
	case apply.Invalid:
		return "C2410C"
	case apply.Blocked:
		return "8D6E3F"
	case apply.Undecided:
		return "7BA3CC"
	}
	return "2B5B8A"
}

// countedOutcomes is what sentences about results are made of.
type countedOutcomes struct {
	rows, noRow map[apply.Status]int
	run         string
	differences int
	converged   bool
	taken       int    // workspaces taken for good
	perhaps     int    // workspaces that may have been taken
	tries       bool   // apply would see to something
	tables      int    // of the input
	carried     string // flags that every command needs
	consent     consent
}

func (r *results) counted() countedOutcomes {
	c := countedOutcomes{rows: r.rows, noRow: r.noRow, run: r.Run, differences: len(r.Differences), converged: r.Converged, tables: len(r.tables), consent: r.consent}
	for _, o := range r.Outcomes {
		c.tries = c.tries || o.Status.NeedsAnother() && !(o.Status == apply.Partial && o.Unapproved)
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
	case c.n(open...) > 0 && c.n(aside...) > 0:
		return sentence(done + "; " + c.say(open...) + " not, or not wholly; " + c.say(aside...) + " left out")
	case c.n(open...) > 0:
		return sentence(done + "; " + c.say(open...) + " not, or not wholly")
	case c.n(aside...) > 0 && c.consent.AppliedAgainst > 0:
		return sentence(done + ", not all of it approved; " + c.say(aside...) + " left out")
	case c.n(aside...) > 0:
		return sentence(done + ", all that could be; " + c.say(aside...) + " left out")
	case c.consent.AppliedAgainst > 0:
		return sentence(done + ", not all of it approved")
	case c.n(apply.Applied) == 0:
		return "Nothing had to be done."
	}
	return "Everything is done: " + done + "."
}

// next is what to do now, the most pressing first.
func (c countedOutcomes) next() []remark {
	out := c.unapproved()
	for _, open := range []struct {
		status    apply.Status
		what, now string
		tone      tone
	}{
		{apply.Failed, "refused, or not done", "The column Hint says what to do.", danger},
		{apply.Drifted, "changed by somebody after the plan, and left alone", "Plan again to decide on what is there now.", caution},
		{apply.Invalid, "errors in the input", "Correct the marked cells on " + c.retrySheets() + ", then plan again from there.", caution},
		{apply.Blocked, "not possible as asked for", "The columns Detail and Hint say why, and what helps.", caution},
		{apply.Undecided, "nobody has decided yet", "Nothing was done.", caution},
		{apply.Rejected, "rejected by an approver", "Nothing was done.", plainly},
	} {
		if c.n(open.status) > 0 {
			out = append(out, remark{sentence(c.say(open.status)+": "+open.what) + " " + open.now, open.tone})
		}
	}
	return append(out, c.standing()...)
}

// unapproved is what nobody may overlook: something was done that no approver wanted done.
func (c countedOutcomes) unapproved() []remark {
	n := c.consent.AppliedAgainst
	if n == 0 {
		return nil
	}
	return []remark{{fmt.Sprintf("%s changed without an approver's yes: done before approvals were asked for, and rejected since or never approved. "+
		"The column Detail of the sheet Results says which. To plan how to take it back: %s", countOf(n, "person was", "people were"), c.command("undo")), danger}}
}

// retrySheets is what the sheets are called on which the input is corrected.
func (c countedOutcomes) retrySheets() string {
	if c.tables > 1 {
		return "the Retry sheets"
	}
	return "the sheet Retry"
}

// standing is what cannot be undone any more, and whether the tenant is as it was to be.
func (c countedOutcomes) standing() []remark {
	var out []remark
	if text := c.takenWords(); text != "" {
		out = append(out, remark{sentence(text) + " " + irreversible, danger})
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
	if !c.tries {
		return ""
	}
	return c.command("apply")
}

func (c countedOutcomes) command(verb string) string {
	return "scimsheet " + verb + " " + c.run + c.carried
}

func (c countedOutcomes) verification() remark {
	left := c.n(apply.Undecided, apply.Rejected) > 0
	switch {
	case c.differences > 0:
		return remark{fmt.Sprintf("Read again, the tenant differs from the plan in %s. They are listed by: %s",
			countOf(c.differences, "place", "places"), c.command("verify")), danger}
	case c.converged && c.consent.AppliedAgainst > 0:
		return remark{"Verified: what was written was read again, and stands as it was written. Not all of it was approved.", plainly}
	case c.converged && left:
		return remark{"Verified: what was written was read again, and stands as it was approved.", calm}
	case c.converged:
		return remark{"Verified: what was written was read again, and the tenant stands as the plan wanted.", calm}
	}
	return remark{"Not everything stands as the plan wanted yet. To compare the tenant with the plan: " + c.command("verify"), plainly}
}

// tellDecisions says in one sentence what approvers have decided; empty where nothing had to be.
func (c countedOutcomes) tellDecisions() string {
	k := c.consent
	if !k.InPlay {
		return ""
	}
	text := fmt.Sprintf("%s approved, %s rejected, %s not decided", people(k.Approved), number(k.Rejected), number(k.Open))
	if names := k.names(); len(names) > 0 {
		text += "; by " + strings.Join(firstFew(names, len(names), 3), ", ")
	}
	return text + "."
}
