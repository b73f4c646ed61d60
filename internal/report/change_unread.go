package report

import (
	"fmt"

	"scimsheet/internal/plan"
)

// partlyRead reports whether some accounts of the tenant were not read: what says something of all of them is
// not known then.
func (d *dryRun) partlyRead() bool { return !d.plan.Snapshot.Complete }

// readOf is "only 12 of 251 accounts were read".
func (d *dryRun) readOf() string {
	s := d.plan.Snapshot
	return fmt.Sprintf("only %s of %s %s read", number(s.Accounts), countOf(s.Users, "account", "accounts"), verb(s.Accounts, "was", "were"))
}

// unjudged says which kinds of risk nobody has looked at, so that their absence is not taken for an answer; empty
// where all were looked at, or nothing is done that could have one.
func (d *dryRun) unjudged() []remark {
	if !d.partlyRead() || d.tally.listed.writing()+d.tally.absent.writing() == 0 {
		return nil
	}
	return []remark{
		{fmt.Sprintf("Not looked at, because %s: “%s” and “%s”. Looked at only among the accounts that were read: “%s” and “%s”. "+
			"To have all of them looked at, plan with --read all.", d.readOf(), RiskTitle(plan.RiskLastMember), RiskTitle(plan.RiskLargeShare),
			RiskTitle(plan.RiskUnusualDomain), RiskTitle(plan.RiskExternalIDTaken)), caution},
	}
}

// uncounted says why nobody knows how many members a workspace has; empty where they were counted.
func (d *dryRun) uncounted() string {
	if !d.partlyRead() {
		return ""
	}
	return fmt.Sprintf("Members are “not read”: %s. To have them counted, plan with --read all.", d.readOf())
}
