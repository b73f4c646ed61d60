package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Why an attempt that sends nothing itself has no answer.
var (
	errNotRecorded = errors.New("an earlier call ended before the answer was recorded")
	errSentBefore  = errors.New("sent by an earlier call")
)

// settleInFlight looks at everything an earlier call had sent, or was about to send, and could not say
// what became of it, and at what that call left half done and may not be gone on with. What turns out
// not to be done is tried again in its turn, if it may be sent.
func (r *run) settleInFlight(ctx context.Context) error {
	for i := range r.plan.Changes {
		c := &r.plan.Changes[i]
		t := r.state.of(c.ID)
		unknown := t.inFlight || t.outcome.Status == Unknown
		switch {
		case c.Writes() && unknown:
			a := r.attempt(c)
			a.answer.err = errNotRecorded
			r.doubtful = append(r.doubtful, a)
		case r.state.watched(r.plan, c):
			a := r.attempt(c)
			a.answer = answer{status: t.outcome.HTTPStatus, scimType: t.outcome.ScimType, err: errSentBefore}
			r.doubtful = append(r.doubtful, a)
		}
	}
	if len(r.doubtful) == 0 {
		return nil
	}
	r.step(Checking)
	all := r.doubtful
	err := r.settle(ctx)
	r.doubtful = nil
	r.late = slices.DeleteFunc(r.late, func(a *attempt) bool { return r.state.Pending(r.plan, a.change) })
	for _, a := range all { // what is not done counts when it has been tried again
		if a.counted != "" && r.state.Pending(r.plan, a.change) {
			r.progress.Outcomes[a.counted]--
			r.progress.Done--
		}
	}
	return err
}

// settle looks at the accounts of all doubtful attempts and gives each its outcome. After an error those
// that were not looked at stay doubtful.
func (r *run) settle(ctx context.Context) error {
	for len(r.doubtful) > 0 {
		some := r.doubtful[:min(largestWave, len(r.doubtful))]
		sight, err := r.read(ctx, some)
		if err != nil {
			return err
		}
		for _, a := range some {
			if err := r.judge(a, a.find(sight), a.namesake(sight)); err != nil {
				return err
			}
		}
		r.doubtful = r.doubtful[len(some):]
	}
	return nil
}

// giveUp gives every attempt that is still doubtful the outcome that the answers alone allow.
func (r *run) giveUp(why error) error {
	for _, a := range r.doubtful {
		var err error
		if a.sure {
			err = r.judge(a, a.known, nil)
		} else {
			err = r.settled(a, a.unknown(why))
		}
		if err != nil && r.brokenBy() == nil {
			return err
		}
	}
	r.doubtful = nil
	return why
}

// judge gives an attempt its outcome from the account as it is now.
func (r *run) judge(a *attempt, now, namesake *identity.Account) error {
	v := a.judge(now, namesake)
	if v.open {
		r.late = append(r.late, a)
	}
	return r.settled(a, v)
}

// verify reads again what was answered as wanted and not looked at since, in this call or in one that was
// cut short, and what failed without an answer: that may have been carried out late.
func (r *run) verify(ctx context.Context) error {
	if !r.options.NoVerify {
		r.doubtful = append(r.doubtful, r.late...)
	}
	unverified := r.unverified()
	r.progress.Verify = len(r.doubtful) + len(unverified)
	if r.progress.Verify == 0 {
		return nil
	}
	r.step(Verifying)
	if err := r.settle(ctx); err != nil {
		return r.giveUp(err)
	}
	for some := range slices.Chunk(unverified, largestWave) {
		sight, err := r.read(ctx, some)
		if err != nil {
			return err
		}
		checked := &record{Kind: verifiedKind, At: r.now(), Changes: idsOf(some)}
		for _, a := range some {
			checked.Differences = append(checked.Differences, fromWanted(a.change, a.find(sight))...)
		}
		if err := r.record(checked); err != nil {
			return err
		}
	}
	return nil
}

// unverified are the applied changes that rest on the answer to their write alone.
func (r *run) unverified() []*attempt {
	var out []*attempt
	for i := range r.plan.Changes {
		if r.state.of(r.plan.Changes[i].ID).unverified && !r.options.NoVerify {
			a := r.attempt(&r.plan.Changes[i])
			a.confirmed = true
			out = append(out, a)
		}
	}
	return out
}

// read looks at what was sent.
func (r *run) read(ctx context.Context, attempts []*attempt) (Sight, error) {
	sight, err := r.tenant.Look(ctx, keysOf(attempts))
	switch {
	case ctx.Err() != nil:
		return Sight{}, ctx.Err()
	case err != nil:
		return Sight{}, fmt.Errorf("read again what was written: %w", err)
	}
	if r.progress.Phase == Verifying {
		r.progress.Verified += len(attempts)
		r.step(Verifying)
	}
	return sight, nil
}

// fromWanted is everything in which an account, nil for none, is not as the change wants it.
func fromWanted(c *plan.Change, now *identity.Account) []Difference {
	if now == nil {
		return []Difference{{ChangeID: c.ID, UserName: c.UserName, UserID: c.UserID, Path: plan.PathUserName, Wanted: string(c.UserName)}}
	}
	after := c.After()
	return compare(c, &after, now)
}

// Verify reads the accounts of all changes that the plan wanted made and says, in the plan's order, in
// what they are not as wanted, with what apply said about each; changes that an approver turned down
// or left open are not wanted. It finds what has drifted since, and what was never applied. The error
// is a look that failed.
func Verify(ctx context.Context, p *plan.Plan, outcomes map[string]Outcome, tenant Tenant) ([]Difference, error) {
	var wanted []*attempt
	for i := range p.Changes {
		c := &p.Changes[i]
		if status := outcomes[c.ID].Status; c.Writes() && status != Rejected && status != Undecided {
			wanted = append(wanted, &attempt{change: c, prior: told{outcome: outcomes[c.ID]}, confirmed: true})
		}
	}
	var out []Difference
	for some := range slices.Chunk(wanted, largestWave) {
		sight, err := tenant.Look(ctx, keysOf(some))
		if err != nil {
			return nil, fmt.Errorf("look at the accounts of the plan: %w", err)
		}
		for _, a := range some {
			for _, d := range fromWanted(a.change, a.find(sight)) {
				d.Outcome = a.prior.outcome.Status
				out = append(out, d)
			}
		}
	}
	return out, nil
}
