// Package approval owns what approvers decided: it reads the change reports that come back, of a whole plan
// or of parts of it, checks them against the plan, and merges several of them. A report is taken only where every
// cell of every sheet still says what the report said, outside the three columns of decisions: the report is
// written once more and compared, so that what the approver read on the first page is what the plan does.
//
// It refuses to decide anything itself, to apply anything, and to overlook an edit. It does not look at what is
// no text of a cell: pictures and charts, fonts and colours (white letters on white), the widths of columns and
// the heights of rows that are not nothing, comments, and conditional formats. Nor does it tell who filled in a
// workbook: that is what signatures are for.
package approval

import (
	"scimsheet/internal/apply"
	"scimsheet/internal/report"
)

// Rules are what a decision must fulfil beside standing in an unedited report.
type Rules struct {
	FourEyes bool   // who decides is named by an e-mail address that is neither the operator's, the caller's nor the person's
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

// Reader reads the change reports of one plan that come back. It serves one goroutine.
type Reader struct {
	in    report.Input
	rules Rules
	table *report.ChangeTable
	sent  sentReport
}

// NewReader takes what the reports were written from. The caller closes what it gets.
func NewReader(in report.Input, rules Rules) *Reader {
	return &Reader{in: in, rules: rules, table: report.NewChangeTable(in.Plan)}
}

// Close releases what was written to compare with.
func (r *Reader) Close() error { return r.sent.close() }

// Read reads a change report that came back and gives what is decided in it, in the order of its rows.
//
// The error is *sheet.Unreadable for what is no workbook, the operating system's for what cannot be opened,
// and *Refusal where the workbook is not the one that was sent but for its decisions, where a decision is
// none, or where the rules are not fulfilled; nothing of the file counts then. A decision about somebody who
// is blocked does no harm, whatever it is, since nothing is done to that person: it is told in File.Useless
// and does not make the approver begin again.
func (r *Reader) Read(path string) (File, []apply.Decision, error) {
	if err := r.rules.check(); err != nil {
		return File{}, nil, err
	}
	book, err := hold(path)
	if err != nil {
		return File{}, nil, err
	}
	defer book.close()
	return r.readBook(book)
}

func (r *Reader) readBook(book *heldBook) (File, []apply.Decision, error) {
	reading := r.begin(book)
	if err := reading.read(); err != nil {
		return reading.file, nil, err
	}
	if err := reading.problems.refusal(reading.file.Name + " cannot be taken as an approval"); err != nil {
		return reading.file, nil, err
	}
	return reading.file, reading.decisions, nil
}
