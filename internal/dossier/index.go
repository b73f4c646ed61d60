package dossier

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"path"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/review"
	"scimsheet/templates"
)

// indexPage is what fills the template of the index.
type indexPage struct {
	Policy                string
	Style                 template.CSS
	Title, Kicker, ID     string
	Headline              string
	Gaps                  []string
	Reviewed, Complete    []string
	Campaign, Proof, Plan []fact
	Accounts              []sum
	Reviewers             []reviewerLine
	GivenOut              int
	All                   decided
	Unclaimed             []came
	Decided               []string
	Decisions             []decisionLine
	Bars                  []bar
	BarAlt                string
	FollowUps             []exceptionLine
	FollowUpsMore         int
	Done                  []string
	Outcomes              []outcomeLine
	Requests              string
	RunLinks              []came
	Kinds                 []kind
	ExceptionsLead        string
	Changes               []change
	ChangesMore           int
	SinceLead             string
	Timeline              []happening
	PowerShell            string
	Checks                []check
	Parts                 []part
	Tool, Until           string

	PopulationHref, AccountsHref, BookHref, TableHref, ExecutionHref, SignOffHref string
}

// came is a file to go to; Href is empty for one that is missing.
type came struct {
	Name, Href, SHA256 string
	Earlier            bool
}

type reviewerLine struct {
	reviewed
	Who   string
	Came  []came
	Saved string
}

type decisionLine struct {
	Name       string
	ByReviewer int
	Treated    int
	Total      bool
}

// N is what the line comes to.
func (d decisionLine) N() int { return d.ByReviewer + d.Treated }

type bar struct {
	Word        string
	N           int
	From, Width int // thousandths
}

type outcomeLine struct {
	Name, Means string
	N, Gone     int
	Bad, Total  bool
}

// check is a command that prints a digest.
type check struct{ What, Command, Digest string }

// Rows of the index that stand for longer lists, which the workbook has in full.
const (
	followUpsShown = 100
	changesShown   = 100
)

// policy lets a page's own style sheet be and nothing else: no script, nothing from anywhere.
func policy(style string) string {
	digest := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'; base-uri 'none'; form-action 'none'"
}

func render(w io.Writer, name, text string, page any) error {
	parsed, err := template.New(name).Funcs(template.FuncMap{"number": number, "plain": oneLine, "href": func(at string) string { return link(at, 0) }}).Parse(text)
	if err != nil {
		return err
	}
	return parsed.Execute(w, page)
}

// index writes the page where a stranger begins, and the same in short.
func (b *binder) index() error {
	p := b.indexPage()
	if err := b.put(indexName, "where to begin", func(w io.Writer) error { return render(w, indexName, templates.EvidencePage, p) }); err != nil {
		return err
	}
	return b.put(readmeName, "the same in short, as plain text", b.readme)
}

func (b *binder) indexPage() *indexPage {
	n := b.numbers
	p := &indexPage{
		Policy: policy(templates.EvidencePageStyle), Style: template.CSS(templates.EvidencePageStyle),
		Title: "Evidence of the access review " + oneLine(b.Campaign.Name), Kicker: b.kicker(), ID: b.Campaign.ID, Headline: b.headline(), Gaps: b.gaps(),
		Reviewed: b.whatWasReviewed(), Campaign: b.campaignFacts(), Complete: b.whyComplete(), Accounts: b.sumOfAccounts(), Proof: b.proofFacts(),
		Reviewers: b.reviewerLines(), All: n.decided, Unclaimed: b.unclaimed(),
		Decided: b.whatWasDecided(), Decisions: b.decisionLines(), Done: b.whatWasDone(), Outcomes: b.outcomeLines(), Plan: b.planFacts(), RunLinks: b.runLinks(),
		Kinds: b.kinds(), Timeline: b.timeline(), PowerShell: powerShell, Checks: b.checks(), Parts: b.parts(),
		Tool: oneLine(b.Closing.Tool), Until: b.until(),
		PopulationHref: link(populationTable, 0), BookHref: link(decisionsBook, 0), TableHref: link(decisionsTable, 0), ExecutionHref: link(executionTable, 0),
		SignOffHref: link(signOffPart+"sign-off.html", 0),
	}
	if b.taken[accountsTable] {
		p.AccountsHref = link(accountsTable, 0)
	}
	for _, r := range n.reviewers {
		p.GivenOut += r.Given
	}
	p.Bars, p.BarAlt = b.bars()
	p.FollowUps, p.FollowUpsMore = b.followUps(followUpsShown)
	p.ExceptionsLead = fmt.Sprintf("%s stated, each in words.", countOf(len(b.exceptions), "exception is", "exceptions are"))
	var counts []sum
	p.Changes, counts, p.ChangesMore = b.changesShown(changesShown)
	p.SinceLead = b.sinceLead(counts)
	if b.runs() && b.run.writes > 0 {
		p.Requests = counted(b.run.left, func(apply.Status) bool { return true })
	}
	return p
}

