package apply

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestWhatSomebodyElseChangedIsLeftAloneAndNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		edit  func(*identity.Account)
		named string
	}{
		"another externalId":      {func(a *identity.Account) { a.ExternalID = "E9" }, `externalId is "E9", was "E-bob"`},
		"another given name":      {func(a *identity.Account) { a.GivenName = "Rob" }, `name.givenName is "Rob"`},
		"the name in the plan":    {func(a *identity.Account) { a.FamilyName = "Third" }, `name.familyName is "Third", was "Old"`},
		"another userName":        {func(a *identity.Account) { a.UserName = "robert@example.com" }, `userName is "robert@example.com", was "bob@example.com"`},
		"deactivated":             {func(a *identity.Account) { a.Active = false }, "active is false, was true"},
		"a workspace given":       {func(a *identity.Account) { a.Workspaces = append(a.Workspaces, "z") }, "workspace z is held, was not to be"},
		"a workspace taken":       {func(a *identity.Account) { a.Workspaces = []string{"a"} }, "workspace b is missing"},
		"half of what was wanted": {func(a *identity.Account) { a.FamilyName = "New" }, `name.familyName is "New", was "Old"`},
		"wanted, and more": {func(a *identity.Account) {
			a.FamilyName, a.Workspaces, a.GivenName = "New", []string{"b", "c"}, "Rob"
		}, `name.givenName is "Rob"`},
	} {
		t.Run(name, func(t *testing.T) {
			bob := account("bob", "a", "b")
			g := newRig(t, planOf(renaming(bob, []string{"c"}, []string{"a"}), creation("ada")), newTenant(t, bob))
			g.tenant.edit("bob@example.com", tc.edit)
			edited := *g.tenant.accounts[bob.ID]
			s := g.run()
			g.wantStatus(s, map[string]Status{"c-bob": Drifted, "c-ada": Applied})
			if o := s.Outcomes["c-bob"]; !strings.Contains(o.Detail, tc.named) || o.Hint == "" {
				t.Errorf("detail %q, want it to name %q", o.Detail, tc.named)
			}
			if diff := cmp.Diff(edited, *g.tenant.accounts[bob.ID]); diff != "" {
				t.Errorf("the edit was written over:\n%s", diff)
			}
			if s.Converged {
				t.Error("a run with a drifted user says that it converged")
			}
		})
	}
}

func TestWhoIsAlreadyAsWantedIsUnchangedAndNothingIsSent(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil), creation("ada", "a")), newTenant(t, bob))
	g.tenant.edit("bob@example.com", func(a *identity.Account) { a.FamilyName, a.Workspaces = "New", []string{"a", "b"} })
	ada := account("ada", "a")
	ada.UserName, ada.GivenName, ada.FamilyName = "Ada@Example.com", "New", "whatever the plan leaves open"
	g.tenant.put(ada)
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Unchanged, "c-ada": Unchanged})
	if len(g.tenant.writes) > 0 || !s.Converged || s.Outcomes["c-ada"].UserID != ada.ID {
		t.Errorf("writes %v, converged %v, %+v", g.tenant.writes, s.Converged, s.Outcomes["c-ada"])
	}
}

func TestAnAccountThatIsGoneOrThereBeforeUsIsDrift(t *testing.T) {
	bob := account("bob")
	g := newRig(t, planOf(renaming(bob, nil, nil), creation("ada", "a")), newTenant(t, account("ada", "a", "b")))
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Drifted, "c-ada": Drifted})
	if len(g.tenant.writes) > 0 {
		t.Errorf("writes %v", g.tenant.writes)
	}
	if d := s.Outcomes["c-ada"].Detail; !strings.Contains(d, `name.givenName is "Ada", wanted "New"`) {
		t.Errorf("detail %q", d)
	}
}

func TestSomebodyCreatingThePersonMeanwhileIsNotUs(t *testing.T) {
	for name, tc := range map[string]struct {
		theirs identity.Account
		want   Status
	}{
		"as wanted":    {func() identity.Account { a := account("ada", "a"); a.GivenName = "New"; return a }(), Unchanged},
		"part of it":   {func() identity.Account { a := account("ada"); a.GivenName = "New"; return a }(), Drifted},
		"another name": {account("ada", "a"), Drifted},
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, planOf(creation("ada", "a")), newTenant(t))
			once := false
			g.tenant.afterLook = func() {
				if !once {
					once = true
					g.tenant.put(tc.theirs)
				}
			}
			s := g.run()
			g.wantStatus(s, map[string]Status{"c-ada": tc.want})
			if diff := cmp.Diff(tc.theirs, *g.tenant.account("ada@example.com")); diff != "" {
				t.Errorf("their account was changed:\n%s", diff)
			}
		})
	}
}

