package apply

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
)

// Journal is what apply needs of the run's log. A *journal.Journal is one.
type Journal interface {
	Replay(take func(record []byte) error) error
	Append(records ...any) error
	Sync() error
}

// ErrForeignJournal: the journal was written for another plan.
var ErrForeignJournal = errors.New("the journal belongs to another plan")

// record is one entry of the journal. Kind says which of the other members count.
type record struct {
	Kind        kind         `json:"kind"`
	At          time.Time    `json:"at,omitzero"`
	Plan        string       `json:"plan,omitempty"`        // begin: the plan's digest
	PlanID      string       `json:"planId,omitempty"`      // begin: for people
	Changes     []string     `json:"changes,omitempty"`     // intent, withdrawn, verified
	Outcome     *Outcome     `json:"of,omitempty"`          // outcome
	Open        bool         `json:"open,omitempty"`        // outcome: what was sent may still take effect
	Lost        []string     `json:"lost,omitempty"`        // outcome: workspaces to be kept that this run has lost
	Unverified  bool         `json:"unverified,omitempty"`  // outcome: applied by the answer's word, and not looked at yet
	Differences []Difference `json:"differences,omitempty"` // outcome, verified
	Stopped     string       `json:"stopped,omitempty"`     // end: why; empty when the run went through

	ApprovedOnly bool       `json:"approvedOnly,omitempty"` // begin: from now on nothing is sent that is not approved
	FourEyes     bool       `json:"fourEyes,omitempty"`     // begin: from now on approvers are held to the rule of four eyes
	RecordOnly   bool       `json:"recordOnly,omitempty"`   // begin: this call reads and sends nothing
	Decisions    []Decision `json:"decisions,omitempty"`    // decisions
	SignedBy     string     `json:"signedBy,omitempty"`     // begin: who signed the plan, where a signature was asked for
	By           string     `json:"by,omitempty"`           // begin: the account signed in
}

type kind string

const (
	beginKind     kind = "begin"     // an apply starts; the first record of a journal is one
	decisionsKind kind = "decisions" // what approvers said about some changes; the run sends from now on only what is approved
	intentKind    kind = "intent"    // these changes are about to be sent
	withdrawnKind kind = "withdrawn" // these intents came to nothing: their requests never left
	outcomeKind   kind = "outcome"   // what became of one change
	verifiedKind  kind = "verified"  // these changes' accounts were read again; in what they are not as wanted
	replacesKind  kind = "replaces"  // the service was seen to replace workspaces instead of adding them
	endKind       kind = "end"       // the apply ended by itself, whatever the reason
)

// State is what the journal tells: the plan it belongs to, the calls of apply, and where each change stands.
type State struct {
	Plan  string // the digest of the plan; empty where nothing was begun
	Calls []Call
	told  map[string]*told

	decisions    []Decision            // of approvers, as recorded
	said         map[string][]Decision // the same, by change id
	recordings   []Recording
	approvedOnly bool
	fourEyes     bool

	replaces bool // the service was seen to replace workspaces instead of adding them
}

// Call is one call of apply on the run.
type Call struct {
	StartedAt time.Time
	EndedAt   time.Time // zero where the call was killed, or still goes on
	Stopped   string    // why it ended early; empty when it went through
	SignedBy  string    // who signed the plan, in words; empty where no signature was asked for
	By        string    // the account signed in; empty where that is not known

	RecordOnly bool // decisions were recorded, and nothing was read or sent
}

// told is what the journal tells of one change.
type told struct {
	outcome     Outcome  // the last recorded; its Status is empty where there is none
	inFlight    bool     // an intent was recorded after it, and nothing since
	lost        []string // workspaces that this run has lost though they were to be kept, sorted
	open        bool     // something sent before may have taken effect, or may still do so
	unverified  bool     // applied by the answer's word alone
	differences []Difference
}

// touched reports whether this run may have changed the account without knowing for certain: then a
// state between before and after is the run's own doing and not somebody else's.
func (t told) touched() bool { return t.inFlight || t.open }

// Replay reads what a run's journal tells, also while another process writes it.
func Replay(path string) (*State, error) {
	s := newState()
	if err := journal.Read(path, s.decode); err != nil {
		return nil, fmt.Errorf("replay run: %w", err)
	}
	return s, nil
}

func newState() *State { return &State{told: map[string]*told{}} }

// of is what is told of a change; the zero value where nothing is.
func (s *State) of(changeID string) told {
	if t := s.told[changeID]; t != nil {
		return *t
	}
	return told{}
}

// tell is what is told of a change, to be added to.
func (s *State) tell(changeID string) *told {
	t := s.told[changeID]
	if t == nil {
		t = &told{}
		s.told[changeID] = t
	}
	return t
}

