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

func (l *ledger) add() int {
	if l.count%pieceSize == 0 {
		l.pieces = append(l.pieces, make([]record, pieceSize))
	}
	n := l.count
	l.at(n).person = int32(n)
	l.count++
	return n
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

// arena keeps texts close together: a text cut out of a row would otherwise keep the whole row in memory.
type arena struct{ block *strings.Builder }

const blockSize = 64 << 10

// keep is a copy of text.
func (a *arena) keep(text string) string {
	if len(text) > blockSize/16 {
		return strings.Clone(text)
	}
	if text == "" {
		return ""
	}
	if a.block == nil || a.block.Cap()-a.block.Len() < len(text) {
		a.block = new(strings.Builder)
		a.block.Grow(blockSize)
	}
	start := a.block.Len()
	a.block.WriteString(text)
	return a.block.String()[start:]
}

// mentions are the distinct texts of cells that name workspaces; a thousand people share a few of them.
type mentions struct {
	texts []string // the first is unused: 0 means no text
	index map[string]int32
}

func (m *mentions) add(text string) int32 {
	if text == "" {
		return 0
	}
	if n, ok := m.index[text]; ok {
		return n
	}
	if m.index == nil {
		m.index, m.texts = map[string]int32{}, []string{""}
	}
	text = strings.Clone(text)
	n := int32(len(m.texts))
	m.texts = append(m.texts, text)
	m.index[text] = n
	return n
}

// listColumns are the columns from workspaces to workspace; listOf and listColumn convert.
const listColumns = int(workspace-workspaces) + 1

func listOf(c column) int { return int(c - workspaces) }

func listColumn(list int) column { return workspaces + column(list) }
