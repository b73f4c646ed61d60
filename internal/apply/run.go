// Package apply drives a plan to its end: every change of it ends as exactly one Outcome that tells the
// truth about the tenant, however often the run is cut short and called again. It refuses to decide
// what should change, to touch an account that somebody else has changed since the plan, and to send a
// creation again that may already have happened.
//
// What is about to be sent is on disk before it is sent; what came of it is written down when it is
// known. Where it is not known, for want of an answer or of a whole one, the account itself is asked,
// in batches: after the wave, at the end, or when apply is called again.
package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"scimsheet/internal/plan"
)

// Options are how a plan is applied. None of them changes the plan; decisions say what of it is applied.
type Options struct {
	Workers    int              // writes under way at once, at least 1
	Now        func() time.Time // nil means time.Now
	Progress   func(Progress)   // called after each step, never twice at once; nil for none
	SheetOrder bool             // keep the plan's order instead of giving before taking
	NoVerify   bool             // do not read again what the answers to this call's writes show to be as wanted

	// Decisions are what approvers have said; those that the run holds already may be among them.
	// ApprovedOnly sends nothing but what is approved, in this call and every later one, and so does any
	// decision, now or before, and a plan that requires approval.
	Decisions    []Decision
	ApprovedOnly bool

	// For the record, from which every later call knows them.
	FourEyes bool   // approvers were held to the rule of four eyes
	SignedBy string // who signed the plan, in words; empty where no signature was asked for
	By       string // the account signed in; empty where that is not known
}

// Phase is what apply is doing.
type Phase string

const (
	Checking  Phase = "checking"  // looking at accounts before they are written
	Applying  Phase = "applying"  // writing
	Verifying Phase = "verifying" // looking at what was written
)

// Progress is how far one call of apply has come.
type Progress struct {
	Phase    Phase
	Total    int            // changes that this call has to see to
	Done     int            // of these, with an outcome; a later look may still change it
	Outcomes map[Status]int // how many changes of this call have which outcome
	Verify   int            // while Verifying: accounts to look at
	Verified int            // of these, looked at
}

// Summary is where the run stands after a call of apply.
type Summary struct {
	Outcomes    map[string]Outcome // by change id, one for every change of the plan
	Differences []Difference       // found when what was written was read again
	Converged   bool               // everything is done and stands as wanted
	Replaces    bool               // the service was seen to replace workspaces where it was asked to add some
}

// ErrServiceDown: so many writes in a row failed without a clear answer that going on would only leave more
// of them open.
var ErrServiceDown = errors.New("the service does not carry out writes")

const (
	// A wave is some changes that are looked at and then written, before the next are looked at. Its
	// length in time is how long somebody else's edit can go unseen; its size is what an fsync and the
	// reads are shared by. So it starts small and grows while it stays short. Sizes are multiples of 40
	// and 50, so that batches of either size come out even.
	smallestWave, largestWave = 200, 1600
	shortWave, longWave       = 5 * time.Second, 30 * time.Second
	// tooManyUnanswered is how many writes in a row may go without an answer.
	tooManyUnanswered = 20
)

// Run applies what is left of a plan and says where it stands. The error is why it stopped early: one of
// the context, identity.ErrSignedOut, ErrServiceDown, a look that failed, a journal that cannot be written;
// or why it could not begin: ErrForeignJournal, ErrContradicted, a refused plan. Whatever it is, the summary
// is true; where it could not begin there is none.
func Run(ctx context.Context, p *plan.Plan, tenant Tenant, journal Journal, o Options) (Summary, error) {
	r, err := newRun(p, journal, o)
	if err != nil {
		return Summary{}, err
	}
	r.tenant = tenant
	err = r.drive(ctx)
	return Summary{Outcomes: Outcomes(p, r.state), Differences: r.state.Differences(p), Converged: r.state.Converged(p), Replaces: r.adding.replaces}, err
}

// Record keeps in the journal what approvers have said, and what the options say for good, without reading
// or sending anything: also where nothing may be sent yet, or ever, it binds every later call. It refuses
// what Run refuses, and records nothing where there is nothing new.
func Record(p *plan.Plan, journal Journal, o Options) error {
	r, err := newRun(p, journal, o)
	if err != nil {
		return err
	}
	news := r.state.unheard(o.Decisions)
	if len(news) == 0 && !r.binds() {
		return nil
	}
	r.recordOnly = true
	if err := r.begin(news); err != nil {
		return err
	}
	return r.finish(nil)
}

// newRun reads what the journal holds, whose lock the caller has: what is refused here by what it says
// cannot have changed when the call begins.
func newRun(p *plan.Plan, journal Journal, o Options) (*run, error) {
	if err := errors.Join(fit(p), fitDecisions(p, o.Decisions)); err != nil {
		return nil, err
	}
	state := newState()
	if err := journal.Replay(state.decode); err != nil {
		return nil, fmt.Errorf("replay run: %w", err)
	}
	if state.Plan != "" && state.Plan != p.Digest {
		return nil, ErrForeignJournal
	}
	if err := state.contradicted(p, o.Decisions); err != nil {
		return nil, err
	}
	r := &run{plan: p, journal: journal, options: o, state: state}
	r.progress.Outcomes = map[Status]int{}
	r.adding.known, r.adding.replaces = state.replaces, state.replaces
	return r, nil
}

