package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// policy is what plan's flags say when none is given.
func policy() plan.Policy {
	return plan.Policy{
		Entitlements: plan.Exact, Absent: plan.AbsentIgnore, Manage: plan.Groups(), Match: plan.MatchUserName, Read: "auto",
		MaxCreates: "all", MaxDeactivations: "10%", MaxRevocations: "10%", EntitlementFormat: "WORKSPACE", WriteMethod: plan.WritePatch,
	}
}

// with is the default policy, altered.
func with(alter func(*plan.Policy)) plan.Policy {
	p := policy()
	alter(&p)
	return p
}

// has is a cell that lists workspaces; has() is <none>.
func has(ids ...string) *identity.Claim { return &identity.Claim{Has: identity.Set(ids)} }

// account is an active account whose id is "id-" and the local part of its userName.
func account(userName string, workspaces ...string) identity.Account {
	local, _, _ := strings.Cut(userName, "@")
	return identity.Account{ID: "id-" + strings.ToLower(local), UserName: identity.UserName(userName), Active: true,
		Workspaces: identity.Set(workspaces)}
}

// changed is an account, altered.
func changed(a identity.Account, alter func(*identity.Account)) identity.Account {
	alter(&a)
	return a
}

// tenant is a complete reading.
func tenant(accounts ...identity.Account) plan.Actual {
	return plan.Actual{Accounts: accounts, Total: len(accounts), Complete: true, Workspaces: &identity.Workspaces{}}
}

// listed are people, each from a row of their own.
func listed(people ...identity.Person) []plan.Listed {
	out := make([]plan.Listed, len(people))
	for i, p := range people {
		out[i] = plan.Listed{Person: p, Rows: []finding.Pos{{File: "staff.csv", Row: i + 2}}}
	}
	return out
}

func diff(t testing.TB, people []identity.Person, actual plan.Actual, policy plan.Policy) plan.Difference {
	t.Helper()
	return diffWith(t, plan.Desired{Listed: listed(people...)}, actual, policy)
}

func diffWith(t testing.TB, desired plan.Desired, actual plan.Actual, policy plan.Policy) plan.Difference {
	t.Helper()
	d, err := plan.Diff(desired, actual, policy)
	if err != nil {
		t.Fatalf("diff: %v", err)
	}
	return d
}

// words tells a change in one line, as the tables of these tests write it:
// "update ada@x.com externalId:E1>E2 +fin -hr" or "blocked (protected) ada@x.com withheld:deactivate".
func words(c plan.Change) string {
	var b strings.Builder
	b.WriteString(string(c.Action))
	if c.Reason != "" {
		fmt.Fprintf(&b, " (%s)", c.Reason)
	}
	fmt.Fprintf(&b, " %s", c.UserName)
	for _, a := range c.Attributes {
		if a.Before == nil {
			fmt.Fprintf(&b, " %s:%v", a.Path, a.After)
		} else {
			fmt.Fprintf(&b, " %s:%v>%v", a.Path, a.Before, a.After)
		}
	}
	for _, w := range c.Grants {
		b.WriteString(" +" + w.ID)
	}
	for _, w := range c.Revocations {
		b.WriteString(" -" + w.ID)
	}
	for _, w := range c.Withheld {
		b.WriteString(" withheld:" + w.What)
		if w.Workspace != nil {
			b.WriteString("=" + w.Workspace.ID)
		}
		b.WriteString("/" + w.Why)
	}
	return b.String()
}

func allWords(changes []plan.Change) []string {
	out := make([]string, len(changes))
	for i, c := range changes {
		out[i] = words(c)
	}
	return out
}

func wantChanges(t testing.TB, changes []plan.Change, want ...string) {
	t.Helper()
	if got := allWords(changes); !slices.Equal(got, want) {
		t.Errorf("changes\n got  %s\n want %s", strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}

func riskCodes(c plan.Change) []string {
	var out []string
	for _, r := range c.Risks {
		out = append(out, r.Code)
	}
	return out
}

// oneCase is a sentence of the policy: one person, one tenant, what happens.
type oneCase struct {
	sentence string
	person   identity.Person
	accounts []identity.Account
	policy   plan.Policy // the zero value means the default
	want     string
}

func runCases(t *testing.T, cases []oneCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			if c.policy.Entitlements == "" {
				c.policy = policy()
			}
			wantChanges(t, diff(t, []identity.Person{c.person}, tenant(c.accounts...), c.policy).Changes, c.want)
		})
	}
}

// numbered makes n workspace ids, ws001 and on.
func numbered(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("ws%03d", i+1)
	}
	return out
}
