package main

import (
	"path/filepath"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// undo takes the whole run back while the service misbehaves, and holds the tenant against what it was:
// everybody as before, but for those whom the run created, who are locked out and keep all else.
func (c *chaos) undo() {
	code, call := c.gate.run(c.t, c.folder, "undo", "run", "-o", "undone", "--json", "--auth", c.auth(), "--max-revocations", "all", "--max-deactivations", "all")
	c.tell("undo ended with %d: %s", code, call.said.String())
	if code != 0 {
		c.t.Fatalf("undo ended with %d: %s", code, call.said.String())
	}
	args := []string{"apply", "undone", "--yes", "--json", "--rate", "0", "--auth", c.auth(), "--timeout", "1s"}
	for range c.chance.IntN(3) {
		c.SetFaults(c.drawRound()...)
		call := c.command(c.t, c.folder, args...)
		c.strikeAfter(1+c.chance.IntN(30), c.chance.IntN(2) == 0, func() { _ = call.process().Kill() })
		call.begin(c.t)
		c.tell("apply of the undo ended with %d: %s", c.end(c.t, call), call.said.String())
	}
	c.rules = nil // whoever was refused then was not changed, so has nothing to be taken back
	c.SetFaults()
	if code, call := c.gate.run(c.t, c.folder, args...); code != 0 {
		c.t.Fatalf("a calm apply of the undo in %s ended with %d: %s", filepath.Join(c.folder, "undone"), code, call.said.String())
	}
	unwritable := map[identity.UserName]bool{} // by name, as the run writes workspaces; undo writes as the run did
	for _, change := range c.planIn("undone").Changes {
		if change.Action == plan.Blocked && change.Reason != plan.ReasonUnwritableName {
			c.t.Fatalf("the undo of %s is blocked: %s", change.UserName, change.Detail)
		}
		unwritable[change.UserName] = change.Action == plan.Blocked
	}
	for i := range c.plan.Changes {
		change := &c.plan.Changes[i]
		name := string(change.UserName)
		now := c.account(change.UserName)
		if c.refused[name] || c.passing(name) || !change.Writes() || unwritable[change.UserName] {
			continue
		}
		if now == nil {
			c.t.Fatalf("%s is gone after the undo", name)
		}
		if change.Action == plan.Create {
			if now.Active {
				c.t.Fatalf("%s was created by the run and is active after the undo", name)
			}
			continue
		}
		if !now.SameState(*change.Before) {
			c.t.Fatalf("after the undo %s is %+v, was %+v", name, now, *change.Before)
		}
	}
}
