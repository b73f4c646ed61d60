package apply

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
)

// wire is a simulated Anaplan tenant as apply meets it through the real client, without a network
// and without repeats.
type wire struct {
	t         failer
	simulated *simulator.Tenant
	access    simulator.Access
	directory *directory.Directory
	writer    *scim.Writer
	known     identity.Workspaces
	naming    sync.Mutex

	written  func(id string)              // called after each write to a user, before its reply is seen
	spoil    func(*http.Response)         // may change the reply to a write, after its effect
	before   func(req *http.Request)      // called before each request
	edited   map[identity.UserName]string // the given name that another administrator has left
	requests map[string]int               // by method
	counting sync.Mutex
}

var errReset = errors.New("connection reset by peer")

// exportOf is a file that a simulated tenant can start from: these people, and one who holds every workspace.
func exportOf(dir string, workspaces []identity.Workspace, people []identity.Account) (string, error) {
	var text bytes.Buffer
	all := identity.Account{ID: fmt.Sprintf("%032x", 1<<40), UserName: "everything@example.com", Active: true}
	names := map[string]string{}
	for _, w := range workspaces {
		all.Workspaces = append(all.Workspaces, w.ID)
		names[w.ID] = w.Name
	}
	for _, a := range append(people, all) {
		held := []identity.Workspace{}
		for _, id := range a.Workspaces {
			held = append(held, identity.Workspace{ID: id, Name: names[id]})
		}
		line, err := json.Marshal(struct {
			identity.Account
			Workspaces []identity.Workspace `json:"workspaces"`
		}{a, held})
		if err != nil {
			return "", err
		}
		text.Write(append(line, '\n'))
	}
	path := filepath.Join(dir, "tenant.jsonl")
	return path, os.WriteFile(path, text.Bytes(), 0o600)
}

// newWire starts a tenant with these people and workspaces.
func newWire(t testing.TB, f failer, o simulator.Options, w scim.WriterOptions, workspaces []identity.Workspace, people []identity.Account) *wire {
	path, err := exportOf(t.TempDir(), workspaces, people)
	if err != nil {
		f.Fatalf("%v", err)
	}
	o.From = path
	simulated, err := simulator.New(o)
	if err != nil {
		f.Fatalf("%v", err)
	}
	server, err := simulator.Start(simulated, "127.0.0.1:0") // for its credentials only
	if err != nil {
		f.Fatalf("%v", err)
	}
	x := &wire{t: f, simulated: simulated, access: server.Access, requests: map[string]int{}, edited: map[identity.UserName]string{}}
	if err := server.Close(); err != nil {
		f.Fatalf("%v", err)
	}
	client := scim.NewClient(x.access.SCIMURL, &http.Client{Transport: x, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
	x.directory = directory.New(client, directory.Options{Workers: 2})
	w.NameOf = func(id string) (string, bool) {
		x.naming.Lock()
		defer x.naming.Unlock()
		return x.known.Named(id).Name, x.known.UnwritableName(id) == ""
	}
	for _, ws := range workspaces {
		x.known.Add(ws, false, identity.Listed)
	}
	x.writer = scim.NewWriter(client, w)
	return x
}

// RoundTrip carries a request to the tenant in this process.
func (x *wire) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	if err := req.Context().Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", identity.ErrNotSent, err)
	}
	if x.before != nil {
		x.before(req)
	}
	x.counting.Lock()
	x.requests[req.Method]++
	x.counting.Unlock()
	arriving := req.Clone(req.Context())
	arriving.RequestURI = req.URL.RequestURI()
	arriving.Host = req.URL.Host
	arriving.SetBasicAuth(x.access.Username, x.access.Password)
	if arriving.Body == nil {
		arriving.Body = http.NoBody
	}
	defer func() {
		if recovered := recover(); recovered != nil {
			if recovered != http.ErrAbortHandler {
				panic(recovered)
			}
			resp, err = nil, errReset
		}
		if _, id, found := strings.Cut(req.URL.Path, "/Users/"); found && x.written != nil {
			x.written(id)
		}
	}()
	recorder := httptest.NewRecorder()
	x.simulated.ServeHTTP(recorder, arriving)
	resp = recorder.Result()
	if x.spoil != nil && req.Method != http.MethodGet {
		x.spoil(resp)
	}
	return resp, nil
}

func (x *wire) Look(ctx context.Context, keys Keys) (Sight, error) {
	snapshot, err := x.directory.Find(ctx, directory.Keys(keys).Search(), nil)
	if err != nil {
		return Sight{}, err
	}
	x.naming.Lock()
	defer x.naming.Unlock()
	if err := snapshot.Resolve(&x.known); err != nil {
		return Sight{}, err
	}
	return Seen(snapshot.Accounts), nil
}

func (x *wire) Create(ctx context.Context, want identity.Account) (identity.WriteResult, error) {
	return x.writer.Create(ctx, want)
}

func (x *wire) Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error) {
	return x.writer.Update(ctx, from, to)
}

