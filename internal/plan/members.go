package plan

import "scimsheet/internal/identity"

// members are the accounts that hold one workspace, as they were read and as they will be once the plan
// is applied.
type members struct {
	before, active     int // accounts that hold it, and those of them that can sign in
	after, activeAfter int
	revoked            int // people from whom the plan takes it, whoever else is given it
}

// membership is the members of each workspace, by id.
type membership map[string]*members

func newMembership(accounts []identity.Account) membership {
	all := membership{}
	for i := range accounts {
		for _, id := range accounts[i].Workspaces {
			m := all.of(id)
			m.before++
			if accounts[i].Active {
				m.active++
			}
		}
	}
	for _, m := range all {
		m.after, m.activeAfter = m.before, m.active
	}
	return all
}

func (all membership) of(id string) *members {
	m := all[id]
	if m == nil {
		m = &members{}
		all[id] = m
	}
	return m
}

// apply counts a change as done. One that writes nothing carries nothing that counts.
func (all membership) apply(c *Change) {
	isActive := c.activeAfter()
	if c.Before != nil && c.Before.Active != isActive {
		step := 1
		if !isActive {
			step = -1
		}
		for _, id := range c.Before.Workspaces {
			all.of(id).activeAfter += step
		}
	}
	signsIn := 0
	if isActive {
		signsIn = 1
	}
	for _, w := range c.Revocations {
		m := all.of(w.ID)
		m.revoked++
		m.after--
		m.activeAfter -= signsIn
	}
	for _, w := range c.Grants {
		m := all.of(w.ID)
		m.after++
		m.activeAfter += signsIn
	}
}

// activeAfter is whether the account can sign in once the change is applied.
func (c *Change) activeAfter() bool {
	for _, a := range c.Attributes {
		if a.Path == PathActive {
			return a.After == true
		}
	}
	return c.Before != nil && c.Before.Active
}

// When a workspace loses so many of its members that an owner should have asked for it: a quarter is
// beyond what joiners, movers and leavers do to a workspace between two plans, and below five people a
// quarter is one person of a small team, which is no sign of a mistake.
const (
	largeSharePercent = 25
	largeShareLeast   = 5
)

func isLargeShare(lose, of int) bool {
	return lose >= largeShareLeast && lose*100 >= of*largeSharePercent
}

// lastMember tells of the workspaces that a change takes the last member from, or the last who can sign
// in. Who is left is known of the finished plan, grants to others included, and only where every
// account was read.
func (s *survey) lastMember(c *Change) []Risk {
	if !s.actual.Complete {
		return nil
	}
	var said clauses
	for _, w := range c.Revocations {
		m := s.members[w.ID]
		switch {
		case m.after > 0:
			s.lastActive(c, w, &said)
		case m.before == 1:
			said.add("nobody is left in %s: its only member loses it", s.nameOf(w))
		default:
			said.add("nobody is left in %s: all %s members lose it", s.nameOf(w), number(m.before))
		}
	}
	if c.Action == Deactivate {
		for _, id := range identity.Without(c.Before.Workspaces, ids(c.Revocations)) {
			s.lastActive(c, s.actual.Workspaces.Named(id), &said)
		}
	}
	return said.risk(RiskLastMember)
}

// lastActive tells of a workspace that the account holds or held and that nobody who can sign in will
// hold, although somebody could before.
func (s *survey) lastActive(c *Change, w identity.Workspace, said *clauses) {
	if m := s.members[w.ID]; c.Before.Active && m.activeAfter == 0 {
		said.add("nobody who can sign in is left in %s: %s of its %s could before", s.nameOf(w), number(m.active), countOf(m.before, "member"))
	}
}

// largeShare tells of the workspaces of a change that many members lose. Grants to others make up for
// nothing here: a team that is exchanged is to be looked at as well.
func (s *survey) largeShare(c *Change) []Risk {
	if !s.actual.Complete {
		return nil
	}
	var said clauses
	for _, w := range c.Revocations {
		if m := s.members[w.ID]; isLargeShare(m.revoked, m.before) {
			said.add("one of %s of %s members who lose %s", number(m.revoked), number(m.before), s.nameOf(w))
		}
	}
	return said.risk(RiskLargeShare)
}

// nameOf is a workspace in a sentence: by its name, with its id where that alone does not tell which.
func (d *differ) nameOf(w identity.Workspace) string {
	name := short(w.Name)
	switch {
	case name == "":
		return w.ID
	case len(d.actual.Workspaces.ByName(w.Name)) > 1:
		return name + " (" + w.ID + ")"
	}
	return name
}
