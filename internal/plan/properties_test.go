package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// The worlds of these properties are small on purpose: few names, ids and workspaces, so that rows,
// accounts and policies run into each other in every way.
var (
	locals     = []string{"ann", "bob", "cyd", "dan", "eve"}
	workspaces = []string{"w1", "w2", "w3", "w4"}
)

// world is a roster, a tenant and a policy.
type world struct {
	desired plan.Desired
	actual  plan.Actual
	policy  plan.Policy
}

func (w world) diff(t *rapid.T) plan.Difference {
	d, err := plan.Diff(w.desired, w.actual, w.policy)
	if err != nil {
		t.Fatalf("diff: %v", err)
	}
	return d
}

func someOf(t *rapid.T, label string) []string {
	return identity.Set(rapid.SliceOfN(rapid.SampledFrom(workspaces), 0, 4).Draw(t, label))
}

func maybe[T any](t *rapid.T, label string, values ...T) *T {
	return rapid.Ptr(rapid.SampledFrom(values), true).Draw(t, label)
}

var accounts = rapid.Custom(func(t *rapid.T) identity.Account {
	local := rapid.SampledFrom(locals).Draw(t, "local")
	return identity.Account{
		ID: "id-" + local, UserName: identity.UserName(local + "@x.com"), Active: rapid.Bool().Draw(t, "active"),
		ExternalID: rapid.SampledFrom([]string{"", "E1", "e1", "E1 ", "E2"}).Draw(t, "externalId"),
		GivenName:  rapid.SampledFrom([]string{"", "Zoë", "Ann"}).Draw(t, "givenName"),
		Workspaces: someOf(t, "held"),
	}
})

var people = rapid.Custom(func(t *rapid.T) identity.Person {
	p := identity.Person{
		ExternalID: maybe(t, "externalId", "", "E1", "E2", "E3"),
		GivenName:  maybe(t, "givenName", "", "Zoe\u0308", "Ann"),
		Active:     maybe(t, "active", true, false),
		Request: rapid.SampledFrom([]identity.Request{identity.RequestNone, identity.RequestNone, identity.RequestNone, identity.RequestKeep,
			identity.RequestSkip, identity.RequestCreate, identity.RequestUpdate, identity.RequestDeactivate, identity.RequestReactivate}).Draw(t, "action"),
	}
	local := rapid.SampledFrom(locals).Draw(t, "local")
	switch rapid.SampledFrom([]string{"name", "name", "name", "id", "both", "contradiction", "neither"}).Draw(t, "keys") {
	case "name":
		p.UserName = identity.UserName(rapid.SampledFrom([]string{local, strings.ToUpper(local)}).Draw(t, "case") + "@x.com")
	case "id":
		p.ID = "id-" + local
	case "both":
		p.ID, p.UserName = "id-"+local, identity.UserName(local+"@x.com")
	case "contradiction":
		p.ID, p.UserName = "id-"+local, "someone@x.com"
	}
	if rapid.Bool().Draw(t, "has workspaces") {
		p.Workspaces = &identity.Claim{Has: someOf(t, "wanted")}
		if rapid.Bool().Draw(t, "matrix") {
			p.Workspaces.SpeaksFor = identity.Union(p.Workspaces.Has, someOf(t, "columns"))
		}
	}
	return p
})

var policies = rapid.Custom(func(t *rapid.T) plan.Policy {
	p := policy()
	p.Entitlements = rapid.SampledFrom([]plan.Entitlements{plan.Exact, plan.Add, plan.Remove, plan.Ignore}).Draw(t, "entitlements")
	p.Absent = rapid.SampledFrom([]plan.Absent{plan.AbsentIgnore, plan.AbsentReport, plan.AbsentDeactivate}).Draw(t, "absent")
	p.Match = rapid.SampledFrom([]plan.Match{plan.MatchUserName, plan.MatchExternalID}).Draw(t, "match")
	if rapid.Bool().Draw(t, "scoped") {
		p.Scope = someOf(t, "scope")
	}
	p.Manage = rapid.SampledFrom([][]string{plan.Groups(), plan.Groups(), {plan.ManageActive}, {plan.ManageActive, plan.ManageEntitlements}, {plan.ManageActive, plan.ManageName}}).Draw(t, "manage")
	p.Protect = rapid.SampledFrom([][]string{nil, nil, {"ANN@x.com"}, {"ann@x.com", "bob@x.com"}}).Draw(t, "protect")
	p.Caller = rapid.SampledFrom([]string{"", "cyd@x.com"}).Draw(t, "caller")
	return p
})

