package dossier

import (
	"bytes"
	"os"
	"path/filepath"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
)

// apply makes the plan of the closing and has all of it done but two people's, and reads the tenant again.
func (r *rig) apply(folder string) {
	r.t.Helper()
	must(r.t, os.MkdirAll(folder, 0o700))
	desired := r.Closing.Desired(r.Campaign)
	policy := plan.Policy{Entitlements: plan.Remove, Absent: plan.AbsentIgnore, Manage: plan.Groups(), Match: plan.MatchUserName, MaxCreates: "all", MaxDeactivations: "all", MaxRevocations: "all",
		EntitlementFormat: "WORKSPACE", WriteMethod: plan.WritePatch}
	d, err := plan.Diff(desired, plan.Actual{Accounts: r.now, Total: len(r.now), Complete: true, Workspaces: r.known(), At: closed}, policy)
	must(r.t, err)
	for _, name := range []string{"journal.jsonl", "results.jsonl", "results.xlsx", "verify.jsonl", "change-report.html", "change-report.xlsx", "rows.jsonl.gz", "findings.jsonl", "unrelated.txt"} {
		must(r.t, os.WriteFile(filepath.Join(folder, name), []byte("of the run: "+name), 0o600))
	}
	must(r.t, os.WriteFile(filepath.Join(folder, snapshotFile), mustRead(r.t, filepath.Join(r.Folder, laterFile)), 0o600))
	p, err := plan.Seal(d, policy, plan.Facts{CreatedAt: closed, Tool: "scimsheet 1.1.0", Tenant: r.Campaign.Tenant, Operator: "ana.lyst@acme.example",
		Snapshot: plan.Snapshot{Users: len(r.now), Accounts: len(r.now), Complete: true, Read: "all", SHA256: r.Closing.Drift.Snapshot},
		Kept:     plan.Kept{Rows: digest("of the run: rows.jsonl.gz"), Findings: digest("of the run: findings.jsonl")}})
	must(r.t, err)
	var text bytes.Buffer
	must(r.t, p.Write(&text))
	must(r.t, os.WriteFile(filepath.Join(folder, "plan.jsonl"), text.Bytes(), 0o600))
	r.Closing.Run, r.Closing.PlanID, r.Closing.PlanDigest = "q4-run", p.ID, p.Digest
	var closing bytes.Buffer
	must(r.t, r.Closing.Write(&closing))
	r.write(closingFile, closing.Bytes())
	r.Run = &Run{Folder: folder, Plan: p, Outcomes: map[string]apply.Outcome{}, Converged: true,
		Calls:    []apply.Call{{StartedAt: closed, EndedAt: closed, RecordOnly: true}, {StartedAt: applied, EndedAt: applied.Add(2 * time.Minute), By: "svc-scim@acme.example"}},
		Verified: &Verified{At: applied.Add(time.Hour), Converged: true}, Looks: []Look{{At: applied.Add(time.Hour), By: "svc-scim@acme.example"}}}
	for i := range p.Changes {
		r.settle(&p.Changes[i], apply.Applied)
	}
}

// settle says what became of a change.
func (r *rig) settle(c *plan.Change, status apply.Status) {
	o := apply.Outcome{ChangeID: c.ID, Status: status, UserID: c.UserID, FinishedAt: applied.Add(time.Minute)}
	if c.Writes() {
		o.Decisions = []apply.Decision{{ChangeID: c.ID, Verdict: apply.Approve, By: maria}}
	}
	switch {
	case c.Action == plan.Blocked:
		o.Status, o.Detail = apply.Blocked, c.Detail
	case !c.Writes():
		o.Status = apply.Unchanged
	}
	for _, w := range c.Revocations {
		o.Workspaces = append(o.Workspaces, apply.WorkspaceOutcome{Workspace: w, Change: apply.Revoke, Status: o.Status})
	}
	r.Run.Outcomes[c.ID] = o
}
