package dossier

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// notShown is the outcome of what nothing tells about: the run is missing, or is another one.
const notShown apply.Status = "notShown"

// What the plan was to do for somebody.
const (
	revocation   = "revocation"
	deactivation = "deactivation"
)

// fate is what became of one revocation that was decided, or of the deactivation of somebody who has left.
type fate struct {
	What      string
	Judged    *review.Judged // nil for a deactivation
	Person    *review.Person
	Workspace identity.Workspace
	ChangeID  string
	Outcome   apply.Status
	Words     string
	At        time.Time
	Seen      string // what the verification saw
	Gone      bool   // the verification saw that it is so; without one, apply did
}

// ways finds a person's change in the plan.
type ways struct {
	byID        map[string]*plan.Change
	byUserName  map[string]*plan.Change
	differences map[string][]apply.Difference // of the verification, by change
}

func newWays(r *Run) ways {
	w := ways{byID: map[string]*plan.Change{}, byUserName: map[string]*plan.Change{}, differences: map[string][]apply.Difference{}}
	for i := range r.Plan.Changes {
		c := &r.Plan.Changes[i]
		if c.UserID != "" {
			w.byID[strings.ToLower(c.UserID)] = c
		}
		if c.UserName != "" {
			w.byUserName[c.UserName.Key()] = c
		}
	}
	if r.Verified != nil {
		for _, d := range r.Verified.Differences {
			w.differences[d.ChangeID] = append(w.differences[d.ChangeID], d)
		}
	}
	return w
}

func (w ways) of(p *review.Person) *plan.Change {
	if c := w.byID[strings.ToLower(p.Account.ID)]; c != nil {
		return c
	}
	return w.byUserName[p.Account.UserName.Key()]
}

// follow finds out what became of every revocation, in the order of the population, and then of everybody who has
// left and was to be deactivated.
func (b *binder) follow() {
	var w ways
	if b.runs() {
		w = newWays(b.Run)
	}
	gone, taken := map[string]bool{}, map[string]bool{}
	for i := range b.Closing.Drift.Gone {
		gone[b.Closing.Drift.Gone[i].ID] = true
	}
	for i := range b.Closing.Drift.Taken {
		taken[b.Closing.Drift.Taken[i].Access.Key] = true
	}
	for i := range b.Closing.Rows {
		j := &b.Closing.Rows[i]
		if j.Decision != review.Revoke {
			continue
		}
		f := fate{What: revocation, Judged: j, Person: j.Person, Workspace: j.Access.Workspace, Outcome: notShown, Words: "the run that followed is not in this evidence"}
		if b.runs() {
			b.became(&f, w, gone[j.Person.Account.ID], taken[j.Access.Key])
		}
		b.fates = append(b.fates, f)
	}
	if !b.Closing.DeactivateLeavers {
		return
	}
	for _, l := range b.Closing.Leavers(b.Campaign) {
		f := fate{What: deactivation, Person: l.Person, Outcome: notShown, Words: "the run that followed is not in this evidence"}
		if b.runs() {
			b.left(&f, w, gone[l.Person.Account.ID])
		}
		b.fates = append(b.fates, f)
	}
}

// left fills in what the run tells of the deactivation of somebody who has left.
func (b *binder) left(f *fate, w ways, gone bool) {
	c := w.of(f.Person)
	switch {
	case gone:
		f.Outcome, f.Words = apply.Unchanged, accountGone
		return
	case c == nil:
		f.Words = noChange
		return
	}
	f.ChangeID = c.ID
	o := b.Run.Outcomes[c.ID]
	switch {
	case c.Action == plan.Blocked:
		f.Outcome, f.Words = apply.Blocked, wordsOf(apply.Blocked, c.Detail)
		return
	case c.Action == plan.Deactivate:
		f.Outcome, f.Words, f.At = o.Status, "deactivated", o.FinishedAt
		if o.Status != apply.Applied {
			f.Words = wordsOf(o.Status, o.Detail)
		}
	case slices.ContainsFunc(c.Withheld, func(w plan.Withheld) bool { return w.What != apply.Revoke }):
		f.Outcome, f.Words = apply.Blocked, "the account is protected, and stays active"
		return
	case b.active(&f.Person.Account):
		f.Words = notPlanned
		return
	default:
		f.Outcome, f.Words = apply.Unchanged, "the account was not active when the campaign was closed"
	}
	b.look(f, c, w, func(d apply.Difference) bool { return d.Path == plan.PathActive })
}

// What is said of people for whom nothing could be done.
const (
	accountGone = "the account was no longer there when the campaign was closed"
	noChange    = "the plan has no change for this person"
	notPlanned  = "the plan does not have it, and nothing says why"
)

