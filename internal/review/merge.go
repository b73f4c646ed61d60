package review

import (
	"cmp"
	"slices"
	"time"
)

// Merge says how far a campaign is by everything that ever came back; each file has the rank of when it was given
// last. What one reviewer says about one access in a file given later takes the place of what was said before; what
// different people say never does, and where they differ nobody's word is overruled: the access is open. Neither the
// order of the files nor how often one is given at one time changes anything.
func Merge(c *Campaign, files []Returned, now time.Time) *Standing {
	m := newMerging(c, files)
	m.gather()
	m.supersede()
	m.follow()
	m.who = newAddresses(c, m.delegations)
	m.authorise()
	s := &Standing{Rows: make([]Judged, len(m.rows)), Delegations: m.delegations}
	for i := range m.rows {
		s.Rows[i] = m.judge(i)
	}
	for _, f := range m.files {
		s.Files = append(s.Files, f.File)
	}
	var settled []Remark
	s.Problems, settled = m.problems(s.Rows)
	mends := m.mends(s.Rows)
	s.Progress = tally(c, s.Rows, s.Delegations, mends)
	s.waiting = m.wait(s.Rows, mends)
	m.returns(s.Progress, now)
	s.Remarks = m.remarks(s, settled)
	return s
}

// said is one answer about one access, and the file in which it stands.
type said struct {
	*Answer
	in      *Returned
	speaker string   // key of the address of whoever says it: whose part the file is, else as the row says
	row     int      // of the population, from 0; -1 where the campaign has no such access
	fault   *Problem // why it does not count
	asked   bool     // the speaker may decide about the access
	later   *said    // what the same speaker says in its place; nil where nothing does
}

// decider is who decides by this answer: whoever the row was given to. Rows of nobody are decided by whom they name.
func (s *said) decider() string { return cmp.Or(s.Reviewer, s.Delegate) }

// handsOn reports whether an answer names somebody else to decide. Whoever decides and names somebody decides on
// that one's word.
func (s *said) handsOn() bool {
	return s.Delegate != "" && (s.Decision == "" || s.Reviewer == "") && !sameAddress(s.Delegate, s.Reviewer)
}

// merging is what came back, sorted by the rows of the population.
type merging struct {
	campaign    *Campaign
	rows        []Ref
	at          map[string]int // row by key
	files       []*Returned    // each content once
	first       []int          // for each file, where its answers begin in all; one more at the end
	latest      int            // the highest rank
	heard       map[string]int // the highest rank of the files that are somebody's part, by key of the address
	all         []said         // in the order of the files
	says        [][]int        // for each row, what is said about it: indexes into all
	missing     map[int][]*Returned
	delegations []Delegation
	given       map[string][]Delegation    // by key of the access
	may         map[string]map[string]bool // of accesses that were given on, who may decide about them
	who         *addresses
}

func newMerging(c *Campaign, files []Returned) *merging {
	m := &merging{campaign: c, rows: c.Refs(), files: distinct(files), missing: map[int][]*Returned{}, heard: map[string]int{}}
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

// gather sorts the answers by the accesses that they are about.
func (m *merging) gather() {
	total := 0
	for _, f := range m.files {
		total += len(f.Answers)
		m.latest = max(m.latest, f.File.Given)
	}
	m.all, m.says = make([]said, 0, total), make([][]int, len(m.rows))
	for _, f := range m.files {
		m.first = append(m.first, len(m.all))
		name, key := f.File.Reviewer, addressKey(f.File.Reviewer)
		if name != "" {
			m.heard[key] = max(m.heard[key], f.File.Given)
		}
		for i := range f.Answers {
			a := &f.Answers[i]
			if who := cmp.Or(f.File.Reviewer, a.Reviewer); who != name {
				name, key = who, addressKey(who)
			}
			s := said{Answer: a, in: f, speaker: key, row: -1}
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
	m.first = append(m.first, len(m.all))
}

// of are the answers of a file.
func (m *merging) of(file int) []said { return m.all[m.first[file]:m.first[file+1]] }

// now is what holds of all that is said about a row: what counts, and what does not.
func (m *merging) now(row int) (counts, faulty []*said) {
	for _, i := range m.says[row] {
		s := &m.all[i]
		switch {
		case s.later != nil, m.stale(s):
		case s.fault != nil:
			faulty = append(faulty, s)
		default:
			counts = append(counts, s)
		}
	}
	return counts, faulty
}

// place is where an answer stands, as a person finds it again.
func (m *merging) place(s *said) string {
	if s.Cell == "" {
		return clip(s.in.File.Name)
	}
	return clip(s.in.File.Name) + ", " + clip(s.Cell)
}