// open reports whether it is not settled what becomes of a change, its approvers aside.
func (s *State) open(c *plan.Change) bool {
	t := s.of(c.ID)
	return c.Writes() && (t.inFlight || t.outcome.Status == "" || t.outcome.Status.NeedsAnother())
}

// Pending reports whether another apply, with the decisions that there are, would still see to a change:
// something of it is not settled, and it may be sent.
func (s *State) Pending(p *plan.Plan, c *plan.Change) bool {
	return s.open(c) && s.barred(p, c) == ""
}

// watched reports whether something of a change was sent that may have taken effect, or may still do so,
// and nothing more of it may be sent: what became of it is found out by looking alone.
func (s *State) watched(p *plan.Plan, c *plan.Change) bool {
	return s.open(c) && s.of(c.ID).touched() && s.barred(p, c) != ""
}

// Finished reports whether another apply, with the decisions that there are, has nothing left to do,
// neither to write nor to read again. What may no longer be sent is read until it is known what became
// of what was sent of it, and until a call that looked has gone through.
func (s *State) Finished(p *plan.Plan) bool {
	for i := range p.Changes {
		c := &p.Changes[i]
		t := s.of(c.ID)
		unknown := t.inFlight || t.outcome.Status == Unknown
		if s.Pending(p, c) || t.unverified || s.watched(p, c) && (unknown || !s.wentThrough()) {
			return false
		}
	}
	return true
}

// wentThrough reports whether the last call looked at what it had to and was neither stopped nor killed.
func (s *State) wentThrough() bool {
	last := s.Calls[len(s.Calls)-1]
	return !last.RecordOnly && !last.EndedAt.IsZero() && last.Stopped == ""
}

func (s *State) decode(raw []byte) error {
	var r record
	if err := json.Unmarshal(raw, &r); err != nil {
		return fmt.Errorf("decode journal record: %w", err)
	}
	return s.take(&r)
}

// take moves the state on by one record. Memory and a replay both go through here, so that they cannot
// come to differ.
func (s *State) take(r *record) error {
	if r.Kind == beginKind {
		if s.Plan != "" && s.Plan != r.Plan {
			return ErrForeignJournal
		}
		s.Plan = r.Plan
		s.Calls = append(s.Calls, Call{StartedAt: r.At, SignedBy: r.SignedBy, By: r.By, RecordOnly: r.RecordOnly})
		s.approvedOnly, s.fourEyes = s.approvedOnly || r.ApprovedOnly, s.fourEyes || r.FourEyes
		return nil
	}
	if len(s.Calls) == 0 {
		return errors.New("the journal does not begin with a plan")
	}
	switch r.Kind {
	case decisionsKind:
		s.approvedOnly = true
		s.hear(r.Decisions)
		s.note(r.At, r.Decisions)
	case intentKind:
		for _, id := range r.Changes {
			t := s.tell(id)
			t.open, t.inFlight = t.touched(), true
		}
	case withdrawnKind:
		for _, id := range r.Changes {
			s.tell(id).inFlight = false
		}
	case outcomeKind:
		if r.Outcome == nil {
			return errors.New("a journal record names no outcome")
		}
		*s.tell(r.Outcome.ChangeID) = told{
			outcome: *r.Outcome, lost: r.Lost, differences: r.Differences, unverified: r.Unverified,
			open: r.Open || r.Outcome.Status == Partial || r.Outcome.Status == Unknown,
		}
	case verifiedKind:
		for _, id := range r.Changes {
			t := s.tell(id)
			t.unverified, t.differences = false, nil
		}
		for _, d := range r.Differences {
			t := s.tell(d.ChangeID)
			t.differences = append(t.differences, d)
		}
	case replacesKind:
		s.replaces = true
	case endKind:
		call := &s.Calls[len(s.Calls)-1]
		call.EndedAt, call.Stopped = r.At, r.Stopped
	default:
		return fmt.Errorf("the journal holds a record of unknown kind %q: was it written by a newer version?", r.Kind)
	}
	return nil
}

// Differences are those that apply found when it read again what it had written, in the plan's order.
func (s *State) Differences(p *plan.Plan) []Difference {
	var out []Difference
	for i := range p.Changes {
		out = append(out, s.of(p.Changes[i].ID).differences...)
	}
	return out
}

// Converged reports whether the run is done and every change of it stands as the plan wants it, as far as
// apply has seen. What nothing was to be done about does not count, nor what approvers turned down or
// left open.
func (s *State) Converged(p *plan.Plan) bool {
	for i := range p.Changes {
		c := &p.Changes[i]
		t := s.of(c.ID)
		if !c.Writes() {
			continue
		}
		switch s.outcome(p, c).Status {
		case Rejected, Undecided:
		case Applied, Unchanged:
			if t.unverified || len(t.differences) > 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}
