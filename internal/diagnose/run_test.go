package diagnose

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/simulator"
	"scimsheet/internal/transport"
)

// whole is a diagnosis of a simulated tenant, by API key.
func whole(t *testing.T, ctx context.Context, o simulator.Options, tell func(Check)) Report {
	t.Helper()
	h := rehearse(t, o)
	server := httptest.NewServer(h.Tenant)
	t.Cleanup(server.Close)
	return Run(ctx, Options{
		Addresses: Addresses{SCIM: server.URL + "/scim/1/0/v2", API: server.URL}, Network: transport.New(transport.Options{}), Users: h.client, Find: among(h.client), Hint: func(error) string { return "" },
		SignIn: SignIn{Method: APIKey, UserName: h.Username(), Caller: nil}, Now: time.Now, Tell: tell,
	})
}

func states(r Report) []string {
	var all []string
	for _, c := range r.Checks {
		all = append(all, string(c.State)+" "+c.Name)
	}
	return all
}

func TestEachStepExplainsTheNext(t *testing.T) {
	for _, c := range []struct {
		name   string
		tenant simulator.Options
		ok     bool
		want   []string
	}{
		{"in order", simulator.Options{}, true, []string{"ok host", "note tls", "ok service", "ok clock", "ok sign-in", "ok users",
			"ok paging", "ok filter", "ok caller", "ok entitlements", "ok versions", "note workspaces", "ok pace"}},
		{"without the role", simulator.Options{NotUserAdmin: true}, false, []string{"ok host", "note tls", "ok service", "ok clock", "ok sign-in", "FAIL users", "ok pace"}},
		{"with a key that is no longer taken", simulator.Options{APIKeyExpired: true}, false, []string{"ok host", "note tls", "ok service", "ok clock", "FAIL sign-in", "ok pace"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var told []Check
			r := whole(t, t.Context(), c.tenant, func(c Check) { told = append(told, c) })
			if diff := cmp.Diff(c.want, states(r)); diff != "" || r.OK != c.ok {
				t.Errorf("ok is %v; (-want +got):\n%s", r.OK, diff)
			}
			if len(told) != len(r.Checks) || r.Caller.UserAdmin != c.ok || r.Requests == 0 || r.Median <= 0 {
				t.Errorf("%d told, %+v", len(told), r)
			}
		})
	}
}

func TestADiagnosisEndsWhereItIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := whole(t, ctx, simulator.Options{}, func(c Check) {
		if c.Name == "service" {
			cancel()
		}
	})
	if diff := cmp.Diff([]string{"ok host", "note tls", "ok service"}, states(r)); diff != "" || r.OK {
		t.Errorf("ok is %v; (-want +got):\n%s", r.OK, diff)
	}
}

func TestWorkspacesThatCannotBeListedAreNoFailure(t *testing.T) {
	no, yes := false, true
	for _, c := range []struct {
		name  string
		lists Workspaces
		want  State
		says  string
	}{
		{"no Integration API", nil, Noted, "not listed: this way of signing in, or this address, has no Integration API"},
		{"not permitted", lists{err: anaplan.ErrNotPermitted}, Noted, "not listed to this account"},
		{"a failure", lists{err: context.DeadlineExceeded}, Failed, "no answer in time"},
		{"some inactive", lists{all: []anaplan.Workspace{{ID: "a", Active: &yes}, {ID: "b", Active: &no}, {ID: "c"}}}, Passed, "3 workspaces listed, 1 of them inactive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Workspaces: c.lists})
			r.checkWorkspaces()
			if got := named(t, r.report, "workspaces"); got.State != c.want || got.Detail != c.says {
				t.Errorf("%+v", got)
			}
		})
	}
}

type lists struct {
	all []anaplan.Workspace
	err error
}

func (l lists) Workspaces(context.Context) ([]anaplan.Workspace, error) { return l.all, l.err }
