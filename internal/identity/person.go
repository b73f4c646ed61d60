package identity

// Person is one user as the sheet wants them. A nil pointer leaves that attribute alone; a pointer to
// the empty string clears it.
type Person struct {
	UserName   UserName // empty where the sheet gives only an id or an externalId
	ID         string   // Anaplan's id, lower case; empty where the sheet gives none. Wins over UserName
	ExternalID *string
	GivenName  *string
	FamilyName *string
	Active     *bool
	Workspaces *Claim // nil leaves workspaces alone
	Request    Request
}

// Claim is what a sheet says about one person's workspaces, as ids.
type Claim struct {
	Has       []string // sorted, without repetition
	SpeaksFor []string // the workspaces the sheet has a say over (a matrix); nil means all of them. Sorted
}

// Request is what the action column asks for beside the state the other columns describe.
type Request string

const (
	RequestNone       Request = ""           // bring the account to the state of the row
	RequestKeep       Request = "keep"       // attested: nothing may change
	RequestSkip       Request = "skip"       // nothing is done; the person counts as listed
	RequestCreate     Request = "create"     // must not exist
	RequestUpdate     Request = "update"     // must exist
	RequestDeactivate Request = "deactivate" // as active no
	RequestReactivate Request = "reactivate" // as active yes
)

// Account is one user as the tenant has them.
type Account struct {
	ID           string   `json:"id"`
	UserName     UserName `json:"userName"`
	ExternalID   string   `json:"externalId"`
	GivenName    string   `json:"givenName"`
	FamilyName   string   `json:"familyName"`
	Active       bool     `json:"active"`
	Workspaces   []string `json:"workspaces"` // ids, sorted, without repetition
	Created      string   `json:"created,omitempty"`
	LastModified string   `json:"lastModified,omitempty"`
	Version      string   `json:"version,omitempty"` // the service's version tag (RFC 7644 section 3.14), where it gives one
}

// SameState reports whether two readings of an account agree in everything this program manages:
// userName, externalId, names, active and workspaces.
func (a Account) SameState(b Account) bool {
	return a.UserName == b.UserName && a.ExternalID == b.ExternalID && a.GivenName == b.GivenName &&
		a.FamilyName == b.FamilyName && a.Active == b.Active && SameSet(a.Workspaces, b.Workspaces)
}
