package apply

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// send writes one change in as few requests as it takes, and leaves in the attempt what was answered.
// An error is one that stops the run.
func (r *run) send(ctx context.Context, a *attempt) error {
	if a.requests == 0 {
		a.startedAt = r.now()
	}
	want := a.target()
	first := want
	if !r.plan.Policy.Unbounded {
		first = a.firstWrite(want)
	}
	var err error
	switch {
	case a.before == nil:
		err = a.take(r.tenant.Create(ctx, first))
	case len(compare(a.change, a.before, &first)) > 0:
		err = a.take(r.tenant.Update(ctx, *a.before, first))
	}
	if err == nil && a.mayGoOn() {
		err = r.addRest(ctx, a, first.Workspaces, identity.Without(want.Workspaces, first.Workspaces))
	}
	a.halted = errors.Is(a.answer.err, identity.ErrNotSent) && ctx.Err() != nil
	a.confirmed = a.sure && a.known != nil && a.requests > 0 && stand(a.change, a.known).wanted()
	return err
}

// target is the account as the change wants it. What the change does not speak of is taken from the
// account as it was just seen, so that nothing else is sent.
func (a *attempt) target() identity.Account {
	want := a.change.After()
	if a.before == nil {
		return want
	}
	now := *a.change
	now.Before = a.before
	target := now.After()
	target.UserName, target.Workspaces = a.before.UserName, want.Workspaces
	return target
}

// firstWrite is what the first request writes: everything, where there are no more workspaces than one
// write carries. Of more, what the person holds already always stays in, and what this run took from
// them comes before what they never had.
func (a *attempt) firstWrite(want identity.Account) identity.Account {
	if len(want.Workspaces) <= MaxPerWrite {
		return want
	}
	var kept []string
	if a.before != nil {
		if len(a.before.Workspaces) > MaxPerWrite {
			want.Workspaces = a.before.Workspaces
			return want
		}
		kept = identity.Without(a.before.Workspaces, identity.Without(a.before.Workspaces, want.Workspaces))
	}
	others := identity.Without(want.Workspaces, kept)
	fresh := identity.Without(others, a.prior.lost)
	others = append(identity.Without(others, fresh), fresh...)
	want.Workspaces = identity.Union(kept, others[:MaxPerWrite-len(kept)])
	return want
}

// unsafe says why a change cannot be written without the risk of dropping workspaces; empty where it
// can. The plan blocks such changes, so this speaks up only where an account has come near the bound
// since. (Anaplan SCIM API, "PATCH semantics": add may replace the whole set, and a dropped workspace
// takes model roles with it. A user whom this run created has none to lose.)
func (a *attempt) unsafe(policy plan.Policy) string {
	if a.before == nil {
		return ""
	}
	want := a.target().Workspaces
	switch {
	case policy.Unbounded || len(want) <= MaxPerWrite || identity.SameSet(want, a.before.Workspaces):
		return ""
	case a.change.Before != nil && policy.PatchAdd != plan.PatchAppends:
		return fmt.Sprintf("more than %d workspaces cannot be written to an existing account in one request, and in pieces could drop some", MaxPerWrite)
	case len(a.before.Workspaces) > MaxPerWrite && len(identity.Without(a.before.Workspaces, want)) > 0:
		return fmt.Sprintf("a workspace cannot be taken from an account that keeps more than %d", MaxPerWrite)
	}
	return ""
}

// take notes what a write came to. The error is one that stops the run.
func (a *attempt) take(res identity.WriteResult, err error) error {
	if errors.Is(err, identity.ErrNotSent) {
		a.answer.err = err
		a.leave(err.Error(), hintTransient)
		return nil
	}
	requests := max(1, res.Attempts)
	a.answer = answer{status: res.HTTPStatus, scimType: res.ScimType, detail: res.Detail, partial: res.Partial, err: err}
	var refusal *identity.Refusal
	if errors.As(err, &refusal) {
		if refusal.HTTPStatus == 0 { // by ourselves: it cannot be put into a request
			a.leave(refusal.Detail, hintUnwritable)
			return nil
		}
		requests = max(1, refusal.Attempts)
		a.answer.status, a.answer.scimType, a.answer.detail = refusal.HTTPStatus, refusal.ScimType, refusal.Detail
	}
	a.answer.harmless = refusal != nil && requests == 1 || errors.Is(err, identity.ErrSignedOut)
	switch {
	case err == nil:
		a.requests += requests
		a.acted = true
		a.learn(res)
		return nil
	case errors.Is(err, identity.ErrSignedOut):
		return err
	}
	a.requests += requests
	a.acted = a.acted || !a.answer.harmless
	a.sure = a.sure && a.answer.harmless
	return nil
}

// learn takes from the answer to an accepted write how the account is now, as far as it tells. A 202 tells
// nothing: it is accepted, and not done yet (RFC 9110 section 15.3.3).
func (a *attempt) learn(res identity.WriteResult) {
	if res.Account == nil || res.Partial || res.HTTPStatus == http.StatusAccepted {
		a.known, a.sure = nil, false
		return
	}
	now, last := *res.Account, a.known
	a.id = firstOf(now.ID, a.id)
	now.ID = a.id
	if now.UserName == "" { // left out, as the documented replies to PUT and PATCH do; it cannot have changed
		now.UserName = a.change.UserName
	}
	if res.WorkspacesShown {
		a.sure = true
	} else {
		// Where the change is not about workspaces they are as they were, for a new user none; the check
		// at the end looks.
		a.sure = a.sure && len(a.change.Grants)+len(a.change.Revocations) == 0
		now.Workspaces = nil
		if a.sure && last != nil {
			now.Workspaces = last.Workspaces
		}
	}
	a.sure = a.sure && a.id != ""
	a.known = &now
}

