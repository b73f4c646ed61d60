package report

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Selection says which people of a plan are asked for. A person has to fit every list that is not empty,
// and fits a list by fitting one word of it.
type Selection struct {
	Kinds      []string // of Kinds
	Risks      []string // of RiskCodes
	People     []string // a part of a user name or of a person's name; a whole user name means that one alone
	Workspaces []string // names or ids: whoever gets or loses one of them
	Groups     []string // values of the column that people are grouped by
}

// NoSuch is a word of a selection that means nothing in this plan.
type NoSuch struct {
	What  string   // "kind", "risk", "workspace" or "group"
	Word  string   // as it was asked for
	There []string // what there is
}

func (e *NoSuch) Error() string {
	if e.What == "kind" || e.What == "risk" {
		return fmt.Sprintf("there is no %s %q", e.What, e.Word)
	}
	return fmt.Sprintf("there is no %s %q in this plan", e.What, e.Word)
}

// The kinds of people beside the actions.
const (
	kindRevoke = "revoke"
	kindGrant  = "grant"
	kindRisk   = "risk"
	kindHeld   = "held"
	kindAll    = "all"
)

// Kinds are the words by which people of a plan can be asked for: the actions, whoever loses or gets a
// workspace, whoever has a risk, whoever is held back and has no change, and everybody who has one.
func Kinds() []string {
	return []string{string(plan.Deactivate), kindRevoke, string(plan.Create), string(plan.Update), string(plan.Reactivate),
		kindGrant, string(plan.Blocked), string(plan.None), kindRisk, kindHeld, kindAll}
}

func ofKind(c *plan.Change, kind string) bool {
	switch kind {
	case kindRevoke:
		return len(c.Revocations) > 0
	case kindGrant:
		return len(c.Grants) > 0
	case kindRisk:
		return len(c.Risks) > 0
	case kindAll:
		return true
	}
	return string(c.Action) == kind
}

// fits reports whether a change is one of those that a list asks for.
type fits func(*plan.Change) bool

// choose lists the people who are asked for in the order of the sheet Changes, of a group those for whom
// nothing is done last. They are asked for by kind or by name only.
func (d *dryRun) choose(sel Selection) ([]*plan.Change, error) {
	var wanted []fits
	for _, list := range []struct {
		words []string
		make  func([]string) (fits, error)
	}{{sel.Kinds, d.byKind}, {sel.Risks, d.byRisk}, {sel.People, d.byPerson}, {sel.Workspaces, d.byWorkspace}, {sel.Groups, d.byGroup}} {
		if len(list.words) == 0 {
			continue
		}
		fit, err := list.make(list.words)
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, fit)
	}
	all := d.table.Listed(nil)
	if len(sel.Kinds)+len(sel.People) > 0 {
		all = append(all, d.unchanged()...)
	}
	if d.table.byGroups() {
		slices.SortStableFunc(all, func(a, b *plan.Change) int { return byGroup(a.Group, b.Group) })
	}
	return slices.DeleteFunc(all, func(c *plan.Change) bool {
		return slices.ContainsFunc(wanted, func(fit fits) bool { return !fit(c) })
	}), nil
}

// unchanged are the people for whom nothing is to be done, in the order of the plan.
func (d *dryRun) unchanged() []*plan.Change {
	var out []*plan.Change
	for i := range d.plan.Changes {
		if c := &d.plan.Changes[i]; c.Action == plan.None {
			out = append(out, c)
		}
	}
	return out
}

func (d *dryRun) byKind(words []string) (fits, error) {
	kinds, err := known("kind", words, Kinds())
	return func(c *plan.Change) bool {
		return slices.ContainsFunc(kinds, func(kind string) bool { return ofKind(c, kind) })
	}, err
}

func (d *dryRun) byRisk(words []string) (fits, error) {
	codes, err := known("risk", words, RiskCodes())
	return func(c *plan.Change) bool {
		return slices.ContainsFunc(c.Risks, func(r plan.Risk) bool { return slices.Contains(codes, r.Code) })
	}, err
}

// known spells words as the list of those that there are does.
func known(what string, words, there []string) ([]string, error) {
	var out []string
	for _, word := range words {
		at := slices.IndexFunc(there, func(t string) bool { return identity.Fold(t) == identity.Fold(strings.TrimSpace(word)) })
		if at < 0 {
			return nil, &NoSuch{What: what, Word: word, There: there}
		}
		out = append(out, there[at])
	}
	return out, nil
}

