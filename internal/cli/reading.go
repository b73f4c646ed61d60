package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

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

// firstLook is how many requests may ask for the people named where everything may have to be read after
// all: with the count before them that stays within ⌈accounts/100⌉ + 5.
const firstLook = 4

// readTenant reads the accounts a plan needs in the cheapest sufficient way. known gains the workspace
// names seen on users. The policy's scope is as it was given: ids and names.
//
// A name that only users' entitlements tell is sure when every account was read: until then somebody may
// hold another workspace of that name. Nobody is given a workspace on the strength of such a name, and
// nobody whose rows use one loses any, unless --read batched asks for it. A name on the service's own
// list is taken for sure, although that list may leave out workspaces which the caller cannot reach.
func (c *connection) readTenant(ctx context.Context, s *screen, r *roster.Roster, policy plan.Policy, known *identity.Workspaces) (*reading, error) {
	switch {
	case policy.Absent != plan.AbsentIgnore:
		return c.readAll(ctx, s, known, 0, "to find the accounts that are in no row")
	case policy.Read == readAll:
		return c.readAll(ctx, s, known, 0, "as --read all says")
	}
	total, err := c.directory.Total(ctx)
	if err != nil {
		return nil, err
	}
	search := directory.NewSearch(soughtOf(peopleOf(r), policy.Match))
	pages, whyAll, err := c.pages(ctx, search, total)
	if err != nil {
		return nil, err
	}
	names := names{roster: r, policy: policy, known: known, sure: namesOf(known)}
	switch {
	case policy.Read == readBatched:
		read, err := c.readNamed(ctx, s, search, total, known, "as --read batched says")
		if err != nil || read.Complete {
			return read, err
		}
		return read, names.refuseDoubtful(read.Accounts)
	case whyAll != "":
		return c.readAll(ctx, s, known, 1, whyAll)
	}
	whyAll, err = names.forceAll(nil)
	switch {
	case err != nil:
		return nil, err
	case whyAll != "" && search.Requests() > firstLook:
		return c.readAll(ctx, s, known, 1, whyAll)
	}
	read, err := c.readNamed(ctx, s, search, total, known, whyBatches(search, pages))
	if err != nil || read.Complete {
		return read, err
	}
	whyAll, err = names.forceAll(read.Accounts)
	if err != nil || whyAll == "" {
		return read, err
	}
	return c.readAll(ctx, s, known, read.Requests, whyAll)
}

// names are the workspace names that a plan goes by.
type names struct {
	roster *roster.Roster
	policy plan.Policy
	known  *identity.Workspaces
	sure   map[string]bool // workspaces by id whose names do not rest on the accounts that were read
}

// forceAll says why every account has to be read, by what is known once these were; empty where it need
// not be.
func (n names) forceAll(read []identity.Account) (why string, err error) {
	open := append(unresolved(n.roster, n.known, n.policy), doubtfulScope(n.policy.Scope, n.known, n.sure)...)
	if len(open) > 0 {
		return fmt.Sprintf("to find out whether anybody holds a workspace %q, which the service does not list", open[0]), nil
	}
	relied, err := n.relied(read)
	if relied != "" {
		why = fmt.Sprintf("to find out whether another workspace is called %q as well, which the service does not list", relied)
	}
	return why, err
}

// refuseDoubtful refuses to go by a name that would have every account read, where that is not wanted.
func (n names) refuseDoubtful(read []identity.Account) error {
	relied, err := n.relied(read)
	if err != nil {
		return err
	}
	if scope := doubtfulScope(n.policy.Scope, n.known, n.sure); relied == "" && len(scope) > 0 {
		relied = scope[0]
	}
	if relied == "" {
		return nil
	}
	return fail(exitUsage, "write the workspace's id, or leave --read batched out: then every account is read",
		"--read batched cannot tell whether another workspace is called %q as well: the service does not list it", relied)
}

// relied is a name that somebody would be given or denied something by, although it rests on the accounts
// that were read alone; empty where there is none.
func (n names) relied(read []identity.Account) (string, error) {
	doubtful := func(ws identity.Workspace) bool { return ws.Name != "" && !n.sure[ws.ID] }
	if !slices.ContainsFunc(n.known.All(), doubtful) {
		return "", nil
	}
	policy, held := n.policy, holdings(read)
	var err error
	if policy.Scope, err = resolveScope(policy.Scope, n.known); err != nil {
		return "", err
	}
	on := roster.Resolution{Known: n.known, AllowUnknown: policy.AllowUnknownWorkspaces, Holds: holder(read)}
	relied := n.roster.Relies(on, func(p identity.Person, claim *identity.Claim, id string) bool {
		if n.sure[id] {
			return false
		}
		given, taken := policy.Entitles(held(p), claim)
		return len(taken) > 0 || slices.Contains(given, id)
	})
	if len(relied) > 0 {
		return relied[0], nil
	}
	return "", nil
}

