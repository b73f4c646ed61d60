package review

import (
	"cmp"
	"slices"
	"time"
)

// Merge says how far a campaign is by everything that came back. Neither the order of the files nor how often one is
// given changes anything, and no file takes a decision of another away: where they differ nobody's word is overruled,
// and the access is open.
func Merge(c *Campaign, files []Returned, now time.Time) *Standing {
	m := newMerging(c, files)
	m.gather()
	m.follow()
	m.who = newAddresses(c, m.delegations)
	m.authorise()
	s := &Standing{Rows: make([]Judged, len(m.rows)), Delegations: m.delegations, Problems: m.problems()}
	for i := range m.rows {
		s.Rows[i] = m.judge(i)
	}
	for _, f := range m.files {
		s.Files = append(s.Files, f.File)
	}
	s.Progress = tally(c, s.Rows, s.Delegations)
	s.waiting = m.wait(s.Rows)
	m.returns(s.Progress, now)
	s.Remarks = m.remarks(s)
	return s
}

// said is one answer about one access, and the file in which it stands.
type said struct {
	*Answer
	in    *Returned
	row   int      // of the population, from 0; -1 where the campaign has no such access
	fault *Problem // why it does not count
}

// decider is who decides by this answer.
func (s *said) decider() string { return cmp.Or(s.Delegate, s.Reviewer) }

// merging is what came back, sorted by the rows of the population.
type merging struct {
	campaign    *Campaign
	rows        []Ref
	at          map[string]int // row by key
	files       []*Returned    // each content once
	all         []said         // in the order of the files
	says        [][]int        // for each row, what is said about it: indexes into all
	missing     map[int][]*Returned
	delegations []Delegation
	given       map[string][]Delegation // by key of the access
	who         *addresses
}

func newMerging(c *Campaign, files []Returned) *merging {
	m := &merging{campaign: c, rows: c.Refs(), files: distinct(files), missing: map[int][]*Returned{}}
	m.at = make(map[string]int, len(m.rows))
	for i, r := range m.rows {
		m.at[r.Access.Key] = i
	}
	return m
}

// distinct is each content once, by name. Of several copies the one that was given last stands for all, and of those
// given at one time the one with the first name.
func distinct(files []Returned) []*Returned {
	last := make([]*Returned, 0, len(files))
	at := map[string]int{}
	for i := range files {
		f := &files[i]
		seen, met := at[f.content()]
		switch {
		case !met:
			at[f.content()] = len(last)
			last = append(last, f)
		case cmp.Or(cmp.Compare(last[seen].File.Given, f.File.Given), cmp.Compare(f.File.Name, last[seen].File.Name)) < 0:
			last[seen] = f
		}
	}
	slices.SortFunc(last, func(a, b *Returned) int {
		return cmp.Or(cmp.Compare(a.File.Name, b.File.Name), cmp.Compare(a.File.SHA256, b.File.SHA256))
	})
	return last
}

// content is what two copies of one file share; a file that could not be read has its name alone.
func (f *Returned) content() string { return cmp.Or(f.File.SHA256, "name "+f.File.Name) }

// fewer orders what does not hold before what does.
func fewer(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// gather sorts the answers by the accesses that they are about.
func (m *merging) gather() {
	total := 0
	for _, f := range m.files {
		total += len(f.Answers)
	}
	m.all, m.says = make([]said, 0, total), make([][]int, len(m.rows))
	for _, f := range m.files {
		for i := range f.Answers {
			s := said{Answer: &f.Answers[i], in: f, row: -1}
			if row, ok := m.at[s.Key]; ok {
				s.row = row
				m.says[row] = append(m.says[row], len(m.all))
			}
			s.fault = m.faultOf(&s)
			m.all = append(m.all, s)
		}
		for _, key := range f.Missing {
			if row, ok := m.at[key]; ok {
				m.missing[row] = append(m.missing[row], f)
			}
		}
	}
}

// now is what the files that are given now say about a row: what counts, and what does not.
func (m *merging) now(row int) (counts, faulty []*said) {
	for _, i := range m.says[row] {
		s := &m.all[i]
		switch {
		case s.fault != nil:
			faulty = append(faulty, s)
		default:
			counts = append(counts, s)
		}
	}
	return counts, faulty
}

// problems are those of the files given now, each once, in the order of the files and of what stands in them.
func (m *merging) problems() []Problem {
	var out []Problem
	seen := map[Problem]bool{}
	add := func(p Problem) {
		if !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	next := 0
	for _, f := range m.files {
		mine := m.all[next : next+len(f.Answers)]
		next += len(f.Answers)
		for _, p := range f.Problems {
			add(p)
		}
		for i := range mine {
			if mine[i].fault != nil {
				add(*mine[i].fault)
			}
		}
	}
	return out
}

// place is where an answer stands, as a person finds it again.
func (m *merging) place(s *said) string {
	if s.Cell == "" {
		return clip(s.in.File.Name)
	}
	return clip(s.in.File.Name) + ", " + clip(s.Cell)
}
