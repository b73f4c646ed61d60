package personnel

import (
	"slices"
	"strings"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// Staff is HR's list as it was read: whom the company knows, who their managers are and who has left.
type Staff struct {
	File      string // without its folder
	Sheet     string // empty for CSV
	SHA256    string // of the file
	Rows      int    // of people, also those that name nobody
	Employees []Employee
	Headers   []string // as the list spells them, by column
	Columns   []Column // what of them was understood
	Findings  []finding.Finding

	headers    map[string][]int // columns from 0, by folded header
	department []int            // the columns of Employee.Department
	index      index
	managers   []manager // by employee
}

// Employee is one person of HR's list, whatever number of rows is about them. Of rows that contradict each
// other a finding tells; one that says that the person is there counts before one that says they have left.
type Employee struct {
	UserName    identity.UserName // empty where the list gives only an employee id
	ExternalID  string
	Name        string
	Department  string
	Status      string    // of the row that counts, as it is written
	Left        bool      // the list says that they have left or, where LeftOn lies ahead, that they will: see LeftBy
	LeftOn      time.Time // the last day, UTC; zero where unknown and for whoever has not left
	ManagerSaid []string  // as it is written; more than one where rows, or the words of a cell, differ
	Pos         finding.Pos

	staff     *Staff
	number    int           // among the employees
	lines     []line        // those that count first
	counted   int           // of lines; the others say that somebody has left who is there
	managerAt []finding.Pos // of ManagerSaid
	ended     *ending       // a last day that the status speaks against; nil for none
}

// ending is a last day and its cell.
type ending struct {
	on time.Time
	at finding.Pos
}

// LeftBy reports whether somebody has left before a day: whoever leaves on that day is still there.
func LeftBy(e Employee, day time.Time) bool {
	y, m, d := day.UTC().Date()
	return e.Left && (e.LeftOn.IsZero() || e.LeftOn.Before(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)))
}

// In is what the list says of the person in any of its columns; empty where it has no such column or says
// nothing. Headers are compared without case, blanks and signs.
func (e Employee) In(header string) string {
	if e.staff == nil {
		return ""
	}
	return e.in(e.staff.headers[foldHeader(header)])
}

// in is the first cell of several columns that says something, the row that counts before the others.
func (e Employee) in(columns []int) string {
	for _, l := range e.lines {
		if text, _ := l.first(columns); text != "" {
			return text
		}
	}
	return ""
}

// Has reports whether the list has a column, compared as In does.
func (s *Staff) Has(header string) bool { return len(s.headers[foldHeader(header)]) > 0 }

// Of finds the person an account belongs to, by userName, then by externalId. It is nil where the list has
// nobody, or where an externalId is several people's.
func (s *Staff) Of(a identity.Account) *Employee {
	if n, ok := s.index.userNames[a.UserName.Key()]; ok && a.UserName != "" {
		return &s.Employees[n]
	}
	if n, ok := s.index.ids[foldID(a.ExternalID)]; ok && n != several {
		return &s.Employees[n]
	}
	return nil
}

// Manager finds a person's manager. Either address or problem is empty. Who is nil where the list does not
// have the manager; where it does and knows no address of theirs, who is there and problem says so: the tenant
// may know the account by its externalId. Somebody may well be their own manager here.
func (s *Staff) Manager(e *Employee) (address identity.UserName, who *Employee, problem string) {
	m := s.managers[e.number]
	if m.who >= 0 {
		who = &s.Employees[m.who]
	}
	return m.address, who, m.problem
}

// Doubts are findings that only a day brings up: people whom the list calls active although their last day
// is over. They do not count as having left.
func (s *Staff) Doubts(day time.Time) []finding.Finding {
	var t told
	for i := range s.Employees {
		e := &s.Employees[i]
		if e.ended == nil || !LeftBy(Employee{Left: true, LeftOn: e.ended.on}, day) {
			continue
		}
		on := e.ended.on.Format(time.DateOnly)
		t.say(finding.StaffStatus, e.ended.at, on, "the last day of "+e.called()+" was "+on+", and "+e.saidHere()+": that counts, so this is no leaver",
			"if they have left, correct the status; if they came back, delete the date")
	}
	return t.findings()
}

func (e *Employee) saidHere() string {
	if e.Status == "" {
		return "another column says that they are there"
	}
	return "the status is " + quoted(e.Status)
}

// called is how messages name somebody.
func (e *Employee) called() string {
	switch {
	case e.Name != "" && e.UserName != "":
		return shown(e.Name) + " (" + shown(string(e.UserName)) + ")"
	case e.Name != "":
		return shown(e.Name)
	case e.UserName != "":
		return shown(string(e.UserName))
	}
	return shown(e.ExternalID)
}

// Contradictions are the people whose rows differ in a column, a finding for each with both cells: In gives
// what the first of them says. Those of the department are among Findings already, and not here.
func (s *Staff) Contradictions(header string) []finding.Finding {
	columns := s.headers[foldHeader(header)]
	if slices.Equal(columns, s.department) {
		return nil
	}
	var t told
	s.contradictions(&t, columns)
	return t.findings()
}

func (s *Staff) contradictions(t *told, columns []int) {
	for i := range s.Employees {
		e := &s.Employees[i]
		if len(e.lines) < 2 {
			continue
		}
		first, at := "", finding.Pos{}
		for _, l := range e.lines {
			text, column := l.first(columns)
			switch {
			case text == "":
			case first == "":
				first, at = text, s.at(l, column)
			case !identity.SameText(identity.Fold(first), identity.Fold(text)):
				here := s.at(l, column)
				t.say(finding.StaffRows, here, text, e.called()+" has several rows: "+quoted(text)+" here, "+quoted(first)+" in "+at.String()+
					", which counts", "correct or delete the row that is wrong")
			}
		}
	}
}

// at is the place of a line's cell; the column counts from 0, and -1 is the whole row.
func (s *Staff) at(l line, column int) finding.Pos {
	pos := finding.Pos{File: s.File, Sheet: s.Sheet, Row: l.row}
	if column >= 0 {
		pos.Column = column + 1
		if column < len(s.Headers) {
			pos.Header = readable(s.Headers[column])
		}
	}
	return pos
}

// readable is a header on one line, without what nobody can see.
func readable(header string) string {
	return strings.Join(strings.Fields(identity.Visible(header)), " ")
}

// line is one row of the list.
type line struct {
	row int
	keys
	cells []string
}

// keys are what tells whom a row is about.
type keys struct{ userName, externalID string }

// first is the first cell of several columns that says something, and its column; -1 where none does.
func (l line) first(columns []int) (string, int) {
	for _, c := range columns {
		if c < len(l.cells) {
			if text := said(l.cells[c]); text != "" {
				return text, c
			}
		}
	}
	return "", -1
}

// all are the different texts of several columns.
func (l line) all(columns []int) []string {
	var texts []string
	for _, c := range columns {
		if c < len(l.cells) {
			if text := said(l.cells[c]); text != "" && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return texts
}
