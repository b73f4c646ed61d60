package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// applyOptions are what the apply command was asked for.
type applyOptions struct {
	run      string
	yes      bool
	noVerify bool
	order    string
	gate     gateFlags
	connect  connectFlags
}

// applyAnswer is the JSON answer of apply.
type applyAnswer struct {
	Run       string               `json:"run"`
	PlanID    string               `json:"planId"`
	Digest    string               `json:"digest"`
	Outcomes  map[apply.Status]int `json:"outcomes"` // lines of results.jsonl by outcome
	Changes   map[apply.Status]int `json:"changes"`  // changes by outcome
	Requests  int                  `json:"requests"`
	Seconds   float64              `json:"seconds"`
	Converged bool                 `json:"converged"`
	Files     map[string]string    `json:"files"`

	Decisions *decided           `json:"decisions,omitempty"` // of changes, where something has to be approved
	Approvals []approval.File    `json:"approvals,omitempty"` // the files given to this call
	Problems  []approval.Problem `json:"problems,omitempty"`  // why they cannot be used
	SignedBy  string             `json:"signedBy,omitempty"`
}

// decided counts changes by what approvers have said.
type decided struct {
	Approved  int `json:"approved"`
	Rejected  int `json:"rejected"`
	Undecided int `json:"undecided"`

	AppliedAgainst int `json:"appliedAgainst,omitempty"` // applied before they were rejected, or before anybody was asked
}

