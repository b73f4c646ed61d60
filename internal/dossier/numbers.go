package dossier

import (
	"cmp"
	"slices"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
)

// decided is how many accesses were decided how. Treated are those that nobody has decided, and that stand among
// the others by the words of whoever closed the campaign.
type decided struct {
	Keep, Revoke, Change int
	Treated              int
}

func (d *decided) add(j *review.Judged) {
	switch j.Decision {
	case review.Keep:
		d.Keep++
	case review.Revoke:
		d.Revoke++
	case review.Change:
		d.Change++
	}
	if j.Treated {
		d.Treated++
	}
}

// Rows is what the decisions come to.
func (d decided) Rows() int { return d.Keep + d.Revoke + d.Change }

// numbers are counted from the rows of the closing, and from nothing else.
type numbers struct {
	decided
	rows          int // of the population
	treatedRevoke int
	flagged       decided
	own           int // decided by the person concerned: none, or something is wrong
	reviewers     []reviewed
}

// reviewed is what one reviewer did.
type reviewed struct {
	decided
	Address, Name string
	Given         int           // rows in the workbook that went out
	Files         []review.File // that came back
	SavedAt       time.Time
	Late          bool
}

// decider is who answers for a row: whoever decided it, else whose it was.
func decider(j *review.Judged) string { return cmp.Or(j.By, j.Access.Reviewer) }

func (b *binder) count() numbers {
	var n numbers
	by := map[string]*reviewed{}
	of := func(address string) *reviewed {
		key := identity.UserName(address).Key()
		if by[key] == nil {
			by[key] = &reviewed{Address: address}
		}
		return by[key]
	}
	for _, r := range b.Campaign.Reviewers {
		who := of(r.Address)
		who.Name, who.Given = r.Name, r.Rows
		n.rows += r.Rows
	}
	used := map[string]map[string]bool{}
	for i := range b.Closing.Rows {
		j := &b.Closing.Rows[i]
		n.add(j)
		who := of(decider(j))
		who.add(j)
		if len(j.Access.Flags) > 0 {
			n.flagged.add(j)
		}
		if j.Treated && j.Decision == review.Revoke {
			n.treatedRevoke++
		}
		if j.By != "" && j.Person.Is(j.By) {
			n.own++
		}
		if j.SHA256 != "" {
			key := identity.UserName(who.Address).Key()
			if used[key] == nil {
				used[key] = map[string]bool{}
			}
			used[key][j.SHA256] = true
		}
	}
	for _, p := range b.Closing.Progress {
		who := of(p.Reviewer)
		who.Name, who.SavedAt, who.Late = cmp.Or(who.Name, p.Name), p.SavedAt, p.Late
	}
	for _, f := range b.Closing.Files {
		for key, who := range by {
			if used[key][f.SHA256] || f.Reviewer != "" && identity.UserName(f.Reviewer).Same(identity.UserName(who.Address)) {
				who.Files = append(who.Files, f)
			}
		}
	}
	n.reviewers = ordered(by)
	return n
}

// ordered are the reviewers by address, nobody last.
func ordered(by map[string]*reviewed) []reviewed {
	var all []reviewed
	for _, who := range by {
		if who.Given+who.Rows() > 0 || len(who.Files) > 0 {
			all = append(all, *who)
		}
	}
	slices.SortFunc(all, func(a, b reviewed) int {
		if (a.Address == "") != (b.Address == "") {
			return cmp.Compare(len(b.Address), len(a.Address))
		}
		return cmp.Compare(identity.UserName(a.Address).Key(), identity.UserName(b.Address).Key())
	})
	return all
}
