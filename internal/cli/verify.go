package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// verifyAnswer is the JSON answer of verify.
type verifyAnswer struct {
	Run         string             `json:"run"`
	Converged   bool               `json:"converged"`
	Checked     int                `json:"checked"`
	Differences []apply.Difference `json:"differences"`
	Files       map[string]string  `json:"files"`
}

func newVerify(s *screen) *cobra.Command {
	var connect connectFlags
	cmd := &cobra.Command{
		Use:   "verify RUN",
		Short: "Read the tenant again and show what differs from the plan",
		Long: `Reads every user whom the plan changes and compares every attribute and workspace with what the plan
wanted. What approvers turned down or left open is not wanted, and not compared. Nothing is written to
the tenant.` +
			exits(exitDone, exitFailure, exitUsage, exitNotApplied, exitPlanUnfit, exitCredentials, exitInterrupted),
		Example: "  scimsheet verify staff-20261121T211005Z",
		Args:    exactArgs(1, "one run folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := verifyRun(cmd.Context(), s, filepath.Clean(args[0]), connect)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	connect.bind(cmd.Flags())
	return cmd
}

func verifyRun(ctx context.Context, s *screen, run string, connect connectFlags) (*verifyAnswer, error) {
	p, err := readRun(run)
	if err != nil {
		return nil, err
	}
	state, err := readState(run, p)
	if err != nil {
		return nil, err
	}
	conn, err := connect.open(ctx, s, &p.Tenant)
	if err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	recall(conn.known, p)
	outcomes := apply.Outcomes(p, state)
	differences, err := apply.Verify(ctx, p, outcomes, tenant{conn})
	if err != nil {
		return nil, err
	}
	unwanted := notApproved(p, outcomes)
	answer := &verifyAnswer{Run: run, Converged: len(differences) == 0, Checked: writing(p) - unwanted, Differences: differences}
	if answer.Differences == nil {
		answer.Differences = []apply.Difference{}
	}
	looked := verification{At: s.Now().UTC(), PlanDigest: p.Digest, By: conn.tenant.Caller, Converged: answer.Converged, Checked: answer.Checked, Differences: len(differences)}
	if answer.Files, err = saveVerified(run, looked, differences); err != nil {
		return answer, err
	}
	if unwanted > 0 {
		s.answer("Not compared: %s whose change was rejected or is not decided yet.\n", countOf(unwanted, "user"))
	}
	if answer.Converged {
		s.answer("The tenant is as plan %s wants it: %s read and compared.\n", p.ID, countOf(answer.Checked, "user"))
		return answer, nil
	}
	for _, d := range differences {
		s.answer("  %s\n", differenceLine(d))
	}
	hint := s.next("apply", run) + " tries again what can be tried; what others changed is left alone"
	switch {
	case state.Plan == "":
		hint = "this plan has not been applied yet: " + s.next("apply", run)
	case state.Finished(p):
		hint = "everything of this plan is settled, so somebody changed these users since, or the run was undone; to bring them to the state of the spreadsheet, plan it again"
	}
	return answer, fail(exitNotApplied, hint,
		"%s from the plan", countOf(len(differences), "difference"))
}

// notApproved counts the changes that an approver turned down, or that nobody has decided on.
func notApproved(p *plan.Plan, outcomes map[string]apply.Outcome) int {
	n := 0
	for i := range p.Changes {
		if status := outcomes[p.Changes[i].ID].Status; status == apply.Rejected || status == apply.Undecided {
			n++
		}
	}
	return n
}

// verification says when a run was verified, and with what result: evidence of a look at the tenant.
type verification struct {
	At          time.Time `json:"at"`
	PlanDigest  string    `json:"planDigest"`
	By          string    `json:"by,omitempty"` // the account that signed in; empty where unknown
	Converged   bool      `json:"converged"`
	Checked     int       `json:"checked"` // users who were read and compared
	Differences int       `json:"differences"`
}

// saveVerified writes the differences, and adds to the log when they were looked for: no look takes another away.
func saveVerified(run string, v verification, differences []apply.Difference) (map[string]string, error) {
	lines, err := saveAs(filepath.Join(run, verifyLines), func(w io.Writer) error { return writeLines(w, verifyLines, differences) })
	if err != nil {
		return nil, err
	}
	log := filepath.Join(run, verifyLog)
	if err := addLines(log, v); err != nil {
		return nil, err
	}
	return map[string]string{verifyLines: lines, verifyLog: log}, nil
}

// differenceLine is one difference as a person reads it.
func differenceLine(d apply.Difference) string {
	switch {
	case d.Seen == nil:
		return fmt.Sprintf("%s: there is no account", d.UserName)
	case d.Workspace != nil && d.Wanted == true:
		return fmt.Sprintf("%s: does not hold workspace %s", d.UserName, workspaceLabel(*d.Workspace))
	case d.Workspace != nil:
		return fmt.Sprintf("%s: still holds workspace %s", d.UserName, workspaceLabel(*d.Workspace))
	}
	return fmt.Sprintf("%s: %s is %q, not %q", d.UserName, d.Path, fmt.Sprint(d.Seen), fmt.Sprint(d.Wanted))
}

func workspaceLabel(ws identity.Workspace) string {
	if ws.Name == "" {
		return ws.ID
	}
	return fmt.Sprintf("%q (%s)", ws.Name, ws.ID)
}
