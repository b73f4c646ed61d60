package personnel

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// several is the number of an employee where a key is that of several.
const several = -1

// index finds employees by their keys and names.
type index struct {
	userNames map[string]int // by identity.UserName.Key
	ids       map[string]int // by foldID
	locals    map[string]int // by what stands before the @, folded
	names     map[string][]int
	words     map[string][]int // by the words of a name in alphabetical order
}

// keys are what tells whom a row is about.
type keys struct{ userName, externalID string }

func (l *listing) keysOf(r line) keys {
	k := keys{userName: said(r.userName)}
	if addresses := addressesIn(k.userName); len(addresses) == 1 {
		k.userName = addresses[0]
	}
	k.externalID, _ = r.first(l.externalID)
	if foldID(k.externalID) == "" {
		k.externalID = ""
	}
	return k
}

// gather makes employees of the rows. Rows with one userName are about one person; a row that has only an
// employee id is about whoever has that id, if that is one person.
func (l *listing) gather() {
	known := make([]keys, len(l.lines))
	owner := map[string]string{} // the one userName of an id, by foldID; "" for several
	for i, r := range l.lines {
		known[i] = l.keysOf(r)
		user, id := identity.UserName(known[i].userName).Key(), foldID(known[i].externalID)
		if user == "" || id == "" {
			continue
		}
		if before, seen := owner[id]; seen && before != user {
			user = ""
		}
		owner[id] = user
	}
	groups := map[string]int{}
	for i, r := range l.lines {
		user, id := identity.UserName(known[i].userName).Key(), foldID(known[i].externalID)
		if user == "" {
			user = owner[id]
		}
		key := "u" + user
		switch {
		case user != "":
		case id != "":
			key = "x" + id
		default:
			l.told.say(finding.StaffKey, l.at(r, -1), "", "the row names nobody: it has neither an address nor an employee id, so it is nobody's",
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
	l.contradictions(&l.told, l.department)
	l.lookUp()
}

// describe fills in what the rows of a person say, the one that counts first.
func (l *listing) describe(e *Employee) {
	spells := make([]spell, len(e.lines))
	for i, r := range e.lines {
		spells[i] = l.spellOf(r)
	}
	if len(e.lines) > 1 {
		l.arrange(e, spells)
	}
	for _, r := range e.lines {
		k := l.keysOf(r)
		e.UserName = cmp.Or(e.UserName, identity.UserName(k.userName))
		e.ExternalID = cmp.Or(e.ExternalID, k.externalID)
	}
	e.Pos = l.at(e.lines[0], -1)
	e.Name = l.nameOf(e)
	e.Department = e.in(l.department)
	e.Status = cmp.Or(spells[0].word, e.in(l.status))
	l.weigh(e, spells)
	l.readManagers(e)
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

// weigh brings together what the rows say about whether a person has left.
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
		if s.present && s.on.After(e.ended) {
			e.ended, e.endedAt = s.on, s.onAt
		}
	}
	e.Left = leaving >= 0 && present < 0
	if !e.Left {
		e.LeftOn = time.Time{}
	}
	if leaving >= 0 && present >= 0 {
		l.told.say(finding.StaffRows, spells[leaving].at, spells[leaving].word, e.called()+" has several rows: this one says that they have left, "+spells[present].at.String()+
			" that they are there; being there counts, so that nobody is called a leaver by mistake", "correct or delete the row that is wrong")
	}
}

// lookUp prepares finding people, and tells of ids that several have.
func (l *listing) lookUp() {
	x := index{userNames: map[string]int{}, ids: map[string]int{}, locals: map[string]int{}, names: map[string][]int{}, words: map[string][]int{}}
	sharing := map[string][]int{}
	for n := range l.Employees {
		e := &l.Employees[n]
		if e.UserName != "" {
			x.userNames[e.UserName.Key()] = n
			note(x.locals, localPart(e.UserName), n)
		}
		for i, id := range l.idsOf(e) {
			if with := sharing[id]; i == 0 || !slices.Contains(with, n) {
				sharing[id] = append(with, n)
			}
		}
		for _, name := range l.namesOf(e) {
			x.name(name, n)
		}
	}
	for id, with := range sharing {
		x.ids[id] = l.oneOf(with)
	}
	l.index = x
	for n := range l.Employees {
		e := &l.Employees[n]
		with := sharing[foldID(e.ExternalID)]
		if len(with) < 2 || with[0] == n {
			continue
		}
		l.told.say(finding.StaffKey, e.Pos, e.ExternalID, "the employee id "+quoted(e.ExternalID)+" is also that of "+l.Employees[with[0]].called()+" in "+l.Employees[with[0]].Pos.String()+
			": "+l.whoCounts(with), "correct the id, or make one row of them if that is one person")
	}
}

// idsOf are the ids of all rows of a person, folded.
func (l *listing) idsOf(e *Employee) []string {
	var ids []string
	for _, r := range e.lines {
		if id := foldID(l.keysOf(r).externalID); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// oneOf is the person that an employee id means: of several with one name, who is somebody with two
// addresses, one who has not left; the order of the rows has no say in it.
func (l *listing) oneOf(with []int) int {
	best := with[0]
	for _, n := range with[1:] {
		a, b := &l.Employees[best], &l.Employees[n]
		if nameKey(a.Name) == "" || nameKey(a.Name) != nameKey(b.Name) {
			return several
		}
		if !b.Left && a.Left || b.Left == a.Left && b.UserName.Key() < a.UserName.Key() {
			best = n
		}
	}
	return best
}

func (l *listing) whoCounts(with []int) string {
	if n := l.oneOf(with); n != several {
		return "as the names are the same, it is taken for one person's, and leads to " + l.Employees[n].Pos.String()
	}
	return "nobody is found by it, only by their addresses (" + strconv.Itoa(len(with)) + " people have it)"
}

// note keeps whose a key is; of several people's it is nobody's.
func note(where map[string]int, key string, n int) {
	if _, taken := where[key]; taken {
		n = several
	}
	if key != "" {
		where[key] = n
	}
}
