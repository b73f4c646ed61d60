package review

import (
	"cmp"
	"slices"
	"time"
)

// tally counts every row under the one person who decided it or has to decide it now; mends are those who have to
// put right what they said themselves, by row. Reviewers come as the campaign has them, then everybody to whom they
// have given rows, by address.
func tally(c *Campaign, rows []Judged, given []Delegation, mends map[string]string) []Progress {
	t := tallying{who: newAddresses(c, given), at: map[string]int{}}
	for _, r := range c.Reviewers {
		t.of(r.Address)
	}
	campaigns := len(t.progress)
	byRow := byKey(given)
	for i := range rows {
		r := &rows[i]
		holder := r.Access.Reviewer
		if delegations := byRow[r.Access.Key]; len(delegations) > 0 {
			way := r.way(delegations, mends[r.Access.Key])
			for _, d := range way {
				t.of(d.From).GivenOn++
			}
			if len(way) > 0 {
				holder = way[len(way)-1].To
			}
		}
		t.of(holder).count(r)
	}
	others := t.progress[campaigns:]
	slices.SortFunc(others, func(a, b Progress) int { return cmp.Compare(a.Reviewer, b.Reviewer) })
	return t.progress
}

type tallying struct {
	who      *addresses
	progress []Progress
	at       map[string]int // in progress, by key of the address
}

func (t *tallying) of(address string) *Progress {
	key := addressKey(address)
	i, known := t.at[key]
	if !known {
		i = len(t.progress)
		t.at[key] = i
		t.progress = append(t.progress, Progress{Reviewer: t.who.spell(address), Name: t.who.named[key]})
	}
	return &t.progress[i]
}

func (p *Progress) count(r *Judged) {
	p.Rows++
	switch r.Decision {
	case Keep:
		p.Keep++
	case Revoke:
		p.Revoke++
	case Change:
		p.Change++
	default:
		p.Open++
	}
}

// way is how a row came to whoever decided it, or has to: where somebody has to put it right, to them.
func (j *Judged) way(given []Delegation, mends string) []Delegation {
	if to := cmp.Or(j.By, mends); to != "" {
		return wayTo(j.Ref, given, to)
	}
	way, circle := trail(j.Ref, given)
	if circle {
		return nil
	}
	return way
}

func byKey(given []Delegation) map[string][]Delegation {
	rows := map[string][]Delegation{}
	for _, d := range given {
		rows[d.Key] = append(rows[d.Key], d)
	}
	return rows
}

// Waits is the address of whoever has to decide a row that is open, as Progress spells it; empty where nobody could
// be found.
func (s *Standing) Waits(j *Judged) string {
	if at, given := s.waiting[j.Access.Key]; given {
		return at
	}
	return j.Access.Reviewer
}

// mends are the addresses of those who have to put right what they said themselves, of rows that were given on.
func (m *merging) mends(rows []Judged) map[string]string {
	mends := map[string]string{}
	for i := range rows {
		j := &rows[i]
		if m.given[j.Access.Key] == nil || j.Open != OpenUnjustified && j.Open != OpenFaulty {
			continue
		}
		counts, faulty := m.now(i)
		for _, s := range append(counts, faulty...) {
			if s.asked && (s.Decision != "" || s.fault != nil) {
				mends[j.Access.Key] = s.decider()
			}
		}
	}
	return mends
}

// wait notes who has to decide the rows that were given on.
func (m *merging) wait(rows []Judged, mends map[string]string) map[string]string {
	waiting := map[string]string{}
	for i := range rows {
		j := &rows[i]
		if given := m.given[j.Access.Key]; j.Open != "" && len(given) > 0 {
			if way := j.way(given, mends[j.Access.Key]); len(way) > 0 {
				waiting[j.Access.Key] = m.who.spell(way[len(way)-1].To)
			}
		}
	}
	return waiting
}

// returns notes which files came back from whom, and who is late.
func (m *merging) returns(all []Progress, now time.Time) {
	due := m.campaign.Due
	at := map[string]*Progress{}
	for i := range all {
		p := &all[i]
		at[addressKey(p.Reviewer)] = p
		p.Late = !due.IsZero() && now.After(due) && p.Open > 0
	}
	for _, f := range m.files {
		for _, reviewer := range f.reviewers() {
			p := at[reviewer]
			if p == nil {
				continue
			}
			p.Files = append(p.Files, f.File.Name)
			p.Late = p.Late || f.late(due)
			if f.File.SavedAt.After(p.SavedAt) {
				p.SavedAt = f.File.SavedAt
			}
		}
	}
}

// late reports whether a file was saved after the due day; false where either is not known.
func (f *Returned) late(due time.Time) bool {
	return !due.IsZero() && !f.File.SavedAt.IsZero() && f.File.SavedAt.After(due)
}

// reviewers are the keys of those whose part a file is: as it says, or as its rows say.
func (f *Returned) reviewers() []string {
	if f.File.Reviewer != "" {
		return []string{addressKey(f.File.Reviewer)}
	}
	var keys []string
	last := ""
	for i := range f.Answers {
		a := &f.Answers[i]
		if a.Fault != nil || i > 0 && len(keys) > 0 && a.Reviewer == last {
			continue
		}
		last = a.Reviewer
		if key := addressKey(last); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
