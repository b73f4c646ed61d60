package apply

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// PathEntitlements is the path of a difference in one workspace.
const PathEntitlements = "entitlements"

// Difference is one thing in which an account is not as wanted.
type Difference struct {
	ChangeID  string              `json:"changeId"`
	UserName  identity.UserName   `json:"userName"`
	UserID    string              `json:"userId,omitempty"`
	Path      string              `json:"path"`                // an attribute's path, or PathEntitlements
	Workspace *identity.Workspace `json:"workspace,omitempty"` // for PathEntitlements; the name only where the plan has it
	Wanted    any                 `json:"wanted"`              // text or bool; for a workspace whether the person is to have it
	Seen      any                 `json:"seen"`                // the same; nil where there is no account
	Outcome   Status              `json:"outcome,omitempty"`   // of the change, where Verify was told
}

var managedPaths = [...]string{
	plan.PathUserName, plan.PathExternalID, plan.PathGivenName, plan.PathFamilyName, plan.PathActive,
}

func valueOf(a *identity.Account, path string) any {
	switch path {
	case plan.PathUserName:
		return string(a.UserName)
	case plan.PathExternalID:
		return a.ExternalID
	case plan.PathGivenName:
		return a.GivenName
	case plan.PathFamilyName:
		return a.FamilyName
	}
	return a.Active
}

// sameValue compares as the plan does: user names without case, texts as people see them.
func sameValue(path string, a, b *identity.Account) bool {
	switch path {
	case plan.PathUserName:
		return a.UserName.Same(b.UserName)
	case plan.PathExternalID:
		return identity.SameText(a.ExternalID, b.ExternalID)
	case plan.PathGivenName:
		return identity.SameText(a.GivenName, b.GivenName)
	case plan.PathFamilyName:
		return identity.SameText(a.FamilyName, b.FamilyName)
	}
	return a.Active == b.Active
}

// compare is everything in which an account is not as in ref, attributes first, then workspaces by id.
// Of a create only what the plan says counts: what it leaves open is the service's to fill in.
func compare(c *plan.Change, ref, now *identity.Account) []Difference {
	var out []Difference
	for _, path := range managedPaths {
		if sameValue(path, ref, now) || (c.Before == nil && !lists(c, path)) {
			continue
		}
		out = append(out, Difference{ChangeID: c.ID, UserName: c.UserName, UserID: now.ID, Path: path,
			Wanted: valueOf(ref, path), Seen: valueOf(now, path)})
	}
	if identity.SameSet(ref.Workspaces, now.Workspaces) {
		return out
	}
	missing, extra := identity.Without(ref.Workspaces, now.Workspaces), identity.Without(now.Workspaces, ref.Workspaces)
	for _, id := range identity.Union(missing, extra) {
		w := named(c, id)
		_, wanted := slices.BinarySearch(missing, id)
		out = append(out, Difference{ChangeID: c.ID, UserName: c.UserName, UserID: now.ID, Path: PathEntitlements,
			Workspace: &w, Wanted: wanted, Seen: !wanted})
	}
	return out
}

func lists(c *plan.Change, path string) bool {
	return slices.ContainsFunc(c.Attributes, func(a plan.Attribute) bool { return a.Path == path })
}

func holds(workspaces []identity.Workspace, id string) bool {
	return slices.ContainsFunc(workspaces, func(w identity.Workspace) bool { return w.ID == id })
}

// named is a workspace with the name that the change knows it by.
func named(c *plan.Change, id string) identity.Workspace {
	for _, list := range [][]identity.Workspace{c.Grants, c.Revocations} {
		for _, w := range list {
			if w.ID == id {
				return w
			}
		}
	}
	return identity.Workspace{ID: id}
}

// standing is how an account stands to a change: each difference from what is wanted is a part of the
// change that is not done, or a workspace that was to be kept and is not there, or strange: neither
// as the plan saw it nor as it wants it.
type standing struct {
	differences []Difference // from what is wanted
	undone      []Difference
	lost        []Difference
	strange     []Difference
	parts       int // of the change: attributes, grants and revocations
	unmet       int // of these, not as wanted
}

