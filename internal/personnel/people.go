package personnel

import (
	"cmp"
	"slices"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// several is the number of an employee where a key is that of several.
const several = -1

// index finds employees by their keys.
type index struct {
	userNames map[string]int // by identity.UserName.Key
	ids       map[string]int // by foldID
}

// readKeys cleans what tells whom the rows are about.
func (l *listing) readKeys() {
	for i := range l.lines {
		r := &l.lines[i]
		r.userName = said(r.userName)
		if addresses := addressesIn(r.userName); len(addresses) == 1 {
			r.userName = addresses[0]
		}
		if r.externalID, _ = r.first(l.externalID); foldID(r.externalID) == "" {
			r.externalID = ""
		}
	}
}

// gather makes employees of the rows. Rows with one userName are about one person; a row that has only an
// employee id is about whoever has that id, if that is one person.
func (l *listing) gather() {
	l.readKeys()
	owner := l.ownersOfIDs()
	groups := map[string]int{}
	for _, r := range l.lines {
		user, id := identity.UserName(r.userName).Key(), foldID(r.externalID)
		if user == "" {
			user = owner[id]
		}
		key := "u" + user
		switch {
		case user != "":
		case id != "":
			key = "x" + id
		default:
			l.told.say(finding.StaffKey, l.at(r, -1), "", "the row has neither an address nor an employee id, so it is about nobody",
				"fill in the e-mail address or the employee id")
			continue
		}
		n, seen := groups[key]
		if !seen {
			n = len(l.Employees)
			groups[key] = n
			l.Employees = append(l.Employees, Employee{staff: l.Staff, number: n})
		}
		l.Employees[n].lines = append(l.Employees[n].lines, r)
	}
	l.proveOrder()
	for i := range l.Employees {
		l.describe(&l.Employees[i])
	}
	l.tellStrangeWords()
	l.contradictions(&l.told, l.columns.department)
}

// ownersOfIDs are the userNames, as they are compared, that employee ids belong to; empty for an id that
// belongs to several.
func (l *listing) ownersOfIDs() map[string]string {
	owner := map[string]string{}
	for _, r := range l.lines {
		user, id := identity.UserName(r.userName).Key(), foldID(r.externalID)
		if user == "" || id == "" {
			continue
		}
		if before, seen := owner[id]; seen && before != user {
			user = ""
		}
		owner[id] = user
	}
	return owner
}

// describe fills in what the rows of a person say, the one that counts first.
func (l *listing) describe(e *Employee) {
	spells := make([]spell, len(e.lines))
	for i, r := range e.lines {
		spells[i] = l.spellOf(r)
	}
	e.counted = len(e.lines)
	if len(e.lines) > 1 {
		l.arrange(e, spells)
	}
	for _, r := range e.lines {
		e.UserName = cmp.Or(e.UserName, identity.UserName(r.userName))
		e.ExternalID = cmp.Or(e.ExternalID, r.externalID)
	}
	e.Pos = l.at(e.lines[0], -1)
	e.Name = l.nameOf(e)
	e.Department = e.in(l.columns.department)
	e.Status = cmp.Or(spells[0].word, e.in(l.status))
	l.weigh(e, spells)
}

// arrange brings the rows of a person, and their spells, into the order in which they count: those by which
// the person is there first.
func (l *listing) arrange(e *Employee, spells []spell) {
	at := make([]int, len(spells))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(spells[a].rank(), spells[b].rank()) })
	lines, sorted := make([]line, len(at)), make([]spell, len(at))
	for i, from := range at {
		lines[i], sorted[i] = e.lines[from], spells[from]
	}
	e.lines = lines
	copy(spells, sorted)
}

// weigh brings together what the rows, arranged, say about whether a person has left.
func (l *listing) weigh(e *Employee, spells []spell) {
	present, leaving := -1, -1
	for i, s := range spells {
		switch {
		case s.present && present < 0:
			present = i
		case s.leaver && leaving < 0:
			leaving = i
		}
		if s.leaver && s.on.After(e.LeftOn) {
			e.LeftOn = s.on
		}
		if s.present && !s.on.IsZero() && (e.ended == nil || s.on.After(e.ended.on)) {
			e.ended = &ending{s.on, s.onAt}
		}
	}
	e.Left = leaving >= 0 && present < 0
	if !e.Left {
		e.LeftOn = time.Time{}
	}
	if leaving >= 0 && present >= 0 {
		e.counted = leaving
		l.told.say(finding.StaffRows, spells[leaving].at, spells[leaving].word, e.called()+" has several rows: this one says that they have left, "+spells[present].at.String()+
			" that they are there; being there counts, so that nobody is called a leaver by mistake", "correct or delete the row that is wrong")
	}
}

// lookUp prepares finding people, and tells of ids that several have.
func (l *listing) lookUp() {
	x := index{userNames: make(map[string]int, len(l.Employees)), ids: make(map[string]int, len(l.Employees))}
	sharing := map[string][]int{} // the ids that several have
	for n := range l.Employees {
		e := &l.Employees[n]
		if e.UserName != "" {
			x.userNames[e.UserName.Key()] = n
		}
		for _, id := range e.ids() {
			if first, taken := x.ids[id]; taken {
				sharing[id] = append(sharing[id], n)
				if len(sharing[id]) == 1 {
					sharing[id] = []int{first, n}
				}
				continue
			}
			x.ids[id] = n
		}
	}
	for id, with := range sharing {
		x.ids[id] = l.oneOf(with)
	}
	l.index = x
	l.tellShared(sharing)
}

// tellShared tells of people who share an employee id.
func (l *listing) tellShared(sharing map[string][]int) {
	for n := range l.Employees {
		e := &l.Employees[n]
		for _, id := range e.ids() {
			with := sharing[id]
			if len(with) == 0 || with[0] == n {
				continue
			}
			first, counts := &l.Employees[with[0]], "nobody is found by it, only by the address"
			if best := l.index.ids[id]; best != several {
				counts = "the names are the same, so it is taken for one person's and leads to " + l.Employees[best].Pos.String()
			}
			l.told.say(finding.StaffKey, e.Pos, e.ExternalID, "the employee id "+quoted(e.ExternalID)+" of "+e.called()+" is also that of "+first.called()+" in "+
				first.Pos.String()+": "+counts, "correct the id, or delete one of the rows if they are about one person")
		}
	}
}

// ids are the employee ids that the rows of a person give, folded.
func (e *Employee) ids() []string {
	var ids []string
	for _, r := range e.lines {
		if id := foldID(r.externalID); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// oneOf is the person that an employee id means: of several who have a name in common, which is somebody with
// two addresses, one who has not left; the order of the rows has no say in it.
func (l *listing) oneOf(with []int) int {
	best := with[0]
	common := l.nameKeys(&l.Employees[best])
	for _, n := range with[1:] {
		names := l.nameKeys(&l.Employees[n])
		common = slices.DeleteFunc(common, func(name string) bool { return !slices.Contains(names, name) })
		a, b := &l.Employees[best], &l.Employees[n]
		if !b.Left && a.Left || b.Left == a.Left && b.UserName.Key() < a.UserName.Key() {
			best = n
		}
	}
	if len(common) == 0 {
		return several
	}
	return best
}
