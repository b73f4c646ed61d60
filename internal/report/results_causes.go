package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// cause is why something was not applied, and what to do about it: people of whom the same is to be said.
type cause struct {
	status apply.Status
	why    string
	todo   string
}

// concerned are those whom one cause concerns.
type concerned struct {
	cause
	hint        string // what to do about the first of them
	hints       bool   // others are told otherwise
	rows, noRow int    // of the input, and changes that no row asked for
	first       int    // row of the sheet Results
	people      []victim
	others      int // people beyond those
}

// victim is one person for whom something was not applied.
type victim struct {
	userName string
	action   plan.Action
	place    string // in the input
	line     int    // row of the sheet Results
	detail   string // what is particular to this person
}

// victimsKept bounds what is held of each cause.
const victimsKept = 20

// causes gathers people by cause.
type causes struct{ by map[cause]*concerned }

func newCauses() *causes { return &causes{by: map[cause]*concerned{}} }

func (k *causes) of(c cause) *concerned {
	found := k.by[c]
	if found == nil {
		found = &concerned{cause: c}
		k.by[c] = found
	}
	return found
}

func (c *concerned) add(v victim) {
	if c.first == 0 || v.line < c.first {
		c.first = v.line
	}
	if len(c.people) == victimsKept {
		c.others++
		return
	}
	c.people = append(c.people, v)
}

// addRow adds a row with errors.
func (k *causes) addRow(v verdict, line int, place string) {
	c := k.of(invalidCause(v.code))
	if c.rows == 0 {
		c.hint = v.Hint
	}
	c.hints = c.hints || c.hint != v.Hint
	c.rows++
	c.add(victim{userName: v.userName, place: place, line: line, detail: v.Detail})
}

// addChange adds a person whose change was not applied.
func (k *causes) addChange(v verdict, why cause, at lines, place string) {
	c := k.of(why)
	c.rows += at.rows
	if at.rows == 0 {
		c.noRow++
	}
	detail := v.Detail
	if detail == why.why {
		detail = ""
	}
	c.add(victim{userName: v.userName, action: v.action, place: place, line: at.first, detail: detail})
}

// ranked are the causes, what went wrong in the tenant first, the most frequent first.
func (k *causes) ranked() []*concerned {
	order := map[apply.Status]int{}
	for i, status := range []apply.Status{apply.Failed, apply.Partial, apply.Unknown, apply.NotAttempted, apply.Drifted, apply.Invalid,
		apply.Blocked, apply.Undecided, apply.Rejected} {
		order[status] = i
	}
	out := make([]*concerned, 0, len(k.by))
	for _, c := range k.by {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *concerned) int {
		return cmp.Or(cmp.Compare(order[a.status], order[b.status]), -cmp.Compare(a.rows+a.noRow, b.rows+b.noRow), cmp.Compare(a.first, b.first))
	})
	return out
}

// advice is what to do about all of them: what everybody is told, else what helps against their kind.
func (c *concerned) advice() string {
	if c.hint != "" && !c.hints {
		return c.hint
	}
	return c.todo
}

func invalidCause(code finding.Code) cause {
	for _, about := range finding.Codes() {
		if about.Code == code {
			return cause{status: apply.Invalid, why: about.Title, todo: about.Fix}
		}
	}
	return cause{status: apply.Invalid, why: string(code)}
}

// cause is why a change was not applied, in words that are the same for everybody whom it concerns.
func (r *results) cause(v verdict) cause {
	c := cause{status: v.Status, why: outcomeWords(v.Status), todo: cmp.Or(v.Hint, "the column Detail says why")}
	switch v.Status {
	case apply.Failed, apply.Partial:
		c.why = failureWords(v.Outcome)
	case apply.Blocked:
		reason := r.Plan.Changes[v.number].Reason
		c.why, c.todo = reasonWords(reason), blockedFix(reason)
	case apply.Undecided:
		c.todo = "choose approve or reject in " + decidedIn(r.Plan, r.Run) + ", then apply again with --approvals and that file"
	case apply.Rejected:
		c.todo = "nothing is to be done; whoever should have it after all is proposed again by planning the sheet Retry"
	}
	return c
}

// failureWords say what kind of answer there was.
func failureWords(o apply.Outcome) string {
	what := ""
	switch {
	case o.Status == apply.Partial:
		what = "only a part was done"
	case o.HTTPStatus == 0:
		return "not sent, or no answer came back"
	case o.HTTPStatus >= 500:
		what = "the service could not do it"
	case o.HTTPStatus >= 300:
		what = "the service refused it"
	default:
		what = "the service did not do it"
	}
	switch {
	case o.HTTPStatus == 0:
		return what
	case o.ScimType == "":
		return fmt.Sprintf("%s (%d)", what, o.HTTPStatus)
	}
	return fmt.Sprintf("%s (%d %s)", what, o.HTTPStatus, o.ScimType)
}