func (b *binder) kicker() string {
	text := "Evidence of the access review " + oneLine(b.Campaign.Name)
	if b.Campaign.Control != "" {
		text += " · control " + oneLine(b.Campaign.Control)
	}
	return text + " · Anaplan tenant " + b.tenantName()
}

// until is the last moment that anything here tells of.
func (b *binder) until() string {
	all := b.timeline()
	return all[len(all)-1].When()
}

func (b *binder) cameOf(f review.File) came {
	c := came{Name: oneLine(f.Name), SHA256: f.SHA256, Earlier: f.Earlier}
	if at := b.came[cameAs(f)]; at != "" {
		c.Href = link(at, 0)
	}
	return c
}

func (b *binder) reviewerLines() []reviewerLine {
	lines := make([]reviewerLine, len(b.numbers.reviewers))
	for i, r := range b.numbers.reviewers {
		r.Name = oneLine(r.Name)
		lines[i] = reviewerLine{reviewed: r, Who: reviewerOf(oneLine(r.Address)), Saved: moment(r.SavedAt)}
		for _, f := range r.Files {
			lines[i].Came = append(lines[i].Came, b.cameOf(f))
		}
	}
	return lines
}

// unclaimed are the files that came back and that no reviewer's row rests on.
func (b *binder) unclaimed() []came {
	var all []came
	for _, f := range b.Closing.Files {
		if !slices.ContainsFunc(b.numbers.reviewers, func(r reviewed) bool {
			return slices.ContainsFunc(r.Files, func(g review.File) bool { return cameAs(f) == cameAs(g) })
		}) {
			all = append(all, b.cameOf(f))
		}
	}
	return all
}

func (b *binder) decisionLines() []decisionLine {
	n := b.numbers
	treatedKeep := n.Treated - n.treatedRevoke
	return []decisionLine{{Name: string(review.Keep), ByReviewer: n.Keep - treatedKeep, Treated: treatedKeep},
		{Name: string(review.Revoke), ByReviewer: n.Revoke - n.treatedRevoke, Treated: n.treatedRevoke},
		{Name: string(review.Change), ByReviewer: n.Change},
		{Name: "the population", ByReviewer: n.Rows() - n.Treated, Treated: n.Treated, Total: true}}
}

// bars are the decisions as one bar; what there is at all can be seen in it.
func (b *binder) bars() ([]bar, string) {
	n, from := b.numbers, 0
	var all []bar
	var words []string
	for _, d := range []struct {
		word review.Decision
		n    int
	}{{review.Keep, n.Keep}, {review.Revoke, n.Revoke}, {review.Change, n.Change}} {
		width := 0
		if n.Rows() > 0 {
			width = d.n * 1000 / n.Rows()
		}
		if d.n > 0 {
			width = max(width, 4)
		}
		all = append(all, bar{Word: string(d.word), N: d.n, From: from, Width: width})
		from += width
		words = append(words, fmt.Sprintf("%s %s", d.word, number(d.n)))
	}
	if over := from - 1000; over > 0 {
		all[0].Width -= over
		all[1].From, all[2].From = all[1].From-over, all[2].From-over
	}
	return all, strings.Join(words, ", ")
}

func (b *binder) outcomeLines() []outcomeLine {
	if b.numbers.Revoke == 0 {
		return nil
	}
	gone, allGone := map[apply.Status]int{}, 0
	for i := range b.fates {
		if f := &b.fates[i]; f.What == revocation && f.Gone {
			gone[f.Outcome]++
			allGone++
		}
	}
	var lines []outcomeLine
	n := b.byStatus(revocation)
	for _, s := range statuses {
		if n[s] > 0 {
			lines = append(lines, outcomeLine{Name: statusName(s), Means: statusWords(s), N: n[s], Gone: gone[s], Bad: s != apply.Applied && s != apply.Unchanged})
		}
	}
	return append(lines, outcomeLine{Name: "revoked", Means: "by the decisions", N: b.numbers.Revoke, Gone: allGone, Total: true})
}

