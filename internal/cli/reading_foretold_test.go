package cli

import (
	"fmt"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/simulator"
)

// mixed are rows that change a tenant's people: so many of each kind, no person twice.
type mixed struct{ create, rename, grant, revoke, deactivate int }

func (m mixed) rows(r *countedTenant) [][]string {
	rows := [][]string{{"userName", "givenName", "familyName", "active", "workspaces"}}
	for n := range m.create {
		rows = append(rows, []string{fmt.Sprintf("joiner.%d@acme.example", n), "Jo", "Iner", "yes", "Finance"})
	}
	spaces := r.Workspaces()
	accounts := r.Accounts()
	next := func(fits func(identity.Account) bool) identity.Account {
		for i, a := range accounts {
			if a.UserName != "svc-scim@acme.example" && a.Active && fits(a) {
				accounts = accounts[i+1:]
				return a
			}
		}
		panic("the tenant is too small")
	}
	anybody := func(identity.Account) bool { return true }
	for range m.rename {
		a := next(anybody)
		rows = append(rows, []string{string(a.UserName), a.GivenName + "-New", "", "", ""})
	}
	for range m.deactivate {
		rows = append(rows, []string{string(next(anybody).UserName), "", "", "no", ""})
	}
	for range m.grant {
		a := next(func(a identity.Account) bool { return len(a.Workspaces) == 1 })
		other := spaces[0].ID
		if other == a.Workspaces[0] {
			other = spaces[1].ID
		}
		rows = append(rows, []string{string(a.UserName), "", "", "", a.Workspaces[0] + ";" + other})
	}
	for range m.revoke {
		a := next(func(a identity.Account) bool { return len(a.Workspaces) > 1 })
		rows = append(rows, []string{string(a.UserName), "", "", "", a.Workspaces[0]})
	}
	return rows
}

func TestApplyTakesTheRequestsThatTheDryRunStates(t *testing.T) {
	for _, c := range []struct {
		sentence string
		mixed
		flags   []string
		replies bool // PATCH replies say which workspaces the user has
		over    int  // looks more than told, at most: what takes something away goes in waves of its own
	}{
		{"nothing", mixed{}, nil, false, 0},
		{"one create", mixed{create: 1}, nil, false, 0},
		{"creates", mixed{create: 120}, nil, false, 0},
		{"names", mixed{rename: 120}, nil, false, 0},
		{"people leave", mixed{deactivate: 60}, nil, false, 0},
		{"workspaces given", mixed{grant: 120}, nil, false, 0},
		{"workspaces given, by PUT", mixed{grant: 60}, []string{"--write-method", "put"}, false, 0},
		{"workspaces given, and the reply says which", mixed{grant: 120}, nil, true, 0},
		{"workspaces taken", mixed{revoke: 60}, nil, false, 0},
		{"joiners, movers and leavers", mixed{create: 30, rename: 30, grant: 30, revoke: 30, deactivate: 30}, nil, false, 2},
		{"hundreds of them", mixed{create: 130, rename: 130, grant: 130, revoke: 70, deactivate: 70}, nil, false, 2},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			r := newCountedTenant(t, simulator.Options{Users: 2000, Workspaces: 7, Seed: 1, PatchReplyEntitlements: c.replies})
			rows := c.rows(r)
			if len(rows) == 1 {
				rows = append(rows, []string{"svc-scim@acme.example", "", "", "", ""})
			}
			p := r.plan(t, rows, append(c.flags, "--max-revocations", "all", "--max-deactivations", "all")...)
			if p.code != exitDone {
				t.Fatalf("exit %d: %s\n%s", p.code, p.Error.Message, p.said)
			}
			r.Forget()
			var applied applyAnswer
			if code, said := r.command(t, &applied, "apply", p.run, "--yes"); code != exitDone {
				t.Fatalf("exit %d: %s", code, said)
			}
			reads := r.Requests("GET", simulator.Users) + r.Requests("GET", simulator.User)
			writes := r.Requests("", simulator.Users) + r.Requests("", simulator.User) - reads
			if told := p.planAnswer.Requests; writes != told.Write || reads < told.Check || reads > told.Check+c.over {
				t.Errorf("%d writes and %d looks were told, %d and %d made", told.Write, told.Check, writes, reads)
			}
		})
	}
}
