package review

import (
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/personnel"
)

// populate makes the rows of the population and counts the accounts that have none.
func (o *opening) populate() {
	c := o.c
	different := map[string]identity.Workspace{}
	for i := range o.Accounts {
		a := &o.Accounts[i]
		a.Workspaces = identity.Set(slices.Clone(a.Workspaces))
		under := o.underReview(a)
		switch {
		case len(a.Workspaces) == 0:
			c.Proof.WithoutAccess++
			if c.reviewsIdle(a) && o.hasLeft(o.staff[a.ID]) {
				c.LeftIdle = append(c.LeftIdle, Person{Account: *a, Login: o.login(a), HR: o.employment(a)})
			}
			continue
		case len(under) == 0:
			c.Proof.OutOfScope++
			continue
		}
		p := Person{Account: *a, Login: o.login(a), HR: o.employment(a), Accesses: make([]Access, len(under))}
		for j, id := range under {
			if _, met := different[id]; !met {
				different[id] = identity.Workspace{ID: id, Name: o.Workspaces.Named(id).Name}
			}
			p.Accesses[j] = o.access(a, different[id])
		}
		slices.SortFunc(p.Accesses, func(a, b Access) int { return byName(a.Workspace, b.Workspace) })
		c.People = append(c.People, p)
		c.Proof.Rows += len(under)
	}
	c.People = slices.Clip(c.People)
	c.Proof.Users, c.Proof.Workspaces = len(c.People), len(different)
}

// underReview are the workspaces of an account that the campaign reviews.
func (o *opening) underReview(a *identity.Account) []string {
	in := o.Scope.Of(*a)
	if o.before == nil {
		return in
	}
	var since []string
	for _, id := range in {
		if !o.before[heldBy(a, id)] {
			since = append(since, id)
		}
	}
	return since
}

// reviewsIdle tells whether the campaign asks what becomes of an account that holds nothing, should its owner have
// left. One that is switched off is as it should be; of an addendum it is none that was given access since.
func (c *Campaign) reviewsIdle(a *identity.Account) bool {
	return a.Active && len(a.Workspaces) == 0 && c.Scope.Workspaces == nil && (c.Scope.Active == nil || *c.Scope.Active) && c.AddendumTo == nil
}

func (o *opening) access(a *identity.Account, ws identity.Workspace) Access {
	access := Access{Workspace: ws}
	if admins, known := o.Admins[ws.ID]; known {
		is := admins[strings.ToLower(a.ID)]
		access.Admin = &is
	}
	if o.Previous != nil {
		row, had := o.earlier[heldBy(a, ws.ID)]
		access.New, access.Past = !had, row.past
	}
	return access
}

func (o *opening) login(a *identity.Account) Login {
	at, known := o.Logins[strings.ToLower(a.ID)]
	if !known {
		return Login{}
	}
	return Login{Known: true, At: at.UTC().Round(0)}
}

// employment is what HR's list says of an account's owner; nil where it does not have them.
func (o *opening) employment(a *identity.Account) *Employment {
	e := o.staff[a.ID]
	if e == nil {
		return nil
	}
	said := &Employment{
		Name: valid(e.Name), Department: o.one(valid(e.Department)), Status: o.one(valid(e.Status)),
		Manager: o.one(valid(o.managerAsKnown(e))), Left: o.hasLeft(e), Pos: e.Pos.OfRow(),
	}
	said.Pos.File, said.Pos.Sheet = o.one(valid(e.Pos.File)), o.one(valid(e.Pos.Sheet))
	if said.Left {
		said.LeftOn = e.LeftOn.UTC().Round(0)
	}
	if e.UserName != "" && !e.UserName.Same(a.UserName) {
		said.Address = valid(string(e.UserName))
	}
	for _, other := range o.ofOne[e] {
		if other != string(a.UserName) {
			said.Accounts = append(said.Accounts, valid(other))
		}
	}
	return said
}

func (o *opening) managerAsKnown(e *personnel.Employee) string {
	if address, _ := o.manager(e); address != "" {
		return address
	}
	return strings.Join(e.ManagerSaid, ", ")
}

// shareFlags keeps one copy of flags that all accesses of a person have.
func shareFlags(p *Person) {
	for j := range p.Accesses {
		if j > 0 && slices.Equal(p.Accesses[j].Flags, p.Accesses[j-1].Flags) {
			p.Accesses[j].Flags = p.Accesses[j-1].Flags
		}
	}
}
