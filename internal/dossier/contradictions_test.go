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

// decide has the closing and the returned files say of a row what nobody said.
func (r *rig) decide(row int, d review.Decision) {
	r.Closing.Rows[row].Decision, r.Reread.Rows[row].Decision = d, d
}

// row is the number of the first row that was decided so by a reviewer, of an account that is still there.
func (r *rig) row(d review.Decision) int {
	r.t.Helper()
	for i := range r.Closing.Rows {
		if j := &r.Closing.Rows[i]; j.Decision == d && !j.Treated && j.Person.Account.ID != r.accounts[len(r.accounts)-1].ID {
			return i
		}
	}
	r.t.Fatalf("no row is decided %s", d)
	return 0
}

func (r *rig) treatedRow() int {
	r.t.Helper()
	for i := range r.Closing.Rows {
		if r.Closing.Rows[i].Treated {
			return i
		}
	}
	r.t.Fatal("no row is treated")
	return 0
}

func TestReturnedFilesAreReadAgain(t *testing.T) {
	eachSays(t, []flaw{
		{"a decision was changed in the closing", func(r *rig) { r.Closing.Rows[r.row(review.Keep)].Decision = review.Change },
			"Of 1 row the returned files, read again, do not say what the closing says: R"},
		{"both sides are told", func(r *rig) { r.Closing.Rows[r.row(review.Keep)].Decision = review.Change },
			"the closing says change by tunde.okafor@acme.example, the files keep by tunde.okafor@acme.example). 4-decisions/read-again.csv has both."},
		{"somebody else decided", func(r *rig) { r.Closing.Rows[r.row(review.Keep)].By = sam }, "the closing says keep by sam.owner@acme.example, the files keep by tunde.okafor@acme.example)"},
		{"it stands in another file", func(r *rig) { r.Reread.Rows[r.row(review.Keep)].SHA256 = strings.Repeat("ab", 32) }, "keep by tunde.okafor@acme.example, in another file"},
		{"it was given other reasons", func(r *rig) { r.Closing.Rows[r.row(review.Keep)].Justification = "of course" }, "keep by tunde.okafor@acme.example, with other words"},
		{"the files decide nothing", func(r *rig) {
			j := &r.Reread.Rows[r.row(review.Keep)]
			j.Decision, j.By, j.Open = "", "", review.OpenContradiction
		}, "the closing says keep by tunde.okafor@acme.example, the files not decided)"},
		{"somebody had decided what was treated", func(r *rig) {
			j := &r.Reread.Rows[r.treatedRow()]
			j.Decision, j.By = review.Keep, maria
		}, "the closing says treated as revoke, the files keep by maria.lopez@acme.example)"},
		{"the files are about other rows", func(r *rig) { r.Reread.Rows = r.Reread.Rows[1:] }, "Read again, the returned files are about 59 rows, and the closing about 60."},
		{"something is wrong in the files", func(r *rig) {
			r.Reread.Problems = []review.Problem{{Code: review.ProblemEdited, File: "maria.xlsx", Message: "Review!C17 was edited"}}
		}, "with which no campaign can be closed; the first: maria.xlsx: Review!C17 was edited."},
		{"they could not be read", func(r *rig) { r.Reread, r.RereadFault = nil, "their folder is missing" }, "could not be read again, so that nothing shows that they say what the closing says: their folder is missing."},
	})
}

func TestManyRowsThatDifferAreCountedAndListed(t *testing.T) {
	r := newRig(t, 60)
	want := 0
	for i := range r.Closing.Rows {
		if j := &r.Closing.Rows[i]; j.Decision == review.Keep {
			j.Justification = "changed"
			want++
		}
	}
	made := r.build()
	if gaps := strings.Join(made.Gaps, "\n"); !strings.Contains(gaps, "Of 86 rows the returned files") || !strings.Contains(gaps, "and 81 more.") {
		t.Errorf("the gaps are:\n%s", gaps)
	}
	if listed := strings.Count(tree(t, made.Folder)[rereadTable], ",changed,"); listed != want {
		t.Errorf("%d of %d rows are listed", listed, want)
	}
}

func TestWithoutReadingAgainNothingIsClaimedOfIt(t *testing.T) {
	r := newRig(t, 30)
	r.Reread = nil
	made := r.build()
	if page := tree(t, made.Folder)["index.html"]; len(made.Gaps) > 0 || strings.Contains(page, "read again for this evidence") {
		t.Errorf("the gaps are %q", made.Gaps)
	}
}

