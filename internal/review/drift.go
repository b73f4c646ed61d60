package review

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/identity"
)

// Since says what has changed in the tenant since a campaign's snapshot, by two complete readings of it. Accounts are
// compared whole, whatever the campaign's scope; access is compared within the scope, each time as it stood then. So
// what an account brings along that was switched on again counts as given where only active ones are reviewed, and
// somebody has to look at it: nobody did.
func Since(c *Campaign, snapshot, now []identity.Account, known *identity.Workspaces, at time.Time) Drift {
	d := Drift{ReadAt: at.UTC()}
	before, after := byID(snapshot), byID(now)
	people := make(map[string]*Person, len(c.People))
	for i := range c.People {
		people[strings.ToLower(c.People[i].Account.ID)] = &c.People[i]
	}
	for _, a := range inOrder(snapshot) {
		if after[strings.ToLower(a.ID)] == nil {
			d.Gone = append(d.Gone, *a)
		}
	}
	for _, a := range inOrder(now) {
		id := strings.ToLower(a.ID)
		was := before[id]
		switch {
		case was == nil:
			d.Added = append(d.Added, *a)
		case !sameButAccess(*was, *a):
			d.Changed = append(d.Changed, Moved{Before: *was, After: *a})
		}
		d.Given = append(d.Given, given(c, people[id], was, a, known)...)
	}
	d.Taken = taken(c, after)
	return d
}

func byID(accounts []identity.Account) map[string]*identity.Account {
	out := make(map[string]*identity.Account, len(accounts))
	for i := range accounts {
		out[strings.ToLower(accounts[i].ID)] = &accounts[i]
	}
	return out
}

// inOrder lists accounts as a campaign lists people: by userName, then id.
func inOrder(accounts []identity.Account) []*identity.Account {
	type named struct {
		key     string
		account *identity.Account
	}
	sorted := make([]named, len(accounts))
	for i := range accounts {
		sorted[i] = named{accounts[i].UserName.Key(), &accounts[i]}
	}
	slices.SortFunc(sorted, func(a, b named) int {
		return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.account.ID, b.account.ID))
	})
	out := make([]*identity.Account, len(sorted))
	for i := range sorted {
		out[i] = sorted[i].account
	}
	return out
}

func sameButAccess(a, b identity.Account) bool {
	b.Workspaces = a.Workspaces
	return a.SameState(b)
}

// given are the accesses in scope that an account has and had not, with what is known of the person.
func given(c *Campaign, p *Person, was, now *identity.Account, known *identity.Workspaces) []Ref {
	held := identity.Set(slices.Clone(c.Scope.Of(*now)))
	if was != nil {
		held = identity.Without(held, identity.Set(slices.Clone(c.Scope.Of(*was))))
	}
	if len(held) == 0 {
		return nil
	}
	holder := &Person{Account: *now}
	if p != nil {
		holder.Login, holder.HR = p.Login, p.HR
	}
	for _, id := range held {
		ws := identity.Workspace{ID: id}
		if known != nil {
			ws = known.Named(id)
		}
		holder.Accesses = append(holder.Accesses, Access{Workspace: ws})
	}
	slices.SortFunc(holder.Accesses, func(a, b Access) int { return byName(a.Workspace, b.Workspace) })
	refs := make([]Ref, len(holder.Accesses))
	for i := range holder.Accesses {
		refs[i] = Ref{Person: holder, Access: &holder.Accesses[i]}
	}
	return refs
}

// taken are the accesses of the population that are no longer there.
func taken(c *Campaign, after map[string]*identity.Account) []Ref {
	var out []Ref
	for _, r := range c.Refs() {
		now := after[strings.ToLower(r.Person.Account.ID)]
		if now == nil || !slices.Contains(now.Workspaces, r.Access.Workspace.ID) {
			out = append(out, r)
		}
	}
	return out
}
