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
	f := large(t, 60)
	one := written(t, mustOpen(t, f))
	slices.Reverse(f.Accounts)
	for i := range f.Accounts {
		slices.Reverse(f.Accounts[i].Workspaces)
	}
	if other := written(t, mustOpen(t, f)); !bytes.Equal(one, other) {
		t.Error("the campaign depends on the order of the accounts")
	}
}

func TestACampaignIsToldFromEveryOther(t *testing.T) {
	base := func() Facts { return factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 1)) }
	ids := map[string]string{}
	for _, c := range []struct {
		why    string
		change func(*Facts)
	}{
		{"as it is", func(*Facts) {}},
		{"a moment later", func(f *Facts) { f.OpenedAt = f.OpenedAt.Add(1) }},
		{"another name", func(f *Facts) { f.Name = "Q5" }},
		{"another tenant", func(f *Facts) { f.Tenant.SCIMURL = "https://api.example.com/scim" }},
		{"another snapshot", func(f *Facts) { f.Proof.Snapshot = "00" }},
		{"another reviewer", func(f *Facts) { f.Fallback = []string{"other@acme.com"} }},
		{"fewer rows", func(f *Facts) { f.Accounts[0].Workspaces = f.Accounts[0].Workspaces[:1] }},
		{"another user of the name", func(f *Facts) { f.Accounts[0].ID = "other" }},
	} {
		f := base()
		c.change(&f)
		id := mustOpen(t, f).ID
		if other, met := ids[id]; met {
			t.Errorf("%s: it has the id of the one %s", c.why, other)
		}
		ids[id] = c.why
	}
	if len(mustOpen(t, base()).ID) != len("5e2a-91ab") {
		t.Error("the id is not short")
	}
}

func TestTheFactsStayAsTheyWere(t *testing.T) {
	f := factsOf(account("zoe@acme.com", 2, 1), account("ann@acme.com", 1))
	mustOpen(t, f)
	if f.Accounts[0].UserName != "zoe@acme.com" || f.Accounts[0].Workspaces[0] != ws(2) {
		t.Errorf("the accounts are %+v", f.Accounts)
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
