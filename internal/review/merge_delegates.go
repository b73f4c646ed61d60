package review

import (
	"cmp"
	"slices"
	"strings"
)

// follow finds every delegation that a file tells, by row and, of one row, by when it was said last. A name counts
// where whoever wrote it may decide about the row, and that may rest on another file. It counts as well where the one
// who wrote it says something else since: whoever was asked and has answered is heard.
func (m *merging) follow() {
	m.given, m.may = map[string][]Delegation{}, map[string]map[string]bool{}
	for i, r := range m.rows {
		named := m.named(i)
		if len(named) == 0 {
			continue
		}
		may := handed(r, named)
		given := slices.DeleteFunc(named, func(d Delegation) bool { return !may[addressKey(d.From)] })
		m.given[r.Access.Key], m.may[r.Access.Key] = given, may
		m.delegations = append(m.delegations, given...)
	}
}

// named are the delegations that the files tell of a row, each with the place where it was said first, in the order
// in which they were said last.
func (m *merging) named(row int) []Delegation {
	var sayers []*said
	for _, i := range m.says[row] {
		if s := &m.all[i]; s.fault == nil && s.handsOn() {
			sayers = append(sayers, s)
		}
	}
	if len(sayers) == 0 {
		return nil
	}
	slices.SortStableFunc(sayers, func(a, b *said) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), a.in.File.SavedAt.Compare(b.in.File.SavedAt))
	})
	type people struct{ from, to string }
	first, last := map[people]*said{}, map[people]int{}
	of := func(s *said) people { return people{addressKey(s.Reviewer), addressKey(s.Delegate)} }
	for i, s := range sayers {
		last[of(s)] = i
		if first[of(s)] == nil {
			first[of(s)] = s
		}
	}
	var out []Delegation
	for i, s := range sayers {
		if last[of(s)] == i {
			s = first[of(s)]
			out = append(out, Delegation{Key: s.Key, From: s.Reviewer, To: s.Delegate, File: s.in.File.Name, SHA256: s.in.File.SHA256, Cell: s.Cell})
		}
	}
	return out
}

// paths are the delegations of one access, by key of who gave it on.
type paths map[string][]Delegation

func pathsOf(given []Delegation) paths {
	p := paths{}
	for _, d := range given {
		from := addressKey(d.From)
		p[from] = append(p[from], d)
	}
	return p
}

// reach lists the keys of all to whom an access may have come, those nearest to its reviewer first, with the
// delegation by which each was reached.
func (p paths) reach(reviewer string) (met []string, by map[string]Delegation) {
	start := addressKey(reviewer)
	met, by = []string{start}, map[string]Delegation{}
	for i := 0; i < len(met); i++ {
		for _, d := range p[met[i]] {
			to := addressKey(d.To)
			if _, known := by[to]; !known && to != start {
				by[to] = d
				met = append(met, to)
			}
		}
	}
	return met, by
}

// handed are the keys of the addresses of all who may decide about an access: its reviewer, and whoever got it from
// somebody who may.
func handed(r Ref, given []Delegation) map[string]bool {
	met, _ := pathsOf(given).reach(r.Access.Reviewer)
	may := make(map[string]bool, len(met))
	for _, address := range met {
		may[address] = true
	}
	return may
}

// trail is the way of an access from its reviewer to whoever has to decide now, as delegations. Whoever named two
// people meant the one named last. A circle ends nowhere, and the access is its reviewer's again.
func trail(r Ref, given []Delegation) (way []Delegation, circle bool) {
	p := pathsOf(given)
	at := addressKey(r.Access.Reviewer)
	met := map[string]bool{at: true}
	for len(p[at]) > 0 {
		next := p[at][len(p[at])-1]
		way = append(way, next)
		if at = addressKey(next.To); met[at] {
			return way, true
		}
		met[at] = true
	}
	return way, false
}

// wayTo is how an access came from its reviewer to somebody who may decide about it, in as few steps as there are.
func wayTo(r Ref, given []Delegation, address string) []Delegation {
	start := addressKey(r.Access.Reviewer)
	_, by := pathsOf(given).reach(r.Access.Reviewer)
	var way []Delegation
	for at := addressKey(address); at != start; {
		d, known := by[at]
		if !known {
			break
		}
		way = append(way, d)
		at = addressKey(d.From)
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