func newApply(s *screen) *cobra.Command {
	var o applyOptions
	cmd := &cobra.Command{
		Use:   "apply RUN",
		Short: "Apply exactly that plan, and write what became of every row",
		Long: `Drives a run to its end, however often it is called: what is settled stays, what was in flight is
looked at first, what failed or was not attempted is tried again. A user who changed after the plan is
left alone. On a terminal it asks first; elsewhere it needs --yes.

With --approvals only what is approved in a returned change report is applied; the decisions are kept in the
run. What is rejected or still open is left alone, and can be decided in a later call.` +
			exits(exitDone, exitFailure, exitUsage, exitInput, exitNotApplied, exitLimit, exitPlanUnfit, exitCredentials, exitInterrupted),
		Example: `  scimsheet apply staff-20261121T211005Z
  scimsheet apply october --yes --workers 8 --rate 600
  scimsheet apply october --approvals change-report.xlsx
  scimsheet apply october --approvals returned/ --four-eyes
  scimsheet apply october --yes --expect-plan 61f0c2a97be0d4f3 --require-signature allowed_signers`,
		Args: exactArgs(1, "one run folder; several approvals: --approvals for each, or --approvals FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseEmpty(cmd.Flags()); err != nil {
				return err
			}
			o.run = filepath.Clean(args[0])
			answer, err := applyRun(cmd.Context(), s, o)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask; needed where there is no terminal")
	cmd.Flags().BoolVar(&o.noVerify, "no-verify", false, "do not read again what the service's answers showed to be as wanted")
	cmd.Flags().StringVar(&o.order, "order", orderSafe, "safe (what takes nothing away goes first) or sheet (as in the input)")
	o.gate.bind(cmd.Flags())
	o.connect.bind(cmd.Flags())
	return cmd
}

// The orders in which changes go.
const (
	orderSafe  = "safe"
	orderSheet = "sheet"
)

func applyRun(ctx context.Context, s *screen, o applyOptions) (*applyAnswer, error) {
	if err := oneOf("order", o.order, orderSafe, orderSheet); err != nil {
		return nil, err
	}
	p, err := readRun(o.run)
	if err != nil {
		return nil, err
	}
	if err := o.gate.expected(p); err != nil {
		return nil, err
	}
	if p.Refused {
		return nil, refusal(p)
	}
	state, err := readState(o.run, p)
	if err != nil {
		return nil, err
	}
	granted, err := o.gate.admit(s, o.run, p, state)
	switch {
	case err != nil && granted.onlyRejects():
		return nil, errors.Join(granted.keep(o.run, p), err)
	case err != nil:
		return granted.refused(o.run, p), err
	case state.Finished(p) && !granted.adds():
		if err := clearFinished(o.run); err != nil {
			return nil, err
		}
		s.talk("%s\n", nothingLeft(p, state))
		return conclude(ctx, s, o.run, p, applied{told: true, leave: granted, Summary: apply.Summary{
			Outcomes: apply.Outcomes(p, state), Differences: state.Differences(p), Converged: state.Converged(p)}})
	case granted.foreseen(state).Finished(p):
		if err := granted.keep(o.run, p); err != nil {
			return nil, err
		}
		if state, err = readState(o.run, p); err != nil {
			return nil, err
		}
		s.talk("The decisions are recorded; nothing was to be sent for them.\n")
		return conclude(ctx, s, o.run, p, applied{leave: granted, Summary: apply.Summary{
			Outcomes: apply.Outcomes(p, state), Differences: state.Differences(p), Converged: state.Converged(p)}})
	}
	return drive(ctx, s, o, p, state, granted)
}

// nothingLeft says that a call of apply has nothing to do.
func nothingLeft(p *plan.Plan, state *apply.State) string {
	open := undecided(p, state)
	if open == 0 {
		return "Nothing is left to do: every change of plan " + p.ID + " is settled."
	}
	return fmt.Sprintf("Nothing is left to do: everything approved of plan %s is settled. Still to be decided: %s (--approvals FILE).",
		p.ID, countOf(open, "change"))
}

// drive connects, asks, and applies what is left of a run.
func drive(ctx context.Context, s *screen, o applyOptions, p *plan.Plan, state *apply.State, granted *leave) (*applyAnswer, error) {
	if err := checkKept(o.run, p); err != nil {
		return nil, err
	}
	conn, err := o.connect.open(ctx, s, &p.Tenant)
	if err != nil {
		return nil, s.before(ctx, err, o.run)
	}
	defer conn.close(ctx)
	if err := confirm(ctx, s, pendingOf(p, granted.foreseen(state)), o.yes); err != nil {
		return nil, s.before(ctx, err, o.run)
	}
	if err := conn.prepareWrites(ctx, s, p); err != nil {
		return conclude(ctx, s, o.run, p, applied{stopped: err, leave: granted, Summary: apply.Summary{
			Outcomes: apply.Outcomes(p, state), Differences: state.Differences(p)}})
	}
	log, err := journal.Open(filepath.Join(o.run, journalFile))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	if err := sheet.ClearDrafts(o.run); err != nil {
		return nil, err
	}
	done := run(ctx, s, conn, p, log, o, granted)
	if done.Outcomes == nil {
		return nil, done.stopped
	}
	return conclude(ctx, s, o.run, p, done)
}

// run drives the plan, and shows how far it comes. At an interrupt it says at once that it stops: what is
// under way may take a while to be answered.
func run(ctx context.Context, s *screen, conn *connection, p *plan.Plan, log *journal.Journal, o applyOptions, granted *leave) applied {
	begun := s.Now()
	told := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(told)
		s.talk("Stopping as soon as what is under way has ended. Go on later with: %s\n", s.next("apply", o.run))
	})
	done := applied{leave: granted}
	done.Summary, done.stopped = apply.Run(ctx, p, tenant{conn}, log, apply.Options{
		Workers: o.connect.workers, Now: s.Now, Progress: applyProgress(s),
		SheetOrder: o.order == orderSheet, NoVerify: o.noVerify, Decisions: granted.decisions(), ApprovedOnly: granted.approvedOnly(),
		FourEyes: granted.fourEyes, SignedBy: granted.signer, By: conn.tenant.Caller})
	if !stop() {
		<-told
	}
	s.endLine()
	if done.Summary.Replaces {
		conn.rememberReplacing(s)
	}
	done.requests, done.sent, done.took = conn.requests(), conn.wrote(), s.Now().Sub(begun)
	return done
}

