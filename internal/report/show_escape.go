package report

import (
	"regexp"
	"strings"
)

// joiner is U+2060, which nobody sees: sites make nothing of a name or a number that it stands in.
const joiner = "\u2060"

// markdownActive are the characters that Markdown makes something of in the middle of a line (GitHub
// Flavored Markdown, 2.4 and 6), and what stands for them. A bar is written as a reference, because a
// backslash before it means something else inside a table; a dollar begins a formula on GitHub.
var markdownActive = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "$", `\$`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "|", "&#124;",
	"@", "@"+joiner, "#", "#"+joiner, "://", ":"+joiner+"//")

// Sites make links of these by themselves: hosts, tickets, and pictures of words between colons.
var (
	linkedHost   = regexp.MustCompile(`(?i)\bwww\.`)
	linkedTicket = regexp.MustCompile(`(?i)\bGH-(\d)`)
	emoji        = regexp.MustCompile(`:([A-Za-z+\\_-])`)
	lineBeginner = regexp.MustCompile(`^(\d*)([-+=.)])( |[-=]*$)`) // of lists and headings
)

// escaped is text as one line or one cell of Markdown: it shows what it says and does nothing else.
func escaped(text string) string {
	text = strings.Join(strings.Fields(Printed(text)), " ")
	text = markdownActive.Replace(text)
	text = linkedHost.ReplaceAllString(text, "www"+joiner+".")
	text = linkedTicket.ReplaceAllString(text, "GH-"+joiner+"$1")
	text = emoji.ReplaceAllString(text, ":"+joiner+"$1")
	return lineBeginner.ReplaceAllString(text, `$1\$2$3`)
}

// quoted is a name or an id to be copied: as code where that shows it as it is, because sites make no links
// in code; escaped elsewhere.
func quoted(text string) string {
	text = strings.Join(strings.Fields(Printed(text)), " ")
	if text == "" || strings.ContainsAny(text, "`|\\") {
		return escaped(text)
	}
	return "`" + text + "`"
}
