package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// The crowds of these properties are large enough for shares of workspaces and groups, and hold few
// workspaces, so that the last member is often taken.

var readAt = time.Date(2026, 11, 21, 20, 10, 0, 0, time.UTC)

var crowds = rapid.Custom(func(t *rapid.T) world {
	people, domains := rapid.SampledFrom([]int{3, 10, 24, 40}).Draw(t, "people"), []string{"x.com", "x.com", "x.com", "X.com", "y.com", "z.com", ""}
	holds := []string{"w1", "w2", "w3"}[:rapid.IntRange(1, 3).Draw(t, "workspaces")]
	some := func(label string) []string {
		return identity.Set(rapid.SliceOfN(rapid.SampledFrom(holds), 0, 3).Draw(t, label))
	}
	w := world{policy: policy()}
	w.policy.MaxDeactivations, w.policy.MaxRevocations, w.policy.GroupBy = "all", "all", rapid.SampledFrom([]string{"Department", "Department", ""}).Draw(t, "group by")
	w.policy.Entitlements = rapid.SampledFrom([]plan.Entitlements{plan.Exact, plan.Exact, plan.Add, plan.Remove}).Draw(t, "entitlements")
	w.policy.Absent = rapid.SampledFrom([]plan.Absent{plan.AbsentIgnore, plan.AbsentDeactivate}).Draw(t, "absent")
	w.policy.Caller = rapid.SampledFrom([]string{"", "p1@x.com"}).Draw(t, "caller")
	var held []identity.Account
	var listing []identity.Person
	groups := []string{}
	logins := map[string]time.Time{}
	for n := range people {
		name := identity.UserName(strings.TrimSuffix(fmt.Sprintf("p%d@%s", n, rapid.SampledFrom(domains).Draw(t, "domain")), "@"))
		p := identity.Person{UserName: name, Active: maybe(t, "wanted active", true, true, false)}
		if rapid.SampledFrom([]bool{true, true, true, false}).Draw(t, "has an account") {
			a := identity.Account{ID: fmt.Sprint("id-", n), UserName: name, Active: rapid.Bool().Draw(t, "active"), Workspaces: some("held")}
			held = append(held, a)
			if rapid.Bool().Draw(t, "sign-in is known") {
				logins[a.ID] = readAt.AddDate(0, 0, -rapid.SampledFrom([]int{1, 179, 180, 181, 700}).Draw(t, "days ago"))
			}
		}
		if rapid.SampledFrom([]bool{true, true, true, false}).Draw(t, "is listed") {
			if rapid.SampledFrom([]bool{true, true, false}).Draw(t, "says workspaces") {
				p.Workspaces = &identity.Claim{Has: identity.Set(rapid.SliceOfN(rapid.SampledFrom(holds), 0, 1).Draw(t, "wanted"))}
			}
			listing = append(listing, p)
			groups = append(groups, rapid.SampledFrom([]string{"Tax", "Tax", "Audit", ""}).Draw(t, "group"))
		}
	}
	w.desired.Listed = listed(listing...)
	for i := range w.desired.Listed {
		w.desired.Listed[i].Group = groups[i]
	}
	w.actual = tenant(held...)
	w.actual.Logins, w.actual.At = logins, readAt
	return w
})

func tells(c plan.Change, code string) bool { return slices.Contains(riskCodes(c), code) }

// holders counts the accounts that hold a workspace, and those of them that can sign in.
func holders(accounts []identity.Account, id string) (all, active int) {
	for _, a := range accounts {
		if !slices.Contains(a.Workspaces, id) {
			continue
		}
		all++
		if a.Active {
			active++
		}
	}
	return all, active
}

func TestTheLastMemberIsToldOfExactlyWhereTheRecountSaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := crowds.Draw(t, "crowd")
		d := w.diff(t)
		after := applied(w.actual, d.Changes).Accounts
		for _, c := range d.Changes {
			want := false
			for _, id := range []string{"w1", "w2", "w3"} {
				allBefore, activeBefore := holders(w.actual.Accounts, id)
				all, active := holders(after, id)
				had := c.Before != nil && slices.Contains(c.Before.Workspaces, id)
				then := c.After()
				loses := c.Writes() && had && !slices.Contains(then.Workspaces, id)
				shut := c.Writes() && had && c.Before.Active && (loses || !then.Active)
				want = want || loses && allBefore > 0 && all == 0 || shut && activeBefore > 0 && active == 0
			}
			if got := tells(c, plan.RiskLastMember); got != want {
				t.Errorf("told %t, the recount says %t: %s %q", got, want, words(c), said(c))
			}
		}
	})
}

