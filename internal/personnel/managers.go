package personnel

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// manager is who somebody's manager turned out to be.
type manager struct {
	address identity.UserName
	who     int // -1 where the list does not have them
	problem string
}

// named is a manager as a cell names them.
type named struct {
	text string
	at   finding.Pos
}

// search finds managers; a few of them have many people.
type search struct {
	*listing
	found  map[string]*sought
	names  func() *nameIndex     // made when the first manager is looked for by a name: most lists give addresses
	locals func() map[string]int // likewise
}

// sought is a spelling of a manager that was looked for.
type sought struct {
	manager
	named     // where it stands first
	count int // people
}

// findManagers finds everybody's manager once all people are known.
func (l *listing) findManagers() {
	l.managers = make([]manager, len(l.Employees))
	s := search{l, map[string]*sought{}, sync.OnceValue(l.indexNames), sync.OnceValue(l.localParts)}
	for n := range l.Employees {
		l.managers[n] = s.managerOf(&l.Employees[n])
	}
	s.tell()
	l.tellCircles()
}

// managerOf finds one person's manager. Spellings that mean one person are no contradiction.
func (s *search) managerOf(e *Employee) manager {
	var said []named
	for _, r := range e.lines[:e.counted] {
		for _, m := range s.inRow(r) {
			if !slices.ContainsFunc(said, func(before named) bool { return identity.Fold(before.text) == identity.Fold(m.text) }) {
				said = append(said, m)
			}
		}
	}
	if len(said) == 0 {
		return manager{who: -1, problem: "HR's list names no manager of " + e.called()}
	}
	for _, m := range said {
		e.ManagerSaid, e.managerAt = append(e.ManagerSaid, m.text), append(e.managerAt, m.at)
	}
	first := s.meant(said[0])
	first.count++
	for _, m := range said[1:] {
		if !first.same(s.meant(m).manager) {
			return s.two(e, said[0], m)
		}
	}
	found := first.manager
	if found.problem != "" {
		found.problem += ", in " + said[0].at.String()
	}
	return found
}

func (m manager) same(other manager) bool {
	return m.who >= 0 && m.who == other.who || m.address != "" && m.address.Same(other.address)
}

// inRow is whom a row names as manager: by the column that leads to somebody in the list, else by the one
// that has an address, else by the first. Another is named too where it leads to somebody else in the list by
// more than a name, and so are all whom one cell names.
func (s *search) inRow(r line) []named {
	var best []named
	rank := -1
	for kind, columns := range s.columns.manager[:byGivenName] {
		cell := s.inCell(r, columns)
		if len(cell) == 0 && managerKind(kind) == byName {
			cell = s.inTwoCells(r)
		}
		if len(cell) == 0 {
			continue
		}
		m := s.meant(cell[0])
		switch {
		case m.rank() > rank:
			best, rank = cell, m.rank()
		case m.who >= 0 && managerKind(kind) != byName && !m.same(s.meant(best[0]).manager):
			best = append(best, cell...)
		}
	}
	return best
}

func (m manager) rank() int {
	switch {
	case m.who >= 0:
		return 2
	case m.address != "":
		return 1
	}
	return 0
}

// inCell are the managers that the first filled cell of some columns names: several addresses, or several
// texts between semicolons.
func (s *search) inCell(r line, columns []int) []named {
	text, column := r.first(columns)
	if column < 0 {
		return nil
	}
	texts := []string{text}
	if addresses := addressesIn(text); len(addresses) > 1 {
		texts = addresses
	} else if parts := thingsIn(r.cells[column]); len(parts) > 1 && len(addresses) == 0 {
		texts = parts
	}
	cell := make([]named, len(texts))
	for i, one := range texts {
		cell[i] = named{one, s.at(r, column)}
	}
	return cell
}

// inTwoCells is the manager whose given name and family name stand in columns of their own.
func (s *search) inTwoCells(r line) []named {
	given, column := r.first(s.columns.manager[byGivenName])
	family, _ := r.first(s.columns.manager[byFamilyName])
	if given == "" || family == "" {
		return nil
	}
	return []named{{given + " " + family, s.at(r, column)}}
}

// two is the problem of two managers for one person.
func (s *search) two(e *Employee, a, b named) manager {
	where := "both in " + a.at.String()
	if a.at != b.at {
		where = "in " + a.at.String() + " and " + b.at.String()
	}
	problem := "HR's list names two managers of " + e.called() + ": " + quoted(a.text) + " and " + quoted(b.text) + ", " + where
	s.told.say(finding.ManagerTwice, b.at, b.text, problem+"; neither is taken", "leave the one who is to review this person's access")
	return manager{who: -1, problem: problem}
}

