package apply

import (
	"cmp"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// ConsentCounts are the changes of a plan that write, by what approvers said about them and not by what
// became of them: each is in one of Approved, Rejected and Open.
type ConsentCounts struct {
	InPlay   bool // only what is approved is applied, or somebody has decided
	Approved int
	Rejected int // one no is a no
	Open     int // nobody has said anything

	AppliedAgainst int // applied, or in part, although rejected or never approved
	Deciders       []Decider
}

// Decider is somebody who decided, and about how many changes: each counts once, however many files say it.
// Names that differ only by case are one. Who is not named is one of them, with an empty name.
type Decider struct {
	Name     string `json:"decidedBy"`
	Approved int    `json:"approved"`
	Rejected int    `json:"rejected"`
}

// Consent counts what approvers said about a plan. It is the one counting of it: whatever is told to people
// or machines is from here.
func Consent(p *plan.Plan, outcomes map[string]Outcome) ConsentCounts {
	k := ConsentCounts{InPlay: p.Policy.RequireApproval}
	var all []Decision
	for i := range p.Changes {
		c := &p.Changes[i]
		if !c.Writes() {
			continue
		}
		o := outcomes[c.ID]
		k.InPlay = k.InPlay || o.Unapproved || len(o.Decisions) > 0 || o.Status == Rejected || o.Status == Undecided
		if o.Unapproved {
			k.AppliedAgainst++
		}
		switch {
		case slices.ContainsFunc(o.Decisions, func(d Decision) bool { return d.Verdict == Reject }):
			k.Rejected++
		case len(o.Decisions) > 0:
			k.Approved++
		default:
			k.Open++
		}
		all = append(all, o.Decisions...)
	}
	k.Deciders = Deciders(all)
	return k
}

// Deciders are those who decided, who decided most first. A name is shown in the spelling that sorts last, with the fewest capitals as a rule,
// in whatever order the decisions stand.
func Deciders(decisions []Decision) []Decider {
	type word struct {
		who, change string
		verdict     Verdict
	}
	out, at, heard := []Decider{}, map[string]int{}, make(map[word]bool, len(decisions))
	for _, d := range decisions {
		who := identity.Fold(d.By)
		i, known := at[who]
		if !known {
			i = len(out)
			at[who] = i
			out = append(out, Decider{Name: d.By})
		}
		out[i].Name = max(out[i].Name, d.By)
		if heard[word{who, d.ChangeID, d.Verdict}] {
			continue
		}
		heard[word{who, d.ChangeID, d.Verdict}] = true
		if d.Verdict == Approve {
			out[i].Approved++
		} else {
			out[i].Rejected++
		}
	}
	slices.SortFunc(out, func(a, b Decider) int {
		return cmp.Or(cmp.Compare(b.Approved+b.Rejected, a.Approved+a.Rejected), cmp.Compare(identity.Fold(a.Name), identity.Fold(b.Name)))
	})
	return out
}
