package report

import (
	"fmt"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// approvalPlan is the sample with everything that approvals need: departments, a part for each manager, four
// eyes, and every kind of risk.
func approvalPlan() *plan.Plan {
	p := samplePlan()
	p.Policy.GroupBy, p.Policy.ByGroup, p.Policy.SplitBy, p.Policy.RequireApproval, p.Policy.FourEyes = "Department", true, "Line Manager", true, true
	departments, managers := []string{"Finance", "Sales", "", "Finance"}, []string{"Noor Haddad", "J. O'Brien", ""}
	for i := range p.Changes {
		p.Changes[i].Group, p.Changes[i].Part = departments[i%len(departments)], managers[i%len(managers)]
	}
	p.Changes = append(p.Changes, riskyChanges()...)
	p.Counts.Reactivate++
	p.Counts.Update += 2
	p.Counts.Create++
	p.Counts.Grants += 8
	p.Counts.Revocations++
	p.Limits[0].Planned, p.Limits[0].People = 2, 2
	p.Limits[1].People = 2
	p.Limits[2].Planned, p.Limits[2].Allowed, p.Limits[2].Of, p.Limits[2].People = 4, 5, 15, 3
	for i := range p.Changes {
		p.Changes[i].ID = fmt.Sprintf("c%05d", i+1)
		p.Changes[i].Digest = strings.Repeat(fmt.Sprintf("%04x", i+1), 16)
	}
	return p
}

// riskyChanges have the kinds of risk that the sample has not.
func riskyChanges() []plan.Change {
	last := existing(plan.Update, account(21, "Chen", "Wei", true, headcount, financeEU), inRow(21))
	last.Group, last.Part, last.Revocations = "Sales", "Noor Haddad", []identity.Workspace{headcount}
	last.Risks = []plan.Risk{{Code: plan.RiskRevocation, Message: "loses 1 workspace; model roles there are destroyed and do not come back"},
		{Code: plan.RiskLastMember, Message: `"Headcount, Pay & Benefits" loses its last member`},
		{Code: plan.RiskLargeShare, Message: `3 of 3 members of "Headcount, Pay & Benefits" lose it`},
		{Code: plan.RiskGroupShare, Message: "3 of 4 people of Sales lose something"}}
	sleeper := existing(plan.Reactivate, account(22, "Rip", "Winkle", false, finance), inRow(22))
	sleeper.Group, sleeper.Part, sleeper.Attributes = "finance", "Noor Haddad", []plan.Attribute{{Path: plan.PathActive, Before: false, After: true}}
	sleeper.Risks = []plan.Risk{{Code: plan.RiskLongInactive, Message: "has not signed in since 3 March 2024"},
		{Code: plan.RiskReactivation, Message: "can sign in again, with the workspaces and model roles from before"}}
	guest := plan.Change{Action: plan.Create, UserName: "kim@contractor.example", Rows: inRow(23), Group: "Sales", Part: "J. O'Brien",
		Attributes: []plan.Attribute{{Path: plan.PathUserName, After: "kim@contractor.example"}, {Path: plan.PathActive, After: true}},
		Risks:      []plan.Risk{{Code: plan.RiskUnusualDomain, Message: "nobody else of the tenant is at contractor.example"}}}
	busy := existing(plan.Update, account(24, "Max", "Mustermann", true), inRow(24))
	busy.Group, busy.Part, busy.Risks = "Sales", "../..", []plan.Risk{{Code: plan.RiskManyChanges, Message: "starts with 8 workspaces"}}
	for i := range 8 {
		busy.Grants = append(busy.Grants, identity.Workspace{ID: fmt.Sprintf("8a81b09d5e8c6f27015ece34024870%02d", i), Name: fmt.Sprint("Region ", i)})
	}
	return []plan.Change{last, sleeper, guest, busy}
}

func approvalInput() Input {
	return Input{Plan: approvalPlan(), Findings: sampleFindings(), Run: "staff-export-20261121T211005Z"}
}

// undoPlan takes back what the sample did.
func undoPlan() *plan.Plan {
	p := samplePlan()
	p.Undoes, p.ID, p.Inputs, p.HeldBack, p.Policy.Absent = p.ID, "c0de-0001", nil, 0, plan.AbsentIgnore
	created := existing(plan.Deactivate, account(31, "Åsa", "Öberg", true, financeEU), nil)
	created.Attributes = []plan.Attribute{{Path: plan.PathActive, Before: true, After: false}}
	created.Detail = "created by the run; users cannot be deleted, so the account is deactivated and keeps all else"
	created.Risks = []plan.Risk{{Code: plan.RiskDeactivation, Message: "cannot sign in any more; workspaces and model roles are kept"}}
	again := existing(plan.Update, account(2, "Maria", "López", true, headcount), nil)
	again.Grants, again.Revocations = []identity.Workspace{sales}, []identity.Workspace{headcount}
	again.Risks = []plan.Risk{{Code: plan.RiskRevocation, Message: "loses 1 workspace; model roles there are destroyed and do not come back"},
		{Code: plan.RiskLosesAll, Message: "ends with no workspace at all"},
		{Code: plan.RiskRolesLost, Message: "gets 1 workspace back, without the model roles: those were destroyed when it was taken and do not come back"},
		{Code: plan.RiskChangedSince, Message: `name.givenName is "María" now, not "Maria" as the run left it: left as it is`}}
	gone := existing(plan.Blocked, account(3, "Tunde", "Okafor", true), nil)
	gone.Reason, gone.Detail = plan.ReasonNotFound, "the account no longer exists"
	p.Changes = []plan.Change{created, again, gone}
	p.Counts = plan.Counts{Deactivate: 1, Update: 1, Blocked: 1, Grants: 1, Revocations: 1}
	p.Limits = []plan.Limit{{Name: "max-creates", Setting: "all", Allowed: -1, Of: 3117}, {Name: "max-deactivations", Setting: "10%", Planned: 1, Allowed: 311, Of: 3117, People: 1},
		{Name: "max-revocations", Setting: "0", Planned: 1, Of: 12, People: 1, Exceeded: true}}
	p.Refused = true
	for i := range p.Changes {
		p.Changes[i].ID, p.Changes[i].Digest = fmt.Sprintf("c%05d", i+1), strings.Repeat(fmt.Sprintf("%04x", i+1), 16)
	}
	return p
}
