package plan_test

import (
	"fmt"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestAnUnusualDomain(t *testing.T) {
	at := func(domain string, n int) []identity.Account {
		out := make([]identity.Account, n)
		for i := range out {
			out[i] = account(fmt.Sprintf("u%d@%s", i, domain), "fin")
		}
		return out
	}
	create := func(name identity.UserName) identity.Person { return identity.Person{UserName: name} }
	none := func(domain string, read int) string {
		return fmt.Sprintf("no other account has an address at %s (%d accounts read)", domain, read)
	}
	for _, c := range []struct {
		sentence string
		person   identity.Person
		accounts []identity.Account
		part     bool // not every account was read
		want     string
	}{
		{"nobody else has it", create("eve@gmail.com"), at("x.com", 10), false, none("gmail.com", 10)},
		{"one other of a great many has it", create("eve@gmail.com"), append(at("x.com", 300), at("gmail.com", 1)...), false,
			"only one other account has an address at gmail.com (301 accounts read)"},
		{"two others of a great many have it", create("eve@gmail.com"), append(at("x.com", 300), at("gmail.com", 2)...), false,
			"only 2 other accounts have an address at gmail.com (302 accounts read)"},
		{"three others are usual", create("eve@gmail.com"), append(at("x.com", 1000), at("gmail.com", 3)...), false, ""},
		{"one of a hundred is usual", create("eve@gmail.com"), append(at("x.com", 99), at("gmail.com", 1)...), false, ""},
		{"a domain that the tenant has is usual", create("eve@x.com"), at("x.com", 10), false, ""},
		{"without case", create("Eve@X.COM"), at("x.com", 10), false, ""},
		{"a sub-domain is a domain of its own", create("eve@mail.x.com"), at("x.com", 10), false, none("mail.x.com", 10)},
		{"so is a domain that ends alike", create("eve@evilx.com"), at("x.com", 10), false, none("evilx.com", 10)},
		{"a full stop at the end is no difference", create("eve@x.com."), at("x.com", 10), false, ""},
		{"punycode is its letters", create("eve@xn--bcher-kva.example"), at("Bücher.example", 10), false, ""},
		{"letters are their punycode", create("eve@BÜCHER.example"), at("xn--bcher-kva.example", 10), false, ""},
		{"letters in two normalisations", create("eve@bu\u0308cher.example"), at("bücher.example", 10), false, ""},
		{"letters that only look alike are told apart", create("eve@\u0445.com"), at("x.com", 10), false,
			"no other account has an address at \u0445.com (xn--u1a.com) (10 accounts read)"},
		{"sharp s is not ss", create("eve@strauß.example"), at("strauss.example", 10), false,
			"no other account has an address at strauß.example (xn--strau-pqa.example) (10 accounts read)"},
		{"the last @ separates", create(`"e@x.com"@gmail.com`), at("x.com", 10), false, none("gmail.com", 10)},
		{"a name that is no address has no domain", create("eve"), at("x.com", 10), false, ""},
		{"nor has one without anything before the @", create("@gmail.com"), at("x.com", 10), false, ""},
		{"nor one with nothing behind it", create("eve@"), at("x.com", 10), false, ""},
		{"nor one with a blank in it", create("eve@g mail.com"), at("x.com", 10), false, ""},
		{"in a tenant of names that are no addresses an address is unusual", create("eve@gmail.com"), []identity.Account{account("ada"), account("bob")}, false,
			none("gmail.com", 2)},
		{"in an empty tenant nothing is", create("eve@gmail.com"), nil, false, ""},
		{"twenty accounts are enough", create("eve@gmail.com"), at("x.com", 20), true, none("gmail.com", 20)},
		{"nineteen are not, unless they are all", create("eve@gmail.com"), at("x.com", 19), true, ""},
		{"somebody who has an account is not one of the others", identity.Person{UserName: "u0@gmail.com", Workspaces: has("fin", "hr")}, append(at("x.com", 9), at("gmail.com", 1)...), false,
			none("gmail.com", 10)},
		{"the only account of all", identity.Person{UserName: "u0@gmail.com", Workspaces: has("fin", "hr")}, at("gmail.com", 1), false, ""},
		{"taking and renaming do not count", identity.Person{UserName: "u0@gmail.com", GivenName: new("Eve"), Workspaces: has()}, append(at("x.com", 9), at("gmail.com", 1)...), false, ""},
		{"switching on does", identity.Person{UserName: "u0@gmail.com", Active: new(true)}, append(at("x.com", 9), inactive(at("gmail.com", 1)[0])), false,
			none("gmail.com", 10)},
		{"switching off does not", identity.Person{UserName: "u0@gmail.com", Active: new(false)}, append(at("x.com", 9), at("gmail.com", 1)...), false, ""},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			for i := range c.accounts {
				c.accounts[i].ID = fmt.Sprint("id-", i)
			}
			actual := tenant(c.accounts...)
			actual.Complete = !c.part
			d := diff(t, []identity.Person{c.person}, actual, policy())
			if got := saidAs(d.Changes[0], plan.RiskUnusualDomain); got != c.want {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

func TestManyChangesForOnePerson(t *testing.T) {
	ws := numbered(30)
	held := append(others(1), account("ada@x.com", ws[:8]...))
	bystander := account("bob@x.com", ws...)
	for _, c := range []struct {
		sentence string
		person   identity.Person
		want     string
	}{
		{"ten at once", identity.Person{UserName: "ada@x.com", GivenName: new("A"), Workspaces: has(ws[4:13]...)}, "10 changes at once: 1 detail, 5 workspaces given and 4 workspaces taken"},
		{"nine are none", identity.Person{UserName: "ada@x.com", Workspaces: has(ws[4:13]...)}, ""},
		{"grants alone", identity.Person{UserName: "ada@x.com", Workspaces: has(ws...)}, "22 changes at once: 22 workspaces given"},
		{"a new person with twenty workspaces", identity.Person{UserName: "new@x.com", Workspaces: has(ws[:20]...)}, "starts with 20 workspaces"},
		{"a new person's names and workspaces up to that are none", identity.Person{UserName: "new@x.com", GivenName: new("N"), FamilyName: new("N"), ExternalID: new("E"), Workspaces: has(ws[:19]...)}, ""},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			d := diff(t, []identity.Person{c.person}, tenant(append(held, bystander)...), policy())
			if got := saidAs(d.Changes[0], plan.RiskManyChanges); got != c.want {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}
