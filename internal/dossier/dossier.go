// Package dossier owns the evidence of a closed campaign: one folder and one archive that a stranger can follow
// and check without this program. Equal campaigns give equal bytes. It refuses to decide and to reach the tenant.
package dossier

import (
	"fmt"
	"path/filepath"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// Input is all that the evidence rests on. The clock is not among it, and where the folders lie does not matter.
type Input struct {
	Campaign *review.Campaign
	Closing  *review.Closing
	Events   []review.Event
	Folder   string // the campaign's
	Output   string // the folder to write; beside it Output + ".zip"
	Run      *Run   // that followed; nil where it was not found

	// Reread is what the kept returned files say when they are read and merged again by this program; nil where
	// nobody has tried. RereadFault is why that could not be done: a phrase such as "their folder is missing".
	Reread      *review.Standing
	RereadFault string

	Timeline []byte // timeline.jsonl as it is now; nil where there is no such file
}

// Run is what became of the plan that closing the campaign has made.
type Run struct {
	Folder    string
	Plan      *plan.Plan
	Outcomes  map[string]apply.Outcome // by change id
	Calls     []apply.Call
	Converged bool      // as far as apply has seen
	Verified  *Verified // the last look; nil where nobody has read the tenant again since
	Looks     []Look    // all of them, in their order

	Results string   // the folder where results were made anew from the journal; empty takes those of Folder
	Faults  []string // what else was found wrong with the run's files, in sentences
	Undone  []Undo   // plans that take back what this one has done, in their order
}

// Undo is one plan to take back what a run has done, whether it was carried out or not.
type Undo struct {
	At        time.Time // when it was made
	PlanID    string
	Folder    string    // of its run
	AppliedAt time.Time // when it was last applied; zero where it never was
}

// Look is one reading of the tenant after the plan was applied.
type Look struct {
	At          time.Time
	By          string // the account that signed in; empty where unknown
	Differences int    // from the plan
}

// Verified is what reading the tenant again has shown.
type Verified struct {
	At          time.Time
	Converged   bool
	Differences []apply.Difference
}

// Made is the evidence that Build wrote.
type Made struct {
	Folder  string
	Archive string   // its name may differ from the one asked for, where that could not be taken
	SHA256  string   // of the archive
	Signed  string   // the digest that stands on the sign-off page
	Files   int      // in the folder
	Gaps    []string // what an auditor will miss, in sentences, the gravest first
}

// Build writes the evidence of a closed campaign. It is written beside its place and put there whole; the
// evidence of the same campaign that stands there already is replaced, and anything else is a *Taken. What is
// missing does not stop it, and stands in Gaps and at the top of the index.
func Build(in Input) (Made, error) {
	if in.Closing.Campaign != in.Campaign.ID || in.Closing.CampaignDigest != in.Campaign.Digest {
		return Made{}, fmt.Errorf("the closing is of campaign %s, not of %s", in.Closing.Campaign, in.Campaign.ID)
	}
	if rows := in.Campaign.Proof.Rows; len(in.Closing.Rows) != rows {
		return Made{}, fmt.Errorf("the closing has %d rows, and the campaign %d", len(in.Closing.Rows), rows)
	}
	in.Output = filepath.Clean(in.Output)
	place, err := newPlace(in.Output, in.Campaign.ID)
	if err != nil {
		return Made{}, err
	}
	defer place.discard()
	b := newBinder(in, place.stage)
	for _, bind := range []func() error{b.population, b.sent, b.returned, b.execution, b.decisions,
		b.index, b.signOff, b.sums} {
		if err := bind(); err != nil {
			return Made{}, fmt.Errorf("write the evidence: %w", err)
		}
	}
	archive, digest, err := place.settle(b.pages, in.Closing.ClosedAt)
	if err != nil {
		return Made{}, fmt.Errorf("write the evidence: %w", err)
	}
	return Made{Folder: in.Output, Archive: archive, SHA256: digest, Signed: b.signed, Files: len(b.pages), Gaps: b.gaps()}, nil
}
