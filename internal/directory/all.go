package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// All reads every account, or gives an error. Pages after the first are read at the same time. Users
// who come and go meanwhile shift the pages, since paging is stateless: where the total moved, a user
// came twice or too few came, everything is read again, at most three times.
//
// What cannot be noticed is somebody leaving and somebody else coming at the end of the list between
// two pages: total and count agree, one user is missed and the one who left is there. Whoever writes
// has to look at the account first.
func (d *Directory) All(ctx context.Context, progress Progress) (*Snapshot, error) {
	began := time.Now().UTC()
	var requests atomic.Int64
	var doubt *doubtful
	for range tries {
		snapshot, err := d.all(ctx, &requests, progress)
		if err == nil {
			snapshot.Complete = true
			snapshot.Requests = int(requests.Load())
			snapshot.TakenAt = began
			return snapshot, nil
		}
		if !errors.As(err, &doubt) {
			return nil, fmt.Errorf("read all accounts: %w", err)
		}
	}
	return nil, fmt.Errorf("read all accounts: the list of users changed or came back short in each of %d tries, the last time: %w", tries, doubt)
}

func (d *Directory) all(ctx context.Context, requests *atomic.Int64, progress Progress) (*Snapshot, error) {
	r := &reading{users: d.users, requests: requests}
	g := newGathering(d.users.Quirks())
	if progress != nil {
		g.told = func(done int) { progress(done, r.total) }
	}
	r.take = g.add
	size, err := r.first(ctx)
	if err != nil {
		return nil, err
	}
	pages, pagesCtx := errgroup.WithContext(ctx)
	// Requests in flight are bounded by the transport. While as many pages again are decoded, the next
	// ones are under way: replies tend to come in together, and latency is what reading costs.
	pages.SetLimit(2 * d.workers)
	for start := 1 + size; start <= r.total && pagesCtx.Err() == nil; start += size {
		pages.Go(func() error { return r.span(pagesCtx, start, min(start+size-1, r.total)) })
	}
	if err := cmp.Or(pages.Wait(), ctx.Err()); err != nil {
		return nil, err
	}
	if len(g.accounts) != r.total || g.repeated > 0 {
		return nil, &doubtful{fmt.Sprintf("%d of %d users came back, %d of them twice", len(g.accounts), r.total, g.repeated)}
	}
	snapshot := g.snapshot()
	snapshot.Total = r.total
	return snapshot, nil
}
