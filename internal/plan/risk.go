package plan

import "fmt"

// The risk codes.
const (
	RiskDeactivation    = "deactivation"
	RiskRevocation      = "revocation"
	RiskLosesAll        = "losesAllWorkspaces"
	RiskReactivation    = "reactivation"
	RiskCaller          = "callerAccount"
	RiskExternalIDTaken = "externalIdTaken"
	RiskLastMember      = "lastMember"    // a workspace loses its last member, or the last who can sign in
	RiskLargeShare      = "largeShare"    // a large share of a workspace's members loses it
	RiskGroupShare      = "groupShare"    // a large share of a group (department) loses something
	RiskLongInactive    = "longInactive"  // reactivated after a long time without a sign-in
	RiskUnusualDomain   = "unusualDomain" // an e-mail domain that hardly anybody in the tenant has
	RiskManyChanges     = "manyChanges"   // very much changes for one person
)

// survey is what the finished plan does to the tenant as a whole: what one change means depends on it.
type survey struct {
	*differ
	members membership
	groups  map[string]*groupTally
	domains map[string]int
}

// survey looks at all changes once. The membership is the one before them.
func (d *differ) survey(before membership, changes []Change) *survey {
	for i := range changes {
		before.apply(&changes[i])
	}
	return &survey{differ: d, members: before, groups: d.groups(changes), domains: d.domains()}
}

// risks are what an approver should look at in one change. A change that writes nothing has none.
func (s *survey) risks(c *Change) []Risk {
	if !c.Writes() {
		return nil
	}
	var out []Risk
	if c.Action == Deactivate {
		out = append(out, Risk{RiskDeactivation, "cannot sign in any more; workspaces and model roles are kept"})
	}
	if n := len(c.Revocations); n > 0 {
		out = append(out, Risk{RiskRevocation, fmt.Sprintf("loses %s; model roles there are destroyed and do not come back", countOf(n, "workspace"))})
		if len(c.Before.Workspaces) == n && len(c.Grants) == 0 {
			out = append(out, Risk{RiskLosesAll, "ends with no workspace at all, and has " + number(n) + " now"})
		}
	}
	if c.Takes() {
		out = append(out, s.lastMember(c)...)
		out = append(out, s.largeShare(c)...)
		out = append(out, s.groupShare(c)...)
	}
	if c.Action == Reactivate {
		out = append(out, Risk{RiskReactivation, "can sign in again, with the workspaces and model roles from before"})
		out = append(out, s.longInactive(c)...)
	}
	if s.guard.why(c.UserName) == "caller" {
		out = append(out, Risk{RiskCaller, "the account this program signs in with " + inWords(s.toItself(c))})
	}
	if c.Action == Create {
		out = append(out, s.externalIDTaken(c)...)
	}
	out = append(out, s.unusualDomain(c)...)
	return append(out, manyChanges(c)...)
}

// toItself is what the caller's account changes of its own, as clauses. Protection keeps it from losing
// anything.
func (s *survey) toItself(c *Change) []string {
	if c.Action == Create {
		return []string{"is created"}
	}
	var said []string
	if c.Action == Reactivate {
		said = append(said, "switches itself on")
	}
	switch n := len(c.Grants); {
	case n == 1:
		said = append(said, "gives itself "+s.nameOf(c.Grants[0]))
	case n > 1:
		said = append(said, "gives itself "+countOf(n, "workspace"))
	}
	named, numbered := false, false
	for _, a := range c.Attributes {
		named = named || a.Path == PathGivenName || a.Path == PathFamilyName
		numbered = numbered || a.Path == PathExternalID
	}
	if named {
		said = append(said, "changes its own name")
	}
	if numbered {
		said = append(said, "changes its own externalId")
	}
	return said
}

// externalIDTaken notices a create whose externalId an account already has: often the same person
// under a former e-mail address. Only accounts that were read are seen.
func (d *differ) externalIDTaken(c *Change) []Risk {
	externalID := c.After().ExternalID
	for _, i := range d.index.byExternalID[externalKey(externalID)] {
		other := d.actual.Accounts[i]
		return []Risk{{RiskExternalIDTaken, fmt.Sprintf("%s already has the externalId %q: the same person under another address?",
			other.UserName, externalID)}}
	}
	return nil
}

// From how many changes on one person is looked at twice. People who move to another department change
// a few details and a handful of workspaces; ten at once are rather a wrong row, or two people in one.
// Who is new is given everything at once, so that only an unusual amount says something.
const (
	manyForOne = 10
	manyForNew = 20
)

func manyChanges(c *Change) []Risk {
	grants, revocations := len(c.Grants), len(c.Revocations)
	if c.Action == Create {
		if grants < manyForNew {
			return nil
		}
		return []Risk{{RiskManyChanges, "starts with " + countOf(grants, "workspace")}}
	}
	all := len(c.Attributes) + grants + revocations
	if all < manyForOne {
		return nil
	}
	var parts []string
	if n := len(c.Attributes); n > 0 {
		parts = append(parts, countOf(n, "detail"))
	}
	if grants > 0 {
		parts = append(parts, countOf(grants, "workspace")+" given")
	}
	if revocations > 0 {
		parts = append(parts, countOf(revocations, "workspace")+" taken")
	}
	return []Risk{{RiskManyChanges, countOf(all, "change") + " at once: " + inWords(parts)}}
}