// byPerson finds people by what is written of them. Somebody's whole user name means nobody else, even
// where it is a part of another's.
func (d *dryRun) byPerson(words []string) (fits, error) {
	whole := map[string]bool{}
	for i := range d.plan.Changes {
		whole[d.plan.Changes[i].UserName.Key()] = true
	}
	names, parts := map[string]bool{}, []string{}
	for _, word := range words {
		if key := identity.UserName(identity.Visible(word)).Key(); whole[key] {
			names[key] = true
			continue
		}
		part := identity.Fold(identity.Visible(word))
		if part == "" {
			return nil, &NoSuch{What: "person", Word: word}
		}
		parts = append(parts, part)
	}
	return func(c *plan.Change) bool {
		if names[c.UserName.Key()] {
			return true
		}
		written := identity.Fold(identity.Visible(strings.Join([]string{string(c.UserName), personName(c), nameBefore(c)}, "\n")))
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(written, part) })
	}, nil
}

func nameBefore(c *plan.Change) string {
	if c.Before == nil {
		return ""
	}
	return c.Before.GivenName + " " + c.Before.FamilyName
}

func (d *dryRun) byWorkspace(words []string) (fits, error) {
	wanted := map[string]bool{}
	for _, word := range words {
		ids := d.workspaceIDs(word)
		if len(ids) == 0 {
			return nil, &NoSuch{What: "workspace", Word: word, There: d.workspaceNames()}
		}
		for _, id := range ids {
			wanted[id] = true
		}
	}
	in := func(w identity.Workspace) bool { return wanted[w.ID] }
	return func(c *plan.Change) bool {
		return slices.ContainsFunc(c.Grants, in) || slices.ContainsFunc(c.Revocations, in)
	}, nil
}

// workspaceIDs are the workspaces that a word means: the one of that id, else all of that name.
func (d *dryRun) workspaceIDs(word string) []string {
	id, name := identity.WorkspaceID(word), identity.Fold(identity.Visible(word))
	var named []string
	for _, ws := range d.allWorkspaces() {
		switch {
		case ws.ID == id:
			return []string{id}
		case name != "" && (identity.Fold(identity.Visible(d.labels.names[ws.ID])) == name || identity.Fold(d.labels.of(ws.Workspace)) == name):
			named = append(named, ws.ID)
		}
	}
	return named
}

// workspaceNames are the workspaces that people get or lose.
func (d *dryRun) workspaceNames() []string {
	var names []string
	for _, ws := range d.changedWorkspaces() {
		names = append(names, d.labels.of(ws.Workspace))
	}
	return names
}

// changedWorkspaces are the workspaces that are given or taken, most taken first.
func (d *dryRun) changedWorkspaces() []*workspaceTally {
	return slices.DeleteFunc(d.tally.touched(), func(ws *workspaceTally) bool { return ws.given+ws.taken == 0 })
}

func (d *dryRun) byGroup(words []string) (fits, error) {
	there := map[string]string{}
	for i := range d.plan.Changes {
		if name := d.table.groupName(d.plan.Changes[i].Group); d.table.grouped() {
			there[identity.Fold(identity.Visible(name))] = name
		}
	}
	wanted := map[string]bool{}
	for _, word := range words {
		key := identity.Fold(identity.Visible(word))
		if there[key] == "" {
			return nil, &NoSuch{What: "group", Word: word, There: sortedGroups(there, d.table.groupName(""))}
		}
		wanted[key] = true
	}
	return func(c *plan.Change) bool {
		return wanted[identity.Fold(identity.Visible(d.table.groupName(c.Group)))]
	}, nil
}

// sortedGroups are groups in the order of the alphabet, that of people of none last.
func sortedGroups(there map[string]string, none string) []string {
	groups := make([]string, 0, len(there))
	for _, group := range there {
		groups = append(groups, group)
	}
	slices.SortFunc(groups, func(a, b string) int { return strings.Compare(identity.Fold(a), identity.Fold(b)) })
	if at := slices.Index(groups, none); at >= 0 {
		groups = append(slices.Delete(groups, at, at+1), none)
	}
	return groups
}
