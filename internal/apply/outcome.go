package apply

import (
	"time"

	"scimsheet/internal/identity"
)

// Status is what became of a change, or of one workspace of it.
type Status string

const (
	Applied      Status = "applied"      // written, and the service shows it as wanted
	Unchanged    Status = "unchanged"    // was already as wanted; nothing was sent
	Failed       Status = "failed"       // refused; the account is as it was
	Partial      Status = "partial"      // some of it is done
	Skipped      Status = "skipped"      // the row said skip
	Rejected     Status = "rejected"     // an approver said no
	Undecided    Status = "undecided"    // no approver has said yes
	Invalid      Status = "invalid"      // the row has errors; it was never planned
	Blocked      Status = "blocked"      // the plan could not honour the row
	Drifted      Status = "drifted"      // the account changed after the plan; left alone
	NotAttempted Status = "notAttempted" // the run stopped before its turn
	Unknown      Status = "unknown"      // sent, and nobody could say what became of it
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
}

// WorkspaceOutcome is what became of one grant or revocation.
type WorkspaceOutcome struct {
	identity.Workspace
	Change string `json:"change"` // "grant" or "revoke"
	Status Status `json:"outcome"`
}

// NeedsAnother reports whether a further apply may still do something about it.
func (s Status) NeedsAnother() bool {
	switch s {
	case Failed, Partial, Unknown, NotAttempted:
		return true
	}
	return false
}
