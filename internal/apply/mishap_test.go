package apply

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
)

// Whichever way a service reads adding, answers and goes wrong: at no moment does anybody who existed
// before the run lack a workspace that the plan does not take, and in the end each account is as planned
// or its outcome says what is missing.
func TestNobodyEverLosesAWorkspaceThatThePlanDoesNotTake(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := offices(130)
		accounts, people := drawPeople(rt, all)
		o, policy := drawService(rt)
		x := newWire(t, rt, o, scim.WriterOptions{Format: scim.EntitlementType(policy.EntitlementFormat), Put: policy.WriteMethod == plan.WritePut}, all, accounts)
		p := x.planFor(policy, people)
		x.guard(p)
		g := &rig{t: rt, plan: p, path: filepath.Join(t.TempDir(), "journal.jsonl")}
		apply := func() (Summary, error) {
			l := g.open()
			s, err := Run(t.Context(), p, x, l, Options{Workers: 1, NoVerify: rapid.Bool().Draw(rt, "no verify")})
			if err := l.Close(); err != nil {
				rt.Fatal(err)
			}
			g.wantReplay(s)
			x.truth(p, s)
			return s, err
		}
		if o.Versions && rapid.Bool().Draw(rt, "another administrator") {
			x.meddle(o.Seed)
		}
		for range rapid.IntRange(0, 3).Draw(rt, "rounds") {
			x.simulated.SetFaults(drawMishaps(rt)...)
			_, _ = apply() // a service that is plainly down may stop it
		}
		x.simulated.SetFaults()
		x.before = nil
		for range 2 {
			s, err := apply()
			if err != nil {
				rt.Fatal(err)
			}
			for i := range p.Changes {
				x.ended(&p.Changes[i], s.Outcomes[p.Changes[i].ID], o.PatchAdd)
			}
		}
	})
}

// ended checks how a change stands after an apply in which nothing went wrong.
func (x *wire) ended(c *plan.Change, o Outcome, reading string) {
	tooMany := c.Before == nil && len(c.After().Workspaces) > MaxPerWrite && reading == simulator.Replace
	switch {
	case !c.Writes(), o.Status == Applied:
	case tooMany && o.Status == Partial && strings.Contains(o.Detail, noteReplaces):
	case x.edited[c.UserName] != "" && o.Status == Drifted:
	default:
		x.t.Errorf("%s ends %s: %s", c.UserName, o.Status, o.Detail)
	}
}

func drawPeople(rt *rapid.T, all []identity.Workspace) (accounts []identity.Account, people []identity.Person) {
	amount := rapid.OneOf(rapid.IntRange(0, 3), rapid.SampledFrom(sizes))
	for n := range rapid.IntRange(1, 6).Draw(rt, "people") {
		wanted := amount.Draw(rt, "wanted")
		person := identity.Person{
			UserName:   identity.UserName(fmt.Sprintf("p%d@example.com", n)),
			Workspaces: &identity.Claim{Has: idsFrom(all, rapid.IntRange(0, 130-wanted).Draw(rt, "from"), wanted)},
		}
		if rapid.Bool().Draw(rt, "renamed") {
			person.FamilyName = new("New")
		}
		people = append(people, person)
		if rapid.Bool().Draw(rt, "exists") {
			held := amount.Draw(rt, "held")
			accounts = append(accounts, identity.Account{
				ID: fmt.Sprintf("%032x", n+1), UserName: person.UserName, GivenName: "Ada", FamilyName: "Old", Active: true,
				Workspaces: idsFrom(all, rapid.IntRange(0, 130-held).Draw(rt, "held from"), held),
			})
		}
	}
	return accounts, people
}

func drawService(rt *rapid.T) (simulator.Options, plan.Policy) {
	o := simulator.Options{
		PatchAdd:               rapid.SampledFrom([]string{simulator.Append, simulator.Replace}).Draw(rt, "add means"),
		PatchReplyEntitlements: rapid.Bool().Draw(rt, "replies show workspaces"),
		Versions:               rapid.Bool().Draw(rt, "versions"),
		CreatedAs200:           rapid.Bool().Draw(rt, "creations are answered 200"),
		ReplyWithoutUserName:   rapid.Bool().Draw(rt, "replies leave the userName out"),
		Spelling:               rapid.SampledFrom([]scim.EntitlementType{"", scim.PerWorkspace, scim.WorkspaceIDs, scim.WorkspaceNames}).Draw(rt, "spelling"),
		Seed:                   rapid.Uint64().Draw(rt, "seed"),
	}
	policy := plan.Policy{
		Entitlements:      rapid.SampledFrom([]plan.Entitlements{plan.Exact, plan.Add, plan.Remove}).Draw(rt, "entitlements"),
		EntitlementFormat: rapid.SampledFrom([]string{"WORKSPACE", "WORKSPACE_IDS", "WORKSPACE_NAMES"}).Draw(rt, "format"),
		WriteMethod:       rapid.SampledFrom([]string{plan.WritePatch, plan.WritePut}).Draw(rt, "method"),
	}
	if o.PatchAdd == simulator.Append && rapid.Bool().Draw(rt, "known to append") {
		policy.PatchAdd = plan.PatchAppends
	}
	return o, policy
}

// drawMishaps are faults of writes, and now and then of readings.
func drawMishaps(rt *rapid.T) []simulator.Fault {
	kinds := []string{"400", "403/404", "404", "409", "412", "500", "501", "503-after", "reset-before", "reset-after", "garbage", "redirect", "truncate",
		"partial", "partial=1", "partial=2", "error-in-200", "no-entitlements"}
	var faults []simulator.Fault
	for range rapid.IntRange(1, 3).Draw(rt, "faults") {
		method := rapid.SampledFrom([]string{"POST", "PATCH", "PUT", "PATCH", "GET"}).Draw(rt, "method")
		kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
		if method == "GET" {
			kind = rapid.SampledFrom([]string{"503", "truncate", "shift", "short", "total", "duplicate"}).Draw(rt, "kind of reading")
		}
		fault, err := simulator.ParseFault(method + "=" + kind + rapid.SampledFrom([]string{"@1", "@2", "@every2", "@p0.3", ""}).Draw(rt, "when"))
		if err != nil {
			rt.Fatal(err)
		}
		faults = append(faults, fault)
	}
	return faults
}
