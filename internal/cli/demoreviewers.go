package cli

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
)

// The demo's reviewers answer as reviewers do: most in time and with care, some not.
//
// In the first round one keeps everything within a minute, one leaves rows blank, one edits what may not be
// edited, one sends a second version that says something else, one hands a row to somebody else, and one sends
// nothing. In the second round all of it is put right.
type demoReviewers struct {
	campaign *review.Campaign
	folder   string // the campaign's
	returned string // where the workbooks come back to
	opened   time.Time
}

// The places of the reviewers who make trouble, among those with the most rows.
const (
	hasty = iota
	halfDone
	editing
	twice
	delegating
	silent
)

// answer fills in the workbooks, as far as they come back by the first time somebody looks.
func (d *demoReviewers) answer() error {
	for place, r := range bySize(d.campaign.Reviewers) {
		filling, refs := d.filling(r), d.campaign.Of(r.Address)
		switch place {
		case silent:
			continue
		case hasty:
			filling = d.hurried(r)
		case halfDone:
			for _, ref := range refs[len(refs)/2:] {
				delete(filling.Answers, ref.Access.Key)
			}
		case editing:
			filling.Cells = map[string]string{d.cell(reviewbook.WorkspaceHeader, 5): "Every workspace"}
		case twice:
			if err := d.fill(r.File, firstVersion(r.File), d.otherwise(r, filling)); err != nil {
				return err
			}
		case delegating:
			filling.Answers[refs[0].Access.Key] = reviewbook.Entry{Delegate: delegateOf(r)}
		}
		if err := d.fill(r.File, r.File, filling); err != nil {
			return err
		}
	}
	return nil
}

// putRight does what the status asks for.
func (d *demoReviewers) putRight() error {
	for place, r := range bySize(d.campaign.Reviewers) {
		if err := d.again(place, r); err != nil {
			return err
		}
	}
	return nil
}

func (d *demoReviewers) again(place int, r review.Reviewer) error {
	filling := d.filling(r)
	filling.SavedAt = d.opened.Add(96 * time.Hour)
	switch place {
	case silent, editing:
		return d.fill(r.File, r.File, filling)
	case halfDone:
		return d.fill(r.File, strings.TrimSuffix(r.File, ".xlsx")+" final.xlsx", filling)
	case twice:
		return os.Remove(filepath.Join(d.returned, firstVersion(r.File)))
	case delegating:
		return d.delegate(delegateOf(r), d.campaign.Of(r.Address)[0])
	}
	return nil
}

// cell is the cell of a row below a header of the reviewers' sheet.
func (d *demoReviewers) cell(header string, row int) string {
	column := slices.Index(reviewbook.NewTable(d.campaign).Headers(), header)
	return finding.Pos{Row: row, Column: column + 1}.Cell()
}

// fill writes answers into a workbook that was sent, and returns it under some name.
func (d *demoReviewers) fill(sent, as string, filling reviewbook.Filling) error {
	return reviewbook.Fill(filepath.Join(d.folder, reviewsFolder, sent), filepath.Join(d.returned, as), filling)
}

// filling is what a careful reviewer writes.
func (d *demoReviewers) filling(r review.Reviewer) reviewbook.Filling {
	f := reviewbook.Filling{Answers: map[string]reviewbook.Entry{}, SavedAt: d.opened.Add(time.Duration(20+len(r.Address)) * time.Hour), SavedBy: r.Name}
	for i, ref := range d.campaign.Of(r.Address) {
		entry := sensible(ref, i)
		if r.Address == "" {
			entry.Delegate = d.campaign.Operator
		}
		f.Answers[ref.Access.Key] = entry
	}
	return f
}

// reasons are what people write who keep access that is to be looked at with care.
var reasons = []string{"needed for the year-end close", "covers for a colleague until March", "back from leave in January",
	"contractor, agreed with IT", "planner of the region", "asked: still uses it each quarter"}

// sensible is what a careful reviewer says about one row.
func sensible(ref review.Ref, i int) reviewbook.Entry {
	flags := map[string]bool{}
	for _, flag := range ref.Access.Flags {
		flags[flag.Code] = true
	}
	switch {
	case flags[review.FlagLeft]:
		return reviewbook.Entry{Decision: "revoke", Justification: "no longer with us"}
	case flags[review.FlagInactive] && i%9 == 0:
		return reviewbook.Entry{Decision: "revoke", Justification: "not used"}
	case flags[review.FlagAdmin]:
		return reviewbook.Entry{Decision: "keep", Justification: "builds the models of " + ref.Access.Workspace.Name}
	case len(flags) > 0:
		return reviewbook.Entry{Decision: "keep", Justification: reasons[len(ref.Person.Account.UserName)%len(reasons)]}
	case i%37 == 5:
		return reviewbook.Entry{Decision: "change", Justification: "should read only: please take the model builder role away"}
	}
	return reviewbook.Entry{Decision: "keep"}
}

// hurried is what somebody writes who keeps everything without looking.
func (d *demoReviewers) hurried(r review.Reviewer) reviewbook.Filling {
	f := reviewbook.Filling{Answers: map[string]reviewbook.Entry{}, SavedAt: d.opened.Add(40 * time.Second), SavedBy: cmp.Or(r.Name, r.Address)}
	for _, ref := range d.campaign.Of(r.Address) {
		entry := reviewbook.Entry{Decision: "keep"}
		if len(ref.Access.Flags) > 0 {
			entry.Justification = "needed"
		}
		f.Answers[ref.Access.Key] = entry
	}
	return f
}

// otherwise is a first version that says something else about one row.
func (d *demoReviewers) otherwise(r review.Reviewer, final reviewbook.Filling) reviewbook.Filling {
	first := final
	first.SavedAt = final.SavedAt.Add(-2 * time.Hour)
	first.Answers = maps.Clone(final.Answers)
	for _, ref := range d.campaign.Of(r.Address) {
		if first.Answers[ref.Access.Key].Decision == "keep" && len(ref.Access.Flags) == 0 {
			first.Answers[ref.Access.Key] = reviewbook.Entry{Decision: "revoke", Justification: "moved to another team"}
			break
		}
	}
	return first
}

// delegate answers for somebody who was handed a row.
func (d *demoReviewers) delegate(address string, ref review.Ref) error {
	file := d.campaign.FileOf(address)
	return reviewbook.Fill(filepath.Join(d.folder, delegatedFolder, file), filepath.Join(d.returned, file), reviewbook.Filling{
		Answers: map[string]reviewbook.Entry{ref.Access.Key: sensible(ref, 1)}, SavedAt: d.opened.Add(97 * time.Hour), SavedBy: "Controlling"})
}

func delegateOf(r review.Reviewer) string {
	_, domain, _ := strings.Cut(r.Address, "@")
	return "controlling@" + domain
}

func firstVersion(file string) string { return strings.TrimSuffix(file, ".xlsx") + " (1).xlsx" }
