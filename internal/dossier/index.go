package dossier

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"

	"scimsheet/internal/apply"
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
	Until                 string

	PopulationHref, AccountsHref, BookHref, TableHref, ReturnedHref, ExecutionHref, SignOffHref string
}

// came is a file to go to; Href is empty for one that is missing.
type came struct {
	Name, Href, SHA256 string
	About              string // when it was saved and given, and what rests on it
}

type reviewerLine struct {
	reviewed
	Who   string
	Came  []came
	Delay string // in what the reviewer is late, or that it was in time
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
	parsed, err := template.New(name).Funcs(template.FuncMap{"number": number, "plain": oneLine, "prose": prose, "href": func(at string) string { return link(at, 0) }}).Parse(text)
	if err != nil {
		return err
	}
	return parsed.Execute(w, page)
}

// unbroken are dates and times of day.
var unbroken = regexp.MustCompile(`\b\d{4}-\d\d-\d\d\b|\b\d\d:\d\d:\d\d UTC\b`)

// prose is a text in which no line ends within a date, and one within an address ends before its @.
func prose(text string) template.HTML {
	var out strings.Builder
	escaped := func(text string) string { return strings.ReplaceAll(template.HTMLEscapeString(text), "@", "<wbr>@") }
	from := 0
	for _, at := range unbroken.FindAllStringIndex(text, -1) {
		out.WriteString(escaped(text[from:at[0]]) + `<span class="t">` + text[at[0]:at[1]] + "</span>")
		from = at[1]
	}
	return template.HTML(out.String() + escaped(text[from:]))
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
		Until:          b.until(),
		PopulationHref: link(populationTable, 0), BookHref: link(decisionsBook, 0), TableHref: link(decisionsTable, 0), ExecutionHref: link(executionTable, 0),
		SignOffHref: link(signOffPart+"sign-off.html", 0),
	}
	if b.taken[accountsTable] {
		p.AccountsHref = link(accountsTable, 0)
	}
	if b.taken[strings.ToLower(returnedTable)] {
		p.ReturnedHref = link(returnedTable, 0)
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
