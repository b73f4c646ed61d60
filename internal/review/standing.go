package review

import "time"

// Open is why an access is not decided; empty where it is.
type Open string

const (
	OpenBlank         Open = "blank"         // nobody has said anything: in a file that came back, or in none
	OpenDelegated     Open = "delegated"     // given on to somebody who has not answered
	OpenUnjustified   Open = "unjustified"   // kept although flagged, and nobody says why
	OpenContradiction Open = "contradiction" // two decisions that differ
	OpenFaulty        Open = "faulty"        // the row was edited, or says what is no decision
	OpenWithdrawn     Open = "withdrawn"     // decided in a file that was given before and is not among those given now
)

// Judged is one row of the population and where it stands: Decision and Open, exactly one of them is empty.
type Judged struct {
	Ref
	Decision      Decision
	Open          Open
	Words         string // why it is open, in words, with the cells; empty where it is decided
	Justification string
	By            string    // who decided: the reviewer, or the delegate; empty where nobody did
	At            time.Time // when the file was saved; zero where it does not say
	File          string    // where the decision stands, name and cell
	SHA256        string
	Sheet         string
	Row           int
	Cell          string
	Treated       bool // blank, and decided by --treat-blank-as
}

// Standing is how far a campaign is.
type Standing struct {
	Rows        []Judged // every access of the population, in its order
	Files       []File
	Problems    []Problem    // each has to be put right before the campaign closes
	Remarks     []Remark     // worth knowing
	Delegations []Delegation // all that are known
	Progress    []Progress   // one for each reviewer, delegates included, as Campaign.Reviewers, then by address
}

// Progress is how far one reviewer is. Rows is Keep, Revoke, Change and Open together.
type Progress struct {
	Reviewer string    `json:"reviewer"`
	Name     string    `json:"name,omitempty"`
	Rows     int       `json:"rows"` // that are theirs to decide: without those given on, with those received
	Keep     int       `json:"keep"`
	Revoke   int       `json:"revoke"`
	Change   int       `json:"change"`
	Open     int       `json:"open"`
	GivenOn  int       `json:"givenOn,omitempty"`
	Files    []string  `json:"files"`            // names of those that came back
	Late     bool      `json:"late,omitempty"`   // saved after the due day, or not come back by now
	SavedAt  time.Time `json:"savedAt,omitzero"` // of the last one
}

// Remark is something that the campaign's owner should look at, and that stops nothing.
type Remark struct {
	Code     string `json:"code"` // rubberStamp, unjustified, late, hidden, delegated, altered …
	Reviewer string `json:"reviewer,omitempty"`
	File     string `json:"file,omitempty"`
	Words    string `json:"words"`
}
