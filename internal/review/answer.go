package review

import "time"

// Decision is what a reviewer says about an access; empty for nothing yet.
type Decision string

const (
	Keep   Decision = "keep"
	Revoke Decision = "revoke"
	Change Decision = "change" // something else has to be done: somebody follows it up, nothing is written
)

// File is one workbook that came back.
type File struct {
	Name     string         `json:"name"` // without its folder
	SHA256   string         `json:"sha256"`
	Reviewer string         `json:"reviewer,omitempty"` // whose part it is, as its cover says; empty where it has none (CSV) or that cannot be told
	SavedAt  time.Time      `json:"savedAt,omitzero"`   // as the file says
	SavedBy  string         `json:"savedBy,omitempty"`  // as the file says
	Program  string         `json:"program,omitempty"`  // that saved it, as the file says
	Editing  *time.Duration `json:"editing,omitempty"`  // how long it was open in all, at most, where the program keeps that; else nil
	Given    int            `json:"given,omitempty"`    // the rank of the last time that it was given: larger is later, and equal at one time
}

// Answer is what one returned file says about one access.
type Answer struct {
	Key           string
	Decision      Decision
	Justification string
	Delegate      string // address, as cleaned; empty for none
	Reviewer      string // in whose name the row was given out, as it says
	Sheet         string // empty for CSV
	Row           int
	Cell          string   // of the decision: "Review!A17", for CSV "A17"
	Hidden        bool     // the row is hidden or filtered out
	Fault         *Problem // why the row does not count; nil where it does
}

// Problem is something wrong with a returned file. It has to be put right before the campaign closes.
type Problem struct {
	Code    string `json:"code"`
	File    string `json:"file"`
	Cell    string `json:"cell,omitempty"` // "Review!C17"; the sheet alone, or nothing, where it is no single cell
	Key     string `json:"key,omitempty"`  // of the access concerned; empty where it is none
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// The codes of problems.
const (
	ProblemForeign  = "foreign"  // of another campaign
	ProblemEdited   = "edited"   // a cell outside the decisions was edited
	ProblemAdded    = "added"    // a row that the campaign does not have, or that is another's
	ProblemRepeated = "repeated" // one row stands twice in one file
	ProblemWord     = "word"     // no decision, or no address
	ProblemColumn   = "column"   // a column is missing
	ProblemOwn      = "own"      // somebody would decide about their own access
	ProblemUnread   = "unread"   // it cannot be read at all
)

// Returned is one file that came back, as it was read.
type Returned struct {
	File     File
	Answers  []Answer  // at most one for each access
	Missing  []string  // keys of the reviewer's rows that the file lacks
	Problems []Problem // of the file; those of rows as well
	Remarks  []string  // what is worth knowing and does no harm: sheets renamed, sorted, columns inserted, rows hidden
}

// Delegation is an access that its reviewer has given on to somebody else.
type Delegation struct {
	Key    string `json:"key"`
	From   string `json:"from"`
	To     string `json:"to"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Cell   string `json:"cell"`
}
