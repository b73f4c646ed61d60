package plan

import (
	"fmt"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// Listed is one person of the roster with every input row that speaks of them.
type Listed struct {
	Person identity.Person
	Rows   []finding.Pos
	Group  string // see Change
	Part   string
}

// index finds accounts by the three keys a row may carry.
type index struct {
	accounts     []identity.Account
	byID         map[string]int
	byName       map[string][]int
	byExternalID map[string][]int // by what is visible of it, see holding
}

func newIndex(accounts []identity.Account) *index {
	ix := &index{
		accounts:     accounts,
		byID:         make(map[string]int, len(accounts)),
		byName:       make(map[string][]int, len(accounts)),
		byExternalID: make(map[string][]int, len(accounts)),
	}
	for i := range accounts {
		ix.byID[strings.ToLower(accounts[i].ID)] = i
		if key := accounts[i].UserName.Key(); key != "" {
			ix.byName[key] = append(ix.byName[key], i)
		}
		if key := externalKey(accounts[i].ExternalID); key != "" {
			ix.byExternalID[key] = append(ix.byExternalID[key], i)
		}
	}
	return ix
}

func externalKey(externalID string) string { return identity.Fold(identity.Visible(externalID)) }

// match is what correlation found for one person: an account, or none, or a reason to do nothing.
type match struct {
	account int // index; -1 for none
	reason  Reason
	detail  string
}

func noAccount() match { return match{account: -1} }

// correlate finds the one account a person's row speaks of: by id, else as the policy says.
func (ix *index) correlate(p identity.Person, by Match) match {
	if p.ID != "" {
		i, ok := ix.byID[strings.ToLower(p.ID)]
		if !ok {
			return match{account: -1, reason: ReasonNotFound, detail: fmt.Sprintf("no account has the id %s", p.ID)}
		}
		return ix.checkUserName(p, i)
	}
	if by == MatchExternalID && p.ExternalID != nil && *p.ExternalID != "" {
		return ix.correlateExternalID(p)
	}
	return ix.correlateUserName(p)
}

func (ix *index) correlateUserName(p identity.Person) match {
	switch found := ix.byName[p.UserName.Key()]; len(found) {
	case 0:
		return noAccount()
	case 1:
		return match{account: found[0]}
	default:
		return match{account: -1, reason: ReasonAmbiguousMatch,
			detail: fmt.Sprintf("%d accounts have the userName %s", len(found), p.UserName)}
	}
}

// holding finds the accounts with that externalId as the service compares it, without case: a batched
// reading, in which the service has compared, and a complete one have to agree.
func (ix *index) holding(externalID string) []int {
	var found []int
	for _, i := range ix.byExternalID[externalKey(externalID)] {
		if identity.Fold(ix.accounts[i].ExternalID) == identity.Fold(externalID) {
			found = append(found, i)
		}
	}
	return found
}

func (ix *index) correlateExternalID(p identity.Person) match {
	found := ix.holding(*p.ExternalID)
	if len(found) > 1 {
		return match{account: -1, reason: ReasonAmbiguousMatch,
			detail: fmt.Sprintf("%d accounts have the externalId %q", len(found), *p.ExternalID)}
	}
	if len(found) == 1 {
		return ix.checkUserName(p, found[0])
	}
	m := ix.correlateUserName(p)
	if m.account < 0 {
		return m
	}
	a := &ix.accounts[m.account]
	if key := externalKey(a.ExternalID); key != "" && key != externalKey(*p.ExternalID) {
		m.reason = ReasonAmbiguousMatch
		m.detail = fmt.Sprintf("the account %s has the externalId %q, the row says %q", a.UserName, a.ExternalID, *p.ExternalID)
	}
	return m
}

// checkUserName refuses an e-mail change: userName is readOnly after creation (Anaplan SCIM API, /Schemas).
func (ix *index) checkUserName(p identity.Person, i int) match {
	if p.UserName == "" || p.UserName.Same(ix.accounts[i].UserName) {
		return match{account: i}
	}
	return match{account: i, reason: ReasonUserNameReadOnly,
		detail: fmt.Sprintf("the account is %s; a userName cannot be changed to %s through SCIM", ix.accounts[i].UserName, p.UserName)}
}

// mark notes every account that a person's row could mean, by any of its keys. It is wider than
// correlation on purpose: an account that a row so much as points at is never "absent".
func (ix *index) mark(p identity.Person, byExternalID bool, marked []bool) {
	if i, ok := ix.byID[strings.ToLower(p.ID)]; ok && p.ID != "" {
		marked[i] = true
	}
	for _, i := range ix.byName[p.UserName.Key()] {
		marked[i] = true
	}
	if byExternalID && p.ExternalID != nil {
		for _, i := range ix.byExternalID[externalKey(*p.ExternalID)] {
			marked[i] = true
		}
	}
}
