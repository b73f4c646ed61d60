package cli

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
)

func TestOnlyWhatARunMayHaveDoneIsUndone(t *testing.T) {
	workspaces := func(first, second apply.Status) []apply.WorkspaceOutcome {
		return []apply.WorkspaceOutcome{
			{Workspace: identity.Workspace{ID: "w2"}, Change: apply.Grant, Status: first},
			{Workspace: identity.Workspace{ID: "w1"}, Change: apply.Revoke, Status: second},
		}
	}
	for _, c := range []struct {
		sentence string
		outcome  apply.Outcome
		want     *plan.Done
	}{
		{"what was applied is", apply.Outcome{Status: apply.Applied, UserID: "u", Workspaces: workspaces(apply.Applied, apply.Applied)},
			&plan.Done{UserID: "u", Workspaces: []string{"w1", "w2"}}},
		{"of what was applied in part, that part is", apply.Outcome{Status: apply.Partial, UserID: "u", Workspaces: workspaces(apply.Failed, apply.Applied)},
			&plan.Done{UserID: "u", Workspaces: []string{"w1"}}},
		{"what stayed unknown is looked at whole", apply.Outcome{Status: apply.Unknown, Workspaces: workspaces(apply.Unknown, apply.Unknown)},
			&plan.Done{Workspaces: []string{"w1", "w2"}}},
		{"of an account that was otherwise after its write, what was done is",
			apply.Outcome{Status: apply.Drifted, HTTPStatus: 200, UserID: "u", Workspaces: workspaces(apply.Applied, apply.Drifted)},
			&plan.Done{UserID: "u", Workspaces: []string{"w2"}}},
		{"an account that drifted before its write is not", apply.Outcome{Status: apply.Drifted, UserID: "u"}, nil},
		{"what was as wanted already is not", apply.Outcome{Status: apply.Unchanged, UserID: "u"}, nil},
		{"what failed is not", apply.Outcome{Status: apply.Failed, UserID: "u", HTTPStatus: 400}, nil},
		{"what was not attempted is not", apply.Outcome{Status: apply.NotAttempted}, nil},
		{"what an approver turned down is not", apply.Outcome{Status: apply.Rejected, UserID: "u", HTTPStatus: 503, Attempts: 1}, nil},
		{"what nobody has decided is not", apply.Outcome{Status: apply.Undecided, UserID: "u"}, nil},
		{"what was applied before it was turned down is", apply.Outcome{Status: apply.Applied, UserID: "u", Workspaces: workspaces(apply.Applied, apply.Applied),
			Decisions: []apply.Decision{{Verdict: apply.Reject}}}, &plan.Done{UserID: "u", Workspaces: []string{"w1", "w2"}}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			var got *plan.Done
			if wrote(c.outcome) {
				got = new(doneOf(c.outcome))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestARunThatIsBeingAppliedIsNotUndone(t *testing.T) {
	run, p := t.TempDir(), &plan.Plan{Digest: "d"}
	log, err := journal.Open(filepath.Join(run, journalFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Append(map[string]any{"kind": "begin", "plan": p.Digest, "at": time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	if _, err := readDone(run, p); !errors.Is(err, journal.ErrLocked) {
		t.Errorf("while it is being applied: %v, want %v", err, journal.ErrLocked)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := readDone(run, p); err != nil {
		t.Errorf("after it was killed: %v", err)
	}
}

func TestAnUndoLiesBesideItsRunAndIsNamedAfterIt(t *testing.T) {
	at := time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC)
	here := t.TempDir()
	t.Chdir(here)
	for run, want := range map[string]string{
		"october":      "october-undo-20261121T211005Z",
		"runs/october": "runs/october-undo-20261121T211005Z",
		".":            here + "-undo-20261121T211005Z",
	} {
		if got, err := defaultUndo(run, at); err != nil || got != filepath.FromSlash(want) {
			t.Errorf("of %s: %s (%v), want %s", run, got, err, want)
		}
	}
}
