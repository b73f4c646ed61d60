package plan

// Policy is how a roster is to be understood; it is recorded in the plan and cannot be changed by apply.
type Policy struct {
	Entitlements           Entitlements `json:"entitlements"`
	Absent                 Absent       `json:"absent"`
	Scope                  []string     `json:"scope,omitempty"` // workspace ids; nil means all
	Manage                 []string     `json:"manage"`          // of name, externalId, active, entitlements
	Match                  Match        `json:"match"`
	Read                   string       `json:"read"`
	MaxCreates             string       `json:"maxCreates"`
	MaxDeactivations       string       `json:"maxDeactivations"`
	MaxRevocations         string       `json:"maxRevocations"`
	Protect                []string     `json:"protect,omitempty"` // userNames
	Caller                 string       `json:"caller,omitempty"`  // protected as well
	EntitlementFormat      string       `json:"entitlementFormat"`
	WriteMethod            string       `json:"writeMethod"`
	PatchAdd               string       `json:"patchAdd,omitempty"` // "append" where adding is known to append
	AllowUnknownWorkspaces bool         `json:"allowUnknownWorkspaces,omitempty"`
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
