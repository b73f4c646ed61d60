package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
func (d *Directory) Find(ctx context.Context, s Search, progress Progress) (*Snapshot, error) {
	done := 0
	return d.ask(ctx, s.batches, func(int) {
		if done++; progress != nil {
			progress(done, len(s.batches))
		}
	})
}

// ask reads the accounts that any of the terms finds, one request for each batch. told is called after
// each with the number of its terms; calls do not overlap.
//
// Where a standard service turns out not to understand such filters, every account is read and those
// that a term asks for are picked: Snapshot.Picked.
func (d *Directory) ask(ctx context.Context, batches [][]string, told func(terms int)) (*Snapshot, error) {
	began := time.Now().UTC()
	var requests atomic.Int64
	snapshot, err := d.filtered(ctx, batches, told, &requests)
	switch {
	case errors.Is(err, errNoFilters):
		if snapshot, err = d.All(ctx, nil); err != nil {
			return nil, err
		}
		snapshot.pick(slices.Concat(batches...))
		for _, batch := range batches {
			told(len(batch))
		}
	case err != nil:
		return nil, fmt.Errorf("read accounts by name: %w", err)
	}
	snapshot.Requests += int(requests.Load())
	snapshot.TakenAt = began
	return snapshot, nil
}

// filtered asks for the accounts by filters; errNoFilters where the service does not understand them.
func (d *Directory) filtered(ctx context.Context, batches [][]string, told func(terms int), requests *atomic.Int64) (*Snapshot, error) {
	if err := d.tryFilters(ctx, batches, requests); err != nil {
		return nil, err
	}
	var telling sync.Mutex
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
			told(len(batch))
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, d.filters.judge(d.users.Quirks(), err)
	}
	return g.snapshot(), nil
}

// pick leaves only the accounts that one of the terms asks for.
func (s *Snapshot) pick(terms []string) {
	asked := askedFor(terms)
	s.Accounts = slices.DeleteFunc(s.Accounts, func(a identity.Account) bool {
		return !asked.has(string(a.UserName), a.ID, a.ExternalID)
	})
	s.Complete, s.Picked = false, true
}
