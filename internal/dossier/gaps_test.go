package dossier

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

func TestCompleteEvidenceHasNoGaps(t *testing.T) {
	if gaps := newRig(t, 60).build().Gaps; len(gaps) > 0 {
		t.Errorf("it has: %q", gaps)
	}
}

func TestEveryGapIsSaidInASentence(t *testing.T) {
	eachSays(t, []flaw{
		{"no run", func(r *rig) { r.Run = nil }, "The run that followed (plan "},
		{"another plan", func(r *rig) { r.Closing.PlanDigest = strings.Repeat("ab", 32) }, "The run holds another plan"},
		{"never applied", func(r *rig) { r.Run.Calls = r.Run.Calls[:1] }, "The plan was never applied: none of its "},
		{"beyond a limit", func(r *rig) { r.Run.Calls, r.Run.Plan.Refused = nil, true }, "beyond a limit and cannot be applied"},
		{"apply was killed", func(r *rig) { r.Run.Calls[1].EndedAt = time.Time{} }, "no end of it is recorded"},
		{"apply was stopped", func(r *rig) { r.Run.Calls[1].Stopped = "the sign-in was refused" }, "the last call stopped on 2026-12-15 08:02:00 UTC: the sign-in was refused."},
		{"a change failed", func(r *rig) { r.settle(r.writing(0), apply.Failed) }, "changes, 1 failed."},
		{"changes were not tried", func(r *rig) { r.settle(r.writing(0), apply.NotAttempted) }, "1 not attempted"},
		{"a revocation was not done", func(r *rig) {
			r.settle(r.taking(0), apply.Drifted)
			r.Run.Verified.Differences = []apply.Difference{r.stillThere(0)}
		}, "5-execution/execution.csv names each and says why."},
		{"a revocation was done, and undone since", func(r *rig) {
			r.Run.Verified.Differences, r.Run.Verified.Converged = []apply.Difference{r.stillThere(0)}, false
		}, "1 done, and undone since by somebody"},
		{"apply saw something else", func(r *rig) { r.Run.Converged = false }, "do not stand as the plan wants them"},
		{"never verified", func(r *rig) { r.Run.Verified = nil }, "Nobody has verified it"},
		{"verified before the last apply", func(r *rig) { r.Run.Verified.At = applied }, "The verification is older than the last apply"},
		{"verified before an apply that was killed", func(r *rig) {
			r.Run.Calls[1].EndedAt, r.Run.Verified.At = time.Time{}, applied.Add(-time.Hour)
		}, "older than the last apply: the tenant was read again on 2026-12-15 07:00:00 UTC, and apply began"},
		{"verified nobody knows when", func(r *rig) { r.Run.Verified.At = time.Time{} }, "It is not recorded when the tenant was read again"},
		{"verified and not converged", func(r *rig) {
			r.Run.Verified = &Verified{At: applied.Add(time.Hour), Differences: []apply.Difference{r.stillThere(0)}}
		}, "The verification found that the tenant is not as the plan wants it: 1 difference"},
		{"a leaver who stays active", func(r *rig) { r.settle(r.deactivating(), apply.Rejected) }, "people who have left and were to be deactivated, 1 is still active: 1 rejected."},
		{"a returned file is missing", func(r *rig) { r.remove("returned/*/Kopie von " + maria + ".xlsx") }, "Kopie von maria.lopez@acme.example.xlsx is missing. The decisions that stand in it cannot be checked."},
		{"a returned file differs", func(r *rig) { r.spoil("returned/*/Kopie von " + maria + ".xlsx") }, "is no longer what it was: its digest (SHA-256) was "},
		{"a returned file without a digest", func(r *rig) { r.Closing.Files[0].SHA256 = "" }, "without its digest"},
		{"a workbook that was sent is missing", func(r *rig) { r.remove("reviews/" + tunde + ".xlsx") }, "reviews/tunde.okafor@acme.example.xlsx of the campaign's folder is missing."},
		{"a workbook was filled in where it lay", func(r *rig) {
			r.Events[0].Files = []review.File{{Name: maria + ".xlsx", SHA256: strings.Repeat("ee", 32)}}
		}, "reviews/maria.lopez@acme.example.xlsx of the campaign's folder is no longer what it was"},
		{"HR's list differs", func(r *rig) { r.spoil("sources/*") }, "sources/staff 2026-11.csv of the campaign's folder is no longer what it was"},
		{"the snapshot is missing", func(r *rig) { r.remove(snapshotFile) }, "snapshot.jsonl.gz of the campaign's folder is missing."},
		{"the snapshot is cut", func(r *rig) { r.spoil(snapshotFile) }, "cannot be read, so that accounts.csv is missing"},
		{"the snapshot is another one", func(r *rig) { r.write(snapshotFile, mustRead(r.t, filepath.Join(r.Folder, laterFile))) }, "holds other accounts than the campaign was opened with"},
		{"the later snapshot is another one", func(r *rig) { r.write(laterFile, mustRead(r.t, filepath.Join(r.Folder, snapshotFile))) }, "holds other accounts than those that the campaign was closed with"},
		{"the service counts more", func(r *rig) { r.Campaign.Proof.TotalResults++ }, "The snapshot holds 30 accounts, and the service counted 31."},
		{"somebody was left out", func(r *rig) {
			for i := range r.Campaign.People {
				if p := &r.Campaign.People[i]; len(p.Accesses) == 1 {
					p.Account.ID = "nobody"
					break
				}
			}
		}, "NOT EXPLAINED"},
		{"somebody is in the population and not in the snapshot", func(r *rig) { r.Campaign.People[0].Account.ID = "nobody" }, "1 account is in it, and the snapshot does not have them."},
		{"the decisions do not add up", func(r *rig) { r.Closing.Rows[0].Decision = "" }, "The decisions do not add up to the population: 59 decisions and 60 rows."},
		{"somebody decided about themselves", func(r *rig) {
			r.Closing.Rows[0].By = strings.ToUpper(string(r.Closing.Rows[0].Person.Account.UserName))
		}, "1 access was decided by the person whose access it is."},
		{"the plan's file is missing", func(r *rig) { must(r.t, os.Remove(filepath.Join(r.Run.Folder, "plan.jsonl"))) }, "plan.jsonl of the run's folder is missing."},
		{"the journal is missing", func(r *rig) { must(r.t, os.Remove(filepath.Join(r.Run.Folder, "journal.jsonl"))) }, "journal.jsonl of the run's folder is missing."},
		{"the closing's file is missing", func(r *rig) { r.remove(closingFile) }, "closing.jsonl.gz of the campaign's folder is missing."},
		{"a folder stands where a file was", func(r *rig) {
			r.remove(timelineFile)
			r.write(timelineFile+"/x", nil)
		}, "timeline.jsonl of the campaign's folder is no ordinary file."},
	})
}

