package directory

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// Sought is one person whose account may be found by any of several keys; empty ones are left out.
type Sought struct {
	UserName   identity.UserName
	ID         string
	ExternalID string
}

func (p Sought) terms() []string {
	return Keys{UserNames: []identity.UserName{p.UserName}, IDs: []string{p.ID}, ExternalIDs: []string{p.ExternalID}}.terms()
}

// Search is how the accounts of some people are asked for: some fifty people a request, and all keys of a
// person in the same one, so that those whom one key does not find take no second request.
type Search struct {
	batches [][]string // of filter terms
}

// NewSearch prepares a search. People without any key, and keys that came up before, are left out.
func NewSearch(people []Sought) Search {
	var s Search
	var terms []string // of one person each
	keys := map[string][]string{}
	asked := map[string]bool{}
	for _, p := range people {
		var own []string
		for _, term := range p.terms() {
			if !asked[identity.Fold(term)] {
				asked[identity.Fold(term)] = true
				own = append(own, term)
			}
		}
		if len(own) > 0 {
			term := scim.Any(own)
			terms, keys[term] = append(terms, term), own
		}
	}
	for _, batch := range scim.Batches(terms) {
		var flat []string
		for _, term := range batch {
			flat = append(flat, keys[term]...)
		}
		s.batches = append(s.batches, flat)
	}
	return s
}

// Requests is how many requests the search takes where nobody shares an externalId with many others.
func (s Search) Requests() int { return len(s.batches) }

// Find reads the accounts that a search asks for. A key that no account has is no error: the answer
// being whole, there is no such account. Progress counts requests.
//
// Where a standard service turns out not to understand such filters, every account is read, and kept:
// Snapshot.Complete. Progress counts accounts then.
func (d *Directory) Find(ctx context.Context, s Search, progress Progress) (*Snapshot, error) {
	began := time.Now().UTC()
	var requests atomic.Int64
	snapshot, err := d.filtered(ctx, s.batches, progress, &requests)
	switch {
	case errors.Is(err, errNoFilters):
		if snapshot, err = d.All(ctx, progress); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("read accounts by name: %w", err)
	}
	snapshot.Requests += int(requests.Load())
	snapshot.TakenAt = began
	return snapshot, nil
}

// filtered asks for the accounts by filters, one request for each batch; errNoFilters where the service
// does not understand them.
func (d *Directory) filtered(ctx context.Context, batches [][]string, progress Progress, requests *atomic.Int64) (*Snapshot, error) {
	if err := d.tryFilters(ctx, batches, requests); err != nil {
		return nil, err
	}
	var telling sync.Mutex
	done := 0
	g := newGathering(d.users.Quirks())
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(d.workers)
	for _, batch := range batches {
		group.Go(func() error {
			users, err := d.batch(groupCtx, batch, requests)
			if err != nil {
				return err
			}
			if err := g.add(users); err != nil {
				return err
			}
			telling.Lock()
			defer telling.Unlock()
			if done++; progress != nil {
				progress(done, len(batches))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, d.filters.judge(d.users.Quirks(), err)
	}
	return g.snapshot(), nil
}
