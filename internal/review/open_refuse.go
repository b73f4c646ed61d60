package review

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/personnel"
)

// Incomplete: the accounts are not all that the service has, or not each of them once. A population that lacks
// anybody is none.
type Incomplete struct {
	TotalResults int    // as the service counts
	Accounts     int    // as reading counted
	Held         int    // accounts that there are
	Twice        string // the id of an account that stands twice; empty for none
	Before       string // the name of the campaign whose snapshot they are of; empty where they are the tenant's as it is now
}

func (e *Incomplete) Error() string {
	if e.Twice != "" {
		return fmt.Sprintf("the tenant shifted while it was read: account %s came twice among %s", e.Twice, withCommas(e.Held))
	}
	if e.Before != "" {
		return fmt.Sprintf("the snapshot of %s is not complete: it had %s, and there are %s", e.Before, countOf(e.Accounts, "account"), withCommas(e.Held))
	}
	return fmt.Sprintf("the population is not complete: the service counts %s, reading counted %s, and there are %s",
		countOf(e.TotalResults, "account"), withCommas(e.Accounts), withCommas(e.Held))
}

// NothingToReview: no access is in scope, or all that is has been reviewed by the campaign before.
type NothingToReview struct {
	AddendumTo string // the name of the campaign since which nothing has come; empty where this is no addendum
	Accounts   int
	OutOfScope int // accounts that have access, and none that is reviewed here
}

func (e *NothingToReview) Error() string {
	switch {
	case e.AddendumTo != "":
		return fmt.Sprintf("there is nothing to review: all access of the tenant's %s was there when %s was opened, or is out of scope", countOf(e.Accounts, "account"), e.AddendumTo)
	case e.OutOfScope > 0:
		return fmt.Sprintf("there is nothing to review: nobody of the tenant's %s has access that is in scope", countOf(e.Accounts, "account"))
	}
	return fmt.Sprintf("there is nothing to review: nobody of the tenant's %s has access to a workspace", countOf(e.Accounts, "account"))
}

// CannotCut: the population cannot be cut into parts as asked.
type CannotCut struct {
	By      string
	Words   string   // why, a clause
	Headers []string // of HR's list, where what is needed stands under none of them
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
	if f.AddendumTo != nil && len(f.Before) != f.AddendumTo.Proof.Accounts {
		return &Incomplete{TotalResults: f.AddendumTo.Proof.TotalResults, Accounts: f.AddendumTo.Proof.Accounts, Held: len(f.Before), Before: f.AddendumTo.Name}
	}
	switch {
	case f.By == ByNobody:
	case f.By == ByWorkspace && f.Owners == nil:
		return &CannotCut{By: f.By, Words: "no list says who owns which workspace"}
	case f.By == ByWorkspace:
	case f.Staff == nil:
		return &CannotCut{By: f.By, Words: "HR's list was not given"}
	case f.By == ByManager:
		return noManagers(f.Staff)
	case !f.Staff.Has(f.By):
		return &CannotCut{By: f.By, Words: "HR's list " + f.Staff.File + " has no such column", Headers: f.Staff.Headers}
	}
	return nil
}

// noManagers refuses a list of HR that names nobody's manager; nil where it names one.
func noManagers(s *personnel.Staff) error {
	if slices.ContainsFunc(s.Employees, func(e personnel.Employee) bool { return len(e.ManagerSaid) > 0 }) {
		return nil
	}
	words := "no row of HR's list " + s.File + " names a manager"
	if !slices.ContainsFunc(s.Columns, func(c personnel.Column) bool { return strings.HasPrefix(c.What, "manager") }) {
		words = "HR's list " + s.File + " has no column that says who manages whom"
	}
	return &CannotCut{By: ByManager, Words: words, Headers: s.Headers}
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