// became fills in what the run tells of a revocation.
func (b *binder) became(f *fate, w ways, gone, taken bool) {
	c := w.of(f.Person)
	switch {
	case gone:
		f.Outcome, f.Words = apply.Unchanged, accountGone
		return
	case c == nil:
		f.Words = noChange
		return
	}
	f.ChangeID = c.ID
	o := b.Run.Outcomes[c.ID]
	f.At = o.FinishedAt
	status, planned := revoked(o, f.Workspace.ID)
	switch {
	case c.Action == plan.Blocked:
		f.Outcome, f.Words = apply.Blocked, wordsOf(apply.Blocked, c.Detail)
		return
	case withheld(c, f.Workspace.ID):
		f.Outcome, f.Words = apply.Blocked, "the account is protected, and keeps the workspace"
		return
	case !planned && taken:
		f.Outcome, f.Words, f.At = apply.Unchanged, "the person no longer had it when the campaign was closed", time.Time{}
	case !planned:
		f.Words, f.At = notPlanned, time.Time{}
		return
	default:
		f.Outcome, f.Words = status, wordsOf(status, o.Detail)
	}
	b.look(f, c, w, func(d apply.Difference) bool {
		return d.Path == apply.PathEntitlements && d.Workspace != nil && d.Workspace.ID == f.Workspace.ID
	})
}

// revoked is the outcome of one revocation of a change, where the change has it.
func revoked(o apply.Outcome, workspace string) (apply.Status, bool) {
	for _, w := range o.Workspaces {
		if w.Change == apply.Revoke && w.ID == workspace {
			return w.Status, true
		}
	}
	return "", false
}

func withheld(c *plan.Change, workspace string) bool {
	for _, w := range c.Withheld {
		if w.What == apply.Revoke && w.Workspace != nil && w.Workspace.ID == workspace {
			return true
		}
	}
	return false
}

// look fills in what the verification saw. It reads the accounts of all changes that are to be written.
func (b *binder) look(f *fate, c *plan.Change, w ways, concerns func(apply.Difference) bool) {
	v := b.Run.Verified
	status := b.Run.Outcomes[c.ID].Status
	if v == nil || !c.Writes() || status == apply.Rejected || status == apply.Undecided {
		return
	}
	for _, d := range w.differences[c.ID] {
		switch {
		case d.Seen == nil:
			f.Seen, f.Gone = "there is no account", true
			return
		case concerns(d) && f.What == deactivation:
			f.Seen = "still active"
			return
		case concerns(d) && d.Wanted == false:
			f.Seen = "still there"
			return
		}
	}
	f.Seen, f.Gone = "no longer there", true
	if f.What == deactivation {
		f.Seen = "not active"
	}
}

// statuses are the outcomes that a revocation can have, what was done first.
var statuses = [...]apply.Status{apply.Applied, apply.Unchanged, apply.Blocked, apply.Failed, apply.Partial, apply.Drifted, apply.Rejected, apply.Undecided,
	apply.NotAttempted, apply.Unknown, notShown}

// statusWords say what an outcome means.
func statusWords(s apply.Status) string {
	switch s {
	case apply.Applied:
		return "taken, and the service shows it as gone"
	case apply.Unchanged:
		return "nothing was to be done: it was gone already"
	case apply.Blocked:
		return "the plan could not do it"
	case apply.Failed:
		return "the service did not do it"
	case apply.Partial:
		return "only a part was done"
	case apply.Drifted:
		return "somebody changed the account meanwhile, so it was left alone"
	case apply.Rejected:
		return "an approver of the plan said no"
	case apply.Undecided:
		return "no approver of the plan has said yes"
	case apply.NotAttempted:
		return "not tried yet"
	case apply.Unknown:
		return "sent, and nobody could say what became of it"
	case notShown:
		return "nothing in this evidence tells"
	}
	return ""
}

// statusName is an outcome as people write it.
func statusName(s apply.Status) string {
	switch s {
	case apply.NotAttempted:
		return "not attempted"
	case apply.Unchanged:
		return "already gone"
	case notShown:
		return "not shown"
	}
	return string(s)
}

func wordsOf(s apply.Status, detail string) string {
	if detail == "" {
		return statusWords(s)
	}
	return detail
}

// byStatus counts fates of one kind.
func (b *binder) byStatus(what string) map[apply.Status]int {
	n := map[apply.Status]int{}
	for i := range b.fates {
		if b.fates[i].What == what {
			n[b.fates[i].Outcome]++
		}
	}
	return n
}

// counted are outcomes in words: "3 blocked, 1 failed".
func counted(n map[apply.Status]int, which func(apply.Status) bool) string {
	var words []string
	for _, s := range statuses {
		if n[s] > 0 && which(s) {
			words = append(words, fmt.Sprintf("%s %s", number(n[s]), statusName(s)))
		}
	}
	return listed(words)
}
