package apply

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// wave looks at some changes' accounts, writes what is to be written and settles what was not answered
// clearly. After the last wave that is left to the check at the end, so that one look does for both.
func (r *run) wave(ctx context.Context, changes []*plan.Change, last bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	attempts, err := r.prepare(ctx, changes)
	if err != nil || len(attempts) == 0 {
		return err
	}
	err = r.write(ctx, attempts)
	if err == nil {
		err = r.writeOvertaken(ctx, attempts)
	}
	err = cmp.Or(err, r.part(attempts))
	switch {
	case errors.Is(err, ErrServiceDown): // it may still answer a question
		return errors.Join(err, r.giveUp(r.settle(ctx)))
	case err != nil:
		return errors.Join(err, r.giveUp(nil))
	case last:
		return nil
	}
	if err := r.settle(ctx); r.stops(ctx, err) {
		return errors.Join(err, r.giveUp(err))
	}
	return nil
}

// stops reports whether an error of a look ends the run. Any other is left to the next look.
func (r *run) stops(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, identity.ErrSignedOut) || r.brokenBy() != nil)
}

// prepare looks at the accounts of some changes while the intent to send them goes to disk, and returns
// those that are to be sent; the others get their outcome. Without both, nothing is sent.
func (r *run) prepare(ctx context.Context, changes []*plan.Change) ([]*attempt, error) {
	r.step(Checking)
	attempts := make([]*attempt, len(changes))
	for i, c := range changes {
		attempts[i] = r.attempt(c)
	}
	if err := r.record(&record{Kind: intentKind, At: r.now(), Changes: idsOf(attempts)}); err != nil {
		return nil, r.withdraw(attempts, err)
	}
	onDisk := make(chan error, 1)
	go func() { onDisk <- r.sync() }()
	sight, err := r.tenant.Look(ctx, keysOf(attempts))
	if err != nil {
		err = cmp.Or(ctx.Err(), fmt.Errorf("look at accounts before writing: %w", err))
	}
	if err := cmp.Or(<-onDisk, err); err != nil {
		return nil, r.withdraw(attempts, err)
	}
	return r.decide(attempts, sight)
}

// decide tells the changes that are to be sent from those that get their outcome without it.
func (r *run) decide(attempts []*attempt, sight Sight) (toWrite []*attempt, err error) {
	for i, a := range attempts {
		a.see(sight)
		d := a.decide(a.before, a.namesake(sight))
		if d.write {
			a.note = a.unsafe(r.plan.Policy)
		}
		switch {
		case d.write && a.note == "":
			toWrite = append(toWrite, a)
			continue
		case d.write:
			a.hint = hintTooMany
			err = r.judge(a, a.before, nil)
		default:
			o := a.outcome(d.status, d.detail, d.hint)
			o.UserID = firstOf(a.id, o.UserID)
			err = r.settled(a, verdict{Outcome: o, differences: d.differences})
		}
		if err != nil {
			return nil, r.withdraw(append(toWrite, attempts[i+1:]...), err)
		}
	}
	return toWrite, nil
}

func (r *run) attempt(c *plan.Change) *attempt {
	return &attempt{change: c, prior: r.state.of(c.ID), startedAt: r.now()}
}

// see takes the account as it is before writing.
func (a *attempt) see(sight Sight) {
	a.before = a.find(sight)
	a.known, a.sure, a.id = a.before, true, a.change.UserID
	if a.before != nil {
		a.id = a.before.ID
	}
}

// keysOf says how to look the accounts up: an existing one by its id, a user to be created by userName.
// A creation that may have happened is looked for by id and externalId as well, one that was confirmed
// by its id alone.
func keysOf(attempts []*attempt) Keys {
	var keys Keys
	for _, a := range attempts {
		if a.change.Action != plan.Create {
			keys.IDs = append(keys.IDs, a.change.UserID)
			continue
		}
		id := a.prior.outcome.UserID
		if id != "" {
			keys.IDs = append(keys.IDs, id)
		}
		if id == "" || !a.confirmed {
			keys.UserNames = append(keys.UserNames, a.change.UserName)
		}
		if externalID := a.openExternalID(); externalID != "" {
			keys.ExternalIDs = append(keys.ExternalIDs, externalID)
		}
	}
	return keys
}

