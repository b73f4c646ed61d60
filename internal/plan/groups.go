package plan

import "fmt"

// groupTally is the people of one group in the plan, and those of them who lose something.
type groupTally struct{ people, lose int }

// groups tallies the plan's people by the group that the input puts them in. Blank is no group.
func (d *differ) groups(changes []Change) map[string]*groupTally {
	if d.policy.GroupBy == "" {
		return nil
	}
	all := map[string]*groupTally{}
	for i := range changes {
		c := &changes[i]
		if c.Group == "" {
			continue
		}
		g := all[c.Group]
		if g == nil {
			g = &groupTally{}
			all[c.Group] = g
		}
		g.people++
		if c.Takes() {
			g.lose++
		}
	}
	return all
}

// groupShare tells that many of a person's department lose something with them.
func (s *survey) groupShare(c *Change) []Risk {
	g := s.groups[c.Group]
	if g == nil || !c.Takes() || !isLargeShare(g.lose, g.people) {
		return nil
	}
	return []Risk{{RiskGroupShare, fmt.Sprintf("one of %s of %s people of %s who lose a workspace or are deactivated",
		number(g.lose), number(g.people), short(c.Group))}}
}
