// Package directory owns the tenant as it stands: every account, or the accounts asked for, as one
// snapshot that is whole or an error. A page that comes back short, a list that moves while it is read,
// an answer to another question than the one asked: none of them is ever taken for "not there". It
// refuses to write anything and to decide anything.
package directory

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// tries is how often a list that does not hold still is read before it is refused.
const tries = 3

// Progress is told how much of a reading is done: accounts of All, requests of Find. Calls do not overlap.
type Progress func(done, total int)

// Options set up a Directory.
type Options struct {
	Workers int // requests at once
}

// Directory reads accounts.
type Directory struct {
	users   *scim.Client
	workers int
	filters filters
}

// New reads through users.
func New(users *scim.Client, o Options) *Directory {
	return &Directory{users: users, workers: max(1, o.Workers)}
}

// Snapshot is the accounts of a tenant, or those that were asked for, as they were read.
type Snapshot struct {
	Accounts   []identity.Account  // sorted by id
	Total      int                 // accounts in the tenant as the service counts them; 0 where only some were asked for
	Complete   bool                // whether every account was read
	Requests   int                 // to /Users that were answered, for tries that were given up too
	Workspaces identity.Workspaces // names seen beside ids on users' entitlements
	TakenAt    time.Time           // when reading began, UTC

	unresolved map[string][]string // account id to workspaces that are known only by name
}

// Total asks how many accounts the tenant has, in one request. Limits are percentages of it, so a count
// that the one user asked for with it does not bear out is asked for again, and then refused.
func (d *Directory) Total(ctx context.Context) (int, error) {
	var total, shown int
	for range tries {
		page, err := d.users.List(ctx, "", 1, 1)
		if err != nil {
			return 0, fmt.Errorf("count accounts: %w", err)
		}
		total, shown = page.TotalResults, len(page.Resources)
		if (shown > 0) == (total > 0) && shown <= total {
			return total, nil
		}
	}
	return 0, fmt.Errorf("count accounts: the service counts %d users and shows %d, in each of %d tries", total, shown, tries)
}

// Unresolved is the number of accounts with workspaces that are known only by name. Until Resolve has
// found their ids, those accounts seem to hold less than they do.
func (s *Snapshot) Unresolved() int { return len(s.unresolved) }

// Resolve finds the ids of workspaces that the service gave only by name. A name that is unknown or not
// unique is an error that tells the user: leaving it out would let the next write take it away.
func (s *Snapshot) Resolve(known *identity.Workspaces) error {
	for i := range s.Accounts {
		account := &s.Accounts[i]
		names := s.unresolved[account.ID]
		if len(names) == 0 {
			continue
		}
		var ids []string
		for _, name := range names {
			found := known.ByOwnName(name)
			switch len(found) {
			case 1:
				ids = append(ids, found[0].ID)
			case 0:
				return fmt.Errorf("user %q: the service tells no id of workspace %q, and none is known by that name", account.UserName, name)
			default:
				return fmt.Errorf("user %q: the service tells no id of workspace %q, and %d workspaces have that name", account.UserName, name, len(found))
			}
		}
		account.Workspaces = identity.Union(account.Workspaces, identity.Set(ids))
		delete(s.unresolved, account.ID)
	}
	return nil
}

// reading is one go at the users that fit a filter.
type reading struct {
	users    *scim.Client
	filter   string
	largest  int // users in a page at most
	total    int // as the first page counted them
	requests *atomic.Int64
	take     func([]scim.User) error // takes the users of a page; called at the same time for several pages
}

// first reads the first page and says how many users it held: the page size that the service really
// gives.
func (r *reading) first(ctx context.Context) (int, error) {
	able, err := r.users.Abilities(ctx)
	if err != nil {
		return 0, err
	}
	r.largest = able.PageSize
	page, err := r.list(ctx, 1, r.largest)
	if err != nil {
		return 0, err
	}
	r.total = page.TotalResults
	switch size := len(page.Resources); {
	case size > r.total || size == 0 && r.total > 0:
		return 0, &doubtful{fmt.Sprintf("%d of %d users came back", size, r.total)}
	case size > r.largest && size < r.total: // all of them at once is more than asked for, and whole
		return 0, &doubtful{fmt.Sprintf("%d users came back where %d were asked for", size, r.largest)}
	default:
		return size, r.take(page.Resources)
	}
}

// span reads the users from start up to and with end, in as many requests as the service takes.
func (r *reading) span(ctx context.Context, start, end int) error {
	for start <= end {
		count := min(end-start+1, r.largest)
		page, err := r.list(ctx, start, count)
		if err != nil {
			return err
		}
		switch size := len(page.Resources); {
		case page.TotalResults != r.total:
			return &doubtful{fmt.Sprintf("there were %d users, then %d", r.total, page.TotalResults)}
		case size == 0:
			return &doubtful{fmt.Sprintf("no users came back from %d on, of %d", start, r.total)}
		case size > count:
			return &doubtful{fmt.Sprintf("%d users came back where %d were asked for", size, count)}
		}
		if err := r.take(page.Resources); err != nil {
			return err
		}
		start += len(page.Resources)
	}
	return nil
}

// list reads a page. One that says it begins elsewhere than it should is not that page; what it says of
// the number of users on it counts for nothing beside those users.
func (r *reading) list(ctx context.Context, start, count int) (scim.ListResponse, error) {
	page, err := r.users.List(ctx, r.filter, start, count)
	if err != nil {
		return page, err
	}
	r.requests.Add(1)
	if page.StartIndex != 0 && page.StartIndex != start && len(page.Resources) > 0 {
		return page, &doubtful{fmt.Sprintf("users from %d on came back where those from %d on were asked for", page.StartIndex, start)}
	}
	return page, nil
}

// doubtful is a list that changed while it was read, or that was short. It is read again.
type doubtful struct{ what string }

func (d *doubtful) Error() string { return d.what }
