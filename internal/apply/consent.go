package apply

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/plan"
)

// Decisions are all that approvers have said about the run, in the order in which it was recorded.
func (s *State) Decisions() []Decision { return slices.Clone(s.decisions) }

// Recording is one file's decisions when they were recorded.
type Recording struct {
	At                 time.Time
	File               string // without its folder
	SHA256             string
	Approved, Rejected int

	call int // the number of calls until then
}

// DecidedAt is when which file's decisions were recorded, in that order.
func (s *State) DecidedAt() []Recording { return slices.Clone(s.recordings) }

// note keeps when decisions were recorded. One file's in one call are one recording, however many records
// they take.
func (s *State) note(at time.Time, decisions []Decision) {
	for _, d := range decisions {
		i := slices.IndexFunc(s.recordings, func(r Recording) bool {
			return r.call == len(s.Calls) && r.File == d.File && r.SHA256 == d.SHA256
		})
		if i < 0 {
			i = len(s.recordings)
			s.recordings = append(s.recordings, Recording{At: at, File: d.File, SHA256: d.SHA256, call: len(s.Calls)})
		}
		if d.Verdict == Approve {
			s.recordings[i].Approved++
		} else {
			s.recordings[i].Rejected++
		}
	}
}

// ApprovedOnly reports whether nothing of this run may be sent but what approvers have said yes to. Once
// it is so it stays so, whoever calls apply again.
func (s *State) ApprovedOnly() bool { return s.approvedOnly }

// FourEyes reports whether approvers of this run are held to the rule of four eyes. It stays so as well.
func (s *State) FourEyes() bool { return s.fourEyes }

// Foreseen is the state as it will be once these decisions are recorded: what a call is about to do can be
// asked of it beforehand. The state itself stays as it is.
func (s *State) Foreseen(decisions []Decision, approvedOnly bool) *State {
	next := *s
	next.decisions, next.said = slices.Clone(s.decisions), make(map[string][]Decision, len(s.said))
	for id, said := range s.said {
		next.said[id] = slices.Clip(said)
	}
	next.approvedOnly = s.approvedOnly || approvedOnly || len(decisions) > 0
	next.hear(s.unheard(decisions))
	return &next
}

// decisionsPerRecord bounds the length of a journal line.
const decisionsPerRecord = 1000

// unheard are the decisions that the journal does not hold yet, each once.
func (s *State) unheard(given []Decision) []Decision {
	held := make(map[Decision]bool, len(s.decisions)+len(given))
	for _, d := range s.decisions {
		held[d] = true
	}
	var out []Decision
	for _, d := range given {
		if !held[d] {
			held[d] = true
			out = append(out, d)
		}
	}
	return out
}

// hear adds decisions to those that are known.
func (s *State) hear(decisions []Decision) {
	if s.said == nil {
		s.said = map[string][]Decision{}
	}
	for _, d := range decisions {
		s.decisions = append(s.decisions, d)
		s.said[d.ChangeID] = append(s.said[d.ChangeID], d)
	}
}

// barred is what a change counts as that may not be sent, Rejected or Undecided; empty where it may be. A
// change is approved by at least one approver and by everyone who said anything: whoever says no is
// obeyed, in whatever order the decisions came.
func (s *State) barred(p *plan.Plan, c *plan.Change) Status {
	said := s.said[c.ID]
	switch {
	case !s.approvedOnly && !p.Policy.RequireApproval:
		return ""
	case slices.ContainsFunc(said, func(d Decision) bool { return d.Verdict == Reject }):
		return Rejected
	case len(said) > 0 && !slices.ContainsFunc(said, func(d Decision) bool { return d.Verdict != Approve }):
		return ""
	}
	return Undecided
}

// fitDecisions refuses what cannot be a decision about this plan.
func fitDecisions(p *plan.Plan, decisions []Decision) error {
	if len(decisions) == 0 {
		return nil
	}
	known := make(map[string]bool, len(p.Changes))
	for i := range p.Changes {
		known[p.Changes[i].ID] = true
	}
	for _, d := range decisions {
		switch {
		case !known[d.ChangeID]:
			return fmt.Errorf("apply plan %s: a decision is about change %q, which the plan does not hold (%s %s)", p.ID, d.ChangeID, d.File, d.Cell)
		case d.Verdict != Approve && d.Verdict != Reject:
			return fmt.Errorf("apply plan %s: %q is no decision about change %q (%s %s)", p.ID, d.Verdict, d.ChangeID, d.File, d.Cell)
		}
	}
	return nil
}

// withConsent says what a change's outcome comes to where it may not be sent, or not any more. What was done
// before anybody could say no stays told as it is; what came to nothing is what the approvers said, and the
// service's words about it are kept.
func (s *State) withConsent(p *plan.Plan, c *plan.Change, o Outcome) Outcome {
	barred := s.barred(p, c)
	if barred == "" {
		return o
	}
	why := s.verdictInWords(c, barred)
	switch {
	case o.Status == NotAttempted || o.Status == Failed:
		if o.Status == Failed {
			why += "; what was sent before came to nothing: " + o.Detail
		}
		o.Status, o.Detail, o.Hint = barred, why, hintUndecided
		if barred == Rejected {
			o.Hint = hintRejected
		}
	case o.Status == Applied && barred == Rejected:
		o.Unapproved = true
		o.Detail, o.Hint = joined(o.Detail, "applied before it was "+why), hintAppliedYet
	case o.Status == Applied:
		o.Unapproved = true
		o.Detail, o.Hint = joined(o.Detail, "applied before approvals were asked for; "+why), hintUnasked
	case o.Status == Partial:
		o.Unapproved = true
		o.Detail, o.Hint = joined(o.Detail, "nothing more of it is sent: "+why), hintPartialYet
		if barred == Rejected {
			o.Hint = hintPartialNo
		}
	case o.Status == Unknown:
		o.Detail, o.Hint = joined(o.Detail, "nothing more of it is sent: "+why), hintUnknownYet
	}
	return o
}

// verdictInWords says why a change may not be sent.
func (s *State) verdictInWords(c *plan.Change, barred Status) string {
	if barred != Rejected {
		return "no approver has said yes to it"
	}
	var said []string
	for _, d := range s.said[c.ID] {
		if d.Verdict == Reject {
			said = append(said, d.inWords())
		}
	}
	return strings.Join(said, "; ")
}

func (d Decision) inWords() string {
	by := firstOf(inBrief(d.By), "the approver of "+d.File+" ("+d.Cell+")")
	if comment := inBrief(d.Comment); comment != "" {
		return "rejected by " + by + ": " + comment
	}
	return "rejected by " + by
}

// inBrief is what somebody wrote into a cell, on one line and as long as a sentence may be. All of it
// stands in the decision itself.
func inBrief(text string) string {
	const enough = 200
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > enough {
		return string(runes[:enough]) + "…"
	}
	return string(runes)
}

func joined(first, second string) string {
	if first == "" {
		return second
	}
	return first + "; " + second
}
