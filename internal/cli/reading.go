package cli

import (
	"context"
	"fmt"

	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/roster"
)

// reading is what was read of the tenant for one plan, and why that way.
type reading struct {
	*directory.Snapshot
	read string // readAll or readBatched
	why  string
}

// sample is how many people are read in batches before deciding whether a workspace that nobody has
// named yet is worth reading everything for: few enough that reading everything afterwards stays
// within the bound ⌈accounts/100⌉ + 5.
const sample = 4 * directory.BatchSize

// readTenant reads the accounts a plan needs in the cheapest sufficient way. known gains the workspace
// names seen on users.
func (c *connection) readTenant(ctx context.Context, s *screen, r *roster.Roster, policy plan.Policy, known *identity.Workspaces) (*reading, error) {
	total, err := c.directory.Total(ctx)
	if err != nil {
		return nil, err
	}
	people := peopleOf(r)
	pages := ceil(total, directory.PageSize)
	batches := ceil(len(people), directory.BatchSize)
	if policy.Match == plan.MatchExternalID {
		batches *= 2 // those whom no externalId finds are asked for by userName
	}
	switch {
	case policy.Absent != plan.AbsentIgnore:
		return c.readAll(ctx, s, known, 1, "to find the accounts that are in no row")
	case policy.Read == readAll:
		return c.readAll(ctx, s, known, 1, "as --read all says")
	case policy.Read == readAuto && pages <= batches:
		return c.readAll(ctx, s, known, 1, fmt.Sprintf("all accounts take %s, no more than the people named", countOf(pages, "request")))
	}
	return c.readBatches(ctx, s, total, people, r, policy, known)
}

func (c *connection) readAll(ctx context.Context, s *screen, known *identity.Workspaces, before int, why string) (*reading, error) {
	bar := s.bar("Reading accounts", 1)
	snapshot, err := c.directory.All(ctx, func(done, total int) {
		bar.ChangeMax(total)
		_ = bar.Set(done)
	})
	if err != nil {
		return nil, err
	}
	_ = bar.Finish()
	snapshot.Requests += before
	learn(known, snapshot)
	return &reading{Snapshot: snapshot, read: readAll, why: why}, snapshot.Resolve(known)
}

// readBatches asks only for the people named. A workspace name that stays unknown may be held by
// somebody else: before it is called unknown, everything is read.
func (c *connection) readBatches(ctx context.Context, s *screen, total int, people []identity.Person, r *roster.Roster, policy plan.Policy, known *identity.Workspaces) (*reading, error) {
	first, rest := people, []identity.Person(nil)
	if len(people) > sample && len(r.Unresolved(known)) > 0 {
		first, rest = people[:sample], people[sample:]
	}
	snapshot, err := c.readNamed(ctx, s, first, policy)
	if err != nil {
		return nil, err
	}
	snapshot.Total = total
	learn(known, snapshot)
	if unknown := r.Unresolved(known); len(unknown) > 0 && policy.Read != readBatched {
		return c.readAll(ctx, s, known, 1+snapshot.Requests,
			fmt.Sprintf("to find out whether anybody holds %q", unknown[0]))
	}
	if len(rest) > 0 {
		more, err := c.readNamed(ctx, s, rest, policy)
		if err != nil {
			return nil, err
		}
		learn(known, more)
		snapshot.Merge(more)
	}
	snapshot.Requests++ // the count
	return &reading{Snapshot: snapshot, read: readBatched,
		why: fmt.Sprintf("%d people are asked for by name in fewer requests than %d accounts are read", len(people), total)}, snapshot.Resolve(known)
}

// readNamed reads the accounts that rows may mean. Matching by externalId asks again by userName for
// those whom no externalId found.
func (c *connection) readNamed(ctx context.Context, s *screen, people []identity.Person, policy plan.Policy) (*directory.Snapshot, error) {
	bar := s.bar("Reading accounts", len(people))
	progress := func(done, total int) {
		bar.ChangeMax(total)
		_ = bar.Set(done)
	}
	keys, again := keysOf(people, policy.Match)
	snapshot, err := c.directory.Named(ctx, keys, progress)
	if err != nil {
		return nil, err
	}
	if len(again) > 0 {
		found := make(map[string]bool, len(snapshot.Accounts))
		for _, a := range snapshot.Accounts {
			found[identity.Fold(a.ExternalID)] = true
		}
		var names []identity.UserName
		for _, p := range again {
			if !found[identity.Fold(*p.ExternalID)] && p.UserName != "" {
				names = append(names, p.UserName)
			}
		}
		more, err := c.directory.Named(ctx, directory.Keys{UserNames: names}, progress)
		if err != nil {
			return nil, err
		}
		snapshot.Merge(more)
	}
	_ = bar.Finish()
	return snapshot, nil
}

// keysOf says by which key each person's account is asked for, and who has to be asked for again by
// userName where no externalId finds them.
func keysOf(people []identity.Person, match plan.Match) (keys directory.Keys, again []identity.Person) {
	for _, p := range people {
		switch {
		case p.ID != "":
			keys.IDs = append(keys.IDs, p.ID)
		case match == plan.MatchExternalID && p.ExternalID != nil && *p.ExternalID != "":
			keys.ExternalIDs = append(keys.ExternalIDs, *p.ExternalID)
			again = append(again, p)
		default:
			keys.UserNames = append(keys.UserNames, p.UserName)
		}
	}
	return keys, again
}

// visiting finds the people without an account whom the service lists as users all the same: guests whose
// account belongs to another tenant. Who they are is asked only where somebody would be created.
func (c *connection) visiting(ctx context.Context, s *screen, people []identity.Person, accounts []identity.Account) (map[string]bool, error) {
	missing := map[string]bool{}
	for _, p := range people {
		if p.ID == "" && p.UserName != "" {
			missing[p.UserName.Key()] = true
		}
	}
	for i := range accounts {
		delete(missing, accounts[i].UserName.Key())
	}
	if len(missing) == 0 || c.api == nil {
		return nil, nil
	}
	logins, err := c.api.Logins(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil: // nothing is lost by it: creating a visiting user fails, and says so
		s.talk("note: visiting users cannot be told beforehand: %v\n", err)
		return nil, nil
	}
	guests := map[string]bool{}
	for _, login := range logins {
		if key := identity.UserName(login.Email).Key(); missing[key] {
			guests[key] = true
		}
	}
	return guests, nil
}

func peopleOf(r *roster.Roster) []identity.Person {
	people := make([]identity.Person, len(r.Entries))
	for i := range r.Entries {
		people[i] = r.Entries[i].Person
	}
	return people
}

// learn adds the workspaces that a reading has seen on accounts, those without a name included.
func learn(known *identity.Workspaces, seen *directory.Snapshot) {
	for _, ws := range seen.Workspaces.All() {
		known.Add(ws, false, identity.Seen)
	}
	for i := range seen.Accounts {
		for _, id := range seen.Accounts[i].Workspaces {
			if _, there := known.ByID(id); !there {
				known.Add(identity.Workspace{ID: id}, false, identity.Seen)
			}
		}
	}
}

func ceil(n, by int) int { return (n + by - 1) / by }
