package plan

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"scimsheet/internal/identity"
)

// Desired is what the inputs want: the people whose rows are sound, and those held back by errors,
// who get no change but count as listed.
type Desired struct {
	Listed   []Listed
	HeldBack []identity.Person
}

// Actual is the tenant as it was read.
type Actual struct {
	Accounts   []identity.Account
	Total      int  // accounts in the tenant, as the service counts them
	Complete   bool // whether Accounts is all of them
	Workspaces *identity.Workspaces
	Logins     map[string]time.Time // when accounts last signed in, by id in lower case, zero for never; nil where that is not known
	At         time.Time            // when the tenant was read
	Visiting   map[string]bool      // keys of userNames that the service knows outside SCIM: guests of this tenant
}

// Difference is the outcome of a diff, before it is sealed into a Plan.
type Difference struct {
	Changes []Change
	Absent  []AbsentAccount
	Counts  Counts
	Limits  []Limit
	Refused bool
	Names   []identity.Workspace // where workspaces are written by name: those that the changes write

	Directory []KnownWorkspace
}

// Diff compares what is wanted with what is, under a policy. Every listed person has exactly one
// change, in input order; absent accounts to be deactivated follow, by userName. Absence needs a
// complete reading and a policy that manages active: it is an error to ask for it without.
func Diff(desired Desired, actual Actual, policy Policy) (Difference, error) {
	if err := checkAbsent(actual, policy); err != nil {
		return Difference{}, err
	}
	policy.Scope = canonicalScope(policy.Scope)
	d := newDiffer(actual, policy)
	listed := make([]bool, len(actual.Accounts))
	var out Difference
	out.Changes = d.listed(desired, listed)
	d.absent(&out, listed)
	d.finish(&out)
	return out, nil
}

// finish numbers the changes, judges and counts them, and checks the limits.
func (d *differ) finish(out *Difference) {
	held := newMembership(d.actual.Accounts)
	out.Directory = d.directory(held)
	seen := d.survey(held, out.Changes)
	for i := range out.Changes {
		c := &out.Changes[i]
		c.ID = fmt.Sprintf("c%05d", i+1)
		c.Risks = append(seen.risks(c), c.Risks...)
		out.Counts.add(c)
	}
	out.Names = d.names(out.Changes)
	out.Limits = d.limits(out.Counts, out.Changes)
	out.Refused = slices.ContainsFunc(out.Limits, exceeded)
}

// listed decides one change for every listed person, and marks the accounts that any person speaks of.
// People who turn out to be one, held back ones included, are all blocked: their rows may contradict
// each other, and together they were never checked.
func (d *differ) listed(desired Desired, marked []bool) []Change {
	claims := newClaims(len(d.actual.Accounts), d.policy.Match)
	for _, p := range desired.HeldBack {
		d.index.mark(p, true, marked)
		d.index.mark(p, d.policy.Match == MatchExternalID, claims.heldBack)
		claims.claim(p, noAccount(), heldBack)
	}
	changes := make([]Change, 0, len(desired.Listed))
	for _, l := range desired.Listed {
		m := d.index.correlate(l.Person, d.policy.Match)
		d.index.mark(l.Person, true, marked)
		changes = append(changes, d.change(l, m))
		last := len(changes) - 1
		for _, first := range claims.claim(l.Person, m, last) {
			blockAsOne(&changes[last])
			if first != heldBack {
				blockAsOne(&changes[first])
			}
		}
	}
	return changes
}

type differ struct {
	policy Policy
	actual Actual
	index  *index
	guard  guard
}

func newDiffer(actual Actual, policy Policy) *differ {
	if actual.Workspaces == nil {
		actual.Workspaces = &identity.Workspaces{}
	}
	return &differ{policy: policy, actual: actual, index: newIndex(actual.Accounts), guard: newGuard(policy)}
}

// change is one person's change: first whether anything may happen at all, then what.
func (d *differ) change(l Listed, m match) Change {
	c := Change{Rows: l.Rows, UserName: l.Person.UserName, Group: l.Group, Part: l.Part}
	if m.account >= 0 {
		c.Before = &d.actual.Accounts[m.account]
		c.UserID, c.UserName = c.Before.ID, c.Before.UserName
	}
	p := l.Person
	switch {
	case p.Request == identity.RequestSkip:
		c.Action, c.Reason = None, ReasonSkipped
		return c
	case m.reason != "":
		block(&c, m.reason, m.detail)
		return c
	case c.Before == nil:
		d.forNobody(&c, p)
	default:
		d.forAccount(&c, p)
	}
	d.protect(&c)
	d.bound(&c)
	d.nameable(&c)
	return c
}

