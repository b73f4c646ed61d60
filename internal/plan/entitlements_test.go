package plan_test

import (
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func entitled(mode plan.Entitlements, scope ...string) plan.Policy {
	return with(func(p *plan.Policy) { p.Entitlements, p.Scope = mode, scope })
}

func TestWhatACellThatListsWorkspacesMeans(t *testing.T) {
	ada := account("ada@x.com", "fin", "hr")
	row := func(claim *identity.Claim) identity.Person {
		return identity.Person{UserName: "ada@x.com", Workspaces: claim}
	}
	runCases(t, []oneCase{
		{"exact: ends with exactly those", row(has("hr", "ops")), []identity.Account{ada}, entitled(plan.Exact), "update ada@x.com +ops -fin"},
		{"add: those are given, none is taken", row(has("hr", "ops")), []identity.Account{ada}, entitled(plan.Add), "update ada@x.com +ops"},
		{"add: <none> gives nothing and takes nothing", row(has()), []identity.Account{ada}, entitled(plan.Add), "none ada@x.com"},
		{"remove: those are taken, none is given", row(has("hr", "ops")), []identity.Account{ada}, entitled(plan.Remove), "update ada@x.com -hr"},
		{"remove: <none> takes nothing, for it lists nothing", row(has()), []identity.Account{ada}, entitled(plan.Remove), "none ada@x.com"},
		{"ignore: left alone", row(has("ops")), []identity.Account{ada}, entitled(plan.Ignore), "none ada@x.com"},
		{"a blank cell leaves workspaces alone, exact or not", row(nil), []identity.Account{ada}, entitled(plan.Exact), "none ada@x.com"},
		{"add gives a new person those listed", row(has("fin")), nil, entitled(plan.Add), "create ada@x.com userName:ada@x.com active:true +fin"},
		{"remove gives a new person nothing", row(has("fin")), nil, entitled(plan.Remove), "create ada@x.com userName:ada@x.com active:true"},
		{"ignore gives a new person nothing", row(has("fin")), nil, entitled(plan.Ignore), "create ada@x.com userName:ada@x.com active:true"},
	})
}

func TestScopeIsAllThisRunMayGiveOrTake(t *testing.T) {
	ada := account("ada@x.com", "fin", "hr")
	row := func(ids ...string) identity.Person {
		return identity.Person{UserName: "ada@x.com", Workspaces: has(ids...)}
	}
	const upper = "8A81B09E5F5F5F5F015F5F5F5F5F5F5F"
	runCases(t, []oneCase{
		{"others are not taken, exact or not", row("ops"), []identity.Account{ada}, entitled(plan.Exact, "fin", "ops"), "update ada@x.com +ops -fin"},
		{"others are not given", row("fin", "hr", "ops"), []identity.Account{ada}, entitled(plan.Exact, "fin", "hr"), "none ada@x.com"},
		{"others are not given to a new person", row("fin", "ops"), nil, entitled(plan.Exact, "ops"), "create ada@x.com userName:ada@x.com active:true +ops"},
		{"<none> takes only what is in scope", row(), []identity.Account{ada}, entitled(plan.Exact, "hr"), "update ada@x.com -hr"},
		{"with add", row("fin", "ops", "it"), []identity.Account{ada}, entitled(plan.Add, "ops"), "update ada@x.com +ops"},
		{"with remove", row("fin", "hr"), []identity.Account{ada}, entitled(plan.Remove, "hr"), "update ada@x.com -hr"},
		{"in whatever order it was written down", row("ops"), []identity.Account{ada}, entitled(plan.Exact, "ops", "hr", "fin"), "update ada@x.com +ops -fin -hr"},
		{"in whatever case an Anaplan id was written down", row(), []identity.Account{account("ada@x.com", identity.WorkspaceID(upper))}, entitled(plan.Exact, upper),
			"update ada@x.com -" + identity.WorkspaceID(upper)},
		{"an empty scope, unlike none at all, holds nothing", row("ops"), []identity.Account{ada}, entitled(plan.Exact, []string{}...), "none ada@x.com"},
	})
}

func TestAMatrixSpeaksOnlyForItsColumns(t *testing.T) {
	ada := account("ada@x.com", "fin", "hr")
	row := func(columns []string, marked ...string) identity.Person {
		return identity.Person{UserName: "ada@x.com", Workspaces: &identity.Claim{Has: identity.Set(marked), SpeaksFor: columns}}
	}
	runCases(t, []oneCase{
		{"a column without a mark is taken, what has no column stays", row([]string{"fin", "ops"}, "ops"), []identity.Account{ada}, plan.Policy{}, "update ada@x.com +ops -fin"},
		{"no mark at all takes the columns' workspaces", row([]string{"hr", "ops"}), []identity.Account{ada}, plan.Policy{}, "update ada@x.com -hr"},
		{"with add only marks count", row([]string{"fin", "ops"}, "ops"), []identity.Account{ada}, entitled(plan.Add), "update ada@x.com +ops"},
		{"with remove marks are taken", row([]string{"fin", "hr"}, "hr"), []identity.Account{ada}, entitled(plan.Remove), "update ada@x.com -hr"},
		{"within the scope only", row([]string{"fin", "hr", "ops"}, "ops"), []identity.Account{ada}, entitled(plan.Exact, "hr"), "update ada@x.com -hr"},
		{"what the sheet has no say over is not given either", row([]string{"fin"}, "fin", "ops"), []identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
		{"a matrix without columns says nothing", row([]string{}), []identity.Account{ada}, plan.Policy{}, "none ada@x.com"},
	})
}

func TestWorkspacesCarryTheNamesThatAreKnown(t *testing.T) {
	actual := tenant(account("ada@x.com", "fin"))
	actual.Workspaces.Add(identity.Workspace{ID: "fin", Name: "Finance"}, false, identity.Seen)
	c := diff(t, []identity.Person{{UserName: "ada@x.com", Workspaces: has("hr")}}, actual, policy()).Changes[0]
	if got, want := c.Revocations[0], (identity.Workspace{ID: "fin", Name: "Finance"}); got != want {
		t.Errorf("revocation %+v, want %+v", got, want)
	}
	if got, want := c.Grants[0], (identity.Workspace{ID: "hr"}); got != want {
		t.Errorf("grant %+v, want %+v", got, want)
	}
}

func TestWorkspacesWrittenByName(t *testing.T) {
	const plain, comma, twin, other = "fin", "emea", "hr1", "hr2"
	byName := with(func(p *plan.Policy) { p.EntitlementFormat = plan.FormatNames })
	byNamePut := with(func(p *plan.Policy) { p.EntitlementFormat, p.WriteMethod = plan.FormatNames, plan.WritePut })
	person := func(ids ...string) identity.Person {
		return identity.Person{UserName: "ada@x.com", Workspaces: has(ids...)}
	}
	renamed := identity.Person{UserName: "ada@x.com", GivenName: new("Ada")}
	for _, c := range []struct {
		sentence string
		person   identity.Person
		holding  []string
		policy   plan.Policy
		action   plan.Action
	}{
		{"a plain name is written", person(plain), nil, byName, plan.Update},
		{"a name with a comma cannot be", person(comma), nil, byName, plan.Blocked},
		{"nor one that two workspaces have", person(twin), nil, byName, plan.Blocked},
		{"nor a workspace whose name nobody knows", person("x"), nil, byName, plan.Blocked},
		{"nor can what is kept beside it, for all are written", person(plain, comma), []string{comma}, byName, plan.Blocked},
		{"taking it needs no name", person(plain), []string{plain, comma}, byName, plan.Update},
		{"a change of something else writes no names", renamed, []string{comma}, byName, plan.Update},
		{"but a put writes all", renamed, []string{comma}, byNamePut, plan.Blocked},
		{"by id nothing of this matters", person(comma, twin, "x"), nil, policy(), plan.Update},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			actual := tenant(account("ada@x.com", c.holding...))
			for _, w := range []identity.Workspace{{ID: plain, Name: "Finance"}, {ID: comma, Name: "Sales, EMEA"}, {ID: twin, Name: "HR"}, {ID: other, Name: "hr"}} {
				actual.Workspaces.Add(w, false, identity.Listed)
			}
			d := diff(t, []identity.Person{c.person}, actual, c.policy)
			if got := d.Changes[0]; got.Action != c.action || (got.Action == plan.Blocked) != (got.Reason == plan.ReasonUnwritableName) {
				t.Errorf("%s (%s: %s), want %s", got.Action, got.Reason, got.Detail, c.action)
			}
			if c.policy.EntitlementFormat == plan.FormatNames && c.action == plan.Update && len(d.Names) != len(d.Changes[0].After().Workspaces) {
				t.Errorf("the plan knows the names %v", d.Names)
			}
		})
	}
}