// readChanged reads the accounts that a run has changed, by id; those whose creation was never confirmed,
// by userName.
func (c *connection) readChanged(ctx context.Context, s *screen, of *plan.Plan, done map[string]plan.Done, known *identity.Workspaces) (*reading, error) {
	recall(known, of)
	var people []directory.Sought
	for i := range of.Changes {
		change := &of.Changes[i]
		did, changed := done[change.ID]
		switch {
		case !changed:
		case did.UserID == "" && change.UserID == "":
			people = append(people, directory.Sought{UserName: change.UserName})
		default:
			people = append(people, directory.Sought{ID: cmp.Or(did.UserID, change.UserID)})
		}
	}
	total, err := c.directory.Total(ctx)
	if err != nil {
		return nil, err
	}
	search := directory.NewSearch(people)
	_, whyAll, err := c.pages(ctx, search, total)
	switch {
	case err != nil:
		return nil, err
	case whyAll != "":
		return c.readAll(ctx, s, known, 1, whyAll)
	}
	return c.readNamed(ctx, s, search, total, known, fmt.Sprintf("only the %s that the run changed", countOf(len(people), "user")))
}

// readAll reads every account, after so many requests that went before.
func (c *connection) readAll(ctx context.Context, s *screen, known *identity.Workspaces, before int, why string) (*reading, error) {
	bar := s.bar("Reading accounts", 1)
	snapshot, err := c.directory.All(ctx, func(done, total int) { bar.show(done, total) })
	bar.end(err == nil)
	if err != nil {
		return nil, err
	}
	made := ""
	switch pages := snapshot.Requests; {
	case before == 1:
		made = fmt.Sprintf(" (%s and the count)", countOf(pages, "page"))
	case before > 1:
		made = fmt.Sprintf(" (%s, after %s that did not settle it)", countOf(pages, "page"), countOf(before, "request"))
	}
	snapshot.Requests += before
	return learnAll(s, known, &reading{Snapshot: snapshot, read: readAll, why: why}, made)
}

// readNamed reads the accounts of the people named, after the request that counted all.
func (c *connection) readNamed(ctx context.Context, s *screen, search directory.Search, total int, known *identity.Workspaces, why string) (*reading, error) {
	bar := s.bar("Reading accounts", search.Requests())
	snapshot, err := c.directory.Find(ctx, search, func(done, of int) { bar.show(done, of) })
	bar.end(err == nil)
	if err != nil {
		return nil, err
	}
	snapshot.Requests++ // the count
	if snapshot.Complete {
		return learnAll(s, known, &reading{Snapshot: snapshot, read: readAll, why: "the service was found not to answer as it should when asked for people by name"}, "")
	}
	snapshot.Total = total
	return learnAll(s, known, &reading{Snapshot: snapshot, read: readBatched, why: why}, "")
}

// learnAll tells what was read, and what the requests were, takes in the names and finds the workspaces that
// accounts hold by name.
func learnAll(s *screen, known *identity.Workspaces, read *reading, made string) (*reading, error) {
	s.talk("Read %s of %s in %s%s: %s\n", thousands(len(read.Accounts)), countOf(read.Total, "account"), countOf(read.Requests, "request"), made, read.why)
	learn(known, read.Snapshot)
	return read, read.Resolve(known)
}

// pages is how many requests read all accounts, and why that is the cheaper way; empty where it is not.
func (c *connection) pages(ctx context.Context, search directory.Search, total int) (pages int, why string, err error) {
	able, err := c.users.Abilities(ctx)
	if err != nil {
		return 0, "", err
	}
	pages = ceil(total, able.PageSize)
	switch {
	case !able.Filter:
		why = "the service says that it cannot be asked for people by name"
	case pages <= search.Requests():
		why = "asking for people by name would take no fewer"
	}
	return pages, why, nil
}

func whyBatches(search directory.Search, pages int) string {
	return fmt.Sprintf("the people named take %s and the count one more; all accounts would take %s",
		countOf(search.Requests(), "request"), thousands(pages))
}

// unresolved lists the workspaces of the rows that nobody has named or shown yet. Ids are no question
// where unknown ones are accepted.
func unresolved(r *roster.Roster, known *identity.Workspaces, policy plan.Policy) []string {
	return slices.DeleteFunc(r.Unresolved(known), func(text string) bool {
		return policy.AllowUnknownWorkspaces && known.IsID(text)
	})
}

// doubtfulScope are the names of the scope, not resolved yet, that nobody has shown, or users alone.
func doubtfulScope(scope []string, known *identity.Workspaces, sure map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(scope), func(text string) bool {
		if _, isID := known.ByID(text); isID {
			return true
		}
		found := known.ByName(text)
		return len(found) > 0 && !slices.ContainsFunc(found, func(ws identity.Workspace) bool { return !sure[ws.ID] })
	})
}

// namesOf are the ids of the workspaces that have a name.
func namesOf(known *identity.Workspaces) map[string]bool {
	named := map[string]bool{}
	for _, ws := range known.All() {
		named[ws.ID] = ws.Name != ""
	}
	return named
}

// soughtOf says by which keys each person's account is asked for, as a plan correlates them: an id counts
// alone; whom no externalId finds may have the userName.
func soughtOf(people []identity.Person, match plan.Match) []directory.Sought {
	sought := make([]directory.Sought, len(people))
	for i, p := range people {
		switch {
		case p.ID != "":
			sought[i].ID = p.ID
		case match == plan.MatchExternalID && p.ExternalID != nil:
			sought[i] = directory.Sought{ExternalID: *p.ExternalID, UserName: p.UserName}
		default:
			sought[i].UserName = p.UserName
		}
	}
	return sought
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
