package plan

import (
	"errors"
	"fmt"
	"slices"
)

// check reports, as nil, that a plan that was read says one thing: that its changes are whole and its own,
// and that its header tells of them and of no others. Apply, reports and approvers rely on either.
func (p *Plan) check() error {
	run, err := p.run()
	if err != nil {
		return err
	}
	switch {
	case p.ID != idOf(run):
		return edited(1, "its id is not that of its inputs, policy and snapshot")
	case p.Policy.FourEyes && !p.Policy.RequireApproval:
		return edited(1, "its policy asks for four eyes and not for an approval")
	}
	if err := p.checkChanges(run); err != nil {
		return err
	}
	var counts Counts
	for i := range p.Changes {
		counts.add(&p.Changes[i])
	}
	if p.Counts != counts {
		return edited(1, fmt.Sprintf("it counts %s, and its changes are %s", p.Counts.inWords(), counts.inWords()))
	}
	return p.checkLimits()
}

func edited(line int, what string) error {
	return damaged(line, what+": somebody or something has edited it")
}

func (n Counts) inWords() string {
	return fmt.Sprintf("%d creates, %d updates, %d deactivations, %d reactivations, %d unchanged, %d blocked, %d workspaces given and %d taken",
		n.Create, n.Update, n.Deactivate, n.Reactivate, n.None, n.Blocked, n.Grants, n.Revocations)
}

func (p *Plan) checkChanges(run []byte) error {
	seen := make(map[string]bool, len(p.Changes))
	for i := range p.Changes {
		c, line := &p.Changes[i], i+2
		digest, err := c.digest(run)
		switch {
		case err != nil:
			return err
		case c.Digest != digest:
			return edited(line, fmt.Sprintf("change %s does not fit its digest, or belongs to another plan", c.ID))
		case seen[c.ID]:
			return edited(line, fmt.Sprintf("change %s stands in it twice", c.ID))
		}
		if err := c.check(); err != nil {
			return edited(line, fmt.Sprintf("change %s %v", c.ID, err))
		}
		seen[c.ID] = true
	}
	return nil
}

// check reports, as nil, that a change is what its action says.
func (c *Change) check() error {
	carries := len(c.Attributes)+len(c.Grants)+len(c.Revocations) > 0
	switch {
	case !slices.Contains(actions(), c.Action):
		return fmt.Errorf("has the action %q, which is none", c.Action)
	case c.Reason != "" && !slices.Contains(reasons(), c.Reason):
		return fmt.Errorf("has the reason %q, which is none", c.Reason)
	case !c.Writes() && carries:
		return errors.New("is not to write anything, and says what is to be written")
	case c.Action == Create && (c.Before != nil || c.UserID != ""):
		return errors.New("creates an account that is there")
	case c.Writes() && c.Action != Create && (c.Before == nil || c.Before.ID != c.UserID):
		return errors.New("does not say what the account was before")
	case c.Writes() && c.Action != Create && c.Action != actionOf(c):
		return fmt.Errorf("is called %s, and holds that of another action", c.Action)
	}
	return nil
}

// checkLimits judges the limits anew. What the people of the plan hold is not all in its file: accounts
// before are kept of changes that write.
func (p *Plan) checkLimits() error {
	held, losing, all := 0, 0, true
	for i := range p.Changes {
		c := &p.Changes[i]
		if len(c.Revocations) > 0 {
			losing++
		}
		if c.Before != nil {
			held += len(c.Before.Workspaces)
		}
		all = all && (c.Writes() || c.UserID == "")
	}
	if len(p.Limits) == 3 {
		if of := p.Limits[2].Of; !all && of > held {
			held = of
		}
	}
	limits := p.Policy.limits(p.Counts, losing, p.Snapshot.Users, held)
	if !slices.Equal(p.Limits, limits) {
		return edited(1, "its limits are not those of its policy and its changes")
	}
	if p.Refused != slices.ContainsFunc(limits, exceeded) {
		return edited(1, "it does not say rightly whether it exceeds a limit")
	}
	return nil
}
