package roster

import (
	"strings"

	"scimsheet/internal/identity"
)

// record is what one row says. Records live as long as the roster: Persons point into them.
type record struct {
	userName, id, externalID, givenName, familyName string
	marks                                           string
	lists                                           [listColumns]int32 // of mentions, 0 where the row says nothing
	table                                           int32              // of Roster.tables
	row                                             int32
	said                                            columnSet
	active                                          bool
	bad                                             bool // a finding of this row is an error
	passed                                          bool // over: it says nothing but whom it is about
	request                                         identity.Request

	person     int32 // the person's first record, by way of others (see ledger.root)
	next, last int32 // the person's next record, and in the first one the last; 0 means none
}

// mark adds the row's marks. A refused one makes the record bad.
func (r *record) mark(pattern string) {
	r.marks = pattern
	r.bad = r.bad || strings.IndexByte(pattern, refuseMark) >= 0
}

// columnSet is a set of columns.
type columnSet uint16

func (s columnSet) has(c column) bool { return s&(1<<c) != 0 }

func (s *columnSet) add(c column) { *s |= 1 << c }

// value is what the record says in a column that holds a single value.
func (r *record) value(c column) string {
	switch c {
	case userName:
		return r.userName
	case id:
		return r.id
	case externalID:
		return r.externalID
	case givenName:
		return r.givenName
	case familyName:
		return r.familyName
	case action:
		return string(r.request)
	case active:
		if r.active {
			return "yes"
		}
		return "no"
	}
	return ""
}

// ledger holds records in pieces, so that they never move, and knows which of them are one person's.
type ledger struct {
	pieces [][]record
	count  int
}

const pieceSize = 4096

func (l *ledger) add() *record {
	if l.count%pieceSize == 0 {
		l.pieces = append(l.pieces, make([]record, pieceSize))
	}
	r := l.at(l.count)
	r.person = int32(l.count)
	l.count++
	return r
}

// mark gives the records of a table, which begin with first, the marks of its rows.
func (l *ledger) mark(first int, given []markRun) {
	for _, run := range given {
		for range run.rows {
			l.at(first).mark(run.pattern)
			first++
		}
	}
}

func (l *ledger) at(n int) *record { return &l.pieces[n/pieceSize][n%pieceSize] }

// root is the first record of the person that a record is about.
func (l *ledger) root(n int) int {
	r := l.at(n)
	for int(r.person) != n {
		parent := l.at(int(r.person))
		r.person = parent.person
		n = int(r.person)
		r = l.at(n)
	}
	return n
}

// join makes the people of two records one.
func (l *ledger) join(a, b int) {
	a, b = l.root(a), l.root(b)
	if a > b {
		a, b = b, a
	}
	l.at(b).person = int32(a)
}

// people is the number of people the records are about.
func (l *ledger) people() int {
	count := 0
	for n := range l.count {
		if l.root(n) == n {
			count++
		}
	}
	return count
}

// chain links the records of each person in input order; then next leads from one to the following.
func (l *ledger) chain() {
	for n := range l.count {
		root := l.root(n)
		if root == n {
			continue
		}
		first := l.at(root)
		tail := first
		if first.last != 0 {
			tail = l.at(int(first.last))
		}
		tail.next, first.last = int32(n), int32(n)
	}
}

// following is the person's next record, nil after the last. Only chained records have one.
func (l *ledger) following(r *record) *record {
	if r.next == 0 {
		return nil
	}
	return l.at(int(r.next))
}

// speaker is the first record of a chain that was not passed over; where all were, the first.
func (l *ledger) speaker(first int) int {
	for n := first; ; n = int(l.at(n).next) {
		switch r := l.at(n); {
		case !r.passed:
			return n
		case r.next == 0:
			return first
		}
	}
}

// otherKeys are the keys in a held-back person's records that differ from those the person is known by.
func (l *ledger) otherKeys(held HeldBack) []identity.Person {
	var others []identity.Person
	for r := l.at(l.root(held.first)); r != nil; r = l.following(r) {
		name := identity.UserName(r.userName)
		if (name == "" || name.Same(held.UserName)) && (r.id == "" || r.id == held.ID) &&
			(r.externalID == "" || identity.Fold(r.externalID) == identity.Fold(held.ExternalID)) {
			continue
		}
		others = append(others, identity.Person{UserName: name, ID: r.id, ExternalID: &r.externalID})
	}
	return others
}
