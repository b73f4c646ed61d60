package review

import (
	"errors"
	"strings"
	"testing"
)

func TestAShortListIsNoPopulation(t *testing.T) {
	for _, c := range []struct {
		why    string
		change func(*Facts)
		words  string
	}{
		{"the service counts more", func(f *Facts) { f.Proof.TotalResults = 3 }, "the service counts 3 accounts, reading counted 2, and there are 2"},
		{"the service counts fewer", func(f *Facts) { f.Proof.TotalResults = 1 }, "the service counts 1 account, reading counted 2"},
		{"reading counted more", func(f *Facts) { f.Proof.Accounts = 1000; f.Proof.TotalResults = 1000 }, "reading counted 1,000, and there are 2"},
		{"nobody counted", func(f *Facts) { f.Proof = Proof{} }, "and there are 2"},
		{"one came twice and another not at all", func(f *Facts) { f.Accounts[1].ID = strings.ToUpper(f.Accounts[0].ID) }, "came twice"},
	} {
		f := factsOf(account("ann@acme.com", 1), account("bob@acme.com", 1))
		c.change(&f)
		_, err := Open(f)
		var incomplete *Incomplete
		if !errors.As(err, &incomplete) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", c.why, err)
		}
	}
}

func TestARuleNeedsTheListItFollows(t *testing.T) {
	hr := listOf(t, "Email,Name,Manager", "ann@acme.com,Ann,", "bob@acme.com,Bob, ")
	for _, c := range []struct {
		why, by string
		change  func(*Facts)
		words   string
	}{
		{"managers are in HR's list", ByManager, func(*Facts) {}, "cannot find reviewers by manager: HR's list was not given"},
		{"columns are too", "Department", func(*Facts) {}, "cannot find reviewers by Department: HR's list was not given"},
		{"owners are in a list of owners", ByWorkspace, func(f *Facts) { f.Staff = hr }, "cannot find reviewers by workspace: no list says who owns which workspace"},
		{"somebody has to be a manager", ByManager, func(f *Facts) { f.Staff = hr }, "no row of HR's list hr.csv names a manager"},
		{"and a column has to say so", ByManager, func(f *Facts) { f.Staff = listOf(t, "Email,Chief", "ann@acme.com,maria@acme.com") }, "HR's list hr.csv has no column that says who manages whom"},
		{"the column has to be there", "Cost Centre", func(f *Facts) { f.Staff = hr }, "HR's list hr.csv has no such column"},
	} {
		f := factsOf(account("ann@acme.com", 1))
		f.By = c.by
		c.change(&f)
		_, err := Open(f)
		var cannot *CannotCut
		if !errors.As(err, &cannot) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", c.why, err)
		}
	}
}
