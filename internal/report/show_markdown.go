package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
)

// A comment on GitHub holds 65,536 characters. The report stays well below, also where a ticket adds
// something of its own; lists beside the people have a share of it.
const (
	markdownMost  = 60_000
	markdownShare = 8_000
)

// foldedFrom is how many rows a list has that has to be opened to be seen.
const foldedFrom = 20

// markdown is a text in GitHub Flavored Markdown. Whatever is written with its methods is text to be shown;
// nothing of it is markup.
type markdown struct{ strings.Builder }

func (m *markdown) characters() int { return utf8.RuneCountInString(m.String()) }

func (m *markdown) heading(level int, text string) {
	if text := m.String(); text != "" && !strings.HasSuffix(text, "\n\n") {
		m.WriteString("\n")
	}
	m.WriteString(strings.Repeat("#", level) + " " + escaped(text) + "\n\n")
}

func (m *markdown) remarks(remarks []remark) {
	for _, r := range remarks {
		mark := r.Mark() + " "
		if r.Tone == plainly { // the list has points of its own
			mark = ""
		}
		m.WriteString("- " + mark + escaped(r.Text) + "\n")
	}
}

// row writes cells that are Markdown already.
func (m *markdown) row(cells ...string) { m.WriteString("| " + strings.Join(cells, " | ") + " |\n") }

// head begins a table; a header that ends with a colon is of a column of numbers.
func (m *markdown) head(headers ...string) {
	rules := make([]string, len(headers))
	for i := range headers {
		rules[i] = "---"
		if text, numbers := strings.CutSuffix(headers[i], ":"); numbers {
			headers[i], rules[i] = text, "---:"
		}
	}
	m.row(headers...)
	m.row(rules...)
}

// list writes a table of so many rows, as far as they take no more characters than they may, and folded where
// they are many. It returns how many rows it has written.
func (m *markdown) list(summary string, headers []string, rows, most int, row func(int) []string) int {
	var out markdown
	out.head(headers...)
	used, written := out.characters(), 0
	for ; written < rows; written++ {
		var next markdown
		next.row(row(written)...)
		if used += next.characters(); used > most {
			break
		}
		out.WriteString(next.String())
	}
	switch {
	case written == 0:
	case rows > foldedFrom:
		m.WriteString("<details>\n<summary>" + escaped(summary) + "</summary>\n\n" + out.String() + "\n</details>\n")
	default:
		m.WriteString(out.String())
	}
	return written
}

// Markdown writes the report for a ticket or a pull request. Where it would be too long for one, it ends
// with how many people are missing and where they are.
func (s *Showing) Markdown(w io.Writer) error {
	var top, bottom markdown
	s.markdownTop(&top)
	s.markdownNumbers(&top)
	s.markdownWorkspaces(&top)
	switch {
	case !s.selection.selective():
		s.markdownFindings(&bottom, finding.Error, finding.Warning, finding.Note)
	case s.selection.held():
		s.markdownFindings(&bottom, finding.Error)
	}
	s.markdownOrigin(&bottom)
	s.markdownPeople(&top, markdownMost-bottom.characters())
	_, err := io.WriteString(w, top.String()+"\n"+bottom.String())
	return err
}

func (s *Showing) markdownTop(m *markdown) {
	m.WriteString("## Change report of plan " + quoted(s.plan.ID) + "\n\n**" + escaped(s.sums()) + "**\n\n")
	if s.plan.Undoes != "" {
		m.WriteString("It takes back what plan " + quoted(s.plan.Undoes) + " has done, as far as that can be.\n\n")
	}
	if refusals := s.refusals(); len(refusals) > 0 {
		m.remarks(refusals)
		m.WriteString("\n")
	}
	m.WriteString(escaped(s.about.State) + "\n")
	if s.selection.selective() {
		return
	}
	m.heading(3, s.wills())
	m.remarks(s.happens())
	m.heading(3, s.willsNot())
	m.remarks(s.stays(onScreen))
}

func (s *Showing) markdownNumbers(m *markdown) {
	title := "How many"
	if s.selection.selective() {
		title = "How many in all of the plan, not only in the selection"
	}
	m.heading(3, title)
	m.head("", "people of the input:", "in no row of it:")
	for _, r := range s.countRows() {
		m.row(escaped(r.Name), number(r.Listed), number(r.Other))
	}
	m.WriteString(fmt.Sprintf("\nWorkspaces given: %s. Workspaces taken: %s.\n", number(s.plan.Counts.Grants), number(s.plan.Counts.Revocations)))
	if unjudged := s.unjudged(); len(s.tally.risks)+len(unjudged) > 0 && !s.selection.selective() {
		m.heading(3, "What to look at")
		m.remarks(unjudged)
	}
	if len(s.tally.risks) > 0 && !s.selection.selective() {
		if s.partlyRead() {
			m.WriteString("\n")
		}
		m.head("people:", "risk", "what it means")
		for _, r := range s.tally.risks {
			m.row(number(r.people), remark{Tone: riskTone(r.code)}.Mark()+" "+escaped(RiskTitle(r.code))+" "+quoted(r.code), escaped(RiskMeaning(r.code)))
		}
	}
	if len(s.plan.Limits) > 0 {
		m.heading(3, "Limits")
		m.head("limit", "planned:", "allowed:", "used:", "")
		for _, l := range s.plan.Limits {
			near := nearness(l)
			m.row(escaped(limitWords(l.Name)), number(l.Planned), near.allowed, strings.TrimSpace(near.sign()+" "+near.used), escaped(limitTerms(l)))
		}
	}
}

