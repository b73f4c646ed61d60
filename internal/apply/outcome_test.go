package apply

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestEveryChangeOfAPlanHasAnOutcomeBeforeAnythingRan(t *testing.T) {
	bob := account("bob", "a")
	revoking := renaming(bob, []string{"b"}, []string{"a"})
	p := planOf(
		plan.Change{ID: "1", Action: plan.None},
		plan.Change{ID: "2", Action: plan.None, Reason: plan.ReasonSkipped},
		plan.Change{ID: "3", Action: plan.None, Reason: plan.ReasonAttested, UserID: "u3"},
		plan.Change{ID: "4", Action: plan.Blocked, Reason: plan.ReasonNotFound, Detail: "there is none"},
		revoking,
	)
	got := Outcomes(p, newState())
	want := map[string]Outcome{
		"1": {ChangeID: "1", Status: Unchanged},
		"2": {ChangeID: "2", Status: Skipped},
		"3": {ChangeID: "3", Status: Unchanged, UserID: "u3"},
		"4": {ChangeID: "4", Status: Blocked, Detail: "there is none"},
		"c-bob": {ChangeID: "c-bob", Status: NotAttempted, UserID: "id-bob", Detail: "the run stopped before its turn", Hint: hintGoOn,
			Workspaces: []WorkspaceOutcome{
				{Workspace: ws("b")[0], Change: Grant, Status: NotAttempted}, {Workspace: ws("a")[0], Change: Revoke, Status: NotAttempted},
			}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAPlanWithNothingToDoTouchesNeitherTenantNorJournal(t *testing.T) {
	g := newRig(t, planOf(plan.Change{ID: "1", Action: plan.None}, plan.Change{ID: "2", Action: plan.Blocked}), newTenant(t))
	l := g.open()
	s, err := g.apply(context.Background(), Options{}, l)
	if err != nil || !s.Converged || g.tenant.looks+len(g.tenant.writes)+l.appends != 0 {
		t.Errorf("%v, %+v, %d looks, %d appends", err, s, g.tenant.looks, l.appends)
	}
}

func TestVerifySaysWhatIsNotAsThePlanWanted(t *testing.T) {
	bob, eve, kim := account("bob", "a"), account("eve", "a"), account("kim")
	g := newRig(t, planOf(creation("ada", "a"), renaming(bob, []string{"b"}, nil), deactivation(eve), granting(kim, "a"),
		plan.Change{ID: "none", Action: plan.None, UserID: "id-gone"}), newTenant(t, bob, eve, kim))
	g.tenant.fault = wrong(map[string]fault{"eve": refuse})
	s := g.run()
	outcomes := s.Outcomes
	rejected := outcomes["c-kim"]
	rejected.Status = Rejected
	outcomes["c-kim"] = rejected
	g.tenant.edit("kim@example.com", func(a *identity.Account) { a.Workspaces = nil })
	g.tenant.edit("bob@example.com", func(a *identity.Account) { a.GivenName = "Robert" })
	g.tenant.edit("ada@example.com", func(a *identity.Account) { a.FamilyName = "left open by the plan" })
	got, err := Verify(context.Background(), g.plan, outcomes, g.tenant)
	if err != nil {
		t.Fatal(err)
	}
	want := []Difference{
		{ChangeID: "c-bob", UserName: bob.UserName, UserID: bob.ID, Path: plan.PathGivenName, Wanted: "Bob", Seen: "Robert", Outcome: Applied},
		{ChangeID: "c-eve", UserName: eve.UserName, UserID: eve.ID, Path: plan.PathActive, Wanted: false, Seen: true, Outcome: Failed},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	g.tenant.onLook = func(Keys) error { return errLost }
	if _, err := Verify(context.Background(), g.plan, outcomes, g.tenant); !errors.Is(err, errLost) {
		t.Errorf("a look that failed: %v", err)
	}
}

// documentedCodes are those of Anaplan's SCIM API, "Error codes", with what has to be said where the
// account is as it was after them.
var documentedCodes = map[int]string{
	200: "apply again", 201: "apply again", 202: "not done it yet", 204: "apply again", 207: "could not do all of it",
	302: "--scim-url", 400: "mend the row", 401: "sign in anew", 403: "User Admin", 404: "apply again", 405: "--write-method",
	406: "--scim-url", 409: "taken", 412: "keeps changing", 500: "apply again", 501: "--write-method",
}

func TestEveryRefusalIsExplainedInPlainWords(t *testing.T) {
	seen := map[string]bool{}
	for i, h := range hints {
		if got := hintFor(h.status, h.scimType); got != h.hint {
			t.Errorf("row %d of the table is never reached: %d %s gives %q", i, h.status, h.scimType, got)
		}
		seen[h.hint] = true
		for _, jargon := range []string{"PATCH", "POST", "resource", "entitlement", "schema"} {
			if strings.Contains(h.hint, jargon) {
				t.Errorf("hint %q says %q", h.hint, jargon)
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d different hints", len(seen))
	}
	for _, status := range []int{0, http.StatusTeapot, http.StatusInternalServerError} {
		if hintFor(status, "") == "" {
			t.Errorf("status %d has no hint", status)
		}
	}
	for status, says := range documentedCodes {
		if got := hintFor(status, ""); !strings.Contains(got, says) {
			t.Errorf("the hint for %d is %q and does not say %q", status, got, says)
		}
	}
}

// A write that was repeated by the client may have been carried out the first time, whatever the second
// answer is. So what is found later counts as ours then, and as somebody else's doing where there was
// one request and it was refused.
func TestARefusalAfterARepeatIsNotTakenForItsWord(t *testing.T) {
	for attempts, want := range map[int]Status{1: Unchanged, 2: Applied} {
		bob := account("bob")
		g := newRig(t, planOf(renaming(bob, nil, nil)), newTenant(t, bob))
		l := g.open()
		s, err := Run(context.Background(), g.plan, refusing{tenant: g.tenant, err: &identity.Refusal{HTTPStatus: 412, Attempts: attempts}}, l, Options{})
		if err := errors.Join(err, l.Close()); err != nil {
			t.Fatal(err)
		}
		if o := s.Outcomes["c-bob"]; o.Status != Failed || o.Attempts != attempts || o.Detail != noteNotChanged {
			t.Errorf("outcome %+v", o)
		}
		g.tenant.edit("bob@example.com", func(a *identity.Account) { a.FamilyName = "New" })
		g.wantStatus(g.run(), map[string]Status{"c-bob": want})
	}
}

// The credentials are renewed and the request repeated before they are given up: still nothing was done.
func TestCredentialsThatWereRefusedAgainHaveDoneNothing(t *testing.T) {
	bob := account("bob", "a")
	g := newRig(t, planOf(renaming(bob, []string{"b"}, nil)), newTenant(t, bob))
	l := g.open()
	refused := refusing{tenant: g.tenant, err: fmt.Errorf("update: %w", identity.ErrSignedOut), attempts: 2}
	s, err := Run(context.Background(), g.plan, refused, l, Options{})
	if !errors.Is(errors.Join(err, l.Close()), identity.ErrSignedOut) {
		t.Errorf("error %v", err)
	}
	g.wantStatus(s, map[string]Status{"c-bob": NotAttempted})
	g.wantReplay(s)
}