func TestAnAddressThatCannotBeUsedAgainIsExplained(t *testing.T) {
	g := newRig(t, planOf(creation("ada")), newTenant(t))
	refusal := &identity.Refusal{HTTPStatus: 409, Detail: "userName was used", Attempts: 1}
	s, err := Run(context.Background(), g.plan, refusing{tenant: g.tenant, err: refusal}, g.open(), Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if o := s.Outcomes["c-ada"]; o.Status != Failed || o.HTTPStatus != 409 || !strings.Contains(o.Hint, "deleted user") {
		t.Errorf("outcome %+v", o)
	}
}

func TestWhatCannotBePutIntoARequestFailsWithoutOne(t *testing.T) {
	bob := account("bob")
	g := newRig(t, planOf(creation("ada"), renaming(bob, nil, nil)), newTenant(t, bob))
	l := g.open()
	s, err := Run(context.Background(), g.plan, refusing{tenant: g.tenant, err: &identity.Refusal{Detail: "two workspaces have this name"}}, l, Options{})
	if err := errors.Join(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	for id, o := range s.Outcomes {
		if o.Status != Failed || o.Detail != "two workspaces have this name" || o.Hint != hintUnwritable || o.Attempts != 0 {
			t.Errorf("change %s: %+v", id, o)
		}
	}
	g.wantStatus(g.run(), map[string]Status{"c-ada": Applied, "c-bob": Applied})
}

// refusing answers every write with one error.
type refusing struct {
	*tenant
	err      error
	attempts int
}

func (f refusing) Create(context.Context, identity.Account) (identity.WriteResult, error) {
	return identity.WriteResult{Attempts: f.attempts}, f.err
}

func (f refusing) Update(context.Context, identity.Account, identity.Account) (identity.WriteResult, error) {
	return identity.WriteResult{Attempts: f.attempts}, f.err
}

func TestAPersonUnderAnotherUserNameIsNotCreatedAgain(t *testing.T) {
	g := newRig(t, planOf(creation("ada")), newTenant(t))
	g.tenant.fault = wrong(map[string]fault{"ada": lostBefore})
	g.wantStatus(g.run(), map[string]Status{"c-ada": Failed})
	maiden := account("maiden")
	maiden.ExternalID = "E-ada"
	g.tenant.put(maiden)
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-ada": Drifted})
	if d := s.Outcomes["c-ada"].Detail; !strings.Contains(d, "maiden@example.com") {
		t.Errorf("detail %q", d)
	}
}

func TestAnEditAfterOurWriteIsADifferenceAndStays(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil), creation("ada")), newTenant(t, bob))
	looks := 0
	g.tenant.onLook = func(Keys) error {
		if looks++; looks == 2 {
			g.tenant.edit("bob@example.com", func(a *identity.Account) { a.Workspaces = []string{"a", "z"} })
			delete(g.tenant.accounts, g.tenant.account("ada@example.com").ID)
		}
		return nil
	}
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Applied, "c-ada": Applied})
	want := []Difference{
		{ChangeID: "c-bob", UserName: bob.UserName, UserID: bob.ID, Path: PathEntitlements, Workspace: &ws("b")[0], Wanted: true, Seen: false},
		{ChangeID: "c-bob", UserName: bob.UserName, UserID: bob.ID, Path: PathEntitlements, Workspace: &identity.Workspace{ID: "z"}, Wanted: false, Seen: true},
		{ChangeID: "c-ada", UserName: "ada@example.com", Path: plan.PathUserName, Wanted: "ada@example.com"},
	}
	if diff := cmp.Diff(want, s.Differences); diff != "" || s.Converged {
		t.Errorf("converged %v, differences:\n%s", s.Converged, diff)
	}
	again := g.run()
	if diff := cmp.Diff(s, again); diff != "" {
		t.Errorf("the next apply says otherwise:\n%s", diff)
	}
	g.wantReplay(again)
}

func TestAnEditOfHalfDoneWorkIsNotWrittenOver(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b", "c"}, nil)), newTenant(t, bob))
	g.tenant.fault = wrong(map[string]fault{"bob": multi})
	g.wantStatus(g.run(), map[string]Status{"c-bob": Partial})
	g.tenant.edit("bob@example.com", func(a *identity.Account) { a.GivenName = "Robert" })
	edited := *g.tenant.account("bob@example.com")
	s := g.run()
	g.wantStatus(s, map[string]Status{"c-bob": Drifted})
	if diff := cmp.Diff(edited, *g.tenant.account("bob@example.com")); diff != "" {
		t.Errorf("the edit was written over:\n%s", diff)
	}
}
