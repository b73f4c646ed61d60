package dossier

import (
	"errors"
	"fmt"

	"scimsheet/internal/sheet"
)

func section(page *sheet.SheetWriter, title string) error {
	page.Gap()
	return page.Line(sheet.String(title).As(sheet.Heading))
}

func lines(page *sheet.SheetWriter, texts []string) error {
	for _, text := range texts {
		if err := page.Line(sheet.Value{}, sheet.String(text)); err != nil {
			return err
		}
	}
	return nil
}

func factRows(page *sheet.SheetWriter, facts []fact) error {
	for _, f := range facts {
		value := sheet.String(f.Value)
		if f.Mono {
			value = value.As(sheet.Mono)
		}
		if err := page.Line(sheet.Value{}, sheet.String(f.Name).As(sheet.Strong), value); err != nil {
			return err
		}
	}
	return nil
}

// summarySheet is the review on one page.
func (b *binder) summarySheet(book *sheet.Workbook) error {
	page, err := book.Page(b.layout(sheet.Layout{Name: summarySheet, Portrait: true, Tab: "17324D", Columns: []sheet.Column{
		{Width: 3}, {Width: 42, Wrapped: true}, {Width: 12}, {Width: 12}, {Width: 12}, {Width: 12}, {Width: 14}}}))
	if err != nil {
		return err
	}
	title := "Decisions of the access review " + oneLine(b.Campaign.Name)
	if b.Campaign.Control != "" {
		title += " · control " + oneLine(b.Campaign.Control)
	}
	return errors.Join(
		page.Line(sheet.String(title).As(sheet.Title)),
		page.Line(sheet.String(b.headline())),
		b.gapRows(page),
		section(page, "What was reviewed"), lines(page, b.whatWasReviewed()),
		section(page, "What was decided"), lines(page, b.whatWasDecided()), b.decisionRows(page),
		section(page, "What was done"), lines(page, b.whatWasDone()),
		section(page, "Who reviewed"), b.reviewerRows(page),
		section(page, "Where to go on"), b.sheetRows(page))
}

func (b *binder) gapRows(page *sheet.SheetWriter) error {
	gaps := b.gaps()
	if len(gaps) == 0 {
		return nil
	}
	err := section(page, "What is missing")
	for _, gap := range gaps {
		err = errors.Join(err, page.Line(sheet.String("!").As(sheet.Bad), sheet.String(gap).As(sheet.Bad)))
	}
	return err
}

func (b *binder) decisionRows(page *sheet.SheetWriter) error {
	err := page.Row(sheet.Value{}, sheet.String("Decision").As(sheet.Head), sheet.String("Accesses").As(sheet.HeadEnd), sheet.String("Treated").As(sheet.HeadEnd))
	for _, d := range b.decisionLines() {
		style := sheet.Plain
		if d.Total {
			style = sheet.Strong
		}
		err = errors.Join(err, page.Row(sheet.Value{}, sheet.String(d.Name).As(style), sheet.Int(d.N()).As(style), sheet.Int(d.Treated).As(style)))
	}
	return err
}

func (b *binder) reviewerRows(page *sheet.SheetWriter) error {
	head := []sheet.Value{{}, sheet.String("Reviewer").As(sheet.Head)}
	for _, text := range []string{"Accesses", "Keep", "Revoke", "Change", "Treated"} {
		head = append(head, sheet.String(text).As(sheet.HeadEnd))
	}
	err := page.Row(head...)
	for _, r := range b.numbers.reviewers {
		err = errors.Join(err, page.Row(sheet.Value{}, sheet.String(reviewerOf(r.Address)), sheet.Int(r.Rows()), sheet.Int(r.Keep), sheet.Int(r.Revoke), sheet.Int(r.Change), sheet.Int(r.Treated)))
	}
	n := b.numbers
	strong := func(n int) sheet.Value { return sheet.Int(n).As(sheet.Strong) }
	return errors.Join(err, page.Row(sheet.Value{}, sheet.String("all").As(sheet.Strong), strong(n.Rows()), strong(n.Keep), strong(n.Revoke), strong(n.Change), strong(n.Treated)))
}

