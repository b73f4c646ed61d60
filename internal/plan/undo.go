package plan

import (
	"cmp"
	"fmt"
	"strings"

	"scimsheet/internal/identity"
)

// Done is what is known to have been done of one change of an applied plan. What an attribute holds now
// tells whether it was written; workspaces are named, because a change may be done in part.
type Done struct {
	UserID     string   // the account's; empty for a creation that nobody has confirmed
	Workspaces []string // ids of the grants and revocations that were done, sorted
}

// The risk codes that only an undo has.
const (
	RiskRolesLost    = "modelRolesLost" // a workspace is given back without the model roles that the person had in it
	RiskChangedSince = "changedSince"   // a part stays, because somebody has changed it since the run
)

// Undo makes the difference that puts back what applying a plan has changed, and only that: one change
// for each change of that plan in done, in that plan's order, by no row. What no longer is as the run
// left it is somebody else's doing and stays; the change's Detail names it. Users whom the run created
// are deactivated and nothing more, because the service has no delete.
func Undo(applied *Plan, done map[string]Done, actual Actual, policy Policy) Difference {
	d := newDiffer(actual, policy)
	var out Difference
	for i := range applied.Changes {
		c := &applied.Changes[i]
		if did, anything := done[c.ID]; anything && c.Writes() {
			out.Changes = append(out.Changes, d.undo(c, did))
		}
	}
	d.finish(&out)
	return out
}

// undo is the change that takes one change back.
func (d *differ) undo(of *Change, did Done) Change {
	c := Change{Group: of.Group, Part: of.Part, UserName: of.UserName, UserID: cmp.Or(did.UserID, of.UserID)}
	account := d.index.changedBy(of, did)
	switch {
	case account < 0 && c.UserID == "":
		c.Action, c.Reason, c.Detail = None, ReasonAlreadyUndone, "it was never confirmed that the account was created, and there is none"
		return c
	case account < 0:
		block(&c, ReasonNotFound, "the account no longer exists")
		return c
	}
	c.Before = &d.actual.Accounts[account]
	c.UserID, c.UserName = c.Before.ID, c.Before.UserName
	left := d.restore(&c, of, did)
	c.Action = actionOf(&c)
	if c.Action == None {
		c.Reason, c.Detail = left.reason(), left.inWords()
		return c
	}
	d.protect(&c)
	d.bound(&c)
	d.nameable(&c)
	c.Detail = sentences(c.Detail, undoneInWords(&c, of), left.inWords())
	if n := len(c.Grants); n > 0 {
		c.Risks = append(c.Risks, Risk{RiskRolesLost, rolesLost(n)})
	}
	if c.Writes() && len(left.changed) > 0 {
		c.Risks = append(c.Risks, Risk{RiskChangedSince, strings.Join(left.changed, "; ")})
	}
	return c
}

// changedBy is the index of the account that a change was about; -1 where there is none. A creation
// that was not confirmed is found by its userName.
func (ix *index) changedBy(of *Change, did Done) int {
	id := cmp.Or(did.UserID, of.UserID)
	if id == "" {
		if found := ix.byName[of.UserName.Key()]; len(found) == 1 {
			return found[0]
		}
		return -1
	}
	if i, found := ix.byID[strings.ToLower(id)]; found {
		return i
	}
	return -1
}

// restore puts into a change what takes another one back, and gives what is left as it is.
func (d *differ) restore(c, of *Change, did Done) leftovers {
	var left leftovers
	if of.Action != Create {
		for _, a := range of.Attributes {
			d.restoreAttribute(c, a, &left)
		}
		d.restoreWorkspaces(c, of, did, &left)
		return left
	}
	created := of.After()
	if did.UserID == "" && c.Before.Active && !asCreated(of, c.Before) {
		left.changed = append(left.changed, "it was never confirmed that this run created the account, and it is not as the run wanted it: left as it is")
		return left
	}
	d.restoreAttribute(c, Attribute{Path: PathActive, Before: false, After: created.Active}, &left)
	return left
}

