package main

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// meddleBefore is another administrator between plan and apply: edits some people, creates some whom
// the plan wants to create, and some are deleted.
func (c *chaos) meddleBefore() {
	if !c.temper.edits {
		return
	}
	for i := range c.plan.Changes {
		change := &c.plan.Changes[i]
		name := string(change.UserName)
		if c.chance.IntN(12) > 0 || change.Action == plan.Blocked || change.UserName.Same(c.tenant.Caller()) {
			continue
		}
		switch {
		case change.Action == plan.Create:
			c.marks[name] = map[string]string{plan.PathGivenName: "Somebody"}
			c.tenant.Add(identity.Account{UserName: change.UserName, GivenName: "Somebody", FamilyName: "Else", Active: true})
		case c.chance.IntN(4) == 0:
			c.gone[name] = true
			c.tenant.Remove(change.UserName)
		default:
			c.mark(name)
		}
	}
}

// edit is another administrator, just before apply looks at the people of a filter: marks one of them.
// Between a look and its write nobody could see it.
func (c *chaos) edit(filter string) {
	c.editing.Lock()
	defer c.editing.Unlock()
	if c.chanceE.IntN(3) > 0 {
		return
	}
	filter = strings.ToLower(filter)
	var shown []string
	for _, a := range c.tenant.Accounts() {
		name := strings.ToLower(string(a.UserName))
		if strings.Contains(filter, `"`+a.ID+`"`) || strings.Contains(filter, `"`+name+`"`) {
			shown = append(shown, string(a.UserName))
		}
	}
	if len(shown) > 0 {
		c.markWith(shown[c.chanceE.IntN(len(shown))])
	}
}

func (c *chaos) mark(name string) {
	c.editing.Lock()
	defer c.editing.Unlock()
	c.markWith(name)
}

// markWith leaves a mark on somebody that nobody else would.
func (c *chaos) markWith(name string) {
	spaces := c.tenant.Workspaces()
	last := spaces[len(spaces)-1].ID // no row gives or takes it
	if c.marks[name] == nil {
		c.marks[name] = map[string]string{}
	}
	mark := fmt.Sprintf("Mark%d", c.chanceE.IntN(1_000_000))
	path := pick(c.chanceE, plan.PathGivenName, plan.PathFamilyName, plan.PathExternalID, markWorkspace)
	c.tenant.Edit(identity.UserName(name), func(a *identity.Account) {
		if path == markWorkspace && slices.Contains(a.Workspaces, last) {
			path = plan.PathGivenName
		}
		switch path {
		case plan.PathGivenName:
			a.GivenName = mark
		case plan.PathFamilyName:
			a.FamilyName = mark
		case plan.PathExternalID:
			a.ExternalID = mark
		case markWorkspace:
			mark = last
			a.Workspaces = append(a.Workspaces, last)
		}
	})
	c.marks[name][path] = mark
	c.told = append(c.told, fmt.Sprintf("%s of %s was set to %s by hand", path, name, mark))
}

// markWorkspace is the path of a mark that is a workspace.
const markWorkspace = "workspaces"
