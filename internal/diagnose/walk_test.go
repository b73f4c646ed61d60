package diagnose

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
)

func TestAProbeFindsOutWhatAddingDoes(t *testing.T) {
	for _, mode := range []string{Appends, Replaces} {
		t.Run(mode, func(t *testing.T) {
			h := rehearse(t, simulator.Options{PatchAdd: mode})
			w := h.walk(t.Context())
			if !w.OK || w.Found.PatchAdd != mode || !w.Left.Clean() {
				t.Errorf("ok %v, adding %q, left %+v, %v", w.OK, w.Found.PatchAdd, w.Left, w.Err)
			}
		})
	}
}

func TestWithOneWorkspaceWhatAddingDoesStaysUnknown(t *testing.T) {
	h := rehearse(t, simulator.Options{})
	h.probe.Workspaces = h.probe.Workspaces[:1]
	w := h.walk(t.Context())
	if !w.OK || w.Found.PatchAdd != "" {
		t.Errorf("ok %v, adding %q", w.OK, w.Found.PatchAdd)
	}
}

func TestAProbeTellsWhatTheServiceIsLike(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		name   string
		tenant simulator.Options
		want   Found
	}{
		{"as documented", simulator.Options{}, Found{CreateStatus: 201, RepliesShowHeld: &no, Versions: &no, PatchAdd: Appends,
			EntitlementsSpelled: []string{"WORKSPACE", "WORKSPACE_IDS", "WORKSPACE_NAMES"}}},
		{"replies that show workspaces", simulator.Options{PatchReplyEntitlements: true}, Found{CreateStatus: 201, RepliesShowHeld: &yes, Versions: &no, PatchAdd: Appends,
			EntitlementsSpelled: []string{"WORKSPACE", "WORKSPACE_IDS", "WORKSPACE_NAMES"}}},
		{"workspaces by name only", simulator.Options{Spelling: scim.WorkspaceNames}, Found{CreateStatus: 201, RepliesShowHeld: &no, Versions: &no, PatchAdd: Appends,
			EntitlementsSpelled: []string{"WORKSPACE_NAMES"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := rehearse(t, c.tenant).walk(t.Context())
			if diff := cmp.Diff(c.want, w.Found); diff != "" || !w.OK {
				t.Errorf("ok %v (%v), found (-want +got):\n%s", w.OK, w.Err, diff)
			}
		})
	}
}

func TestAVersionThatIsOldIsTriedOut(t *testing.T) {
	h := rehearse(t, simulator.Options{Versions: true})
	w := h.walk(t.Context())
	if !w.OK || w.Found.IfMatch != Honoured || !*w.Found.Versions {
		t.Errorf("ok %v, If-Match %q, %v", w.OK, w.Found.IfMatch, w.Err)
	}
}

func TestOnlyADeactivatedUserOfAnEarlierProbeIsUsedAgain(t *testing.T) {
	earlier := identity.Account{ExternalID: Mark, GivenName: secondName, FamilyName: probeFamily}
	for _, c := range []struct {
		name   string
		change func(a *identity.Account, mine string)
		usable bool
	}{
		{"as a probe left it", func(*identity.Account, string) {}, true},
		{"still holding the probe's workspace", func(a *identity.Account, mine string) { a.Workspaces = []string{mine} }, true},
		{"active", func(a *identity.Account, _ string) { a.Active = true }, false},
		{"somebody's", func(a *identity.Account, _ string) { a.ExternalID = "E100234" }, false},
		{"holding another workspace", func(a *identity.Account, _ string) { a.Workspaces = []string{"8a8100000000000000000000000000ff"} }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := rehearse(t, simulator.Options{})
			a := earlier
			a.UserName = h.probe.Address
			c.change(&a, h.probe.Workspaces[0].ID)
			h.Add(a)
			before := len(h.Writes())
			w := h.walk(t.Context())
			if c.usable {
				if !w.OK || !w.Reused || !w.Left.Clean() || w.ID == "" {
					t.Errorf("ok %v, reused %v, left %+v, %v", w.OK, w.Reused, w.Left, w.Err)
				}
				return
			}
			if !errors.As(w.Err, new(*NotDisposable)) || len(h.Writes()) != before {
				t.Errorf("%v, %d writes", w.Err, len(h.Writes())-before)
			}
		})
	}
}

func TestAStepThatFailsLeavesNothingBehind(t *testing.T) {
	for _, c := range []struct {
		fault, step, says string
	}{
		{"PATCH:name.givenName=500", "rename", "500"},
		{"PATCH:replace=403@2", "grant", "403"},
		{"PATCH:entitlements=partial@1", "grant", "not as was asked for"},
		{"PATCH:add=500-after", "add", "500"},
		{"PATCH:active=502@1", "deactivate", "502"},
		{"POST=reset-after", "create", "the user was made, but"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			h := rehearse(t, simulator.Options{})
			fault, err := simulator.ParseFault(c.fault)
			if err != nil {
				t.Fatal(err)
			}
			h.SetFaults(fault)
			w := h.walk(t.Context())
			if s := w.step(t, c.step); w.OK || s.OK || !strings.Contains(s.Detail, c.says) {
				t.Errorf("walked ok %v; step %+v does not say %q", w.OK, s, c.says)
			}
			h.checkLeft(t, w)
			if !w.Left.Clean() {
				t.Errorf("left %+v", w.Left)
			}
		})
	}
}

