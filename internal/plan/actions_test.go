package plan_test

import (
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestTheFirstActionThatFitsCarriesEverything(t *testing.T) {
	ada := changed(account("ada@x.com", "fin"), func(a *identity.Account) { a.ExternalID, a.GivenName, a.FamilyName = "E1", "Ada", "Byron" })
	left := changed(ada, func(a *identity.Account) { a.Active = false })
	everything := identity.Person{UserName: "ada@x.com", ExternalID: new("E2"), GivenName: new("Augusta"), FamilyName: new("Lovelace"), Workspaces: has("hr")}
	wanting := func(active *bool) identity.Person {
		p := everything
		p.Active = active
		return p
	}
	runCases(t, []oneCase{
		{"create, with workspaces among the grants", wanting(new(true)), nil, plan.Policy{},
			"create ada@x.com userName:ada@x.com externalId:E2 name.givenName:Augusta name.familyName:Lovelace active:true +hr"},
		{"create before active, which is yes where the cell is blank", wanting(nil), nil, plan.Policy{},
			"create ada@x.com userName:ada@x.com externalId:E2 name.givenName:Augusta name.familyName:Lovelace active:true +hr"},
		{"deactivate, with names, grants and revocations", wanting(new(false)), []identity.Account{ada}, plan.Policy{},
			"deactivate ada@x.com externalId:E1>E2 name.givenName:Ada>Augusta name.familyName:Byron>Lovelace active:true>false +hr -fin"},
		{"reactivate, with names, grants and revocations", wanting(new(true)), []identity.Account{left}, plan.Policy{},
			"reactivate ada@x.com externalId:E1>E2 name.givenName:Ada>Augusta name.familyName:Byron>Lovelace active:false>true +hr -fin"},
		{"update, where active stays", wanting(new(true)), []identity.Account{ada}, plan.Policy{},
			"update ada@x.com externalId:E1>E2 name.givenName:Ada>Augusta name.familyName:Byron>Lovelace +hr -fin"},
		{"update of somebody who is inactive and stays so", wanting(nil), []identity.Account{left}, plan.Policy{},
			"update ada@x.com externalId:E1>E2 name.givenName:Ada>Augusta name.familyName:Byron>Lovelace +hr -fin"},
		{"none, where all is as wanted",
			identity.Person{UserName: "ada@x.com", ExternalID: new("E1"), GivenName: new("Ada"), FamilyName: new("Byron"), Active: new(true), Workspaces: has("fin")},
			[]identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
	})
}

func TestBlankIsNotEmpty(t *testing.T) {
	ada := changed(account("ada@x.com", "fin"), func(a *identity.Account) { a.ExternalID, a.GivenName, a.FamilyName = "E1", "Ada", "Byron" })
	runCases(t, []oneCase{
		{"a blank cell leaves everything alone", identity.Person{UserName: "ada@x.com"}, []identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
		{"<none> clears the externalId", identity.Person{UserName: "ada@x.com", ExternalID: new("")}, []identity.Account{ada}, plan.Policy{},
			"update ada@x.com externalId:E1>"},
		{"<none> takes all workspaces away", identity.Person{UserName: "ada@x.com", Workspaces: has()}, []identity.Account{ada}, plan.Policy{},
			"update ada@x.com -fin"},
		{"<none> where there is nothing is no change", identity.Person{UserName: "bob@x.com", ExternalID: new(""), Workspaces: has()},
			[]identity.Account{account("bob@x.com")}, plan.Policy{}, "none bob@x.com"},
		{"<none> gives a new person nothing", identity.Person{UserName: "new@x.com", ExternalID: new(""), Workspaces: has()}, nil, plan.Policy{},
			"create new@x.com userName:new@x.com active:true"},
	})
}

func TestADifferenceNobodyCanSeeIsNoChange(t *testing.T) {
	ada := changed(account("ada@x.com"), func(a *identity.Account) {
		a.ExternalID, a.GivenName, a.FamilyName = "E1\u200b", " Zoe\u0308 ", "van\u00a0Dijk\u00ad"
	})
	runCases(t, []oneCase{
		{"in normalisation, blanks and invisible characters",
			identity.Person{UserName: "ada@x.com", ExternalID: new("E1"), GivenName: new("Zoë"), FamilyName: new("van Dijk")},
			[]identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
		{"but a difference in case can be seen",
			identity.Person{UserName: "ada@x.com", FamilyName: new("Van Dijk")}, []identity.Account{ada}, plan.Policy{},
			"update ada@x.com name.familyName:van\u00a0Dijk\u00ad>Van Dijk"},
		{"userName in another case is no change",
			identity.Person{UserName: "ADA@x.com"}, []identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
	})
}

func TestTheActionColumn(t *testing.T) {
	ada := account("ada@x.com", "fin")
	left := changed(ada, func(a *identity.Account) { a.Active = false })
	asking := func(r identity.Request, alter ...func(*identity.Person)) identity.Person {
		p := identity.Person{UserName: "ada@x.com", Request: r}
		for _, a := range alter {
			a(&p)
		}
		return p
	}
	inactive := func(p *identity.Person) { p.Active = new(false) }
	hr := func(p *identity.Person) { p.Workspaces = has("hr") }
	withoutActive := with(func(p *plan.Policy) { p.Manage = []string{plan.ManageName, plan.ManageEntitlements} })
	runCases(t, []oneCase{
		{"keep: attested, nothing changes whatever else the row says", asking(identity.RequestKeep, inactive, hr), []identity.Account{ada}, plan.Policy{},
			"none (attested) ada@x.com"},
		{"keep of somebody without an account cannot be honoured", asking(identity.RequestKeep), nil, plan.Policy{},
			"blocked (notFound) ada@x.com"},
		{"skip: nothing is done", asking(identity.RequestSkip, inactive, hr), []identity.Account{ada}, plan.Policy{},
			"none (skipped) ada@x.com"},
		{"skip of somebody without an account creates nobody", asking(identity.RequestSkip), nil, plan.Policy{},
			"none (skipped) ada@x.com"},
		{"skip wins over an e-mail change", identity.Person{ID: "id-ada", UserName: "other@x.com", Request: identity.RequestSkip}, []identity.Account{ada}, plan.Policy{},
			"none (skipped) ada@x.com"},
		{"create: makes the account", asking(identity.RequestCreate, hr), nil, plan.Policy{},
			"create ada@x.com userName:ada@x.com active:true +hr"},
		{"create with active no makes an inactive account", asking(identity.RequestCreate, inactive), nil, plan.Policy{},
			"create ada@x.com userName:ada@x.com active:false"},
		{"create must not exist", asking(identity.RequestCreate, hr), []identity.Account{ada}, plan.Policy{},
			"blocked (alreadyExists) ada@x.com"},
		{"create must not exist, not even inactive", asking(identity.RequestCreate), []identity.Account{left}, plan.Policy{},
			"blocked (alreadyExists) ada@x.com"},
		{"create without a userName makes nobody", identity.Person{ExternalID: new("E1"), Request: identity.RequestCreate}, nil, plan.Policy{},
			"blocked (notFound) "},
		{"update: changes the account", asking(identity.RequestUpdate, hr), []identity.Account{ada}, plan.Policy{},
			"update ada@x.com +hr -fin"},
		{"update must exist", asking(identity.RequestUpdate, hr), nil, plan.Policy{}, "blocked (notFound) ada@x.com"},
		{"update must exist, even to be inactive", asking(identity.RequestUpdate, inactive), nil, plan.Policy{}, "blocked (notFound) ada@x.com"},
		{"update with nothing to change is none", asking(identity.RequestUpdate), []identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
		{"deactivate: as active no, and carries the rest", asking(identity.RequestDeactivate, hr), []identity.Account{ada}, plan.Policy{},
			"deactivate ada@x.com active:true>false +hr -fin"},
		{"deactivate of somebody inactive is none", asking(identity.RequestDeactivate), []identity.Account{left}, plan.Policy{}, "none ada@x.com"},
		{"deactivate of somebody without an account is not needed", asking(identity.RequestDeactivate, hr), nil, plan.Policy{},
			"none (notNeeded) ada@x.com"},
		{"reactivate: as active yes", asking(identity.RequestReactivate), []identity.Account{left}, plan.Policy{},
			"reactivate ada@x.com active:false>true"},
		{"reactivate of somebody active is none", asking(identity.RequestReactivate), []identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
		{"reactivate must exist", asking(identity.RequestReactivate), nil, plan.Policy{}, "blocked (notFound) ada@x.com"},
		{"deactivate where the run may not touch active is blocked", asking(identity.RequestDeactivate, hr), []identity.Account{ada}, withoutActive,
			"blocked (notManaged) ada@x.com"},
		{"reactivate where the run may not touch active is blocked", asking(identity.RequestReactivate), []identity.Account{left}, withoutActive,
			"blocked (notManaged) ada@x.com"},
		{"blank: a listed person with active no and no account is not needed", asking(identity.RequestNone, inactive, hr), nil, plan.Policy{},
			"none (notNeeded) ada@x.com"},
		{"blank: not even where the run may not touch active", asking(identity.RequestNone, inactive), nil, withoutActive,
			"none (notNeeded) ada@x.com"},
	})
}

func TestManageSaysWhatTheRunMayTouch(t *testing.T) {
	ada := changed(account("ada@x.com", "fin"), func(a *identity.Account) { a.ExternalID, a.GivenName, a.FamilyName = "E1", "Ada", "Byron" })
	everything := identity.Person{UserName: "ada@x.com", ExternalID: new("E2"), GivenName: new("Augusta"), FamilyName: new("Lovelace"),
		Active: new(false), Workspaces: has("hr")}
	managing := func(groups ...string) plan.Policy { return with(func(p *plan.Policy) { p.Manage = groups }) }
	runCases(t, []oneCase{
		{"name", everything, []identity.Account{ada}, managing(plan.ManageName),
			"update ada@x.com name.givenName:Ada>Augusta name.familyName:Byron>Lovelace"},
		{"externalId", everything, []identity.Account{ada}, managing(plan.ManageExternalID), "update ada@x.com externalId:E1>E2"},
		{"active", everything, []identity.Account{ada}, managing(plan.ManageActive), "deactivate ada@x.com active:true>false"},
		{"entitlements", everything, []identity.Account{ada}, managing(plan.ManageEntitlements), "update ada@x.com +hr -fin"},
		{"nothing", everything, []identity.Account{ada}, managing(), "none ada@x.com"},
		{"a create too", identity.Person{UserName: "new@x.com", ExternalID: new("E9"), GivenName: new("N"), Workspaces: has("hr")}, nil, managing(plan.ManageName),
			"create new@x.com userName:new@x.com name.givenName:N active:true"},
	})
}
