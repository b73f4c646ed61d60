package plan_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestWhatALimitAllows(t *testing.T) {
	for _, c := range []struct {
		setting string
		of      int
		want    int
	}{
		{"all", 1000, -1},
		{"0", 1000, 0},
		{"3", 10, 3},
		{"913", 10, 913},
		{"10%", 3117, 311},
		{"10%", 0, 5},
		{"10%", 49, 5},
		{"10%", 60, 6},
		{"0%", 1000, 5},
		{"100%", 1000, 1000},
		{"2.5%", 1000, 25},
		{"0.57%", 10000, 57},
		{"0.29%", 10000, 29},
		{"33.3%", 100, 33},
		{"", 1000, 0},
		{"-1", 1000, 0},
		{"-1%", 1000, 0},
		{"101%", 1000, 0},
		{"NaN%", 1000, 0},
		{"Inf%", 1000, 0},
		{"1e9", 1000, 0},
		{"ten", 1000, 0},
		{"ALL", 1000, 0},
		{"10 %", 1000, 0},
	} {
		t.Run(fmt.Sprintf("%q of %d allows %d", c.setting, c.of, c.want), func(t *testing.T) {
			if got := plan.Allowance(c.setting, c.of); got != c.want {
				t.Errorf("allows %d", got)
			}
		})
	}
}

func TestALimitIsANumberAPercentageOrAll(t *testing.T) {
	for _, setting := range []string{"all", "0", "25", "0%", "10%", "2.5%", "100%"} {
		if err := plan.CheckLimit(setting); err != nil {
			t.Errorf("%q is refused: %v", setting, err)
		}
	}
	for _, setting := range []string{"", "-1", "-1%", "101%", "NaN%", "Inf%", "ten", "10 %", "%", "1.5", "99999999999999999999"} {
		if plan.CheckLimit(setting) == nil {
			t.Errorf("%q is taken", setting)
		}
	}
}

// crowd is n active accounts u000@x.com and on, each with the workspaces fin and hr.
func crowd(n int) []identity.Account {
	out := make([]identity.Account, n)
	for i := range out {
		out[i] = account(fmt.Sprintf("u%03d@x.com", i), "fin", "hr")
	}
	return out
}

// those asks the same of the first n of a crowd.
func those(n int, ask identity.Person) []identity.Person {
	out := make([]identity.Person, n)
	for i := range out {
		out[i] = ask
		out[i].UserName = identity.UserName(fmt.Sprintf("u%03d@x.com", i))
	}
	return out
}

