package apply

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"scimsheet/internal/identity"
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
	accepted    fault = "202"                  // done after the next look; the reply shows it as if it were done
	stale       fault = "412"                  // no effect, whatever the version
	signedOut   fault = "signed out"           // 401
	unreachable fault = "no connection"        // the request never left
)

var errLost = errors.New("connection reset by peer")

// tenant is a service in memory. It keeps the rules of Anaplan's SCIM that apply leans on: userName is
// unique, a creation takes at most 50 workspaces, an update writes what differs between from and to.
type tenant struct {
	t  failer
	mu sync.Mutex

	accounts map[string]*identity.Account // by id
	late     []func()
	nextID   int
	revision int

	replaces  bool                            // adding replaces
	versions  bool                            // accounts have versions
	unbounded bool                            // a write may carry any number of workspaces
	fault     func(op, userName string) fault // asked before each write
	onLook    func(keys Keys) error           // called before each look
	afterLook func()
	dead      bool // everything fails: the process was killed
	dying     bool // dead once the write under way is through

	creations map[string]int // with effect, by userName key
	writes    []string       // "create ada", in order
	looks     int            // batches of 50
}

func newTenant(t failer, accounts ...identity.Account) *tenant {
	f := &tenant{t: t, accounts: map[string]*identity.Account{}, creations: map[string]int{}}
	for _, a := range accounts {
		f.put(a)
	}
	return f
}

func (f *tenant) put(a identity.Account) {
	a.Workspaces = identity.Set(slices.Clone(a.Workspaces))
	f.accounts[a.ID] = &a
	f.changed(&a)
}

// changed gives an account its next version, where the service has them.
func (f *tenant) changed(a *identity.Account) {
	if f.versions {
		f.revision++
		a.Version = fmt.Sprintf(`W/"%d"`, f.revision)
	}
}

// versioned makes the service one that gives versions: an update that builds upon another than there
// is has no effect.
func (f *tenant) versioned() *tenant {
	f.versions = true
	for _, a := range f.accounts {
		f.changed(a)
	}
	return f
}

// edit is another administrator at work.
func (f *tenant) edit(userName string, change func(*identity.Account)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.editLocked(userName, change)
}

