package plan_test

import (
	"testing"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func facts() plan.Facts {
	return plan.Facts{
		CreatedAt: time.Date(2026, 11, 21, 21, 10, 5, 0, time.FixedZone("CET", 3600)), Tool: "scimsheet test",
		Tenant:   plan.Tenant{Name: "acme", SCIMURL: "https://api.anaplan.com/scim/1/0/v2", Caller: "svc@x.com"},
		Operator: "maria@x.com", Inputs: []plan.Input{{Name: "staff.csv", SHA256: "aa", Rows: 3}},
		Snapshot: plan.Snapshot{Users: 5, Accounts: 5, Complete: true, Read: "all", Why: "asked to", SHA256: "bb",
			TakenAt: time.Date(2026, 11, 21, 20, 10, 0, 0, time.UTC)},
		HeldBack: 1, Read: 6, PerSecond: 5, Workers: 4,
	}
}

// sample is a plan with every action, risks, withheld parts and text that JSON would rather escape.
func sample(t testing.TB) *plan.Plan {
	t.Helper()
	known := &identity.Workspaces{}
	known.Add(identity.Workspace{ID: "fin", Name: `Finance <EU> & "more"`}, false, identity.Listed)
	ada := changed(account("ada@x.com", "fin", "hr"), func(a *identity.Account) { a.GivenName, a.Version = "Ada\u2028", `W/"1"` })
	bob := changed(account("bob@x.com", "fin"), func(a *identity.Account) { a.Active = false })
	p := with(func(p *plan.Policy) {
		p.Absent, p.MaxDeactivations, p.Protect, p.Scope = plan.AbsentDeactivate, "0", []string{"cyd@x.com"}, []string{"fin", "hr", "ops"}
	})
	d := diff(t, []identity.Person{
		{UserName: "new@x.com", ExternalID: new("=E9"), Workspaces: has("fin", "ops")},
		{UserName: "ada@x.com", GivenName: new("Augusta"), Workspaces: has("fin")},
		{UserName: "bob@x.com", Active: new(true)},
		{UserName: "cyd@x.com", Active: new(false), Workspaces: has("ops")},
		{UserName: "dan@x.com", Request: identity.RequestUpdate},
		{UserName: "eve@x.com"},
	}, plan.Actual{Accounts: []identity.Account{ada, bob, account("cyd@x.com", "fin"), account("eve@x.com"), account("left@x.com")},
		Total: 5, Complete: true, Workspaces: known}, p)
	sealed, err := plan.Seal(d, p, facts())
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestASealedPlanIsBoundToItsRun(t *testing.T) {
	first, again := sample(t), sample(t)
	if first.ID != again.ID || len(first.ID) != 9 {
		t.Errorf("ids %q and %q of one run", first.ID, again.ID)
	}
	later := facts()
	later.CreatedAt = later.CreatedAt.Add(time.Second)
	other, err := plan.Seal(plan.Difference{Changes: again.Changes}, again.Policy, later)
	if err != nil {
		t.Fatal(err)
	}
	if other.ID == first.ID {
		t.Errorf("two runs have the id %q", other.ID)
	}
	digests := map[string]bool{}
	for i := range first.Changes {
		if d := first.Changes[i].Digest; len(d) != 64 || digests[d] || d == other.Changes[i].Digest {
			t.Errorf("the digest %q of change %s is not its own, or would fit another run", d, first.Changes[i].ID)
		}
		digests[first.Changes[i].Digest] = true
	}
	if zone, _ := first.CreatedAt.Zone(); zone != "UTC" {
		t.Errorf("created at %v, want UTC", first.CreatedAt)
	}
}

func TestThePlanStatesItsRequestsAndItsTime(t *testing.T) {
	writing := func(n int) plan.Difference {
		return diff(t, those(n, identity.Person{GivenName: new("New")}), tenant(crowd(120)...), policy())
	}
	many := diff(t, []identity.Person{{UserName: "new@x.com", Workspaces: has(numbered(120)...)}}, tenant(), policy())
	paced := plan.Facts{PerSecond: 5, Read: 7}
	unpaced := plan.Facts{Latency: 200 * time.Millisecond, Workers: 4}
	for _, c := range []struct {
		sentence string
		d        plan.Difference
		facts    plan.Facts
		want     plan.Requests
	}{
		{"nothing to write takes nothing", writing(0), paced, plan.Requests{Read: 7}},
		{"one write, looked at before and after", writing(1), paced, plan.Requests{Read: 7, Write: 1, Check: 2, EstimatedSeconds: 1}},
		{"people are looked at in batches", writing(101), paced, plan.Requests{Read: 7, Write: 101, Check: 6, EstimatedSeconds: 22}},
		{"a new user with 120 workspaces takes three writes", many, paced, plan.Requests{Read: 7, Write: 3, Check: 2, EstimatedSeconds: 1}},
		{"unpaced, the service's latency counts, shared by the workers", writing(101), unpaced, plan.Requests{Write: 101, Check: 6, EstimatedSeconds: 6}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			p, err := plan.Seal(c.d, policy(), c.facts)
			if err != nil {
				t.Fatal(err)
			}
			if p.Requests != c.want {
				t.Errorf("requests %+v, want %+v", p.Requests, c.want)
			}
		})
	}
}

func TestWhatAChangeTakes(t *testing.T) {
	for _, c := range []struct {
		sentence string
		change   plan.Change
		want     bool
	}{
		{"a deactivation takes", plan.Change{Action: plan.Deactivate}, true},
		{"a revocation takes", plan.Change{Action: plan.Update, Revocations: []identity.Workspace{{ID: "fin"}}}, true},
		{"a grant takes nothing", plan.Change{Action: plan.Update, Grants: []identity.Workspace{{ID: "fin"}}}, false},
		{"a create takes nothing", plan.Change{Action: plan.Create}, false},
	} {
		if got := c.change.Takes(); got != c.want {
			t.Errorf("%s: %v", c.sentence, got)
		}
	}
}
