package report

import (
	"fmt"
	"strings"

	"scimsheet/internal/plan"
)

// limitRow is one limit with how near the plan is to it.
type limitRow struct {
	plan.Limit
	Name, Of  string
	Near      string // "60 % of what is allowed"
	Share     string // the same where there is little room: "60 %"
	Concerned string // how many people it is about, and the first of them
}

// limitRows are the limits of the whole plan. Names are left to its own report: an approver of one part
// has no business with the people of another.
func (d *dryRun) limitRows() []limitRow {
	rows := make([]limitRow, len(d.plan.Limits))
	for i, l := range d.plan.Limits {
		rows[i] = limitRow{Limit: l, Name: capitalised(limitWords(l.Name)), Near: nearWords(l), Share: shareWords(l), Of: "--" + l.Name + " all"}
		if l.Allowed >= 0 {
			rows[i].Of = fmt.Sprintf("--%s %s, of %s%s", l.Name, l.Setting, limitOf(l), leastRemark(l))
		}
		if l.People > 0 {
			rows[i].Concerned = people(l.People)
			if names := d.tally.concerned[l.Name]; d.Part == nil && len(names) > 0 {
				rows[i].Concerned += ": " + strings.Join(firstFew(names, l.People, concernedKept), ", ")
			}
		}
	}
	return rows
}

// nearWords say how much of what a limit allows the plan takes.
func nearWords(l plan.Limit) string {
	switch {
	case l.Planned == 0, l.Allowed < 0:
		return shareWords(l)
	case l.Allowed == 0:
		return "TOO MANY: nothing is allowed"
	}
	return shareWords(l) + " of what is allowed"
}

// shareWords say it in the fewest words. It is never said that nothing or all of it is taken where that is
// only nearly so.
func shareWords(l plan.Limit) string {
	switch n := nearness(l); {
	case l.Planned == 0:
		return "nothing planned"
	case l.Allowed < 0:
		return "no limit"
	case l.Allowed == 0:
		return "TOO MANY"
	case l.Exceeded:
		return fmt.Sprintf("TOO MANY: %s %%", number(n.share))
	case n.share == 0:
		return "less than 1 %"
	default:
		return fmt.Sprintf("%d %%", n.share)
	}
}
