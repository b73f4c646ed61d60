package review

import (
	"cmp"
	"slices"
	"strings"
)

// supersede finds the answers in whose place the same speaker says something else later. Only one speaker's answers
// about one access are compared.
func (m *merging) supersede() {
	for _, here := range m.says {
		if len(here) < 2 {
			continue
		}
		sorted := make([]*said, len(here))
		for i, at := range here {
			sorted[i] = &m.all[at]
		}
		slices.SortStableFunc(sorted, func(a, b *said) int {
			return cmp.Or(cmp.Compare(a.speaker, b.speaker), -cmp.Compare(a.rank(), b.rank()), -a.in.File.SavedAt.Compare(b.in.File.SavedAt))
		})
		for first, end := 0, 0; first < len(sorted); first = end {
			for end < len(sorted) && sorted[end].speaker == sorted[first].speaker {
				end++
			}
			for _, s := range sorted[first:end] {
				s.later = s.replacedBy(sorted[first:end])
			}
		}
	}
}

func (s *said) rank() int { return s.in.File.Given }

// replacedBy is the first of what one speaker says, the last given first, that takes an answer's place.
func (s *said) replacedBy(all []*said) *said {
	for _, other := range all {
		switch {
		case other.rank() < s.rank(), other.rank() == s.rank() && s.fault == nil:
			return nil
		case other.replaces(s):
			return other
		}
	}
	return nil
}

// replaces reports whether an answer takes the place of another of the same speaker about the same access. It does
// where its file was given later, unless that was saved earlier, so that nobody can tell which of them holds; and
// where it is sound, the other is not, and its file was saved later. A blank takes no decision's place.
func (s *said) replaces(other *said) bool {
	if s.rank() == other.rank() {
		return s.fault == nil && s.says() && other.savedBefore(s)
	}
	return s.rank() > other.rank() && (s.says() || !other.says()) && !s.savedBefore(other)
}

// says reports whether an answer says anything about its access, or was made unreadable there. What is wrong with
// the whole file says nothing about one access.
func (s *said) says() bool {
	return s.Decision != "" || s.Delegate != "" || s.fault != nil && s.fault.Key != ""
}

// savedBefore reports whether an answer's file was saved before another's, by one and the same program: two programs
// may keep time differently.
func (s *said) savedBefore(other *said) bool {
	a, b := &s.in.File, &other.in.File
	return !a.SavedAt.IsZero() && a.SavedAt.Before(b.SavedAt) && a.Program != "" && a.Program == b.Program
}

// stale reports whether an answer strayed into somebody's workbook, whom nobody had asked, and another workbook of
// theirs was given since: it is gone with that.
func (m *merging) stale(s *said) bool {
	return s.fault != nil && !s.asked && s.in.File.Reviewer != "" && s.rank() < m.heard[s.speaker]
}

// settled is the file that has put a fault right, empty where none has: it says something else in its place, or the
// access is decided in it, and who said it had not been asked, or had been by the reviewer, who decides after all.
func (m *merging) settled(s *said, rows []Judged) string {
	switch {
	case s.later != nil:
		return clip(s.later.in.File.Name)
	case s.asked && s.row >= 0 && rows[s.row].byReviewer() && s.speaker != addressKey(rows[s.row].Access.Reviewer):
		return clip(rows[s.row].decidedIn())
	case s.asked || s.rank() == m.latest:
		return ""
	case s.row < 0, m.stale(s):
		return givenLater
	}
	return clip(rows[s.row].decidedIn())
}

// givenLater stands for files of which none is the one that matters.
const givenLater = "what was given later"

// byReviewer reports whether a row is decided by the reviewer it was given to.
func (j *Judged) byReviewer() bool {
	return j.Decision != "" && j.Access.Reviewer != "" && sameAddress(j.By, j.Access.Reviewer)
}

// decidedIn is the file in which a row is decided; empty where it is open.
func (j *Judged) decidedIn() string {
	if j.Decision == "" {
		return ""
	}
	return j.File
}

// problems are those that stand, each once, in the order of the files and of what stands in them. What is no longer
// wrong is remarked, and so is what somebody says otherwise now.
func (m *merging) problems(rows []Judged) (standing []Problem, settled []Remark) {
	seen := map[Problem]bool{}
	for i, f := range m.files {
		past := pastOf{file: f}
		add := func(p Problem, by string) {
			switch {
			case seen[p]:
			case by == "":
				standing = append(standing, p)
			default:
				past.add(strings.TrimSpace(clip(p.Cell)+" "+p.Message), by)
			}
			seen[p] = true
		}
		for _, p := range f.Problems {
			add(p, m.settledOf(p, i, rows))
		}
		answers := m.of(i)
		for k := range answers {
			switch s := &answers[k]; {
			case s.fault != nil && s.fault.Key != "":
				add(*s.fault, m.settled(s, rows))
			case s.fault == nil && s.later != nil && s.changed():
				past.add(strings.TrimSpace(clip(s.Cell)+" said "+s.inWords()+" (now "+s.later.inWords()+")"), clip(s.later.in.File.Name))
			}
		}
		settled = append(settled, past.remark()...)
	}
	return standing, settled
}

// settledOf is the file that has put a problem right of which a file itself tells; empty where none has. What is
// wrong with no single access is settled by giving other files.
func (m *merging) settledOf(p Problem, file int, rows []Judged) string {
	if row, ours := m.at[p.Key]; ours {
		for _, at := range m.says[row] {
			if at >= m.first[file] && at < m.first[file+1] {
				return m.settled(&m.all[at], rows)
			}
		}
	}
	if m.files[file].File.Given < m.latest {
		return givenLater
	}
	return ""
}

// changed reports whether what stands in an answer's place says something else.
func (s *said) changed() bool {
	return s.says() && (s.Decision != s.later.Decision || !sameAddress(s.Delegate, s.later.Delegate))
}

// inWords is what an answer says about its access.
func (s *said) inWords() string {
	switch {
	case s.Decision != "":
		return clip(string(s.Decision))
	case s.Delegate != "":
		return clip(s.Delegate) + " decides"
	}
	return "nothing that counts"
}

// pastOf is what no longer holds of a file.
type pastOf struct {
	file *Returned
	what []string
	by   []string
}

func (p *pastOf) add(what, by string) {
	p.what = append(p.what, what)
	if !slices.Contains(p.by, by) {
		p.by = append(p.by, by)
	}
}

func (p *pastOf) remark() []Remark {
	if len(p.what) == 0 {
		return nil
	}
	return []Remark{{Code: RemarkSettled, Reviewer: p.file.File.Reviewer, File: p.file.File.Name,
		Words: clip(p.file.File.Name) + ": " + someOf(p.what) + "; settled by " + someOf(p.by)}}
}
