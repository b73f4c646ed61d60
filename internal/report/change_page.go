package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
	"scimsheet/templates"
)

// shownOnPage is how many rows a table of the page has at most: more than anybody reads, little enough
// for a phone. The workbook has all.
const shownOnPage = 2000

// page is what fills the template.
type page struct {
	Policy, PlanID, Tenant, Made, Operator, Headline, Cost string
	Style                                                  template.CSS
	Refusals, Happens, Limits, Stays                       []remark
	Bars                                                   []bar
	Others                                                 bool // accounts beside the input's people have a change
	Counts                                                 []countRow
	Risks                                                  []pageRisk
	Changes                                                []pageChange
	Workspaces                                             []pageWorkspace
	Findings                                               []pageFinding
	MoreChanges, MoreWorkspaces, MoreFindings              string
	Decide                                                 []string
	Origin                                                 []fact
}

type bar struct {
	Title, Spoken string
	Parts         []barPart
}

type barPart struct {
	Kind, Name  string
	Count       int
	From, Width float64 // in percent of the bar
}

type pageRisk struct {
	Title, Example string
	People         int
}

type pageChange struct {
	Action, Name, UserName, Reason, Rows string
	Tone                                 tone
	Story                                []remark
	Risks                                []string
}

type pageWorkspace struct {
	Name, Before, After string
	Given, Taken        int
}

type pageFinding struct {
	Severity, Place, Message, Hint string
	Tone                           tone
}

// Sum is what the row's columns add up to.
func (r countRow) Sum() int { return r.Listed + r.Other }

// writePage writes change-report.html: one file that loads nothing and runs nothing. Its
// Content-Security-Policy allows its own style sheet, by digest, and nothing else.
func (d *dryRun) writePage(path string) error {
	parsed, err := template.New("page").Funcs(template.FuncMap{"number": number}).Parse(templates.ChangePage)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return err
	}
	defer draft.Discard()
	out := bufio.NewWriterSize(draft, 1<<16)
	if err := parsed.Execute(out, d.page()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = draft.Save()
	return err
}

func contentPolicy(style string) string {
	digest := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) +
		"'; base-uri 'none'; form-action 'none'"
}

func (d *dryRun) page() page {
	p := page{
		Policy: contentPolicy(templates.ChangePageStyle), Style: template.CSS(templates.ChangePageStyle),
		PlanID: d.plan.ID, Tenant: tenantName(d.plan.Tenant), Made: moment(d.plan.CreatedAt), Operator: d.plan.Operator,
		Headline: d.headline(), Cost: d.cost(), Happens: d.happens(), Limits: d.limitRemarks(), Stays: d.stays(),
		Bars: d.bars(), Others: d.tally.absent.total() > 0, Counts: d.countRows(), Decide: d.decide(), Origin: d.origin(),
	}
	for _, r := range p.Limits {
		if r.Tone == danger {
			p.Refusals = append(p.Refusals, r)
		}
	}
	for _, r := range d.tally.risks {
		p.Risks = append(p.Risks, pageRisk{Title: riskTitle(r.code), Example: r.example, People: r.people})
	}
	d.pageChanges(&p)
	d.pageWorkspaces(&p)
	d.pageFindings(&p)
	return p
}

func (d *dryRun) bars() []bar {
	n := d.plan.Counts
	bars := []bar{newBar("People", []barPart{
		{Kind: "deactivate", Name: "deactivated", Count: n.Deactivate}, {Kind: "create", Name: "new", Count: n.Create},
		{Kind: "update", Name: "changed", Count: n.Update}, {Kind: "reactivate", Name: "reactivated", Count: n.Reactivate},
		{Kind: "none", Name: "no change", Count: n.None}, {Kind: "blocked", Name: "blocked", Count: n.Blocked},
		{Kind: "held", Name: "held back", Count: d.plan.HeldBack}})}
	if n.Grants+n.Revocations > 0 {
		bars = append(bars, newBar("Workspaces", []barPart{{Kind: "taken", Name: "taken (cannot be undone)", Count: n.Revocations},
			{Kind: "given", Name: "given", Count: n.Grants}}))
	}
	return bars
}

// newBar lays the parts that there are out next to each other.
func newBar(title string, parts []barPart) bar {
	total, from := 0, 0.0
	for _, part := range parts {
		total += part.Count
	}
	b := bar{Title: title}
	var spoken []string
	for _, part := range parts {
		if part.Count == 0 {
			continue
		}
		part.From, part.Width = from, 100*float64(part.Count)/float64(total)
		from += part.Width
		b.Parts = append(b.Parts, part)
		spoken = append(spoken, number(part.Count)+" "+part.Name)
	}
	b.Spoken = title + ": " + strings.Join(spoken, ", ")
	return b
}

func (d *dryRun) pageChanges(p *page) {
	order := d.riskOrder()
	for i, c := range order {
		if i == shownOnPage {
			p.MoreChanges = fmt.Sprintf("These are the first %s, what takes something away first. %s in %s, sheet Changes.",
				number(shownOnPage), countOf(len(order)-shownOnPage, "more person is", "more people are"), ChangeWorkbookName)
			break
		}
		shown := pageChange{Action: string(c.Action), Name: personName(c), UserName: string(c.UserName), Reason: reasonLine(c),
			Rows: d.places.of(c.Rows), Story: d.story(c)}
		switch {
		case c.Takes():
			shown.Tone = danger
		case len(c.Risks) > 0 || c.Action == plan.Blocked:
			shown.Tone = caution
		}
		for _, r := range c.Risks {
			// What a story says itself needs no repetition.
			if r.Code != plan.RiskDeactivation && r.Code != plan.RiskRevocation {
				shown.Risks = append(shown.Risks, r.Message)
			}
		}
		p.Changes = append(p.Changes, shown)
	}
}

func (d *dryRun) pageWorkspaces(p *page) {
	var shown []pageWorkspace
	more := 0
	for _, ws := range d.tally.touched() {
		if ws.given+ws.taken == 0 {
			continue
		}
		if len(shown) == shownOnPage {
			more++
			continue
		}
		before, after := "not read", "not read"
		if n, known := d.members(ws.ID); known {
			before, after = number(n), number(n+ws.given-ws.taken)
		}
		shown = append(shown, pageWorkspace{Name: d.labels.of(ws.Workspace), Before: before, After: after, Given: ws.given, Taken: ws.taken})
	}
	p.Workspaces = shown
	if more > 0 {
		p.MoreWorkspaces = fmt.Sprintf("%s in %s, sheet Workspaces.", countOf(more, "more is", "more are"), ChangeWorkbookName)
	}
}

func (d *dryRun) pageFindings(p *page) {
	for i, f := range d.Findings {
		if i == shownOnPage {
			p.MoreFindings = fmt.Sprintf("%s in %s, sheet Findings.", countOf(len(d.Findings)-shownOnPage, "more is", "more are"), ChangeWorkbookName)
			break
		}
		shown := pageFinding{Severity: string(f.Severity), Place: f.Pos.String(), Message: f.Message, Hint: f.Hint}
		switch f.Severity {
		case finding.Error:
			shown.Tone = danger
		case finding.Warning:
			shown.Tone = caution
		}
		p.Findings = append(p.Findings, shown)
	}
}
