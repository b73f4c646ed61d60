// Package reviewbook owns the workbooks of a campaign: those that go out to reviewers and come back, and the ledger
// of the campaign's owner. It refuses to decide anything: what a workbook says is read, checked and handed on.
package reviewbook

import (
	"cmp"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// The names by which a reviewer's workbook that comes back is read.
const (
	CoverSheet  = "Start here"
	ReviewSheet = "Review"

	DecisionHeader      = "Decision"
	JustificationHeader = "Justification"
	DelegateHeader      = "Delegate"
	LookHeader          = "Look at" // why a row is to be looked at with care
	NameHeader          = "Person"
	UserNameHeader      = "User name"
	WorkspaceHeader     = "Workspace"
	LoginHeader         = "Last sign-in"
	DaysHeader          = "Days since"
	AdminHeader         = "Workspace admin"
	AccountHeader       = "Account"
	DepartmentHeader    = "Department"
	ManagerHeader       = "Manager"
	EmploymentHeader    = "HR says"
	PastHeader          = "Last review"
	ReviewerHeader      = "Reviewer"
	KeyHeader           = "Row id"

	CampaignFact = "Campaign id"
	ReviewerFact = "Reviewer" // an address; the part of nobody has no such fact
	DigestFact   = "Population digest (SHA-256)"
)

// entryCount is how many columns, the first ones, a reviewer writes in.
const entryCount = 3

// Table says what the sheet Review holds: its headers, its rows and each cell's text, exactly as somebody reads
// them who opens the workbook. Workbooks are written from it, and what comes back is compared with it.
type Table struct {
	campaign   *review.Campaign
	workspaces map[string]string // by id, as they are shown
	ids        bool              // some are shown with their ids
	headers    []string
}

// NewTable is made from the whole campaign, for the workbook of one part as well: which columns there are and
// what a workspace is called depends on all of them.
func NewTable(c *review.Campaign) *Table {
	t := &Table{campaign: c}
	t.nameWorkspaces()
	known := whatIsKnown(c)
	for _, column := range columns() {
		if has, optional := known[column.Header]; has || !optional {
			t.headers = append(t.headers, column.Header)
		}
	}
	return t
}

// known says of the columns that a campaign may do without whether it has anything for them.
type known map[string]bool

// whatIsKnown leaves out columns that would be blank, or say "unknown", in every workbook of the campaign.
func whatIsKnown(c *review.Campaign) known {
	k := known{LoginHeader: false, DaysHeader: false, AdminHeader: false, DepartmentHeader: false, ManagerHeader: false,
		EmploymentHeader: hasHR(c), PastHeader: c.Previous != nil}
	for i := range c.People {
		p := &c.People[i]
		k[LoginHeader] = k[LoginHeader] || p.Login.Known
		if p.HR != nil {
			k[EmploymentHeader] = true
			k[DepartmentHeader] = k[DepartmentHeader] || p.HR.Department != ""
			k[ManagerHeader] = k[ManagerHeader] || p.HR.Manager != ""
		}
		for j := range p.Accesses {
			k[AdminHeader] = k[AdminHeader] || p.Accesses[j].Admin != nil
			k[PastHeader] = k[PastHeader] || p.Accesses[j].Past != nil
		}
	}
	k[DaysHeader] = k[LoginHeader]
	return k
}

func hasHR(c *review.Campaign) bool {
	return slices.ContainsFunc(c.Sources, func(s review.Source) bool { return s.What == review.SourceStaff })
}

// Headers are the headers of the sheet, from the left; the three that a reviewer writes below come first.
func (t *Table) Headers() []string { return slices.Clone(t.headers) }

// Cells is the text of each column of a row as the sheet shows it in the workbook of one reviewer, or of nobody;
// the three that a reviewer writes in are blank.
func (t *Table) Cells(r review.Ref, reviewer string) []string {
	cells := make([]string, len(t.headers))
	for i, header := range t.headers {
		cells[i] = t.text(header, r, reviewer)
	}
	return cells
}

func (t *Table) text(header string, r review.Ref, reviewer string) string {
	switch header {
	case LookHeader:
		return lookText(r.Access.Flags)
	case NameHeader:
		return personName(r.Person)
	case UserNameHeader:
		return legible(string(r.Person.Account.UserName))
	case WorkspaceHeader:
		return t.workspace(r.Access.Workspace)
	case LoginHeader:
		return loginText(r.Person.Login)
	case DaysHeader:
		return daysText(r.Person.Login, t.campaign.TakenAt())
	case AdminHeader:
		return adminText(r.Access.Admin)
	case AccountHeader:
		return accountText(r.Person.Account.Active)
	case DepartmentHeader, ManagerHeader, EmploymentHeader:
		return employmentText(header, r.Person.HR)
	case PastHeader:
		return pastText(r.Access, t.campaign.Previous)
	case ReviewerHeader:
		return legible(reviewer)
	case KeyHeader:
		return r.Access.Key
	}
	return "" // a reviewer writes here
}

// Listed are rows in the order of the sheet: what is to be looked at with care first, by its gravest reason,
// then by person and workspace.
func (t *Table) Listed(rows []review.Ref) []review.Ref {
	type placed struct {
		review.Ref
		rank            int
		name, workspace string
	}
	all := make([]placed, len(rows))
	for i, r := range rows {
		all[i] = placed{Ref: r, rank: gravest(r.Access.Flags), name: identity.Fold(personName(r.Person)),
			workspace: identity.Fold(t.workspace(r.Access.Workspace))}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		return cmp.Or(a.rank-b.rank, cmp.Compare(a.name, b.name),
			cmp.Compare(a.Person.Account.UserName.Key(), b.Person.Account.UserName.Key()), cmp.Compare(a.Person.Account.ID, b.Person.Account.ID),
			cmp.Compare(a.workspace, b.workspace), cmp.Compare(a.Access.Key, b.Access.Key))
	})
	out := make([]review.Ref, len(all))
	for i, p := range all {
		out[i] = p.Ref
	}
	return out
}

