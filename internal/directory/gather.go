package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// gathering collects the accounts of pages that come in at the same time.
type gathering struct {
	mu         sync.Mutex
	accounts   []identity.Account
	ids        map[string]struct{}
	repeated   int
	unresolved map[string][]string
	workspaces identity.Workspaces
	seen       map[identity.Workspace]struct{}
	told       func(done int)    // may be nil
	texts      map[string]string // one copy of every workspace id: a hundred thousand users share a few hundred
}

func newGathering() *gathering {
	return &gathering{
		ids:        map[string]struct{}{},
		unresolved: map[string][]string{},
		seen:       map[identity.Workspace]struct{}{},
		texts:      map[string]string{},
	}
}

// add takes the users of a page, and counts those that it has already.
func (g *gathering) add(users []scim.User) error {
	readings := make([]scim.Reading, len(users))
	for i := range users {
		reading, err := users[i].Account()
		if err == nil && reading.Account.UserName == "" {
			err = fmt.Errorf("user %s has no userName", reading.Account.ID)
		}
		if err != nil {
			return err
		}
		readings[i] = reading
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := range readings {
		g.keep(&readings[i])
	}
	if g.told != nil {
		g.told(len(g.accounts))
	}
	return nil
}

func (g *gathering) keep(r *scim.Reading) {
	account := r.Account
	if _, known := g.ids[account.ID]; known {
		g.repeated++
		return
	}
	g.ids[account.ID] = struct{}{}
	for i, id := range account.Workspaces {
		account.Workspaces[i] = g.shared(id)
	}
	account.Workspaces = slices.Clip(account.Workspaces)
	g.accounts = append(g.accounts, account)
	if len(r.Unresolved) > 0 {
		g.unresolved[account.ID] = r.Unresolved
	}
	for _, workspace := range r.Seen {
		if _, known := g.seen[workspace]; !known {
			workspace = identity.Workspace{ID: g.shared(workspace.ID), Name: strings.Clone(workspace.Name)}
			g.seen[workspace] = struct{}{}
			g.workspaces.Add(workspace, false, identity.Seen)
		}
	}
}

// shared is the one copy of a text. It is cloned, because an id that was cut from a list of ids would
// keep the whole list in memory.
func (g *gathering) shared(text string) string {
	if one, ok := g.texts[text]; ok {
		return one
	}
	one := strings.Clone(text)
	g.texts[one] = one
	return one
}

// snapshot is what was gathered. The gathering must not be used afterwards.
func (g *gathering) snapshot() *Snapshot {
	slices.SortFunc(g.accounts, func(a, b identity.Account) int { return cmp.Compare(a.ID, b.ID) })
	return &Snapshot{
		Accounts:   slices.Clip(g.accounts),
		Workspaces: g.workspaces,
		unresolved: g.unresolved,
	}
}
