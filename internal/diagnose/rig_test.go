package diagnose

import (
	"cmp"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
	"scimsheet/internal/transport"
)

// wire answers requests by a function, and says what it is told to have seen.
type wire struct {
	answer func(*http.Request) (*http.Response, error)
	seen   transport.Observed
}

func (w wire) RoundTrip(req *http.Request) (*http.Response, error) { return w.answer(req) }
func (w wire) Counts() transport.Counts                            { return transport.Counts{} }
func (w wire) Seen() transport.Observed                            { return w.seen }

// named finds the one check of a name.
func named(t *testing.T, r Report, name string) Check {
	t.Helper()
	at := slices.IndexFunc(r.Checks, func(c Check) bool { return c.Name == name })
	if at < 0 {
		t.Fatalf("there is no check %q in %+v", name, r.Checks)
	}
	return r.Checks[at]
}

// begin is a diagnosis whose hosts have all been reached.
func begin(t *testing.T, o Options) *run {
	t.Helper()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Hint == nil {
		o.Hint = func(err error) string { return "what to do about: " + err.Error() }
	}
	if o.Find == nil && o.Users != nil {
		o.Find = among(o.Users)
	}
	r := &run{Options: o, watch: &watch{}, ctx: t.Context(), report: Report{OK: true, Hosts: o.Addresses.hosts()}}
	r.report.Caller.UserName = cmp.Or(o.SignIn.UserName, o.SignIn.Said)
	for i := range r.report.Hosts {
		r.report.Hosts[i].Reached = true
	}
	return r
}

// among finds users in the whole list, so that it does not depend on filters.
func among(users Lister) Find {
	return func(ctx context.Context, name identity.UserName) (string, error) {
		for start := 1; ; {
			page, err := users.List(ctx, "", start, 100)
			if err != nil {
				return "", err
			}
			for _, u := range page.Resources {
				if name.Same(identity.UserName(u.UserName)) {
					return u.ID, nil
				}
			}
			if start += len(page.Resources); len(page.Resources) == 0 || start > page.TotalResults {
				return "", nil
			}
		}
	}
}

// rehearsal is a simulated tenant with a client that repeats nothing.
type rehearsal struct {
	*simulator.Tenant
	client *scim.Client
	probe  Probe
}

func rehearse(t testing.TB, o simulator.Options) *rehearsal {
	t.Helper()
	o.Users, o.Workspaces, o.Seed = 8, 4, 1
	tenant, err := simulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(tenant)
	t.Cleanup(server.Close)
	base := server.URL + "/scim/1/0/v2"
	signed, err := anaplan.Sign(server.Client().Transport, anaplan.APIKey(anaplan.Secret(tenant.APIKey())), base)
	if err != nil {
		t.Fatal(err)
	}
	h := &rehearsal{Tenant: tenant, client: scim.NewClient(base, &http.Client{Transport: signed})}
	all := tenant.Workspaces()
	h.probe = Probe{Users: h.client, Find: among(h.client), Writer: scim.NewWriter(h.client, scim.WriterOptions{}), Address: "scimsheet-probe@acme.example",
		Workspaces: []identity.Workspace{all[0].Workspace, all[1].Workspace}, Now: time.Now}
	return h
}

// others are all accounts but the probe's.
func (h *rehearsal) others() []identity.Account {
	return slices.DeleteFunc(h.Accounts(), func(a identity.Account) bool { return a.UserName.Same(h.probe.Address) })
}

func (h *rehearsal) walk(ctx context.Context) Walked {
	existing, err := h.probe.Look(ctx)
	if err != nil {
		return Walked{Err: err}
	}
	return h.probe.Walk(ctx, existing)
}

func (w Walked) step(t *testing.T, name string) Step {
	t.Helper()
	at := slices.IndexFunc(w.Steps, func(s Step) bool { return s.Name == name })
	if at < 0 {
		t.Fatalf("there is no step %q in %+v", name, w.Steps)
	}
	return w.Steps[at]
}
