package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// checkAbsent refuses to judge absence where it cannot be known.
func checkAbsent(actual Actual, policy Policy) error {
	switch {
	case policy.Absent != AbsentReport && policy.Absent != AbsentDeactivate:
		return nil
	case !actual.Complete || len(actual.Accounts) < actual.Total:
		return fmt.Errorf("find absent accounts: only %d of %d accounts were read", len(actual.Accounts), actual.Total)
	case policy.Absent == AbsentDeactivate && !policy.manages(ManageActive):
		return errors.New("deactivate absent accounts: this run does not manage active")
	}
	return nil
}

// absent adds what the policy wants for accounts that no row names.
func (d *differ) absent(out *Difference, listed []bool) {
	if d.policy.Absent != AbsentReport && d.policy.Absent != AbsentDeactivate {
		return
	}
	for _, a := range d.unlisted(listed) {
		switch {
		case d.policy.Absent == AbsentReport:
			out.Absent = append(out.Absent, AbsentAccount{ID: a.ID, UserName: string(a.UserName), Active: a.Active})
		case a.Active:
			c := Change{Action: Deactivate, UserName: a.UserName, UserID: a.ID, Before: a, Reason: ReasonAbsent,
				Detail:     "in no row of the input",
				Attributes: []Attribute{{Path: PathActive, Before: true, After: false}}}
			d.protect(&c)
			d.bound(&c)
			d.nameable(&c)
			out.Changes = append(out.Changes, c)
		}
	}
}

// unlisted are the accounts that no row speaks of, by userName.
func (d *differ) unlisted(listed []bool) []*identity.Account {
	var accounts []*identity.Account
	keys := make(map[*identity.Account]string)
	for i := range d.actual.Accounts {
		if a := &d.actual.Accounts[i]; !listed[i] {
			accounts = append(accounts, a)
			keys[a] = a.UserName.Key()
		}
	}
	slices.SortFunc(accounts, func(a, b *identity.Account) int {
		return cmp.Or(strings.Compare(keys[a], keys[b]), strings.Compare(a.ID, b.ID))
	})
	return accounts
}
