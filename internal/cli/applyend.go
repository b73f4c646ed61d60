package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
)

// conclude writes the results, says what became of the run, and how apply ends.
func conclude(ctx context.Context, s *screen, run string, p *plan.Plan, done applied) (*applyAnswer, error) {
	done.interrupted = ctx.Err() != nil
	answer := &applyAnswer{Run: run, PlanID: p.ID, Digest: p.Digest, Converged: done.Converged, Requests: done.requests, Seconds: done.took.Seconds(),
		Changes: map[apply.Status]int{}}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Writes() {
			answer.Changes[done.Outcomes[c.ID].Status]++
		}
	}
	done.leave.report(answer, p, done.Outcomes)
	if err := writeResults(s, run, p, done, answer); err != nil {
		return answer, errors.Join(done.stopped, err)
	}
	return answer, endOf(s, p, done, answer)
}

// endOf is how apply ends: what stopped it, else what became of the changes. Rows that the plan held
// back do not count.
func endOf(s *screen, p *plan.Plan, done applied, answer *applyAnswer) error {
	switch {
	case done.interrupted && !done.sent:
		return s.stoppedInTime(answer.Run)
	case done.interrupted:
		return fail(exitInterrupted, "go on with: "+s.next("apply", answer.Run), "stopped: nothing more is sent; what was sent is recorded%s", takenSoFar(done.Outcomes))
	case done.stopped != nil:
		f := s.failureOf(done.stopped)
		if f.Hint == "" || errors.Is(done.stopped, apply.ErrServiceDown) {
			f.Hint = "go on with: " + s.next("apply", answer.Run)
		}
		return f
	}
	if forbidden(p, done.Outcomes) {
		return fail(exitCredentials, "the account has to be active, sign in without single sign-on, and have the role User Admin; scimsheet check tells",
			"the service let this account change nobody (403)")
	}
	left := 0
	for _, status := range []apply.Status{apply.Failed, apply.Partial, apply.Drifted, apply.Unknown, apply.NotAttempted} {
		left += answer.Changes[status]
	}
	switch {
	case left > 0:
		return fail(exitNotApplied, "the sheet Results of "+answer.Files[resultsBook]+" says why for each row",
			"%s of %d not applied", countOf(left, "change"), writing(p))
	case !answer.Converged:
		return fail(exitNotApplied, s.next("verify", answer.Run)+" lists them", "the tenant differs from the plan for some users")
	}
	return nil
}

// forbidden reports whether every write was refused for want of permission.
func forbidden(p *plan.Plan, outcomes map[string]apply.Outcome) bool {
	refused := 0
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Writes() {
			o := outcomes[c.ID]
			if o.Status == apply.Undecided || o.Status == apply.Rejected {
				continue
			}
			if o.Status != apply.Failed || o.HTTPStatus != http.StatusForbidden {
				return false
			}
			refused++
		}
	}
	return refused > 0
}

// writing counts the changes that send something. It does not go by what the plan's header says of itself.
func writing(p *plan.Plan) int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].Writes() {
			n++
		}
	}
	return n
}

// refusal is what apply says of a plan that exceeds a limit.
func refusal(p *plan.Plan) *failure {
	var over, flags []string
	for _, l := range p.Limits {
		if l.Exceeded {
			over = append(over, fmt.Sprintf("%s %s planned, %s allowed", l.Name, thousands(l.Planned), thousands(l.Allowed)))
			flags = append(flags, fmt.Sprintf("--%s %d", l.Name, l.Planned))
		}
	}
	made := "plan"
	if p.Undoes != "" {
		made = "undo"
	}
	return fail(exitLimit, "look at the change report; if it is right, "+made+" again with "+strings.Join(flags, " "),
		"a limit refused this plan: %s", strings.Join(over, ", "))
}

// takenSoFar says what cannot be undone of a run that was stopped.
func takenSoFar(outcomes map[string]apply.Outcome) string {
	taken := map[apply.Status]int{}
	for _, o := range outcomes {
		for _, ws := range o.Workspaces {
			if ws.Change == apply.Revoke {
				taken[ws.Status]++
			}
		}
	}
	n, perhaps := taken[apply.Applied], taken[apply.Unknown]
	switch {
	case n+perhaps == 0:
		return ""
	case perhaps == 0:
		return "; " + countOf(n, "workspace") + " taken so far, which cannot be undone"
	}
	return fmt.Sprintf("; %s to %s taken so far, which cannot be undone", thousands(n), countOf(n+perhaps, "workspace"))
}
