package review

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/personnel"
	"scimsheet/internal/sheet"
)

// company is a random tenant with a random list of HR: people who manage themselves and each other, who have left,
// whom one of the two does not know, and who have two managers.
type company struct {
	accounts []identity.Account
	rows     []string
	left     map[string]bool
}

func drawCompany(t *rapid.T) company {
	address := rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("p%d@acme.com", rapid.IntRange(0, 9).Draw(t, "who")) })
	c := company{left: map[string]bool{}}
	for i := range 8 {
		own := fmt.Sprintf("p%d@acme.com", i)
		if i == 0 || rapid.Bool().Draw(t, "has an account") {
			c.accounts = append(c.accounts, account(own, rapid.SliceOfNDistinct(rapid.IntRange(1, 3), 0, 3, rapid.ID[int]).Draw(t, "workspaces")...))
		}
		if rapid.IntRange(0, 4).Draw(t, "is in HR's list") == 0 {
			continue
		}
		status := "Active"
		if rapid.IntRange(0, 2).Draw(t, "left") == 0 {
			status = "Terminated"
			c.left[own] = true
		}
		for range rapid.IntRange(1, 2).Draw(t, "rows") {
			manager := ""
			if rapid.IntRange(0, 5).Draw(t, "has a manager") > 0 {
				manager = address.Draw(t, "manager")
			}
			c.rows = append(c.rows, strings.Join([]string{own, fmt.Sprint(i), own, manager, "Sales", status, "", address.Draw(t, "owner")}, ","))
		}
	}
	c.accounts[0].Workspaces = []string{ws(1)} // so that there is something to review
	return c
}

func TestWhateverHRSaysEachAccessHasOneReviewerWhoMayOrNobody(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		co := drawCompany(t)
		f := factsOf(co.accounts...)
		f.By = rapid.SampledFrom([]string{ByManager, ByWorkspace, "Access Owner", ByNobody}).Draw(t, "by")
		f.Staff, f.Owners = co.lists(t, folder)
		f.Fallback = rapid.SliceOfN(rapid.SampledFrom([]string{"p0@acme.com", "P1@acme.com", "p2@acme.com", "boss@acme.com"}), 0, 3).Draw(t, "fallback")
		if rapid.Bool().Draw(t, "goes on") {
			before := factsOf(co.accounts...)
			before.Name, before.Fallback = "Q3", []string{fmt.Sprintf("p%d@acme.com", rapid.IntRange(0, 9).Draw(t, "before")), "boss@acme.com"}
			f.Previous = closed(mustOpenRapid(t, before), rapid.SampledFrom([]Decision{Keep, Revoke, Change}).Draw(t, "decision"))
		}
		c := mustOpenRapid(t, f)
		rows := 0
		for _, a := range co.accounts {
			rows += len(a.Workspaces)
		}
		if len(c.Refs()) != rows || c.Proof.Rows != rows {
			t.Fatalf("the population has %d rows of %d", len(c.Refs()), rows)
		}
		parts := 0
		for _, r := range c.Reviewers {
			parts += len(c.Of(r.Address))
		}
		if parts != rows {
			t.Fatalf("the parts have %d rows, the population %d", parts, rows)
		}
		for i, r := range c.Refs() {
			co.look(t, c, i+1, r)
		}
		again := mustRead(t, c)
		var one, other bytes.Buffer
		if c.Write(&one) != nil || again.Write(&other) != nil || !bytes.Equal(one.Bytes(), other.Bytes()) {
			t.Fatal("the campaign is not read as it was written")
		}
	})
}

// look checks one row of the population.
func (co company) look(t *rapid.T, c *Campaign, number int, r Ref) {
	reviewer := r.Access.Reviewer
	switch {
	case r.Access.Key != c.KeyOf(number):
		t.Fatalf("row %d has the key %s", number, r.Access.Key)
	case strings.EqualFold(reviewer, string(r.Person.Account.UserName)):
		t.Fatalf("%s reviews their own access: %s", reviewer, r.Access.Why)
	case co.left[strings.ToLower(reviewer)]:
		t.Fatalf("%s has left, and reviews: %s", reviewer, r.Access.Why)
	case r.Access.Why == "":
		t.Fatalf("nobody says why %q reviews row %d", reviewer, number)
	case (reviewer == "") != (r.Access.Route == ""):
		t.Fatalf("%q reviews row %d by the route %q", reviewer, number, r.Access.Route)
	case (reviewer == "") != strings.HasPrefix(r.Access.Why, "nobody: "):
		t.Fatalf("%q reviews row %d: %s", reviewer, number, r.Access.Why)
	}
}

func (co company) lists(t *rapid.T, folder string) (*personnel.Staff, *personnel.Owners) {
	hr, owned := filepath.Join(folder, "hr.csv"), filepath.Join(folder, "owners.csv")
	rows := append([]string{"Email,Employee ID,Name,Manager Email,Department,Status,Last day,Access Owner"}, co.rows...)
	rows = append(rows, "somebody@acme.com,99,Somebody,,,Active,,") // a list of nobody is refused
	if err := os.WriteFile(hr, []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(owned, []byte("Workspace,Owner\nFinance,p1@acme.com\nWorkforce,p2@acme.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := personnel.ReadStaff(t.Context(), hr, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o, err := personnel.ReadOwners(t.Context(), owned, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, o
}

func mustOpenRapid(t *rapid.T, f Facts) *Campaign {
	c, err := Open(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustRead(t rapid.TB, c *Campaign) *Campaign {
	t.Helper()
	var file bytes.Buffer
	if err := c.Write(&file); err != nil {
		t.Fatal(err)
	}
	again, err := Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	return again
}
