package review

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"scimsheet/internal/identity"
)

// What makes a rubber stamp: so many rows kept, and nothing else said, in so little time.
const (
	leastStamped = 5
	stampingTime = time.Minute
)

// leastAlike is how many flagged rows with the same words are worth a remark: a reason that holds twice is no wonder.
const leastAlike = 3

// version is what one reviewer says in one file.
type version struct {
	file  *File
	keeps []*said
	other int             // decided otherwise
	blank int             // neither decided nor given on
	again bool            // the reviewer has looked again, and changed a decision or its reason
	said  map[string]bool // keys of what is decided
}

// stamps finds reviewers who kept everything faster than anybody reads, as far as that can be told.
func (m *merging) stamps() []Remark {
	versions := m.versions()
	var out []Remark
	for _, reviewer := range slices.Sorted(maps.Keys(versions)) {
		for _, v := range versions[reviewer] {
			if v.other > 0 || v.blank > 0 || v.again {
				continue
			}
			previous := v.previous(versions[reviewer])
			fresh := v.keepsSince(previous)
			took, known := v.took(previous, m.campaign.OpenedAt)
			if len(fresh) < leastStamped || 2*len(fresh) <= len(v.keeps) || !known || took > stampingTime {
				continue
			}
			out = append(out, Remark{Code: RemarkRubberStamp, Reviewer: m.who.spell(reviewer), File: v.file.Name,
				Words: m.who.call(reviewer) + ": " + countOf(len(fresh), "row") + " kept within " + secondsInWords(took) + m.flaggedAmong(fresh)})
			break
		}
	}
	return out
}

// versions are what every reviewer has said, file by file, those given before included.
func (m *merging) versions() map[string][]*version {
	all := map[string][]*version{}
	var f *Returned
	here := map[string]*version{}
	for i := range m.all {
		s := &m.all[i]
		if s.in != f {
			f, here = s.in, map[string]*version{}
		}
		if s.fault != nil {
			continue
		}
		v := here[s.Reviewer]
		if v == nil {
			v = &version{file: &f.File, said: map[string]bool{}}
			here[s.Reviewer] = v
			key := addressKey(s.Reviewer)
			all[key] = append(all[key], v)
		}
		v.add(s)
	}
	return all
}

func (v *version) add(s *said) {
	v.again = v.again || s.later != nil && (s.changed() || s.later.Justification != s.Justification)
	switch {
	case s.Decision == Keep:
		v.keeps = append(v.keeps, s)
	case s.Decision != "":
		v.other++
	case s.Delegate == "":
		v.blank++
	}
	if s.Decision != "" {
		v.said[s.Key] = true
	}
}

// previous is the version that was saved last before this one; nil where none is known.
func (v *version) previous(all []*version) *version {
	var last *version
	for _, other := range all {
		at := other.file.SavedAt
		if !at.IsZero() && at.Before(v.file.SavedAt) && (last == nil || at.After(last.file.SavedAt)) {
			last = other
		}
	}
	return last
}

// keepsSince are the rows that were kept in this version, and not decided in the one before.
func (v *version) keepsSince(previous *version) []*said {
	if previous == nil {
		return v.keeps
	}
	var fresh []*said
	for _, s := range v.keeps {
		if !previous.said[s.Key] {
			fresh = append(fresh, s)
		}
	}
	return fresh
}

// took is the most time that a reviewer can have spent on a version: how long the file was open in all, and how long
// it can have been since the campaign was opened or the version before was saved.
func (v *version) took(previous *version, opened time.Time) (took time.Duration, known bool) {
	since := opened
	if previous != nil {
		since = previous.file.SavedAt
	}
	if e := v.file.Editing; e != nil && *e > 0 {
		took, known = *e, true
	}
	if passed := v.file.SavedAt.Sub(since); !v.file.SavedAt.IsZero() && passed > 0 && (!known || passed < took) {
		took, known = passed, true
	}
	return took, known
}

func secondsInWords(d time.Duration) string {
	if d = d.Round(time.Second); d == time.Minute {
		return "one minute"
	}
	return countOf(max(1, int(d/time.Second)), "second")
}

// flaggedAmong says how many of some rows were to be looked at with care, and how many of these nobody justified.
func (m *merging) flaggedAmong(kept []*said) string {
	flagged, silent := 0, 0
	for _, s := range kept {
		if len(m.rows[s.row].Access.Flags) > 0 {
			flagged++
			if !saysWhy(s.Justification) {
				silent++
			}
		}
	}
	switch {
	case flagged == 0:
		return ", none of them flagged"
	case silent == 0:
		return fmt.Sprintf(", %s of them flagged and justified", withCommas(flagged))
	case silent == flagged:
		return fmt.Sprintf(", %s of them flagged, no justification", withCommas(flagged))
	}
	return fmt.Sprintf(", %s of them flagged, %s without a justification", withCommas(flagged), withCommas(silent))
}

// flaggedKept tells who kept flagged rows without words, and who had the same words for all of them.
func (m *merging) flaggedKept(rows []Judged) (unjustified, sameWords []Remark) {
	silent, words := map[string]int{}, map[string][]string{}
	for i := range rows {
		j := &rows[i]
		if len(j.Access.Flags) == 0 {
			continue
		}
		switch {
		case j.Open == OpenUnjustified:
			silent[m.keeper(i)]++
		case j.Decision == Keep:
			key := addressKey(j.By)
			words[key] = append(words[key], j.Justification)
		}
	}
	for _, reviewer := range slices.Sorted(maps.Keys(silent)) {
		unjustified = append(unjustified, Remark{Code: RemarkUnjustified, Reviewer: m.who.spell(reviewer),
			Words: m.who.call(reviewer) + ": " + countOf(silent[reviewer], "flagged row") + " kept without words"})
	}
	for _, reviewer := range slices.Sorted(maps.Keys(words)) {
		if said := words[reviewer]; silent[reviewer] == 0 && len(said) >= leastAlike && allAlike(said) {
			sameWords = append(sameWords, Remark{Code: RemarkSameWords, Reviewer: m.who.spell(reviewer),
				Words: m.who.call(reviewer) + ": all " + countOf(len(said), "flagged row") + " kept with the same words, " + inQuotes(said[0])})
		}
	}
	return unjustified, sameWords
}

// keeper is the key of whoever kept a row without saying why.
func (m *merging) keeper(row int) string {
	counts, _ := m.now(row)
	for _, s := range counts {
		if s.Decision == Keep {
			return addressKey(s.decider())
		}
	}
	return ""
}

func allAlike(texts []string) bool {
	first := identity.Fold(identity.Visible(texts[0]))
	return !slices.ContainsFunc(texts, func(text string) bool { return identity.Fold(identity.Visible(text)) != first })
}
