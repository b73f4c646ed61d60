package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
)

// findingsOnScreen is how many findings the terminal shows; the others are in findings.jsonl.
const findingsOnScreen = 8

// PlanText writes the dry run for a terminal of that many columns: people by what becomes of them,
// workspaces given and taken, limits, the first findings, and what applying takes.
func PlanText(w io.Writer, in Input, width int) error {
	d, err := newDryRun(in)
	if err != nil {
		return err
	}
	var s screen
	s.width = max(width, 40)
	d.peopleTable(&s)
	d.workspaceTable(&s)
	d.limitLines(&s)
	d.findingLines(&s)
	s.paragraph("", d.cost()+" Nothing has been changed.")
	_, err = io.WriteString(w, s.String())
	return err
}

// screen is text in columns of display cells, wrapped at the terminal's edge.
type screen struct {
	strings.Builder
	width int
}

const (
	nameColumn  = 20
	countColumn = 10
)

// count is one line of a table: a name, a number aligned at its right, and a remark after it.
func (s *screen) count(name, number, remark string) {
	s.hanging("  "+pad(name, nameColumn)+padLeft(number, countColumn), 4, remark)
}

// hanging writes a text after a beginning; where it does not fit it goes on below its own first word.
func (s *screen) hanging(beginning string, gap int, text string) {
	if text == "" {
		s.WriteString(strings.TrimRight(beginning, " ") + "\n")
		return
	}
	left := runewidth.StringWidth(beginning) + gap
	if s.width-left < 24 {
		s.WriteString(strings.TrimRight(beginning, " ") + "\n")
		beginning, left, gap = "", 6, 6
	}
	for i, line := range Wrapped(text, s.width-left) {
		if i > 0 {
			beginning, gap = "", left
		}
		s.WriteString(beginning + strings.Repeat(" ", gap) + line + "\n")
	}
}

func (s *screen) paragraph(indent, text string) {
	for _, line := range Wrapped(text, s.width-len(indent)) {
		s.WriteString(indent + line + "\n")
	}
}

// Wrapped breaks text between words into lines of at most so many display cells; a longer word stays whole.
func Wrapped(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		n := runewidth.StringWidth(word)
		switch {
		case line == "":
			line, used = word, n
		case used+1+n <= width:
			line, used = line+" "+word, used+1+n
		default:
			lines = append(lines, line)
			line, used = word, n
		}
	}
	return append(lines, line)
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-runewidth.StringWidth(text)))
}

func padLeft(text string, width int) string {
	return strings.Repeat(" ", max(0, width-runewidth.StringWidth(text))) + text
}

// peopleTable adds up: its lines are the people of the input and the accounts in no row to which something
// is to be done.
func (d *dryRun) peopleTable(s *screen) {
	t := &d.tally
	s.count("", "people", "")
	for _, line := range []struct {
		name   string
		action plan.Action
		remark string
	}{
		{"create", plan.Create, ""},
		{"update", plan.Update, d.attributeRemark()},
		{"reactivate", plan.Reactivate, ""},
		{"deactivate", plan.Deactivate, ""},
		{"no change", plan.None, d.reasonRemark(plan.None)},
		{"blocked", plan.Blocked, d.reasonRemark(plan.Blocked)},
	} {
		s.count(line.name, number(t.listed[line.action]+t.absent[line.action]), joined("; ", line.remark, absentRemark(t.absent[line.action], "")))
	}
	s.count("held back", number(d.plan.HeldBack), heldBackRemark(d.plan.HeldBack))
	s.count("in all", number(d.people()+t.absent.total()), absentRemark(t.absent.total(), " (--absent deactivate)"))
	if d.plan.Policy.Absent == plan.AbsentReport {
		s.WriteString("\n")
		s.count("in no row", number(len(d.plan.Absent)), "accounts of the tenant; nothing is done to them")
	}
	s.WriteString("\n")
}

func heldBackRemark(n int) string {
	if n == 0 {
		return ""
	}
	return "errors in the sheet, listed below"
}

// absentRemark tells how many of a line's people stand in no row of the input.
func absentRemark(n int, why string) string {
	if n == 0 {
		return ""
	}
	return number(n) + " in no row" + why
}

// joined are the texts that say something.
func joined(between string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), between)
}

// reasonRemark says why, where there is more to say than that everything is as it should be.
func (d *dryRun) reasonRemark(action plan.Action) string {
	var words []string
	for _, reason := range d.tally.reasonsOf(action) {
		if reason == "" {
			continue
		}
		n := d.tally.listedReasons[action][reason]
		switch n {
		case 0:
		case d.tally.listed[action]:
			return reasonWords(reason)
		default:
			words = append(words, reasonWords(reason)+" ("+number(n)+")")
		}
	}
	return strings.Join(words, "; ")
}

// attributeRemark counts what of existing accounts changes: "externalId for 398, name.givenName for 3".
func (d *dryRun) attributeRemark() string {
	var words []string
	for _, path := range []string{plan.PathExternalID, plan.PathGivenName, plan.PathFamilyName} {
		if n := d.tally.attributes[path]; n > 0 {
			words = append(words, path+" for "+number(n))
		}
	}
	if n := d.tally.moved; n > 0 {
		words = append(words, "workspaces for "+number(n))
	}
	return strings.Join(words, ", ")
}

// withHint is a message with what to do about it.
func withHint(message, hint string) string {
	switch {
	case hint == "":
		return message
	case strings.HasSuffix(message, "?"):
		return message + " " + hint
	}
	return message + ": " + hint
}

func (d *dryRun) workspaceTable(s *screen) {
	n := d.plan.Counts
	if n.Grants+n.Revocations == 0 {
		return
	}
	s.count("workspaces given", number(n.Grants), "")
	warning := ""
	if n.Revocations > 0 {
		warning = "⚠ takes model roles with it; granting again does not bring them back"
	}
	s.count("workspaces taken", number(n.Revocations), warning)
	s.WriteString("\n")
}

func (d *dryRun) limitLines(s *screen) {
	if !d.plan.Refused {
		return
	}
	for _, r := range d.limitRemarks() {
		if r.Tone == danger {
			s.paragraph("  ", r.Text)
		}
	}
	s.WriteString("\n")
}

// findingLines shows errors first, then warnings; notes are in the files.
func (d *dryRun) findingLines(s *screen) {
	var shown []finding.Finding
	for _, severity := range []finding.Severity{finding.Error, finding.Warning} {
		for _, f := range d.Findings {
			if f.Severity == severity && len(shown) < findingsOnScreen {
				shown = append(shown, f)
			}
		}
	}
	if len(shown) == 0 {
		return
	}
	place := 0
	for _, f := range shown {
		place = max(place, runewidth.StringWidth(f.Pos.String()))
	}
	for _, f := range shown {
		s.hanging("  "+pad(string(f.Severity), 9)+pad(f.Pos.String(), min(place, 32)), 4, withHint(f.Message, f.Hint))
	}
	if more := len(d.Findings) - len(shown); more > 0 {
		s.WriteString(fmt.Sprintf("  … %s more in findings.jsonl and on the Findings sheet\n", number(more)))
	}
	s.WriteString("\n")
}
