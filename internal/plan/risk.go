package plan

import (
	"fmt"
)

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

// risks are what an approver should look at in one change.
func (d *differ) risks(c *Change) []Risk {
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
			out = append(out, Risk{RiskLosesAll, "ends with no workspace at all"})
		}
	}
	if c.Action == Reactivate {
		out = append(out, Risk{RiskReactivation, "can sign in again, with the workspaces and model roles from before"})
	}
	if d.guard.why(c.UserName) == "caller" {
		out = append(out, Risk{RiskCaller, "the account this program signs in with"})
	}
	if c.Action == Create {
		out = append(out, d.externalIDTaken(c)...)
	}
	return out
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

func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
