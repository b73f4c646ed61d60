// Package review owns recertification campaigns: who has to look at whose access, what came back of it, and
// what follows. A campaign is a population, every access of every account at one moment, cut into the parts of
// reviewers. Whatever comes back, in whatever order and however often, each access has exactly one decision or is
// open for exactly one reason, and a campaign closes only when nothing is open. It refuses to read workbooks, to
// reach the tenant and to write to it: what follows from a campaign is a plan like any other.
package review

import (
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Ways to cut a population into parts. Any other is the header of a column of HR's list.
const (
	ByManager   = "manager"
	ByWorkspace = "workspace"
	ByNobody    = "" // whoever reviewed it in the previous campaign; without one, one reviewer looks at everything
)

// Campaign is a review as it was opened. Nothing of it changes later.
type Campaign struct {
	ID            string    // short, for people: four hexadecimal digits, a dash, four more
	Seed          string    // hexadecimal, and in no workbook or mail: whoever knows it can make the keys of all accesses
	Name          string    // of its folder
	Control       string    // of the company's list of controls; may be empty
	Due           time.Time // the last day, at its end in UTC; zero where there is none
	OpenedAt      time.Time
	Tool          string // program and version
	Operator      string // who opened it
	By            string // ByManager, ByWorkspace, ByNobody or the header of a column of HR's list
	Scope         Scope
	Tenant        plan.Tenant
	Proof         Proof
	Sources       []Source
	Fallback      []string          // addresses; the first one who is not the person concerned reviews what nobody else can
	Previous      *Earlier          // the campaign that this one goes on from; nil for none
	AddendumTo    *Earlier          // the campaign whose snapshot lacks what is reviewed here; nil for none
	InactiveAfter int               // days without a sign-in after which access is looked at with care
	Unknown       []string          // what could not be found out, in sentences
	Reviewers     []Reviewer        // by address; the part of nobody, whose address is empty, comes last
	People        []Person          // by userName, then id: whoever has access in scope
	LeftIdle      []Person          // in the same order: accounts in scope that are switched on and hold nothing, of people who have left
	Findings      []finding.Finding // of HR's list and the list of owners
	Digest        string            // SHA-256 of the campaign's file up to its end record; set when written or read
}

// Scope is what of the tenant is reviewed.
type Scope struct {
	Workspaces []identity.Workspace `json:"workspaces,omitempty"` // nil means all
	Active     *bool                `json:"active,omitempty"`     // accounts that are active, or that are not; nil means all
}

// Proof is why a population is complete: what was asked, when, by whom, and what the answer came to.
type Proof struct {
	Request      string    `json:"request"` // method, address and filter, as an auditor may repeat it
	Requests     int       `json:"requests"`
	StartedAt    time.Time `json:"startedAt"`
	EndedAt      time.Time `json:"endedAt"`
	By           string    `json:"by"`           // the account that signed in; empty where unknown
	TotalResults int       `json:"totalResults"` // as the service counts
	Accounts     int       `json:"accounts"`     // as they were read
	Snapshot     string    `json:"snapshot"`     // SHA-256 of the lines of snapshot.jsonl.gz

	// OutOfScope and WithoutAccess are the accounts that have no row, and why; Users, those who have. The three
	// are Accounts together. Out of an addendum's scope is whoever has only what they had before.
	OutOfScope    int `json:"outOfScope"`
	WithoutAccess int `json:"withoutAccess"`
	Users         int `json:"users"`
	Rows          int `json:"rows"`       // accesses: the population
	Workspaces    int `json:"workspaces"` // different ones in the population
}

// Source is a file that the campaign rests on.
type Source struct {
	What   string `json:"what"` // "HR", "owners"
	Name   string `json:"name"` // without its folder
	Sheet  string `json:"sheet,omitempty"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"`
}

// Earlier names another campaign.
type Earlier struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Digest   string    `json:"digest"`
	OpenedAt time.Time `json:"openedAt"`
	ClosedAt time.Time `json:"closedAt,omitzero"`
}

// Reviewer is somebody who has a part of the population to look at.
type Reviewer struct {
	Address string `json:"address"` // empty for the part that nobody could be found for
	Name    string `json:"name,omitempty"`
	File    string `json:"file"` // of the workbook, within the folder reviews
	Rows    int    `json:"rows"`
	Flagged int    `json:"flagged"`
	People  int    `json:"people"`
	Note    string `json:"note,omitempty"` // what the campaign's owner should know: "has no account in the tenant"
}

// Person is an account with access that is reviewed, and what is known of whoever it belongs to.
type Person struct {
	Account  identity.Account // Workspaces are all it held, reviewed or not
	Login    Login
	HR       *Employment // nil where HR's list, if there is one, does not have the person
	Accesses []Access    // by name of the workspace, then id
}

// Login is when an account last signed in, as far as that is known.
type Login struct {
	Known bool      `json:"known"`
	At    time.Time `json:"at,omitzero"` // zero for never
}

// Employment is what HR's list says of a person.
type Employment struct {
	Address    string      `json:"address,omitempty"` // by which HR knows the person, where that is not the account's userName
	Name       string      `json:"name,omitempty"`
	Department string      `json:"department,omitempty"`
	Manager    string      `json:"manager,omitempty"` // an address where it could be found, else as it is written
	Status     string      `json:"status,omitempty"`  // as it is written
	Left       bool        `json:"left,omitempty"`
	LeftOn     time.Time   `json:"leftOn,omitzero"`    // zero where unknown
	Accounts   []string    `json:"accounts,omitempty"` // the userNames of all other accounts of the person, sorted
	Pos        finding.Pos `json:"pos"`                // of the row
}

// Access is one workspace of one person: a row of the population.
type Access struct {
	Key       string // unique, and of no other campaign: KeyOf
	Workspace identity.Workspace
	Admin     *bool  // of the workspace; nil where that is not known
	Flags     []Flag // why it is to be looked at with care, the gravest first
	New       bool   // not in the previous campaign
	Past      *Past  // what the previous campaign decided; nil for nothing
	Reviewer  string // address; empty where nobody could be found
	Route     string // how the reviewer was found, one of the routes; empty where nobody could be
	Why       string // why this reviewer, in words
}

// Routes to a reviewer.
const (
	RouteRule     = "rule"     // by what the population is cut by; where it is not cut, the one reviewer of everything
	RouteAbove    = "above"    // a manager above whoever that led to, who has left or would review their own access
	RoutePrevious = "previous" // whoever reviewed it in the previous campaign
	RouteFallback = "fallback" // the fallback, because nobody else could be found
)

// Flag is one reason to look at an access with care. Whoever keeps an access that has one says why.
type Flag struct {
	Code  string `json:"code"`
	Words string `json:"words"`
}

// The codes of flags, the gravest first.
const (
	FlagLeft     = "left"     // HR's list says that the person has left
	FlagCameBack = "cameBack" // revoked by the previous campaign, and here again
	FlagOrphan   = "orphan"   // HR's list does not have the person
	FlagAdmin    = "admin"    // administrator of the workspace
	FlagInactive = "inactive" // not signed in for long, or never
)

// Past is what the previous campaign decided about an access.
type Past struct {
	Decision      Decision  `json:"decision"`
	By            string    `json:"by"`
	Justification string    `json:"justification,omitempty"`
	ClosedAt      time.Time `json:"closedAt"`
}

// Ref is one row of the population with whom it is about.
type Ref struct {
	Person *Person
	Access *Access
}
