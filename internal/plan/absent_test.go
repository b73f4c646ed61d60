package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func absent(mode plan.Absent) plan.Policy { return with(func(p *plan.Policy) { p.Absent = mode }) }

func TestTenantUsersWhoAreInNoRow(t *testing.T) {
	ada, bob, eve := account("ada@x.com"), account("Bob@x.com", "fin"), account("eve@x.com")
	bob.ID = "id-zz"
	left := changed(account("left@x.com"), func(a *identity.Account) { a.Active = false })
	all := tenant(left, eve, bob, ada)
	people := []identity.Person{{UserName: "ada@x.com"}}
	t.Run("are left alone by default", func(t *testing.T) {
		d := diff(t, people, all, policy())
		wantChanges(t, d.Changes, "none ada@x.com")
		if len(d.Absent) > 0 {
			t.Errorf("reported %v", d.Absent)
		}
	})
	t.Run("are left alone by a policy that says nothing", func(t *testing.T) {
		wantChanges(t, diff(t, people, all, plan.Policy{Manage: plan.Groups(), MaxDeactivations: "all"}).Changes, "none ada@x.com")
	})
	t.Run("are left alone by a policy that says it wrongly", func(t *testing.T) {
		wantChanges(t, diff(t, people, all, absent("Deactivate")).Changes, "none ada@x.com")
	})
	t.Run("are reported by userName, inactive ones too, without a change", func(t *testing.T) {
		d := diff(t, people, all, absent(plan.AbsentReport))
		wantChanges(t, d.Changes, "none ada@x.com")
		want := []plan.AbsentAccount{
			{ID: "id-zz", UserName: "Bob@x.com", Active: true}, {ID: "id-eve", UserName: "eve@x.com", Active: true}, {ID: "id-left", UserName: "left@x.com"}}
		if diff := cmp.Diff(want, d.Absent); diff != "" {
			t.Errorf("absent accounts (-want +got):\n%s", diff)
		}
	})
	t.Run("are deactivated by userName, after the people of the input, with their workspaces kept", func(t *testing.T) {
		d := diff(t, people, all, absent(plan.AbsentDeactivate))
		wantChanges(t, d.Changes, "none ada@x.com", "deactivate (absent) Bob@x.com active:true>false", "deactivate (absent) eve@x.com active:true>false")
		if len(d.Absent) > 0 || d.Changes[1].Rows != nil {
			t.Errorf("reported %v, rows %v: want neither", d.Absent, d.Changes[1].Rows)
		}
	})
	t.Run("are everybody where the input is empty, and the limit holds it back", func(t *testing.T) {
		many := make([]identity.Account, 6)
		for i := range many {
			many[i] = account(strings.Repeat("a", i+1) + "@x.com")
		}
		if d := diff(t, nil, tenant(many...), absent(plan.AbsentDeactivate)); !d.Refused || d.Counts.Deactivate != 6 {
			t.Errorf("refused %v with %d deactivations; want it refused with 6", d.Refused, d.Counts.Deactivate)
		}
	})
}

func TestWhoCountsAsListed(t *testing.T) {
	ada := changed(account("ada@x.com"), func(a *identity.Account) { a.ExternalID = "E1" })
	bob := changed(account("bob@x.com"), func(a *identity.Account) { a.ExternalID = "E2" })
	for _, c := range []struct {
		sentence string
		listed   []identity.Person
		heldBack []identity.Person
	}{
		{"a row by userName", []identity.Person{{UserName: "ADA@x.com"}}, nil},
		{"a row by id", []identity.Person{{ID: "id-ada"}}, nil},
		{"a row with action skip", []identity.Person{{UserName: "ada@x.com", Request: identity.RequestSkip}}, nil},
		{"a row with action keep", []identity.Person{{UserName: "ada@x.com", Request: identity.RequestKeep}}, nil},
		{"a row that is blocked because it must not exist", []identity.Person{{UserName: "ada@x.com", Request: identity.RequestCreate}}, nil},
		{"a row that is blocked as an e-mail change", []identity.Person{{ID: "id-ada", UserName: "countess@x.com"}}, nil},
		{"a row whose id fits no account but whose userName does", []identity.Person{{ID: "id-eve", UserName: "ada@x.com"}}, nil},
		{"a row that merely has the same externalId: perhaps a new address", []identity.Person{{UserName: "countess@x.com", ExternalID: new("e1"), Active: new(false)}}, nil},
		{"a row that has the externalId but for characters nobody sees", []identity.Person{{UserName: "countess@x.com", ExternalID: new("E1\u200b"), Active: new(false)}}, nil},
		{"rows that turn out to be one person", []identity.Person{{ID: "id-ada"}, {UserName: "ada@x.com"}}, nil},
		{"a row held back by an error, by userName", nil, []identity.Person{{UserName: "ada@x.com"}}},
		{"a row held back by an error, by id", nil, []identity.Person{{ID: "ID-ADA"}}},
		{"a row held back by an error, by externalId", nil, []identity.Person{{ExternalID: new("E1")}}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			desired := plan.Desired{Listed: listed(c.listed...), HeldBack: c.heldBack}
			d := diffWith(t, desired, tenant(ada, bob), absent(plan.AbsentDeactivate))
			var deactivated []string
			for _, change := range d.Changes {
				if change.Action == plan.Deactivate {
					deactivated = append(deactivated, string(change.UserName))
				}
			}
			if diff := cmp.Diff([]string{"bob@x.com"}, deactivated); diff != "" {
				t.Errorf("deactivated (-want +got):\n%s", diff)
			}
			if d := diffWith(t, desired, tenant(ada, bob), absent(plan.AbsentReport)); len(d.Absent) != 1 || d.Absent[0].UserName != "bob@x.com" {
				t.Errorf("reported %v, want bob alone", d.Absent)
			}
		})
	}
	t.Run("but not an account without externalId because a row clears its own", func(t *testing.T) {
		d := diff(t, []identity.Person{{UserName: "ada@x.com", ExternalID: new("")}}, tenant(ada, account("eve@x.com")), absent(plan.AbsentDeactivate))
		wantChanges(t, d.Changes, "update ada@x.com externalId:E1>", "deactivate (absent) eve@x.com active:true>false")
	})
}

func TestAbsenceNeedsEveryAccount(t *testing.T) {
	ada := account("ada@x.com")
	incomplete := tenant(ada)
	incomplete.Complete = false
	short := tenant(ada)
	short.Total = 2
	for _, c := range []struct {
		sentence string
		actual   plan.Actual
		policy   plan.Policy
		want     string // empty where it is fine
	}{
		{"deactivate on a batched reading is refused", incomplete, absent(plan.AbsentDeactivate), "only 1 of 1 accounts were read"},
		{"report on a batched reading is refused", incomplete, absent(plan.AbsentReport), "only 1 of 1 accounts were read"},
		{"a reading that calls itself complete but is short is refused", short, absent(plan.AbsentDeactivate), "only 1 of 2 accounts were read"},
		{"ignore needs no complete reading", incomplete, absent(plan.AbsentIgnore), ""},
		{"deactivate is refused where the run may not touch active", tenant(ada),
			with(func(p *plan.Policy) { p.Absent, p.Manage = plan.AbsentDeactivate, []string{plan.ManageName} }), "does not manage active"},
		{"report touches nothing and so needs not manage active", tenant(ada),
			with(func(p *plan.Policy) { p.Absent, p.Manage = plan.AbsentReport, []string{plan.ManageName} }), ""},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			_, err := plan.Diff(plan.Desired{}, c.actual, c.policy)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