func stand(c *plan.Change, now *identity.Account) standing {
	after := c.After()
	s := standing{differences: compare(c, &after, now), parts: len(c.Attributes) + len(c.Grants) + len(c.Revocations)}
	for _, d := range s.differences {
		switch {
		case d.Path != PathEntitlements && lists(c, d.Path):
			s.unmet++
			if asBefore(c, d.Path, now) {
				s.undone = append(s.undone, d)
			} else {
				s.strange = append(s.strange, d)
			}
		case d.Path == PathEntitlements && (holds(c.Grants, d.Workspace.ID) || holds(c.Revocations, d.Workspace.ID)):
			s.unmet++
			s.undone = append(s.undone, d)
		case d.Path == PathEntitlements && d.Wanted == true:
			s.lost = append(s.lost, d)
		default:
			s.strange = append(s.strange, d)
		}
	}
	return s
}

// asBefore reports whether an attribute of the change is as it was before. A user whose creation was cut
// short has no value yet, or for active whatever the service begins with.
func asBefore(c *plan.Change, path string, now *identity.Account) bool {
	if c.Before != nil {
		return sameValue(path, c.Before, now)
	}
	return path == plan.PathActive || valueOf(now, path) == ""
}

// wanted: the account is as the plan wants it, in everything.
func (s standing) wanted() bool { return len(s.differences) == 0 }

// complete: every part of the change is done, whatever else may be different.
func (s standing) complete() bool { return s.unmet == 0 }

// before: the account is as the plan saw it. A user who was not there before and is now never is.
func (s standing) before(c *plan.Change) bool {
	return c.Before != nil && len(s.undone) == s.parts && len(s.lost)+len(s.strange) == 0
}

// between: the account can have come to this by the change alone, done in part. A workspace that was to
// be kept and is gone belongs to it only where the run itself is known to have lost it.
func (s standing) between(lostIsOurs bool) bool {
	return len(s.strange) == 0 && len(s.undone)+len(s.lost) > 0 && (len(s.lost) == 0 || lostIsOurs)
}

// workspacesOf are the ids of the workspaces in which there is a difference, sorted.
func workspacesOf(differences []Difference) []string {
	var ids []string
	for _, d := range differences {
		if d.Workspace != nil {
			ids = append(ids, d.Workspace.ID)
		}
	}
	return identity.Set(ids)
}

// partly is each workspace's own outcome in an account that is not wholly as wanted.
func partly(c *plan.Change, now *identity.Account, rest Status) []WorkspaceOutcome {
	out := allWorkspaces(c, rest)
	for i := range out {
		_, has := slices.BinarySearch(now.Workspaces, out[i].ID)
		if has == (out[i].Change == Grant) {
			out[i].Status = Applied
		}
	}
	return out
}

// inWords lists differences for people; then says what the other value is ("was", "wanted").
func inWords(differences []Difference, then string) string {
	const enough = 4
	var words []string
	for i, d := range differences {
		if i == enough && len(differences) > enough+1 {
			words = append(words, fmt.Sprintf("and %d more", len(differences)-enough))
			break
		}
		words = append(words, d.inWords(then))
	}
	return strings.Join(words, "; ")
}

func (d Difference) inWords(then string) string {
	switch {
	case d.Path != PathEntitlements:
		return fmt.Sprintf("%s is %s, %s %s", d.Path, quoted(d.Seen), then, quoted(d.Wanted))
	case d.Wanted == true:
		return fmt.Sprintf("workspace %s is missing", display(d.Workspace))
	}
	return fmt.Sprintf("workspace %s is held, %s not to be", display(d.Workspace), then)
}

func quoted(value any) string {
	switch v := value.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(value)
}

func display(w *identity.Workspace) string {
	if w.Name == "" {
		return w.ID
	}
	return fmt.Sprintf("%q", w.Name)
}
