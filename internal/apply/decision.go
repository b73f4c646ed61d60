package apply

// Verdict is an approver's word on a change.
type Verdict string

const (
	Approve Verdict = "approve"
	Reject  Verdict = "reject"
)

// Decision is what one approver said about one change, and where it is written. The zero value of a
// member means that the approver left it blank.
type Decision struct {
	ChangeID string  `json:"changeId"`
	Verdict  Verdict `json:"decision"`
	By       string  `json:"decidedBy,omitempty"`
	Comment  string  `json:"comment,omitempty"`
	File     string  `json:"file"`   // without its folder
	SHA256   string  `json:"sha256"` // of the file
	Cell     string  `json:"cell"`   // of the verdict: "Changes!A17"
}
