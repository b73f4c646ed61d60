package review

import (
	"fmt"
	"slices"
	"time"

	"scimsheet/internal/identity"
)

// Closing is how a campaign ended: every access with its decision, and what followed.
type Closing struct {
	Campaign          string // id
	CampaignDigest    string
	ClosedAt          time.Time
	Tool              string
	Operator          string
	TreatBlankAs      Decision // Keep, Revoke, or empty where nothing was open
	DeactivateLeavers bool
	Run               string // the run's folder as it was typed
	PlanID            string
	PlanDigest        string
	Files             []File
	Rows              []Judged // every access of the population, none open
	Progress          []Progress
	Remarks           []Remark
	Delegations       []Delegation
	Drift             Drift
	Timeline          Timeline
	Digest            string // of the closing's file; set when written or read
}

// Timeline is how far a campaign's time line had come when the campaign was closed, without the closing itself.
type Timeline struct {
	Events int    `json:"events"`
	SHA256 string `json:"sha256"` // of its bytes
}

// Drift is what has changed in the tenant between a campaign's snapshot and its closing.
type Drift struct {
	ReadAt   time.Time
	Snapshot string             // SHA-256 of the lines of closing-snapshot.jsonl.gz
	Added    []identity.Account // accounts that came after the snapshot
	Gone     []identity.Account // as the snapshot had them
	Changed  []Moved
	Given    []Ref // access that came after the snapshot, of added accounts too: the addendum. Person and Access as far as is known
	Taken    []Ref // reviewed access that is no longer there
}

// Moved is an account of which something else than workspaces has changed.
type Moved struct {
	Before, After identity.Account
}

// Terms are how a campaign is to be closed.
type Terms struct {
	At                time.Time
	Tool              string
	Operator          string
	TreatBlankAs      Decision // of what nobody has decided: Keep, Revoke, or empty to refuse
	DeactivateLeavers bool
}

// NotClosable is why a campaign cannot be closed.
type NotClosable struct {
	Open     map[Pending]int // what is open and cannot be treated as blank
	Rows     []Judged        // the same, in the population's order
	Problems []Problem
}

func (e *NotClosable) Error() string {
	var why []string
	if n := len(e.Rows); n > 0 {
		var kinds []string
		for _, p := range []Pending{OpenBlank, OpenDelegated, OpenUnjustified, OpenContradiction, OpenFaulty} {
			if e.Open[p] > 0 {
				kinds = append(kinds, withCommas(e.Open[p])+" "+string(p))
			}
		}
		why = append(why, countOf(n, "row")+" "+isOrAre(n)+" open ("+listed(kinds)+")")
	}
	if n := len(e.Problems); n > 0 {
		why = append(why, countOf(n, "problem")+" in the files that came back "+isOrAre(n)+" not put right")
	}
	return "the campaign cannot be closed: " + listed(why)
}

// Close ends a campaign of which every access is decided and nothing that came back is wrong. Accesses that nobody
// has decided, or that were given on to somebody who has not answered, may be treated as the terms say; nothing else
// is ever decided here. The error is *NotClosable where anything stands in the way.
func Close(c *Campaign, s *Standing, t Terms) (*Closing, error) {
	if t.TreatBlankAs != "" && t.TreatBlankAs != Keep && t.TreatBlankAs != Revoke {
		return nil, fmt.Errorf("close campaign %s: what is blank can be treated as keep or as revoke, not as %q", c.ID, t.TreatBlankAs)
	}
	if err := s.closable(t); err != nil {
		return nil, err
	}
	cl := &Closing{
		Campaign: c.ID, CampaignDigest: c.Digest, ClosedAt: t.At.UTC(), Tool: t.Tool, Operator: t.Operator, DeactivateLeavers: t.DeactivateLeavers,
		Files: slices.Clone(s.Files), Rows: slices.Clone(s.Rows), Remarks: slices.Clone(s.Remarks), Delegations: slices.Clone(s.Delegations),
	}
	for i := range cl.Rows {
		if j := &cl.Rows[i]; j.Open != "" {
			j.Decision, j.Treated, j.Open, j.Words = t.TreatBlankAs, true, "", ""
			cl.TreatBlankAs = t.TreatBlankAs
		}
	}
	cl.Progress = tally(c, cl.Rows, cl.Delegations, nil)
	for i := range cl.Progress {
		cl.Progress[i].cameBack(s.Progress)
	}
	return cl, nil
}

// closable reports, as nil, that a campaign can be closed on these terms.
func (s *Standing) closable(t Terms) error {
	e := &NotClosable{Open: map[Pending]int{}, Problems: s.Problems}
	for i := range s.Rows {
		switch j := &s.Rows[i]; {
		case j.Open == "":
		case t.TreatBlankAs != "" && (j.Open == OpenBlank || j.Open == OpenDelegated):
		default:
			e.Open[j.Open]++
			e.Rows = append(e.Rows, *j)
		}
	}
	if len(e.Rows)+len(e.Problems) > 0 {
		return e
	}
	return nil
}

// cameBack takes over what does not follow from decisions.
func (p *Progress) cameBack(before []Progress) {
	for i := range before {
		if b := &before[i]; sameAddress(b.Reviewer, p.Reviewer) {
			p.Files, p.Late, p.SavedAt = slices.Clone(b.Files), b.Late, b.SavedAt
			return
		}
	}
}
