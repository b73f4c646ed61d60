package apply

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"time"
)

func (r *run) now() time.Time {
	if r.options.Now != nil {
		return r.options.Now().UTC().Round(0)
	}
	return time.Now().UTC().Round(0)
}

// settled records a change's outcome.
func (r *run) settled(a *attempt, v verdict) error {
	v.FinishedAt = r.now()
	err := r.record(&record{Kind: outcomeKind, Outcome: &v.Outcome, Open: v.open, Lost: v.lost,
		Differences: v.differences, Unverified: v.unverified})
	r.mu.Lock()
	defer r.mu.Unlock()
	if a.counted != "" {
		r.progress.Outcomes[a.counted]--
	} else {
		r.progress.Done++
	}
	a.counted = r.state.outcome(r.plan, a.change).Status
	r.progress.Outcomes[a.counted]++
	r.show()
	return err
}

// record moves the state on and the journal with it. Memory goes on where the journal cannot: what is
// already known is told, and nothing new is begun.
func (r *run) record(rec *record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.state.take(rec); err != nil {
		return err
	}
	if r.broken == nil {
		if err := r.journal.Append(rec); err != nil {
			r.broken = fmt.Errorf("record in the journal: %w", err)
		}
	}
	return r.broken
}

func (r *run) sync() error {
	err := r.journal.Sync()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.broken = cmp.Or(r.broken, fmt.Errorf("record in the journal: %w", err))
	}
	return r.broken
}

// brokenBy is why the journal can no longer be written; nil while it can.
func (r *run) brokenBy() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.broken
}

// finish ends the call in the journal and returns why it stopped.
func (r *run) finish(stopped error) error {
	end := &record{Kind: endKind, At: r.now()}
	if stopped != nil {
		end.Stopped = stopped.Error()
	}
	if r.brokenBy() != nil {
		return stopped
	}
	if err := r.record(end); err != nil {
		return errors.Join(stopped, err)
	}
	return errors.Join(stopped, r.sync())
}

// step says what is done next.
func (r *run) step(phase Phase) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Phase = phase
	r.show()
}

func (r *run) show() {
	if r.options.Progress == nil {
		return
	}
	seen := r.progress
	seen.Outcomes = maps.Clone(seen.Outcomes)
	r.options.Progress(seen)
}
