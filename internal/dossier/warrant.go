package dossier

import (
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// warrants are what of the plan follows from the decisions: nothing else may stand in it.
type warrants struct {
	taken map[string]map[string]bool // workspaces by account, both by their ids
	left  map[string]bool            // accounts that are to be deactivated
}

func (b *binder) warrants() warrants {
	w := warrants{taken: map[string]map[string]bool{}, left: map[string]bool{}}
	for i := range b.Closing.Rows {
		j := &b.Closing.Rows[i]
		if j.Decision != review.Revoke {
			continue
		}
		id := strings.ToLower(j.Person.Account.ID)
		if w.taken[id] == nil {
			w.taken[id] = map[string]bool{}
		}
		w.taken[id][j.Access.Workspace.ID] = true
	}
	if b.Closing.DeactivateLeavers {
		for _, l := range b.Closing.Leavers(b.Campaign) {
			w.left[strings.ToLower(l.Person.Account.ID)] = true
		}
	}
	return w
}

// unwarranted says what the plan does that nobody has decided.
func (b *binder) unwarranted() {
	w := b.warrants()
	var taken, deactivated, other []string
	for i := range b.Run.Plan.Changes {
		c := &b.Run.Plan.Changes[i]
		if !c.Writes() {
			continue
		}
		who, id := oneLine(string(c.UserName)), strings.ToLower(c.UserID)
		for _, ws := range c.Revocations {
			if !w.taken[id][ws.ID] {
				taken = append(taken, who+" · "+oneLine(workspaceOf(ws)))
			}
		}
		if deactivates(c) && !w.left[id] {
			deactivated = append(deactivated, who)
		}
		if beyond(c) {
			other = append(other, who)
		}
	}
	if len(taken) > 0 {
		b.belie("The plan takes %s that nobody has decided to revoke: %s.", countOf(len(taken), "workspace", "workspaces"), named(taken))
	}
	if len(deactivated) > 0 {
		b.belie("The plan deactivates %s whom the closing does not deactivate: %s.", countOf(len(deactivated), "person", "people"), named(deactivated))
	}
	if len(other) > 0 {
		b.belie("The plan gives or changes something else of %s, which no review decides: %s.", countOf(len(other), "person", "people"), named(other))
	}
}

func deactivates(c *plan.Change) bool {
	return slices.ContainsFunc(c.Attributes, func(a plan.Attribute) bool { return a.Path == plan.PathActive && a.After == false })
}

// beyond reports whether a change does something that follows from no review.
func beyond(c *plan.Change) bool {
	return c.Action == plan.Create || len(c.Grants) > 0 ||
		slices.ContainsFunc(c.Attributes, func(a plan.Attribute) bool { return a.Path != plan.PathActive || a.After != false })
}

// forgotten says what was decided and is not in the plan, where nothing explains that.
func (b *binder) forgotten() {
	var taken, deactivated []string
	for i := range b.fates {
		switch f := &b.fates[i]; {
		case f.Outcome != notShown:
		case f.What == deactivation:
			deactivated = append(deactivated, personOf(f.Person))
		default:
			taken = append(taken, personOf(f.Person)+" · "+oneLine(workspaceOf(f.Workspace)))
		}
	}
	if len(taken) > 0 {
		b.belie("%s decided and %s not in the plan, and nothing here says why: %s.", countOf(len(taken), "revocation was", "revocations were"), verb(len(taken), "is", "are"), named(taken))
	}
	if len(deactivated) > 0 {
		b.belie("%s to be deactivated and %s not in the plan, and nothing here says why: %s.", countOf(len(deactivated), "person who has left was", "people who have left were"),
			verb(len(deactivated), "is", "are"), named(deactivated))
	}
}

// unapproved says what was done that no approver has said yes to.
func (b *binder) unapproved() {
	var against, without []string
	for i := range b.Run.Plan.Changes {
		c := &b.Run.Plan.Changes[i]
		o := b.Run.Outcomes[c.ID]
		switch {
		case !c.Writes() || o.Status != apply.Applied && o.Status != apply.Partial:
		case o.Unapproved:
			against = append(against, oneLine(string(c.UserName)))
		case !slices.ContainsFunc(o.Decisions, func(d apply.Decision) bool { return d.Verdict == apply.Approve }):
			without = append(without, oneLine(string(c.UserName)))
		}
	}
	if len(against) > 0 {
		b.belie("%s carried out although no approver had said yes, or one had said no: %s.", countOf(len(against), "change was", "changes were"), named(against))
	}
	if len(without) > 0 {
		b.belie("%s carried out and no approval of %s is recorded: %s.", countOf(len(without), "change was", "changes were"), verb(len(without), "it", "them"), named(without))
	}
}

// active reports whether an account was active when the campaign was closed.
func (b *binder) active(a *identity.Account) bool {
	for i := range b.Closing.Drift.Changed {
		if after := &b.Closing.Drift.Changed[i].After; strings.EqualFold(after.ID, a.ID) {
			return after.Active
		}
	}
	return a.Active
}