// mayGoOn reports whether the rest of a change that takes several requests can be sent.
func (a *attempt) mayGoOn() bool {
	return a.answer.err == nil && !a.answer.partial && a.note == "" && a.id != ""
}

// adding is what this run has learnt about giving workspaces by adding. That the service replaces is
// remembered in the journal: finding it out takes workspaces from somebody.
type adding struct {
	mu       sync.Mutex
	known    bool
	replaces bool
}

const (
	noteReplaces = "this service replaces workspaces instead of adding them, so more than one request's worth cannot be given"
	noteNotGiven = "the service did not give the workspaces it was asked for"
)

// addRest gives the rest of the workspaces in pieces, beside those that are held already.
func (r *run) addRest(ctx context.Context, a *attempt, held, rest []string) error {
	for piece := range slices.Chunk(rest, MaxPerWrite) {
		if a.sure && len(identity.Without(held, a.known.Workspaces)) > 0 {
			a.leave(noteNotGiven, hintPartial)
			return nil
		}
		if err := r.addPiece(ctx, a, held, piece); err != nil || !a.mayGoOn() {
			return err
		}
		held = identity.Union(held, piece)
	}
	return nil
}

// addPiece adds one piece. Until one was seen to leave the workspaces in place that were held before it,
// pieces are sent one at a time in the whole run and the account is read after each: should the
// service replace instead, one person has lost by it and no more.
func (r *run) addPiece(ctx context.Context, a *attempt, held, piece []string) error {
	r.adding.mu.Lock()
	if r.adding.known {
		replaces := r.adding.replaces
		r.adding.mu.Unlock()
		if replaces {
			a.leave(noteReplaces, hintTooMany)
			return nil
		}
		return a.take(r.tenant.AddWorkspaces(ctx, a.id, piece))
	}
	defer r.adding.mu.Unlock()
	if err := r.readBack(ctx, a, held); err != nil || !a.mayGoOn() {
		return err
	}
	if err := a.take(r.tenant.AddWorkspaces(ctx, a.id, piece)); err != nil || !a.mayGoOn() {
		return err
	}
	if err := r.readBack(ctx, a, nil); err != nil || !a.mayGoOn() {
		return err
	}
	now := a.known.Workspaces
	switch missing := identity.Without(held, now); {
	case len(missing) == len(held) && len(held) > 0:
		r.adding.known, r.adding.replaces = true, true
		if err := r.record(&record{Kind: replacesKind, At: r.now()}); err != nil {
			return err
		}
		err := r.giveBack(ctx, a, held)
		a.note += a.lossInWords(missing)
		return err
	case len(missing)+len(identity.Without(piece, now)) > 0:
		a.leave(noteNotGiven, hintPartial)
	default:
		r.adding.known = true
	}
	return nil
}

// lossInWords tells what cannot be given back: who was there before this run had model roles in what was
// dropped.
func (a *attempt) lossInWords(dropped []string) string {
	if a.before == nil {
		return ""
	}
	kept := identity.Without(a.before.Workspaces, dropped)
	if n := len(a.before.Workspaces) - len(kept); n > 0 {
		return fmt.Sprintf("; it dropped %d workspaces that the person held, and with them their model roles, which do not come back", n)
	}
	return ""
}

// giveBack undoes what adding took from a person, as far as one write can. What it cannot is left to the
// next apply.
func (r *run) giveBack(ctx context.Context, a *attempt, held []string) error {
	if len(held) > MaxPerWrite {
		a.leave(noteReplaces, hintPartial)
		return nil
	}
	whole := *a.known
	whole.Workspaces = held
	err := a.take(r.tenant.Update(ctx, *a.known, whole))
	if a.answer.err != nil || a.answer.partial {
		a.leave(noteReplaces, hintPartial)
	} else {
		a.leave(noteReplaces, hintTooMany)
	}
	return err
}

// readBack makes sure of the account in the middle of its change, where the answers did not show it.
// That it cannot be read, or does not hold what it should, ends the change and nothing else; only
// credentials that no longer count stop the run.
func (r *run) readBack(ctx context.Context, a *attempt, held []string) error {
	if !a.sure {
		sight, err := r.tenant.Look(ctx, Keys{IDs: []string{a.id}})
		if errors.Is(err, identity.ErrSignedOut) {
			return err
		}
		if err != nil {
			a.leave("the account could not be read in the middle of its change: "+err.Error(), hintPartial)
			return nil
		}
		now, found := sight.ByID[identity.Fold(a.id)]
		if !found {
			a.leave("the account could not be found in the middle of its change", hintPartial)
			return nil
		}
		a.known, a.sure = &now, true
	}
	if len(identity.Without(held, a.known.Workspaces)) > 0 {
		a.leave(noteNotGiven, hintPartial)
	}
	return nil
}
