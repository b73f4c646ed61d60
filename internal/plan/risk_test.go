package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// said are the risks of a change, each as "code: message".
func said(c plan.Change) []string {
	var out []string
	for _, r := range c.Risks {
		out = append(out, r.Code+": "+r.Message)
	}
	return out
}

// saidAs are the messages of one code.
func saidAs(c plan.Change, code string) string {
	var out []string
	for _, r := range c.Risks {
		if r.Code == code {
			out = append(out, r.Message)
		}
	}
	return strings.Join(out, " | ")
}

// changeOf is the change of one person.
func changeOf(t testing.TB, d plan.Difference, userName identity.UserName) plan.Change {
	t.Helper()
	i := slices.IndexFunc(d.Changes, func(c plan.Change) bool { return c.UserName.Same(userName) })
	if i < 0 {
		t.Fatalf("nobody is %s", userName)
	}
	return d.Changes[i]
}

// known names the workspaces of these tests.
func known(actual plan.Actual) plan.Actual {
	actual.Workspaces = &identity.Workspaces{}
	for id, name := range map[string]string{"fin": "Finance", "hr": "HR", "ops": "Operations", "tw1": "Twin", "tw2": "Twin"} {
		actual.Workspaces.Add(identity.Workspace{ID: id, Name: name}, false, identity.Listed)
	}
	return actual
}

// others are active accounts who hold everything, so that nobody is the last.
func others(n int) []identity.Account {
	out := make([]identity.Account, n)
	for i := range out {
		out[i] = account(fmt.Sprintf("other%03d@x.com", i), "fin", "hr", "ops", "tw1", "tw2")
	}
	return out
}

func inactive(a identity.Account) identity.Account {
	a.Active = false
	return a
}

// riskCase is one person in a tenant, and the risks that are told of them.
type riskCase struct {
	sentence string
	person   identity.Person // whose userName is ada@x.com where none is given
	accounts []identity.Account
	alter    func(*plan.Actual)
	policy   plan.Policy // the zero value means that of plan's flags
	want     []string
}

func runRiskCases(t *testing.T, cases []riskCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			if c.person.UserName == "" {
				c.person.UserName = "ada@x.com"
			}
			if c.policy.Entitlements == "" {
				c.policy = policy()
			}
			actual := known(tenant(c.accounts...))
			if c.alter != nil {
				c.alter(&actual)
			}
			d := diff(t, []identity.Person{c.person}, actual, c.policy)
			if diff := cmp.Diff(c.want, said(changeOf(t, d, c.person.UserName))); diff != "" {
				t.Errorf("risks (-want +got):\n%s", diff)
			}
		})
	}
}

const (
	losesOne  = "revocation: loses 1 workspace; model roles there are destroyed and do not come back"
	losesTwo  = "revocation: loses 2 workspaces; model roles there are destroyed and do not come back"
	signsIn   = "reactivation: can sign in again, with the workspaces and model roles from before"
	cannot    = "deactivation: cannot sign in any more; workspaces and model roles are kept"
	endsEmpty = "losesAllWorkspaces: ends with no workspace at all, and has 2 now"
)

