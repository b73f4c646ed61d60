package review

import "time"

// Pending is why an access is not decided; empty where it is.
type Pending string

const (
	OpenBlank         Pending = "blank"         // nobody has said anything: in a file that came back, or in none
	OpenDelegated     Pending = "delegated"     // given on to somebody who has not answered
	OpenUnjustified   Pending = "unjustified"   // kept although flagged, and nobody says why
	OpenContradiction Pending = "contradiction" // two decisions that differ
	OpenFaulty        Pending = "faulty"        // the row was edited, or says what is no decision
)

// Judged is one row of the population and where it stands: Decision and Open, exactly one of them is empty.
type Judged struct {
	Ref
	Decision      Decision
	Open          Pending
	Words         string // why it is open, in words, with the cells; empty where it is decided
	Justification string
	By            string    // who decided: the reviewer, or the delegate; empty where nobody did
	Named         string    // whom the reviewer named beside the decision, on whose word it rests; empty for nobody
	At            time.Time // when the file was saved; zero where it does not say
	File          string    // where the decision stands, or the blank that came back: name and cell; empty for none
	SHA256        string
	Sheet         string
	Row           int
	Cell          string
	Treated       bool // blank, and decided by --treat-blank-as
}

// Standing is how far a campaign is.
type Standing struct {
	Rows        []Judged     // every access of the population, in its order
	Files       []File       // each once
	Problems    []Problem    // each has to be put right before the campaign closes
	Remarks     []Remark     // worth knowing
	Delegations []Delegation // all that the files tell
	Progress    []Progress   // one for each reviewer, delegates included, as Campaign.Reviewers, then by address

	waiting map[string]string // of rows given on, by key: who has to decide
}

// Open counts the accesses that are not decided, by why.
func (s *Standing) Open() map[Pending]int {
	open := map[Pending]int{}
	for i := range s.Rows {
		if why := s.Rows[i].Open; why != "" {
			open[why]++
		}
	}
	return open
}

// Count is how many accesses are decided so; how many are open, where no decision is asked for.
func (s *Standing) Count(d Decision) int {
	n := 0
	for i := range s.Rows {
		if s.Rows[i].Decision == d {
			n++
		}
	}
	return n
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
	Code     string `json:"code"`
	Reviewer string `json:"reviewer,omitempty"`
	File     string `json:"file,omitempty"`
	Words    string `json:"words"`
}

// The codes of remarks, in the order in which they are told.
const (
	RemarkRubberStamp = "rubberStamp" // everything kept faster than anybody reads
	RemarkUnjustified = "unjustified" // flagged accesses kept without words
	RemarkSameWords   = "sameWords"   // all flagged accesses kept with the same words
	RemarkLate        = "late"
	RemarkHidden      = "hidden"   // decided in rows that could not be seen
	RemarkSettled     = "settled"  // wrong in one file, and put right by another
	RemarkStranger    = "stranger" // rows given on to an address that nobody knows
	RemarkMissing     = "missing"  // rows that a file lacks
	RemarkDelegated   = "delegated"
	RemarkAltered     = "altered" // the workbook is not as it was sent, and no harm is done
)
