package plan_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// allDone is what is known when every change of a plan was applied in full.
func allDone(changes []plan.Change) map[string]plan.Done {
	done := map[string]plan.Done{}
	for _, c := range changes {
		if !c.Writes() {
			continue
		}
		did := plan.Done{UserID: c.UserID}
		if c.Action == plan.Create {
			did.UserID = "new-" + c.UserName.Key()
		}
		for _, w := range append(slices.Clone(c.Grants), c.Revocations...) {
			did.Workspaces = identity.Union(did.Workspaces, []string{w.ID})
		}
		done[c.ID] = did
	}
	return done
}

// edit is somebody else at work on one account after the run.
func edit(actual plan.Actual, userName string, alter func(*identity.Account)) plan.Actual {
	for i := range actual.Accounts {
		if actual.Accounts[i].UserName.Same(identity.UserName(userName)) {
			alter(&actual.Accounts[i])
		}
	}
	return actual
}

func TestUndoTakesBackWhatTheRunChangedAndOnlyThat(t *testing.T) {
	ada := changed(account("ada@x.com", "fin", "hr"), func(a *identity.Account) { a.ExternalID, a.GivenName = "E1", "Ada" })
	asleep := changed(ada, func(a *identity.Account) { a.Active = false })
	newer := func(alter func(*identity.Account)) func(plan.Actual) plan.Actual {
		return func(actual plan.Actual) plan.Actual { return edit(actual, "ada@x.com", alter) }
	}
	for _, c := range []struct {
		sentence string
		person   identity.Person
		accounts []identity.Account
		done     func(*plan.Done)
		since    func(plan.Actual) plan.Actual
		policy   plan.Policy // of the undo; the zero value means the default
		want     string
		detail   string // a part of it
		risks    string
	}{
		{sentence: "an attribute gets its value back",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E2")}, accounts: []identity.Account{ada},
			want: "update ada@x.com externalId:E2>E1"},
		{sentence: "an attribute that was empty is cleared",
			person: identity.Person{UserName: "ada@x.com", FamilyName: new("King")}, accounts: []identity.Account{ada},
			want: "update ada@x.com name.familyName:King>"},
		{sentence: "an attribute that reads the same still is the run's",
			person: identity.Person{UserName: "ada@x.com", GivenName: new("Zoë")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.GivenName = "Zoe\u0308 " }),
			want:  "update ada@x.com name.givenName:Zoe\u0308 >Ada"},
		{sentence: "an attribute that somebody has set since stays, and is named",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E2"), GivenName: new("A.")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.ExternalID = "E9" }),
			want:  "update ada@x.com name.givenName:A.>Ada", detail: `externalId is "E9" now, not "E2" as the run left it`, risks: "changedSince"},
		{sentence: "where somebody has changed all of it there is nothing to do",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E2")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.ExternalID = "E9" }),
			want:  "none (changedSince) ada@x.com", detail: `externalId is "E9"`},
		{sentence: "what is as before already needs nothing",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E2")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.ExternalID = "E1" }),
			want:  "none (alreadyUndone) ada@x.com"},
		{sentence: "what reads as before needs nothing",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E2")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.ExternalID = " E1" }),
			want:  "none (alreadyUndone) ada@x.com"},
		{sentence: "a created user is deactivated and nothing more",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E1"), Workspaces: has("fin")},
			want:   "deactivate ada@x.com active:true>false", detail: "cannot be deleted", risks: "deactivation,lastMember"},
		{sentence: "a created user who is inactive stays as they are",
			person: identity.Person{UserName: "ada@x.com"},
			since:  newer(func(a *identity.Account) { a.Active = false }),
			want:   "none (alreadyUndone) ada@x.com"},
		{sentence: "a user who was created inactive and activated by somebody stays active",
			person: identity.Person{UserName: "ada@x.com", Active: new(false), Request: identity.RequestCreate},
			since:  newer(func(a *identity.Account) { a.Active = true }),
			want:   "none (changedSince) ada@x.com", detail: "active is true now, not false"},
		{sentence: "a creation that nobody confirmed is found by userName",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E1")}, done: func(d *plan.Done) { d.UserID = "" },
			want: "deactivate ada@x.com active:true>false", detail: "cannot be deleted", risks: "deactivation"},
		{sentence: "a creation that nobody confirmed, of which there is no account, was none",
			person: identity.Person{UserName: "ada@x.com"}, done: func(d *plan.Done) { d.UserID = "" },
			since: func(plan.Actual) plan.Actual { return tenant() },
			want:  "none (alreadyUndone) ada@x.com", detail: "never confirmed"},
		{sentence: "an account that may be somebody else's creation stays",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E1")}, done: func(d *plan.Done) { d.UserID = "" },
			since: newer(func(a *identity.Account) { a.ExternalID = "E7" }),
			want:  "none (changedSince) ada@x.com", detail: "never confirmed"},
		{sentence: "a deactivated user is reactivated",
			person: identity.Person{UserName: "ada@x.com", Active: new(false)}, accounts: []identity.Account{ada},
			want: "reactivate ada@x.com active:false>true", risks: "reactivation"},
		{sentence: "a reactivated user is deactivated",
			person: identity.Person{UserName: "ada@x.com", Active: new(true)}, accounts: []identity.Account{asleep},
			want: "deactivate ada@x.com active:true>false", risks: "deactivation,lastMember"},
		{sentence: "a grant is taken back",
			person: identity.Person{UserName: "ada@x.com", Workspaces: has("fin", "hr", "ops")}, accounts: []identity.Account{ada},
			want: "update ada@x.com -ops", risks: "revocation,lastMember"},
		{sentence: "a grant that somebody took is not taken again",
			person: identity.Person{UserName: "ada@x.com", Workspaces: has("fin", "hr", "ops")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.Workspaces = []string{"fin", "hr"} }),
			want:  "none (alreadyUndone) ada@x.com"},
		{sentence: "a workspace that the run took is given back, without the model roles",
			person: identity.Person{UserName: "ada@x.com", Workspaces: has("fin")}, accounts: []identity.Account{ada},
			want: "update ada@x.com +hr", detail: "without the model roles", risks: "modelRolesLost"},
		{sentence: "a workspace that somebody gave since stays",
			person: identity.Person{UserName: "ada@x.com", Workspaces: has("fin")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.Workspaces = []string{"fin", "ops"} }),
			want:  "update ada@x.com +hr", detail: "without the model roles", risks: "modelRolesLost"},
		{sentence: "of a change that was done in part, that part is taken back",
			person: identity.Person{UserName: "ada@x.com", Workspaces: has("fin", "ops", "tax")}, accounts: []identity.Account{ada},
			done: func(d *plan.Done) { d.Workspaces = []string{"ops"} },
			want: "update ada@x.com -ops", risks: "revocation,lastMember"},
		{sentence: "an account that is gone is blocked",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E2")}, accounts: []identity.Account{ada},
			since: func(plan.Actual) plan.Actual { return tenant() },
			want:  "blocked (notFound) ada@x.com", detail: "no longer exists"},
		{sentence: "a protected account keeps what the run gave it",
			person: identity.Person{UserName: "ada@x.com", Workspaces: has("fin", "hr", "ops")}, accounts: []identity.Account{ada},
			policy: with(func(p *plan.Policy) { p.Protect = []string{"ADA@x.com"} }),
			want:   "blocked (protected) ada@x.com withheld:revoke=ops/protected", detail: "protected"},
		{sentence: "protection withholds its part, the rest is undone",
			person:   identity.Person{UserName: "ada@x.com", ExternalID: new("E2"), Active: new(true)},
			accounts: []identity.Account{asleep}, policy: with(func(p *plan.Policy) { p.Caller = "ada@x.com" }),
			want: "update ada@x.com externalId:E2>E1 withheld:deactivate/caller", risks: "callerAccount"},
		{sentence: "what --manage leaves out stays",
			person:   identity.Person{UserName: "ada@x.com", ExternalID: new("E2"), Active: new(false), Workspaces: has("fin")},
			accounts: []identity.Account{ada}, policy: with(func(p *plan.Policy) { p.Manage = []string{plan.ManageActive} }),
			want: "reactivate ada@x.com active:false>true", detail: "nothing is done about 1 workspace", risks: "reactivation"},
		{sentence: "where --manage leaves all of it out there is nothing to do",
			person: identity.Person{UserName: "ada@x.com", ExternalID: new("E2")}, accounts: []identity.Account{ada},
			policy: with(func(p *plan.Policy) { p.Manage = []string{plan.ManageActive} }),
			want:   "none (notManaged) ada@x.com", detail: "externalId stays"},
		{sentence: "more workspaces than one write carries are not given back",
			person: identity.Person{UserName: "ada@x.com", Workspaces: has("fin")}, accounts: []identity.Account{ada},
			since: newer(func(a *identity.Account) { a.Workspaces = numbered(50) }),
			want:  "blocked (wouldDropWorkspaces) ada@x.com", detail: "51 workspaces"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			before := tenant(c.accounts...)
			run := diff(t, []identity.Person{c.person}, before, with(func(p *plan.Policy) { p.MaxRevocations = "all" }))
			done := allDone(run.Changes)
			if c.done != nil {
				did := done["c00001"]
				c.done(&did)
				done["c00001"] = did
			}
			now := applied(before, run.Changes)
			if c.since != nil {
				now = c.since(now)
			}
			if c.policy.Manage == nil {
				c.policy = policy()
			}
			d := plan.Undo(&plan.Plan{Changes: run.Changes}, done, now, c.policy)
			wantChanges(t, d.Changes, c.want)
			if got := d.Changes[0].Detail; !strings.Contains(got, c.detail) || (c.detail == "" && got != "") {
				t.Errorf("detail %q, want %q in it", got, c.detail)
			}
			if got := strings.Join(riskCodes(d.Changes[0]), ","); got != c.risks {
				t.Errorf("risks %s, want %s", got, c.risks)
			}
			if len(d.Changes[0].Rows) > 0 {
				t.Errorf("no row asked for it, and it names %v", d.Changes[0].Rows)
			}
		})
	}
}

