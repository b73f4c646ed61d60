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

// counting finds reviewers by their addresses, and which files their rows rest on.
type counting struct {
	by   map[string]*reviewed
	used map[string]map[string]bool // digests, by reviewer
}

func (c counting) of(address string) *reviewed {
	key := identity.UserName(address).Key()
	if c.by[key] == nil {
		c.by[key], c.used[key] = &reviewed{Address: address}, map[string]bool{}
	}
	return c.by[key]
}

func (b *binder) count() numbers {
	var n numbers
	c := counting{map[string]*reviewed{}, map[string]map[string]bool{}}
	for _, r := range b.Campaign.Reviewers {
		who := c.of(r.Address)
		who.Name, who.Given = r.Name, r.Rows
		n.rows += r.Rows
	}
	for i := range b.Closing.Rows {
		j := &b.Closing.Rows[i]
		n.add(j)
		c.of(decider(j)).add(j)
		c.used[identity.UserName(decider(j)).Key()][j.SHA256] = true
		if len(j.Access.Flags) > 0 {
			n.flagged.add(j)
		}
		if j.Treated && j.Decision == review.Revoke {
			n.treatedRevoke++
		}
		if j.By != "" && j.Person.Is(j.By) {
			n.own++
		}
	}
	for _, p := range b.Closing.Progress {
		who := c.of(p.Reviewer)
		who.Name, who.SavedAt, who.Late = cmp.Or(who.Name, p.Name), p.SavedAt, p.Late
	}
	for _, f := range b.Closing.Files {
		c.claim(f)
	}
	n.reviewers = ordered(c.by)
	return n
}

// claim gives a returned file to everybody whose rows rest on it, and to whoever it was for.
func (c counting) claim(f review.File) {
	for key, who := range c.by {
		if c.used[key][f.SHA256] || f.Reviewer != "" && identity.UserName(f.Reviewer).Key() == key {
			who.Files = append(who.Files, f)
		}
	}
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