var worlds = rapid.Custom(func(t *rapid.T) world {
	held := rapid.SliceOfNDistinct(accounts, 0, 5, func(a identity.Account) string { return a.ID }).Draw(t, "accounts")
	return world{
		desired: plan.Desired{
			Listed:   listed(rapid.SliceOfN(people, 0, 5).Draw(t, "listed")...),
			HeldBack: rapid.SliceOfN(people, 0, 1).Draw(t, "held back"),
		},
		actual: tenant(held...),
		policy: policies.Draw(t, "policy"),
	}
})

// applied is the tenant after every change.
func applied(before plan.Actual, changes []plan.Change) plan.Actual {
	after := tenant(slices.Clone(before.Accounts)...)
	for i := range changes {
		c := &changes[i]
		if !c.Writes() {
			continue
		}
		a := c.After()
		if c.Before == nil {
			a.ID = "new-" + a.UserName.Key()
			after.Accounts = append(after.Accounts, a)
			continue
		}
		at := slices.IndexFunc(after.Accounts, func(b identity.Account) bool { return b.ID == c.UserID })
		after.Accounts[at] = a
	}
	after.Total = len(after.Accounts)
	return after
}

func TestAnAppliedPlanLeavesNothingToDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		first := w.diff(t)
		second := world{w.desired, applied(w.actual, first.Changes), w.policy}.diff(t)
		unresolved := first.Counts.Blocked > 0 // a blocked row may have become clear, for what stood in its way was changed
		for i, c := range second.Changes {
			resolved := i < len(w.desired.Listed) && first.Changes[i].Action != plan.Blocked || !unresolved
			if c.Writes() && resolved {
				t.Errorf("was %s, is again %s", words(first.Changes[i]), words(c))
			}
		}
	})
}

func TestTheOrderOfTheRowsDecidesNothing(t *testing.T) {
	inAnyOrder := func(d plan.Difference) []string {
		out := allWords(d.Changes)
		for i, c := range d.Changes {
			for _, row := range c.Rows {
				out[i] += " " + row.String()
			}
			out[i] += " " + strings.Join(riskCodes(c), ",")
		}
		slices.Sort(out)
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		shuffled := w
		shuffled.desired.Listed = rapid.Permutation(w.desired.Listed).Draw(t, "order")
		shuffled.actual.Accounts = rapid.Permutation(w.actual.Accounts).Draw(t, "accounts' order")
		a, b := w.diff(t), shuffled.diff(t)
		if diff := cmp.Diff(inAnyOrder(a), inAnyOrder(b)); diff != "" {
			t.Errorf("changes in one order and in another:\n%s", diff)
		}
		if a.Counts != b.Counts || a.Refused != b.Refused || !slices.Equal(a.Limits, b.Limits) || !slices.Equal(a.Absent, b.Absent) {
			t.Errorf("%+v and %+v", a, b)
		}
	})
}

func TestEveryListedPersonHasOneChangeInInputOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		d := w.diff(t)
		seen := map[string]bool{}
		for i, c := range d.Changes {
			var want []finding.Pos
			if i < len(w.desired.Listed) {
				want = w.desired.Listed[i].Rows
			}
			if !slices.Equal(c.Rows, want) {
				t.Errorf("change %d is of the rows %v, want %v", i, c.Rows, want)
			}
			if c.ID == "" || seen[c.ID] {
				t.Errorf("the id %q is not the change's own", c.ID)
			}
			seen[c.ID] = true
		}
	})
}

func TestAProtectedAccountNeverLosesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		for _, c := range w.diff(t).Changes {
			if c.Before == nil || !isProtected(w.policy, c.Before.UserName) {
				continue
			}
			after := c.After()
			if c.Before.Active && !after.Active || len(identity.Without(c.Before.Workspaces, after.Workspaces)) > 0 {
				t.Errorf("loses something: %s", words(c))
			}
		}
	})
}

func isProtected(p plan.Policy, name identity.UserName) bool {
	return slices.ContainsFunc(append([]string{p.Caller}, p.Protect...), func(protected string) bool {
		return strings.EqualFold(protected, string(name))
	})
}

func TestCountsAgreeWithTheChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := worlds.Draw(t, "world").diff(t)
		byAction := map[plan.Action]int{}
		grants, revocations := 0, 0
		for _, c := range d.Changes {
			byAction[c.Action]++
			grants += len(c.Grants)
			revocations += len(c.Revocations)
		}
		want := plan.Counts{Create: byAction[plan.Create], Update: byAction[plan.Update], Deactivate: byAction[plan.Deactivate],
			Reactivate: byAction[plan.Reactivate], None: byAction[plan.None], Blocked: byAction[plan.Blocked], Grants: grants, Revocations: revocations}
		if d.Counts != want {
			t.Errorf("counts %+v, the changes say %+v", d.Counts, want)
		}
		if sum := want.Create + want.Update + want.Deactivate + want.Reactivate + want.None + want.Blocked; sum != len(d.Changes) {
			t.Errorf("%d changes have an action of the contract, of %d", sum, len(d.Changes))
		}
		if planned := []int{d.Limits[0].Planned, d.Limits[1].Planned, d.Limits[2].Planned}; !slices.Equal(planned, []int{want.Create, want.Deactivate, want.Revocations}) {
			t.Errorf("the limits count %v", planned)
		}
	})
}

