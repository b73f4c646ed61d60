package apply

import (
	"fmt"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
)

// sizes are those around Anaplan's limit of 50 workspaces a call, and twice it.
var sizes = []int{0, 1, 49, 50, 51, 99, 100, 101, 120}

// offices are n workspaces with names that can be written.
func offices(n int) []identity.Workspace {
	out := make([]identity.Workspace, n)
	for i := range out {
		out[i] = identity.Workspace{ID: fmt.Sprintf("8a81%028x", i), Name: fmt.Sprintf("Office %03d", i)}
	}
	return out
}

func idsFrom(workspaces []identity.Workspace, from, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = workspaces[from+i].ID
	}
	return ids
}

// everybody is one person for every way from one size to another: with grants only, with revocations
// only, with both, and created.
func everybody(all []identity.Workspace) (accounts []identity.Account, people []identity.Person) {
	add := func(kind string, held []string, wanted []string, exists bool) {
		name := identity.UserName(fmt.Sprintf("%s.%d.%d@example.com", kind, len(held), len(wanted)))
		people = append(people, identity.Person{UserName: name, FamilyName: new("New"), Workspaces: &identity.Claim{Has: wanted}})
		if exists {
			accounts = append(accounts, identity.Account{
				ID: fmt.Sprintf("%032x", len(accounts)+1), UserName: name, ExternalID: "E-" + string(name), GivenName: "Ada", FamilyName: "Old", Active: true, Workspaces: held,
			})
		}
	}
	for _, wanted := range sizes {
		add("created", nil, idsFrom(all, 0, wanted), false)
		for _, held := range sizes {
			add("nested", idsFrom(all, 0, held), idsFrom(all, 0, wanted), true)
			add("apart", idsFrom(all, 0, held), idsFrom(all, held/2, wanted), true)
		}
	}
	return accounts, people
}

// One person for every number of workspaces held and wanted around the limits, for every way of writing
// and answering that is documented, under both readings of adding (Anaplan SCIM API, "PATCH semantics").
func TestEveryNumberOfWorkspacesEndsAsPlannedWhateverTheServiceMeans(t *testing.T) {
	formats := []scim.EntitlementType{scim.PerWorkspace, scim.WorkspaceIDs, scim.WorkspaceNames}
	turn := 0 // each way of answering meets each format under each reading
	for _, method := range []string{plan.WritePatch, plan.WritePut} {
		for _, adding := range []struct{ service, known string }{
			{simulator.Append, ""}, {simulator.Append, plan.PatchAppends}, {simulator.Replace, ""},
		} {
			for i, answers := range []scim.EntitlementType{"", scim.PerWorkspace, scim.WorkspaceIDs, scim.WorkspaceNames, "none"} {
				policy := plan.Policy{Entitlements: plan.Exact, WriteMethod: method, PatchAdd: adding.known,
					EntitlementFormat: string(formats[(i+turn)%len(formats)])}
				t.Run(fmt.Sprintf("add means %s, known %q, written %s by %s, answered %q", adding.service, adding.known, policy.EntitlementFormat, method, answers),
					func(t *testing.T) {
						t.Parallel()
						everyNumber(t, adding.service, answers, policy)
					})
			}
			turn++
		}
	}
}

func everyNumber(t *testing.T, reading string, answers scim.EntitlementType, policy plan.Policy) {
	all := offices(240)
	accounts, people := everybody(all)
	o := simulator.Options{PatchAdd: reading, PatchReplyEntitlements: answers != "none"}
	if answers != "none" {
		o.Spelling = answers
	}
	x := newWire(t, t, o, scim.WriterOptions{Format: scim.EntitlementType(policy.EntitlementFormat), Put: policy.WriteMethod == plan.WritePut}, all, accounts)
	p := x.planFor(policy, people)
	x.guard(p)
	s := x.run(t, p, Options{Workers: 4})
	x.truth(p, s)
	n := map[Status]int{}
	for i := range p.Changes {
		c := &p.Changes[i]
		o := s.Outcomes[c.ID]
		n[o.Status]++
		wanted := len(c.After().Workspaces)
		want := Applied
		switch {
		case !c.Writes():
			want = o.Status
			if now := x.account(c.UserName); c.Before != nil && !now.SameState(*c.Before) {
				t.Errorf("%s was not to be changed and is %+v", c.UserName, now)
			}
		case c.Before == nil && wanted > MaxPerWrite && reading == simulator.Replace:
			want = Partial
			if held := len(x.account(c.UserName).Workspaces); held != MaxPerWrite || !strings.Contains(o.Detail, noteReplaces) {
				t.Errorf("%s holds %d workspaces: %s", c.UserName, held, o.Detail)
			}
		case o.Attempts > c.WriteRequests():
			t.Errorf("%s took %d requests, the plan said %d", c.UserName, o.Attempts, c.WriteRequests())
		}
		if o.Status != want {
			t.Errorf("%s is %s (%s), want %s", c.UserName, o.Status, o.Detail, want)
		}
	}
	if n[Applied] < 70 {
		t.Errorf("only %v: this tests little", n)
	}
}
