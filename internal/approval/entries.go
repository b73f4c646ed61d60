package approval

import (
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// What is kept of what an approver writes, in characters.
const (
	longestName    = 320
	longestComment = 2000
)

const chooseWord = "choose approve or reject from the list in the cell, or leave it blank"

// readEntries takes what the approver wrote in a row. Who decides and why means nothing without a decision.
func (r *reading) readEntries(row sheet.Row, c *plan.Change) {
	at := func(i int) (sheet.Cell, string) {
		column := r.columns.at[i]
		return row.Cell(column), r.cell(column, row.Number)
	}
	cell, place := at(r.columns.decision)
	if isBlank(cell) {
		if c.Writes() {
			r.file.Blank++
		}
		return
	}
	if !c.Writes() {
		r.file.Useless = append(r.file.Useless, place)
		return
	}
	verdict, wrong := verdictOf(cell)
	if wrong != "" {
		r.refuse(place, wrong, chooseWord)
		return
	}
	by, byPlace := at(r.columns.by)
	comment, commentPlace := at(r.columns.comment)
	d := apply.Decision{ChangeID: c.ID, Verdict: verdict, By: r.name(by, byPlace), Comment: r.comment(comment, commentPlace),
		File: r.file.Name, SHA256: r.file.SHA256, Cell: place}
	r.takeDecision(d, c, row.Hidden, byPlace)
}

// takeDecision counts a decision, unless the rules forbid it.
func (r *reading) takeDecision(d apply.Decision, c *plan.Change, hidden bool, byPlace string) {
	if message, hint := r.eyes.forbid(c, d.By); message != "" {
		r.refuse(byPlace, message, hint)
		return
	}
	if hidden {
		r.file.Hidden++
	}
	if d.Verdict == apply.Approve {
		r.file.Approved++
	} else {
		r.file.Rejected++
	}
	r.decisions = append(r.decisions, d)
}

func isBlank(cell sheet.Cell) bool {
	return !cell.Formula && (cell.Kind == sheet.Blank || cell.Kind == sheet.Text && identity.Visible(cell.Text) == "")
}

// verdictOf reads a decision; wrong says why it is none.
func verdictOf(cell sheet.Cell) (verdict apply.Verdict, wrong string) {
	word := identity.Visible(cell.Text)
	switch {
	case cell.Merged:
		return "", "is merged with the cell above it: each person is decided about in a cell of their own"
	case cell.Formula:
		return "", "holds a formula: the word itself has to be written, so that it says tomorrow what it says today"
	case cell.Disguised:
		return "", "holds " + quoted(cell.Text) + " under a number format that may show another word"
	case cell.Kind == sheet.Fault:
		return "", "holds the error " + quoted(cell.Text)
	case cell.Kind != sheet.Text:
		return "", "holds " + quoted(cell.Text) + ", which is a number, a date or a logical value and no decision"
	case strings.EqualFold(word, string(apply.Approve)):
		return apply.Approve, ""
	case strings.EqualFold(word, string(apply.Reject)):
		return apply.Reject, ""
	}
	return "", "says " + quoted(cell.Text) + ": a decision is approve, reject or nothing"
}

// name is who decides. A name that a formula computes is nobody's word.
func (r *reading) name(cell sheet.Cell, place string) string {
	switch {
	case cell.Merged:
		r.refuse(place, "is merged with the cell above it", "unmerge the cells, and enter who decides in each")
	case cell.Disguised:
		r.refuse(place, "holds "+quoted(cell.Text)+" under a number format that may show another name", "set the format of the cell to General, and enter the name or the e-mail address again")
	case cell.Formula:
		r.refuse(place, "holds a formula: who decides has to be written", "enter the name or the e-mail address itself")
	case cell.Kind == sheet.Fault:
		r.refuse(place, "holds the error "+quoted(cell.Text), "enter the name or the e-mail address again")
	}
	return shortened(visible(cell.Text), longestName)
}

// comment is why. One that begins like a formula is taken for one by spreadsheet programs, and is lost where
// they can make nothing of it.
func (r *reading) comment(cell sheet.Cell, place string) string {
	switch {
	case cell.Merged:
		r.refuse(place, "is merged with the cell above it", "unmerge the cells, and enter the comment in each row that it is about")
	case cell.Disguised:
		r.refuse(place, "holds "+quoted(cell.Text)+" under a number format that may show other words", "set the format of the cell to General, and write the comment again")
	case cell.Kind == sheet.Fault && !cell.Formula:
		r.refuse(place, "holds the error "+quoted(cell.Text)+" instead of a comment", "write the comment again")
	case cell.Kind == sheet.Fault, cell.NoValue:
		r.refuse(place, "holds a formula without a result instead of a comment", "write the comment again, with an apostrophe in front where it begins with = + - or @")
	}
	return shortened(identity.Visible(cell.Text), longestComment)
}
