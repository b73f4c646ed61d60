package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/sheet"
	"scimsheet/templates"
)

// onPage is how many rows stand in the page as they are. Those beyond are there as data, which the page's
// script shows; without it the page says where they are.
type onPage struct {
	people, others int // a table of people, and any other, of up to so many rows stands there wholly
	first          int // of a longer one so many do
}

// usually keeps 5,000 changes readable without a script, in a file that can still be sent by mail. A browser
// needs seconds to lay out a table that long: of longer plans, which need the script anyhow, less stands there.
var usually = onPage{people: 5000, others: 1000, first: 1000}

// page is what fills the template.
type page struct {
	Policy                        string
	Style                         template.CSS
	Script                        template.JS
	Title, PlanID, Digest, Tenant string
	About, Whose, Made, Headline  string
	Happening, Staying            string // the titles of what happens and what does not
	Contents                      []chapter
	Refusals, Happens, Stays      []remark
	Figures                       []figure
	Kinds, Limits                 chart
	Given, Groups                 *chart
	PeopleHeader                  string
	Others                        bool // accounts beside the input's people have a change
	Counts                        []countRow
	Risks                         []pageRisk
	Unjudged                      []remark
	Uncounted                     string
	Searched                      bool
	Selects                       []choiceList
	People, Workspaces            *pageTable
	Findings, Unchanged           *pageTable
	Afterwards, Workbook          string
	Decide                        []string
	Origin, Particulars, Words    []fact
}

// Sum is what the row's columns add up to.
func (r countRow) Sum() int { return r.Listed + r.Other }

// chapter is a section of the page that its contents lead to.
type chapter struct{ ID, Title string }

// writePage writes change-report.html: one file that loads nothing. Its Content-Security-Policy allows its
// own style sheet and its own script, by digest, and nothing else.
func (d *dryRun) writePage(path string) error {
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return err
	}
	defer draft.Discard()
	out := bufio.NewWriterSize(draft, 1<<16)
	workbook := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) + filepath.Ext(ChangeWorkbookName)
	if err := d.printPage(out, workbook, usually); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = draft.Save()
	return err
}

// printPage writes the page row by row: a long plan's page is never in memory as a whole.
func (d *dryRun) printPage(out io.Writer, workbook string, most onPage) error {
	parsed, err := template.New("page").Funcs(template.FuncMap{"number": number, "pieces": pieces}).Parse(templates.ChangePage)
	if err != nil {
		return err
	}
	return parsed.Execute(out, d.page(workbook, most))
}

// contentPolicy lets the page's own style and script run and nothing else, and no text become markup.
func contentPolicy(style, script string) string {
	return "default-src 'none'; style-src " + sourceOf(style) + "; script-src " + sourceOf(script) +
		"; img-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

func sourceOf(content string) string {
	digest := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'"
}

func (d *dryRun) page(workbook string, most onPage) *page {
	style := templates.ChangePageStyle + d.paperFoot()
	p := &page{
		Policy: contentPolicy(style, templates.ChangePageScript), Style: template.CSS(style), Script: template.JS(templates.ChangePageScript),
		Title: d.pageTitle(), PlanID: d.plan.ID, Digest: d.plan.Digest, Tenant: tenantName(d.plan.Tenant),
		About: d.about(), Whose: d.whose(), Made: d.madeBy(), Headline: d.headline(),
		Refusals: d.refusals(), Happens: d.happens(), Stays: d.stays(onThePage), Figures: d.figures(),
		Kinds: d.kindChart(), Limits: d.limitChart(), Given: d.workspaceChart(), Groups: d.groupChart(),
		PeopleHeader: d.peopleHeader(), Others: d.tally.absent.total() > 0, Counts: d.countRows(), Risks: d.pageRisks(),
		Happening: d.wills(), Staying: d.willsNot(), Unjudged: d.unjudged(), Uncounted: d.uncounted(),
		Afterwards: d.afterwards(), Decide: d.decide(),
		Origin: append(d.origin(), fact{Name: "Requests", Value: d.cost()}), Particulars: d.particulars(), Words: glossary(),
	}
	if !d.plan.Refused && d.tally.listed.writing()+d.tally.absent.writing() > 0 {
		p.Workbook = workbook
	}
	f := d.facets()
	p.Selects = f.selects(d)
	p.People, p.Workspaces = d.changedTable(f, workbook, most), d.workspacesTable(workbook, most)
	p.Findings, p.Unchanged = d.findingsTable(workbook, most), d.unchangedTable(workbook, most)
	p.Searched = p.People != nil || p.Unchanged != nil
	if p.People == nil {
		p.Selects = nil
	}
	p.Contents = p.contents()
	return p
}

func (d *dryRun) pageTitle() string {
	if d.plan.Refused {
		return "REFUSED: change report of plan " + d.plan.ID
	}
	return "Change report of plan " + d.plan.ID
}

func (p *page) contents() []chapter {
	all := []struct {
		chapter
		there bool
	}{
		{chapter{"refused", "Refused"}, len(p.Refusals) > 0}, {chapter{"happens", p.Happening}, true},
		{chapter{"risks", "What to look at"}, len(p.Risks)+len(p.Unjudged) > 0}, {chapter{"who", "Who is changed"}, p.People != nil},
		{chapter{"workspaces", "Workspaces"}, p.Workspaces != nil}, {chapter{"stays", p.Staying}, true},
		{chapter{"limits", "Limits"}, true}, {chapter{"findings", "What is wrong with the input"}, p.Findings != nil},
		{chapter{"unchanged", "Who stays"}, p.Unchanged != nil}, {chapter{"decide", "How to decide"}, true},
		{chapter{"origin", "Where this comes from"}, true},
	}
	var there []chapter
	for _, c := range all {
		if c.there {
			there = append(there, c.chapter)
		}
	}
	return there
}

// paperFoot is what each printed page says at its foot. Whatever could end a string of a style sheet is
// left out; ids and digests have none of it.
func (d *dryRun) paperFoot() string {
	plain := func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}
	foot := "Plan " + strings.Map(plain, d.plan.ID)
	if digest := strings.Map(plain, d.plan.Digest); digest != "" {
		foot += " · " + digest
	}
	return "@page { @bottom-left { content: \"" + foot + "\"; } }\n"
}

// pieces are the parts of a text that have to stand isolated, because letters in it run from right to left
// and would drag arrows and commas beside them along; nil where there are no such letters.
func pieces(text string) []string {
	if !strings.ContainsFunc(text, runsLeft) {
		return nil
	}
	parts := []string{text}
	for _, between := range []string{" → ", ": ", "; ", ", ", " (", ")"} {
		var finer []string
		for _, part := range parts {
			for i, piece := range strings.Split(part, between) {
				if i > 0 {
					finer = append(finer, between)
				}
				finer = append(finer, piece)
			}
		}
		parts = slices.DeleteFunc(finer, func(piece string) bool { return piece == "" })
	}
	return parts
}

// runsLeft covers the blocks of scripts that are written from right to left (Unicode Standard, appendix
// on bidirectional classes R and AL).
func runsLeft(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFF || r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF
}
