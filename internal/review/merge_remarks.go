package review

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// remarks are in the order of their codes, within one code in that of the reviewers or of the files.
func (m *merging) remarks(s *Standing, settled []Remark) []Remark {
	unjustified, sameWords := m.flaggedKept(s.Rows)
	return slices.Concat(m.stamps(), unjustified, sameWords, m.late(s.Progress), m.hidden(), m.lacking(s.Rows), m.delegated(s.Progress), m.strangers(), settled, m.altered())
}

// ofFiles are the remarks about files that words are found for.
func (m *merging) ofFiles(code string, about func(file int) string) []Remark {
	var out []Remark
	for i, f := range m.files {
		if words := about(i); words != "" {
			out = append(out, Remark{Code: code, Reviewer: f.File.Reviewer, File: f.File.Name, Words: clip(f.File.Name) + words})
		}
	}
	return out
}

// altered tells how workbooks differ from those that were sent, as long as anything in them holds.
func (m *merging) altered() []Remark {
	return m.ofFiles(RemarkAltered, func(file int) string {
		f := m.files[file]
		holds := f.File.Given == m.latest || slices.ContainsFunc(m.of(file), func(s said) bool { return s.later == nil && s.says() })
		if len(f.Remarks) == 0 || !holds {
			return ""
		}
		return ": " + strings.Join(f.Remarks, "; ")
	})
}

func (m *merging) hidden() []Remark {
	return m.ofFiles(RemarkHidden, func(file int) string {
		n := 0
		for _, s := range m.of(file) {
			if s.Hidden && s.Decision != "" && s.fault == nil && s.later == nil {
				n++
			}
		}
		if n == 0 {
			return ""
		}
		return ": " + countOf(n, "row") + " decided and hidden or filtered out: ask the reviewer whether that was seen"
	})
}

// lacking tells of rows that are not decided and that a file lacks.
func (m *merging) lacking(rows []Judged) []Remark {
	return m.ofFiles(RemarkMissing, func(file int) string {
		n := 0
		for _, key := range m.files[file].Missing {
			if row, ours := m.at[key]; ours && rows[row].Open == OpenBlank {
				n++
			}
		}
		if n == 0 {
			return ""
		}
		return " lacks " + countOf(n, "row") + " of those that were sent, and nobody has decided " + themOrIt(n)
	})
}

func themOrIt(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
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

// strangers tells of delegates of whom neither the campaign nor HR's list knows: the address may be misspelled, or
// nobody's of the company.
func (m *merging) strangers() []Remark {
	type rows struct {
		n    int
		from []string
	}
	given := map[string]*rows{}
	for _, d := range m.delegations {
		to := addressKey(d.To)
		if given[to] == nil {
			given[to] = &rows{}
		}
		g := given[to]
		g.n++
		if from := cmp.Or(d.From, nobodysFile); !slices.Contains(g.from, from) {
			g.from = append(g.from, from)
		}
	}
	for address := range m.campaign.known() {
		delete(given, address)
	}
	var out []Remark
	for _, to := range slices.Sorted(maps.Keys(given)) {
		g := given[to]
		out = append(out, Remark{Code: RemarkStranger, Reviewer: m.who.spell(to), Words: "nobody knows the address " + clip(m.who.spell(to)) + ", to which " +
			countOf(g.n, "row") + " went (" + someOf(g.from) + "): it is no reviewer's, and of nobody who is reviewed"})
	}
	return out
}

// known are the keys of all addresses that a campaign tells of, but for the delegates.
func (c *Campaign) known() map[string]bool {
	all := map[string]bool{}
	for _, r := range c.Reviewers {
		all[addressKey(r.Address)] = true
	}
	for _, address := range c.Fallback {
		all[addressKey(address)] = true
	}
	for i := range c.People {
		p := &c.People[i]
		all[addressKey(string(p.Account.UserName))] = true
		if p.HR != nil {
			all[addressKey(p.HR.Address)], all[addressKey(p.HR.Manager)] = true, true
		}
	}
	return all
}