// openExternalID is the externalId of a creation of which it is not known whether it happened.
func (a *attempt) openExternalID() string {
	if a.change.Action != plan.Create || a.confirmed || (!a.prior.touched() && a.requests == 0) {
		return ""
	}
	after := a.change.After()
	return after.ExternalID
}

// find is the change's account; nil where there is none.
func (a *attempt) find(sight Sight) *identity.Account {
	now, found := sight.ByID[identity.Fold(firstOf(a.change.UserID, a.prior.outcome.UserID))]
	if !found && a.change.Action == plan.Create {
		now, found = sight.ByName[a.change.UserName.Key()]
	}
	if !found {
		return nil
	}
	return &now
}

// namesake is another account that has the externalId of a creation of which it is not known whether it
// happened: the same person under another userName, whom creating once more would make two.
func (a *attempt) namesake(sight Sight) *identity.Account {
	externalID := a.openExternalID()
	if externalID == "" {
		return nil
	}
	now, found := sight.ByExternalID[identity.Fold(externalID)]
	if !found || now.UserName.Same(a.change.UserName) {
		return nil
	}
	return &now
}

// withdraw takes back the intent to send, for a reason that is returned.
func (r *run) withdraw(attempts []*attempt, why error) error {
	if len(attempts) == 0 {
		return why
	}
	return cmp.Or(why, r.record(&record{Kind: withdrawnKind, At: r.now(), Changes: idsOf(attempts)}))
}

func idsOf(attempts []*attempt) []string {
	ids := make([]string, len(attempts))
	for i, a := range attempts {
		ids[i] = a.change.ID
	}
	return ids
}

// write sends the changes, some at a time, until all are through or something stops the run.
func (r *run) write(ctx context.Context, attempts []*attempt) error {
	r.step(Applying)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, r.options.Workers))
	for _, a := range attempts {
		if gctx.Err() != nil {
			break
		}
		g.Go(func() error { return r.writeOne(gctx, a) })
	}
	return cmp.Or(g.Wait(), ctx.Err())
}

// writeOne sends one change. Its own failure is no error; an error stops the run.
func (r *run) writeOne(ctx context.Context, a *attempt) error {
	if err := r.brokenBy(); err != nil || ctx.Err() != nil {
		return err
	}
	err := r.send(ctx, a)
	if a.confirmed {
		o := a.outcome(Applied, "", "")
		o.UserID = a.id
		err = errors.Join(err, r.settled(a, verdict{Outcome: o, unverified: !r.options.NoVerify}))
	}
	return errors.Join(err, r.heard(a))
}

// heard counts the writes in a row that went without an answer.
func (r *run) heard(a *attempt) error {
	switch {
	case a.halted || errors.Is(a.answer.err, identity.ErrSignedOut):
	case a.answer.err == nil || a.answer.refused():
		r.unanswered.Store(0)
	case r.unanswered.Add(1) >= tooManyUnanswered:
		return fmt.Errorf("%w: %d writes in a row failed, the last with: %w", ErrServiceDown, tooManyUnanswered, a.answer.err)
	}
	return nil
}

// part tells what was sent and is clear, what was sent and is not, and what never left.
func (r *run) part(attempts []*attempt) error {
	var withdrawn []*attempt
	var broken error
	for _, a := range attempts {
		switch {
		case a.counted != "": // has its outcome
		case a.requests == 0 && a.note != "" && !a.halted:
			broken = cmp.Or(broken, r.judge(a, a.known, nil))
		case a.requests == 0:
			withdrawn = append(withdrawn, a)
		default:
			r.doubtful = append(r.doubtful, a)
		}
	}
	return r.withdraw(withdrawn, broken)
}
