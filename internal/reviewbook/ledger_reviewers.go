package reviewbook

import (
	"cmp"
	"errors"
	"strings"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// The folders of a campaign to which a ledger leads.
const (
	reviewsFolder = "reviews/"
	mailsFolder   = "mails/"
)

// reviewers has a row for everybody who decides: as the campaign was cut, and those to whom rows were handed on.
func (b *books) reviewers(book *sheet.Workbook) error {
	layout := b.layout(reviewersSheet, []sheet.Column{{Header: "Reviewer", Width: 34, Style: sheet.Strong, Wrapped: true}, {Header: "Name", Width: 24, Wrapped: true},
		{Header: "How far", Width: 13}, {Header: "Rows", Width: 10, Note: "Theirs to decide: without those handed on, with those received."},
		{Header: "To look at", Width: 10, Note: "Rows that were theirs when the review was opened and have something to be looked at with care."},
		{Header: "Keep", Width: 10}, {Header: "Revoke", Width: 10}, {Header: "Change", Width: 10}, {Header: "Open", Width: 10},
		{Header: "Handed on", Width: 10, Note: "Rows given on to somebody else, who has a row here too."},
		{Header: "Late", Width: 8, Note: "late: saved after the day it was due, or not come back by then."},
		{Header: "Came back", Width: 30, Wrapped: true}, {Header: "Saved last", Width: 20},
		{Header: "Workbook", Width: 32, Wrapped: true, Note: "Opens the workbook as it was sent, as long as the folder of the review is kept together."},
		{Header: "Mail", Width: 32, Wrapped: true}, {Header: "Note", Width: 40, Wrapped: true}})
	layout.Frozen, layout.Printed = 1, 13
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	parts := map[string]*review.Reviewer{}
	for i := range b.campaign.Reviewers {
		parts[b.campaign.Reviewers[i].Address] = &b.campaign.Reviewers[i]
	}
	for _, p := range b.progress {
		if err := table.Row(b.reviewerRow(p, parts[p.Reviewer])...); err != nil {
			return err
		}
	}
	return nil
}

// reviewerRow is how far one reviewer is; part is nil for somebody to whom rows were only handed on.
func (b *books) reviewerRow(p review.Progress, part *review.Reviewer) []sheet.Value {
	stage, late := stageOf(p), sheet.Value{}
	if p.Late {
		late = sheet.String("late").As(sheet.Bad)
	}
	row := []sheet.Value{sheet.String(cmp.Or(oneLine(p.Reviewer), noReviewer)), sheet.String(oneLine(p.Name)), sheet.String(string(stage)).As(stage.style()), sheet.Int(p.Rows), {},
		sheet.Int(p.Keep), sheet.Int(p.Revoke), sheet.Int(p.Change), sheet.Int(p.Open), sheet.Int(p.GivenOn), late,
		sheet.String(legible(strings.Join(p.Files, "\n"))), sheet.Time(p.SavedAt)}
	if p.Open > 0 {
		row[8] = row[8].As(sheet.Strong)
	}
	if part == nil {
		return append(row, sheet.Value{}, sheet.Value{}, sheet.String("rows were handed on to them").As(sheet.Muted))
	}
	row[4] = sheet.Int(part.Flagged)
	row = append(row, sheet.String(oneLine(part.File)).ToFile(reviewsFolder+part.File))
	if part.Address == "" {
		return append(row, sheet.Value{}, sheet.String(cmp.Or(legible(part.Note), "nobody could be found: decided by whoever is named in Delegate")))
	}
	mail := strings.TrimSuffix(part.File, ".xlsx") + ".eml"
	return append(row, sheet.String(oneLine(mail)).ToFile(mailsFolder+mail), sheet.String(legible(part.Note)))
}

// mostRows is how many rows a list of the ledger has at most: nobody works through more, and the evidence of a
// campaign has all of them.
const mostRows = 5000

// moreRows ends a list that was cut.
func moreRows(table *sheet.SheetWriter, left int, where string) error {
	if left <= 0 {
		return nil
	}
	return table.Row(sheet.String("… and " + countOf(left, "row more", "rows more") + where).As(sheet.Muted))
}

// withoutReviewer are the rows that nobody could be found for, and those that came to a fallback reviewer.
func (b *books) withoutReviewer(book *sheet.Workbook) error {
	layout := b.layout(nobodySheet, []sheet.Column{{Header: NameHeader, Width: 24, Style: sheet.Strong, Wrapped: true}, {Header: UserNameHeader, Width: 32, Wrapped: true},
		{Header: WorkspaceHeader, Width: b.workspaceWidth(), Wrapped: true}, {Header: "Who reviews it", Width: 32, Wrapped: true}, {Header: "Why", Width: 52, Wrapped: true},
		{Header: LookHeader, Width: 40, Wrapped: true}, {Header: KeyHeader, Width: 25, Style: sheet.Mono}})
	layout.Frozen, layout.Printed, layout.Tab = 1, 6, "F2C94C"
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	written := 0
	for _, nobody := range []bool{true, false} {
		for i := range b.campaign.People {
			p := &b.campaign.People[i]
			for j := range p.Accesses {
				a := &p.Accesses[j]
				if nobody != (a.Reviewer == "") || !nobody && !atFallback(a) || written == mostRows {
					continue
				}
				written++
				err = errors.Join(err, table.Row(b.nobodyRow(review.Ref{Person: p, Access: a})...))
			}
		}
	}
	return errors.Join(err, moreRows(table, b.unassigned+b.fallback-written, ""))
}

func (b *books) nobodyRow(r review.Ref) []sheet.Value {
	who := sheet.String("nobody yet").As(sheet.Bad)
	if r.Access.Reviewer != "" {
		who = sheet.String(oneLine(r.Access.Reviewer))
	}
	return append(b.whoAndWhere(r), who, sheet.String(legible(r.Access.Why)), sheet.String(lookText(r.Access.Flags)).As(lookStyle(r)), sheet.String(r.Access.Key))
}

// whoAndWhere are the first cells of every list of rows: person, user name and workspace.
func (b *books) whoAndWhere(r review.Ref) []sheet.Value {
	return append(whoIs(r.Person), sheet.String(b.workspace(r.Access.Workspace)))
}

// whoIs are a person's name and user name.
func whoIs(p *review.Person) []sheet.Value {
	return []sheet.Value{sheet.String(personName(p)), sheet.String(legible(string(p.Account.UserName)))}
}

func lookStyle(r review.Ref) sheet.Style {
	if len(r.Access.Flags) == 0 {
		return sheet.Plain
	}
	return cellStyle(LookHeader, "", r)
}

func (b *books) workspaceWidth() float64 {
	if b.ids {
		return widthOfID
	}
	return 28
}