func TestWhatTheRunDidNotDoHasNoUndo(t *testing.T) {
	run := diff(t, []identity.Person{
		{UserName: "ada@x.com", ExternalID: new("E2")}, // not in done: it failed
		{UserName: "bob@x.com", ExternalID: new("E3")},
		{UserName: "cyd@x.com"}, // nothing to do
	}, tenant(account("ada@x.com"), account("bob@x.com"), account("cyd@x.com")), policy())
	done := allDone(run.Changes)
	delete(done, "c00001")
	done["c00003"] = plan.Done{UserID: "id-cyd"}
	now := applied(tenant(account("ada@x.com"), account("bob@x.com"), account("cyd@x.com")), run.Changes)
	wantChanges(t, plan.Undo(&plan.Plan{Changes: run.Changes}, done, now, policy()).Changes, "update bob@x.com externalId:E3>")
}

func TestLimitsHoldAnUndoBackToo(t *testing.T) {
	before := tenant(account("ada@x.com"))
	run := diff(t, []identity.Person{{UserName: "ada@x.com", Workspaces: has(numbered(6)...)}}, before, policy())
	d := plan.Undo(&plan.Plan{Changes: run.Changes}, allDone(run.Changes), applied(before, run.Changes), policy())
	if l := d.Limits[2]; !d.Refused || !l.Exceeded || l.Planned != 6 || l.Allowed != plan.LeastAllowed {
		t.Errorf("taking back 6 of 6 workspaces: refused is %v, %+v", d.Refused, l)
	}
}