// blockedFix says what to do about a row that the plan could not honour.
func blockedFix(reason plan.Reason) string {
	switch reason {
	case plan.ReasonUserNameReadOnly:
		return "change the user name in Anaplan's Administration, or write the one of the account"
	case plan.ReasonAmbiguousMatch:
		return "write Anaplan's id of the right account in the column id"
	case plan.ReasonAlreadyExists:
		return "write update, or nothing, in the column action"
	case plan.ReasonNotFound:
		return "correct the user name or the id, or write create in the column action"
	case plan.ReasonVisitingUser:
		return "change the person in the tenant that they come from"
	case plan.ReasonWouldDropWorkspaces:
		return "list fewer workspaces, or find out with check --write-probe whether the service adds to those a person has"
	case plan.ReasonUnwritableName:
		return "plan with --entitlement-format WORKSPACE, which writes ids"
	case plan.ReasonProtected:
		return "nothing, if the protection is meant; else plan without it"
	case plan.ReasonNotManaged:
		return "plan with a --manage that holds what the row asks for"
	case plan.ReasonAlreadyUndone, plan.ReasonChangedSince:
		return "nothing; what somebody else has changed is theirs to change back"
	}
	return "the column Detail says why"
}

// causesShown and victimsShown bound the first page.
const (
	causesShown  = 12
	victimsShown = 30
)

// causeTable is what was not applied, by cause, with what to do about it.
func (r *results) causeTable(page *sheet.SheetWriter, all []*concerned) error {
	columns := r.countColumns()
	if err := page.Row(columns.head("What happened", "", "What to do")...); err != nil {
		return err
	}
	for i, c := range all {
		if i == causesShown {
			lines := 0
			for _, other := range all[i:] {
				lines += other.rows + other.noRow
			}
			text := fmt.Sprintf("… and %s, %s", countOf(len(all)-i, "other cause", "other causes"), countOf(lines, "line", "lines"))
			return page.Row(sheet.Value{}, sheet.String(text).ToRow("Results", all[i].first))
		}
		name := sheet.String(outcomeName(c.status) + ": " + c.why).As(outcomeStyle(c.status))
		n := counted{rows: c.rows, noRow: c.noRow, first: c.first}
		if err := page.Row(columns.line(name, n, sheet.Plain, sentence(brief(c.advice())))...); err != nil {
			return err
		}
	}
	return nil
}

// victimTable are the first people for whom something was not applied, each leading to the line of the sheet
// Results that says all.
func (r *results) victimTable(page *sheet.SheetWriter, all []*concerned) error {
	place := "Input row"
	if len(r.tables) == 0 {
		place = ""
	}
	if err := page.Row(sheet.Value{}, sheet.String("Who").As(sheet.Head), sheet.String("Outcome").As(sheet.Head), sheet.String("Change").As(sheet.Head),
		sheet.String(place).As(sheet.Head), sheet.String("What exactly").As(sheet.Head)); err != nil {
		return err
	}
	shares := shareOf(all, victimsShown)
	for i, c := range all {
		for _, v := range c.people[:shares[i]] {
			who := cmp.Or(oneLine(v.userName), "(unreadable)")
			if err := page.Row(sheet.Value{}, sheet.String(who).ToRow("Results", v.line), sheet.String(outcomeName(c.status)).As(outcomeStyle(c.status)),
				sheet.String(string(v.action)), sheet.String(legible(v.place)), sheet.String(brief(v.detail))); err != nil {
				return err
			}
		}
		if left := len(c.people) + c.others - shares[i]; left > 0 {
			text := fmt.Sprintf("… and %s %s", countOf(left, "other", "others"), outcomeName(c.status))
			if err := page.Row(sheet.Value{}, sheet.String(text).ToRow("Results", c.first)); err != nil {
				return err
			}
		}
	}
	return nil
}

// brief is what somebody else wrote, at the length at which the first page can hold it.
func brief(text string) string { return shortened(strings.Map(tamed, text), 400) }

// shareOf is how many people of each cause are shown where so many may be in all: every cause gets as many as
// the others, and what one does not need the next ones get.
func shareOf(all []*concerned, most int) []int {
	shares := make([]int, len(all))
	for i, c := range all {
		left := len(all) - i
		shares[i] = min(len(c.people), max(1, most/left))
		most = max(0, most-shares[i])
	}
	return shares
}
