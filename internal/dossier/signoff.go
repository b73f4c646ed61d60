package dossier

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"strings"

	"scimsheet/internal/review"
	"scimsheet/templates"
)

// signOffPage is what fills the template of the page to sign.
type signOffPage struct {
	Policy              string
	Style               template.CSS
	Title, Kicker, Name string
	Headline            string
	Facts               []fact
	Numbers             []sum
	Gaps                []string
	GapsMore            int
	Statement, Signers  []string
	Digest, Explained   string
}

// gapsOnPaper keeps the page to sign on one sheet.
const gapsOnPaper = 5

// signOff is the sixth part: one page to print. It is written last, so that it can carry one digest that stands
// for all the rest.
func (b *binder) signOff() error {
	if err := b.beforeSigning(); err != nil {
		return err
	}
	p := b.signOffPage()
	if err := b.put(signOffPart+"sign-off.html", "the sign-off, one page to print and to sign", func(w io.Writer) error {
		return render(w, "sign-off", templates.SignOffPage, p)
	}); err != nil {
		return err
	}
	return b.put(signOffPart+"sign-off.txt", "the same as plain text", p.plain)
}

func (b *binder) signOffPage() *signOffPage {
	n, gaps := b.numbers, b.gaps()
	p := &signOffPage{
		Policy: policy(templates.SignOffPageStyle), Style: template.CSS(templates.SignOffPageStyle),
		Title: "Sign-off of the access review " + oneLine(b.Campaign.Name), Kicker: "Anaplan tenant " + b.tenantName(), Name: oneLine(b.Campaign.Name), Headline: b.headline(),
		Facts: b.signOffFacts(),
		Numbers: []sum{{N: n.Keep, Name: string(review.Keep)}, {N: n.Revoke, Name: string(review.Revoke)}, {N: n.Change, Name: string(review.Change)}, {N: n.Rows(), Name: "the population", Total: true},
			{N: n.Treated, Name: "of these treated, not decided"}, {N: b.carriedOut(), Name: "revocations carried out"}, {N: n.Revoke - b.carriedOut(), Name: "revocations not carried out"},
			{N: n.Change, Name: "to be followed up"}, {N: len(b.exceptions), Name: "exceptions"}},
		Gaps: gaps[:min(len(gaps), gapsOnPaper)], GapsMore: max(0, len(gaps)-gapsOnPaper),
		Statement: b.statement(), Signers: []string{"Campaign owner", "Control owner", "Internal audit"},
		Digest: b.signed,
		Explained: "This is the SHA-256 of the file signed.sha256 beside this page, which lists the digest of every other file of the evidence (all but this folder's and SHA256SUMS): " +
			"whoever changes any of them changes it.",
	}
	return p
}

func (b *binder) signOffFacts() []fact {
	c, cl := b.Campaign, b.Closing
	facts := []fact{{Name: "Campaign", Value: oneLine(c.Name) + " (" + c.ID + ")"}}
	if c.Control != "" {
		facts = append(facts, fact{Name: "Control", Value: oneLine(c.Control)})
	}
	facts = append(facts, fact{Name: "Population", Value: fmt.Sprintf("%s of %s, read on %s", countOf(c.Proof.Rows, "access", "accesses"), countOf(len(c.People), "person", "people"), day(c.Proof.EndedAt))},
		fact{Name: "Opened", Value: day(c.OpenedAt) + ", by " + oneLine(c.Operator)})
	if !c.Due.IsZero() {
		facts = append(facts, fact{Name: "Due", Value: day(c.Due)})
	}
	facts = append(facts, fact{Name: "Closed", Value: day(cl.ClosedAt) + ", by " + oneLine(cl.Operator)}, fact{Name: "Plan", Value: cl.PlanID})
	if b.runs() && b.run.applied {
		facts = append(facts, fact{Name: "Applied", Value: day(b.run.last.StartedAt)})
	}
	if b.runs() && b.Run.Verified != nil {
		facts = append(facts, fact{Name: "Read again", Value: day(b.Run.Verified.At)})
	}
	return facts
}

// statement is what whoever signs says. It claims nothing that the evidence does not show.
func (b *binder) statement() []string {
	all := []string{"I have looked at the evidence of this access review. The population is complete: every account of the tenant was read, and each access in scope has one decision."}
	if b.numbers.own == 0 {
		all[0] += " Nobody decided about their own access."
	}
	switch {
	case len(b.gaps()) > 0:
		all = append(all, "What stands above as missing is known to me, and I have written down elsewhere what is done about it.")
	case b.numbers.Revoke > 0:
		all = append(all, "The revocations were carried out, and the tenant was read again to make sure.")
	}
	if len(b.exceptions)+b.numbers.Change > 0 {
		all = append(all, "I have read the exceptions and what is to be followed up, and accept them.")
	}
	return all
}

// plain is the page as text.
func (p *signOffPage) plain(w io.Writer) error {
	t := text{bufio.NewWriter(w)}
	t.heading(p.Title, "=")
	t.paragraph("", p.Kicker)
	t.paragraph("", p.Headline)
	fmt.Fprintln(t)
	for _, f := range p.Facts {
		fmt.Fprintf(t, "%-14s %s\n", f.Name, f.Value)
	}
	fmt.Fprintln(t)
	for _, s := range p.Numbers {
		fmt.Fprintf(t, "%12s  %s\n", number(s.N), s.Name)
	}
	fmt.Fprintln(t)
	if len(p.Gaps) > 0 {
		t.heading("Not complete: what is missing", "-")
		for _, gap := range p.Gaps {
			t.paragraph("! ", gap)
		}
		if p.GapsMore > 0 {
			fmt.Fprintf(t, "  … and %s more, at the top of index.html\n", number(p.GapsMore))
		}
		fmt.Fprintln(t)
	}
	t.heading("Statement", "-")
	t.paragraphs(p.Statement)
	for _, who := range p.Signers {
		fmt.Fprintf(t, "%-16s name %s  role %s\n%-16s date %s  signature %s\n\n", who, strings.Repeat("_", 26), strings.Repeat("_", 26), "", strings.Repeat("_", 26), strings.Repeat("_", 21))
	}
	t.paragraph("", "What is signed: "+p.Digest)
	t.paragraph("", p.Explained)
	return t.Flush()
}
