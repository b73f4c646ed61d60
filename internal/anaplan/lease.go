package anaplan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"scimsheet/internal/identity"
)

// lease is a token that is asked for when first needed, renewed before it ends and once after a refusal,
// however many requests ask for it at the same time.
type lease struct {
	now func() time.Time

	turn    chan struct{} // who holds it may look at and change what is below
	token   sealed
	state   int // how often there was a new token, or more time for one
	renewAt time.Time
	refused error // asking again could not help, and could lock an account
}

func newLease(now func() time.Time) lease { return lease{now: now, turn: make(chan struct{}, 1)} }

// grant is a token and how long it lives; no life or a negative one says that this is not known.
type grant struct {
	token sealed
	life  time.Duration
}

// hold gives the token and the number of its state. renew is called, by one request at a time, where the
// token is about to end or its state is still the stale one; who asks meanwhile waits for that.
func (l *lease) hold(ctx context.Context, stale int, renew func(context.Context) (grant, error)) (sealed, int, error) {
	if err := l.take(ctx); err != nil {
		return sealed{}, 0, unsent(err)
	}
	defer l.release()
	if l.refused != nil {
		return sealed{}, 0, l.refused
	}
	if l.state > stale && l.now().Before(l.renewAt) {
		return l.token, l.state, nil
	}
	granted, err := renew(ctx)
	switch {
	case errors.Is(err, identity.ErrSignedOut):
		l.refused = err
		return sealed{}, 0, err
	case err != nil:
		return sealed{}, 0, unsent(err)
	}
	l.token = granted.token
	l.state++
	l.renewAt = renewal(l.now(), granted.life)
	return l.token, l.state, nil
}

func (l *lease) take(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *lease) release() { <-l.turn }

// unsent says of the request that waited for a token that it never left.
func unsent(err error) error {
	if errors.Is(err, identity.ErrNotSent) {
		return err
	}
	return fmt.Errorf("%w: %w", identity.ErrNotSent, err)
}

// presumedLife is taken where the service does not say how long a token lives, or says nonsense: a
// refused one is renewed all the same. Anaplan's live 35 minutes.
const presumedLife = 30 * time.Minute

// renewal is when a token should be renewed: a little before it ends, two minutes at most.
func renewal(now time.Time, life time.Duration) time.Time {
	if life <= 0 {
		life = presumedLife
	}
	return now.Add(life - min(2*time.Minute, life/10))
}
