package cli

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/apply"
	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/scim"
	"scimsheet/internal/transport"
)

// connection is a tenant that can be read and written.
type connection struct {
	tenant    plan.Tenant
	network   *transport.Transport
	users     *scim.Client
	directory *directory.Directory
	writer    *scim.Writer
	api       *anaplan.API // nil where its address is not known
	signedIn
	traced *traceFile // nil without --trace
	naming sync.Mutex // guards known once writes are under way
	known  *identity.Workspaces
	listed bool // the service was asked for its list of workspaces
	begun  time.Time
	now    func() time.Time
}

// open makes a connection; nothing is sent yet. Where a plan says for which tenant it was made, another
// one is refused.
func (c *connectFlags) open(ctx context.Context, s *screen, planned *plan.Tenant) (*connection, error) {
	hosts, err := c.hosts()
	if err != nil {
		return nil, err
	}
	if planned != nil {
		if hosts, err = c.samePlace(hosts, *planned); err != nil {
			return nil, err
		}
	}
	if hosts.SCIMURL == "" {
		return nil, fail(exitUsage, "for example --region us1, or SCIMSHEET_REGION=us1 in the environment; scimsheet demo needs none",
			"which tenant? neither --region nor --scim-url is given")
	}
	conn := &connection{tenant: hosts, known: &identity.Workspaces{}, begun: s.Now(), now: s.Now}
	if err := conn.connect(c, s); err != nil {
		return nil, err
	}
	if conn.signedIn, err = conn.signIn(ctx, c, s); err == nil {
		err = conn.stack()
	}
	if err != nil {
		conn.close(ctx)
		return nil, err
	}
	conn.tenant.Caller = cmp.Or(c.caller, conn.caller)
	conn.directory = directory.New(conn.users, directory.Options{Workers: c.workers})
	conn.writeAs(plan.Policy{})
	return conn, nil
}

// connect sets up the network below the credentials.
func (conn *connection) connect(c *connectFlags, s *screen) error {
	o := transport.Options{Workers: c.workers, RatePerMinute: c.rate, Timeout: c.timeout, UserAgent: tool(),
		Waiting: func(until time.Time, why string) {
			s.talk("Waiting until %s: %s\n", until.Local().Format("15:04:05"), why)
		}}
	if err := checkProxies(s); err != nil {
		return err
	}
	if c.caFile != "" {
		roots, err := transport.LoadRoots(c.caFile)
		if err != nil {
			return fail(exitUsage, "--ca-file takes certificates in PEM form; the people who run the proxy have them", "%w", err)
		}
		o.RootCAs = roots
	}
	if c.trace != "" {
		if _, err := os.Lstat(c.trace); err == nil {
			return fail(exitUsage, "give another name, or take the file away", "--trace writes a new file, and %s is there already", c.trace)
		}
		conn.traced = &traceFile{path: c.trace}
		o.Trace = conn.traced
		s.talk("Every request and reply is written to %s: people's names and addresses stand there, secrets do not\n", c.trace)
	}
	conn.network = transport.New(o)
	return nil
}

// checkProxies refuses proxies that cannot be understood, which net/http would pass by without a word. The
// value may hold a password and is not shown.
func checkProxies(s *screen) error {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		value := s.Getenv(name)
		if value == "" {
			continue
		}
		if !strings.Contains(value, "://") {
			value = "http://" + value
		}
		u, err := url.Parse(value)
		if err == nil && u.Port() != "" {
			_, err = strconv.ParseUint(u.Port(), 10, 16)
		}
		if err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
			return fail(exitUsage, "it is like http://proxy.acme.com:8080, or http://user:password@proxy.acme.com:8080 with characters such as % or @ in the password written %25 and %40",
				"%s is not the address of a proxy", name)
		}
	}
	return nil
}