func TestRowsOfAMissingFileAreToldWithTheFile(t *testing.T) {
	r := newRig(t, 30)
	f := r.Closing.Files[0]
	r.remove("returned/*/" + f.Name)
	for i := range r.Reread.Rows {
		if j := &r.Reread.Rows[i]; j.SHA256 == f.SHA256 {
			j.Decision, j.By, j.Open = "", "", review.OpenBlank
		}
	}
	made := r.build()
	if len(made.Gaps) != 1 || !strings.Contains(made.Gaps[0], "is missing. The decisions that stand in it cannot be checked.") {
		t.Errorf("the gaps are %q", made.Gaps)
	}
	if strings.Contains(tree(t, made.Folder)["index.html"], "they say of every row what the closing says") {
		t.Error("it is claimed that all of them agree")
	}
}

func TestThePlanIsHeldAgainstTheDecisions(t *testing.T) {
	eachSays(t, []flaw{
		{"it takes what was kept", func(r *rig) { r.decide(r.rowOf(r.taking(0)), review.Keep) }, "The plan takes 1 workspace that nobody has decided to revoke: user."},
		{"it takes from somebody else", func(r *rig) { r.taking(0).UserID = "another" }, "that nobody has decided to revoke: user."},
		{"it deactivates whom the closing does not", func(r *rig) { r.Closing.DeactivateLeavers = false }, "whom the closing does not deactivate: user."},
		{"it gives something", func(r *rig) { r.taking(0).Grants = []identity.Workspace{spaces[0]} }, "The plan gives or changes something else of 1 person, which no review decides: user."},
		{"it changes a name", func(r *rig) {
			r.taking(0).Attributes = []plan.Attribute{{Path: plan.PathFamilyName, Before: "a", After: "b"}}
		}, "which no review decides: user."},
		{"it lacks a revocation", func(r *rig) { r.decide(r.row(review.Keep), review.Revoke) }, "1 revocation was decided and is not in the plan, and nothing here says why: "},
		{"it lacks a deactivation", func(r *rig) {
			c := r.deactivating()
			c.Action, c.Attributes = plan.Update, nil
			r.settle(c, apply.Applied)
		}, "1 person who has left was to be deactivated and is not in the plan, and nothing here says why: "},
	})
}

// rowOf is the number of the row that a change takes a workspace by.
func (r *rig) rowOf(c *plan.Change) int {
	r.t.Helper()
	for i := range r.Closing.Rows {
		if j := &r.Closing.Rows[i]; strings.EqualFold(j.Person.Account.ID, c.UserID) && j.Access.Workspace.ID == c.Revocations[0].ID {
			return i
		}
	}
	r.t.Fatal("the change follows from no row")
	return 0
}

func TestWhatWasDoneNeedsAnApproval(t *testing.T) {
	outcome := func(change func(o *apply.Outcome)) func(r *rig) {
		return func(r *rig) {
			c := r.taking(0)
			o := r.Run.Outcomes[c.ID]
			change(&o)
			r.Run.Outcomes[c.ID] = o
		}
	}
	eachSays(t, []flaw{
		{"none is recorded", outcome(func(o *apply.Outcome) { o.Decisions = nil }), "1 change was carried out and no approval of it is recorded: user."},
		{"only a no is recorded", outcome(func(o *apply.Outcome) { o.Decisions[0].Verdict = apply.Reject }), "no approval of it is recorded: user."},
		{"it was done all the same", outcome(func(o *apply.Outcome) { o.Unapproved = true }), "1 change was carried out although no approver had said yes, or one had said no: user."},
	})
}

func TestWhatARunKeepsIsWhatItsPlanSays(t *testing.T) {
	inRun := func(name string) func(r *rig) {
		return func(r *rig) { must(r.t, os.WriteFile(filepath.Join(r.Run.Folder, name), []byte("other"), 0o600)) }
	}
	gone := func(name string) func(r *rig) {
		return func(r *rig) { must(r.t, os.Remove(filepath.Join(r.Run.Folder, name))) }
	}
	eachSays(t, []flaw{
		{"the rows were edited", inRun("rows.jsonl.gz"), "rows.jsonl.gz of the run's folder is no longer what it was"},
		{"the findings were edited", inRun("findings.jsonl"), "findings.jsonl of the run's folder is no longer what it was"},
		{"the snapshot was edited", inRun("snapshot.jsonl.gz"), "5-execution/snapshot.jsonl.gz holds other accounts than those that the plan was made from"},
		{"the rows are missing", gone("rows.jsonl.gz"), "rows.jsonl.gz of the run's folder is missing."},
		{"the snapshot is missing", gone("snapshot.jsonl.gz"), "snapshot.jsonl.gz of the run's folder is missing."},
		{"the change report is missing", gone("change-report.xlsx"), "change-report.xlsx of the run's folder is missing."},
		{"its page is missing", gone("change-report.html"), "change-report.html of the run's folder is missing."},
		{"the results are missing", gone("results.xlsx"), "results.xlsx of the run's folder is missing."},
		{"the results for programs are missing", gone("results.jsonl"), "results.jsonl of the run's folder is missing."},
		{"whoever calls has found more", func(r *rig) { r.Run.Faults = []string{"change-report.xlsx was edited"} }, "change-report.xlsx was edited."},
	})
}

