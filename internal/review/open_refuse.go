package review

import (
	"fmt"

	"scimsheet/internal/identity"
)

// Incomplete: the accounts are not all that the service has, or not each of them once. A population that lacks
// anybody is none.
type Incomplete struct {
	TotalResults int    // as the service counts
	Accounts     int    // as reading counted
	Held         int    // accounts that there are
	Twice        string // the id of an account that stands twice; empty for none
}

func (e *Incomplete) Error() string {
	if e.Twice != "" {
		return fmt.Sprintf("the tenant shifted while it was read: account %s came twice among %s", e.Twice, withCommas(e.Held))
	}
	return fmt.Sprintf("the population is not complete: the service counts %s, reading counted %s, and there are %s",
		countOf(e.TotalResults, "account"), withCommas(e.Accounts), withCommas(e.Held))
}

// NothingToReview: no access is in scope, or all that is has been reviewed by the campaign before.
type NothingToReview struct {
	AddendumTo string // the name of the campaign that reviews all there is; empty where this is no addendum
	Accounts   int
	OutOfScope int // accounts that have access, and none that is reviewed here
}

func (e *NothingToReview) Error() string {
	switch {
	case e.AddendumTo != "":
		return fmt.Sprintf("there is nothing to review: all access of the tenant's %s is in %s already, or out of scope", countOf(e.Accounts, "account"), e.AddendumTo)
	case e.OutOfScope > 0:
		return fmt.Sprintf("there is nothing to review: nobody of the tenant's %s has access that is in scope", countOf(e.Accounts, "account"))
	}
	return fmt.Sprintf("there is nothing to review: nobody of the tenant's %s has access to a workspace", countOf(e.Accounts, "account"))
}

// CannotCut: the population cannot be cut into parts as asked.
type CannotCut struct {
	By      string
	Words   string   // why, a clause
	Headers []string // of HR's list, where By is none of them
}

func (e *CannotCut) Error() string {
	return fmt.Sprintf("cannot find reviewers by %s: %s", e.By, e.Words)
}

// check refuses what no campaign can be made of.
func (f Facts) check() error {
	if held := len(f.Accounts); f.Proof.Accounts != held || f.Proof.TotalResults != held {
		return &Incomplete{TotalResults: f.Proof.TotalResults, Accounts: f.Proof.Accounts, Held: held}
	}
	met := make(map[string]bool, len(f.Accounts))
	for i := range f.Accounts {
		id := heldBy(&f.Accounts[i], "").user
		if met[id] {
			return &Incomplete{TotalResults: f.Proof.TotalResults, Accounts: f.Proof.Accounts, Held: len(f.Accounts), Twice: f.Accounts[i].ID}
		}
		met[id] = true
	}
	switch {
	case f.By == ByNobody:
	case f.By == ByWorkspace && f.Owners == nil:
		return &CannotCut{By: f.By, Words: "no list says who owns which workspace"}
	case f.By == ByWorkspace:
	case f.Staff == nil:
		return &CannotCut{By: f.By, Words: "HR's list was not given"}
	case f.By != ByManager && !f.Staff.Has(f.By):
		return &CannotCut{By: f.By, Words: "HR's list " + f.Staff.File + " has no such column", Headers: f.Staff.Headers}
	}
	return nil
}

func (o *opening) nothing() error {
	e := &NothingToReview{Accounts: len(o.Accounts), OutOfScope: o.c.Proof.OutOfScope}
	if o.AddendumTo != nil {
		e.AddendumTo = o.AddendumTo.Name
	}
	return e
}

// addressKey is what spellings of one address share.
func addressKey(address string) string { return identity.Fold(identity.Visible(address)) }
