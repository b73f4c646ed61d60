package review

import (
	"crypto/sha256"
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

// keySign is how many bytes of a digest stand at the end of a key, as two digits each.
const keySign = 3

// KeyOf is the key of the access with a number in the population, from 1: the campaign's id, the number, and a sign
// that only whoever knows the campaign's seed can make. Who holds some keys can guess no others.
func (c *Campaign) KeyOf(number int) string {
	sum := sha256.Sum256([]byte(c.Seed + " " + strconv.Itoa(number)))
	return fmt.Sprintf("%s%0*d-%x", c.keyPrefix(), keyDigits, number, sum[len(sum)-keySign:])
}

func (c *Campaign) keyPrefix() string { return "R" + strings.ReplaceAll(c.ID, "-", "") + "-" }

// Number is the number in the population of the access with a key; 0 where the campaign has none such.
func (c *Campaign) Number(key string) int {
	number := c.told(key)
	if number == 0 || key != c.KeyOf(number) {
		return 0
	}
	return number
}

// told is the number that a key tells of, whatever its sign; 0 where the campaign has no such number.
func (c *Campaign) told(key string) int {
	rest, ours := strings.CutPrefix(key, c.keyPrefix())
	digits, _, signed := strings.Cut(rest, "-")
	if !ours || !signed {
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
	after := sort.Search(len(c.People), func(i int) bool { return c.told(c.People[i].Accesses[0].Key) > number })
	p := &c.People[after-1]
	return Ref{Person: p, Access: &p.Accesses[number-c.told(p.Accesses[0].Key)]}, true
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
