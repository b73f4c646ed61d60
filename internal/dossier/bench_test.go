package dossier

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"scimsheet/internal/apply"
	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// newLarge is a campaign of so many people with eight workspaces each and 300 reviewers, as it is read from its files.
func newLarge(b *testing.B, people int) Input {
	b.Helper()
	in := Input{Folder: b.TempDir()}
	in.Output = filepath.Join(in.Folder, "evidence")
	known := &identity.Workspaces{}
	var held []string
	for i := range 8 {
		w := identity.Workspace{ID: fmt.Sprintf("8a81b09d5e8c6f27%016d", i), Name: fmt.Sprintf("Workspace %d", i)}
		known.Add(w, false, identity.Listed)
		held = append(held, w.ID)
	}
	accounts := make([]identity.Account, people)
	for i := range accounts {
		accounts[i] = account(i)
		accounts[i].UserName, accounts[i].Workspaces = identity.UserName(fmt.Sprintf("user.%06d@acme.example", i)), held
	}
	var snapshot bytes.Buffer
	digest, err := directory.WriteSnapshot(&snapshot, accounts)
	must(b, err)
	must(b, os.WriteFile(filepath.Join(in.Folder, snapshotFile), snapshot.Bytes(), 0o600))
	in.Campaign, err = review.Open(review.Facts{Name: "Q4", OpenedAt: opened, Tool: "scimsheet", Operator: "ana", Fallback: []string{maria}, Accounts: accounts, Workspaces: known,
		Proof: review.Proof{TotalResults: people, Accounts: people, StartedAt: opened, EndedAt: opened, Snapshot: digest}})
	must(b, err)
	must(b, in.Campaign.Write(&bytes.Buffer{}))
	in.Closing = &review.Closing{Campaign: in.Campaign.ID, CampaignDigest: in.Campaign.Digest, ClosedAt: closed, Tool: "scimsheet", Operator: "ana", PlanDigest: "d"}
	p := &plan.Plan{ID: "p", Digest: "d"}
	in.Run = &Run{Folder: in.Folder, Plan: p, Outcomes: map[string]apply.Outcome{}, Converged: true, Calls: []apply.Call{{StartedAt: applied, EndedAt: applied}}, Verified: &Verified{At: applied, Converged: true}}
	for i, ref := range in.Campaign.Refs() {
		j := review.Judged{Ref: ref, Decision: review.Keep, Justification: "works there and needs it every month", By: maria, At: opened, File: "Kopie von maria.xlsx", SHA256: digest, Sheet: "Review", Row: i, Cell: "Review!A17"}
		if i%10 == 0 {
			j.Decision = review.Revoke
			c := plan.Change{ID: fmt.Sprint(i), Action: plan.Update, UserID: ref.Person.Account.ID, UserName: ref.Person.Account.UserName, Revocations: []identity.Workspace{ref.Access.Workspace}}
			p.Changes = append(p.Changes, c)
			in.Run.Outcomes[c.ID] = apply.Outcome{Status: apply.Applied, Workspaces: []apply.WorkspaceOutcome{{Workspace: c.Revocations[0], Change: apply.Revoke, Status: apply.Applied}}}
		}
		in.Closing.Rows = append(in.Closing.Rows, j)
	}
	return in
}

// BenchmarkEvidence writes the evidence of 160,000 accesses, and says what memory it took beside the campaign and the
// closing themselves.
func BenchmarkEvidence(b *testing.B) {
	in := newLarge(b, 20_000)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if _, err := Build(in); err != nil {
			b.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapSys-before.HeapSys)/(1<<20), "MB-heap-grown")
}
