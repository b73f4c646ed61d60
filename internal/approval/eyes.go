package approval

import (
	"cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// check refuses rules that could not be kept.
func (r Rules) check() error {
	if !r.FourEyes || IsAddress(r.Operator) {
		return nil
	}
	problem := Problem{Message: "four eyes are asked for, and the plan does not say who made it",
		Hint: "plan again with --operator and the e-mail address of who makes the plan"}
	if r.Operator != "" {
		problem.Message = "four eyes are asked for, and the plan was made by " + quoted(r.Operator) + ", which is not an e-mail address to compare approvers with"
	}
	var all problems
	all.add(problem)
	return all.refusal("")
}

// eyes know who may not decide about a plan, beside the person concerned.
type eyes struct {
	four     bool
	operator string // mailboxes
	caller   string // empty where it is nobody's address
}

func (r Rules) eyes(p *plan.Plan) eyes {
	return eyes{four: r.FourEyes, operator: identity.Mailbox(r.Operator), caller: identity.Mailbox(cmp.Or(p.Tenant.Caller, p.Policy.Caller))}
}

// forbid says why somebody may not decide about a change; empty where they may.
func (e eyes) forbid(c *plan.Change, by string) (message, hint string) {
	if !e.four {
		return "", ""
	}
	box := identity.Mailbox(by)
	switch {
	case by == "":
		return "is blank: with four eyes each decision says by whom it is", "each approver enters their own e-mail address"
	case !IsAddress(by):
		return "says " + quoted(by) + ", which is not one e-mail address", "each approver enters their own e-mail address, and nothing else"
	case box == e.operator:
		return "names " + visible(by) + ", who made the plan", "with four eyes somebody else decides"
	case box == e.caller:
		return "names " + visible(by) + ", the account with which the plan was made", "with four eyes somebody else decides"
	case concerns(c, box):
		return "names " + visible(by) + ", whom this row is about", "with four eyes nobody decides about themselves"
	}
	return "", ""
}

// concerns tells whether a mailbox is the person's, by one of the names of the account before the change or after
// it.
func concerns(c *plan.Change, box string) bool {
	after := c.After()
	names := []string{string(c.UserName), string(after.UserName), after.ExternalID}
	if c.Before != nil {
		names = append(names, string(c.Before.UserName), c.Before.ExternalID)
	}
	for _, a := range c.Attributes {
		if a.Path == plan.PathUserName || a.Path == plan.PathExternalID {
			before, _ := a.Before.(string)
			names = append(names, before)
		}
	}
	for _, name := range names {
		if name != "" && identity.Mailbox(name) == box {
			return true
		}
	}
	return false
}
