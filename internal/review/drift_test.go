package review

import (
	"fmt"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

func known() *identity.Workspaces {
	all := &identity.Workspaces{}
	for n, name := range []string{"Finance", "Sales Planning", "Workforce"} {
		all.Add(identity.Workspace{ID: ws(n + 1), Name: name}, false, identity.Listed)
	}
	return all
}

func without(a identity.Account, alter func(*identity.Account)) identity.Account {
	alter(&a)
	return a
}

func TestWhatHasChangedSinceTheSnapshot(t *testing.T) {
	yes := true
	ann, bob, cem := account("ann@acme.com", 1, 2), account("bob@acme.com", 1), without(account("cem@acme.com", 1), func(a *identity.Account) { a.Active = false })
	renamed := without(ann, func(a *identity.Account) { a.UserName, a.LastModified = "ann.lee@acme.com", "2026-11-23" })
	back := without(cem, func(a *identity.Account) { a.Active = true })
	finance := []identity.Workspace{{ID: ws(1), Name: "Finance"}}
	for _, p := range []struct {
		sentence string
		scope    Scope
		now      []identity.Account
		want     string
	}{
		{"nothing", Scope{}, []identity.Account{cem, bob, ann}, ""},
		{"only dates and versions", Scope{}, []identity.Account{without(ann, func(a *identity.Account) { a.LastModified, a.Version = "2026", "7" }), bob, cem}, ""},
		{"an account that came, with what it holds", Scope{}, []identity.Account{ann, bob, cem, account("eve@acme.com", 3, 1), account("idle@acme.com")},
			"added eve@acme.com; added idle@acme.com; given eve@acme.com Finance; given eve@acme.com Workforce"},
		{"an account that is gone", Scope{}, []identity.Account{ann, cem}, "gone bob@acme.com; taken bob@acme.com Finance"},
		{"an account that came anew under the name of one that is gone", Scope{}, []identity.Account{ann, cem, without(bob, func(a *identity.Account) { a.ID = "other" })},
			"added bob@acme.com; gone bob@acme.com; given bob@acme.com Finance; taken bob@acme.com Finance"},
		{"another name, the same account", Scope{}, []identity.Account{renamed, bob, cem}, "changed ann@acme.com to ann.lee@acme.com"},
		{"an id in other letters is the same", Scope{}, []identity.Account{ann, bob, without(cem, func(a *identity.Account) { a.ID = strings.ToUpper(a.ID) })}, ""},
		{"access given and taken", Scope{}, []identity.Account{without(ann, func(a *identity.Account) { a.Workspaces = []string{ws(2), ws(3)} }), bob, cem},
			"given ann@acme.com Workforce; taken ann@acme.com Finance"},
		{"access out of scope is not told", Scope{Workspaces: finance}, []identity.Account{without(ann, func(a *identity.Account) { a.Workspaces = []string{ws(1), ws(3)} }), bob, cem}, ""},
		{"access of accounts out of scope is not told, and accounts are", Scope{Active: &yes}, []identity.Account{ann, bob, without(cem, func(a *identity.Account) { a.Workspaces = []string{ws(1), ws(3)} }),
			without(account("eve@acme.com", 1), func(a *identity.Account) { a.Active = false })}, "added eve@acme.com"},
		{"an account that came into scope brings its access along", Scope{Active: &yes}, []identity.Account{ann, bob, back}, "changed cem@acme.com to cem@acme.com; given cem@acme.com Finance"},
		{"an account that was switched off still has its access", Scope{Active: &yes}, []identity.Account{ann, without(bob, func(a *identity.Account) { a.Active = false }), cem}, "changed bob@acme.com to bob@acme.com"},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			f := factsOf(ann, bob, cem)
			f.Scope = p.scope
			c := mustOpen(t, f)
			d := Since(c, f.Accounts, p.now, known(), hour(5))
			if got := strings.Join(told(d), "; "); got != p.want {
				t.Errorf("\n got  %s\n want %s", got, p.want)
			}
			for _, r := range d.Given {
				if r.Access.Reviewer != "" || r.Access.Key != "" || r.Access.Workspace.Name == "" {
					t.Errorf("%+v", r.Access)
				}
			}
		})
	}
}

// told is a drift in words.
func told(d Drift) []string {
	var out []string
	for _, a := range d.Added {
		out = append(out, fmt.Sprintf("added %s", a.UserName))
	}
	for _, a := range d.Gone {
		out = append(out, fmt.Sprintf("gone %s", a.UserName))
	}
	for _, m := range d.Changed {
		out = append(out, fmt.Sprintf("changed %s to %s", m.Before.UserName, m.After.UserName))
	}
	for _, r := range d.Given {
		out = append(out, fmt.Sprintf("given %s %s", r.Person.Account.UserName, r.Access.Workspace.Name))
	}
	for _, r := range d.Taken {
		out = append(out, fmt.Sprintf("taken %s %s", r.Person.Account.UserName, r.Access.Workspace.Name))
	}
	return out
}

func TestAccessThatWasGivenTellsWhatIsKnownOfThePerson(t *testing.T) {
	ann := account("ann@acme.com", 1)
	f := factsOf(ann)
	c := mustOpen(t, f)
	c.People[0].HR, c.People[0].Login = &Employment{Name: "Ann Lee"}, Login{Known: true, At: opened}
	now := without(ann, func(a *identity.Account) { a.Workspaces = []string{ws(1), ws(2)} })
	d := Since(c, f.Accounts, []identity.Account{now}, nil, hour(5))
	if len(d.Given) != 1 {
		t.Fatalf("%+v", d)
	}
	r := d.Given[0]
	if r.Person.HR.Name != "Ann Lee" || !r.Person.Login.Known || len(r.Person.Account.Workspaces) != 2 || len(r.Person.Accesses) != 1 || r.Access.Workspace.ID != ws(2) || !d.ReadAt.Equal(hour(5)) {
		t.Errorf("%+v %+v", r.Person, r.Access)
	}
	if len(c.People[0].Accesses) != 1 || len(c.People[0].Account.Workspaces) != 1 {
		t.Error("the campaign has changed")
	}
}
