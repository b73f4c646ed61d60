package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/identity"
	"scimsheet/internal/review"
)

// context adds what the service tells beside SCIM: when people last signed in, and who administers which
// workspace. What it does not tell is unknown, and said to be.
func (c *connection) context(ctx context.Context, s *screen, f *review.Facts) error {
	if c.api == nil {
		f.Unknown = append(f.Unknown, "last sign-ins and workspace administrators: only Anaplan's Integration API tells them, and its address (--api-url) is not known")
		return nil
	}
	list, err := c.api.Logins(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		f.Unknown = append(f.Unknown, fmt.Sprintf("last sign-ins: the service does not tell them to this account (%v)", err))
	default:
		f.Logins = make(map[string]time.Time, len(list))
		for _, login := range list {
			f.Logins[strings.ToLower(login.ID)] = login.Last
		}
	}
	return c.admins(ctx, s, f)
}

// admins asks for the administrators of every workspace that somebody holds.
func (c *connection) admins(ctx context.Context, s *screen, f *review.Facts) error {
	held := heldWorkspaces(f)
	f.Admins = make(map[string]map[string]bool, len(held))
	var mu sync.Mutex
	refused := make([]error, len(held))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	bar := s.bar("Reading administrators", len(held))
	done := 0
	for i, id := range held {
		group.Go(func() error {
			list, err := c.api.Admins(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			done++
			bar.show(done, len(held))
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, identity.ErrSignedOut) && !errors.Is(err, anaplan.ErrNotPermitted):
				return err
			case err != nil:
				refused[i] = err
				return nil
			}
			f.Admins[id] = make(map[string]bool, len(list))
			for _, admin := range list {
				f.Admins[id][strings.ToLower(admin.ID)] = true
			}
			return nil
		})
	}
	err := group.Wait()
	bar.end(err == nil)
	refused = slices.DeleteFunc(refused, func(err error) bool { return err == nil })
	if err == nil && len(refused) > 0 {
		f.Unknown = append(f.Unknown, fmt.Sprintf("administrators of %s of %s: the service does not tell them to this account (%v)",
			thousands(len(refused)), countOf(len(held), "workspace"), refused[0]))
	}
	return err
}

// heldWorkspaces are the workspaces that somebody holds, within the scope, sorted.
func heldWorkspaces(f *review.Facts) []string {
	if f.Scope.Workspaces != nil {
		ids := make([]string, len(f.Scope.Workspaces))
		for i, ws := range f.Scope.Workspaces {
			ids[i] = ws.ID
		}
		return identity.Set(ids)
	}
	var all []string
	met := map[string]bool{}
	for i := range f.Accounts {
		for _, id := range f.Accounts[i].Workspaces {
			if !met[id] {
				met[id] = true
				all = append(all, id)
			}
		}
	}
	return identity.Set(all)
}