func TestRisksAreWhatAnApproverShouldLookAt(t *testing.T) {
	ada := changed(account("ada@x.com", "fin", "hr"), func(a *identity.Account) { a.ExternalID = "E1" })
	with20 := append(others(20), ada)
	asleep := append(others(20), inactive(ada))
	caller := with(func(p *plan.Policy) { p.Caller = "ADA@x.com" })
	itself := "callerAccount: the account this program signs in with "
	runRiskCases(t, []riskCase{
		{sentence: "a deactivation", person: identity.Person{Active: new(false)}, accounts: with20, want: []string{cannot}},
		{sentence: "a reactivation", person: identity.Person{Active: new(true)}, accounts: asleep, want: []string{signsIn}},
		{sentence: "a revocation", person: identity.Person{Workspaces: has("fin")}, accounts: with20, want: []string{losesOne}},
		{sentence: "losing everything", person: identity.Person{Workspaces: has()}, accounts: with20, want: []string{losesTwo, endsEmpty}},
		{sentence: "losing everything together with the sign-in", person: identity.Person{Active: new(false), Workspaces: has()}, accounts: with20,
			want: []string{cannot, losesTwo, endsEmpty}},
		{sentence: "an account that was switched off may lose everything too", person: identity.Person{Workspaces: has()}, accounts: asleep, want: []string{losesTwo, endsEmpty}},
		{sentence: "other workspaces in place of all is not losing everything", person: identity.Person{Workspaces: has("ops")}, accounts: with20, want: []string{losesTwo}},
		{sentence: "who had nothing loses nothing", person: identity.Person{Workspaces: has()}, accounts: append(others(1), account("ada@x.com"))},
		{sentence: "the caller giving themselves a workspace", person: identity.Person{Workspaces: has("fin", "hr", "ops")}, accounts: with20, policy: caller,
			want: []string{itself + "gives itself Operations"}},
		{sentence: "the caller giving themselves workspaces, another name and another id", policy: caller, accounts: with20,
			person: identity.Person{Workspaces: has("fin", "hr", "ops", "tw1"), GivenName: new("Augusta"), FamilyName: new("King"), ExternalID: new("E2")},
			want:   []string{itself + "gives itself 2 workspaces, changes its own name and changes its own externalId"}},
		{sentence: "the caller changing only their name", person: identity.Person{FamilyName: new("King")}, accounts: with20, policy: caller,
			want: []string{itself + "changes its own name"}},
		{sentence: "the caller switching themselves on", person: identity.Person{Active: new(true)}, accounts: asleep, policy: caller,
			want: []string{signsIn, itself + "switches itself on"}},
		{sentence: "the caller being created", person: identity.Person{GivenName: new("Ada"), Workspaces: has("fin")}, accounts: others(1), policy: caller,
			want: []string{itself + "is created"}},
		{sentence: "a workspace of whose name there are two is told by its id", person: identity.Person{Workspaces: has("fin", "hr", "tw2")}, accounts: with20, policy: caller,
			want: []string{itself + "gives itself Twin (tw2)"}},
		{sentence: "a new person with the externalId of an account", person: identity.Person{UserName: "new@x.com", ExternalID: new("e1")}, accounts: with20,
			want: []string{`externalIdTaken: ada@x.com already has the externalId "e1": the same person under another address?`}},
		{sentence: "nothing where nothing is written", accounts: with20, policy: caller},
		{sentence: "nothing where it is blocked", person: identity.Person{Active: new(false)}, accounts: with20, policy: caller},
		{sentence: "nothing in an ordinary update", person: identity.Person{GivenName: new("Ada"), Workspaces: has("fin", "hr", "ops")}, accounts: with20},
	})
}

