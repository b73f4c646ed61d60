package reviewbook

import (
	"errors"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// mostFindings is how many findings of the lists stand on the page About.
const mostFindings = 500

// about is what the campaign rests on: for an auditor, and for whoever wonders why somebody reviews something.
func (b *books) about(book *sheet.Workbook) error {
	page, err := book.Page(b.layout(aboutSheet, []sheet.Column{{Width: 4}, {Width: 38, Wrapped: true}, {Width: 70, Wrapped: true}, {Width: 40, Wrapped: true}}))
	if err != nil {
		return err
	}
	return errors.Join(
		page.Line(sheet.String("About this review").As(sheet.Title)),
		section(page, "The review"), factRows(page, b.campaignFacts()),
		section(page, "Why the population is complete"), factRows(page, b.proofFacts()),
		b.sourceLines(page), b.closingLines(page), b.unknownLines(page), b.findingLines(page),
		section(page, "This workbook"),
		page.Line(sheet.Value{}, sheet.String("It is written anew each time the review is looked at: keep notes of your own elsewhere. Links lead to files of the review's folder.")))
}

func (b *books) campaignFacts() []fact {
	c := b.campaign
	facts := []fact{{name: "Campaign", value: oneLine(c.Name)}, {name: CampaignFact, value: c.ID, id: true}, {name: "Control", value: oneLine(c.Control)},
		{name: "Tenant", value: tenantName(c.Tenant)}, {name: "SCIM address", value: oneLine(c.Tenant.SCIMURL)},
		{name: "Opened", value: madeBy(moment(c.OpenedAt), c.Operator)}, {name: "Due", value: date(c.Due)}, {name: "Program", value: oneLine(c.Tool)},
		{name: "Reviewed by", value: b.rule()}, {name: "Fallback reviewers", value: legible(strings.Join(c.Fallback, ", "))},
		{name: "Scope", value: b.scope()}, {name: "Long without a sign-in", value: countOf(c.InactiveAfter, "day", "days") + " or more"},
		{name: DigestFact, value: c.Digest, id: true}}
	if e := c.Previous; e != nil {
		facts = append(facts, fact{name: "Goes on from", value: oneLine(e.Name) + " (" + e.ID + "), closed " + date(e.ClosedAt)})
	}
	if e := c.AddendumTo; e != nil {
		facts = append(facts, fact{name: "Addendum to", value: oneLine(e.Name) + " (" + e.ID + ")"})
	}
	return facts
}

// rule says how the population was cut.
func (b *books) rule() string {
	switch b.campaign.By {
	case review.ByManager:
		return "each person's manager, by HR's list"
	case review.ByWorkspace:
		return "each workspace's owner, by the list of owners"
	case review.ByNobody:
		if b.campaign.Previous != nil {
			return "whoever reviewed each access in " + oneLine(b.campaign.Previous.Name)
		}
		return "one reviewer for everything"
	}
	return "whom HR's column " + oneLine(b.campaign.By) + " leads to"
}

func (b *books) scope() string {
	text := "all workspaces"
	if spaces := b.campaign.Scope.Workspaces; spaces != nil {
		names := make([]string, len(spaces))
		for i, w := range spaces {
			names[i] = b.workspace(w)
		}
		text = strings.Join(names, ", ")
	}
	if active := b.campaign.Scope.Active; active != nil {
		text += "; only accounts that are " + accountText(*active)
	}
	return legible(text)
}

func (b *books) proofFacts() []fact {
	p := b.campaign.Proof
	return []fact{{name: "Asked", value: legible(p.Request), id: true}, {name: "In requests", value: number(p.Requests)},
		{name: "Begun", value: moment(p.StartedAt)}, {name: "Ended", value: moment(p.EndedAt)}, {name: "Signed in as", value: oneLine(p.By)},
		{name: "Counted by Anaplan (totalResults)", value: number(p.TotalResults)}, {name: "Accounts read", value: number(p.Accounts)},
		{name: "  with access in scope", value: number(p.Users)}, {name: "  without any access", value: number(p.WithoutAccess)}, {name: "  out of scope", value: number(p.OutOfScope)},
		{name: "Population", value: countOf(p.Rows, "row", "rows") + " in " + countOf(p.Workspaces, "workspace", "workspaces")},
		{name: "Accounts digest (SHA-256)", value: p.Snapshot, id: true}}
}

func (b *books) sourceLines(page *sheet.SheetWriter) error {
	if len(b.campaign.Sources) == 0 {
		return nil
	}
	err := section(page, "The lists it rests on")
	for _, s := range b.campaign.Sources {
		name := oneLine(s.Name)
		if s.Sheet != "" {
			name += ", sheet " + oneLine(s.Sheet)
		}
		err = errors.Join(err, factRows(page, []fact{{name: capitalised(oneLine(s.What)), value: name + ", " + countOf(s.Rows, "row", "rows")},
			{name: "  SHA-256", value: s.SHA256, id: true}}))
	}
	return err
}

func (b *books) closingLines(page *sheet.SheetWriter) error {
	c := b.Closing
	if c == nil {
		return nil
	}
	facts := []fact{{name: "Closed", value: madeBy(moment(c.ClosedAt), c.Operator)}, {name: "Program", value: oneLine(c.Tool)},
		{name: "Rows nobody decided", value: "treated as " + string(c.TreatBlankAs) + ": " + number(b.treated)},
		{name: "Plan", value: oneLine(c.PlanID), id: true}, {name: "  in", value: oneLine(c.Run)}, {name: "  SHA-256", value: c.PlanDigest, id: true},
		{name: "Tenant read again", value: moment(c.Drift.ReadAt)}, {name: "  accounts digest (SHA-256)", value: c.Drift.Snapshot, id: true},
		{name: "Closing digest (SHA-256)", value: c.Digest, id: true}}
	if c.TreatBlankAs == "" {
		facts[2].value = "none"
	}
	if c.DeactivateLeavers {
		facts = append(facts, fact{name: "Leavers", value: "are deactivated by the plan"})
	}
	return errors.Join(section(page, "How it was closed"), factRows(page, facts))
}

func (b *books) unknownLines(page *sheet.SheetWriter) error {
	if len(b.campaign.Unknown) == 0 {
		return nil
	}
	err := section(page, "What could not be found out")
	for _, text := range b.campaign.Unknown {
		err = errors.Join(err, page.Line(sheet.String("•").As(sheet.Muted), sheet.String(sentence(oneLine(text)))))
	}
	return err
}

func (b *books) findingLines(page *sheet.SheetWriter) error {
	all := b.campaign.Findings
	if len(all) == 0 {
		return nil
	}
	err := errors.Join(section(page, "What is to be looked at in the lists"),
		page.Row(sheet.Value{}, sheet.String("Where").As(sheet.Head), sheet.String("What").As(sheet.Head), sheet.String("What to do").As(sheet.Head)))
	for _, f := range all[:min(len(all), mostFindings)] {
		err = errors.Join(err, page.Row(findingMark(f), sheet.String(legible(f.Pos.String())), sheet.String(legible(sentence(f.Message))), sheet.String(legible(sentence(f.Hint)))))
	}
	if more := len(all) - mostFindings; more > 0 {
		err = errors.Join(err, page.Line(sheet.Value{}, sheet.String("… and "+number(more)+" more").As(sheet.Muted)))
	}
	return err
}

func findingMark(f finding.Finding) sheet.Value {
	r := remark{style: sheet.Muted}
	switch f.Severity {
	case finding.Error:
		r.style = sheet.Bad
	case finding.Warning:
		r.style = sheet.Warn
	}
	return sheet.String(r.mark()).As(r.style)
}
