package apply

import (
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Status is what became of a change, or of one workspace of it.
type Status string

const (
	Applied      Status = "applied"      // written, and the service shows it as wanted
	Unchanged    Status = "unchanged"    // was already as wanted; nothing was sent
	Failed       Status = "failed"       // not done; the account is as it was
	Partial      Status = "partial"      // some of it is done
	Skipped      Status = "skipped"      // the row said skip
	Rejected     Status = "rejected"     // an approver said no
	Undecided    Status = "undecided"    // no approver has said yes
	Invalid      Status = "invalid"      // the row has errors; it was never planned
	Blocked      Status = "blocked"      // the plan could not honour the row
	Drifted      Status = "drifted"      // the account changed after the plan; left alone
	NotAttempted Status = "notAttempted" // the run stopped before its turn
	Unknown      Status = "unknown"      // sent or about to be sent, and nobody could say what became of it
)

// Outcome is what became of one change.
type Outcome struct {
	ChangeID   string             `json:"changeId"`
	Status     Status             `json:"outcome"`
	UserID     string             `json:"userId,omitempty"` // a create learns it here
	HTTPStatus int                `json:"httpStatus,omitempty"`
	ScimType   string             `json:"scimType,omitempty"`
	Detail     string             `json:"detail,omitempty"` // what happened, a sentence
	Hint       string             `json:"hint,omitempty"`   // what to do next
	Attempts   int                `json:"attempts,omitempty"`
	StartedAt  time.Time          `json:"startedAt,omitzero"`
	FinishedAt time.Time          `json:"finishedAt,omitzero"`
	Workspaces []WorkspaceOutcome `json:"workspaces,omitempty"`
	Decisions  []Decision         `json:"decisions,omitempty"` // what approvers said, in the order in which it was recorded

	// Unapproved: done, or in part, though only what is approved may be, and no approver has said yes, or one
	// has said no. It is found from the decisions, and never recorded.
	Unapproved bool `json:"-"`
}

// WorkspaceOutcome is what became of one grant or revocation.
type WorkspaceOutcome struct {
	identity.Workspace
	Change string `json:"change"` // "grant" or "revoke"
	Status Status `json:"outcome"`
}

// What a WorkspaceOutcome's Change says.
const (
	Grant  = "grant"
	Revoke = "revoke"
)

// NeedsAnother reports whether a further apply may still do something about it.
func (s Status) NeedsAnother() bool {
	switch s {
	case Failed, Partial, Unknown, NotAttempted:
		return true
	}
	return false
}

// Outcomes is what became of every change of the plan, by change id, as far as the journal tells:
// exactly one outcome for each, with one for each of its workspaces.
func Outcomes(p *plan.Plan, s *State) map[string]Outcome {
	out := make(map[string]Outcome, len(p.Changes))
	for i := range p.Changes {
		c := &p.Changes[i]
		o := s.outcome(p, c)
		if o.Workspaces == nil {
			o.Workspaces = allWorkspaces(c, o.Status)
		}
		out[c.ID] = o
	}
	return out
}

// outcome is one change's, with what its approvers said.
func (s *State) outcome(p *plan.Plan, c *plan.Change) Outcome {
	o := s.fate(c)
	if c.Writes() {
		o = s.withConsent(p, c, o)
	}
	o.Decisions = s.said[c.ID]
	return o
}

// fate is what became of a change, its approvers aside. What was sent and never heard of is unknown
// until it has been looked at.
func (s *State) fate(c *plan.Change) Outcome {
	o := Outcome{ChangeID: c.ID, UserID: c.UserID}
	switch {
	case c.Action == plan.Blocked:
		o.Status, o.Detail = Blocked, c.Detail
		return o
	case c.Action == plan.None && c.Reason == plan.ReasonSkipped:
		o.Status = Skipped
		return o
	case !c.Writes():
		o.Status, o.Detail = Unchanged, c.Detail
		return o
	}
	t := s.of(c.ID)
	switch {
	case t.inFlight:
		o.UserID = firstOf(t.outcome.UserID, c.UserID)
		o.Status, o.Attempts = Unknown, t.outcome.Attempts
		o.Detail = "the run ended when this change was sent or about to be sent, and before it was recorded what became of it"
		o.Hint = hintUnknown
	case t.outcome.Status == "":
		o.Status = NotAttempted
		o.Detail, o.Hint = "the run stopped before its turn", hintGoOn
	default:
		o = t.outcome
	}
	return o
}

// allWorkspaces says the same of every grant and revocation of a change.
func allWorkspaces(c *plan.Change, status Status) []WorkspaceOutcome {
	if len(c.Grants)+len(c.Revocations) == 0 {
		return nil
	}
	out := make([]WorkspaceOutcome, 0, len(c.Grants)+len(c.Revocations))
	for _, w := range c.Grants {
		out = append(out, WorkspaceOutcome{Workspace: w, Change: Grant, Status: status})
	}
	for _, w := range c.Revocations {
		out = append(out, WorkspaceOutcome{Workspace: w, Change: Revoke, Status: status})
	}
	return out
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
