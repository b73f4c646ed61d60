package apply

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"scimsheet/internal/identity"
)

const (
	noteNotChanged = "the service says that the account was changed meanwhile (412), but shows it as it was"
	hintNotChanged = "apply again in a while; if it stays like this, the service refuses the versions that it gives itself: its operator has to know"
)

// overtaken reports whether somebody changed the account between our look and our write, which for that
// reason had no effect (412, RFC 7644 section 3.14).
func (a *attempt) overtaken() bool {
	return a.answer.status == http.StatusPreconditionFailed && a.answer.refused() && a.before != nil
}

// writeOvertaken looks again at the accounts of the attempts that were overtaken, in batches, and decides as
// before the first write: where only something was changed that the plan does not speak of, the change
// is sent once more, upon what there is now. Once and no more: whoever is overtaken twice is looked at
// with all others that were not answered clearly, and left to the next apply. So are those that are shown
// as they were: sent without a version, the change might write over what an old copy hides. And whoever
// lost workspaces to this run and could not be given them back was not overtaken in that: what is
// missing is no edit of somebody else's.
func (r *run) writeOvertaken(ctx context.Context, attempts []*attempt) error {
	var some []*attempt
	seen := map[*attempt]identity.Account{}
	for _, a := range attempts {
		if a.overtaken() && a.note == "" {
			some, seen[a] = append(some, a), *a.before
			a.prior.open = a.prior.open || a.acted
		}
	}
	if len(some) == 0 {
		return nil
	}
	r.step(Checking)
	sight, err := r.tenant.Look(ctx, keysOf(some))
	switch {
	case r.stops(ctx, err):
		return cmp.Or(ctx.Err(), fmt.Errorf("look again at accounts that were changed meanwhile: %w", err))
	case err != nil:
		return nil // they are looked at with the others
	}
	some, err = r.decide(some, sight)
	if err != nil {
		return err
	}
	var toWrite []*attempt
	for _, a := range some {
		if was := seen[a]; a.before.Version == was.Version && a.before.SameState(was) {
			a.leave(noteNotChanged, hintNotChanged)
			continue
		}
		toWrite = append(toWrite, a)
	}
	return r.write(ctx, toWrite)
}
