package review

import (
	"cmp"
	"slices"
	"strings"
)

// remarks are in the order of their codes, within one code in that of the reviewers or of the files.
func (m *merging) remarks(s *Standing) []Remark {
	out := m.stamps()
	unjustified, sameWords := m.flaggedKept(s.Rows)
	out = append(out, unjustified...)
	out = append(out, sameWords...)
	out = append(out, m.late(s.Progress)...)
	out = append(out, m.ofFiles(hiddenRows)...)
	out = append(out, m.ofFiles(lacking)...)
	out = append(out, m.delegated(s.Progress)...)
	return append(out, m.ofFiles(altered)...)
}

func altered(f *Returned) (Remark, bool) {
	return Remark{Code: RemarkAltered, Words: clip(f.File.Name) + ": " + strings.Join(f.Remarks, "; ")}, len(f.Remarks) > 0
}

func (m *merging) ofFiles(about func(*Returned) (Remark, bool)) []Remark {
	var out []Remark
	for _, f := range m.files {
		if r, worth := about(f); worth {
			r.File, r.Reviewer = f.File.Name, f.File.Reviewer
			out = append(out, r)
		}
	}
	return out
}

func hiddenRows(f *Returned) (Remark, bool) {
	n := 0
	for i := range f.Answers {
		if a := &f.Answers[i]; a.Hidden && a.Decision != "" && a.Fault == nil {
			n++
		}
	}
	return Remark{Code: RemarkHidden, Words: clip(f.File.Name) + ": " + countOf(n, "row") + " decided and hidden or filtered out: ask the reviewer whether that was seen"}, n > 0
}

func lacking(f *Returned) (Remark, bool) {
	n := len(f.Missing)
	return Remark{Code: RemarkMissing, Words: clip(f.File.Name) + " lacks " + countOf(n, "row") + " of those that were sent"}, n > 0
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (m *merging) late(all []Progress) []Remark {
	var out []Remark
	for i := range all {
		p := &all[i]
		if !p.Late {
			continue
		}
		words := "rows without a reviewer"
		if p.Reviewer != "" {
			words = m.who.call(p.Reviewer)
		}
		words += ": due on " + dateInWords(m.campaign.Due)
		if p.SavedAt.After(m.campaign.Due) {
			words += ", saved on " + momentInWords(p.SavedAt)
		}
		if p.Open > 0 {
			words += ", " + countOf(p.Open, "row") + " open"
		}
		out = append(out, Remark{Code: RemarkLate, Reviewer: p.Reviewer, Words: words})
	}
	return out
}

// delegated tells who gave how many rows to whom.
func (m *merging) delegated(order []Progress) []Remark {
	type gift struct{ from, to string }
	rows := map[gift]int{}
	var met []gift
	for _, d := range m.delegations {
		g := gift{addressKey(d.From), addressKey(d.To)}
		if rows[g]++; rows[g] == 1 {
			met = append(met, g)
		}
	}
	rank := map[string]int{}
	for i := range order {
		rank[addressKey(order[i].Reviewer)] = i
	}
	slices.SortFunc(met, func(a, b gift) int {
		return cmp.Or(cmp.Compare(rank[a.from], rank[b.from]), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	out := make([]Remark, len(met))
	for i, g := range met {
		words := m.who.call(g.from) + " gave " + countOf(rows[g], "row") + " to " + m.who.call(g.to)
		if g.from == "" {
			words = countOf(rows[g], "row") + " without a reviewer went to " + m.who.call(g.to)
		}
		out[i] = Remark{Code: RemarkDelegated, Reviewer: m.who.spell(g.from), Words: words}
	}
	return out
}