// fit refuses what was never meant to be applied.
func fit(p *plan.Plan) error {
	switch {
	case p.Refused:
		return fmt.Errorf("apply plan %s: it exceeds a limit and was refused when it was made", p.ID)
	case p.Digest == "":
		return fmt.Errorf("apply plan %s: it was never written down", p.ID)
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		if c.Writes() && (c.Before == nil) != (c.Action == plan.Create) {
			return fmt.Errorf("apply plan %s: change %s (%s %q) does not fit the account it was made for", p.ID, c.ID, c.Action, c.UserName)
		}
	}
	return nil
}

// run is one call of apply.
type run struct {
	plan    *plan.Plan
	tenant  Tenant
	journal Journal
	options Options
	adding  adding

	recordOnly bool // nothing is read or sent

	unanswered atomic.Int32 // writes in a row

	// Between waves only.
	doubtful []*attempt // sent, and to be looked at to know what became of them
	late     []*attempt // failed without an answer: what was sent may be carried out yet

	mu       sync.Mutex // guards what follows, and with it the order of the journal
	state    *State
	progress Progress
	broken   error // the journal can no longer be written
}

// drive does what is left, between a begin and an end in the journal. A finished run about which nobody
// has decided anything new is left as it is.
func (r *run) drive(ctx context.Context) error {
	news := r.state.unheard(r.options.Decisions)
	if r.state.Finished(r.plan) && len(news) == 0 && !r.binds() {
		return nil
	}
	if err := r.begin(news); err != nil {
		return err
	}
	for i := range r.plan.Changes {
		if c := &r.plan.Changes[i]; r.state.Pending(r.plan, c) || r.state.watched(r.plan, c) {
			r.progress.Total++
		}
	}
	err := r.settleInFlight(ctx)
	if err == nil {
		err = r.attemptAll(ctx)
	}
	if err == nil {
		err = r.verify(ctx)
	}
	return r.finish(err)
}

// begin records a call and what approvers have said. That only approved changes may be sent goes first:
// a run that was killed in between must not go on as if nobody had been asked. Nothing is read or sent
// before it is on disk.
func (r *run) begin(news []Decision) error {
	binding := r.binds() || r.approvedOnly() && !r.state.approvedOnly
	if err := r.record(&record{Kind: beginKind, At: r.now(), Plan: r.plan.Digest, PlanID: r.plan.ID, ApprovedOnly: r.approvedOnly(), FourEyes: r.options.FourEyes,
		RecordOnly: r.recordOnly, SignedBy: r.options.SignedBy, By: r.options.By}); err != nil {
		return err
	}
	for some := range slices.Chunk(news, decisionsPerRecord) {
		if err := r.record(&record{Kind: decisionsKind, At: r.now(), Decisions: some}); err != nil {
			return err
		}
	}
	if binding || len(news) > 0 {
		return r.sync()
	}
	return nil
}

// approvedOnly reports whether this call may send only what is approved.
func (r *run) approvedOnly() bool {
	return r.options.ApprovedOnly || r.plan.Policy.RequireApproval || len(r.options.Decisions) > 0
}

// binds reports whether this call holds all later ones to something that neither the plan nor an earlier
// call holds them to.
func (r *run) binds() bool {
	policy := r.plan.Policy
	return r.approvedOnly() && !r.state.approvedOnly && !policy.RequireApproval || r.options.FourEyes && !r.state.fourEyes && !policy.FourEyes
}

// attemptAll takes everything that is left through waves, each as large as the one before allows.
func (r *run) attemptAll(ctx context.Context) error {
	size := smallestWave
	groups := r.groups()
	for i, group := range groups {
		for len(group) > 0 {
			wave := group[:min(size, len(group))]
			group = group[len(wave):]
			started := r.now()
			if err := r.wave(ctx, wave, i == len(groups)-1 && len(group) == 0); err != nil {
				return err
			}
			switch took := r.now().Sub(started); {
			case took < shortWave:
				size = min(2*size, largestWave)
			case took > longWave:
				size = max(size/2, smallestWave)
			}
		}
	}
	return nil
}

// groups are the changes that still need something, in the order in which they go: those that take
// nothing away before those that do, so that a run cut short leaves people with too much rather than
// locked out. A wave never holds both.
func (r *run) groups() [][]*plan.Change {
	var gives, takes []*plan.Change
	for i := range r.plan.Changes {
		c := &r.plan.Changes[i]
		switch {
		case !r.state.Pending(r.plan, c):
		case c.Takes() && !r.options.SheetOrder:
			takes = append(takes, c)
		default:
			gives = append(gives, c)
		}
	}
	return slices.DeleteFunc([][]*plan.Change{gives, takes}, func(g []*plan.Change) bool { return len(g) == 0 })
}
