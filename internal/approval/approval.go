// Package approval owns what approvers decided: it reads the change reports that come back, of a whole plan
// or of parts of it, checks them against the plan row by row and cell by cell, and merges several of them.
// It refuses to decide anything itself, to apply anything, and to overlook an edit of the sheet Changes. It
// does not tell who filled in a workbook: that is what signatures are for.
package approval

import (
	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
)

// Rules are what a decision must fulfil beside standing in an unedited row.
type Rules struct {
	FourEyes bool   // who decides is named by an e-mail address that is neither the operator's nor the person's
	Operator string // who made the plan; FourEyes needs an e-mail address here
	Tool     string // the program that reads, spelled as plan.Plan.Tool is; empty where unknown
}

// File is one change report that came back.
type File struct {
	Name     string   `json:"name"`     // without its folder
	SHA256   string   `json:"sha256"`   // of the bytes that were read
	Whole    bool     `json:"whole"`    // it is about all of the plan
	Part     string   `json:"part"`     // the part it is about otherwise; empty for the people who are in no part
	Approved int      `json:"approved"` // people
	Rejected int      `json:"rejected"`
	Blank    int      `json:"blank"`             // people who can be decided and are not, in this file
	Hidden   int      `json:"hidden,omitempty"`  // decisions in rows that are hidden or filtered out: did the approver see them?
	Useless  []string `json:"useless,omitempty"` // cells with a decision about somebody who is blocked; it is not taken
}

// Read reads a change report that came back and gives what is decided in it, in the order of its rows.
//
// The error is *sheet.Unreadable for what is no workbook, the operating system's for what cannot be opened,
// and *Refusal where the workbook is not the one that was sent but for its decisions, where a decision is
// none, or where the rules are not fulfilled; nothing of the file counts then. A decision about somebody who
// is blocked does no harm, whatever it is, since nothing is done to that person: it is told in File.Useless
// and does not make the approver begin again.
func Read(path string, p *plan.Plan, rules Rules) (File, []apply.Decision, error) {
	if err := rules.check(); err != nil {
		return File{}, nil, err
	}
	book, err := hold(path)
	if err != nil {
		return File{}, nil, err
	}
	defer book.close()
	r := newReading(book, p, rules)
	if err := r.read(); err != nil {
		return r.file, nil, err
	}
	if err := r.problems.refusal(r.file.Name + " cannot be taken as an approval"); err != nil {
		return r.file, nil, err
	}
	return r.file, r.decisions, nil
}
