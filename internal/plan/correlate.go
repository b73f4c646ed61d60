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
}

// index finds accounts by the three keys a row may carry.
type index struct {
	accounts     []identity.Account
	byID         map[string]int
	byName       map[string]int
	byExternalID map[string][]int
}

func newIndex(accounts []identity.Account) *index {
	ix := &index{
		accounts:     accounts,
		byID:         make(map[string]int, len(accounts)),
		byName:       make(map[string]int, len(accounts)),
		byExternalID: make(map[string][]int, len(accounts)),
	}
	for i := range accounts {
		ix.byID[strings.ToLower(accounts[i].ID)] = i
		ix.byName[accounts[i].UserName.Key()] = i
		if accounts[i].ExternalID != "" {
			key := identity.Fold(accounts[i].ExternalID)
			ix.byExternalID[key] = append(ix.byExternalID[key], i)
		}
	}
	return ix
}

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
	if i, ok := ix.byName[p.UserName.Key()]; ok {
		return match{account: i}
	}
	return noAccount()
}

func (ix *index) correlateExternalID(p identity.Person) match {
	found := ix.byExternalID[identity.Fold(*p.ExternalID)]
	if len(found) > 1 {
		return match{account: -1, reason: ReasonAmbiguousMatch,
			detail: fmt.Sprintf("%d accounts have the externalId %q", len(found), *p.ExternalID)}
	}
	if len(found) == 1 {
		return ix.checkUserName(p, found[0])
	}
	i, ok := ix.byName[p.UserName.Key()]
	if !ok || p.UserName == "" {
		return noAccount()
	}
	if other := ix.accounts[i].ExternalID; other != "" {
		return match{account: i, reason: ReasonAmbiguousMatch,
			detail: fmt.Sprintf("the account %s has the externalId %q, the row says %q", ix.accounts[i].UserName, other, *p.ExternalID)}
	}
	return match{account: i}
}

// checkUserName refuses an e-mail change: userName is readOnly after creation (Anaplan SCIM API, /Schemas).
func (ix *index) checkUserName(p identity.Person, i int) match {
	if p.UserName == "" || p.UserName.Same(ix.accounts[i].UserName) {
		return match{account: i}
	}
	return match{account: i, reason: ReasonUserNameReadOnly,
		detail: fmt.Sprintf("the account is %s; a userName cannot be changed to %s through SCIM", ix.accounts[i].UserName, p.UserName)}
}

// mark counts as listed every account that a person's row could mean, by any of its keys. It is wider
// than correlation on purpose: an account that a row so much as points at is never "absent".
func (ix *index) mark(p identity.Person, listed []bool) {
	if i, ok := ix.byID[strings.ToLower(p.ID)]; ok && p.ID != "" {
		listed[i] = true
	}
	if i, ok := ix.byName[p.UserName.Key()]; ok && p.UserName != "" {
		listed[i] = true
	}
	if p.ExternalID != nil && *p.ExternalID != "" {
		for _, i := range ix.byExternalID[identity.Fold(*p.ExternalID)] {
			listed[i] = true
		}
	}
}
