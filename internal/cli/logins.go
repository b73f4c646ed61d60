package cli

import (
	"context"
	"strings"
	"time"

	"scimsheet/internal/identity"
)

// logins are what the service's own list of users tells beside SCIM.
type logins struct {
	visiting map[string]bool      // keys of the listed people whose account belongs to another tenant
	last     map[string]time.Time // of accounts, by id in lower case; zero for never; nil where not known
}

// logins asks for the list of users where it tells something: somebody would be created, who may be
// visiting from another tenant, whom SCIM does not show; or somebody is let in again, perhaps after a
// long time.
func (c *connection) logins(ctx context.Context, s *screen, people []identity.Person, accounts []identity.Account) (logins, error) {
	missing, returning := unseen(people, accounts)
	if c.api == nil || len(missing) == 0 && !returning {
		return logins{}, nil
	}
	list, err := c.api.Logins(ctx)
	switch {
	case ctx.Err() != nil:
		return logins{}, ctx.Err()
	case err != nil: // nothing is lost by it: creating a visiting user fails, and says so
		s.talk("note: visiting users and last sign-ins cannot be told beforehand: %v\n", err)
		return logins{}, nil
	}
	told := logins{visiting: map[string]bool{}, last: make(map[string]time.Time, len(list))}
	for _, login := range list {
		told.last[strings.ToLower(login.ID)] = login.Last
		if key := identity.UserName(login.Email).Key(); missing[key] {
			told.visiting[key] = true
		}
	}
	return told, nil
}

// unseen are the keys of the people without an account; returning tells whether somebody inactive is to
// be active again.
func unseen(people []identity.Person, accounts []identity.Account) (missing map[string]bool, returning bool) {
	missing = map[string]bool{}
	active := map[string]bool{} // keys and ids of those who are to be
	for _, p := range people {
		if p.ID == "" && p.UserName != "" {
			missing[p.UserName.Key()] = true
		}
		if p.Active != nil && *p.Active || p.Request == identity.RequestReactivate {
			active[p.UserName.Key()], active[p.ID] = true, true
		}
	}
	delete(active, "")
	for i := range accounts {
		a := &accounts[i]
		key := a.UserName.Key()
		returning = returning || !a.Active && (active[key] || active[a.ID])
		delete(missing, key)
	}
	return missing, returning
}
