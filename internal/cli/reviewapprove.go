package cli

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// approvals are what reviewers said, as approvals of the run's changes: a change is approved by everybody who
// decided a revocation in it. What --treat-blank-as and --deactivate-leavers say, the operator says. Under four
// eyes a change counts as approved only where somebody else than the operator, the caller and the person decided
// all of it; what is left is approved in the change report, as in any run.
func (w *settling) approvals(p *plan.Plan) []apply.Decision {
	var all []apply.Decision
	revoked := w.revoked()
	for i := range p.Changes {
		c := &p.Changes[i]
		if !c.Writes() {
			continue
		}
		given := w.approvalsOf(c, revoked[strings.ToLower(c.UserID)])
		if p.Policy.FourEyes && slices.ContainsFunc(given, func(d apply.Decision) bool { return w.oneself(p, c, d.By) }) {
			continue
		}
		all = append(all, given...)
	}
	return all
}

// oneself reports whether an approval is none under the rule of four eyes.
func (w *settling) oneself(p *plan.Plan, c *plan.Change, by string) bool {
	for _, other := range []string{p.Operator, p.Tenant.Caller, string(c.UserName)} {
		if by == "" || identity.Mailbox(by) == identity.Mailbox(other) {
			return true
		}
	}
	return false
}

// approvalsOf are the approvals of one change, one for each decider and file.
func (w *settling) approvalsOf(c *plan.Change, rows []*review.Judged) []apply.Decision {
	var given []apply.Decision
	for _, row := range rows {
		if !slices.ContainsFunc(c.Revocations, func(ws identity.Workspace) bool { return ws.ID == row.Access.Workspace.ID }) {
			continue // no longer held
		}
		d := apply.Decision{ChangeID: c.ID, Verdict: apply.Approve, By: row.By, Comment: row.Justification, File: row.File, SHA256: row.SHA256, Cell: row.Cell}
		if row.Treated {
			d = apply.Decision{ChangeID: c.ID, Verdict: apply.Approve, By: w.closing.Operator, Comment: "nobody decided it; --treat-blank-as " + string(w.closing.TreatBlankAs)}
		}
		if !slices.ContainsFunc(given, func(other apply.Decision) bool { return other.By == d.By && other.SHA256 == d.SHA256 }) {
			given = append(given, d)
		}
	}
	if c.Action == plan.Deactivate {
		given = append(given, w.leaverApproval(c))
	}
	return given
}

// leaverApproval is the operator's, on the word of HR's list.
func (w *settling) leaverApproval(c *plan.Change) apply.Decision {
	d := apply.Decision{ChangeID: c.ID, Verdict: apply.Approve, By: w.closing.Operator, Comment: "left the company by HR's list; --deactivate-leavers"}
	for _, source := range w.campaign.Sources {
		if source.What == "HR" {
			d.File, d.SHA256 = source.Name, source.SHA256
		}
	}
	return d
}

// revoked are the rows decided revoke, by the account's id in lower case.
func (w *settling) revoked() map[string][]*review.Judged {
	all := map[string][]*review.Judged{}
	for i := range w.closing.Rows {
		if row := &w.closing.Rows[i]; row.Decision == review.Revoke {
			id := strings.ToLower(row.Person.Account.ID)
			all[id] = append(all[id], row)
		}
	}
	return all
}

func changesOf(decisions []apply.Decision) map[string]bool {
	changes := map[string]bool{}
	for _, d := range decisions {
		changes[d.ChangeID] = true
	}
	return changes
}

// record begins the run's journal with the approvals: apply then sends what is approved, and nothing else.
func (w *settling) record(p *plan.Plan, given []apply.Decision) error {
	if len(given) == 0 {
		return nil
	}
	log, err := journal.Open(filepath.Join(w.options.run, journalFile))
	if err != nil {
		return err
	}
	err = apply.Record(p, log, apply.Options{Decisions: given, ApprovedOnly: true, FourEyes: p.Policy.FourEyes, By: p.Tenant.Caller})
	return errors.Join(err, log.Close())
}

// fate is what a closed campaign means for an account.
type fate int

const (
	attested fate = iota // nothing may change
	losing               // loses workspaces
	leaving              // is deactivated, and may lose workspaces
	gone                 // is no longer there, and nothing is done
)

// fate of a person: found once for all rows.
func (w *settling) fate(p *review.Person) fate {
	if w.fates == nil {
		w.fates = map[*review.Person]fate{}
		for i := range w.closing.Rows {
			if row := &w.closing.Rows[i]; row.Decision == review.Revoke {
				w.fates[row.Person] = losing
			}
		}
		if w.closing.DeactivateLeavers {
			for _, leaver := range w.closing.Leavers(w.campaign) {
				w.fates[leaver.Person] = leaving
			}
		}
		w.pass()
	}
	return w.fates[p]
}

// pass notes whose account is gone.
func (w *settling) pass() {
	missing := map[string]bool{}
	for _, account := range w.closing.Drift.Gone {
		missing[strings.ToLower(account.ID)] = true
	}
	for i := range w.campaign.People {
		if p := &w.campaign.People[i]; missing[strings.ToLower(p.Account.ID)] {
			w.fates[p] = gone
		}
	}
}