// samePlace is where the plan was made for. Addresses that are given must be the plan's; an address
// that stands only in the plan's file is trusted with credentials where it is Anaplan's or this machine's.
func (c *connectFlags) samePlace(given, planned plan.Tenant) (plan.Tenant, error) {
	if given.SCIMURL != "" && given.SCIMURL != planned.SCIMURL {
		return given, fail(exitPlanUnfit, "plan again for this tenant, or leave --region and --scim-url out", "this plan was made for %s, not for %s", planned.SCIMURL, given.SCIMURL)
	}
	if c.quirks != "" && given.Quirks != planned.Quirks {
		return given, fail(exitPlanUnfit, "leave --profile-quirks out: the plan knows", "this plan was made for another kind of service than --profile-quirks %s", c.quirks)
	}
	given.Quirks = planned.Quirks
	for _, pair := range []struct{ flag, given, planned string }{
		{"scim-url", given.SCIMURL, planned.SCIMURL}, {"auth-url", given.AuthURL, planned.AuthURL}, {"api-url", given.APIURL, planned.APIURL},
		{"oauth-url", given.OAuthURL, planned.OAuthURL},
	} {
		if pair.given == "" && pair.planned != "" && !trusted(pair.planned) {
			return given, fail(exitUsage, "if it is right, name it: --"+pair.flag+" "+pair.planned,
				"the plan names %s, which is not one of Anaplan's hosts: credentials go only to hosts that are named", pair.planned)
		}
	}
	for _, address := range []struct {
		into    *string
		planned string
	}{{&given.SCIMURL, planned.SCIMURL}, {&given.AuthURL, planned.AuthURL}, {&given.APIURL, planned.APIURL}, {&given.OAuthURL, planned.OAuthURL}} {
		if *address.into == "" {
			*address.into = address.planned
		}
	}
	return given, nil
}

// trusted reports whether an address that nobody named on the command line may be sent credentials.
func trusted(address string) bool {
	u, err := url.Parse(address)
	return anaplan.IsAnaplan(address) || (err == nil && u.Scheme == "http" && transport.CheckURL(u) == nil)
}

// stack puts the credentials on the network, each for its own host.
func (conn *connection) stack() error {
	signed, err := anaplan.Sign(sender{conn.network}, conn.forSCIM, conn.tenant.SCIMURL)
	if err != nil {
		return err
	}
	quirks, err := scim.QuirksNamed(conn.tenant.Quirks)
	if err != nil {
		return err
	}
	conn.users = scim.NewClient(conn.tenant.SCIMURL, &http.Client{Transport: signed}).WithQuirks(quirks)
	conn.known.Plain = quirks == scim.RFC
	if conn.tenant.APIURL == "" || conn.forAPI == anaplan.None() {
		return nil
	}
	if signed, err = anaplan.Sign(sender{conn.network}, conn.forAPI, conn.tenant.APIURL); err != nil {
		return err
	}
	conn.api = anaplan.NewAPI(conn.tenant.APIURL, &http.Client{Transport: signed})
	return nil
}

// writeAs sets how accounts are written, as the plan's policy says.
func (conn *connection) writeAs(policy plan.Policy) {
	conn.writer = scim.NewWriter(conn.users, scim.WriterOptions{
		Format: scim.EntitlementType(policy.EntitlementFormat), Put: policy.WriteMethod == plan.WritePut,
		NameOf: func(id string) (string, bool) {
			conn.naming.Lock()
			defer conn.naming.Unlock()
			return conn.known.Named(id).Name, conn.known.UnwritableName(id) == ""
		},
	})
}

// prepareWrites gets a connection ready to write what a plan wants. Where workspaces are written by name,
// the names are gathered anew, and what the plan knew fills the gaps.
func (conn *connection) prepareWrites(ctx context.Context, s *screen, p *plan.Plan) error {
	conn.writeAs(p.Policy)
	if scim.EntitlementType(p.Policy.EntitlementFormat) == scim.WorkspaceNames {
		if _, err := conn.workspaces(ctx, s, nil); err != nil {
			return err
		}
	}
	recall(conn.known, p)
	return nil
}