// columns are the columns of the sheet.
func (t *Table) columns() []sheet.Column {
	all := slices.DeleteFunc(columns(), func(c sheet.Column) bool { return !slices.Contains(t.headers, c.Header) })
	if t.ids {
		all[slices.Index(t.headers, WorkspaceHeader)].Width = widthOfID
	}
	return all
}

// widthOfID is how wide a column is that holds the ids of workspaces: ids are not broken into lines.
const widthOfID = 38

// columns are all columns that the sheet may have, in order. From the department on they are not printed.
func columns() []sheet.Column {
	return append(entryColumns(), []sheet.Column{
		{Header: NameHeader, Width: 21, Style: sheet.Strong, Wrapped: true},
		{Header: WorkspaceHeader, Width: 24, Wrapped: true},
		{Header: LookHeader, Width: 44, Wrapped: true, Note: "Why this row is to be looked at with care. Whoever keeps the access says in Justification why."},
		{Header: LoginHeader, Width: 11.5, Note: "The day on which the account last signed in to Anaplan."},
		{Header: DaysHeader, Width: 10, Note: "Days between the last sign-in and the day on which Anaplan was read."},
		{Header: AdminHeader, Width: 13, Note: "yes: the person administers the workspace."},
		{Header: AccountHeader, Width: 12, Note: "deactivated: the person cannot sign in at present, and still holds the access."},
		{Header: EmploymentHeader, Width: 16, Wrapped: true, Note: "What HR's list says of the person."},
		{Header: PastHeader, Width: 25, Wrapped: true, Note: "What the previous review decided, and by whom."},
		{Header: UserNameHeader, Width: 30, Wrapped: true, Note: "The name with which the person signs in to Anaplan."},
		{Header: DepartmentHeader, Width: 18, Wrapped: true},
		{Header: ManagerHeader, Width: 28, Wrapped: true},
		{Header: ReviewerHeader, Width: 28, Wrapped: true, Style: sheet.Muted},
		{Header: KeyHeader, Width: 25, Style: sheet.Mono, Note: "By this the row is known again when the workbook comes back."},
	}...)
}
