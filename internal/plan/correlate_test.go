package plan_test

import (
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestARowFindsItsAccount(t *testing.T) {
	ada := changed(account("ada@x.com"), func(a *identity.Account) { a.ExternalID = "E1" })
	bob := changed(account("bob@x.com"), func(a *identity.Account) { a.ExternalID = "E2" })
	byExternalID := with(func(p *plan.Policy) { p.Match = plan.MatchExternalID })
	runCases(t, []oneCase{
		{"by userName without regard to case",
			identity.Person{UserName: "ADA@X.com", GivenName: new("Ada")}, []identity.Account{ada}, plan.Policy{},
			"update ada@x.com name.givenName:>Ada"},
		{"by userName without regard to case outside ASCII too",
			identity.Person{UserName: "ÉLODIE@x.com", GivenName: new("Élodie")}, []identity.Account{account("e\u0301lodie@x.com")}, plan.Policy{},
			"update e\u0301lodie@x.com name.givenName:>Élodie"},
		{"but ß and ss are two people",
			identity.Person{UserName: "strauß@x.com", Active: new(false)}, []identity.Account{account("strauss@x.com")}, plan.Policy{},
			"none (notNeeded) strauß@x.com"},
		{"by id, which wins over another person's externalId",
			identity.Person{ID: "id-ada", ExternalID: new("E2")}, []identity.Account{ada, bob}, byExternalID,
			"update ada@x.com externalId:E1>E2"},
		{"by id without regard to case",
			identity.Person{ID: "id-ada", GivenName: new("Ada")},
			[]identity.Account{changed(ada, func(a *identity.Account) { a.ID = "ID-ADA" })}, plan.Policy{},
			"update ada@x.com name.givenName:>Ada"},
		{"an id that fits no account is blocked, even where the userName would fit one",
			identity.Person{ID: "id-eve", UserName: "ada@x.com", Active: new(false)}, []identity.Account{ada}, plan.Policy{},
			"blocked (notFound) ada@x.com"},
		{"an id whose account has another userName is an e-mail change, which is blocked with all the row asks for",
			identity.Person{ID: "id-ada", UserName: "ada.lovelace@x.com", GivenName: new("Ada"), Workspaces: has("fin")}, []identity.Account{ada}, plan.Policy{},
			"blocked (userNameReadOnly) ada@x.com"},
		{"an id whose account has the userName in another case is no e-mail change",
			identity.Person{ID: "id-ada", UserName: "Ada@X.COM"}, []identity.Account{ada}, plan.Policy{},
			"none ada@x.com"},
		{"externalId does not correlate unless asked to: the externalId of another account is a new person with a risk",
			identity.Person{UserName: "new@x.com", ExternalID: new("E1")}, []identity.Account{ada}, plan.Policy{},
			"create new@x.com userName:new@x.com externalId:E1 active:true"},
		{"a row without userName and without id fits nobody by userName",
			identity.Person{ExternalID: new("E1"), Active: new(true)}, []identity.Account{ada, {ID: "odd"}}, plan.Policy{},
			"blocked (notFound) "},
		{"with --match externalId by externalId without regard to case",
			identity.Person{ExternalID: new("e2"), GivenName: new("Bob")}, []identity.Account{ada, bob}, byExternalID,
			"update bob@x.com externalId:E2>e2 name.givenName:>Bob"},
		{"with --match externalId another userName on the account is an e-mail change, which is blocked",
			identity.Person{UserName: "robert@x.com", ExternalID: new("E2")}, []identity.Account{ada, bob}, byExternalID,
			"blocked (userNameReadOnly) bob@x.com"},
		{"with --match externalId several accounts with that externalId are ambiguous",
			identity.Person{UserName: "ada@x.com", ExternalID: new("E1"), Workspaces: has()},
			[]identity.Account{ada, changed(bob, func(a *identity.Account) { a.ExternalID = "e1" })}, byExternalID,
			"blocked (ambiguousMatch) ada@x.com"},
		{"with --match externalId a person whose account has none yet is found by userName",
			identity.Person{UserName: "carl@x.com", ExternalID: new("E3")}, []identity.Account{account("carl@x.com")}, byExternalID,
			"update carl@x.com externalId:>E3"},
		{"with --match externalId a userName whose account has another externalId is ambiguous",
			identity.Person{UserName: "ada@x.com", ExternalID: new("E9"), Active: new(false)}, []identity.Account{ada}, byExternalID,
			"blocked (ambiguousMatch) ada@x.com"},
		{"with --match externalId an externalId that differs in invisible characters only is the same",
			identity.Person{UserName: "ada@x.com", ExternalID: new("E1"), GivenName: new("Ada")},
			[]identity.Account{changed(ada, func(a *identity.Account) { a.ExternalID = "E1\u00a0" })}, byExternalID,
			"update ada@x.com name.givenName:>Ada"},
		{"with --match externalId a row without externalId is found by userName",
			identity.Person{UserName: "ada@x.com", GivenName: new("Ada")}, []identity.Account{ada}, byExternalID,
			"update ada@x.com name.givenName:>Ada"},
		{"with --match externalId clearing it finds the account by userName",
			identity.Person{UserName: "ada@x.com", ExternalID: new("")}, []identity.Account{ada}, byExternalID,
			"update ada@x.com externalId:E1>"},
		{"two accounts whose userNames differ in normalisation only are ambiguous",
			identity.Person{UserName: "é@x.com", Active: new(false)},
			[]identity.Account{{ID: "1", UserName: "é@x.com", Active: true}, {ID: "2", UserName: "e\u0301@x.com", Active: true}}, plan.Policy{},
			"blocked (ambiguousMatch) é@x.com"},
	})
}

func TestPeopleOfTheInputWhoAreOneAccountAreAllBlocked(t *testing.T) {
	ada := changed(account("ada@x.com", "fin"), func(a *identity.Account) { a.ExternalID = "E1" })
	byExternalID := with(func(p *plan.Policy) { p.Match = plan.MatchExternalID })
	cases := []struct {
		sentence string
		people   []identity.Person
		heldBack []identity.Person
		policy   plan.Policy
		want     []string
	}{
		{"one by id and one by userName",
			[]identity.Person{{ID: "id-ada", Workspaces: has("hr")}, {UserName: "ada@x.com", Workspaces: has("ops")}}, nil, policy(),
			[]string{"blocked (ambiguousMatch) ada@x.com", "blocked (ambiguousMatch) ada@x.com"}},
		{"three of them",
			[]identity.Person{{ID: "id-ada"}, {UserName: "ada@x.com"}, {UserName: "Ada@x.com"}}, nil, policy(),
			[]string{"blocked (ambiguousMatch) ada@x.com", "blocked (ambiguousMatch) ada@x.com", "blocked (ambiguousMatch) ada@x.com"}},
		{"a row that asks for nothing and one that asks for much",
			[]identity.Person{{ID: "id-ada", Request: identity.RequestSkip}, {UserName: "ada@x.com", Active: new(false)}}, nil, policy(),
			[]string{"blocked (ambiguousMatch) ada@x.com", "blocked (ambiguousMatch) ada@x.com"}},
		{"two new people with one userName",
			[]identity.Person{{UserName: "new@x.com"}, {UserName: "New@x.com", Active: new(false)}}, nil, policy(),
			[]string{"blocked (ambiguousMatch) new@x.com", "blocked (ambiguousMatch) New@x.com"}},
		{"two new people with one externalId, where that is what correlates",
			[]identity.Person{{UserName: "new@x.com", ExternalID: new("E7")}, {UserName: "newer@x.com", ExternalID: new("e7")}}, nil, byExternalID,
			[]string{"blocked (ambiguousMatch) new@x.com", "blocked (ambiguousMatch) newer@x.com"}},
		{"two new people with one userName, one of whom has an id that fits nobody",
			[]identity.Person{{UserName: "new@x.com", ID: "id-nobody"}, {UserName: "New@x.com"}}, nil, policy(),
			[]string{"blocked (ambiguousMatch) new@x.com", "blocked (ambiguousMatch) New@x.com"}},
		{"one by id and one by the externalId that the first is to get",
			[]identity.Person{{ID: "id-ada", ExternalID: new("E7")}, {UserName: "new@x.com", ExternalID: new("E7")}}, nil, byExternalID,
			[]string{"blocked (ambiguousMatch) ada@x.com", "blocked (ambiguousMatch) new@x.com"}},
		{"a person whose other rows are held back by errors: together they were never checked",
			[]identity.Person{{ID: "id-ada", Workspaces: has("hr")}}, []identity.Person{{UserName: "ADA@x.com"}}, policy(),
			[]string{"blocked (ambiguousMatch) ada@x.com"}},
		{"a person whose other rows are held back by errors and say another userName",
			[]identity.Person{{UserName: "ada@x.com", Workspaces: has("hr")}}, []identity.Person{{ID: "id-ada", UserName: "countess@x.com"}}, policy(),
			[]string{"blocked (ambiguousMatch) ada@x.com"}},
		{"a new person whose other rows are held back by errors",
			[]identity.Person{{UserName: "new@x.com"}}, []identity.Person{{UserName: "NEW@x.com"}}, policy(),
			[]string{"blocked (ambiguousMatch) new@x.com"}},
		{"a person with the externalId of a row held back by errors, where that is what correlates",
			[]identity.Person{{UserName: "ada@x.com", GivenName: new("Ada")}}, []identity.Person{{ExternalID: new("E1")}}, byExternalID,
			[]string{"blocked (ambiguousMatch) ada@x.com"}},
		{"but not where userName correlates: that row may have a slip in its externalId",
			[]identity.Person{{UserName: "ada@x.com", GivenName: new("Ada")}}, []identity.Person{{UserName: "bob@x.com", ExternalID: new("E1")}}, policy(),
			[]string{"update ada@x.com name.givenName:>Ada"}},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			d := diffWith(t, plan.Desired{Listed: listed(c.people...), HeldBack: c.heldBack}, tenant(ada), c.policy)
			wantChanges(t, d.Changes, c.want...)
		})
	}
	t.Run("what protection withheld before is not told of a change that was never decided", func(t *testing.T) {
		p := with(func(p *plan.Policy) { p.Protect = []string{"ada@x.com"} })
		d := diff(t, []identity.Person{{ID: "id-ada", Active: new(false)}, {UserName: "ada@x.com"}}, tenant(ada), p)
		wantChanges(t, d.Changes, "blocked (ambiguousMatch) ada@x.com", "blocked (ambiguousMatch) ada@x.com")
	})
	t.Run("people who are to have no externalId are several", func(t *testing.T) {
		d := diff(t, []identity.Person{{UserName: "new@x.com", ExternalID: new("")}, {UserName: "newer@x.com", ExternalID: new("")}}, tenant(), byExternalID)
		if d.Counts.Create != 2 {
			t.Errorf("%d creates, want 2", d.Counts.Create)
		}
	})
	t.Run("two new people with one externalId are two where userName correlates", func(t *testing.T) {
		d := diff(t, []identity.Person{{UserName: "new@x.com", ExternalID: new("E7")}, {UserName: "newer@x.com", ExternalID: new("E7")}}, tenant(), policy())
		if d.Counts.Create != 2 {
			t.Errorf("%d creates, want 2", d.Counts.Create)
		}
	})
	t.Run("the rows of one person are one change", func(t *testing.T) {
		rows := listed(identity.Person{UserName: "ada@x.com", Workspaces: has("fin", "hr")})
		rows[0].Rows = append(rows[0].Rows, rows[0].Rows[0])
		rows[0].Rows[1].Row = 9
		d := diffWith(t, plan.Desired{Listed: rows}, tenant(ada), policy())
		wantChanges(t, d.Changes, "update ada@x.com +hr")
		if n := len(d.Changes[0].Rows); n != 2 {
			t.Errorf("the change names %d rows, want 2", n)
		}
	})
}

// A batched reading brings only the accounts that the rows name; the plan must not depend on it.
func TestABatchedReadingGivesTheSameChanges(t *testing.T) {
	ada := changed(account("ada@x.com", "fin"), func(a *identity.Account) { a.ExternalID = "E1 " }) // as another tool wrote it
	people := []identity.Person{{UserName: "new@x.com", ExternalID: new("E1"), Workspaces: has("fin")}}
	byExternalID := with(func(p *plan.Policy) { p.Match = plan.MatchExternalID })
	whole := diff(t, people, tenant(ada), byExternalID)
	batched := diff(t, people, plan.Actual{Total: 1, Workspaces: &identity.Workspaces{}}, byExternalID) // the service compares "E1 " and "E1" as they are
	wantChanges(t, batched.Changes, allWords(whole.Changes)...)
}
