package review

import (
	"cmp"
	"slices"
	"strings"
)

// follow finds every delegation: those recorded before, then those that the files tell and that nobody has recorded,
// by row and, of one row, by when the file was saved. A name counts where whoever wrote it may decide about the row,
// and that may rest on another file. Files that were given before count too: a delegation is not taken back by
// leaving out the file that says it.
func (m *merging) follow() {
	m.given = map[string][]Delegation{}
	for i, r := range m.rows {
		named := m.named(i)
		if len(named) == 0 {
			continue
		}
		var recorded []Delegation
		may := handed(r, named)
		for _, d := range named {
			if may[addressKey(d.From)] && !slices.ContainsFunc(recorded, d.samePeople) {
				recorded = append(recorded, d)
				m.delegations = append(m.delegations, d)
			}
		}
		m.given[r.Access.Key] = recorded
	}
}

// named are the delegations that the files tell of a row, the first saved first.
func (m *merging) named(row int) []Delegation {
	var sayers []*said
	for _, i := range m.says[row] {
		if s := &m.all[i]; s.fault == nil && s.Delegate != "" && !sameAddress(s.Delegate, s.Reviewer) {
			sayers = append(sayers, s)
		}
	}
	slices.SortStableFunc(sayers, func(a, b *said) int { return a.in.File.SavedAt.Compare(b.in.File.SavedAt) })
	out := make([]Delegation, len(sayers))
	for i, s := range sayers {
		out[i] = Delegation{Key: s.Key, From: s.Reviewer, To: s.Delegate, File: s.in.File.Name, SHA256: s.in.File.SHA256, Cell: s.Cell}
	}
	return out
}

func (d Delegation) samePeople(other Delegation) bool {
	return sameAddress(d.From, other.From) && sameAddress(d.To, other.To)
}

// counts reports whether a delegation says anything about who may decide: nobody does so about their own access.
func (d Delegation) counts(r Ref) bool { return !r.Person.Is(d.To) && !sameAddress(d.From, d.To) }

// handed are the keys of the addresses of all who may decide about an access: its reviewer, and whoever got it from
// somebody who may.
func handed(r Ref, given []Delegation) map[string]bool {
	may := map[string]bool{addressKey(r.Access.Reviewer): true}
	for grown := true; grown; {
		grown = false
		for _, d := range given {
			if to := addressKey(d.To); d.counts(r) && may[addressKey(d.From)] && !may[to] {
				may[to], grown = true, true
			}
		}
	}
	return may
}

// trail is the way of an access from its reviewer to whoever has to decide now, as delegations. Whoever named two
// people meant the one named last. A circle ends nowhere, and the access is its reviewer's again.
func trail(r Ref, given []Delegation) (way []Delegation, circle bool) {
	at := addressKey(r.Access.Reviewer)
	met := map[string]bool{at: true}
	for {
		var next *Delegation
		for i := range given {
			if d := &given[i]; d.counts(r) && addressKey(d.From) == at {
				next = d
			}
		}
		if next == nil {
			return way, false
		}
		way = append(way, *next)
		if at = addressKey(next.To); met[at] {
			return way, true
		}
		met[at] = true
	}
}

// wayTo is how an access came from its reviewer to somebody who may decide about it, in as few steps as there are.
func wayTo(r Ref, given []Delegation, address string) []Delegation {
	from := map[string]Delegation{}
	start, end := addressKey(r.Access.Reviewer), addressKey(address)
	met := map[string]bool{start: true}
	for edge := []string{start}; len(edge) > 0 && !met[end]; {
		var next []string
		for _, at := range edge {
			for _, d := range given {
				if to := addressKey(d.To); d.counts(r) && addressKey(d.From) == at && !met[to] {
					met[to], from[to] = true, d
					next = append(next, to)
				}
			}
		}
		edge = next
	}
	var way []Delegation
	for at := end; at != start && met[at]; at = addressKey(from[at].From) {
		way = append(way, from[at])
	}
	slices.Reverse(way)
	return way
}

// addresses knows how the people who decide are spelled, and how they are called.
type addresses struct{ spelled, named map[string]string }

// newAddresses takes the spelling of the campaign's reviewers, then of its people, then of the delegation that named
// somebody first.
func newAddresses(c *Campaign, given []Delegation) *addresses {
	a := &addresses{map[string]string{}, map[string]string{}}
	know := func(address, name string) {
		key := addressKey(address)
		if _, known := a.spelled[key]; !known {
			a.spelled[key] = address
		}
		a.named[key] = cmp.Or(a.named[key], name)
	}
	for _, r := range c.Reviewers {
		know(r.Address, r.Name)
	}
	if len(given) == 0 {
		return a
	}
	delegates := map[string]bool{}
	for _, d := range given {
		delegates[addressKey(d.To)] = true
	}
	for i := range c.People {
		if p := &c.People[i]; delegates[p.Account.UserName.Key()] {
			know(string(p.Account.UserName), p.called())
		}
	}
	for _, d := range given {
		know(d.To, "")
	}
	return a
}

func (a *addresses) spell(address string) string {
	return cmp.Or(a.spelled[addressKey(address)], address)
}

// call is somebody's name where it is known, and the address otherwise.
func (a *addresses) call(address string) string {
	return clip(cmp.Or(a.named[addressKey(address)], a.spell(address), "nobody"))
}

// called is a person's name as HR's list has it, else as the account has it.
func (p *Person) called() string {
	if p.HR != nil && p.HR.Name != "" {
		return p.HR.Name
	}
	return strings.TrimSpace(p.Account.GivenName + " " + p.Account.FamilyName)
}
