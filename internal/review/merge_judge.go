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
		j.Open, j.Words = OpenFaulty, faultWords(faulty)
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
		return cmp.Or(cmp.Compare(reasons(a), reasons(b)), a.in.File.SavedAt.Compare(b.in.File.SavedAt))
	})
	j.takeFrom(best)
	if best.Decision == Keep && len(j.Access.Flags) > 0 && !saysWhy(best.Justification) {
		j.Open, j.Words = OpenUnjustified, m.unjustified(j, best)
		return
	}
	j.Decision, j.By = best.Decision, m.who.spell(best.decider())
	if best.Reviewer != "" && !sameAddress(best.Delegate, best.Reviewer) {
		j.Named = m.who.spell(best.Delegate)
	}
}

// reasons is how many reasons an answer gives: one, or none.
func reasons(s *said) int {
	if saysWhy(s.Justification) {
		return 1
	}
	return 0
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
	for i, s := range sorted {
		words[i] = string(s.Decision) + " by " + m.who.call(s.decider()) + " in " + m.place(s) + savedInWords(s.in.File)
	}
	return someOf(words) + ": " + fixOf(sorted)
}

// fixOf is what solves a contradiction of answers in the order in which they were saved, as far as that is known.
func fixOf(sorted []*said) string {
	last := sorted[len(sorted)-1]
	for _, s := range sorted {
		switch {
		case s.speaker != last.speaker:
			return "they have to agree: have one of them correct the workbook, and give that file"
		case s != last && !s.savedBefore(last):
			return "give the file that holds again, alone"
		}
	}
	return "if the newest one holds, give it again, alone; if another does, have it saved once more, and give that"
}

func savedInWords(f File) string {
	if f.SavedAt.IsZero() {
		return " (saved at a time that it does not say)"
	}
	return " (saved on " + momentInWords(f.SavedAt) + ")"
}

func faultWords(faulty []*said) string {
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
		j.Open, j.Words = OpenDelegated, "given on in a circle, from "+reviewerInWords(j.Access.Reviewer)+" to "+circleWords(way)+": one of them has to decide"
	case len(way) > 0:
		last := way[len(way)-1]
		j.Open = OpenDelegated
		j.Words = "given to " + m.who.call(last.To) + " by " + m.who.call(last.From) + " (" + placeOfDelegation(last) + "), who has not decided"
	default:
		j.Open, j.Words = OpenBlank, m.blank(j, row, counts)
	}
}

// mostInCircle is how many people of a circle are named.
const mostInCircle = 5

func circleWords(way []Delegation) string {
	names := make([]string, len(way))
	for i, d := range way {
		names[i] = clip(d.To) + " (" + placeOfDelegation(d) + ")"
	}
	if others := len(names) - mostInCircle; others > 0 {
		names = append(names[:mostInCircle-1], countOf(others, "other"), names[len(names)-1])
	}
	return strings.Join(names, " to ")
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
