package reviewbook

import (
	"fmt"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// stated is what a workbook says of itself, wherever its cover is now.
type stated struct {
	sheet        string
	name         string // of the campaign
	campaign     string // id
	campaignCell string
	reviewer     string
	rows         int
	some         bool // the rows are not those of the part as the campaign was cut: given on, or the open ones alone
	digest       string
	digestCell   string
	filled       bool // the sheet is not blank
}

// Facts on the cover that are only told.
const (
	nameFact     = "Campaign"
	handedOnFact = "Handed on by"
	rowsFact     = "Rows of this workbook"
	settledFact  = "Not in this workbook"
)

// note takes what one row of a cover says: a fact's name, and behind it what it is.
func (s *stated) note(row sheet.Row) {
	s.filled = true
	name, value, at := "", "", 0
	for i, cell := range row.Cells {
		text := identity.Visible(cell.Text)
		switch {
		case text == "":
		case name == "":
			name = text
		default:
			value, at = text, i+1
		}
		if value != "" {
			break
		}
	}
	if value == "" {
		return
	}
	cell := cellName(s.sheet, at, row.Number)
	switch headerKey(name) {
	case headerKey(nameFact):
		s.name = value
	case headerKey(CampaignFact):
		s.campaign, s.campaignCell = value, cell
	case headerKey(ReviewerFact):
		s.reviewer = value
	case headerKey(handedOnFact), headerKey(settledFact):
		s.some = true
	case headerKey(rowsFact):
		s.rows = countIn(value)
	case headerKey(DigestFact):
		s.digest, s.digestCell = value, cell
	}
}

// ofAnother says that a campaign's id is of another campaign; nil where it is ours or none is known.
func (r *reading) ofAnother(id string) *review.Problem {
	c := r.table.campaign
	if id == "" || strings.EqualFold(id, c.ID) {
		return nil
	}
	which, cell := quoted(id), ""
	if id == r.about.campaign {
		cell = r.about.campaignCell
		if r.about.name != "" {
			which = quoted(r.about.name) + ", " + which
		}
	}
	return &review.Problem{Code: review.ProblemForeign, File: r.out.File.Name, Cell: cell,
		Message: fmt.Sprintf("is of another review (%s); this is %s, %s", which, quoted(c.Name), quoted(c.ID)),
		Hint:    "leave the file out, and ask its reviewer for the workbook of this review"}
}

// ofOthers says that all rows are of another campaign.
func (r *reading) ofOthers() *review.Problem {
	if len(r.others) == 0 || len(r.at) > 0 {
		return nil
	}
	return r.ofAnother(r.others[0].campaign)
}

// digest compares the population that the cover names with the campaign's.
func (r *reading) digest() {
	ours := r.table.campaign.Digest
	if ours == "" || r.about.digest == "" || strings.EqualFold(ours, r.about.digest) {
		return
	}
	r.refuse(review.Problem{Code: review.ProblemEdited, Cell: r.about.digestCell,
		Message: "names another population than the one that was sent: the digest is " + quoted(r.about.digest) + ", and was " + quoted(ours),
		Hint:    "put it back, or enter the decisions into a fresh copy of the workbook"})
}

// noTable is said of a file in which nobody can have decided anything.
func (r *reading) noTable() {
	p := review.Problem{Code: review.ProblemUnread, Cell: r.about.campaignCell,
		Message: "has no table with the columns of a review", Hint: "give the workbook with the decisions in it, whatever it is called now"}
	switch ending := strings.ToLower(r.out.File.Name); {
	case r.headless != nil:
		p.Code, p.Cell, p.Message = review.ProblemColumn, r.headless.Name, "has rows of a review and no headers any more: nobody can tell which column is which"
		p.Hint = "put the row of headers back, from a fresh copy of the workbook"
	case r.about.campaign != "" && r.csv:
		p.Cell, p.Message = "", "is the sheet "+quoted(CoverSheet)+" saved as text (CSV), without the decisions"
		p.Hint = "save the whole workbook as .xlsx, or the sheet " + quoted(ReviewSheet) + " as CSV"
	case r.about.campaign != "":
		p.Cell, p.Message = "", "has no sheet with the rows of the review and the columns to decide in"
		p.Hint = "give the workbook that a reviewer returned, with the sheet " + quoted(ReviewSheet) + " in it"
	case strings.HasSuffix(ending, ".eml"), strings.HasSuffix(ending, ".msg"):
		p.Message, p.Hint = "is a mail, not a workbook", "save the workbook that is attached to it"
	}
	r.refuse(p)
}