// recall takes in the names of workspaces that a plan knew. What only its inputs said stays their word.
func recall(known *identity.Workspaces, p *plan.Plan) {
	supplied := make(map[identity.Workspace]bool, len(p.Supplied))
	for _, ws := range p.Supplied {
		supplied[ws] = true
	}
	learn := func(ws identity.Workspace) {
		if supplied[ws] {
			known.Add(ws, false, identity.Supplied)
			return
		}
		known.Add(ws, false, identity.Seen)
	}
	for _, ws := range p.Names {
		learn(ws)
	}
	for i := range p.Changes {
		for _, ws := range slices.Concat(p.Changes[i].Grants, p.Changes[i].Revocations) {
			learn(ws)
		}
	}
}

// workspaces gathers the names of workspaces: what the user supplied and what the service lists. That the caller may not see the list is said and no more.
func (conn *connection) workspaces(ctx context.Context, s *screen, supplied []identity.Workspace) (*identity.Workspaces, error) {
	known := &identity.Workspaces{Plain: conn.known.Plain}
	conn.known = known
	for _, ws := range supplied {
		known.Add(ws, false, identity.Supplied)
	}
	err := conn.list(ctx)
	if errors.Is(err, anaplan.ErrNotPermitted) {
		why := "the service does not list workspaces to this account"
		if errors.Is(err, identity.ErrSignedOut) {
			why = "the token service does not let this account sign in, and so does not list workspaces"
		}
		s.talk("warning: %s; their names come from the Workspaces sheet and from users\n", why)
		err = nil
	}
	return known, err
}

// list adds the workspaces that the service lists to those that are known, where it has such a list.
func (conn *connection) list(ctx context.Context) error {
	conn.listed = true
	if conn.api == nil {
		return nil
	}
	listed, err := conn.api.Workspaces(ctx)
	for _, ws := range listed {
		conn.known.Add(identity.Workspace{ID: ws.ID, Name: ws.Name}, ws.Active != nil && !*ws.Active, identity.Listed)
	}
	return err
}

// requests is the number of requests sent so far, repeats included.
func (conn *connection) requests() int { return conn.network.Counts().Total() }

// latency is about how long one request takes.
func (conn *connection) latency() time.Duration {
	if n := conn.requests(); n > 0 {
		return conn.now().Sub(conn.begun) / time.Duration(n)
	}
	return 0
}

// closing is how long signing out may take, also after an interrupt.
const closing = 5 * time.Second

func (conn *connection) close(ctx context.Context) {
	if conn.session != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
		defer cancel()
		_ = conn.session.Close(ctx) // the token ends by itself in half an hour
	}
	conn.network.CloseIdleConnections()
	if conn.traced != nil {
		conn.traced.close()
	}
}

// sender is the network in the words of identity, which those above it know.
type sender struct{ *transport.Transport }

func (s sender) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.Transport.RoundTrip(req)
	if errors.Is(err, transport.ErrNotSent) {
		err = notSent{err}
	}
	return resp, err
}

// notSent is an identity.ErrNotSent that says why.
type notSent struct{ error }

func (notSent) Is(target error) bool { return target == identity.ErrNotSent }
func (n notSent) Unwrap() error      { return n.error }

// tenant is a connection as apply knows it.
type tenant struct{ *connection }

func (t tenant) Look(ctx context.Context, keys apply.Keys) (apply.Sight, error) {
	snapshot, err := t.directory.Find(ctx, directory.Keys(keys).Search(), nil)
	if err != nil {
		return apply.Sight{}, err
	}
	t.naming.Lock()
	defer t.naming.Unlock()
	learn(t.known, snapshot)
	if snapshot.Unresolved() > 0 && !t.listed {
		if err := t.list(ctx); err != nil && !errors.Is(err, anaplan.ErrNotPermitted) {
			return apply.Sight{}, err
		}
	}
	if err := snapshot.Resolve(t.known); err != nil {
		return apply.Sight{}, err
	}
	return apply.Seen(snapshot.Accounts), nil
}

func (t tenant) Create(ctx context.Context, want identity.Account) (identity.WriteResult, error) {
	return t.writer.Create(ctx, want)
}

func (t tenant) Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error) {
	return t.writer.Update(ctx, from, to)
}

func (t tenant) AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error) {
	return t.writer.AddWorkspaces(ctx, id, workspaces)
}
