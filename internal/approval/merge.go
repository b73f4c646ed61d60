package approval

import (
	"slices"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// Standing is how far a plan is decided. Approved, Rejected and Open are of the changes that write, each of
// which is in exactly one of them.
type Standing struct {
	Approved  int
	Rejected  int
	Open      []*plan.Change   // nobody has decided; in the order of the report
	New       []apply.Decision // not recorded yet
	Decisions []apply.Decision // all of them, the recorded ones first

	plan     *plan.Plan
	recorded int // of Decisions, from the first
	verdicts map[string]apply.Verdict
}

// Merge puts decisions together: those that a run has recorded, and those of files that are given now.
// Several people may approve one change, and all of them are kept; what one file says counts once, however
// often it is given. The error is *Refusal where one approves what another rejects, also where the other was
// recorded before: nobody's word is overruled here. Where four eyes count they count for what was recorded too,
// since a run may have taken it while nobody asked for them.
func Merge(p *plan.Plan, recorded, given []apply.Decision, rules Rules) (*Standing, error) {
	if err := rules.check(); err != nil {
		return nil, err
	}
	m := merging{Standing: &Standing{plan: p, verdicts: map[string]apply.Verdict{}}, changes: make(map[string]*plan.Change, len(p.Changes)),
		seen: map[said]bool{}, first: map[string]firstWord{}, eyes: rules.eyes(p)}
	for i := range p.Changes {
		m.changes[p.Changes[i].ID] = &p.Changes[i]
	}
	for _, d := range recorded {
		m.add(d, true)
	}
	m.recorded = len(m.Decisions)
	for _, d := range given {
		m.add(d, false)
	}
	if err := m.problems.refusal("the approvals do not fit together"); err != nil {
		return nil, err
	}
	m.New = slices.Clone(m.Decisions[m.recorded:])
	for _, c := range report.NewChangeTable(p).Listed(nil) {
		switch m.verdicts[c.ID] {
		case apply.Approve:
			m.Approved++
		case apply.Reject:
			m.Rejected++
		default:
			if c.Writes() {
				m.Open = append(m.Open, m.changes[c.ID])
			}
		}
	}
	return m.Standing, nil
}

// said is one decision of one file.
type said struct{ change, file string }

// firstWord is the first decision about a change.
type firstWord struct {
	apply.Decision
	recorded bool
}

type merging struct {
	*Standing
	changes  map[string]*plan.Change
	seen     map[said]bool
	first    map[string]firstWord // by change
	eyes     eyes
	problems problems
}

func (m *merging) add(d apply.Decision, recorded bool) {
	c := m.changes[d.ChangeID]
	switch {
	case c == nil:
		m.refuse(d, "decides about "+quoted(d.ChangeID)+", which is no change of this plan", "read the decisions against the plan they are about")
		return
	case !c.Writes():
		m.refuse(d, "decides about "+visible(string(c.UserName))+", to whom nothing is done", "leave the decision out")
		return
	case d.Verdict != apply.Approve && d.Verdict != apply.Reject:
		m.refuse(d, "says "+quoted(string(d.Verdict))+": a decision is approve or reject", "")
		return
	}
	if message, _ := m.eyes.forbid(c, d.By); recorded && d.Verdict == apply.Approve && message != "" {
		m.refuse(d, "approves "+visible(string(c.UserName))+", and Decided by "+message, recordedHint)
		return
	}
	first, decided := m.first[d.ChangeID]
	if decided && first.Verdict != d.Verdict {
		m.contradiction(c, first, d)
		return
	}
	key := said{d.ChangeID, d.SHA256}
	if m.seen[key] {
		return
	}
	m.seen[key] = true
	if !decided {
		m.first[d.ChangeID], m.verdicts[d.ChangeID] = firstWord{d, recorded}, d.Verdict
	}
	m.Decisions = append(m.Decisions, d)
}

const recordedHint = "the run has recorded this approval, from a call that did not ask for four eyes: plan again with --four-eyes, and have the new report decided"

func (m *merging) refuse(d apply.Decision, message, hint string) {
	m.problems.add(Problem{File: d.File, Cell: d.Cell, Message: message, Hint: hint})
}

// contradiction names both places and both people.
func (m *merging) contradiction(c *plan.Change, first firstWord, then apply.Decision) {
	hint := "the approvers have to agree; then one of them corrects the decision"
	if first.recorded {
		hint = "what was decided before stands in the run and is not overruled: leave this row blank, or plan again and have it decided anew"
	}
	m.refuse(then, verb(then.Verdict)+" "+visible(string(c.UserName))+whoSays(then)+"; "+
		visible(first.File)+", "+first.Cell+" "+verb(first.Verdict)+" the same change"+whoSays(first.Decision), hint)
}

func verb(v apply.Verdict) string {
	if v == apply.Approve {
		return "approves"
	}
	return "rejects"
}

func whoSays(d apply.Decision) string {
	if d.By == "" {
		return ""
	}
	return " (" + visible(d.By) + ")"
}