// flaw is something wrong with a campaign, and what the evidence says of it.
type flaw struct {
	name  string
	spoil func(r *rig)
	says  string
}

// eachSays builds the evidence of a campaign with each flaw, and looks for what it says on every page.
func eachSays(t *testing.T, flaws []flaw) {
	for _, c := range flaws {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 30)
			c.spoil(r)
			made := r.build()
			gaps := strings.Join(made.Gaps, "\n")
			if !strings.Contains(gaps, c.says) {
				t.Errorf("the gaps are:\n%s", gaps)
			}
			files := tree(t, made.Folder)
			for _, page := range []string{"index.html", "README.txt", "6-sign-off/sign-off.html"} {
				if !strings.Contains(files[page], "issing") || strings.Contains(files[page], "it fits together") {
					t.Errorf("%s claims to be complete", page)
				}
			}
			if want := sumsOf(files, func(path string) bool { return path == "SHA256SUMS" }); want != files["SHA256SUMS"] {
				t.Error("the digests are not those of the files")
			}
		})
	}
}

func TestAPlanThatTakesNothingNeedsNeitherApplyNorVerification(t *testing.T) {
	r := newRig(t, 60)
	r.Run.Plan.Changes = nil
	r.Run.Calls, r.Run.Verified, r.Reread = nil, nil, nil
	for i := range r.Closing.Rows {
		r.Closing.Rows[i].Decision = review.Keep
	}
	r.Closing.DeactivateLeavers = false
	if gaps := r.build().Gaps; len(gaps) > 0 {
		t.Errorf("it has gaps: %q", gaps)
	}
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return content
}

// one is the file of the campaign's folder that a pattern finds.
func (r *rig) one(pattern string) string {
	r.t.Helper()
	found, err := filepath.Glob(filepath.Join(r.Folder, filepath.FromSlash(pattern)))
	must(r.t, err)
	if len(found) != 1 {
		r.t.Fatalf("%s finds %q", pattern, found)
	}
	return found[0]
}

func (r *rig) remove(pattern string) { must(r.t, os.Remove(r.one(pattern))) }

// spoil cuts the end of a file off.
func (r *rig) spoil(pattern string) {
	path := r.one(pattern)
	content := mustRead(r.t, path)
	must(r.t, os.WriteFile(path, content[:len(content)-3], 0o600))
}

// taking is a change of the plan that takes a workspace.
func (r *rig) taking(n int) *plan.Change {
	r.t.Helper()
	for i := range r.Run.Plan.Changes {
		if c := &r.Run.Plan.Changes[i]; len(c.Revocations) > 0 {
			if n == 0 {
				return c
			}
			n--
		}
	}
	r.t.Fatal("the plan takes too little")
	return nil
}

// stillThere is the difference of a revocation that is not done.
func (r *rig) stillThere(n int) apply.Difference {
	c := r.taking(n)
	return apply.Difference{ChangeID: c.ID, UserName: c.UserName, UserID: c.UserID, Path: apply.PathEntitlements,
		Workspace: &identity.Workspace{ID: c.Revocations[0].ID}, Wanted: false, Seen: true}
}

func (r *rig) deactivating() *plan.Change {
	r.t.Helper()
	for i := range r.Run.Plan.Changes {
		if c := &r.Run.Plan.Changes[i]; c.Action == plan.Deactivate {
			return c
		}
	}
	r.t.Fatal("nobody is deactivated")
	return nil
}
