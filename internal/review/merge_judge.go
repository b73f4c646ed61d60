package review

import (
	"cmp"
	"slices"
	"strings"
)

// judge says where one row of the population stands.
func (m *merging) judge(row int) Judged {
	j := Judged{Ref: m.rows[row]}
	counts, faulty := m.now(row)
	decided := slices.DeleteFunc(slices.Clone(counts), func(s *said) bool { return s.Decision == "" })
	switch {
	case differ(decided):
		j.Open, j.Words = OpenContradiction, m.contradiction(decided)
	case len(decided) > 0:
		m.decide(&j, decided)
	case len(faulty) > 0:
		j.Open, j.Words = OpenFaulty, m.faults(faulty)
	default:
		m.undecided(&j, row, counts)
	}
	return j
}

func differ(decided []*said) bool {
	return slices.ContainsFunc(decided, func(s *said) bool { return s.Decision != decided[0].Decision })
}

// decide takes a decision that is said at least once. Of several who say the same it is theirs whose file was saved
// last, among those who say why if anybody does.
func (m *merging) decide(j *Judged, decided []*said) {
	best := slices.MaxFunc(decided, func(a, b *said) int {
		return cmp.Or(-fewer(!saysWhy(a.Justification), !saysWhy(b.Justification)), a.in.File.SavedAt.Compare(b.in.File.SavedAt))
	})
	j.takeFrom(best)
	if best.Decision == Keep && len(j.Access.Flags) > 0 && !saysWhy(best.Justification) {
		j.Open, j.Words = OpenUnjustified, m.unjustified(j, best)
		return
	}
	j.Decision, j.By = best.Decision, m.who.spell(best.decider())
}

// takeFrom fills in where an answer stands.
func (j *Judged) takeFrom(s *said) {
	f := &s.in.File
	j.Justification = strings.TrimSpace(valid(s.Justification))
	j.At, j.File, j.SHA256 = f.SavedAt, f.Name, f.SHA256
	j.Sheet, j.Row, j.Cell = s.Sheet, s.Row, s.Cell
}

func (m *merging) unjustified(j *Judged, s *said) string {
	words := "kept (" + m.place(s) + ") although: " + flagWords(j.Access) + ". "
	if text := clip(s.Justification); text != "" {
		words += inQuotes(text) + " does not say why"
	} else {
		words += "Nobody says why"
	}
	return words + "; the column Justification has to"
}

// contradiction names every place that says anything, and what to do about it.
func (m *merging) contradiction(decided []*said) string {
	sorted := slices.Clone(decided)
	slices.SortStableFunc(sorted, func(a, b *said) int { return a.in.File.SavedAt.Compare(b.in.File.SavedAt) })
	words := make([]string, len(sorted))
	oneReviewer, timesKnown := true, true
	for i, s := range sorted {
		words[i] = string(s.Decision) + " by " + m.who.call(s.decider()) + " in " + m.place(s) + savedInWords(s.in.File)
		oneReviewer = oneReviewer && sameAddress(s.decider(), sorted[0].decider())
		timesKnown = timesKnown && !s.in.File.SavedAt.IsZero()
	}
	fix := "they have to agree: have one of them corrected, and give that file in place of the one that it corrects"
	if oneReviewer {
		fix = "leave out the file that no longer holds"
		if timesKnown && sorted[0].in.File.SavedAt.Before(sorted[len(sorted)-1].in.File.SavedAt) {
			fix = "leave out the older one, " + clip(sorted[0].in.File.Name) + ", if it no longer holds"
		}
	}
	return someOf(words) + ": " + fix
}

func savedInWords(f File) string {
	if f.SavedAt.IsZero() {
		return " (saved at a time that it does not say)"
	}
	return " (saved on " + momentInWords(f.SavedAt) + ")"
}

func (m *merging) faults(faulty []*said) string {
	words := make([]string, len(faulty))
	for i, s := range faulty {
		place := cmp.Or(s.fault.Cell, s.Cell)
		words[i] = strings.TrimSpace(clip(s.in.File.Name)+", "+clip(place)) + " " + s.fault.Message
	}
	return someOf(words)
}

// undecided says why nobody has decided a row.
func (m *merging) undecided(j *Judged, row int, counts []*said) {
	given := m.given[j.Access.Key]
	way, circle := trail(j.Ref, given)
	if len(counts) > 0 {
		j.takeFrom(counts[0])
	}
	switch {
	case circle:
		names := []string{reviewerInWords(j.Access.Reviewer)}
		for _, d := range way {
			names = append(names, clip(d.To)+" ("+placeOfDelegation(d)+")")
		}
		j.Open, j.Words = OpenDelegated, "given on in a circle, from "+strings.Join(names, " to ")+": one of them has to decide"
	case len(way) > 0:
		last := way[len(way)-1]
		j.Open = OpenDelegated
		j.Words = "given to " + m.who.call(last.To) + " by " + m.who.call(last.From) + " (" + placeOfDelegation(last) + "), who has not decided"
	default:
		j.Open, j.Words = OpenBlank, m.blank(j, row, counts)
	}
}

func placeOfDelegation(d Delegation) string {
	if d.Cell == "" {
		return clip(d.File)
	}
	return clip(d.File) + ", " + clip(d.Cell)
}

func (m *merging) blank(j *Judged, row int, counts []*said) string {
	var words []string
	for _, s := range counts {
		words = append(words, m.place(s)+" is blank")
	}
	for _, f := range m.missing[row] {
		words = append(words, clip(f.File.Name)+" lacks the row")
	}
	switch {
	case len(words) > 0:
		return someOf(words)
	case j.Access.Reviewer == "":
		return "nobody could be found to review it: the column Delegate of no-reviewer.xlsx names who decides"
	}
	return m.who.call(j.Access.Reviewer) + " has sent nothing back about it"
}