// editLocked is the same from within a fault.
func (f *tenant) editLocked(userName string, change func(*identity.Account)) {
	if a := f.account(userName); a != nil {
		change(a)
		a.Workspaces = identity.Set(a.Workspaces)
		f.changed(a)
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

var (
	errOtherVersion = &identity.Refusal{HTTPStatus: http.StatusPreconditionFailed, Detail: "the account has another version", Attempts: 1}
	errNoUser       = &identity.Refusal{HTTPStatus: http.StatusNotFound, Detail: "no such user", Attempts: 1}
	errTaken        = &identity.Refusal{HTTPStatus: http.StatusConflict, ScimType: "uniqueness", Detail: "userName exists", Attempts: 1}
)

// effect carries a write out as far as the workspaces go that it is given; a refusal has had none.
type effect func(workspaces []string) (*identity.Account, error)

// do carries out a write with whatever goes wrong.
func (f *tenant) do(ctx context.Context, op string, userName identity.UserName, workspaces []string, effect effect) (identity.WriteResult, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(workspaces) > MaxPerWrite && !f.unbounded {
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
	if wrong == unreachable {
		return identity.WriteResult{}, fmt.Errorf("%w: connection refused", identity.ErrNotSent)
	}
	f.writes = append(f.writes, op+" "+string(userName))
	half := workspaces[:len(workspaces)/2]
	switch wrong {
	case refuse:
		return identity.WriteResult{}, &identity.Refusal{HTTPStatus: 400, ScimType: "invalidValue", Detail: "no such workspace", Attempts: 1}
	case stale:
		return identity.WriteResult{}, errOtherVersion
	case signedOut:
		return identity.WriteResult{}, fmt.Errorf("%s: %w", op, identity.ErrSignedOut)
	case lostBefore:
		return identity.WriteResult{}, errLost
	case unavailable:
		return identity.WriteResult{HTTPStatus: 503, Detail: "try later"}, errors.New("503 Service Unavailable")
	case ignored:
		return identity.WriteResult{HTTPStatus: 200}, nil
	case lostLate:
		f.late = append(f.late, func() { _, _ = effect(workspaces) })
		return identity.WriteResult{}, errLost
	case accepted:
		undo := f.remember()
		now, err := effect(workspaces)
		if err != nil {
			return identity.WriteResult{}, err
		}
		res := answered(none, *now)
		res.HTTPStatus = 202
		undo()
		f.late = append(f.late, func() { _, _ = effect(workspaces) })
		return res, nil
	case multi, multiBlind, multiLost, silent:
		workspaces = half
	}
	now, err := effect(workspaces)
	if wrong == lostAfter || wrong == multiLost {
		return identity.WriteResult{}, errLost
	}
	if err != nil {
		return identity.WriteResult{}, err
	}
	return answered(wrong, *now), nil
}

// remember returns what brings the tenant back to how it is now.
func (f *tenant) remember() (undo func()) {
	accounts, creations, nextID := map[string]*identity.Account{}, maps.Clone(f.creations), f.nextID
	for id, a := range f.accounts {
		was := *a
		accounts[id] = &was
	}
	return func() { f.accounts, f.creations, f.nextID = accounts, creations, nextID }
}

// answered is the answer to a write that had an effect.
func answered(wrong fault, now identity.Account) identity.WriteResult {
	now.Workspaces = slices.Clone(now.Workspaces)
	res := identity.WriteResult{HTTPStatus: 200, Account: &now, WorkspacesShown: true, Attempts: 1}
	switch wrong {
	case multi:
		res.HTTPStatus, res.Partial = 207, true
	case multiBlind:
		return identity.WriteResult{HTTPStatus: 207, Partial: true, Detail: "entitlements failed", Attempts: 1}
	case hidden:
		res.WorkspacesShown, now.Workspaces = false, nil
	case bare:
		return identity.WriteResult{HTTPStatus: 204, Attempts: 1}
	}
	return res
}

func (f *tenant) Create(ctx context.Context, want identity.Account) (identity.WriteResult, error) {
	return f.do(ctx, "create", want.UserName, want.Workspaces, func(workspaces []string) (*identity.Account, error) {
		if f.account(string(want.UserName)) != nil {
			return nil, errTaken
		}
		f.nextID++
		want.ID = fmt.Sprintf("n%04d", f.nextID)
		want.Workspaces = identity.Set(slices.Clone(workspaces))
		f.creations[want.UserName.Key()]++
		f.accounts[want.ID] = &want
		f.changed(&want)
		return &want, nil
	})
}

func (f *tenant) Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error) {
	var workspaces []string
	whole := !identity.SameSet(from.Workspaces, to.Workspaces)
	if whole {
		workspaces = to.Workspaces
	}
	return f.do(ctx, "update", from.UserName, workspaces, func(workspaces []string) (*identity.Account, error) {
		a := f.accounts[from.ID]
		switch {
		case a == nil:
			return nil, errNoUser
		case from.Version != "" && from.Version != a.Version:
			return nil, errOtherVersion
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
		f.changed(a)
		return a, nil
	})
}

func (f *tenant) AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error) {
	f.mu.Lock()
	name := identity.UserName(id)
	if a := f.accounts[id]; a != nil {
		name = a.UserName
	}
	f.mu.Unlock()
	return f.do(ctx, "add", name, workspaces, func(workspaces []string) (*identity.Account, error) {
		a := f.accounts[id]
		if a == nil {
			return nil, errNoUser
		}
		if f.replaces {
			a.Workspaces = nil
		}
		a.Workspaces = identity.Union(a.Workspaces, workspaces)
		f.changed(a)
		return a, nil
	})
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