func (s *Showing) markdownWorkspaces(m *markdown) {
	shown := s.shownWorkspaces()
	if len(shown) == 0 {
		return
	}
	m.heading(3, "Workspaces")
	if s.plan.Counts.Revocations > 0 {
		m.WriteString("⚠ " + escaped(irreversible) + "\n\n")
	}
	written := m.list(countOf(len(shown), "workspace", "workspaces"), []string{"workspace", "members:", "given:", "taken:", "members after:"},
		len(shown), markdownShare, func(i int) []string {
			ws := shown[i]
			before, after := s.membersOf(ws)
			taken := number(ws.taken)
			if ws.taken > 0 {
				taken = "⚠ " + taken
			}
			return []string{escaped(s.labels.of(ws.Workspace)), before, number(ws.given), taken, after}
		})
	m.rest(len(shown)-written, "workspace", "workspaces", "on the sheet Workspaces of "+ChangeWorkbookName)
	if text := s.uncounted(); text != "" {
		m.WriteString("\n" + escaped(text) + "\n")
	}
}

// rest says how much of a list is missing.
func (m *markdown) rest(n int, one, many, where string) {
	if n > 0 {
		m.WriteString("\n" + escaped("… and "+countOf(n, "more "+one, "more "+many)+", "+where) + ".\n")
	}
}

// markdownPeople writes one row a person, until the whole text holds so many characters.
func (s *Showing) markdownPeople(m *markdown, most int) {
	m.heading(3, s.heading())
	most -= tailRoom
	missing := 0
	for _, f := range s.flocks() {
		if missing > 0 || len(f.people) == 0 {
			missing += len(f.people)
			continue
		}
		var group markdown
		if f.title != "" {
			group.heading(4, f.heading())
		}
		written := group.list(people(len(f.people)), []string{"change", "person", "what happens", "from"}, len(f.people),
			most-m.characters()-group.characters(), func(i int) []string { return s.markdownPerson(f.people[i]) })
		if written > 0 {
			if !strings.HasSuffix(m.String(), "\n\n") {
				m.WriteString("\n")
			}
			m.WriteString(group.String())
		}
		missing += len(f.people) - written
	}
	if missing > 0 {
		m.WriteString("\n" + fmt.Sprintf("**… and %s** who %s not in this text, because it would be too long for a ticket. All of them are in %s, and in what this prints: %s\n",
			countOf(missing, "more person", "more people"), verb(missing, "is", "are"), quoted(ChangeWorkbookName), quoted("scimsheet show "+s.Run+" --format csv")))
	}
	if text := s.unlisted(); text != "" {
		m.WriteString("\n" + escaped(text) + "\n")
	}
}

// tailRoom is kept for what is said after the people.
const tailRoom = 1_500

func (s *Showing) markdownPerson(c *plan.Change) []string {
	word := changeWord(c)
	name, userName := who(c)
	person := quoted(userName)
	if name != "" {
		person = escaped(name) + "<br>" + person
	}
	var what []string
	for _, r := range s.happening(c) {
		what = append(what, r.Mark()+" "+escaped(r.Text))
	}
	var from []string
	for _, line := range s.from(c) {
		from = append(from, escaped(line))
	}
	return []string{word.Mark() + " " + escaped(word.Text), person, strings.Join(what, "<br>"), strings.Join(from, "<br>")}
}

func (s *Showing) markdownFindings(m *markdown, kinds ...finding.Severity) {
	shown := s.findings(kinds...)
	if len(shown) == 0 {
		return
	}
	m.heading(3, "What was found in the input")
	summary := foundWords(shown)
	m.WriteString(escaped(sentence(summary)) + "\n\n")
	written := m.list(summary, []string{"", "where", "what"}, len(shown), markdownShare, func(i int) []string {
		f := shown[i]
		return []string{escaped(string(f.Severity)), escaped(oneLine(f.Pos.String())), escaped(oneLine(withHint(f.Message, f.Hint)))}
	})
	m.rest(len(shown)-written, "finding", "findings", "on the sheet Findings of "+ChangeWorkbookName)
}

func (s *Showing) markdownOrigin(m *markdown) {
	m.heading(3, "Where it comes from")
	facts := append(s.origin(), fact{Name: "Program", Value: s.plan.Tool}, fact{Name: "Cost", Value: s.cost()})
	written := m.list("facts", []string{"", ""}, len(facts), markdownShare, func(i int) []string {
		if facts[i].ID {
			return []string{escaped(facts[i].Name), quoted(facts[i].Value)}
		}
		return []string{escaped(facts[i].Name), escaped(oneLine(facts[i].Value))}
	})
	m.rest(len(facts)-written, "fact", "facts", "on the sheet About of "+ChangeWorkbookName)
	if s.decidable() {
		m.heading(3, "Approval")
		m.remarks(s.approval())
	}
	if len(s.about.Commands) > 0 {
		m.heading(3, "Next")
	}
	for _, c := range s.about.Commands {
		m.WriteString("- " + escaped(c.For) + ": " + quoted(c.Line) + "\n")
	}
}
