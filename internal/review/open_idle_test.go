package review

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
)

// leavers are facts of a tenant in which gus, who has left, holds nothing; hal is here, and ida leaves next month.
func leavers(t testing.TB) Facts {
	f := factsOf(account("ann@acme.com", 1), account("gus@acme.com"), account("hal@acme.com"), account("ida@acme.com"), account("stranger@acme.com"))
	f.By, f.Staff = ByManager, staff(t, "ann@acme.com,1,Ann,maria@acme.com", "gus@acme.com,2,Gus,maria@acme.com,Sales,Terminated,2026-10-02",
		"hal@acme.com,3,Hal,maria@acme.com,Sales,Active", "ida@acme.com,4,Ida,maria@acme.com,Sales,Terminated,2027-02-01")
	return f
}

func TestWhoHasLeftAndHoldsNothingIsNotForgotten(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		why    string
		change func(*Facts)
		want   string
	}{
		{"in a review of everything", func(*Facts) {}, "gus@acme.com"},
		{"in a review of active accounts", func(f *Facts) { f.Scope.Active = &yes }, "gus@acme.com"},
		{"not in one of accounts that are switched off", func(f *Facts) { f.Scope.Active, f.Accounts[0].Active = &no, false }, ""},
		{"not in a review of some workspaces", func(f *Facts) { f.Scope.Workspaces = []identity.Workspace{{ID: ws(1), Name: "Finance"}} }, ""},
		{"not where the account is switched off already", func(f *Facts) { f.Accounts[1].Active = false }, ""},
		{"not where the account holds something: that is reviewed", func(f *Facts) { f.Accounts[1].Workspaces = []string{ws(2)} }, ""},
		{"not where nobody says who has left", func(f *Facts) { f.Staff, f.By = nil, ByNobody }, ""},
		{"not in an addendum, which is of what was given since", func(f *Facts) { addendum(t, f, factsOf(account("bob@acme.com", 1))) }, ""},
	} {
		f := leavers(t)
		c.change(&f)
		opened := mustOpen(t, f)
		var names []string
		for _, p := range opened.LeftIdle {
			names = append(names, string(p.Account.UserName))
			if p.HR == nil || !p.HR.Left || p.HR.Name != "Gus" || len(p.Accesses) > 0 {
				t.Errorf("%s: %+v", c.why, p)
			}
		}
		if got := strings.Join(names, ", "); got != c.want {
			t.Errorf("%s: listed are %q, want %q", c.why, got, c.want)
		}
		if diff := cmp.Diff(opened, mustRead(t, opened)); diff != "" {
			t.Errorf("%s: it is read otherwise: %s", c.why, diff)
		}
	}
}

func TestALineOfSomebodyWhoHoldsNothingCannotBeForged(t *testing.T) {
	for _, s := range []struct {
		why   string
		edit  func(*Campaign)
		words string
	}{
		{"left out", func(c *Campaign) { c.LeftIdle = nil }, "its id is not that of its rows"},
		{"twice", func(c *Campaign) { c.LeftIdle = append(c.LeftIdle, c.LeftIdle[0]); renumber(t, c) }, "stands in it twice, or out of order"},
		{"who is in the population", func(c *Campaign) { c.LeftIdle[0].Account.ID = c.People[0].Account.ID; renumber(t, c) }, "stands in it twice, or out of order"},
		{"who is still here", func(c *Campaign) { c.LeftIdle[0].HR.Left = false; renumber(t, c) }, "HR's list does not say so"},
		{"whom HR's list does not have", func(c *Campaign) { c.LeftIdle[0].HR = nil; renumber(t, c) }, "HR's list does not say so"},
		{"who holds something", func(c *Campaign) { c.LeftIdle[0].Account.Workspaces = []string{ws(1)}; renumber(t, c) }, "where that is not so or not asked"},
		{"whose account is switched off", func(c *Campaign) { c.LeftIdle[0].Account.Active = false; renumber(t, c) }, "where that is not so or not asked"},
		{"who is not counted", func(c *Campaign) { c.Proof.WithoutAccess, c.Proof.OutOfScope = 0, 4; renumber(t, c) }, "does not add up"},
	} {
		c := mustOpen(t, leavers(t))
		s.edit(c)
		if _, err := Read(bytes.NewReader(written(t, c))); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), s.words) {
			t.Errorf("%s: %v", s.why, err)
		}
	}
	lines := bytes.SplitAfter(linesOf(t, written(t, mustOpen(t, leavers(t)))), []byte("\n"))
	lines[1], lines[2] = lines[2], lines[1]
	if _, err := Read(bytes.NewReader(fileOf(t, bytes.Join(lines, nil)))); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "stands below those who hold nothing") {
		t.Errorf("lines in another order: %v", err)
	}
}
