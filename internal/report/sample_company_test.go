package report

import (
	"fmt"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// companyPlan has so many changes as a company's would have them: names of many languages, departments,
// some 120 workspaces, every kind of change and risk. A fifth as many people stay as they are.
func companyPlan(changes int) Input {
	p := samplePlan()
	p.Changes, p.HeldBack, p.Policy.GroupBy, p.Directory = nil, 2, "Department", nil
	spaces := companyWorkspaces()
	for i, w := range spaces {
		p.Directory = append(p.Directory, plan.KnownWorkspace{Workspace: w, Members: new(200 + i)})
	}
	departments := []string{"Finance", "Sales EMEA", "Human Resources", "Research & Development", "Supply Chain", "", "IT Operations", "Legal"}
	for i := range changes {
		c := companyChange(i, spaces)
		c.Group = departments[(i*7/5)%len(departments)]
		c.ID, c.Digest = fmt.Sprintf("c%05d", i+1), fmt.Sprintf("%064x", i)
		p.Changes = append(p.Changes, c)
	}
	for i := range changes / 5 {
		c := existing(plan.None, &identity.Account{UserName: identity.UserName(fmt.Sprintf("stays.%d@acme.example", i))}, inRow(changes+i+2))
		c.ID = fmt.Sprintf("n%05d", i)
		p.Changes = append(p.Changes, c)
	}
	counted := newTally(p)
	p.Counts = counted.counts()
	var findings []finding.Finding
	for i := range p.HeldBack {
		findings = append(findings, finding.New(finding.BadUserName, finding.Pos{File: sampleFile, Sheet: "Employees", Row: 88 + i, Column: 2, Header: "E-mail Address"},
			"j.smith@acme,com", `"j.smith@acme,com" is not an e-mail address: a comma for a dot?`, "correct the address"))
	}
	return Input{Plan: p, Findings: findings, Run: "staff-export-20261121T211005Z"}
}

func companyWorkspaces() []identity.Workspace {
	names := []string{"Finance Consolidation", "Sales Planning EMEA", "Workforce Planning", "Demand Planning", "Capex",
		"Headcount, Pay & Benefits", "Quota & Territory", "S&OP", "Long Range Plan"}
	spaces := make([]identity.Workspace, 120)
	for i := range spaces {
		spaces[i] = identity.Workspace{ID: fmt.Sprintf("8a81b09d5e8c6f27%016x", i), Name: fmt.Sprintf("%s %d", names[i%len(names)], 2020+i/len(names))}
	}
	return spaces
}

func companyChange(i int, spaces []identity.Workspace) plan.Change {
	given := []string{"Ada", "Grace", "María", "Tunde", "Åsa", "Jean-Luc", "Rosalind", "Emmy", "Zoë", "Olga", "Łukasz", "Søren", "أحمد", "Nguyễn"}
	family := []string{"Lovelace", "Hopper", "López García", "Okafor", "Öberg", "D'Arc", "Franklin", "Noether", "Müller-Lüdenscheidt", "Petrova",
		"Wójcik", "Kierkegaard", "محمود", "Thị Minh"}
	login := []string{"a.lovelace", "grace.hopper", "m.lopez", "tunde.okafor"}
	before := account(i, given[i%len(given)], family[(i/3)%len(family)], true, spaces[i%120], spaces[(i+1)%120])
	before.UserName = identity.UserName(fmt.Sprintf("%s.%d@acme-industries.example", login[i%len(login)], i))
	c := existing(plan.Update, before, inRow(i+2))
	risk := func(code, message string) { c.Risks = append(c.Risks, plan.Risk{Code: code, Message: message}) }
	switch i % 10 {
	case 0:
		c = plan.Change{Action: plan.Create, UserName: before.UserName, Rows: c.Rows, Grants: []identity.Workspace{spaces[i%100], spaces[i%100+3], spaces[i%100+7]},
			Attributes: []plan.Attribute{{Path: plan.PathUserName, After: string(before.UserName)}, {Path: plan.PathExternalID, After: fmt.Sprint(40000 + i)},
				{Path: plan.PathGivenName, After: before.GivenName}, {Path: plan.PathFamilyName, After: before.FamilyName}, {Path: plan.PathActive, After: true}}}
		if i%50 == 0 {
			risk(plan.RiskUnusualDomain, "acme-industries.example is the domain of only 3 of 3,117 accounts")
		}
	case 1:
		c.Action, c.Attributes = plan.Deactivate, []plan.Attribute{{Path: plan.PathActive, Before: true, After: false}}
		risk(plan.RiskDeactivation, "cannot sign in any more; workspaces and model roles are kept")
	case 2, 3, 4:
		c.Revocations = spaces[i%120 : i%120+1]
		risk(plan.RiskRevocation, "loses 1 workspace; model roles there are destroyed and do not come back")
		if i%9 != 0 {
			c.Grants = spaces[(i+9)%120 : (i+9)%120+1]
		}
		if i%4 == 0 {
			risk(plan.RiskLargeShare, spaces[i%120].Name+" loses 61 of its 212 members (28%) by this plan")
		}
		if i%9 == 0 {
			risk(plan.RiskGroupShare, "Sales EMEA: 122 of 300 people (41%) lose something by this plan")
		}
	case 5:
		c.Action, c.Reason, c.Detail = plan.Blocked, plan.ReasonUserNameReadOnly, "the account with this id is "+string(before.UserName)+"; the row says another one"
	default:
		c.Attributes = []plan.Attribute{{Path: plan.PathExternalID, Before: "", After: fmt.Sprint("E", 40000+i)},
			{Path: plan.PathGivenName, Before: before.GivenName + "a", After: before.GivenName}}
		c.Grants = spaces[(i+5)%120 : (i+5)%120+1]
	}
	return c
}