func TestSharesAreToldOfExactlyWhereTheRecountSaysSo(t *testing.T) {
	large := func(lose, of int) bool { return lose >= 5 && 4*lose >= of }
	rapid.Check(t, func(t *rapid.T) {
		w := crowds.Draw(t, "crowd")
		d := w.diff(t)
		lost, people, losing := map[string]int{}, map[string]int{}, map[string]int{}
		for _, c := range d.Changes {
			people[c.Group]++
			if c.Writes() && (c.Action == plan.Deactivate || len(c.Revocations) > 0) {
				losing[c.Group]++
			}
			for _, ws := range c.Revocations {
				lost[ws.ID]++
			}
		}
		for _, c := range d.Changes {
			share := slices.ContainsFunc(c.Revocations, func(ws identity.Workspace) bool {
				all, _ := holders(w.actual.Accounts, ws.ID)
				return large(lost[ws.ID], all)
			})
			if got := tells(c, plan.RiskLargeShare); got != share {
				t.Errorf("large share told %t, the recount says %t: %s %q", got, share, words(c), said(c))
			}
			group := w.policy.GroupBy != "" && c.Group != "" && (c.Action == plan.Deactivate || len(c.Revocations) > 0) && large(losing[c.Group], people[c.Group])
			if got := tells(c, plan.RiskGroupShare); got != group {
				t.Errorf("group share told %t, the recount says %t: %s %q", got, group, words(c), said(c))
			}
		}
	})
}

func TestUnusualDomainsAreToldOfExactlyWhereTheRecountSaysSo(t *testing.T) {
	domain := func(name identity.UserName) string {
		_, d, _ := strings.Cut(strings.ToLower(string(name)), "@")
		return d
	}
	rapid.Check(t, func(t *rapid.T) {
		w := crowds.Draw(t, "crowd")
		w.actual.Complete = w.policy.Absent == plan.AbsentDeactivate || rapid.Bool().Draw(t, "complete")
		for _, c := range w.diff(t).Changes {
			same, others := 0, 0
			for _, a := range w.actual.Accounts {
				if a.ID != c.UserID {
					others++
					if domain(a.UserName) == domain(c.UserName) {
						same++
					}
				}
			}
			given := c.Writes() && (c.Action == plan.Create || c.Action == plan.Reactivate || len(c.Grants) > 0)
			want := given && domain(c.UserName) != "" && same < 3 && 100*same < others && (w.actual.Complete || len(w.actual.Accounts) >= 20)
			if got := tells(c, plan.RiskUnusualDomain); got != want {
				t.Errorf("told %t, %d of %d others say %t: %s %q", got, same, others, want, words(c), said(c))
			}
		}
	})
}

// A change that writes nothing has no risks, in plans and in those that take them back. Each risk is told
// once, in words, and every write to the caller's own account is told of.
func TestRisksAreOfWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.OneOf(worlds, crowds).Draw(t, "world")
		d := w.diff(t)
		now := applied(w.actual, d.Changes)
		undo := plan.Undo(&plan.Plan{Changes: d.Changes}, allDone(d.Changes), now, w.policy)
		for _, c := range append(slices.Clone(d.Changes), undo.Changes...) {
			codes := riskCodes(c)
			if !c.Writes() && len(codes) > 0 {
				t.Errorf("nothing is written: %s %q", words(c), said(c))
			}
			if distinct := identity.Set(slices.Clone(codes)); len(distinct) != len(codes) {
				t.Errorf("told twice: %q", said(c))
			}
			for _, r := range c.Risks {
				if r.Message == "" || strings.Contains(r.Message, "%!") || strings.ContainsAny(r.Message, "\n\r") {
					t.Errorf("not one clause: %q", r)
				}
			}
			if caller := w.policy.Caller != "" && c.UserName.Same(identity.UserName(w.policy.Caller)); tells(c, plan.RiskCaller) != (caller && c.Writes()) {
				t.Errorf("the caller %q: %s %q", w.policy.Caller, words(c), said(c))
			}
		}
	})
}

func TestTheOrderOfTheRowsDecidesNoRisk(t *testing.T) {
	inAnyOrder := func(d plan.Difference) []string {
		var out []string
		for _, c := range d.Changes {
			out = append(out, string(c.UserName)+" "+strings.Join(said(c), " | "))
		}
		slices.Sort(out)
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		w := crowds.Draw(t, "crowd")
		shuffled := w
		shuffled.desired.Listed = rapid.Permutation(w.desired.Listed).Draw(t, "order")
		shuffled.actual.Accounts = rapid.Permutation(w.actual.Accounts).Draw(t, "accounts' order")
		a, b := w.diff(t), shuffled.diff(t)
		if diff := cmp.Diff(inAnyOrder(a), inAnyOrder(b)); diff != "" {
			t.Errorf("risks in one order and in another:\n%s", diff)
		}
	})
}

func TestALimitCountsThePeopleOfWhatIsPlanned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(worlds, crowds).Draw(t, "world").diff(t)
		var creates, deactivations, losing int
		for _, c := range d.Changes {
			switch c.Action {
			case plan.Create:
				creates++
			case plan.Deactivate:
				deactivations++
			}
			if len(c.Revocations) > 0 {
				losing++
			}
		}
		if got := []int{d.Limits[0].People, d.Limits[1].People, d.Limits[2].People}; !slices.Equal(got, []int{creates, deactivations, losing}) {
			t.Errorf("the limits count %v people, the changes are %d, %d and %d", got, creates, deactivations, losing)
		}
	})
}