// asCreated reports whether an account has all the attributes that a creation gave.
func asCreated(of *Change, now *identity.Account) bool {
	for _, a := range of.Attributes {
		if a.Path != PathUserName && !sameValue(valueOf(now, a.Path), a.After) {
			return false
		}
	}
	return true
}

// restoreAttribute sets an attribute back where it still holds what the run wrote.
func (d *differ) restoreAttribute(c *Change, a Attribute, left *leftovers) {
	now := valueOf(c.Before, a.Path)
	switch {
	case sameValue(now, a.Before):
	case !sameValue(now, a.After):
		left.changed = append(left.changed, fmt.Sprintf("%s is %s now, not %s as the run left it: left as it is", a.Path, quoted(now), quoted(a.After)))
	case !d.policy.manages(groupOf(a.Path)):
		left.unmanaged = append(left.unmanaged, fmt.Sprintf("%s stays %s: --manage leaves %s out", a.Path, quoted(now), groupOf(a.Path)))
	default:
		c.Attributes = append(c.Attributes, Attribute{Path: a.Path, Before: now, After: a.Before})
	}
}

// restoreWorkspaces takes back what the run gave and is still held, and gives back what it took and is
// not. A workspace is held or not: what is otherwise than the run left it is as it was before.
func (d *differ) restoreWorkspaces(c, of *Change, did Done, left *leftovers) {
	take := inBoth(inBoth(ids(of.Grants), did.Workspaces), c.Before.Workspaces)
	give := identity.Without(inBoth(ids(of.Revocations), did.Workspaces), c.Before.Workspaces)
	if len(take)+len(give) == 0 {
		return
	}
	if !d.policy.manages(ManageEntitlements) {
		left.unmanaged = append(left.unmanaged, fmt.Sprintf("nothing is done about %s: --manage leaves entitlements out", countOf(len(take)+len(give), "workspace")))
		return
	}
	c.Revocations, c.Grants = d.named(take), d.named(give)
}

// leftovers are the parts of a change that an undo leaves as they are, as clauses.
type leftovers struct {
	changed   []string // by somebody else since
	unmanaged []string
}

func (l leftovers) inWords() string {
	return strings.Join(append(l.changed[:len(l.changed):len(l.changed)], l.unmanaged...), "; ")
}

// reason is why there is nothing to do.
func (l leftovers) reason() Reason {
	switch {
	case len(l.changed) > 0:
		return ReasonChangedSince
	case len(l.unmanaged) > 0:
		return ReasonNotManaged
	}
	return ReasonAlreadyUndone
}

// undoneInWords says what an undo cannot do.
func undoneInWords(c, of *Change) string {
	switch {
	case !c.Writes():
		return ""
	case of.Action == Create:
		return "created by the run; users cannot be deleted, so the account is deactivated and keeps all else"
	case len(c.Grants) > 0:
		return rolesLost(len(c.Grants))
	}
	return ""
}

func rolesLost(workspaces int) string {
	return fmt.Sprintf("gets %s back, without the model roles: those were destroyed when it was taken and do not come back",
		countOf(workspaces, "workspace"))
}

func sentences(clauses ...string) string {
	var said []string
	for _, clause := range clauses {
		if clause != "" {
			said = append(said, clause)
		}
	}
	return strings.Join(said, "; ")
}

func groupOf(path string) string {
	switch path {
	case PathActive:
		return ManageActive
	case PathExternalID:
		return ManageExternalID
	}
	return ManageName
}

func valueOf(a *identity.Account, path string) any {
	switch path {
	case PathExternalID:
		return a.ExternalID
	case PathGivenName:
		return a.GivenName
	case PathFamilyName:
		return a.FamilyName
	case PathActive:
		return a.Active
	}
	return string(a.UserName)
}

// sameValue compares as Diff does: texts as people see them.
func sameValue(a, b any) bool {
	text, isText := a.(string)
	other, areTexts := b.(string)
	if isText && areTexts {
		return identity.SameText(text, other)
	}
	return a == b
}

func quoted(value any) string {
	if text, ok := value.(string); ok {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprint(value)
}

// inBoth is what is in both of two sorted sets.
func inBoth(a, b []string) []string { return identity.Without(a, identity.Without(a, b)) }
