package plan

import (
	"slices"

	"scimsheet/internal/identity"
)

// Policy is how a roster is to be understood; it is recorded in the plan and cannot be changed by apply.
type Policy struct {
	Entitlements           Entitlements `json:"entitlements"`
	Absent                 Absent       `json:"absent"`
	Scope                  []string     `json:"scope"`  // workspace ids; nil means all, empty none
	Manage                 []string     `json:"manage"` // of name, externalId, active, entitlements
	Match                  Match        `json:"match"`
	Read                   string       `json:"read"`
	MaxCreates             string       `json:"maxCreates"`
	MaxDeactivations       string       `json:"maxDeactivations"`
	MaxRevocations         string       `json:"maxRevocations"`
	Protect                []string     `json:"protect,omitempty"` // userNames
	Caller                 string       `json:"caller,omitempty"`  // protected as well
	EntitlementFormat      string       `json:"entitlementFormat"`
	WriteMethod            string       `json:"writeMethod"`
	PatchAdd               string       `json:"patchAdd,omitempty"`  // "append" where adding is known to append
	Unbounded              bool         `json:"unbounded,omitempty"` // one write carries as many workspaces as there are
	AllowUnknownWorkspaces bool         `json:"allowUnknownWorkspaces,omitempty"`
	GroupBy                string       `json:"groupBy,omitempty"` // header of the carried column that reports group people by
	ByGroup                bool         `json:"byGroup,omitempty"` // the rows of reports stand in groups, and only within them by risk
	SplitBy                string       `json:"splitBy,omitempty"` // header of the carried column that approval files are split by
	RequireApproval        bool         `json:"requireApproval,omitempty"`
	FourEyes               bool         `json:"fourEyes,omitempty"` // approvers are neither the operator nor the person concerned
}

// Entitlements says what a cell that lists workspaces means.
type Entitlements string

const (
	Exact  Entitlements = "exact"  // ends with exactly those
	Add    Entitlements = "add"    // those are given
	Remove Entitlements = "remove" // those are taken
	Ignore Entitlements = "ignore" // workspaces are left alone
)

// Absent says what happens to accounts that are in no row.
type Absent string

const (
	AbsentIgnore     Absent = "ignore"
	AbsentReport     Absent = "report"
	AbsentDeactivate Absent = "deactivate"
)

// Match says what correlates a row without an id to an account.
type Match string

const (
	MatchUserName   Match = "userName"
	MatchExternalID Match = "externalId"
)

// The attribute groups of --manage.
const (
	ManageName         = "name"
	ManageExternalID   = "externalId"
	ManageActive       = "active"
	ManageEntitlements = "entitlements"
)

// Groups lists the attribute groups in the order of the help texts.
func Groups() []string {
	return []string{ManageName, ManageExternalID, ManageActive, ManageEntitlements}
}

// How a change is written, and what is known about adding.
const (
	WritePatch   = "patch"
	WritePut     = "put"
	FormatNames  = "WORKSPACE_NAMES" // workspaces are written by name, not by id
	PatchAppends = "append"          // PATCH add is known to append on this service
)

func (p Policy) manages(group string) bool {
	return slices.Contains(p.Manage, group)
}

// wantedWorkspaces is the set an account ends with. What lies outside the scope, or outside what the
// sheet speaks for, stays as it is.
func (p Policy) wantedWorkspaces(held []string, claim *identity.Claim) []string {
	claimed := within(within(claim.Has, p.Scope), claim.SpeaksFor)
	switch p.Entitlements {
	case Add:
		return identity.Union(held, claimed)
	case Remove:
		return identity.Without(held, claimed)
	case Exact:
		concerned := within(within(held, p.Scope), claim.SpeaksFor)
		if len(concerned) == len(held) {
			return claimed
		}
		return identity.Union(identity.Without(held, concerned), claimed)
	}
	return held
}

// within is what of a sorted set lies in a sorted scope; a nil scope holds everything.
func within(ids, scope []string) []string {
	if scope == nil {
		return ids
	}
	var inside []string
	for _, id := range ids {
		if _, found := slices.BinarySearch(scope, id); found {
			inside = append(inside, id)
		}
	}
	return inside
}

// canonicalScope is the scope as a sorted set of canonical ids, whoever wrote it down.
func canonicalScope(scope []string) []string {
	if scope == nil {
		return nil
	}
	out := make([]string, len(scope))
	for i, id := range scope {
		out[i] = identity.WorkspaceID(id)
	}
	return identity.Set(out)
}
