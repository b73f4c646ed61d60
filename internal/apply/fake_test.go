package apply

import (
	"context"
	"errors"
	"fmt"
	"maps"
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

	replaces  bool                            // adding replaces
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
	if wrong == unreachable {
		return identity.WriteResult{}, fmt.Errorf("%w: connection refused", identity.ErrNotSent)
	}
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

// wrong makes the first writes of some people go wrong, each fault once.
func wrong(faults map[string]fault) func(op, userName string) fault {
	left := maps.Clone(faults)
	return func(_, userName string) fault {
		name, _, _ := strings.Cut(userName, "@")
		defer delete(left, name)
		return left[name]
	}
}