func (b *binder) sheetRows(page *sheet.SheetWriter) error {
	var err error
	for _, s := range []struct{ name, text string }{
		{decisionsSheet, fmt.Sprintf("every access with its decision, %s", countOf(len(b.Closing.Rows), "row", "rows"))},
		{exceptionsSheet, countOf(len(b.exceptions), "exception", "exceptions")},
		{followUpSheet, fmt.Sprintf("%s for which a reviewer has asked for something else", countOf(b.numbers.Change, "access", "accesses"))},
		{delegationsSheet, countOf(len(b.Closing.Delegations), "access that was given on", "accesses that were given on")},
		{sinceSheet, "what has changed in the tenant between the snapshot and the closing"},
		{aboutSheet, "what it rests on, and what the columns mean"},
	} {
		err = errors.Join(err, page.Line(sheet.Value{}, sheet.String(s.name+": "+s.text).To(s.name)))
	}
	return err
}

// aboutSheet is what the decisions rest on, and what the columns mean.
func (b *binder) aboutSheet(book *sheet.Workbook) error {
	page, err := book.Page(b.layout(sheet.Layout{Name: aboutSheet, Portrait: true, Tab: "475467", Columns: []sheet.Column{{Width: 3}, {Width: 26, Wrapped: true}, {Width: 84, Wrapped: true}}}))
	if err != nil {
		return err
	}
	return errors.Join(
		page.Line(sheet.String("What this rests on").As(sheet.Title)),
		section(page, "The campaign"), factRows(page, b.campaignFacts()),
		section(page, "The population"), factRows(page, b.proofFacts()),
		section(page, "What the columns mean"), factRows(page, []fact{
			{Name: "Look at", Value: "Why the access was to be looked at with care. Whoever keeps such an access says why."},
			{Name: "Reviewer", Value: "To whom the access was given to review."},
			{Name: "Decided by", Value: "Who decided: the reviewer, or whoever the reviewer gave it on to. Empty where nobody did."},
			{Name: "Decision", Value: "keep: stays. revoke: is taken, and the person's model roles in the workspace are destroyed for good. change: something else has to be done; nothing is written."},
			{Name: "On the word of", Value: "Whom the reviewer named in the column Delegate beside the decision. The reviewer answers for it."},
			{Name: "Saved, as the file says", Value: "When the returned file was saved, by its own account: anybody who has it can change that. When each file was first given is in 3-returned/returned.csv."},
			{Name: "File, Cell", Value: "Where the decision stands, in a file of the folder 3-returned."},
			{Name: "Treated", Value: "Nobody had decided when the campaign was closed, and whoever closed it chose one decision for all such rows."},
			{Name: "Row id", Value: "The access in all files of the campaign."},
		}))
}

// campaignFacts name the campaign and how it ended.
func (b *binder) campaignFacts() []fact {
	c, cl := b.Campaign, b.Closing
	facts := []fact{{Name: "Campaign", Value: oneLine(c.Name)}, {Name: "Campaign id", Value: c.ID, Mono: true}}
	if c.Control != "" {
		facts = append(facts, fact{Name: "Control", Value: oneLine(c.Control)})
	}
	facts = append(facts, fact{Name: "Opened", Value: moment(c.OpenedAt) + ", by " + oneLine(c.Operator)})
	if !c.Due.IsZero() {
		facts = append(facts, fact{Name: "Due", Value: day(c.Due)})
	}
	return append(facts, fact{Name: "Closed", Value: moment(cl.ClosedAt) + ", by " + oneLine(cl.Operator)}, fact{Name: "Closed with", Value: oneLine(cl.Tool)},
		fact{Name: "Closing, SHA-256", Value: cl.Digest, Mono: true}, fact{Name: "Plan", Value: cl.PlanID, Mono: true}, fact{Name: "Plan, SHA-256", Value: cl.PlanDigest, Mono: true})
}
