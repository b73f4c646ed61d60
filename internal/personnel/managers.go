package personnel

import (
	"strconv"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// manager is who somebody's manager turned out to be.
type manager struct {
	address identity.UserName
	who     int // -1 where the list does not have them
	problem string
}

// readManagers notes what the rows of a person say of the manager, each spelling once, with its cell.
func (l *listing) readManagers(e *Employee) {
	for _, r := range e.lines {
		for kind := range l.manager {
			text, column := r.first(l.manager[kind])
			if column < 0 {
				continue
			}
			said := []string{text}
			if addresses := addressesIn(text); len(addresses) > 1 {
				said = addresses
			}
			for _, one := range said {
				if !e.saysManager(one) {
					e.ManagerSaid = append(e.ManagerSaid, one)
					e.managerAt = append(e.managerAt, l.at(r, column))
				}
			}
			break
		}
	}
}

func (e *Employee) saysManager(text string) bool {
	for _, before := range e.ManagerSaid {
		if identity.Fold(before) == identity.Fold(text) {
			return true
		}
	}
	return false
}

// findManagers finds everybody's manager once all people are known.
func (l *listing) findManagers() {
	l.managers = make([]manager, len(l.Employees))
	seen := map[string]manager{} // a few managers have many people
	for n := range l.Employees {
		e := &l.Employees[n]
		l.managers[n] = l.managerOf(e, seen)
	}
	l.tellCircles()
}

// managerOf finds one person's manager. Spellings that mean one person are no contradiction.
func (l *listing) managerOf(e *Employee, seen map[string]manager) manager {
	if len(e.ManagerSaid) == 0 {
		return manager{who: -1, problem: "HR's list names no manager of " + e.called()}
	}
	var found manager
	for i, text := range e.ManagerSaid {
		m, known := seen[text]
		if !known {
			m = l.find(text)
			seen[text] = m
			l.tellManager(m, text, e.managerAt[i])
		}
		switch {
		case i == 0:
			found = m
		case m.who >= 0 && m.who == found.who, m.address != "" && m.address.Same(found.address):
		default:
			return l.two(e, i)
		}
	}
	if found.problem != "" {
		found.problem += ", in " + e.managerAt[0].String()
	}
	return found
}

// two is the problem of two managers for one person.
func (l *listing) two(e *Employee, i int) manager {
	first, other := e.managerAt[0], e.managerAt[i]
	where := "both in " + first.String()
	if first != other {
		where = "in " + first.String() + " and " + other.String()
	}
	problem := "HR's list names two managers of " + e.called() + ": " + quoted(e.ManagerSaid[0]) + " and " + quoted(e.ManagerSaid[i]) + ", " + where
	l.told.say(finding.ManagerTwice, other, e.ManagerSaid[i], problem+"; neither is taken", "leave the one who is to review this person's access")
	return manager{who: -1, problem: problem}
}

// find finds a manager by an address, an employee id, a user name or a name, in this order. A name counts
// only where exactly one person of the list has it.
func (l *listing) find(text string) manager {
	if addresses := addressesIn(text); len(addresses) == 1 {
		address := identity.UserName(addresses[0])
		if n, ok := l.index.userNames[address.Key()]; ok {
			return l.found(n)
		}
		return manager{address: address, who: -1}
	}
	if n, ok := l.byKey(text); ok {
		return l.found(n)
	}
	if n, ok := l.byKey(inBrackets(text)); ok {
		return l.found(n)
	}
	people := l.index.named(text)
	switch len(people) {
	case 1:
		return l.found(people[0])
	case 0:
		return manager{who: -1, problem: "HR's list has nobody called " + quoted(text) + " whom it names as manager"}
	}
	a, b := &l.Employees[people[0]], &l.Employees[people[1]]
	problem := "HR's list names the manager " + quoted(text) + ", and " + strconv.Itoa(len(people)) + " people are called so: " + a.called() + " in " + a.Pos.String() + ", " + b.called() + " in " + b.Pos.String()
	if len(people) > 2 {
		problem += " and others"
	}
	return manager{who: -1, problem: problem}
}

// byKey finds the one person with an employee id or a user name.
func (l *listing) byKey(text string) (int, bool) {
	if text == "" {
		return 0, false
	}
	if n, ok := l.index.ids[foldID(text)]; ok && n != several {
		return n, true
	}
	if n, ok := l.index.userNames[identity.UserName(text).Key()]; ok {
		return n, true
	}
	n, ok := l.index.locals[identity.Fold(text)]
	return n, ok && n != several
}

// found is the manager that an employee of the list is.
func (l *listing) found(n int) manager {
	e := &l.Employees[n]
	if e.UserName == "" {
		return manager{who: n, problem: "HR's list has no e-mail address of the manager " + e.called()}
	}
	return manager{address: e.UserName, who: n}
}

// tellManager says, once for each spelling, what may be wrong with a manager.
func (l *listing) tellManager(m manager, text string, at finding.Pos) {
	switch {
	case m.problem != "" && m.who < 0:
		l.told.say(finding.ManagerUnclear, at, text, m.problem+"; the first of them is named here", "write the manager's e-mail address")
	case m.who < 0:
		l.told.say(finding.ManagerAbsent, at, text, "the manager "+quoted(string(m.address))+" is not in HR's list: whether they are still there cannot be known", "add the manager to the list, or correct the address")
	}
}

// tellCircles tells of people who are their own manager, or manage each other: each circle once.
func (l *listing) tellCircles() {
	const unseen = 0
	walk := make([]int, len(l.Employees)) // in which walk somebody was met
	for start := range l.Employees {
		n := start
		for n >= 0 && walk[n] == unseen {
			walk[n] = start + 1
			n = l.managers[n].who
		}
		if n >= 0 && walk[n] == start+1 {
			l.tellCircle(n)
		}
	}
}

func (l *listing) tellCircle(n int) {
	var names []string
	first := n
	for at := n; ; {
		if at < first {
			first = at
		}
		names = append(names, l.Employees[at].called())
		if at = l.managers[at].who; at == n {
			break
		}
	}
	e := &l.Employees[first]
	if len(names) == 1 {
		l.told.say(finding.ManagerCircle, e.managerAt[0], e.ManagerSaid[0], e.called()+" is their own manager: nobody reviews their own access, so somebody else will", "correct the manager if there is one")
		return
	}
	const listed = 5
	more := ""
	if len(names) > listed {
		more = " and " + strconv.Itoa(len(names)-listed) + " more"
		names = names[:listed]
	}
	l.told.say(finding.ManagerCircle, e.managerAt[0], e.ManagerSaid[0], "managers go round in a circle: "+strings.Join(names, " → ")+more, "correct the manager of one of them, unless they are meant to review each other")
}