func TestNothingOutsideTheScopeIsGivenOrTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		w.policy.Scope = someOf(t, "scope")
		for _, c := range w.diff(t).Changes {
			for _, ws := range append(slices.Clone(c.Grants), c.Revocations...) {
				if !slices.Contains(w.policy.Scope, ws.ID) {
					t.Errorf("outside %v: %s", w.policy.Scope, words(c))
				}
			}
		}
	})
}

func TestAChangeIsExactlyTheDifferenceItStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range worlds.Draw(t, "world").diff(t).Changes {
			if c.Before == nil {
				if wants := len(c.Attributes)+len(c.Grants) > 0; wants != c.Writes() || len(c.Revocations) > 0 {
					t.Errorf("without an account: %s", words(c))
				}
				continue
			}
			want := *c.Before
			for _, a := range c.Attributes {
				var before any
				switch a.Path {
				case plan.PathExternalID:
					before, want.ExternalID = want.ExternalID, a.After.(string)
				case plan.PathGivenName:
					before, want.GivenName = want.GivenName, a.After.(string)
				case plan.PathFamilyName:
					before, want.FamilyName = want.FamilyName, a.After.(string)
				case plan.PathActive:
					before, want.Active = want.Active, a.After.(bool)
				}
				if before != a.Before || a.Before == a.After {
					t.Errorf("%s states %v to %v, the account has %v", a.Path, a.Before, a.After, before)
				}
			}
			for _, ws := range c.Revocations {
				if !slices.Contains(c.Before.Workspaces, ws.ID) {
					t.Errorf("takes what is not held: %s", words(c))
				}
				want.Workspaces = identity.Without(want.Workspaces, []string{ws.ID})
			}
			for _, ws := range c.Grants {
				if slices.Contains(c.Before.Workspaces, ws.ID) {
					t.Errorf("gives what is held: %s", words(c))
				}
				want.Workspaces = identity.Union(want.Workspaces, []string{ws.ID})
			}
			after := c.After()
			if !after.SameState(want) {
				t.Errorf("after is %+v, want %+v: %s", after, want, words(c))
			}
			if c.Writes() == after.SameState(*c.Before) {
				t.Errorf("writes %v, and after is the same as before %v: %s", c.Writes(), !c.Writes(), words(c))
			}
			if c.Writes() && c.WriteRequests() != 1 || !c.Writes() && c.WriteRequests() != 0 {
				t.Errorf("%d requests: %s", c.WriteRequests(), words(c))
			}
		}
	})
}

// A batched reading asks the service for the id of each listed person, else for the externalId where
// that correlates and then, where nobody has it, for the userName, else for the userName. The service
// compares without case. Nobody asks for people held back.
func TestBatchedAndCompleteReadingsGiveTheSameChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		w.policy.Absent = plan.AbsentIgnore
		asked := func(a identity.Account) bool {
			return slices.ContainsFunc(w.desired.Listed, func(l plan.Listed) bool { return asksFor(w, l.Person, a) })
		}
		batched := w
		batched.actual.Complete = false
		batched.actual.Accounts = slices.DeleteFunc(slices.Clone(w.actual.Accounts), func(a identity.Account) bool { return !asked(a) })
		a, b := w.diff(t), batched.diff(t)
		if diff := cmp.Diff(allWords(a.Changes), allWords(b.Changes)); diff != "" {
			t.Errorf("changes from a complete and from a batched reading:\n%s", diff)
		}
		if a.Counts != b.Counts || !slices.Equal(a.Limits, b.Limits) {
			t.Errorf("counts and limits %+v %+v and %+v %+v", a.Counts, a.Limits, b.Counts, b.Limits)
		}
	})
}

func asksFor(w world, p identity.Person, a identity.Account) bool {
	if p.ID != "" {
		return strings.EqualFold(p.ID, a.ID)
	}
	if w.policy.Match == plan.MatchExternalID && p.ExternalID != nil && *p.ExternalID != "" {
		holds := func(a identity.Account) bool { return strings.EqualFold(*p.ExternalID, a.ExternalID) }
		if slices.ContainsFunc(w.actual.Accounts, holds) {
			return holds(a)
		}
	}
	return strings.EqualFold(string(p.UserName), string(a.UserName))
}