func TestAnAnswerThatSaysNoReasonShowsNoEmptyOne(t *testing.T) {
	if s := stepOf("grant", "", identity.WriteResult{Partial: true}, nil, 0); strings.Contains(s.Detail, "()") {
		t.Error(s.Detail)
	}
}

// checkLeft holds what is said to be left behind against the tenant.
func (h *rehearsal) checkLeft(t interface{ Errorf(string, ...any) }, w Walked) {
	real, exists := h.Account(h.probe.Address)
	if !w.Left.Known {
		return
	}
	if exists != w.Left.Exists || exists && (real.Active != w.Left.Active || !slices.Equal(real.Workspaces, w.Left.Workspaces)) {
		t.Errorf("said to be left: %+v; really: %v %+v", w.Left, exists, real)
	}
}

func TestAProbeThatIsInterruptedTidiesUp(t *testing.T) {
	for _, at := range []string{"create", "rename", "grant", "add", "revoke"} {
		t.Run("after "+at, func(t *testing.T) {
			h := rehearse(t, simulator.Options{})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			h.probe.Tell = func(s Step) {
				if s.Name == at {
					cancel()
				}
			}
			w := h.walk(ctx)
			if w.OK || !w.Left.Clean() || !w.Left.Exists {
				t.Errorf("ok %v, left %+v", w.OK, w.Left)
			}
			h.checkLeft(t, w)
			if last := w.Steps[len(w.Steps)-1]; at != "revoke" && last.Name == "deactivate" {
				t.Errorf("the walk went on to %q", last.Name)
			}
		})
	}
}

func TestAnAddressThatIsTakenIsSaid(t *testing.T) {
	h := rehearse(t, simulator.Options{Visiting: []string{"scimsheet-probe@acme.example"}})
	w := h.walk(t.Context())
	if s := w.step(t, "create"); s.OK || s.Status != 409 || !strings.Contains(s.Detail, "taken") || w.Left.Exists || !w.Left.Known {
		t.Errorf("%+v, left %+v", s, w.Left)
	}
}

func TestWhateverGoesWrongNobodyElseIsTouchedAndWhatIsLeftIsTold(t *testing.T) {
	kinds := []string{"500", "503", "401", "403", "404", "409", "500-after", "reset-before", "reset-after", "garbage", "truncate", "partial", "expire"}
	rapid.Check(t, func(rt *rapid.T) {
		h := rehearse(t, simulator.Options{
			PatchAdd: rapid.SampledFrom([]string{Appends, Replaces}).Draw(rt, "add"),
			Versions: rapid.Bool().Draw(rt, "versions"), PatchReplyEntitlements: rapid.Bool().Draw(rt, "replies")})
		var faults []simulator.Fault
		for range rapid.IntRange(0, 3).Draw(rt, "faults") {
			text := rapid.SampledFrom([]string{"GET", "POST", "PATCH", "*"}).Draw(rt, "method") + "=" + rapid.SampledFrom(kinds).Draw(rt, "kind") +
				rapid.SampledFrom([]string{"@1", "@2", "@3", "@5", "@every2", "@every3", "@p0.4"}).Draw(rt, "when")
			fault, err := simulator.ParseFault(text)
			if err != nil {
				rt.Fatal(err)
			}
			faults = append(faults, fault)
		}
		h.SetFaults(faults...)
		before := h.others()
		w := h.walk(t.Context())
		if diff := cmp.Diff(before, h.others()); diff != "" {
			rt.Fatalf("other accounts changed:\n%s", diff)
		}
		if w.User != "" {
			h.checkLeft(rt, w)
			if real, exists := h.Account(h.probe.Address); w.OK && (!exists || real.Active || len(real.Workspaces) > 0) {
				rt.Errorf("all is said to be well, and what is left is %+v", real)
			}
		}
	})
}

func TestTheAddressIsMadeOnTheCallersDomain(t *testing.T) {
	now := time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC)
	for caller, want := range map[string]string{
		"svc@acme.com": "scimsheet-probe+20261121T211005Z@acme.com",
		"":             "",
		"svc@a-very-long-company-name.example.com": "",
	} {
		got, ok := ProbeAddress(caller, now)
		if ok != (want != "") || ok && string(got) != want {
			t.Errorf("for %q: %q, %v", caller, got, ok)
		}
	}
}

// Under RFC quirks a replacement is sent only where the user is as was thought: who is cleaned up after a
// workspace that could not be taken has to be thought of as holding it.
func TestAUserWhoKeepsAWorkspaceIsDeactivatedAllTheSame(t *testing.T) {
	h := rehearse(t, simulator.Options{Spelling: scim.PerWorkspace})
	h.client.WithQuirks(scim.RFC)
	h.probe.Quirks, h.probe.Workspaces = scim.RFC, h.probe.Workspaces[:1]
	h.probe.Writer = scim.NewWriter(h.client, scim.WriterOptions{Put: true})
	h.probe.Tell = func(s Step) {
		if s.Name != "grant" {
			return
		}
		faults, err := simulator.ParseFaults([]string{`PUT:"entitlements":[]=403`, `PUT:"active":false=403@1`})
		if err != nil {
			t.Error(err)
		}
		h.SetFaults(faults...)
	}
	w := h.walk(t.Context())
	h.checkLeft(t, w)
	if left := w.Left; w.OK || !left.Known || left.Active || !slices.Equal(left.Workspaces, []string{h.probe.Workspaces[0].ID}) {
		t.Errorf("left %+v after %+v", w.Left, w.Steps)
	}
}
