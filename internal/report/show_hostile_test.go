package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// hostile are names as somebody may write them who wants a report to do something.
var hostile = []string{
	"＝HYPERLINK(1)",
	`=HYPERLINK("http://evil.example","Grace")`, "<script>alert(1)</script>", `O'Brien, "Bob"`, "a|b\\|c", "`code` ``", "[x](http://evil.example)",
	"@octocat and @acme/admins", "fixes #123, GH-45, acme/repo#6", "line\nbreak\r\nand\ttab", "\u202eKCAB\u202c \u2066x", "\x1b[31mred\x1b]0;title\x07",
	"https://evil.example www.evil.example", "*bold* _it_ ~~gone~~ $x^2$ :tada:", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
	strings.Repeat("long", 8192), "&lt;b&gt; &#64;x", "- item", "1. item", "\u200b", "👩‍👩‍👧 Ünïcödé é́́́", "</details><img src=x onerror=alert(1)>",
}

// hostileInput is the sample with such names wherever somebody else decides about a text.
func hostileInput() Input {
	in := groupedInput()
	n := 0
	next := func() string { n++; return hostile[n%len(hostile)] }
	p := in.Plan
	p.Operator, p.Tenant.Name, p.Inputs[0].Name, p.Inputs[0].Sheet = next(), next(), next(), next()
	p.Policy.GroupBy = next()
	for i := range p.Directory {
		p.Directory[i].Name = next()
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		c.UserName = identity.UserName(next() + fmt.Sprint(i))
		c.Group, c.Detail = next(), next()
		for j := range c.Rows {
			c.Rows[j] = finding.Pos{File: next(), Sheet: next(), Row: 7}
		}
		for j := range c.Attributes {
			if _, text := c.Attributes[j].After.(string); text {
				c.Attributes[j].Before, c.Attributes[j].After = next(), next()
			}
		}
		for j := range c.Risks {
			c.Risks[j].Message = next()
		}
		for j := range c.Grants {
			c.Grants[j].Name = ""
		}
		for j := range c.Revocations {
			c.Revocations[j].Name = ""
		}
	}
	for i := range in.Findings {
		in.Findings[i].Pos.Sheet, in.Findings[i].Message, in.Findings[i].Hint = next(), next(), next()
	}
	return in
}

func TestATerminalObeysNothingOfAName(t *testing.T) {
	for _, width := range []int{40, 80, 120, 200} {
		text := showText(t, hostileInput(), Selection{Kinds: []string{"all"}}, width) + planText(t, hostileInput(), width)
		for _, r := range text {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("at %d columns %U is printed", width, r)
			}
		}
	}
}

func TestColoursAreOnlyAdded(t *testing.T) {
	var out bytes.Buffer
	check(t, showing(t, hostileInput(), Selection{}).Text(&out, 100, true))
	coloured := out.String()
	if !strings.Contains(coloured, "\x1b[31m") {
		t.Error("there are no colours")
	}
	if plain := regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(coloured, ""); plain != showText(t, hostileInput(), Selection{}, 100) {
		t.Error("without colours the text is another one")
	}
}

func TestNoLineOfTheReportIsWiderThanTheTerminal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(40, 200).Draw(rt, "width")
		in := hostileInput()
		text := rapid.StringMatching(`([a-zé漢ｱ🙂]{1,40}[ @.]){1,6}`)
		for i := range in.Plan.Changes {
			c := &in.Plan.Changes[i]
			c.UserName = identity.UserName(text.Draw(rt, "user name"))
			c.Group, c.Detail = text.Draw(rt, "group"), text.Draw(rt, "detail")
		}
		for _, shown := range []string{showText(t, in, Selection{Kinds: []string{"all"}}, width), planText(t, in, width)} {
			report, _, _ := strings.Cut(shown, "\nNext\n") // commands stay in one piece
			for l := range strings.Lines(report) {
				if n := runewidth.StringWidth(strings.TrimRight(l, "\n")); n > width {
					rt.Fatalf("%d columns of %d: %s", n, width, l)
				}
			}
		}
	})
}

