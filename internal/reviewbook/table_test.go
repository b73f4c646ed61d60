package reviewbook

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

func TestEveryRowHasItsPlaceAndTheGravestStandFirst(t *testing.T) {
	c := quarter(200)
	table, all := NewTable(c), refsOf(c)
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.Permutation(all).Draw(t, "rows")[:rapid.IntRange(0, len(all)).Draw(t, "count")]
		got := table.Listed(rows)
		if len(got) != len(rows) {
			t.Fatalf("%d rows of %d", len(got), len(rows))
		}
		seen, left := map[string]bool{}, map[string]bool{} // rows, and people whose rows of one rank have ended
		for i, r := range got {
			if seen[r.Access.Key] {
				t.Fatalf("%s stands twice", r.Access.Key)
			}
			seen[r.Access.Key] = true
			if i == 0 {
				continue
			}
			before := got[i-1]
			if gravest(before.Access.Flags) > gravest(r.Access.Flags) {
				t.Fatalf("%q stands after %q", lookText(r.Access.Flags), lookText(before.Access.Flags))
			}
			if gravest(before.Access.Flags) != gravest(r.Access.Flags) {
				left = map[string]bool{}
			} else if before.Person != r.Person {
				left[before.Person.Account.ID] = true
			}
			if left[r.Person.Account.ID] {
				t.Fatalf("the rows of %s stand apart", r.Person.Account.UserName)
			}
		}
		if again := table.Listed(all[:0:0]); len(again) != 0 {
			t.Fatal("rows out of nothing")
		}
	})
}

func TestTheOrderDoesNotDependOnTheOrderOfThePopulation(t *testing.T) {
	c := quarter(60)
	table, rows := NewTable(c), refsOf(c)
	want := table.Listed(rows)
	slices.Reverse(rows)
	for i, r := range table.Listed(rows) {
		if r != want[i] {
			t.Fatalf("row %d is %s instead of %s", i+2, r.Access.Key, want[i].Access.Key)
		}
	}
}

// bare is a campaign of which nothing is known but accounts and workspaces.
func bare() *review.Campaign {
	c := quarter(12)
	c.Sources, c.Previous = nil, nil
	for i := range c.People {
		p := &c.People[i]
		p.HR, p.Login = nil, review.Login{}
		for j := range p.Accesses {
			p.Accesses[j].Admin, p.Accesses[j].Past = nil, nil
		}
	}
	return c
}

func TestAColumnOfWhichNothingIsKnownIsLeftOut(t *testing.T) {
	always := []string{DecisionHeader, JustificationHeader, DelegateHeader, NameHeader, WorkspaceHeader, LookHeader, AccountHeader, UserNameHeader, ReviewerHeader, KeyHeader}
	for _, tt := range []struct {
		name string
		know func(*review.Campaign)
		more []string
	}{
		{"nothing is known", func(*review.Campaign) {}, nil},
		{"one sign-in is known", func(c *review.Campaign) { c.People[3].Login = review.Login{Known: true} }, []string{LoginHeader, DaysHeader}},
		{"one workspace's administrators are known", func(c *review.Campaign) { c.People[0].Accesses[0].Admin = new(false) }, []string{AdminHeader}},
		{"there was a review before", func(c *review.Campaign) { c.Previous = &review.Earlier{Name: "Q3"} }, []string{PastHeader}},
		{"there is HR's list, and nobody is in it", func(c *review.Campaign) { c.Sources = []review.Source{{What: review.SourceStaff}} }, []string{EmploymentHeader}},
		{"HR's list has departments", func(c *review.Campaign) { c.People[1].HR = &review.Employment{Department: "Finance"} }, []string{EmploymentHeader, DepartmentHeader}},
		{"HR's list has managers", func(c *review.Campaign) { c.People[1].HR = &review.Employment{Manager: maria} }, []string{EmploymentHeader, ManagerHeader}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := bare()
			tt.know(c)
			table := NewTable(c)
			got := table.Headers()
			want := append(slices.Clone(always), tt.more...)
			if len(got) != len(want) {
				t.Errorf("columns %q, want %q", got, want)
			}
			for _, header := range want {
				if !slices.Contains(got, header) {
					t.Errorf("no column %q in %q", header, got)
				}
			}
			if first := strings.Join(got[:3], " "); first != "Decision Justification Delegate" {
				t.Errorf("the first columns are %s", first)
			}
			for _, r := range refsOf(c) {
				if n := len(table.Cells(r, maria)); n != len(got) {
					t.Fatalf("%d cells below %d headers", n, len(got))
				}
			}
		})
	}
}

