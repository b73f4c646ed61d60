package review

import (
	"fmt"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// closeAs closes the small campaign with Ann, who has left.
func closeAs(t testing.TB, c *Campaign, terms Terms) *Closing {
	t.Helper()
	c.People[0].HR = &Employment{Name: "Ann Lee", Left: true, LeftOn: hour(-48)}
	cl, err := Close(c, decided(c), terms)
	if err != nil {
		t.Fatal(err)
	}
	return cl
}

// planned runs the plan that follows from a closing, as closing a campaign does.
func planned(t testing.TB, c *Campaign, cl *Closing, accounts []identity.Account, protect ...string) []string {
	t.Helper()
	d, err := plan.Diff(cl.Desired(c), plan.Actual{Accounts: accounts, Total: len(accounts), Complete: true, Workspaces: known()}, plan.Policy{
		Entitlements: plan.Remove, Absent: plan.AbsentIgnore, Match: plan.MatchUserName, Manage: []string{plan.ManageActive, plan.ManageEntitlements},
		MaxCreates: "all", MaxDeactivations: "all", MaxRevocations: "all", EntitlementFormat: "WORKSPACE", WriteMethod: plan.WritePatch, Protect: protect})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, change := range d.Changes {
		line := fmt.Sprintf("%s %s", change.Action, change.UserName)
		if change.Reason != "" {
			line += fmt.Sprintf(" (%s)", change.Reason)
		}
		for _, ws := range change.Revocations {
			line += " -" + ws.Name
		}
		for _, ws := range change.Grants {
			line += " +" + ws.Name
		}
		for _, w := range change.Withheld {
			line += " withheld " + w.What
		}
		out = append(out, strings.ReplaceAll(line, "@acme.com", ""))
	}
	return out
}

// tenant is what the small campaign's tenant holds.
func tenant() []identity.Account {
	return []identity.Account{account("ann@acme.com", 1, 2), account("bob@acme.com", 1), account("cem@acme.com", 1), account("dora@acme.com", 1), account(maria, 1)}
}

func TestThePlanTakesExactlyWhatWasRevoked(t *testing.T) {
	c := small(t)
	cl := closeAs(t, c, Terms{TreatBlankAs: Revoke})
	wantList(t, "changes", planned(t, c, cl, tenant()),
		"update ann -Sales Planning", "none bob (attested)", "none cem (attested)", "update dora -Finance", "update maria -Finance")

	now := tenant()
	now[0].Workspaces = []string{ws(1), ws(3)}                         // Sales Planning was taken already, Workforce given
	now[3].Workspaces, now[3].UserName = []string{ws(1), ws(2)}, "d@x" // renamed, and given Sales Planning
	now[4].Workspaces = nil
	wantList(t, "changes after somebody was at work", planned(t, c, cl, now),
		"none ann", "none bob (attested)", "none cem (attested)", "update d@x -Finance", "none maria")

	wantList(t, "protected people", planned(t, c, cl, tenant(), "dora@acme.com"),
		"update ann -Sales Planning", "none bob (attested)", "none cem (attested)", "blocked dora (protected) withheld revoke", "update maria -Finance")
}

func TestLeaversAreDeactivatedOnlyWhereThatWasAskedFor(t *testing.T) {
	c := small(t)
	cl := closeAs(t, c, Terms{TreatBlankAs: Keep, DeactivateLeavers: true})
	wantList(t, "changes", planned(t, c, cl, tenant()),
		"deactivate ann -Sales Planning", "none bob (attested)", "none cem (attested)", "none dora (attested)", "update maria -Finance")
	wantList(t, "a protected leaver", planned(t, c, cl, tenant(), "ann@acme.com")[:1], "blocked ann (protected) withheld deactivate withheld revoke")

	leavers := cl.Leavers(c)
	if len(leavers) != 1 || leavers[0].Person != &c.People[0] {
		t.Fatalf("%+v", leavers)
	}
	wantList(t, "kept", where(leavers[0].Kept), "keep maria")
	if len(cl.Rows) != 6 || cl.Rows[0].Decision != Keep {
		t.Error("asking for the leavers has changed the closing")
	}
}

func TestWhoHasLeftAndHoldsNothingIsDeactivatedWithTheOtherLeavers(t *testing.T) {
	c := small(t)
	for _, name := range []string{"gone@acme.com", "old@acme.com"} {
		c.LeftIdle = append(c.LeftIdle, Person{Account: account(name), HR: &Employment{Left: true}})
	}
	cl := closeAs(t, c, Terms{TreatBlankAs: Keep, DeactivateLeavers: true})
	cl.Drift.Gone = []identity.Account{account("gone@acme.com")}
	now := append(tenant(), account("old@acme.com"))
	wantList(t, "changes", planned(t, c, cl, now), "deactivate ann -Sales Planning", "none bob (attested)", "none cem (attested)", "none dora (attested)", "update maria -Finance",
		"none gone (skipped)", "deactivate old")
	if leavers := cl.Leavers(c); len(leavers) != 3 || leavers[2].Person != &c.LeftIdle[1] || len(leavers[2].Kept) != 0 {
		t.Errorf("%+v", leavers)
	}
	cl = closeAs(t, c, Terms{TreatBlankAs: Keep})
	wantList(t, "where nobody asked for it", planned(t, c, cl, now), "update ann -Sales Planning", "none bob (attested)", "none cem (attested)", "none dora (attested)", "update maria -Finance")
}

func TestAccountsThatAreGoneAreLeftAlone(t *testing.T) {
	c := small(t)
	cl := closeAs(t, c, Terms{TreatBlankAs: Keep, DeactivateLeavers: true})
	now := append(tenant()[2:], without(account("ann@acme.com", 1, 2), func(a *identity.Account) { a.ID = "another" }))
	cl.Drift = Since(c, tenant(), now, known(), hour(6))
	wantList(t, "changes", planned(t, c, cl, now), "none ann (skipped)", "none bob (skipped)", "none cem (attested)", "none dora (attested)", "update maria -Finance")
}

func TestAPersonIsListedWithTheRowsThatDecidedAndWhoDecided(t *testing.T) {
	c := small(t)
	cl := closeAs(t, c, Terms{TreatBlankAs: Keep})
	cl.Rows[0].By = tunde
	listed := cl.Desired(c).Listed
	var got []string
	for _, l := range listed {
		line := l.Person.ID + " " + l.Group
		for _, pos := range l.Rows {
			line += fmt.Sprintf(" %s/%s/%d", pos.File, pos.Sheet, pos.Row)
		}
		got = append(got, strings.ReplaceAll(line, "@acme.com", ""))
	}
	wantList(t, "listed", got, "id-ann maria m.xlsx/Review/3", "id-bob maria m.xlsx/Review/4", "id-cem maria m.xlsx/Review/5", "id-dora tunde t.xlsx/Review/2", "id-maria xenia no-reviewer.xlsx/Review/2")

	cl.Rows[1].Decision, cl.Rows[4].File, cl.Rows[4].Row = Keep, "", 0
	listed = cl.Desired(c).Listed
	if listed[0].Group != maria+", "+tunde || len(listed[3].Rows) != 0 {
		t.Errorf("%q, %+v", listed[0].Group, listed[3].Rows)
	}
}
