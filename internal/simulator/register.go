package simulator

import (
	"slices"
	"strings"
	"sync/atomic"

	"scimsheet/internal/identity"
)

// user is one account as it stood at one moment. It never changes: a change registers a new one, so
// that readers need no lock on it and its JSON encoding can be kept.
type user struct {
	identity.Account
	idKey, nameKey, externalKey string // folded, for comparison
	lastLogin                   string // as /2/0/users shows it; empty is never
	revision                    int    // counts the changes, the source of meta.version
	encoded                     atomic.Pointer[encoding]
}

// encoding is a user's JSON for one base URL: meta.location depends on how the caller reached us.
type encoding struct {
	base string
	body []byte
}

func newUser(a identity.Account, lastLogin string, revision int) *user {
	return &user{
		Account: a, lastLogin: lastLogin, revision: revision,
		idKey: identity.Fold(a.ID), nameKey: a.UserName.Key(), externalKey: identity.Fold(a.ExternalID),
	}
}

// register holds all accounts with the indexes that lookups and paging need. Its owner locks.
type register struct {
	order      []*user // by id: the order of pages
	byID       map[string]*user
	byName     map[string]*user
	byExternal map[string][]*user
	gone       map[string]bool // user names of deleted accounts: Anaplan never gives them out again
}

// newRegister files users; of two with one id or one user name the later is left out and returned.
func newRegister(users []*user) (*register, []*user) {
	g := &register{
		byID:       make(map[string]*user, len(users)),
		byName:     make(map[string]*user, len(users)),
		byExternal: make(map[string][]*user, len(users)),
		gone:       map[string]bool{},
	}
	var repeated []*user
	for _, u := range users {
		if g.byID[u.idKey] != nil || g.byName[u.nameKey] != nil {
			repeated = append(repeated, u)
			continue
		}
		g.order = append(g.order, u)
		g.index(u)
	}
	slices.SortFunc(g.order, byIDKey)
	return g, repeated
}

func byIDKey(a, b *user) int { return strings.Compare(a.idKey, b.idKey) }

func (g *register) index(u *user) {
	g.byID[u.idKey] = u
	g.byName[u.nameKey] = u
	if u.externalKey != "" {
		g.byExternal[u.externalKey] = append(g.byExternal[u.externalKey], u)
	}
}

func (g *register) unindex(u *user) {
	delete(g.byID, u.idKey)
	delete(g.byName, u.nameKey)
	if u.externalKey == "" {
		return
	}
	rest := slices.DeleteFunc(g.byExternal[u.externalKey], func(other *user) bool { return other == u })
	if len(rest) == 0 {
		delete(g.byExternal, u.externalKey)
		return
	}
	g.byExternal[u.externalKey] = rest
}

// taken reports whether a user name is in use or was used by a deleted account.
func (g *register) taken(name identity.UserName) bool {
	key := name.Key()
	return g.byName[key] != nil || g.gone[key]
}

func (g *register) add(u *user) {
	at, _ := slices.BinarySearchFunc(g.order, u, byIDKey)
	g.order = slices.Insert(g.order, at, u)
	g.index(u)
}

// change puts next in the place of old; both have the same id.
func (g *register) change(old, next *user) {
	at, _ := slices.BinarySearchFunc(g.order, old, byIDKey)
	g.order[at] = next
	g.unindex(old)
	g.index(next)
}

func (g *register) remove(u *user) {
	at, _ := slices.BinarySearchFunc(g.order, u, byIDKey)
	g.order = slices.Delete(g.order, at, at+1)
	g.unindex(u)
	g.gone[u.nameKey] = true
}
