package reviewbook

import (
	"cmp"
	"slices"
	"time"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// Ledger is what the campaign's owner looks at, when the campaign was opened, while answers come in, and when it
// is closed.
type Ledger struct {
	Campaign *review.Campaign
	Standing *review.Standing // nil when it was just opened
	Closing  *review.Closing  // nil before it is closed
	At       time.Time        // when the ledger was written
}

// The sheets of a ledger. Those that have nothing to say are left out.
const (
	summarySheet    = "Summary"
	reviewersSheet  = "Reviewers"
	nobodySheet     = "No reviewer"
	lookSheet       = "Look at"
	openSheet       = "Open"
	followSheet     = "Follow-up"
	delegationSheet = "Delegations"
	decisionsSheet  = "Decisions"
	exceptionSheet  = "Exceptions"
	sinceSheet      = "Since the snapshot"
	aboutSheet      = "About"
)

// WriteLedger writes the ledger and returns the name it got, which is another one only where that could not be
// taken, as on Windows while the old ledger is open.
func WriteLedger(path string, l Ledger) (string, error) {
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "Ledger of access review " + oneLine(l.Campaign.Name),
		Subject: "Anaplan tenant " + tenantName(l.Campaign.Tenant), Creator: l.Campaign.Tool, Created: l.At})
	if err != nil {
		return "", err
	}
	defer book.Discard()
	for _, write := range newBooks(l).sheets() {
		if err := write(book); err != nil {
			return "", err
		}
	}
	return book.Save()
}

// books are a ledger with everything that its sheets count and refer to.
type books struct {
	Ledger
	*Table
	rows        []review.Judged // of the population; nil when nothing has been looked at yet
	progress    []review.Progress
	problems    []review.Problem
	remarks     []review.Remark
	delegations []review.Delegation
	files       []review.File
	exceptions  []review.Exception // of a closed campaign
	moved       []movement         // in the tenant, by the time it was closed
	decided     map[review.Decision]int
	open        map[review.Pending]int
	openRows    int
	treated     int // rows that --treat-blank-as decided
	unassigned  int // rows that nobody could be found for
	fallback    int // rows that came to a fallback reviewer
	flagged     int
	leavers     int                   // people who have left and hold access
	byKey       map[string]review.Ref // accesses that problems and delegations name
}

func newBooks(l Ledger) *books {
	b := &books{Ledger: l, Table: NewTable(l.Campaign), decided: map[review.Decision]int{}, open: map[review.Pending]int{}}
	switch s, c := l.Standing, l.Closing; {
	case c != nil:
		b.rows, b.progress, b.remarks, b.delegations, b.files = c.Rows, c.Progress, c.Remarks, c.Delegations, c.Files
	case s != nil:
		b.rows, b.progress, b.remarks, b.delegations, b.files, b.problems = s.Rows, s.Progress, s.Remarks, s.Delegations, s.Files, s.Problems
	default:
		for _, r := range l.Campaign.Reviewers {
			b.progress = append(b.progress, review.Progress{Reviewer: r.Address, Name: r.Name, Rows: r.Rows, Open: r.Rows})
		}
	}
	b.countPopulation()
	b.countRows()
	if l.Closing != nil {
		b.exceptions, b.moved = review.Exceptions(l.Campaign, l.Closing), b.movements()
	}
	return b
}

// countPopulation counts what does not depend on any answer, and finds the accesses that are named elsewhere.
func (b *books) countPopulation() {
	named := map[string]bool{}
	for _, p := range b.problems {
		named[p.Key] = true
	}
	for _, d := range b.delegations {
		named[d.Key] = true
	}
	b.byKey = make(map[string]review.Ref, len(named))
	for i := range b.campaign.People {
		p := &b.campaign.People[i]
		if p.HR != nil && p.HR.Left {
			b.leavers++
		}
		for j := range p.Accesses {
			a := &p.Accesses[j]
			switch {
			case a.Reviewer == "":
				b.unassigned++
			case atFallback(a):
				b.fallback++
			}
			if len(a.Flags) > 0 {
				b.flagged++
			}
			if named[a.Key] {
				b.byKey[a.Key] = review.Ref{Person: p, Access: a}
			}
		}
	}
}

func (b *books) countRows() {
	if b.rows == nil {
		b.openRows = b.population()
	}
	for i := range b.rows {
		r := &b.rows[i]
		if r.Decision == "" {
			b.openRows++
			b.open[r.Open]++
			continue
		}
		b.decided[r.Decision]++
		if r.Treated {
			b.treated++
		}
	}
}

// population is how many rows the campaign has.
func (b *books) population() int { return b.campaign.Proof.Rows }

// decisions is how many rows are decided.
func (b *books) decisions() int { return b.population() - b.openRows }

// sheets are the sheets of the ledger in order, without those that have nothing to say.
func (b *books) sheets() []func(*sheet.Workbook) error {
	all := []func(*sheet.Workbook) error{b.summary, b.reviewers}
	for _, s := range []struct {
		there bool
		write func(*sheet.Workbook) error
	}{
		{b.unassigned+b.fallback > 0, b.withoutReviewer},
		{len(b.problems)+len(b.remarks) > 0, b.lookAt},
		{b.rows != nil && b.openRows > 0, b.openItems},
		{b.decided[review.Change] > 0, b.followUps},
		{len(b.delegations) > 0, b.handedOn},
		{b.Closing != nil, b.decisionTotals},
		{len(b.exceptions) > 0, b.exceptionRows},
		{len(b.moved) > 0, b.sinceSnapshot},
	} {
		if s.there {
			all = append(all, s.write)
		}
	}
	return append(all, b.about)
}

// layout is how every sheet of the ledger begins.
func (b *books) layout(name string, columns []sheet.Column) sheet.Layout {
	return sheet.Layout{Name: name, Title: b.title() + " · ledger", Sealed: b.campaign.Digest, Columns: columns}
}

// behind are the reviewers in the order in which they need attention: those with the most open rows first.
func (b *books) behind() []review.Progress {
	sorted := slices.Clone(b.progress)
	slices.SortStableFunc(sorted, func(a, c review.Progress) int { return cmp.Or(c.Open-a.Open, c.Rows-a.Rows) })
	return sorted
}

// stage is how far a reviewer is.
type stage string

const (
	stageDone    stage = "done"
	stagePart    stage = "part done"
	stageNothing stage = "nothing yet"
)

func stageOf(p review.Progress) stage {
	switch {
	case p.Open == 0:
		return stageDone
	case p.Keep+p.Revoke+p.Change+p.GivenOn+len(p.Files) > 0:
		return stagePart
	}
	return stageNothing
}

func (s stage) style() sheet.Style {
	switch s {
	case stageDone:
		return sheet.Good
	case stagePart:
		return sheet.Warn
	}
	return sheet.Muted
}

// stages counts people by how far they are. Nobody is no reviewer.
func (b *books) stages() map[stage]int {
	n := map[stage]int{}
	for _, p := range b.progress {
		if p.Reviewer != "" {
			n[stageOf(p)]++
		}
	}
	return n
}
