package plan_test

import (
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestProtectionWithholdsOnlyItsPart(t *testing.T) {
	ada := account("ada@x.com", "fin", "hr")
	left := changed(ada, func(a *identity.Account) { a.Active = false })
	protect := func(names ...string) plan.Policy { return with(func(p *plan.Policy) { p.Protect = names }) }
	person := func(alter func(*identity.Person)) identity.Person {
		p := identity.Person{UserName: "ada@x.com"}
		alter(&p)
		return p
	}
	runCases(t, []oneCase{
		{"a deactivation is withheld and the rest goes on",
			person(func(p *identity.Person) { p.Active, p.GivenName = new(false), new("Ada") }), []identity.Account{ada}, protect("ada@x.com"),
			"update ada@x.com name.givenName:>Ada withheld:deactivate/protected"},
		{"each revocation is withheld and the grants go on",
			person(func(p *identity.Person) { p.Workspaces = has("ops") }), []identity.Account{ada}, protect("ada@x.com"),
			"update ada@x.com +ops withheld:revoke=fin/protected withheld:revoke=hr/protected"},
		{"both are withheld together",
			person(func(p *identity.Person) { p.Active, p.Workspaces = new(false), has("fin", "ops") }), []identity.Account{ada}, protect("ada@x.com"),
			"update ada@x.com +ops withheld:deactivate/protected withheld:revoke=hr/protected"},
		{"a reactivation goes on without its revocations",
			person(func(p *identity.Person) { p.Active, p.Workspaces = new(true), has("fin") }), []identity.Account{left}, protect("ada@x.com"),
			"reactivate ada@x.com active:false>true withheld:revoke=hr/protected"},
		{"where nothing is left the change is blocked",
			person(func(p *identity.Person) { p.Request = identity.RequestDeactivate }), []identity.Account{ada}, protect("ada@x.com"),
			"blocked (protected) ada@x.com withheld:deactivate/protected"},
		{"taking all workspaces away is blocked",
			person(func(p *identity.Person) { p.Workspaces = has() }), []identity.Account{ada}, protect("ada@x.com"),
			"blocked (protected) ada@x.com withheld:revoke=fin/protected withheld:revoke=hr/protected"},
		{"where nothing would be lost nothing is withheld",
			person(func(p *identity.Person) { p.GivenName, p.Workspaces = new("Ada"), has("fin", "hr", "ops") }), []identity.Account{ada}, protect("ada@x.com"),
			"update ada@x.com name.givenName:>Ada +ops"},
		{"without a difference there is none to withhold",
			person(func(p *identity.Person) { p.Workspaces = has("fin", "hr") }), []identity.Account{ada}, protect("ada@x.com"), "none ada@x.com"},
		{"a protected name that has no account may be created inactive",
			person(func(p *identity.Person) { p.Active, p.Request = new(false), identity.RequestCreate }), nil, protect("ada@x.com"),
			"create ada@x.com userName:ada@x.com active:false"},
		{"the name is compared without case, blanks and invisible characters",
			person(func(p *identity.Person) { p.Active = new(false) }), []identity.Account{ada}, protect("\ufeff ADA@X.com\u200b "),
			"blocked (protected) ada@x.com withheld:deactivate/protected"},
		{"the account counts, however the row found it",
			identity.Person{ID: "id-ada", Active: new(false)}, []identity.Account{ada}, protect("ada@x.com"),
			"blocked (protected) ada@x.com withheld:deactivate/protected"},
		{"others are not protected",
			person(func(p *identity.Person) { p.Active = new(false) }), []identity.Account{ada}, protect("bob@x.com", ""),
			"deactivate ada@x.com active:true>false"},
	})
}

func TestTheCallerIsAlwaysProtected(t *testing.T) {
	svc := account("svc@x.com", "fin")
	caller := with(func(p *plan.Policy) { p.Caller, p.Protect = "SVC@x.com", []string{"svc@x.com"} })
	runCases(t, []oneCase{
		{"from deactivation", identity.Person{UserName: "svc@x.com", Active: new(false)}, []identity.Account{svc}, caller,
			"blocked (protected) svc@x.com withheld:deactivate/caller"},
		{"from losing a workspace, but may be given one", identity.Person{UserName: "svc@x.com", Workspaces: has("hr")}, []identity.Account{svc}, caller,
			"update svc@x.com +hr withheld:revoke=fin/caller"},
	})
	t.Run("from being absent", func(t *testing.T) {
		p := caller
		p.Absent = plan.AbsentDeactivate
		wantChanges(t, diff(t, nil, tenant(svc), p).Changes, "blocked (protected) svc@x.com withheld:deactivate/caller")
	})
	t.Run("a caller who is not known protects nobody, not even an account without a name", func(t *testing.T) {
		p := with(func(p *plan.Policy) { p.Absent = plan.AbsentDeactivate })
		d := diff(t, nil, tenant(changed(svc, func(a *identity.Account) { a.UserName = "" })), p)
		wantChanges(t, d.Changes, "deactivate (absent)  active:true>false")
	})
}
