// Package plan owns the decision: persons and accounts and a policy become a list of changes, with
// counts, limits and risks, and a plan file that is complete or refused. It is pure: it reaches no
// network, no spreadsheet and no clock, and it refuses to apply anything.
package plan

import (
	"time"

	"scimsheet/internal/identity"
)

// Plan is what one run will do, all of it, as data.
type Plan struct {
	ID        string // short, for people: four hexadecimal digits, a dash, four more
	CreatedAt time.Time
	Tool      string // program and version
	Tenant    Tenant
	Operator  string // who made the plan: --operator, else the caller's userName
	Inputs    []Input
	Directory []KnownWorkspace     // every workspace that was known when the plan was made, by id: reports name them
	Supplied  []identity.Workspace // names of workspaces that only the inputs' own sheets say: a Retry sheet needs them again
	Names     []identity.Workspace // where workspaces are written by name: those that the changes write
	Undoes    string               // the id of the plan that this one takes back; empty for an ordinary one
	Review    string               // the id of the access review that this plan carries out; empty for none
	Policy    Policy
	Snapshot  Snapshot
	Kept      Kept
	Changes   []Change // people of the roster in input order, then absent accounts by userName
	Counts    Counts
	HeldBack  int             // people with errors in their rows, who have no change
	Absent    []AbsentAccount // accounts in no row, by userName, where --absent report was given
	Requests  Requests
	Limits    []Limit // each limit with what the plan holds and what it allows
	Refused   bool    // a limit was exceeded: the plan may be looked at, never applied
	Digest    string  // SHA-256 of the plan file up to its end record; set when written or read
}

// Tenant says whose accounts the plan is about. URLs are scheme, host and path.
type Tenant struct {
	Name     string `json:"name,omitempty"`
	SCIMURL  string `json:"scimUrl"`
	APIURL   string `json:"apiUrl,omitempty"`
	AuthURL  string `json:"authUrl,omitempty"`
	OAuthURL string `json:"oauthUrl,omitempty"`
	Caller   string `json:"caller,omitempty"` // userName of the credential's owner; empty where unknown
	Quirks   string `json:"quirks,omitempty"` // "rfc" for a standard SCIM 2.0 service; empty for Anaplan
}

// KnownWorkspace is a workspace of the tenant, and how many accounts held it.
type KnownWorkspace struct {
	identity.Workspace
	Members *int `json:"members,omitempty"` // accounts that hold it, active or not; nil where not every account was read
}

// Input is one table that was read.
type Input struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Sheet  string `json:"sheet"`
	Rows   int    `json:"rows"` // rows of people, without header and blank lines

	// Mapping is the built-in mapping or mapping file by which the headers were read; empty where they
	// spoke for themselves. Its digest is that of the YAML.
	Mapping       string `json:"mapping,omitempty"`
	MappingSHA256 string `json:"mappingSha256,omitempty"`
	Layout        string `json:"layout,omitempty"` // as --layout said; empty where it was found out
}

// Snapshot says what was read of the tenant.
type Snapshot struct {
	Users    int       `json:"users"`    // accounts in the tenant, as the service counts them
	Accounts int       `json:"accounts"` // accounts read
	Complete bool      `json:"complete"` // whether every account was read
	Read     string    `json:"read"`     // "all" or "batched"
	Why      string    `json:"why"`      // why it was read that way, a sentence
	TakenAt  time.Time `json:"takenAt"`
	SHA256   string    `json:"sha256"` // of the uncompressed lines of snapshot.jsonl.gz
}

// Kept are the digests of what a run keeps beside its plan, SHA-256 of each file: results are told from them,
// and approvers were shown what the findings say.
type Kept struct {
	Rows     string `json:"rows"`     // of rows.jsonl.gz
	Findings string `json:"findings"` // of findings.jsonl
}

// Counts are the numbers of changes by action, and of workspaces given and taken beside them.
type Counts struct {
	Create      int `json:"create"`
	Update      int `json:"update"`
	Deactivate  int `json:"deactivate"`
	Reactivate  int `json:"reactivate"`
	None        int `json:"none"`
	Blocked     int `json:"blocked"`
	Grants      int `json:"grants"`
	Revocations int `json:"revocations"`
}

// Requests are what reading took and what applying will take, in HTTP requests, and how long the
// latter lasts at the configured rate.
type Requests struct {
	Read             int `json:"read"`             // made to /Users for this plan
	Write            int `json:"write"`            // applying: one for each changed user with up to 50 workspaces
	Check            int `json:"check"`            // applying: batched reads before and after the writes
	EstimatedSeconds int `json:"estimatedSeconds"` // of Write and Check together
}

// Limit is one guard, checked on the finished plan.
type Limit struct {
	Name     string `json:"name"`    // the flag without dashes: max-creates, max-deactivations, max-revocations
	Setting  string `json:"setting"` // as given: "10%", "25", "all"
	Planned  int    `json:"planned"`
	Allowed  int    `json:"allowed"` // -1 means all
	Of       int    `json:"of"`      // what a percentage is taken of
	People   int    `json:"people"`  // changes that Planned counts something of
	Exceeded bool   `json:"exceeded"`
}

// AbsentAccount is an account of the tenant that no row of the input names.
type AbsentAccount struct {
	ID       string `json:"id"`
	UserName string `json:"userName"`
	Active   bool   `json:"active"`
}