func TestLimitsAreCheckedOnTheFinishedPlan(t *testing.T) {
	leave := identity.Person{Active: new(false)}
	lose := identity.Person{Workspaces: has("fin")}
	limit := func(alter func(*plan.Policy)) plan.Policy { return with(alter) }
	for _, c := range []struct {
		sentence string
		people   []identity.Person
		policy   plan.Policy
		limit    string
		want     plan.Limit
	}{
		{"deactivations: a tenth of the tenant's users, those of nobody's row included", those(10, leave), policy(), "max-deactivations",
			plan.Limit{Setting: "10%", Planned: 10, People: 10, Allowed: 10, Of: 100}},
		{"deactivations: one more is too many", those(11, leave), policy(), "max-deactivations",
			plan.Limit{Setting: "10%", Planned: 11, People: 11, Allowed: 10, Of: 100, Exceeded: true}},
		{"deactivations: a count", those(3, leave), limit(func(p *plan.Policy) { p.MaxDeactivations = "2" }), "max-deactivations",
			plan.Limit{Setting: "2", Planned: 3, People: 3, Allowed: 2, Of: 100, Exceeded: true}},
		{"deactivations: none", those(1, leave), limit(func(p *plan.Policy) { p.MaxDeactivations = "0" }), "max-deactivations",
			plan.Limit{Setting: "0", Planned: 1, People: 1, Allowed: 0, Of: 100, Exceeded: true}},
		{"deactivations: all", those(100, leave), limit(func(p *plan.Policy) { p.MaxDeactivations = "all" }), "max-deactivations",
			plan.Limit{Setting: "all", Planned: 100, People: 100, Allowed: -1, Of: 100}},
		{"deactivations: what protection withheld does not count", those(11, leave), limit(func(p *plan.Policy) { p.Protect = []string{"u000@x.com"} }), "max-deactivations",
			plan.Limit{Setting: "10%", Planned: 10, People: 10, Allowed: 10, Of: 100}},
		{"deactivations: who is inactive already does not count", append(those(10, leave), identity.Person{UserName: "nobody@x.com", Active: new(false)}), policy(), "max-deactivations",
			plan.Limit{Setting: "10%", Planned: 10, People: 10, Allowed: 10, Of: 100}},
		{"revocations: a tenth of what the people listed hold now, and never fewer than 5", those(5, lose), policy(), "max-revocations",
			plan.Limit{Setting: "10%", Planned: 5, People: 5, Allowed: 5, Of: 10}},
		{"revocations: one more is too many", those(6, lose), policy(), "max-revocations",
			plan.Limit{Setting: "10%", Planned: 6, People: 6, Allowed: 5, Of: 12, Exceeded: true}},
		{"revocations: those who lose nothing count among the listed", append(those(6, lose), plannedFor(6, 60)...), policy(), "max-revocations",
			plan.Limit{Setting: "10%", Planned: 6, People: 6, Allowed: 12, Of: 120}},
		{"revocations: people who lose several count once, each of their workspaces counts", those(3, identity.Person{Workspaces: has()}), policy(), "max-revocations",
			plan.Limit{Setting: "10%", Planned: 6, People: 3, Allowed: 5, Of: 6, Exceeded: true}},
		{"revocations: half", those(20, lose), limit(func(p *plan.Policy) { p.MaxRevocations = "50%" }), "max-revocations",
			plan.Limit{Setting: "50%", Planned: 20, People: 20, Allowed: 20, Of: 40}},
		{"creates: all by default", named("new", 40), policy(), "max-creates",
			plan.Limit{Setting: "all", Planned: 40, People: 40, Allowed: -1, Of: 100}},
		{"creates: a percentage of the tenant's users", named("new", 21), limit(func(p *plan.Policy) { p.MaxCreates = "20%" }), "max-creates",
			plan.Limit{Setting: "20%", Planned: 21, People: 21, Allowed: 20, Of: 100, Exceeded: true}},
		{"a setting that cannot be read allows nothing", those(1, leave), limit(func(p *plan.Policy) { p.MaxDeactivations = "" }), "max-deactivations",
			plan.Limit{Planned: 1, People: 1, Allowed: 0, Of: 100, Exceeded: true}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			d := diff(t, c.people, tenant(crowd(100)...), c.policy)
			c.want.Name = c.limit
			for _, got := range d.Limits {
				if got.Name == c.limit {
					if diff := cmp.Diff(c.want, got); diff != "" {
						t.Errorf("limit (-want +got):\n%s", diff)
					}
					if d.Refused != c.want.Exceeded {
						t.Errorf("refused %v, want %v", d.Refused, c.want.Exceeded)
					}
					return
				}
			}
			t.Errorf("no limit %s", c.limit)
		})
	}
}

// plannedFor is people of a crowd for whom nothing changes.
func plannedFor(from, to int) []identity.Person { return those(to, identity.Person{})[from:] }

func named(prefix string, n int) []identity.Person {
	out := make([]identity.Person, n)
	for i := range out {
		out[i] = identity.Person{UserName: identity.UserName(fmt.Sprintf("%s%d@x.com", prefix, i))}
	}
	return out
}

func TestWhoseWorkspacesAPercentageIsTakenOf(t *testing.T) {
	of := func(t *testing.T, people []identity.Person, p plan.Policy) int {
		return diff(t, people, tenant(crowd(4)...), p).Limits[2].Of
	}
	ask := those(1, identity.Person{})
	if got := of(t, ask, policy()); got != 2 {
		t.Errorf("of those listed: %d, want 2", got)
	}
	if got := of(t, ask, absent(plan.AbsentReport)); got != 2 {
		t.Errorf("absent users who are only reported are not concerned: %d, want 2", got)
	}
	if got := of(t, ask, absent(plan.AbsentDeactivate)); got != 8 {
		t.Errorf("absent users who are deactivated are: %d, want 8", got)
	}
	twice := append(those(1, identity.Person{}), identity.Person{ID: "id-u000"})
	if got := of(t, twice, policy()); got != 2 {
		t.Errorf("an account that two people turned out to be counts once: %d, want 2", got)
	}
}
