package apply

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
)

// fault is what goes wrong with one write.
type fault string

const (
	none        fault = ""
	refuse      fault = "refused"              // 400, no effect
	lostBefore  fault = "lost before effect"   // no answer, no effect
	lostAfter   fault = "lost after effect"    // no answer, done
	lostLate    fault = "carried out late"     // no answer, done after the next look
	unavailable fault = "503"                  // no effect
	multi       fault = "207"                  // half of the workspaces; the reply says so and shows them
	multiBlind  fault = "207 without a user"   // the same, the reply shows nothing
	multiLost   fault = "207 lost"             // the same, no answer
	silent      fault = "half done in silence" // half of the workspaces; the reply says 200 and shows them
	hidden      fault = "workspaces not shown" // done; the reply says nothing about workspaces, as Anaplan's PATCH does
	bare        fault = "no user in the reply" // done; the reply carries no user
	ignored     fault = "ignored"              // 200 without effect or user
	signedOut   fault = "signed out"           // 401
)

var errLost = errors.New("connection reset by peer")

// tenant is a service in memory. It keeps the rules of Anaplan's SCIM that apply leans on: userName is
// unique, a creation takes at most 50 workspaces, an update writes what differs between from and to.
type tenant struct {
	t  testing.TB
	mu sync.Mutex

	accounts map[string]*identity.Account // by id
	late     []func()
	nextID   int

	replaces  bool                                 // adding replaces
	fault     func(op, userName string) fault      // asked before each write
	onLook    func(keys Keys) error                // called before each look
	onWrite   func(op string, a *identity.Account) // called before each write that takes effect
	afterLook func()
	dead      bool // everything fails: the process was killed
	dying     bool // dead once the write under way is through

	creations map[string]int // with effect, by userName key
	writes    []string       // "create ada", in order
	looks     int            // batches of 50
}

func newTenant(t testing.TB, accounts ...identity.Account) *tenant {
	f := &tenant{t: t, accounts: map[string]*identity.Account{}, creations: map[string]int{}}
	for _, a := range accounts {
		f.put(a)
	}
	return f
}

func (f *tenant) put(a identity.Account) {
	a.Workspaces = identity.Set(slices.Clone(a.Workspaces))
	f.accounts[a.ID] = &a
}

func (f *tenant) account(userName string) *identity.Account {
	for _, a := range f.accounts {
		if a.UserName.Same(identity.UserName(userName)) {
			return a
		}
	}
	return nil
}

// edit is another administrator at work.
func (f *tenant) edit(userName string, change func(*identity.Account)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if a := f.account(userName); a != nil {
		change(a)
		a.Workspaces = identity.Set(a.Workspaces)
	}
}

