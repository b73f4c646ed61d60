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
	quirks     scim.Quirks
	accounts   []identity.Account
	ids        map[string]string // as they are compared to as they are written
	repeated   int
	unresolved map[string][]string
	workspaces identity.Workspaces
	seen       map[identity.Workspace]struct{}
	told       func(done int) // may be nil
	texts      texts          // of workspace ids: a hundred thousand users share a few hundred
}

func newGathering(quirks scim.Quirks) *gathering {
	return &gathering{
		quirks:     quirks,
		ids:        map[string]string{},
		workspaces: identity.Workspaces{Plain: quirks == scim.RFC},
		unresolved: map[string][]string{},
		seen:       map[identity.Workspace]struct{}{},
		texts:      texts{},
	}
}

// add takes the users of a page, and counts those that it has already.
func (g *gathering) add(users []scim.User) error {
	readings := make([]scim.Reading, len(users))
	for i := range users {
		reading, err := g.quirks.Account(users[i])
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
		if err := g.keep(&readings[i]); err != nil {
			return err
		}
	}
	if g.told != nil {
		g.told(len(g.accounts))
	}
	return nil
}

// keep keeps an account. Two whose ids differ by case alone are refused: most of this program, and some
// services, would take one for the other.
func (g *gathering) keep(r *scim.Reading) error {
	account := r.Account
	id := identity.Fold(account.ID)
	switch first, known := g.ids[id]; {
	case known && first != account.ID:
		return fmt.Errorf("two users have ids that differ only in capital letters, %q and %q: they cannot be told apart safely", first, account.ID)
	case known:
		g.repeated++
		return nil
	}
	g.ids[id] = account.ID
	for i, id := range account.Workspaces {
		account.Workspaces[i] = g.texts.one(id)
	}
	account.Workspaces = slices.Clip(account.Workspaces)
	g.accounts = append(g.accounts, account)
	if len(r.Unresolved) > 0 {
		g.unresolved[account.ID] = r.Unresolved
	}
	for _, workspace := range r.Seen {
		if _, known := g.seen[workspace]; !known {
			workspace = identity.Workspace{ID: g.texts.one(workspace.ID), Name: strings.Clone(workspace.Name)}
			g.seen[workspace] = struct{}{}
			g.workspaces.Add(workspace, false, identity.Seen)
		}
	}
	return nil
}

// texts are one copy of each of many texts.
type texts map[string]string

// one is the one copy of a text. It is cloned, because an id that was cut from a list of ids would keep
// the whole list in memory.
func (t texts) one(text string) string {
	if known, ok := t[text]; ok {
		return known
	}
	known := strings.Clone(text)
	t[known] = known
	return known
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
