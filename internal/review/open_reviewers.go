package review

import (
	"cmp"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// What the campaign's owner should know of a reviewer.
const (
	noteNoAccount = "has no account in the tenant"
	noteInactive  = "has an account in the tenant that is switched off"
)

// tally counts the parts of reviewers: by address, that of nobody last. The same follows from every campaign's file.
func (c *Campaign) tally() []Reviewer {
	parts := map[string]*Reviewer{}
	for i := range c.People {
		p := &c.People[i]
		met := map[string]bool{}
		for j := range p.Accesses {
			a := &p.Accesses[j]
			r := parts[a.Reviewer]
			if r == nil {
				r = &Reviewer{Address: a.Reviewer}
				parts[a.Reviewer] = r
			}
			r.Rows++
			if len(a.Flags) > 0 {
				r.Flagged++
			}
			if !met[a.Reviewer] {
				met[a.Reviewer] = true
				r.People++
			}
		}
	}
	reviewers := make([]Reviewer, 0, len(parts))
	for _, r := range parts {
		reviewers = append(reviewers, *r)
	}
	slices.SortFunc(reviewers, func(a, b Reviewer) int {
		if a.Address == "" || b.Address == "" {
			return -cmp.Compare(a.Address, b.Address)
		}
		return cmp.Or(cmp.Compare(addressKey(a.Address), addressKey(b.Address)), cmp.Compare(a.Address, b.Address))
	})
	nameFiles(reviewers)
	return reviewers
}

// reviewers are the parts with who they are.
func (o *opening) reviewers() []Reviewer {
	reviewers := o.c.tally()
	for i := range reviewers {
		r := &reviewers[i]
		if r.Address == "" {
			continue
		}
		_, e := o.known(r.Address)
		account := o.accounts[addressKey(r.Address)]
		if account == nil && e != nil {
			account = o.ofStaff[e]
		}
		if e != nil {
			r.Name = valid(identity.Visible(e.Name))
		}
		switch {
		case account == nil:
			r.Note = noteNoAccount
		case !account.Active:
			r.Note = noteInactive
		}
		if account != nil && r.Name == "" {
			r.Name = strings.TrimSpace(account.GivenName + " " + account.FamilyName)
		}
	}
	return reviewers
}