func TestMarkdownShowsWhatNamesSayAndDoesNothingElse(t *testing.T) {
	active := map[string]*regexp.Regexp{
		"a mention":         regexp.MustCompile(`@[A-Za-z0-9]`),
		"a ticket":          regexp.MustCompile(`[^&]#\d|GH-\d`),
		"a link":            regexp.MustCompile(`://|www\.|[^\\]\]\(`),
		"a tag":             regexp.MustCompile(`</?[a-z]`),
		"a line of its own": regexp.MustCompile(`[\r\t]`),
		"a picture":         regexp.MustCompile(`:tada:`),
		"a reference":       regexp.MustCompile(`&[^#a-z]|&(?:#64|lt;b)`),
		"a formula":         regexp.MustCompile(`(?:^|[^\\])\$`),
		"emphasis":          regexp.MustCompile(`(?:^|[^\\])[*~]`),
	}
	for _, name := range hostile {
		text := escaped(name)
		for what, pattern := range active {
			if pattern.MatchString(text) {
				t.Errorf("%q makes %s: %s", name, what, text)
			}
		}
		if strings.ContainsAny(text, "|\n") {
			t.Errorf("%q breaks a table: %s", name, text)
		}
	}
}

func TestEveryRowOfATableInMarkdownHasItsCells(t *testing.T) {
	escape, code := regexp.MustCompile(`\\.`), regexp.MustCompile("`[^`]*`")
	rule := regexp.MustCompile(`^\| (?:---:? \| )*---:? \|$`)
	cells := 0
	lines := strings.Split(showMarkdown(t, hostileInput(), Selection{Kinds: []string{"all"}}), "\n")
	for i, line := range lines {
		if rule.MatchString(line) {
			cells = strings.Count(line, "|")
		}
		if !strings.HasPrefix(line, "|") || i+1 < len(lines) && rule.MatchString(lines[i+1]) {
			continue
		}
		if n := strings.Count(line, "|"); n != cells {
			t.Errorf("%d bars, not %d: %.200s", n, cells, line)
		}
		for _, span := range code.FindAllString(escape.ReplaceAllString(line, ""), -1) {
			if strings.Contains(span, "|") {
				t.Errorf("a code span breaks its table: %s", span)
			}
		}
	}
}

func TestATicketHoldsTheWholeText(t *testing.T) {
	in := Input{Plan: largePlan(5_000, 2), Run: "RUN"}
	for i := range in.Plan.Changes {
		c := &in.Plan.Changes[i]
		c.Group = fmt.Sprint("Department ", i%7)
	}
	for _, grouped := range []string{"", "Department"} {
		in.Plan.Policy.GroupBy = grouped
		text := showMarkdown(t, in, Selection{})
		n := utf8.RuneCountInString(text)
		if n > 60_000 || n < 50_000 {
			t.Errorf("%d characters", n)
		}
		shown := len(shownIn(text))
		if want := fmt.Sprintf("**… and %s more people** who are not in this text", number(2_500-shown)); !strings.Contains(text, want) {
			t.Errorf("of 2,500 people %d are shown, and it does not say %q", shown, want)
		}
		if strings.Count(text, "<details>") != strings.Count(text, "</details>") {
			t.Error("a list is not closed")
		}
	}
}

func TestALimitIsToldBeforeItIsReached(t *testing.T) {
	for _, c := range []struct {
		limit      plan.Limit
		used, sign string
		gauge      string
	}{
		{plan.Limit{Planned: 5, Allowed: -1}, "", "", ""},
		{plan.Limit{Planned: 0, Allowed: 0}, "0%", "", "░░░░░░░░░░"},
		{plan.Limit{Planned: 0, Allowed: 10}, "0%", "", "░░░░░░░░░░"},
		{plan.Limit{Planned: 1, Allowed: 100}, "1%", "", "█░░░░░░░░░"},
		{plan.Limit{Planned: 79, Allowed: 100}, "79%", "", "████████░░"},
		{plan.Limit{Planned: 80, Allowed: 100}, "80%", "!", "████████░░"},
		{plan.Limit{Planned: 100, Allowed: 100}, "100%", "!", "██████████"},
		{plan.Limit{Planned: 250, Allowed: 100, Exceeded: true}, "250%", "⚠", "██████████"},
		{plan.Limit{Planned: 1, Allowed: 0, Exceeded: true}, "too many", "⚠", "██████████"},
	} {
		n := nearness(c.limit)
		if n.used != c.used || n.sign() != c.sign || n.gauge() != c.gauge {
			t.Errorf("%d of %d: %q %q %q", c.limit.Planned, c.limit.Allowed, n.used, n.sign(), n.gauge())
		}
	}
}
