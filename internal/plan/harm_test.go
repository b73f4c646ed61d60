package plan_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Whatever the combination: nobody is created, deactivated or loses a workspace without a row or a
// policy that says so in as many words.
func TestNoHarmWithoutAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds.Draw(t, "world")
		written := map[string]bool{}
		for i, c := range w.diff(t).Changes {
			if !c.Writes() {
				continue
			}
			if written[c.UserName.Key()] {
				t.Errorf("a second write to one account: %s", words(c))
			}
			written[c.UserName.Key()] = true
			if i >= len(w.desired.Listed) {
				checkAbsent(t, w, c)
				continue
			}
			checkAsked(t, w, w.desired.Listed[i].Person, c)
		}
	})
}

func checkAbsent(t *rapid.T, w world, c plan.Change) {
	everybody := slices.Clone(w.desired.HeldBack)
	for _, l := range w.desired.Listed {
		everybody = append(everybody, l.Person)
	}
	for _, p := range everybody {
		if p.ID == c.UserID || p.UserName.Same(c.UserName) ||
			p.ExternalID != nil && *p.ExternalID != "" && strings.EqualFold(*p.ExternalID, c.Before.ExternalID) {
			t.Errorf("a row speaks of them: %s", words(c))
		}
	}
	if w.policy.Absent != plan.AbsentDeactivate || len(c.Attributes) != 1 || len(c.Grants)+len(c.Revocations) > 0 || !c.Before.Active {
		t.Errorf("not what --absent %s says: %s", w.policy.Absent, words(c))
	}
}

func checkAsked(t *rapid.T, w world, p identity.Person, c plan.Change) {
	if p.Request == identity.RequestKeep || p.Request == identity.RequestSkip {
		t.Errorf("action %s: %s", p.Request, words(c))
	}
	off := p.Request == identity.RequestDeactivate || p.Active != nil && !*p.Active && p.Request != identity.RequestReactivate
	if c.Action == plan.Deactivate && !off {
		t.Errorf("no row says inactive: %s", words(c))
	}
	if c.Action == plan.Create {
		taken := func(a identity.Account) bool { return a.UserName.Same(c.UserName) }
		if slices.ContainsFunc(w.actual.Accounts, taken) || p.ID != "" || p.Request == identity.RequestUpdate || off && p.Request != identity.RequestCreate {
			t.Errorf("nobody asked for a new account: %s", words(c))
		}
	}
	for _, ws := range c.Revocations {
		asked := p.Workspaces != nil && (w.policy.Entitlements == plan.Remove && slices.Contains(p.Workspaces.Has, ws.ID) ||
			w.policy.Entitlements == plan.Exact && !slices.Contains(p.Workspaces.Has, ws.ID) &&
				(p.Workspaces.SpeaksFor == nil || slices.Contains(p.Workspaces.SpeaksFor, ws.ID)))
		if !asked {
			t.Errorf("no row takes %s: %s", ws.ID, words(c))
		}
	}
	for _, ws := range c.Grants {
		if p.Workspaces == nil || !slices.Contains(p.Workspaces.Has, ws.ID) {
			t.Errorf("no row gives %s: %s", ws.ID, words(c))
		}
	}
}
