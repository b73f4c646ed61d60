package plan

import (
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// Action is what happens to one account. The first that fits of create, deactivate, reactivate,
// update and none, carrying everything else the change holds; or blocked. The zero value is invalid.
type Action string

const (
	Create     Action = "create"
	Deactivate Action = "deactivate"
	Reactivate Action = "reactivate"
	Update     Action = "update"
	None       Action = "none"
	Blocked    Action = "blocked"
)

func actions() []Action { return []Action{Create, Deactivate, Reactivate, Update, None, Blocked} }

// Change is one account's difference between the snapshot and the roster: plain data that can be
// printed, hashed, approved and undone. Reason and Detail explain it to people; apply never branches on them.
type Change struct {
	ID          string // unique in the plan
	Action      Action
	UserName    identity.UserName    // the account's, or for a create the wanted one
	UserID      string               // empty for a create
	Rows        []finding.Pos        // every input row that asked for it; empty for an absent account
	Before      *identity.Account    // as the snapshot had it; nil where there is no account
	Attributes  []Attribute          // in the order userName, externalId, name.givenName, name.familyName, active
	Grants      []identity.Workspace // sorted by id
	Revocations []identity.Workspace
	Reason      Reason
	Detail      string // a sentence for people: why it is blocked, what the action means
	Withheld    []Withheld
	Risks       []Risk
	Group       string // what the input's column of Policy.GroupBy says about the person; empty for none
	Part        string // the same of Policy.SplitBy: whose approval file the change stands in
	Digest      string // over the plan's run and all of the above; set by Seal
}

// Attribute is one attribute's before and after. Values are string, bool or nil (there was none).
type Attribute struct {
	Path   string `json:"path"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// The attribute paths that a change may carry.
const (
	PathUserName   = "userName"
	PathExternalID = "externalId"
	PathGivenName  = "name.givenName"
	PathFamilyName = "name.familyName"
	PathActive     = "active"
)

// Withheld is a part of what the row asked for that protection kept from happening.
type Withheld struct {
	What      string              `json:"what"` // "deactivate" or "revoke"
	Workspace *identity.Workspace `json:"workspace,omitempty"`
	Why       string              `json:"why"` // "protected" or "caller"
}

// Reason is a stable word for why a change is none or blocked; empty for ordinary changes.
type Reason string

const (
	ReasonAbsent              Reason = "absent"              // the account is in no row and --absent deactivate was given
	ReasonSkipped             Reason = "skipped"             // action skip
	ReasonAttested            Reason = "attested"            // action keep
	ReasonNotNeeded           Reason = "notNeeded"           // to be inactive, and there is no account
	ReasonUserNameReadOnly    Reason = "userNameReadOnly"    // the account found has another userName
	ReasonAmbiguousMatch      Reason = "ambiguousMatch"      // several accounts fit the row
	ReasonAlreadyExists       Reason = "alreadyExists"       // action create, and there is an account
	ReasonNotFound            Reason = "notFound"            // id, or an action that needs an account, and there is none
	ReasonVisitingUser        Reason = "visitingUser"        // guests of another tenant are not in SCIM
	ReasonWouldDropWorkspaces Reason = "wouldDropWorkspaces" // more than 50 workspaces cannot be written safely
	ReasonUnwritableName      Reason = "unwritableName"      // --entitlement-format WORKSPACE_NAMES, and a name cannot be written safely
	ReasonProtected           Reason = "protected"           // protection withheld all there was
	ReasonNotManaged          Reason = "notManaged"          // the row asks for what --manage leaves out
	ReasonAlreadyUndone       Reason = "alreadyUndone"       // undo: nothing that the run changed stands any more
	ReasonChangedSince        Reason = "changedSince"        // undo: somebody has changed it since the run
)

func reasons() []Reason {
	return []Reason{ReasonAbsent, ReasonSkipped, ReasonAttested, ReasonNotNeeded, ReasonUserNameReadOnly, ReasonAmbiguousMatch,
		ReasonAlreadyExists, ReasonNotFound, ReasonVisitingUser, ReasonWouldDropWorkspaces, ReasonUnwritableName, ReasonProtected,
		ReasonNotManaged, ReasonAlreadyUndone, ReasonChangedSince}
}

// Risk is one thing an approver should look at.
type Risk struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// After is the account as it will stand once the change is applied.
func (c *Change) After() identity.Account {
	var after identity.Account
	if c.Before != nil {
		after = *c.Before
	}
	for _, a := range c.Attributes {
		text, _ := a.After.(string)
		switch a.Path {
		case PathUserName:
			after.UserName = identity.UserName(text)
		case PathExternalID:
			after.ExternalID = text
		case PathGivenName:
			after.GivenName = text
		case PathFamilyName:
			after.FamilyName = text
		case PathActive:
			after.Active, _ = a.After.(bool)
		}
	}
	after.Workspaces = identity.Union(identity.Without(after.Workspaces, ids(c.Revocations)), ids(c.Grants))
	return after
}

// Writes reports whether applying the change sends anything.
func (c *Change) Writes() bool { return c.Action != None && c.Action != Blocked }

// Takes reports whether the change takes something away from a person.
func (c *Change) Takes() bool { return c.Action == Deactivate || len(c.Revocations) > 0 }

// WriteRequests is how many requests applying the change takes when nothing has to be repeated and the
// number of workspaces in a write is bounded (see Policy.Unbounded): one
// where the account ends with up to 50 workspaces. Beyond that the first carries what one write may,
// and the rest is added in pieces of 50; what an account holds already stays out of the pieces.
func (c *Change) WriteRequests() int {
	switch wanted := len(c.After().Workspaces); {
	case !c.Writes():
		return 0
	case wanted <= MaxWorkspacesPerWrite || len(c.Grants)+len(c.Revocations) == 0:
		return 1
	case c.Before == nil || len(c.Before.Workspaces) <= MaxWorkspacesPerWrite:
		return pieces(wanted)
	}
	first := 0
	if len(c.Attributes) > 0 {
		first = 1
	}
	return first + pieces(len(c.Grants))
}

func pieces(workspaces int) int {
	return (workspaces + MaxWorkspacesPerWrite - 1) / MaxWorkspacesPerWrite
}

// MaxWorkspacesPerWrite is how many workspaces one write carries at most: documented for POST
// (Anaplan SCIM API, "Create a user"), taken as the bound for every write.
const MaxWorkspacesPerWrite = 50

func ids(workspaces []identity.Workspace) []string {
	out := make([]string, len(workspaces))
	for i, w := range workspaces {
		out[i] = w.ID
	}
	return identity.Set(out)
}