func TestMoreThanFiftyWorkspaces(t *testing.T) {
	holding := func(n int) identity.Account { return account("ada@x.com", numbered(n)...) }
	appends := with(func(p *plan.Policy) { p.PatchAdd = plan.PatchAppends })
	put := with(func(p *plan.Policy) { p.WriteMethod = plan.WritePut })
	putAppends := with(func(p *plan.Policy) { p.WriteMethod, p.PatchAdd = plan.WritePut, plan.PatchAppends })
	wanting := func(n int) identity.Person {
		return identity.Person{UserName: "ada@x.com", Workspaces: has(numbered(n)...)}
	}
	renamed := identity.Person{UserName: "ada@x.com", GivenName: new("Ada")}
	renamedAnd := func(p identity.Person) identity.Person {
		p.GivenName = renamed.GivenName
		return p
	}
	for _, c := range []struct {
		sentence string
		person   identity.Person
		accounts []identity.Account
		policy   plan.Policy
		action   plan.Action
		reason   plan.Reason
		requests int
	}{
		{"a changed user with up to 50 takes one write", wanting(50), []identity.Account{holding(3)}, policy(), plan.Update, "", 1},
		{"a new user with up to 50 takes one write", wanting(50), nil, policy(), plan.Create, "", 1},
		{"a new user with none takes one write", wanting(0), nil, policy(), plan.Create, "", 1},
		{"a new user with 51 takes two", wanting(51), nil, policy(), plan.Create, "", 2},
		{"a new user with 101 takes three", wanting(101), nil, policy(), plan.Create, "", 3},
		{"an existing user with 51 is blocked", wanting(51), []identity.Account{holding(3)}, policy(), plan.Blocked, plan.ReasonWouldDropWorkspaces, 0},
		{"but not where add is known to append", wanting(51), []identity.Account{holding(3)}, appends, plan.Update, "", 2},
		{"what is held already stays out of the pieces", wanting(63), []identity.Account{holding(60)}, appends, plan.Update, "", 1},
		{"what is held already stays out of the pieces, of which there may be several", wanting(120), []identity.Account{holding(60)}, appends, plan.Update, "", 2},
		{"and a new name takes one more", renamedAnd(wanting(63)), []identity.Account{holding(60)}, appends, plan.Update, "", 2},
		{"putting has no add", wanting(51), []identity.Account{holding(3)}, putAppends, plan.Blocked, plan.ReasonWouldDropWorkspaces, 0},
		{"a revocation that leaves 51 has no safe way at all", wanting(51), []identity.Account{holding(52)}, appends, plan.Blocked, plan.ReasonWouldDropWorkspaces, 0},
		{"a revocation that leaves 50 takes one write", wanting(50), []identity.Account{holding(60)}, policy(), plan.Update, "", 1},
		{"a revocation of all 60 takes one write", wanting(0), []identity.Account{holding(60)}, policy(), plan.Update, "", 1},
		{"a new name takes one write, for the workspaces are not written", renamed, []identity.Account{holding(60)}, policy(), plan.Update, "", 1},
		{"unless a put writes everything", renamed, []identity.Account{holding(60)}, put, plan.Blocked, plan.ReasonWouldDropWorkspaces, 0},
		{"a put of 50 takes one write", renamed, []identity.Account{holding(50)}, put, plan.Update, "", 1},
		{"none takes none, however many are held", identity.Person{UserName: "ada@x.com"}, []identity.Account{holding(60)}, put, plan.None, "", 0},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			got := diff(t, []identity.Person{c.person}, tenant(c.accounts...), c.policy).Changes[0]
			if got.Action != c.action || got.Reason != c.reason || got.WriteRequests() != c.requests {
				t.Errorf("%s (%s), %d requests; want %s (%s), %d", got.Action, got.Reason, got.WriteRequests(), c.action, c.reason, c.requests)
			}
		})
	}
	t.Run("where a write is not bounded nobody is blocked for it", func(t *testing.T) {
		unbounded := with(func(p *plan.Policy) { p.Unbounded, p.WriteMethod = true, plan.WritePut })
		d := diff(t, []identity.Person{wanting(120)}, tenant(holding(180)), unbounded)
		p, err := plan.Seal(d, unbounded, plan.Facts{})
		if c := d.Changes[0]; err != nil || c.Action != plan.Update || len(c.Revocations) != 60 || p.Requests.Write != 1 {
			t.Errorf("%s (%s), %d revocations, %v", c.Action, c.Reason, len(c.Revocations), err)
		}
	})
	t.Run("an absent user with more than 50 is deactivated by patch", func(t *testing.T) {
		p := with(func(p *plan.Policy) { p.Absent = plan.AbsentDeactivate })
		wantChanges(t, diff(t, nil, tenant(holding(60)), p).Changes, "deactivate (absent) ada@x.com active:true>false")
	})
	t.Run("an absent user with more than 50 is not put", func(t *testing.T) {
		p := with(func(p *plan.Policy) { p.Absent, p.WriteMethod = plan.AbsentDeactivate, plan.WritePut })
		wantChanges(t, diff(t, nil, tenant(holding(60)), p).Changes, "blocked (wouldDropWorkspaces) ada@x.com")
	})
	t.Run("a protected user who would end with more than 50 because none is taken is blocked", func(t *testing.T) {
		p := with(func(p *plan.Policy) { p.Protect = []string{"ada@x.com"} })
		got := diff(t, []identity.Person{{UserName: "ada@x.com", Workspaces: has("other")}}, tenant(holding(50)), p).Changes[0]
		if got.Reason != plan.ReasonWouldDropWorkspaces || len(got.Withheld) != 50 {
			t.Errorf("%s (%s) with %d parts withheld; want it blocked (wouldDropWorkspaces), 50 withheld", got.Action, got.Reason, len(got.Withheld))
		}
	})
}
