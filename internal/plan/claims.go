package plan

import "scimsheet/internal/identity"

// claims notices several people of the input who are one: the same account, the same externalId where
// that is what correlates, or, for people without an account, the same userName.
type claims struct {
	match        Match
	heldBack     []bool // per account, whether a person held back by errors may be it
	byAccount    []int  // per account, the position of the first change that claimed it
	byUserName   map[string]int
	byExternalID map[string]int
}

// The positions that are not a change's.
const (
	unclaimed = -1
	heldBack  = -2 // that of a person held back by errors, who has no change
)

func newClaims(accounts int, match Match) *claims {
	c := &claims{match: match, heldBack: make([]bool, accounts), byAccount: make([]int, accounts),
		byUserName: map[string]int{}, byExternalID: map[string]int{}}
	for i := range c.byAccount {
		c.byAccount[i] = unclaimed
	}
	return c
}

// claim files a person under everything that identifies them, and gives the positions of those who
// were there before.
func (c *claims) claim(p identity.Person, m match, position int) []int {
	var earlier []int
	if m.account >= 0 {
		if c.heldBack[m.account] {
			earlier = append(earlier, heldBack)
		}
		if first := c.byAccount[m.account]; first != unclaimed {
			earlier = append(earlier, first)
		} else {
			c.byAccount[m.account] = position
		}
	}
	if c.match == MatchExternalID && p.ExternalID != nil {
		earlier = append(earlier, file(c.byExternalID, externalKey(*p.ExternalID), position)...)
	}
	if m.account < 0 {
		earlier = append(earlier, file(c.byUserName, p.UserName.Key(), position)...)
	}
	return earlier
}

func file(under map[string]int, key string, position int) []int {
	if key == "" {
		return nil
	}
	if first, taken := under[key]; taken {
		return []int{first}
	}
	under[key] = position
	return nil
}