func (f *tenant) Look(ctx context.Context, keys Keys) (Sight, error) {
	if f.onLook != nil {
		if err := f.onLook(keys); err != nil {
			return Sight{}, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Sight{}, err
	}
	if f.dead {
		return Sight{}, errLost
	}
	f.looks += (len(keys.UserNames) + len(keys.IDs) + len(keys.ExternalIDs) + 49) / 50
	var found []identity.Account
	for _, a := range f.accounts {
		if slices.Contains(keys.IDs, a.ID) || slices.ContainsFunc(keys.UserNames, a.UserName.Same) ||
			a.ExternalID != "" && slices.Contains(keys.ExternalIDs, a.ExternalID) {
			seen := *a
			seen.Workspaces = slices.Clone(a.Workspaces)
			found = append(found, seen)
		}
	}
	for _, effect := range f.late {
		effect()
	}
	f.late = nil
	if f.afterLook != nil {
		f.afterLook()
	}
	return Seen(found), nil
}

// do carries out a write with whatever goes wrong. The effect is given the workspaces that it may write.
func (f *tenant) do(ctx context.Context, op string, userName identity.UserName, workspaces []string,
	effect func(workspaces []string) *identity.Account) (identity.WriteResult, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(workspaces) > MaxPerWrite {
		f.t.Errorf("%s %s carries %d workspaces", op, userName, len(workspaces))
	}
	if ctx.Err() != nil || f.dead {
		return identity.WriteResult{}, fmt.Errorf("%s %q: %w", op, userName, identity.ErrNotSent)
	}
	wrong := none
	if f.fault != nil {
		wrong = f.fault(op, string(userName))
	}
	if f.dead {
		return identity.WriteResult{}, fmt.Errorf("%s %q: %w", op, userName, identity.ErrNotSent)
	}
	defer func() { f.dead = f.dead || f.dying }()
	f.writes = append(f.writes, op+" "+string(userName))
	half := workspaces[:len(workspaces)/2]
	result := func(status int, a *identity.Account, shown bool) (identity.WriteResult, error) {
		if a == nil {
			return identity.WriteResult{}, &identity.Refusal{HTTPStatus: 404, Detail: "no such user", Attempts: 1}
		}
		answer := *a
		answer.Workspaces = slices.Clone(a.Workspaces)
		if !shown {
			answer.Workspaces = nil
		}
		return identity.WriteResult{HTTPStatus: status, Account: &answer, WorkspacesShown: shown, Attempts: 1}, nil
	}
	switch wrong {
	case refuse:
		return identity.WriteResult{}, &identity.Refusal{HTTPStatus: 400, ScimType: "invalidValue", Detail: "no such workspace", Attempts: 1}
	case signedOut:
		return identity.WriteResult{}, fmt.Errorf("%s: %w", op, identity.ErrSignedOut)
	case lostBefore:
		return identity.WriteResult{}, errLost
	case unavailable:
		return identity.WriteResult{HTTPStatus: 503, Detail: "try later"}, errors.New("503 Service Unavailable")
	case ignored:
		return identity.WriteResult{HTTPStatus: 200}, nil
	case lostLate:
		f.late = append(f.late, func() { effect(workspaces) })
		return identity.WriteResult{}, errLost
	case lostAfter:
		effect(workspaces)
		return identity.WriteResult{}, errLost
	case multiLost:
		effect(half)
		return identity.WriteResult{}, errLost
	}
	if op == "create" && f.account(string(userName)) != nil {
		return identity.WriteResult{}, &identity.Refusal{HTTPStatus: 409, ScimType: "uniqueness", Detail: "userName exists", Attempts: 1}
	}
	switch wrong {
	case multi:
		res, err := result(207, effect(half), true)
		res.Partial = true
		return res, err
	case multiBlind:
		effect(half)
		return identity.WriteResult{HTTPStatus: 207, Partial: true, Detail: "entitlements failed", Attempts: 1}, nil
	case silent:
		return result(200, effect(half), true)
	case hidden:
		return result(200, effect(workspaces), false)
	case bare:
		effect(workspaces)
		return identity.WriteResult{HTTPStatus: 204, Attempts: 1}, nil
	}
	return result(200, effect(workspaces), true)
}

func (f *tenant) Create(ctx context.Context, want identity.Account) (identity.WriteResult, error) {
	return f.do(ctx, "create", want.UserName, want.Workspaces, func(workspaces []string) *identity.Account {
		if f.account(string(want.UserName)) != nil {
			return nil
		}
		f.nextID++
		want.ID = fmt.Sprintf("n%04d", f.nextID)
		want.Workspaces = identity.Set(slices.Clone(workspaces))
		f.creations[want.UserName.Key()]++
		f.accounts[want.ID] = &want
		return &want
	})
}

func (f *tenant) Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error) {
	var workspaces []string
	whole := !identity.SameSet(from.Workspaces, to.Workspaces)
	if whole {
		workspaces = to.Workspaces
	}
	return f.do(ctx, "update", from.UserName, workspaces, func(workspaces []string) *identity.Account {
		a := f.accounts[from.ID]
		if a == nil {
			return nil
		}
		for _, text := range []struct{ old, new, now *string }{
			{&from.ExternalID, &to.ExternalID, &a.ExternalID},
			{&from.GivenName, &to.GivenName, &a.GivenName},
			{&from.FamilyName, &to.FamilyName, &a.FamilyName},
		} {
			if *text.old != *text.new {
				*text.now = *text.new
			}
		}
		if from.Active != to.Active {
			a.Active = to.Active
		}
		if whole {
			a.Workspaces = identity.Set(slices.Clone(workspaces))
		}
		return a
	})
}

func (f *tenant) AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error) {
	f.mu.Lock()
	name := identity.UserName(id)
	if a := f.accounts[id]; a != nil {
		name = a.UserName
	}
	f.mu.Unlock()
	return f.do(ctx, "add", name, workspaces, func(workspaces []string) *identity.Account {
		a := f.accounts[id]
		if a == nil {
			return nil
		}
		if f.replaces {
			a.Workspaces = nil
		}
		a.Workspaces = identity.Union(a.Workspaces, workspaces)
		return a
	})
}

// log is a real journal that watches, and that fails or dies on request.
type log struct {
	*journal.Journal
	mu       sync.Mutex
	pending  []string
	onDisk   map[string]bool // changes whose intent is synced
	appends  int
	failAt   int // the append that fails, 1-based; 0 for none
	syncFail bool
	onFail   func()
	path     string
	synced   int64
}

var errDiskFull = errors.New("no space left on device")

func (l *log) Append(records ...any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range records {
		if r := r.(*record); r.Kind == intentKind {
			l.pending = append(l.pending, r.Changes...)
		}
	}
	l.appends++
	if l.failAt > 0 && l.appends >= l.failAt {
		if l.onFail != nil {
			l.onFail()
		}
		return errDiskFull
	}
	return l.Journal.Append(records...)
}

func (l *log) Sync() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.syncFail {
		return errDiskFull
	}
	for _, id := range l.pending {
		l.onDisk[id] = true
	}
	l.pending = nil
	info, err := os.Stat(l.path) // the tests need no disk, only the order
	if err == nil {
		l.synced = info.Size()
	}
	return err
}

