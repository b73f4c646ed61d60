package apply

import (
	"errors"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// ErrContradicted: a decision differs from what the run has recorded about the same change. What stands there
// is not overruled, whoever says so later.
var ErrContradicted = errors.New("a decision differs from the one that is recorded")

// Contradiction is an ErrContradicted that tells both decisions. It can come up although the caller has
// compared them: another call may have recorded its own meanwhile.
type Contradiction struct {
	UserName        identity.UserName
	Recorded, Given Decision
}

func (e *Contradiction) Error() string {
	return string(e.UserName) + ": " + e.Given.placed() + ", and recorded is that " + e.Recorded.placed()
}

func (e *Contradiction) Is(target error) bool { return target == ErrContradicted }

// placed is a decision with where it is written and by whom.
func (d Decision) placed() string {
	text := inBrief(d.File) + ", " + d.Cell + " says " + string(d.Verdict)
	if by := inBrief(d.By); by != "" {
		text += " (" + by + ")"
	}
	return text
}

// contradicted is the first contradiction between what is newly given and what is recorded; nil where there is
// none. Within what is given, whoever says no is obeyed.
func (s *State) contradicted(p *plan.Plan, given []Decision) error {
	for _, d := range s.unheard(given) {
		for _, recorded := range s.said[d.ChangeID] {
			if recorded.Verdict == d.Verdict {
				continue
			}
			e := &Contradiction{Recorded: recorded, Given: d}
			for i := range p.Changes {
				if p.Changes[i].ID == d.ChangeID {
					e.UserName = p.Changes[i].UserName
				}
			}
			return e
		}
	}
	return nil
}