func TestResultsThatWereMadeAnewTakeThePlaceOfTheRunsOwn(t *testing.T) {
	r := newRig(t, 30)
	r.Run.Results = t.TempDir()
	for _, name := range []string{"results.xlsx", "results.jsonl", "plan.jsonl"} {
		must(t, os.WriteFile(filepath.Join(r.Run.Results, name), []byte("made anew"), 0o600))
	}
	made := r.build()
	files := tree(t, made.Folder)
	if files["5-execution/results.xlsx"] != "made anew" || files["5-execution/results.jsonl"] != "made anew" || files["5-execution/plan.jsonl"] == "made anew" || len(made.Gaps) > 0 {
		t.Errorf("%q, %q, %q", files["5-execution/results.xlsx"], files["5-execution/results.jsonl"], made.Gaps)
	}
	must(t, os.Remove(filepath.Join(r.Run.Results, "results.xlsx")))
	if gaps := r.build().Gaps; len(gaps) != 1 || !strings.Contains(gaps[0], "results.xlsx") {
		t.Errorf("the gaps are %q", gaps)
	}
}

func TestAnUndoIsToldAndLookedAt(t *testing.T) {
	undone := func(at, carriedOut time.Time) func(r *rig) {
		return func(r *rig) {
			r.Run.Undone = []Undo{{At: at, PlanID: "aaaa-bbbb", Folder: "/home/ana/q4-run-undo", AppliedAt: carriedOut}}
		}
	}
	eachSays(t, []flaw{
		{"planned after the last look", undone(applied.Add(2*time.Hour), time.Time{}),
			"An undo of the plan was planned on 2026-12-15 10:00:00 UTC (plan aaaa-bbbb, folder q4-run-undo), and the tenant was not read again since"},
		{"carried out after the last look", undone(applied.Add(time.Minute), applied.Add(2*time.Hour)), "An undo of the plan was carried out on 2026-12-15 10:00:00 UTC"},
	})
	r := newRig(t, 30)
	undone(applied.Add(time.Minute), applied.Add(3*time.Minute))(r)
	made := r.build()
	page := words(tree(t, made.Folder)["index.html"])
	if len(made.Gaps) > 0 || !strings.Contains(page, "| An undo of the plan was planned: plan aaaa-bbbb in the folder q4-run-undo. It is no part of this evidence. |") || strings.Contains(page, "/home/ana") {
		t.Errorf("the gaps are %q", made.Gaps)
	}
}

func TestWhatWasRecordedUntilTheClosingStands(t *testing.T) {
	eachSays(t, []flaw{
		{"an event was changed", func(r *rig) { r.Timeline = []byte(strings.Replace(string(r.Timeline), "2026-12-13", "2026-12-01", 1)) },
			"timeline.jsonl was changed after the campaign was closed: the digest (SHA-256) of its first 2 lines was "},
		{"an event was taken out", func(r *rig) { r.Timeline = r.Timeline[:strings.Index(string(r.Timeline), "\n")+1] },
			"timeline.jsonl lacks lines: it had 2 when the campaign was closed, and only 1 of them are there."},
		{"a line was added after the closing", func(r *rig) {
			r.Events = append(r.Events, review.Event{At: applied, What: review.WhatRead, Words: "later"})
			r.Timeline = linesOf(t, r.Events)
			r.write(timelineFile, r.Timeline)
		}, "timeline.jsonl does not end as it was written"},
		{"somebody else has closed it", func(r *rig) {
			r.Events[len(r.Events)-1].By = "cfo@acme.example"
			r.Timeline = linesOf(t, r.Events)
			r.write(timelineFile, r.Timeline)
		}, "timeline.jsonl does not end as it was written"},
		{"there is none", func(r *rig) { r.Timeline = nil }, "and only 0 of them are there."},
		{"none is there, and nothing was read", func(r *rig) {
			r.remove(timelineFile)
			r.Timeline, r.Events = nil, nil
		}, "timeline.jsonl of the campaign's folder is missing."},
	})
}

func TestWorkbooksAreHeldAgainstWhatWasSent(t *testing.T) {
	eachSays(t, []flaw{
		{"nothing was recorded", func(r *rig) { r.Events[0].Files = nil }, "No digest was recorded of 3 workbooks when the campaign sent them: nothing shows that what is here is what was sent ("},
		{"a delegate's workbook was filled in", func(r *rig) {
			r.write("delegated/bob.xlsx", []byte("filled in"))
			r.Events = append(r.Events, review.Event{At: given, What: review.WhatDelegated, Files: []review.File{{Name: "bob.xlsx", SHA256: digest("as sent")}}})
		}, "delegated/bob.xlsx of the campaign's folder is no longer what it was"},
	})
}
