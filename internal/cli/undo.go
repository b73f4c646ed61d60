package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// undoOptions are what the undo command was asked for.
type undoOptions struct {
	run      string
	newRun   string // folder; empty for the default name
	operator string
	policy   policyFlags
	connect  connectFlags
}

func newUndo(s *screen) *cobra.Command {
	var o undoOptions
	cmd := &cobra.Command{
		Use:   "undo RUN [-o NEWRUN]",
		Short: "Make a plan that puts back what a run changed. Never writes to the tenant",
		Long: `Reads the users whom the run changed and plans to put back what it changed, and only that. The new plan
is looked at and applied like any other. What somebody has changed since is left as it is and named.
Users whom the run created are deactivated: there is no delete. A workspace that the run took is given
again, but the model roles in it do not come back.` +
			exits(exitDone, exitFailure, exitUsage, exitLimit, exitPlanUnfit, exitCredentials, exitInterrupted),
		Example: `  scimsheet undo staff-20261121T211005Z
  scimsheet undo october -o october-undone --max-revocations 40
  scimsheet undo october --manage active`,
		Args: exactArgs(1, "one run folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.run = filepath.Clean(args[0])
			answer, err := makeUndo(cmd.Context(), s, o)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.newRun, "output", "o", "", "the new run's folder (left out: named after the run and the time, beside it)")
	flags.StringVar(&o.operator, "operator", "", "who makes this plan (left out: the account that signs in)")
	flags.StringSliceVar(&o.policy.Manage, "manage", plan.Groups(), "attributes the undo may touch")
	o.policy.bindGuards(flags)
	o.connect.bind(flags)
	return cmd
}

// makeUndo reads the run and the accounts concerned, decides, and writes the new run folder: whole, or
// not at all.
func makeUndo(ctx context.Context, s *screen, o undoOptions) (*planAnswer, error) {
	p, err := readRun(o.run)
	if err != nil {
		return nil, err
	}
	policy, err := o.policy.toUndo(p)
	if err != nil {
		return nil, err
	}
	done, err := readDone(o.run, p)
	if err != nil {
		return nil, err
	}
	if o.newRun == "" {
		if o.newRun, err = defaultUndo(o.run, s.Now()); err != nil {
			return nil, err
		}
	}
	conn, err := o.connect.open(ctx, s, &p.Tenant)
	if err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	if o.operator, err = conn.operator(o.operator, policy.FourEyes); err != nil {
		return nil, err
	}
	stage, err := stageRun(o.newRun)
	if err != nil {
		return nil, err
	}
	defer stage.discard()
	undo, dryRun, err := decideUndo(ctx, s, conn, p, done, policy, o, stage)
	if err != nil {
		return nil, err
	}
	parts, err := writeReports(s, stage, dryRun)
	if err != nil {
		return nil, err
	}
	if err := stage.publish(); err != nil {
		return nil, err
	}
	if err := noteUndo(o.run, undo, o.newRun); err != nil {
		return nil, err
	}
	answer := answerOf(undo, &roster.Roster{}, o.newRun, parts)
	answer.People = len(undo.Changes)
	tellUndo(s, p, undo, len(done))
	tellPlan(s, undo, answer)
	return answer, undoVerdict(undo, answer)
}

// toUndo is the policy of an undo: written as the run was, guarded as the flags say. That a review needs the
// approvals of its reviewers says nothing about taking it back.
func (p *policyFlags) toUndo(undone *plan.Plan) (plan.Policy, error) {
	guards, of := p.Policy, undone.Policy
	if undone.Review != "" {
		of.RequireApproval = of.FourEyes
	}
	p.Policy = of
	p.Absent, p.Read, p.Manage = plan.AbsentIgnore, readAuto, guards.Manage
	p.RequireApproval, p.FourEyes = guards.RequireApproval || of.RequireApproval, guards.FourEyes || of.FourEyes
	p.MaxCreates, p.MaxDeactivations, p.MaxRevocations = guards.MaxCreates, guards.MaxDeactivations, guards.MaxRevocations
	return p.resolve()
}

// readDone is what is known to have been done of each change of a run. A run that is being applied this
// moment is refused: what it does next would be missing from the undo.
func readDone(run string, p *plan.Plan) (map[string]plan.Done, error) {
	state, err := readState(run, p)
	if err != nil {
		return nil, err
	}
	if n := len(state.Calls); n > 0 && state.Calls[n-1].EndedAt.IsZero() {
		log, err := journal.Open(filepath.Join(run, journalFile))
		if err != nil {
			return nil, err
		}
		if err := log.Close(); err != nil {
			return nil, err
		}
		if state, err = readState(run, p); err != nil { // it may have ended between the two looks
			return nil, err
		}
	}
	done := map[string]plan.Done{}
	for id, outcome := range apply.Outcomes(p, state) {
		if wrote(outcome) {
			done[id] = doneOf(outcome)
		}
	}
	return done, nil
}

// wrote reports whether a change may have altered the account: what stayed unknown counts, as for apply
// itself; of an account found to be otherwise after an accepted write, the part that was done.
func wrote(o apply.Outcome) bool {
	switch o.Status {
	case apply.Applied, apply.Partial, apply.Unknown:
		return true
	case apply.Drifted:
		return o.HTTPStatus >= 200 && o.HTTPStatus < 300
	}
	return false
}

func doneOf(o apply.Outcome) plan.Done {
	did := plan.Done{UserID: o.UserID}
	for _, ws := range o.Workspaces {
		if ws.Status == apply.Applied || ws.Status == apply.Unknown {
			did.Workspaces = append(did.Workspaces, ws.ID)
		}
	}
	did.Workspaces = identity.Set(did.Workspaces)
	return did
}

// defaultUndo names an undo after its run and the time, beside it: october-undo-20261121T211005Z.
func defaultUndo(run string, now time.Time) (string, error) {
	if base := filepath.Base(run); base == "." || base == ".." { // a folder that is called by its place has its name elsewhere
		named, err := filepath.Abs(run)
		if err != nil {
			return "", fmt.Errorf("name the new run: %w", err)
		}
		run = named
	}
	return run + "-undo-" + now.UTC().Format("20060102T150405Z"), nil
}

// decideUndo reads the accounts that the run changed and makes the plan; all but the reports is written
// to the stage.
func decideUndo(ctx context.Context, s *screen, conn *connection, of *plan.Plan, done map[string]plan.Done, policy plan.Policy,
	o undoOptions, stage *stage) (*plan.Plan, report.Input, error) {
	var none report.Input
	known, err := conn.workspaces(ctx, s, nil)
	if err != nil {
		return nil, none, err
	}
	read, err := conn.readChanged(ctx, s, of, done, known)
	if err != nil {
		return nil, none, err
	}
	if policy.Caller, err = conn.protectedCaller(ctx, s, read); err != nil {
		return nil, none, err
	}
	difference := plan.Undo(of, done, plan.Actual{Accounts: read.Accounts, Total: read.Total, Workspaces: known}, policy)
	if err := errors.Join(keepNoRows(stage), keepFindings(stage, nil)); err != nil {
		return nil, none, err
	}
	p, err := conn.seal(s, stage, difference, policy, read, o.connect, plan.Facts{
		Operator: o.operator, Supplied: known.SuppliedOnly(), Undoes: of.ID})
	if err != nil {
		return nil, none, err
	}
	return p, report.Input{Plan: p, Run: o.newRun}, nil
}

// keepNoRows writes the archive of a plan that has no input.
func keepNoRows(stage *stage) error {
	file, err := stage.create(rowsFile)
	if err != nil {
		return fmt.Errorf("keep the input rows: %w", err)
	}
	defer file.Close()
	if err := sheet.NewArchiveWriter(file).Close(); err != nil {
		return fmt.Errorf("keep the input rows: %w", err)
	}
	return file.Close()
}

// leftOnScreen is how many users are named whose changes stay; all of them are in the change report.
const leftOnScreen = 20

// tellUndo says what an undo leaves as it is and what it cannot bring back.
func tellUndo(s *screen, of, undo *plan.Plan, done int) {
	if done == 0 {
		s.answer("Nothing of plan %s was applied: there is nothing to undo.\n", of.ID)
		return
	}
	s.answer("Plan %s changed %s; this plan puts back what still is as it left them.\n", of.ID, countOf(done, "user"))
	if n := undo.Counts.Grants; n > 0 {
		s.answer("  ⚠ %s given back without model roles: those were destroyed when the workspace was taken and do not come back\n",
			countOf(n, "workspace"))
	}
	if n := creationsUndone(of, undo); n > 0 {
		s.answer("  %s whom the run created: deactivated, because there is no delete\n", countOf(n, "user"))
	}
	told := 0
	for i := range undo.Changes {
		c := &undo.Changes[i]
		if !stays(c) {
			continue
		}
		if told++; told <= leftOnScreen {
			s.answer("  %s: %s\n", c.UserName, c.Detail)
		}
	}
	if told > leftOnScreen {
		s.answer("  … %s more in the change report\n", thousands(told-leftOnScreen))
	}
}

// creationsUndone counts the users whom a run created and its undo deactivates.
func creationsUndone(of, undo *plan.Plan) int {
	created := map[string]bool{}
	for i := range of.Changes {
		if c := &of.Changes[i]; c.Action == plan.Create {
			created[c.UserName.Key()] = true
		}
	}
	n := 0
	for i := range undo.Changes {
		if c := &undo.Changes[i]; c.Action == plan.Deactivate && created[c.UserName.Key()] {
			n++
		}
	}
	return n
}

// stays reports whether a part of what the run changed is left as it is for a reason to be named.
func stays(c *plan.Change) bool {
	return c.Action == plan.Blocked || c.Reason == plan.ReasonChangedSince || c.Reason == plan.ReasonNotManaged ||
		slices.ContainsFunc(c.Risks, func(r plan.Risk) bool { return r.Code == plan.RiskChangedSince })
}

// undoVerdict is how undo ends: a limit refuses it as it refuses any plan.
func undoVerdict(p *plan.Plan, answer *planAnswer) error {
	if p.Refused {
		return limitFailure(p, answer, "undo")
	}
	return nil
}
