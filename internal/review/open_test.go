package review

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
)

var opened = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// ws is the id of a sample workspace.
func ws(n int) string { return fmt.Sprintf("8a81b0126ef18a8b016f1f%010d", n) }

// account is a sample account with some workspaces.
func account(userName string, workspaces ...int) identity.Account {
	a := identity.Account{ID: fmt.Sprintf("id-%s", userName), UserName: identity.UserName(userName), ExternalID: "E-" + userName,
		GivenName: "Given", FamilyName: userName, Active: true, Created: "2020-01-01T00:00:00Z"}
	for _, n := range workspaces {
		a.Workspaces = append(a.Workspaces, ws(n))
	}
	return a
}

// factsOf are the facts of a small tenant, reviewed by boss@acme.com.
func factsOf(accounts ...identity.Account) Facts {
	known := &identity.Workspaces{}
	for n, name := range []string{"Finance", "Sales Planning", "Workforce"} {
		known.Add(identity.Workspace{ID: ws(n + 1), Name: name}, false, identity.Listed)
	}
	return Facts{Name: "Q4", OpenedAt: opened, Tool: "scimsheet test", Operator: "ana@acme.com", Fallback: []string{"boss@acme.com"},
		Proof: Proof{Accounts: len(accounts), TotalResults: len(accounts), EndedAt: opened}, Accounts: accounts, Workspaces: known}
}

func mustOpen(t testing.TB, f Facts) *Campaign {
	t.Helper()
	c, err := Open(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func written(t testing.TB, c *Campaign) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestThePopulationIsEveryWorkspaceOfEveryAccountInAFixedOrder(t *testing.T) {
	c := mustOpen(t, factsOf(account("zoe@acme.com", 2, 1), account("Bob@acme.com", 3), account("idle@acme.com"), account("ann@acme.com", 1)))
	var rows []string
	for _, r := range c.Refs() {
		rows = append(rows, fmt.Sprintf("%d %s %s", c.Number(r.Access.Key), r.Person.Account.UserName, r.Access.Workspace.Name))
	}
	want := []string{"1 ann@acme.com Finance", "2 Bob@acme.com Workforce", "3 zoe@acme.com Finance", "4 zoe@acme.com Sales Planning"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if p := c.Proof; p.WithoutAccess != 1 || p.OutOfScope != 0 || p.Users != 3 || p.Rows != 4 || p.Workspaces != 3 {
		t.Errorf("the proof says %+v", p)
	}
}

func TestEqualFactsGiveEqualBytesInWhateverOrderTheAccountsCome(t *testing.T) {
	accounts := []identity.Account{account("zoe@acme.com", 2, 1), account("Bob@acme.com", 3), account("ann@acme.com", 1)}
	one := written(t, mustOpen(t, factsOf(accounts...)))
	slices.Reverse(accounts)
	if other := written(t, mustOpen(t, factsOf(accounts...))); !bytes.Equal(one, other) {
		t.Error("the campaign depends on the order of the accounts")
	}
}

func TestACampaignIsReadAsItWasWritten(t *testing.T) {
	c := mustOpen(t, factsOf(account("zoe@acme.com", 2, 1), account("Bob@acme.com", 3), account("boss@acme.com", 1)))
	packed := written(t, c)
	read, err := Read(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, read); diff != "" {
		t.Error(diff)
	}
}