func (l *log) has(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.onDisk[id]
}

// rig is one run: a plan, a tenant, a journal file.
type rig struct {
	t      testing.TB
	plan   *plan.Plan
	tenant *tenant
	path   string
	synced int64 // bytes of the journal that survive the end of the machine
}

func newRig(t testing.TB, p *plan.Plan, f *tenant) *rig {
	return &rig{t: t, plan: p, tenant: f, path: filepath.Join(t.TempDir(), "journal.jsonl")}
}

func clock() func() time.Time {
	at := time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC)
	var mu sync.Mutex
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Millisecond)
		return at
	}
}

func (g *rig) open() *log {
	g.t.Helper()
	j, err := journal.Open(g.path)
	if err != nil {
		g.t.Fatalf("open journal: %v", err)
	}
	return &log{Journal: j, path: g.path, synced: g.synced, onDisk: map[string]bool{}}
}

// apply calls Run once and checks what must hold after every call, whatever happened in it.
func (g *rig) apply(ctx context.Context, o Options, l *log) (Summary, error) {
	g.t.Helper()
	o.Now = clock()
	if o.Workers == 0 {
		o.Workers = 4
	}
	s, err := Run(ctx, g.plan, g.tenant, l, o)
	if err := l.Close(); err != nil {
		g.t.Fatalf("close journal: %v", err)
	}
	g.synced = l.synced
	if len(s.Outcomes) != len(g.plan.Changes) {
		g.t.Errorf("%d outcomes for %d changes", len(s.Outcomes), len(g.plan.Changes))
	}
	for name, n := range g.tenant.creations {
		if n > 1 {
			g.t.Errorf("%q was created %d times", name, n)
		}
	}
	return s, err
}

func (g *rig) run() Summary {
	g.t.Helper()
	s, err := g.apply(context.Background(), Options{}, g.open())
	if err != nil {
		g.t.Fatalf("apply: %v", err)
	}
	return s
}

func (g *rig) wantStatus(s Summary, want map[string]Status) {
	g.t.Helper()
	for id, status := range want {
		if o := s.Outcomes[id]; o.Status != status {
			g.t.Errorf("change %s is %s (%s), want %s", id, o.Status, o.Detail, status)
		}
	}
}

// The people of the tests.

func ws(ids ...string) []identity.Workspace {
	out := make([]identity.Workspace, len(ids))
	for i, id := range ids {
		out[i] = identity.Workspace{ID: id, Name: "Workspace " + id}
	}
	return out
}

// many is n workspace ids, sorted.
func many(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("w%03d", i)
	}
	return ids
}

func account(name string, workspaces ...string) identity.Account {
	return identity.Account{
		ID: "id-" + name, UserName: identity.UserName(name + "@example.com"), ExternalID: "E-" + name,
		GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Old", Active: true,
		Workspaces: identity.Set(slices.Clone(workspaces)),
	}
}

func creation(name string, workspaces ...string) plan.Change {
	return plan.Change{
		ID: "c-" + name, Action: plan.Create, UserName: identity.UserName(name + "@example.com"),
		Attributes: []plan.Attribute{
			{Path: plan.PathUserName, After: name + "@example.com"},
			{Path: plan.PathExternalID, After: "E-" + name},
			{Path: plan.PathGivenName, After: "New"},
			{Path: plan.PathActive, After: true},
		},
		Grants: ws(workspaces...),
	}
}

// renaming gives a new family name and changes workspaces beside.
func renaming(before identity.Account, grants, revocations []string) plan.Change {
	return plan.Change{
		ID: "c-" + strings.TrimPrefix(before.ID, "id-"), Action: plan.Update, UserName: before.UserName, UserID: before.ID, Before: &before,
		Attributes: []plan.Attribute{{Path: plan.PathFamilyName, Before: before.FamilyName, After: "New"}},
		Grants:     ws(grants...), Revocations: ws(revocations...),
	}
}

func granting(before identity.Account, grants ...string) plan.Change {
	c := renaming(before, grants, nil)
	c.Attributes = nil
	return c
}

func deactivation(before identity.Account) plan.Change {
	c := renaming(before, nil, nil)
	c.Action = plan.Deactivate
	c.Attributes = []plan.Attribute{{Path: plan.PathActive, Before: true, After: false}}
	return c
}

func planOf(changes ...plan.Change) *plan.Plan {
	return &plan.Plan{ID: "7f3c-91ab", Digest: "d1", Changes: changes}
}

// wrong makes the first writes of some people go wrong, each fault once.
func wrong(faults map[string]fault) func(op, userName string) fault {
	left := maps.Clone(faults)
	return func(_, userName string) fault {
		name, _, _ := strings.Cut(userName, "@")
		defer delete(left, name)
		return left[name]
	}
}