// before is why apply ended before it could write anything.
func (s *screen) before(ctx context.Context, err error, run string) error {
	if ctx.Err() != nil {
		return s.stoppedInTime(run)
	}
	return err
}

func (s *screen) stoppedInTime(run string) error {
	return fail(exitInterrupted, "go on with: "+s.next("apply", run), "stopped before anything was sent")
}

// wrote reports whether a request that writes users was sent.
func (conn *connection) wrote() bool {
	users := conn.network.Counts().Users
	return users[http.MethodPost]+users[http.MethodPatch]+users[http.MethodPut] > 0
}

// clearFinished removes what an earlier call has left half written, unless somebody is at work there.
func clearFinished(run string) error {
	if _, err := os.Stat(filepath.Join(run, journalFile)); err != nil {
		return nil // there was nothing to apply
	}
	log, err := journal.Open(filepath.Join(run, journalFile))
	if errors.Is(err, journal.ErrLocked) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(sheet.ClearDrafts(run), log.Close())
}

// applied is what one call of apply came to.
type applied struct {
	apply.Summary
	told        bool // by an earlier call: its results are there, and somebody may be working in them
	leave       *leave
	stopped     error
	interrupted bool // by somebody
	sent        bool // a request that writes went out
	requests    int
	took        time.Duration
}

// readState reads what the journal of a run tells, without taking its lock. A run that was never
// applied has no journal, which tells nothing.
func readState(run string, p *plan.Plan) (*apply.State, error) {
	state, err := apply.Replay(filepath.Join(run, journalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return &apply.State{}, nil
	}
	if err != nil {
		return nil, err
	}
	if state.Plan != "" && state.Plan != p.Digest {
		return nil, apply.ErrForeignJournal
	}
	return state, nil
}

// applyProgress moves a bar over the changes of one call, with what has gone wrong so far, and another over
// the accounts that are read again.
func applyProgress(s *screen) func(apply.Progress) {
	changes, verifying := s.bar("", 1), s.bar("Verifying", 1)
	return func(p apply.Progress) {
		if p.Phase == apply.Verifying && p.Verify > 0 {
			if p.Verified == 0 {
				s.endLine()
			}
			verifying.show(p.Verified, p.Verify)
			return
		}
		var wrong []string
		for _, status := range []apply.Status{apply.Drifted, apply.Failed, apply.Partial, apply.Unknown} {
			if n := p.Outcomes[status]; n > 0 {
				wrong = append(wrong, fmt.Sprintf("%s %s", thousands(n), status))
			}
		}
		changes.what = map[apply.Phase]string{apply.Checking: "Checking", apply.Applying: "Applying", apply.Verifying: "Verifying"}[p.Phase]
		changes.show(p.Done, p.Total, wrong...)
	}
}

// pendingOf is the part of a plan that is still to be sent, as far as it may be.
func pendingOf(p *plan.Plan, state *apply.State) *plan.Plan {
	return p.Only(func(c *plan.Change) bool { return state.Pending(p, c) })
}

// confirm asks the person at the terminal to type what cannot be undone.
func confirm(ctx context.Context, s *screen, p *plan.Plan, yes bool) error {
	s.talk("%s\n", report.Sentence(p))
	if yes || len(p.Changes) == 0 {
		return nil
	}
	if !s.interactive() {
		return fail(exitUsage, "add --yes where nobody can be asked", "apply needs --yes where there is no terminal")
	}
	want, question := "yes", "Type yes to go on: "
	if n := p.Counts.Revocations; n > 0 {
		want, question = strconv.Itoa(n), "Taking a workspace cannot be undone. Type the number of workspaces taken to go on: "
	}
	return s.ask(ctx, question, want, "nothing was sent")
}
