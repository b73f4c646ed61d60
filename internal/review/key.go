package review

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"scimsheet/internal/identity"
)

// keyDigits is how many digits a row's number has at least, so that keys of one campaign sort as their rows do
// in every program.
const keyDigits = 6

// Key is the key of an access: a campaign's id and the row's number in its population, from 1.
func Key(campaign string, number int) string {
	return fmt.Sprintf("%s%0*d", keyPrefix(campaign), keyDigits, number)
}

func keyPrefix(campaign string) string { return "R" + strings.ReplaceAll(campaign, "-", "") + "-" }

// Number is the number in the population of the access with a key; 0 where the campaign has none such.
func (c *Campaign) Number(key string) int {
	digits, ours := strings.CutPrefix(key, keyPrefix(c.ID))
	if !ours || len(digits) < keyDigits || len(digits) > keyDigits && digits[0] == '0' {
		return 0
	}
	number, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || int(number) > c.Proof.Rows {
		return 0
	}
	return int(number)
}

// Ref finds an access by its key.
func (c *Campaign) Ref(key string) (Ref, bool) {
	number := c.Number(key)
	if number == 0 {
		return Ref{}, false
	}
	after := sort.Search(len(c.People), func(i int) bool { return c.Number(c.People[i].Accesses[0].Key) > number })
	p := &c.People[after-1]
	return Ref{Person: p, Access: &p.Accesses[number-c.Number(p.Accesses[0].Key)]}, true
}

// Refs lists the population in its order.
func (c *Campaign) Refs() []Ref {
	refs := make([]Ref, 0, c.Proof.Rows)
	for i := range c.People {
		p := &c.People[i]
		for j := range p.Accesses {
			refs = append(refs, Ref{Person: p, Access: &p.Accesses[j]})
		}
	}
	return refs
}

// Of lists the part of a reviewer in the population's order; with an empty address, the part of nobody.
func (c *Campaign) Of(reviewer string) []Ref {
	at := slices.IndexFunc(c.Reviewers, func(r Reviewer) bool { return identity.UserName(r.Address).Same(identity.UserName(reviewer)) })
	if at < 0 {
		return nil
	}
	refs := make([]Ref, 0, c.Reviewers[at].Rows)
	for i := range c.People {
		p := &c.People[i]
		for j := range p.Accesses {
			if a := &p.Accesses[j]; a.Reviewer == c.Reviewers[at].Address {
				refs = append(refs, Ref{Person: p, Access: a})
			}
		}
	}
	return refs
}
