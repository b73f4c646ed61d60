package approval

import (
	"net/mail"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// check refuses rules that could not be kept.
func (r Rules) check() error {
	if !r.FourEyes || isAddress(r.Operator) {
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

// longestAddress is how long an e-mail address may be (RFC 5321, 4.5.3.1.3, without its angle brackets).
const longestAddress = 254

// isAddress reports whether a text is one e-mail address and nothing else.
func isAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	_, domain, _ := strings.Cut(text, "@")
	return err == nil && parsed.Address == text && len(text) <= longestAddress && strings.Contains(domain, ".")
}

// mailbox is what addresses share that reach one person: they differ in case or in what follows a plus sign
// (RFC 5233).
func mailbox(address string) string {
	local, domain, _ := strings.Cut(identity.Fold(address), "@")
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		local = local[:plus]
	}
	return local + "@" + domain
}

// fourEyes says why somebody may not decide about a change; empty where they may.
func (r Rules) fourEyes(c *plan.Change, by string) (message, hint string) {
	switch {
	case by == "":
		return "is blank: with four eyes each decision says by whom it is", "each approver enters their own e-mail address"
	case !isAddress(by):
		return "says " + quoted(by) + ", which is not one e-mail address", "each approver enters their own e-mail address, and nothing else"
	case mailbox(by) == mailbox(r.Operator):
		return "names " + by + ", who made the plan", "with four eyes somebody else decides"
	case concerns(c, by):
		return "names " + by + ", whom this row is about", "with four eyes nobody decides about themselves"
	}
	return "", ""
}

// concerns tells whether an address is the person's, before the change or after it.
func concerns(c *plan.Change, by string) bool {
	names := []identity.UserName{c.UserName, c.After().UserName}
	if c.Before != nil {
		names = append(names, c.Before.UserName)
	}
	for _, name := range names {
		if mailbox(string(name)) == mailbox(by) {
			return true
		}
	}
	return false
}