// forNobody decides for a person without an account.
func (d *differ) forNobody(c *Change, p identity.Person) {
	active := wantedActive(p)
	switch {
	case p.Request == identity.RequestUpdate, p.Request == identity.RequestReactivate, p.Request == identity.RequestKeep:
		block(c, ReasonNotFound, fmt.Sprintf("action %s needs an account, and there is none", p.Request))
	case p.Request != identity.RequestCreate && active != nil && !*active:
		c.Action, c.Reason = None, ReasonNotNeeded
	case p.UserName == "":
		block(c, ReasonNotFound, "no account fits, and the row has no userName to create one")
	case d.actual.Visiting[p.UserName.Key()]:
		block(c, ReasonVisitingUser, "a visiting user: their account belongs to another tenant and cannot be managed through SCIM")
	default:
		d.create(c, p, active == nil || *active)
	}
}

func (d *differ) create(c *Change, p identity.Person, active bool) {
	c.Action = Create
	c.Attributes = append(c.Attributes, Attribute{Path: PathUserName, After: string(p.UserName)})
	for _, t := range d.texts(identity.Account{}, p) {
		t.Before = nil
		c.Attributes = append(c.Attributes, t)
	}
	c.Attributes = append(c.Attributes, Attribute{Path: PathActive, After: active})
	d.workspaces(c, nil, p.Workspaces)
}

// forAccount decides for a person who has an account.
func (d *differ) forAccount(c *Change, p identity.Person) {
	switch p.Request {
	case identity.RequestKeep:
		c.Action, c.Reason = None, ReasonAttested
		if d.asksForMore(c, p) {
			c.Detail = "the row says keep, so nothing is done; its other cells differ from the account"
		}
		return
	case identity.RequestCreate:
		block(c, ReasonAlreadyExists, "action create, but the account exists")
		return
	case identity.RequestDeactivate, identity.RequestReactivate:
		if !d.policy.manages(ManageActive) {
			block(c, ReasonNotManaged, fmt.Sprintf("action %s, but this run does not manage active", p.Request))
			return
		}
	}
	c.Attributes = d.texts(*c.Before, p)
	if active := wantedActive(p); active != nil && d.policy.manages(ManageActive) && *active != c.Before.Active {
		c.Attributes = append(c.Attributes, Attribute{Path: PathActive, Before: c.Before.Active, After: *active})
	}
	d.workspaces(c, c.Before.Workspaces, p.Workspaces)
	c.Action = actionOf(c)
}

// asksForMore reports whether an attested row's other cells would change the account.
func (d *differ) asksForMore(c *Change, p identity.Person) bool {
	would := Change{Before: c.Before}
	would.Attributes = d.texts(*c.Before, p)
	d.workspaces(&would, c.Before.Workspaces, p.Workspaces)
	activeDiffers := p.Active != nil && d.policy.manages(ManageActive) && *p.Active != c.Before.Active
	return activeDiffers || actionOf(&would) != None
}

// actionOf is the first of deactivate, reactivate, update and none that fits an existing account's change.
func actionOf(c *Change) Action {
	for _, a := range c.Attributes {
		if a.Path == PathActive && a.After == false {
			return Deactivate
		}
		if a.Path == PathActive {
			return Reactivate
		}
	}
	if len(c.Attributes)+len(c.Grants)+len(c.Revocations) > 0 {
		return Update
	}
	return None
}

// wantedActive is what the row says about active, its action included.
func wantedActive(p identity.Person) *bool {
	switch p.Request {
	case identity.RequestDeactivate:
		return new(false)
	case identity.RequestReactivate:
		return new(true)
	}
	return p.Active
}

// texts are the managed text attributes that differ. A nil wish leaves its attribute alone, and so does
// one that only has lost letters on its way: they are still there, and would be written over.
func (d *differ) texts(before identity.Account, p identity.Person) []Attribute {
	var out []Attribute
	for _, t := range []struct {
		path, group, before string
		want                *string
	}{
		{PathExternalID, ManageExternalID, before.ExternalID, p.ExternalID},
		{PathGivenName, ManageName, before.GivenName, p.GivenName},
		{PathFamilyName, ManageName, before.FamilyName, p.FamilyName},
	} {
		if t.want != nil && d.policy.manages(t.group) && !identity.SameText(*t.want, t.before) && !identity.HasLost(*t.want, t.before) {
			out = append(out, Attribute{Path: t.path, Before: t.before, After: *t.want})
		}
	}
	return out
}

