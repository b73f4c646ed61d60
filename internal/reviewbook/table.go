// Package reviewbook owns the workbooks of a campaign: those that go out to reviewers and come back, and the ledger
// of the campaign's owner. It refuses to decide anything: what a workbook says is read, checked and handed on.
package reviewbook

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
	ReviewerFact = "Reviewer"
	DigestFact   = "Population digest (SHA-256)"
)
