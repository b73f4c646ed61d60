package report

import (
	"slices"

	"scimsheet/internal/plan"
)

// riskWord is a kind of risk as people read of it.
type riskWord struct {
	code, title, meaning string
}

// riskWords are all kinds of risk in the order in which they should be read, the gravest first.
func riskWords() []riskWord {
	return []riskWord{
		{plan.RiskLosesAll, "Loses every workspace",
			"The person ends with no workspace at all and can do nothing in Anaplan any more. Often a sign that a cell of the input is empty by mistake."},
		{plan.RiskLastMember, "A workspace loses its last member",
			"After this nobody, or nobody who can still sign in, is left in the workspace. Somebody should look after it first."},
		{plan.RiskRevocation, "Workspaces taken, model roles destroyed",
			"The person's model roles and selective access in the workspace are destroyed. Giving the workspace again does not bring them back: this cannot be undone."},
		{plan.RiskLargeShare, "Many members of one workspace lose it",
			"So many members of one workspace lose it at once that it looks more like a mistake in the input than like everyday changes."},
		{plan.RiskGroupShare, "Many people of one group lose something",
			"So many people of one department, or of whatever people are grouped by, lose something at once that it looks more like a mistake in the input than like everyday changes."},
		{plan.RiskDeactivation, "Deactivation",
			"The person can no longer sign in. Workspaces and model roles are kept, and it can be undone by activating the account again."},
		{plan.RiskCaller, "The account this program signs in with",
			"A mistake here can lock this program out. It is never deactivated and never loses a workspace; everything else of it may change."},
		{plan.RiskLongInactive, "Reactivated after a long time",
			"The account has not been used for long, and comes back with the workspaces and model roles from then. Are they still right?"},
		{plan.RiskUnusualDomain, "An unusual e-mail domain",
			"Hardly anybody else of the tenant has an address of this domain: somebody from outside, or an address that is mistyped."},
		{plan.RiskExternalIDTaken, "The external id is another account's too",
			"Often the same person under a former address, who would then have two accounts."},
		{plan.RiskReactivation, "Reactivated with the roles from before",
			"The person can sign in again and has the workspaces and model roles from before at once."},
		{plan.RiskRolesLost, "Given back without the model roles",
			"The workspace comes back, the model roles in it do not: they were destroyed when it was taken, and somebody has to give them again."},
		{plan.RiskManyChanges, "Very many changes for one person",
			"So much changes for one person at once that the row may belong to somebody else, or rows may have slipped."},
		{plan.RiskChangedSince, "Left as it is: changed since the run",
			"Somebody has changed this after the run that is taken back. What they did stays."},
	}
}

// RiskCodes lists the kinds of risk in the order in which they should be read.
func RiskCodes() []string {
	var codes []string
	for _, r := range riskWords() {
		codes = append(codes, r.code)
	}
	return codes
}

// RiskTitle is the heading under which a kind of risk is counted.
func RiskTitle(code string) string {
	if i := riskWeight(code); i < len(riskWords()) {
		return riskWords()[i].title
	}
	return code
}

// RiskMeaning says what a kind of risk means for the person or the tenant, in a sentence or two.
func RiskMeaning(code string) string {
	if i := riskWeight(code); i < len(riskWords()) {
		return riskWords()[i].meaning
	}
	return ""
}

// riskWeight puts the kinds of risk in the order in which they should be read; a kind that nobody
// described comes last.
func riskWeight(code string) int {
	words := riskWords()
	if at := slices.IndexFunc(words, func(r riskWord) bool { return r.code == code }); at >= 0 {
		return at
	}
	return len(words)
}