// workspaces adds the grants and revocations between what is held and what the claim means.
func (d *differ) workspaces(c *Change, held []string, claim *identity.Claim) {
	grants, revocations := d.policy.Entitles(held, claim)
	c.Grants, c.Revocations = d.named(grants), d.named(revocations)
}

// Entitles is what somebody who holds these workspaces is given and loses by a claim, nil for none.
func (p Policy) Entitles(held []string, claim *identity.Claim) (grants, revocations []string) {
	if claim == nil || !p.manages(ManageEntitlements) {
		return nil, nil
	}
	wanted := p.wantedWorkspaces(held, claim)
	return identity.Without(wanted, held), identity.Without(held, wanted)
}

func (d *differ) named(ids []string) []identity.Workspace {
	if len(ids) == 0 {
		return nil
	}
	out := make([]identity.Workspace, len(ids))
	for i, id := range ids {
		out[i] = d.actual.Workspaces.Named(id)
	}
	return out
}

// bound blocks what cannot be written without the risk of dropping workspaces: Anaplan takes 50 in one
// write, and its PATCH add may replace the whole set (Anaplan SCIM API, "PATCH semantics"). Losing a
// workspace destroys model roles, so only a user created by this very run may be given more in pieces,
// or an existing one where add is known to append and nothing is taken. A standard service has no such
// bound, and changes values one by one.
func (d *differ) bound(c *Change) {
	if c.Action == Create || !c.Writes() || d.policy.Unbounded {
		return
	}
	wanted := len(c.Before.Workspaces) + len(c.Grants) - len(c.Revocations)
	changes := len(c.Grants)+len(c.Revocations) > 0
	if wanted <= MaxWorkspacesPerWrite || (!changes && d.policy.WriteMethod != WritePut) {
		return
	}
	if d.policy.PatchAdd == PatchAppends && d.policy.WriteMethod != WritePut && len(c.Revocations) == 0 {
		return
	}
	block(c, ReasonWouldDropWorkspaces, fmt.Sprintf("the account would hold %d workspaces; more than %d cannot be written in one request, "+
		"and writing them in pieces could drop some", wanted, MaxWorkspacesPerWrite))
}

// nameable blocks what would have to name a workspace that cannot be named safely: written wrongly, the
// name could give another workspace, or take them all.
func (d *differ) nameable(c *Change) {
	if d.policy.EntitlementFormat != FormatNames || !c.Writes() {
		return
	}
	changes := len(c.Grants)+len(c.Revocations) > 0
	if c.Action != Create && !changes && d.policy.WriteMethod != WritePut {
		return
	}
	for _, id := range c.After().Workspaces {
		if why := d.actual.Workspaces.UnwritableName(id); why != "" {
			block(c, ReasonUnwritableName, "workspaces are written by name (--entitlement-format), and "+why)
			return
		}
	}
}

// names are the workspaces that writing the changes has to name.
func (d *differ) names(changes []Change) []identity.Workspace {
	if d.policy.EntitlementFormat != FormatNames {
		return nil
	}
	written := map[string]bool{}
	for i := range changes {
		if c := &changes[i]; c.Writes() {
			for _, id := range c.After().Workspaces {
				written[id] = true
			}
		}
	}
	return d.named(slices.Sorted(maps.Keys(written)))
}

// blockAsOne blocks a change because another person of the input is the same one; nothing of it was
// decided, so nothing was withheld either.
func blockAsOne(c *Change) {
	block(c, ReasonAmbiguousMatch, "several people of the input are this one account (rows held back by errors count)")
	c.Withheld = nil
}

// block turns a change into one that does nothing, for a reason.
func block(c *Change, reason Reason, detail string) {
	c.Action, c.Reason, c.Detail = Blocked, reason, detail
	c.Attributes, c.Grants, c.Revocations = nil, nil, nil
}

func (n *Counts) add(c *Change) {
	switch c.Action {
	case Create:
		n.Create++
	case Update:
		n.Update++
	case Deactivate:
		n.Deactivate++
	case Reactivate:
		n.Reactivate++
	case None:
		n.None++
	case Blocked:
		n.Blocked++
	}
	n.Grants += len(c.Grants)
	n.Revocations += len(c.Revocations)
}