func TestWhoIsTheLastMemberOfAWorkspace(t *testing.T) {
	ada, bob := account("ada@x.com", "fin", "hr"), account("bob@x.com", "fin")
	onlyOne := "lastMember: nobody is left in HR: its only member loses it"
	runRiskCases(t, []riskCase{
		{sentence: "the only one who has it", person: identity.Person{Workspaces: has("fin")}, accounts: []identity.Account{ada, bob}, want: []string{losesOne, onlyOne}},
		{sentence: "not who leaves somebody behind", person: identity.Person{Workspaces: has("hr")}, accounts: []identity.Account{ada, bob}, want: []string{losesOne}},
		{sentence: "an inactive account may be the last that has it", person: identity.Person{Workspaces: has("fin")}, accounts: []identity.Account{inactive(ada), bob},
			want: []string{losesOne, onlyOne}},
		{sentence: "where only accounts stay that cannot sign in", person: identity.Person{Workspaces: has("hr")}, accounts: []identity.Account{ada, inactive(bob)},
			want: []string{losesOne, "lastMember: nobody who can sign in is left in Finance: 1 of its 2 members could before"}},
		{sentence: "where nobody could sign in before, nothing is lost", person: identity.Person{Workspaces: has("hr")}, accounts: []identity.Account{inactive(ada), inactive(bob)},
			want: []string{losesOne}},
		{sentence: "a deactivation leaves nobody who can sign in", person: identity.Person{Active: new(false)}, accounts: []identity.Account{ada, inactive(bob)},
			want: []string{cannot, "lastMember: nobody who can sign in is left in Finance: 1 of its 2 members could before; " +
				"nobody who can sign in is left in HR: 1 of its 1 member could before"}},
		{sentence: "a deactivation that leaves others", person: identity.Person{Active: new(false)}, accounts: append(others(1), ada), want: []string{cannot}},
		{sentence: "what protection withholds counts as kept", person: identity.Person{Workspaces: has("fin")}, accounts: []identity.Account{ada, bob},
			policy: with(func(p *plan.Policy) { p.Protect = []string{"ada@x.com"} })},
		{sentence: "nothing is said where not every account was read", person: identity.Person{Workspaces: has("fin")}, accounts: []identity.Account{ada},
			alter: func(a *plan.Actual) { a.Complete = false }, want: []string{losesOne}},
		{sentence: "of many workspaces three are named", person: identity.Person{Workspaces: has("x")}, accounts: []identity.Account{account("ada@x.com", "w1", "w2", "w3", "w4", "w5", "x")},
			want: []string{"revocation: loses 5 workspaces; model roles there are destroyed and do not come back",
				"lastMember: nobody is left in w1: its only member loses it; nobody is left in w2: its only member loses it; " +
					"nobody is left in w3: its only member loses it; and likewise 2 more workspaces"}},
	})
	lose := identity.Person{UserName: "ada@x.com", Workspaces: has("hr")}
	gain := identity.Person{UserName: "cyd@x.com", Workspaces: has("fin")}
	for _, c := range []struct {
		sentence string
		people   []identity.Person
		accounts []identity.Account
		want     string
	}{
		{"a grant elsewhere in the plan makes up for it", []identity.Person{lose, gain}, []identity.Account{ada, account("cyd@x.com")}, ""},
		{"so does a new person", []identity.Person{gain, lose}, []identity.Account{ada}, ""},
		{"a new person who cannot sign in does not", []identity.Person{lose, {UserName: "cyd@x.com", Workspaces: has("fin"), Active: new(false), Request: identity.RequestCreate}}, []identity.Account{ada},
			"nobody who can sign in is left in Finance: 1 of its 1 member could before"},
		{"a grant to an account that is switched off does not", []identity.Person{lose, gain}, []identity.Account{ada, inactive(account("cyd@x.com"))},
			"nobody who can sign in is left in Finance: 1 of its 1 member could before"},
		{"a reactivation elsewhere makes up for it", []identity.Person{lose, {UserName: "cyd@x.com", Active: new(true)}}, []identity.Account{ada, inactive(account("cyd@x.com", "fin"))}, ""},
		{"a deactivation elsewhere makes it so", []identity.Person{lose, {UserName: "cyd@x.com", Active: new(false)}}, []identity.Account{ada, account("cyd@x.com", "fin")},
			"nobody who can sign in is left in Finance: 2 of its 2 members could before"},
		{"all who lose it are told of it", []identity.Person{lose, {UserName: "cyd@x.com", Workspaces: has()}}, []identity.Account{ada, account("cyd@x.com", "fin")},
			"nobody is left in Finance: all 2 members lose it"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			d := diff(t, c.people, known(tenant(c.accounts...)), policy())
			got := saidAs(changeOf(t, d, "ada@x.com"), plan.RiskLastMember)
			if got != c.want {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

func TestALargeShareOfAWorkspace(t *testing.T) {
	for _, c := range []struct {
		sentence     string
		lose, of     int
		gain         int
		want         string
		notEverybody bool
	}{
		{sentence: "a quarter", lose: 5, of: 20, want: "one of 5 of 20 members who lose Finance"},
		{sentence: "all of them", lose: 6, of: 6, want: "one of 6 of 6 members who lose Finance"},
		{sentence: "less than a quarter is none", lose: 5, of: 21},
		{sentence: "four people are none, whatever the share", lose: 4, of: 5},
		{sentence: "numbers are written to be read", lose: 1200, of: 1300, want: "one of 1,200 of 1,300 members who lose Finance"},
		{sentence: "grants to others make up for nothing", lose: 10, of: 20, gain: 20, want: "one of 10 of 20 members who lose Finance"},
		{sentence: "it takes a complete reading", lose: 10, of: 20, notEverybody: true},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			accounts := crowd(c.of)
			for i := range accounts {
				accounts[i].Workspaces = []string{"fin", "hr"}
			}
			actual := known(tenant(append(accounts, others(200)[:c.gain]...)...))
			for i := range c.gain {
				actual.Accounts[c.of+i].Workspaces = nil
			}
			actual.Complete = !c.notEverybody
			people := those(c.lose, identity.Person{Workspaces: has("hr")})
			for i := range c.gain {
				people = append(people, identity.Person{UserName: actual.Accounts[c.of+i].UserName, Workspaces: has("fin")})
			}
			d := diff(t, people, actual, policy())
			for i := range c.lose {
				got := saidAs(d.Changes[i], plan.RiskLargeShare)
				if got != c.want {
					t.Fatalf("of change %d is said %q, want %q", i, got, c.want)
				}
			}
		})
	}
}

func TestALargeShareOfAGroup(t *testing.T) {
	grouped := with(func(p *plan.Policy) { p.GroupBy = "Department" })
	tax := "one of 6 of 20 people of Tax & Audit who lose a workspace or are deactivated"
	for _, c := range []struct {
		sentence        string
		lose, leave, of int
		group           string
		policy          plan.Policy
		want            string
	}{
		{"those who lose a workspace and those who are deactivated", 4, 2, 20, "Tax & Audit", grouped, tax},
		{"less than a quarter is none", 4, 1, 21, "Tax & Audit", grouped, ""},
		{"four people are none, whatever the share", 2, 2, 5, "Tax & Audit", grouped, ""},
		{"people without a group are no group", 4, 2, 20, "", grouped, ""},
		{"without --group-by there are no groups", 4, 2, 20, "Tax & Audit", policy(), ""},
		{"a long name is cut", 5, 0, 5, strings.Repeat("Very ", 100) + "long", grouped,
			"one of 5 of 5 people of Very Very Very Very Very Very Very Very Very Very Very Very… who lose a workspace or are deactivated"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			people := listed(those(c.of, identity.Person{})...)
			for i := range people {
				people[i].Group = c.group
				switch {
				case i < c.lose:
					people[i].Person.Workspaces = has("fin")
				case i < c.lose+c.leave:
					people[i].Person.Active = new(false)
				}
			}
			d := diffWith(t, plan.Desired{Listed: people}, known(tenant(crowd(200)...)), c.policy)
			for i, change := range d.Changes {
				got := saidAs(change, plan.RiskGroupShare)
				want := c.want
				if i >= c.lose+c.leave {
					want = ""
				}
				if got != want {
					t.Fatalf("of change %d is said %q, want %q", i, got, want)
				}
			}
		})
	}
}

func TestAnAccountThatNobodyHasUsedForLong(t *testing.T) {
	at := time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC)
	asleep := func(alter func(*identity.Account)) []identity.Account {
		return append(others(20), changed(inactive(account("ada@x.com", "fin")), alter))
	}
	plain := asleep(func(*identity.Account) {})
	dated := asleep(func(a *identity.Account) {
		a.Created, a.LastModified = "2020-02-29T08:00:00Z", "2025-05-02T10:00:00+02:00"
	})
	signedIn := func(last time.Time) func(*plan.Actual) {
		return func(a *plan.Actual) { a.At, a.Logins = at, map[string]time.Time{"id-ada": last, "id-other000": at} }
	}
	readAt := func(a *plan.Actual) { a.At = at }
	on := identity.Person{Active: new(true)}
	runRiskCases(t, []riskCase{
		{sentence: "with the date and the days", person: on, accounts: dated, alter: signedIn(time.Date(2025, 5, 2, 9, 0, 0, 0, time.UTC)),
			want: []string{signsIn, "longInactive: has not signed in since 2 May 2025 (568 days)"}},
		{sentence: "180 days are not long yet", person: on, accounts: dated, alter: signedIn(at.AddDate(0, 0, -180)), want: []string{signsIn}},
		{sentence: "a moment more is", person: on, accounts: dated, alter: signedIn(at.AddDate(0, 0, -180).Add(-time.Second)),
			want: []string{signsIn, "longInactive: has not signed in since 25 May 2026 (180 days)"}},
		{sentence: "never", person: on, accounts: plain, alter: signedIn(time.Time{}), want: []string{signsIn, "longInactive: has never signed in"}},
		{sentence: "never since it was created", person: on, accounts: dated, alter: signedIn(time.Time{}),
			want: []string{signsIn, "longInactive: has never signed in, and the account was created on 29 February 2020"}},
		{sentence: "a sign-in that is yet to come is not long ago", person: on, accounts: dated, alter: signedIn(at.AddDate(1, 0, 0)), want: []string{signsIn}},
		{sentence: "without sign-ins the last change to the account tells", person: on, accounts: dated, alter: readAt,
			want: []string{signsIn, "longInactive: the account was last changed on 2 May 2025 (568 days ago); when it was last used is not known"}},
		{sentence: "so it does where the sign-ins leave this account out", person: on, accounts: dated,
			alter: func(a *plan.Actual) { a.At, a.Logins = at, map[string]time.Time{"id-other000": at} },
			want:  []string{signsIn, "longInactive: the account was last changed on 2 May 2025 (568 days ago); when it was last used is not known"}},
		{sentence: "without a zone it is taken for the date line's", person: on, alter: readAt,
			accounts: asleep(func(a *identity.Account) { a.LastModified = "2025-05-02T10:00:00.123" }),
			want:     []string{signsIn, "longInactive: the account was last changed on 2 May 2025 (568 days ago); when it was last used is not known"}},
		{sentence: "where nothing is known nothing is said", person: on, accounts: plain, alter: readAt, want: []string{signsIn}},
		{sentence: "a date that cannot be read is none", person: on, alter: readAt,
			accounts: asleep(func(a *identity.Account) { a.LastModified = "last spring" }), want: []string{signsIn}},
		{sentence: "without the time of the reading nothing can be counted", person: on, accounts: dated, want: []string{signsIn}},
		{sentence: "only switching on counts", person: identity.Person{GivenName: new("Ada")}, accounts: dated, alter: signedIn(time.Time{})},
	})
}
