package review

import (
	"time"

	"scimsheet/internal/identity"
)

// Closing is how a campaign ended: every access with its decision, and what followed.
type Closing struct {
	Campaign          string // id
	CampaignDigest    string
	ClosedAt          time.Time
	Tool              string
	Operator          string
	TreatBlankAs      Decision // Keep, Revoke, or empty where nothing was open
	DeactivateLeavers bool
	Run               string // the run's folder as it was typed
	PlanID            string
	PlanDigest        string
	Files             []File
	Rows              []Judged // every access of the population, none open
	Progress          []Progress
	Remarks           []Remark
	Delegations       []Delegation
	Drift             Drift
	Digest            string // of the closing's file; set when written or read
}

// Drift is what has changed in the tenant between a campaign's snapshot and its closing.
type Drift struct {
	ReadAt   time.Time
	Snapshot string             // SHA-256 of the lines of closing-snapshot.jsonl.gz
	Added    []identity.Account // accounts that came after the snapshot
	Gone     []identity.Account // as the snapshot had them
	Changed  []Moved
	Given    []Ref // access that came after the snapshot, of added accounts too: the addendum. Person and Access as far as is known
	Taken    []Ref // reviewed access that is no longer there
}

// Moved is an account of which something else than workspaces has changed.
type Moved struct {
	Before, After identity.Account
}
