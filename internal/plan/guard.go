package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scimsheet/internal/identity"
)

// guard knows which accounts are protected: they are never deactivated and never lose a workspace.
type guard struct {
	protected map[string]bool
	caller    string
}

func newGuard(policy Policy) guard {
	g := guard{protected: make(map[string]bool, len(policy.Protect))}
	for _, name := range policy.Protect {
		g.protected[guardKey(name)] = true
	}
	g.caller = guardKey(policy.Caller)
	return g
}

// guardKey is wider than a userName's own key: a list of protected people that was copied together
// with characters nobody sees still protects them.
func guardKey(userName string) string { return identity.Fold(identity.Visible(userName)) }

func (g guard) why(name identity.UserName) string {
	switch key := guardKey(string(name)); {
	case g.caller != "" && key == g.caller:
		return "caller"
	case g.protected[key]:
		return "protected"
	}
	return ""
}

// protect withholds deactivation and revocations from protected accounts; the rest of the change
// goes on, and where nothing is left the change is blocked.
func (d *differ) protect(c *Change) {
	why := d.guard.why(c.UserName)
	if why == "" || !c.Writes() {
		return
	}
	if c.Action == Deactivate {
		c.Withheld = append(c.Withheld, Withheld{What: "deactivate", Why: why})
		c.Attributes = slices.DeleteFunc(c.Attributes, func(a Attribute) bool { return a.Path == PathActive })
	}
	for _, w := range c.Revocations {
		c.Withheld = append(c.Withheld, Withheld{What: "revoke", Workspace: &w, Why: why})
	}
	c.Revocations = nil
	if len(c.Withheld) == 0 {
		return
	}
	c.Action = actionOf(c)
	if c.Action == None {
		block(c, ReasonProtected, map[string]string{
			"caller":    "the caller's own account is never deactivated and never loses a workspace",
			"protected": "the account is protected: it is never deactivated and never loses a workspace",
		}[why])
	}
}

// limits checks the finished plan. A percentage never allows fewer than five, so that small tenants can work.
func (d *differ) limits(n Counts, changes []Change) []Limit {
	held, losing := 0, 0
	counted := make(map[*identity.Account]bool, len(changes)) // two people may have been found to be one account
	for i := range changes {
		if before := changes[i].Before; before != nil && !counted[before] {
			counted[before] = true
			held += len(before.Workspaces)
		}
		if len(changes[i].Revocations) > 0 {
			losing++
		}
	}
	return d.policy.limits(n, losing, d.actual.Total, held)
}

// limits judges a plan that is counted: users are the tenant's, held the workspaces of the people it is
// about, losing the people who lose some.
func (p Policy) limits(n Counts, losing, users, held int) []Limit {
	limits := []Limit{
		{Name: "max-creates", Setting: p.MaxCreates, Planned: n.Create, People: n.Create, Of: users},
		{Name: "max-deactivations", Setting: p.MaxDeactivations, Planned: n.Deactivate, People: n.Deactivate, Of: users},
		{Name: "max-revocations", Setting: p.MaxRevocations, Planned: n.Revocations, People: losing, Of: held},
	}
	for i := range limits {
		l := &limits[i]
		l.Allowed = Allowance(l.Setting, l.Of)
		l.Exceeded = l.Allowed >= 0 && l.Planned > l.Allowed
	}
	return limits
}

func exceeded(l Limit) bool { return l.Exceeded }

// LeastAllowed is what a percentage allows however small the tenant is.
const LeastAllowed = 5

// Allowance is what a limit's setting allows of a population: -1 for "all". A setting that CheckLimit
// refuses allows nothing.
func Allowance(setting string, of int) int {
	if CheckLimit(setting) != nil {
		return 0
	}
	if setting == "all" {
		return -1
	}
	if percent, ok := strings.CutSuffix(setting, "%"); ok {
		share, _ := strconv.ParseFloat(percent, 64)
		return max(LeastAllowed, int(share*float64(of)/100+roundingError))
	}
	count, _ := strconv.Atoi(setting)
	return count
}

// roundingError keeps a share that is a whole number in decimals from falling just short of it in
// binary: 0.57% of 10,000 is 57.
const roundingError = 1e-6

// CheckLimit says what is wrong with a limit's setting.
func CheckLimit(setting string) error {
	if setting == "all" {
		return nil
	}
	if percent, ok := strings.CutSuffix(setting, "%"); ok {
		if share, err := strconv.ParseFloat(percent, 64); err == nil && share >= 0 && share <= 100 {
			return nil
		}
		return fmt.Errorf("%q is not a percentage between 0%% and 100%%", setting)
	}
	if count, err := strconv.Atoi(setting); err == nil && count >= 0 {
		return nil
	}
	return fmt.Errorf("%q is not a number, a percentage or the word all", setting)
}