func TestWorkspacesThatReadTheSameAreShownWithTheirIDs(t *testing.T) {
	for _, tt := range []struct{ name, other, want string }{
		{"names that differ", "Sales", "Finance"},
		{"the same name", "Finance", "Finance (8a81aa)"},
		{"the same but for case and blanks", " FINANCE\u00a0", "Finance (8a81aa)"},
		{"the same but for what nobody sees", "Fin\u200bance", "Finance (8a81aa)"},
		{"the same but for the width of letters", "Ｆinance", "Finance (8a81aa)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &review.Campaign{Tenant: plan.Tenant{Name: "acme"}, People: []review.Person{{Accesses: []review.Access{
				{Key: "a", Workspace: identity.Workspace{ID: "8a81aa", Name: "Finance"}}, {Key: "b", Workspace: identity.Workspace{ID: "8a81bb", Name: tt.other}}}}}}
			table := NewTable(c)
			if got := table.workspace(c.People[0].Accesses[0].Workspace); got != tt.want {
				t.Errorf("shown as %q, want %q", got, tt.want)
			}
			if table.workspace(c.People[0].Accesses[0].Workspace) == table.workspace(c.People[0].Accesses[1].Workspace) {
				t.Error("both are shown as one")
			}
		})
	}
	scoped := &review.Campaign{Scope: review.Scope{Workspaces: []identity.Workspace{{ID: "8a81cc", Name: ""}}}}
	if got := NewTable(scoped).workspace(scoped.Scope.Workspaces[0]); got != "8a81cc" {
		t.Errorf("a workspace without a name is shown as %q", got)
	}
}

func TestTextsOfARow(t *testing.T) {
	left := time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, header string
		person       review.Person
		access       review.Access
		want         string
	}{
		{"an account without a name is called as HR calls it", NameHeader, review.Person{HR: &review.Employment{Name: "Ada Lovelace"}}, review.Access{}, "Ada Lovelace"},
		{"one that nobody named by how it signs in", NameHeader, review.Person{Account: identity.Account{UserName: "svc@acme.example"}}, review.Access{}, "svc@acme.example"},
		{"a sign-in is a day and no moment", LoginHeader, review.Person{Login: review.Login{Known: true, At: opened.Add(-48 * time.Hour)}}, review.Access{}, "2026-11-19"},
		{"days are whole ones", DaysHeader, review.Person{Login: review.Login{Known: true, At: opened.Add(-49 * time.Hour)}}, review.Access{}, "2"},
		{"never signed in is no number of days", DaysHeader, review.Person{Login: review.Login{Known: true}}, review.Access{}, ""},
		{"never signed in", LoginHeader, review.Person{Login: review.Login{Known: true}}, review.Access{}, "never"},
		{"a sign-in that is not known", LoginHeader, review.Person{}, review.Access{}, "unknown"},
		{"an account that cannot sign in", AccountHeader, review.Person{}, review.Access{}, "deactivated"},
		{"somebody who has left on a day", EmploymentHeader, review.Person{HR: &review.Employment{Status: "Terminated", Left: true, LeftOn: left}}, review.Access{}, "left 2026-10-02"},
		{"somebody who has left some day", EmploymentHeader, review.Person{HR: &review.Employment{Left: true}}, review.Access{}, "left"},
		{"somebody whom HR does not know", EmploymentHeader, review.Person{}, review.Access{}, "not in HR's list"},
		{"what was kept last time", PastHeader, review.Person{}, review.Access{Past: &review.Past{Decision: review.Keep, By: maria, Justification: "closes the books", ClosedAt: left}},
			"kept 2026-10-02 by " + maria + ": closes the books"},
		{"what nobody had answered last time", PastHeader, review.Person{}, review.Access{Past: &review.Past{Decision: review.Keep, ClosedAt: left}}, "kept 2026-10-02, nobody had answered"},
		{"what is new", PastHeader, review.Person{}, review.Access{New: true}, "new since Q3-2026"},
		{"several reasons stand below each other", LookHeader, review.Person{}, review.Access{Flags: []review.Flag{{Code: "left", Words: "left"}, {Code: "admin", Words: "administrator"}}}, "Left\nAdministrator"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := quarter(1)
			c.Proof.EndedAt = opened
			if got := NewTable(c).text(tt.header, review.Ref{Person: &tt.person, Access: &tt.access}, maria); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