func (b *binder) planFacts() []fact {
	if !b.runs() {
		return []fact{{Name: "Plan", Value: b.Closing.PlanID, Mono: true}, {Name: "Plan, SHA-256", Value: b.Closing.PlanDigest, Mono: true}, {Name: "Run", Value: oneLine(b.Closing.Run)}}
	}
	p := b.Run.Plan
	facts := []fact{{Name: "Plan", Value: p.ID, Mono: true}, {Name: "Plan, SHA-256", Value: p.Digest, Mono: true}, {Name: "Made", Value: moment(p.CreatedAt) + ", by " + oneLine(p.Operator)},
		{Name: "Run", Value: oneLine(b.Closing.Run)}}
	for _, l := range p.Limits {
		if l.Name == "max-creates" {
			continue
		}
		allowed := "all allowed"
		if l.Allowed >= 0 {
			allowed = number(l.Allowed) + " allowed"
		}
		facts = append(facts, fact{Name: "Limit " + l.Name, Value: fmt.Sprintf("%s planned, %s", number(l.Planned), allowed)})
	}
	if v := b.Run.Verified; v != nil {
		facts = append(facts, fact{Name: "Read again", Value: moment(v.At)})
	} else {
		facts = append(facts, fact{Name: "Read again", Value: "never"})
	}
	return facts
}

// runLinks are the files of the run that people open.
func (b *binder) runLinks() []came {
	var all []came
	for _, p := range b.pages {
		if name, inside := strings.CutPrefix(p.Path, executionPart); inside && !strings.Contains(name, "/") && p.Path != executionTable {
			if extension := path.Ext(name); extension == ".xlsx" || extension == ".html" {
				all = append(all, came{Name: name, Href: link(p.Path, 0)})
			}
		}
	}
	slices.SortFunc(all, func(a, b came) int { return strings.Compare(b.Name, a.Name) })
	return all
}

func (b *binder) sinceLead(counts []sum) string {
	d := b.Closing.Drift
	if d.ReadAt.IsZero() {
		return "The tenant was not read again when the campaign was closed."
	}
	text := fmt.Sprintf("When the campaign was closed, on %s, the tenant was read again and compared with the snapshot.", moment(d.ReadAt))
	if len(counts) == 0 {
		return text + " Nothing had changed."
	}
	words := make([]string, len(counts))
	for i, c := range counts {
		words[i] = c.Name + " " + number(c.N)
	}
	text += " What had changed: " + strings.Join(words, ", ") + "."
	if len(d.Given) > 0 {
		text += " Access given after the snapshot was not reviewed here and is not touched; it belongs to an addendum."
	}
	return text
}

// powerShell checks the list in Windows, where sha256sum is not at home.
const powerShell = `Get-Content SHA256SUMS -Encoding UTF8 | ForEach-Object {
  $digest, $file = $_ -split '  ', 2
  if ((Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash -ne $digest) { "DIFFERS: $file" }
}`

// checks are the digests that the program itself rests on, and how to find them again.
func (b *binder) checks() []check {
	var all []check
	for _, c := range []struct{ at, what, command, digest string }{
		{populationPart + snapshotFile, "The accounts as they were read, the digest that the population was opened with", "gzip -dc %s | sha256sum", b.Campaign.Proof.Snapshot},
		{populationPart + campaignFile, "The campaign, the digest that stands on every workbook that was sent", "gzip -dc %s | sed '$d' | sha256sum", b.Campaign.Digest},
		{decisionsPart + laterFile, "The accounts as they were when the campaign was closed", "gzip -dc %s | sha256sum", b.Closing.Drift.Snapshot},
		{executionPart + "plan.jsonl", "The plan, the digest that the closing names", "sed '$d' %s | sha256sum", b.Closing.PlanDigest},
	} {
		if b.taken[c.at] && c.digest != "" {
			all = append(all, check{What: c.what, Command: fmt.Sprintf(c.command, c.at), Digest: c.digest})
		}
	}
	return all
}