func (x *wire) AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error) {
	return x.writer.AddWorkspaces(ctx, id, workspaces)
}

// account is a user as the tenant has them, without the times and the version.
func (x *wire) account(name identity.UserName) identity.Account {
	a, _ := x.simulated.Account(name)
	return a
}

// planFor is the plan that gives these people these workspaces and family names, under a policy.
func (x *wire) planFor(policy plan.Policy, people []identity.Person) *plan.Plan {
	actual := plan.Actual{Accounts: x.simulated.Accounts(), Complete: true, Workspaces: &x.known}
	actual.Total = len(actual.Accounts)
	policy.Manage = plan.Groups()
	policy.Match, policy.Absent = plan.MatchUserName, plan.AbsentIgnore
	policy.MaxCreates, policy.MaxDeactivations, policy.MaxRevocations = "all", "all", "all"
	var desired plan.Desired
	for _, p := range people {
		desired.Listed = append(desired.Listed, plan.Listed{Person: p})
	}
	diff, err := plan.Diff(desired, actual, policy)
	if err != nil {
		x.t.Fatalf("plan: %v", err)
	}
	return &plan.Plan{ID: "7f3c-91ab", Digest: "d1", Policy: policy, Changes: diff.Changes, Names: diff.Names}
}

// guard watches those who existed before the run: whatever happens, at no moment may one of them lack a
// workspace that they held and the plan does not take.
func (x *wire) guard(p *plan.Plan) {
	keeps := map[string][]string{}
	names := map[string]identity.UserName{}
	for _, a := range x.simulated.Accounts() {
		keeps[identity.Fold(a.ID)], names[identity.Fold(a.ID)] = a.Workspaces, a.UserName
	}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Before != nil {
			for _, w := range c.Revocations {
				keeps[identity.Fold(c.UserID)] = identity.Without(keeps[identity.Fold(c.UserID)], []string{w.ID})
			}
		}
	}
	var mu sync.Mutex
	x.written = func(id string) {
		mu.Lock()
		defer mu.Unlock()
		id = identity.Fold(id)
		if lost := identity.Without(keeps[id], x.account(names[id]).Workspaces); len(keeps[id]) > 0 && len(lost) > 0 {
			x.t.Errorf("%s has lost %d workspaces that the plan does not take: %v", names[id], len(lost), lost)
		}
	}
}

// truth holds each outcome, and each workspace's own, against the tenant.
func (x *wire) truth(p *plan.Plan, s Summary) {
	for i := range p.Changes {
		c := &p.Changes[i]
		o, now := s.Outcomes[c.ID], x.account(c.UserName)
		as := stand(c, &now)
		mark, edited := x.edited[c.UserName]
		if edited && now.GivenName != mark {
			x.t.Errorf("the edit of %s was written over: %+v", c.UserName, now)
		}
		switch o.Status {
		case Applied:
			if !as.complete() || !edited && !as.wanted() || now.ID == "" {
				x.t.Errorf("%s is applied, but %s", c.UserName, inWords(as.differences, "wanted"))
			}
		case Failed:
			if c.Before != nil && !edited && !as.before(c) || c.Before == nil && now.ID != "" {
				x.t.Errorf("%s failed, but is %+v", c.UserName, now)
			}
		case Partial:
			if as.wanted() {
				x.t.Errorf("%s is partial, and is all that was wanted", c.UserName)
			}
		}
		for _, w := range o.Workspaces {
			has := len(identity.Without([]string{w.ID}, now.Workspaces)) == 0
			if done := has == (w.Change == Grant); (o.Status == Applied || o.Status == Partial || o.Status == Failed) && done != (w.Status == Applied) {
				x.t.Errorf("%s (%s): %s of %s is %s, held: %v", c.UserName, o.Status, w.Change, w.ID, w.Status, has)
			}
		}
	}
}

// meddle lets another administrator change some users in the very moment in which they are written to.
func (x *wire) meddle(seed uint64) {
	chance := rand.New(rand.NewPCG(seed, 1))
	x.before = func(req *http.Request) {
		_, id, found := strings.Cut(req.URL.Path, "/Users/")
		if !found || req.Method == http.MethodGet || chance.IntN(3) > 0 {
			return
		}
		for _, a := range x.simulated.Accounts() {
			if strings.EqualFold(a.ID, id) {
				x.edited[a.UserName] = fmt.Sprintf("edit%d", chance.Uint32())
				x.simulated.Edit(a.UserName, func(a *identity.Account) { a.GivenName = x.edited[a.UserName] })
			}
		}
	}
}

func (x *wire) run(t testing.TB, p *plan.Plan, o Options) Summary {
	g := &rig{t: x.t, plan: p, path: filepath.Join(t.TempDir(), "journal.jsonl")}
	l := g.open()
	s, err := Run(context.Background(), p, x, l, o)
	if err := errors.Join(err, l.Close()); err != nil {
		x.t.Fatalf("apply: %v", err)
	}
	g.wantReplay(s)
	return s
}