func TestAPlanSaysWhichOneItUndoes(t *testing.T) {
	p, err := plan.Seal(plan.Undo(&plan.Plan{}, nil, tenant(), policy()), policy(), plan.Facts{Undoes: "7f3c-91ab"})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := plan.Read(&file)
	if err != nil || read.Undoes != "7f3c-91ab" {
		t.Errorf("undoes %q, %v", read.Undoes, err)
	}
}

// undoAll is the tenant once the undo of a plan that was applied in full has been applied.
func undoAll(t *rapid.T, first plan.Difference, now plan.Actual) plan.Actual {
	d := plan.Undo(&plan.Plan{Changes: first.Changes}, allDone(first.Changes), now, policy())
	for _, c := range d.Changes {
		if c.Action == plan.Blocked {
			t.Errorf("cannot be undone: %s", words(c))
		}
	}
	return applied(now, d.Changes)
}

func TestUndoAfterApplyLeavesTheTenantAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		first := w.diff(t)
		after := undoAll(t, first, applied(w.actual, first.Changes))
		for i, a := range after.Accounts {
			switch {
			case i < len(w.actual.Accounts) && !a.SameState(w.actual.Accounts[i]):
				t.Errorf("was %+v, is %+v", w.actual.Accounts[i], a)
			case i >= len(w.actual.Accounts) && a.Active:
				t.Errorf("created by the run and still active: %+v", a)
			}
		}
	})
}

func TestASecondUndoFindsNothingToDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		first := w.diff(t)
		now := undoAll(t, first, applied(w.actual, first.Changes))
		for _, c := range plan.Undo(&plan.Plan{Changes: first.Changes}, allDone(first.Changes), now, policy()).Changes {
			if c.Writes() || c.Reason != plan.ReasonAlreadyUndone {
				t.Errorf("again: %s", words(c))
			}
		}
	})
}

// Of every account each attribute and each workspace is judged by itself: what somebody has edited since
// the run is as they left it, the rest as it was before the run.
func TestUndoNeverTouchesWhatSomebodyElseHasChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		first := w.diff(t)
		ran := applied(w.actual, first.Changes)
		edited := tenant(slices.Clone(ran.Accounts)...)
		for i := range edited.Accounts {
			editAtRandom(t, &edited.Accounts[i])
		}
		after := undoAll(t, first, tenant(slices.Clone(edited.Accounts)...))
		for i, got := range after.Accounts {
			want := edited.Accounts[i]
			if i < len(w.actual.Accounts) {
				want = expected(w.actual.Accounts[i], ran.Accounts[i], edited.Accounts[i])
			} else if ran.Accounts[i].Active {
				want.Active = false
			}
			if !got.SameState(want) {
				t.Errorf("is %+v, want %+v", got, want)
			}
		}
	})
}

func editAtRandom(t *rapid.T, a *identity.Account) {
	if rapid.Bool().Draw(t, "edits externalId") {
		a.ExternalID = rapid.SampledFrom([]string{"", "E1", "E2", "E7"}).Draw(t, "their externalId")
	}
	if rapid.Bool().Draw(t, "edits givenName") {
		a.GivenName = rapid.SampledFrom([]string{"", "Ann", "Eva"}).Draw(t, "their givenName")
	}
	if rapid.Bool().Draw(t, "edits active") {
		a.Active = rapid.Bool().Draw(t, "their active")
	}
	if rapid.Bool().Draw(t, "edits workspaces") {
		a.Workspaces = someOf(t, "their workspaces")
	}
}

func expected(was, ran, edited identity.Account) identity.Account {
	want := edited
	if identity.SameText(ran.ExternalID, edited.ExternalID) && !identity.SameText(was.ExternalID, ran.ExternalID) {
		want.ExternalID = was.ExternalID
	}
	if identity.SameText(ran.GivenName, edited.GivenName) && !identity.SameText(was.GivenName, ran.GivenName) {
		want.GivenName = was.GivenName
	}
	if ran.Active == edited.Active {
		want.Active = was.Active
	}
	for _, id := range workspaces {
		only := []string{id}
		if slices.Contains(ran.Workspaces, id) != slices.Contains(edited.Workspaces, id) {
			continue
		}
		want.Workspaces = identity.Without(want.Workspaces, only)
		if slices.Contains(was.Workspaces, id) {
			want.Workspaces = identity.Union(want.Workspaces, only)
		}
	}
	return want
}

func TestUndoTakesNothingFromTheProtected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		first := w.diff(t)
		guarded := with(func(p *plan.Policy) { p.Protect = []string{"ann@x.com", "bob@x.com"} })
		d := plan.Undo(&plan.Plan{Changes: first.Changes}, allDone(first.Changes), applied(w.actual, first.Changes), guarded)
		for _, c := range d.Changes {
			if isProtected(guarded, c.UserName) && c.Writes() && (c.Takes() || len(c.Revocations) > 0) {
				t.Errorf("loses something: %s", words(c))
			}
		}
	})
}