// meant is whom a text means, looked for once.
func (s *search) meant(m named) *sought {
	known := s.found[m.text]
	if known == nil {
		known = &sought{manager: s.find(m.text), named: m}
		s.found[m.text] = known
	}
	return known
}

// find finds a manager by an address, an employee id, a user name or a name, in this order. A name counts
// only where exactly one person of the list has it.
func (s *search) find(text string) manager {
	if addresses := addressesIn(text); len(addresses) == 1 {
		address := identity.UserName(addresses[0])
		if n, ok := s.index.userNames[address.Key()]; ok {
			return s.employee(n)
		}
		return manager{address: address, who: -1}
	}
	for _, key := range []string{text, inBrackets(text)} {
		if n, ok := s.byKey(key); ok {
			return s.employee(n)
		}
	}
	people := s.names().named(text)
	switch len(people) {
	case 1:
		return s.employee(people[0])
	case 0:
		return manager{who: -1, problem: "HR's list names the manager " + quoted(text) + " and has nobody of that name, user name or id"}
	}
	a, b := &s.Employees[people[0]], &s.Employees[people[1]]
	problem := "HR's list names the manager " + quoted(text) + ", and " + strconv.Itoa(len(people)) + " people have that name: " + a.called() + " in " + a.Pos.String() + ", " + b.called() + " in " + b.Pos.String()
	if len(people) > 2 {
		problem += " and others"
	}
	return manager{who: -1, problem: problem}
}

// byKey finds the one person with an employee id or a user name.
func (s *search) byKey(text string) (int, bool) {
	if text == "" {
		return 0, false
	}
	if n, ok := s.index.ids[foldID(text)]; ok && n != several {
		return n, true
	}
	if n, ok := s.index.userNames[identity.UserName(text).Key()]; ok {
		return n, true
	}
	n, ok := s.locals()[identity.Fold(text)]
	return n, ok && n != several
}

// employee is the manager whom the list has.
func (s *search) employee(n int) manager {
	e := &s.Employees[n]
	if e.UserName == "" {
		return manager{who: n, problem: "HR's list has no e-mail address of the manager " + e.called()}
	}
	return manager{address: e.UserName, who: n}
}

// tell says, once for each spelling that counted, what may be wrong with a manager.
func (s *search) tell() {
	texts := make([]*sought, 0, len(s.found))
	for _, m := range s.found {
		if m.count > 0 {
			texts = append(texts, m)
		}
	}
	slices.SortFunc(texts, func(a, b *sought) int { return a.at.Compare(b.at) })
	for _, m := range texts {
		people := ""
		if m.count > 1 {
			people = " (for " + strconv.Itoa(m.count) + " people)"
		}
		switch {
		case m.problem != "" && m.who < 0:
			s.told.say(finding.ManagerUnclear, m.at, m.text, m.problem+people, "write the manager's e-mail address")
		case m.who < 0:
			s.told.say(finding.ManagerAbsent, m.at, m.text, "the manager "+quoted(string(m.address))+" is not in HR's list"+people+": whether they are still there cannot be known",
				"add the manager to the list, or correct the address")
		}
	}
}

// tellCircles tells of people who are their own manager, or manage each other: each circle once.
func (l *listing) tellCircles() {
	walk := make([]int, len(l.Employees)) // in which walk, from 1, somebody was met
	for start := range l.Employees {
		n := start
		for n >= 0 && walk[n] == 0 {
			walk[n] = start + 1
			n = l.managers[n].who
		}
		if n >= 0 && walk[n] == start+1 {
			l.tellCircle(n)
		}
	}
}

// tellCircle tells of the circle that somebody is in.
func (l *listing) tellCircle(n int) {
	first, length := n, 1
	for at := l.managers[n].who; at != n; at = l.managers[at].who {
		first = min(first, at)
		length++
	}
	e := &l.Employees[first]
	if length == 1 {
		l.told.say(finding.ManagerCircle, e.managerAt[0], e.ManagerSaid[0], e.called()+" is their own manager; as nobody reviews their own access, somebody else will", "correct the manager if there is one")
		return
	}
	const listed = 5
	names := make([]string, 0, listed)
	for at := first; len(names) < min(length, listed); at = l.managers[at].who {
		names = append(names, l.Employees[at].called())
	}
	more := ""
	if length > listed {
		more = " → … (" + strconv.Itoa(length) + " people)"
	}
	l.told.say(finding.ManagerCircle, e.managerAt[0], e.ManagerSaid[0], "managers go round in a circle: "+strings.Join(names, " → ")+more+" → "+e.called(),
		"correct the manager of one of them, unless they are meant to review each other")
}
