package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
)

// narrowest is how many columns text is laid out for at least.
const narrowest = 40

// Text writes the report for a terminal of so many columns.
func (s *Showing) Text(w io.Writer, width int, colour bool) error {
	out := screen{width: max(width, narrowest), colour: colour}
	s.topLines(&out)
	if s.selection.selective() {
		s.peopleLines(&out)
		if s.selection.held() {
			s.findingTable(&out, finding.Error)
		}
		out.section("All of the plan, not only the selection")
		s.peopleTable(&out, "errors in the sheet: --only held lists them")
		s.workspaceTable(&out)
	} else {
		out.section(s.wills())
		out.remarks("  ", s.happens())
		out.section("How many")
		s.peopleTable(&out, "errors in the sheet, listed below")
		s.workspaceTable(&out)
		s.staysLines(&out)
		s.riskTable(&out)
	}
	s.limitTable(&out)
	s.memberTable(&out)
	if !s.selection.selective() {
		s.peopleLines(&out)
		s.findingTable(&out, finding.Error, finding.Warning, finding.Note)
	}
	s.originLines(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

// section begins a part of the report, after one blank line.
func (s *screen) section(title string) {
	if !strings.HasSuffix(s.String(), "\n\n") {
		s.WriteString("\n")
	}
	s.lines("", strong, title)
}

func (s *Showing) topLines(out *screen) {
	out.lines("", faint, "Change report of plan "+s.plan.ID+" for "+oneLine(tenantName(s.plan.Tenant)))
	if s.plan.Undoes != "" {
		out.paragraph("", "It takes back what plan "+s.plan.Undoes+" has done, as far as that can be.")
	}
	out.WriteString("\n")
	out.lines("", strong, s.sums())
	for _, r := range s.refusals() {
		out.remarks("", []remark{r})
	}
	out.paragraph("", s.about.State)
	out.WriteString("\n")
}

// refusals are the limits that the plan goes beyond.
func (d *dryRun) refusals() []remark {
	var out []remark
	for _, r := range d.limitRemarks() {
		if r.Tone == danger {
			out = append(out, r)
		}
	}
	return out
}

// staysLines say what is not going to happen, as the workbook and the page do.
func (s *Showing) staysLines(out *screen) {
	if remarks := s.stays(onScreen); len(remarks) > 0 {
		out.section(s.willsNot())
		out.remarks("  ", remarks)
	}
}

func (s *Showing) riskTable(out *screen) {
	unjudged := s.unjudged()
	if len(s.tally.risks)+len(unjudged) == 0 {
		return
	}
	out.section("What to look at")
	out.remarks("  ", unjudged)
	fields := []field{{width: 12, right: true}, {width: out.width - 2 - 12 - fieldGap}}
	for _, r := range s.tally.risks {
		sign := riskTone(r.code)
		out.row(2, fields, cell{{text: people(r.people), as: sign.ink()}},
			cell{{text: RiskTitle(r.code) + " (" + r.code + ")", mark: remark{Tone: sign}.Mark(), markInk: sign.ink(), as: sign.ink()},
				{text: RiskMeaning(r.code)}})
	}
}

// riskTone sets what destroys something or locks somebody out apart from what should be looked at.
func riskTone(code string) tone {
	switch code {
	case plan.RiskLosesAll, plan.RiskLastMember, plan.RiskRevocation, plan.RiskLargeShare, plan.RiskGroupShare, plan.RiskDeactivation:
		return danger
	}
	return caution
}

func (s *Showing) limitTable(out *screen) {
	if len(s.plan.Limits) == 0 {
		return
	}
	out.section("Limits")
	fields := []field{{width: nameColumn}, {width: 9, right: true}, {width: 9, right: true}, {width: 8, right: true}, {width: gaugeCells}, {}}
	beside := out.width - 2
	for _, f := range fields[:5] {
		beside -= f.width + fieldGap
	}
	if beside+fieldGap < 0 {
		s.limitList(out)
		return
	}
	fields[5].width = beside
	out.row(2, fields, cell{}, cell{{text: "planned", as: faint}}, cell{{text: "allowed", as: faint}}, cell{{text: "used", as: faint}})
	for _, l := range s.plan.Limits {
		near := nearness(l)
		cells := []cell{{{text: limitWords(l.Name), as: near.tone.ink()}}, plainCell(number(l.Planned)), plainCell(near.allowed),
			{{text: near.used, mark: near.sign(), as: near.tone.ink(), markInk: near.tone.ink()}}, {{text: near.gauge(), as: near.tone.ink()}}}
		if beside >= leastBeside {
			out.row(2, fields, append(cells, cell{{text: limitTerms(l), as: faint}})...)
			continue
		}
		out.row(2, fields, cells...)
		out.lines("      ", faint, limitTerms(l))
	}
}

// limitList is limitTable where that is too wide.
func (s *Showing) limitList(out *screen) {
	for _, l := range s.plan.Limits {
		near := nearness(l)
		remark := near.allowed
		if near.used != "" {
			remark = strings.TrimSpace(near.sign() + " " + near.used + " of " + near.allowed + " allowed")
		}
		out.counted(limitWords(l.Name), number(l.Planned), near.tone.ink(), remark+"; "+limitTerms(l))
	}
}

func (s *Showing) memberTable(out *screen) {
	shown := s.shownWorkspaces()
	if len(shown) == 0 {
		return
	}
	out.section("Workspaces, most taken first")
	const numbers = 4 * (9 + fieldGap)
	name := 0
	for _, ws := range shown {
		name = max(name, runewidth.StringWidth(Printed(s.labels.of(ws.Workspace))))
	}
	name = max(min(name, 60, out.width-2-numbers), leastBeside)
	if name > out.width-2-numbers {
		s.memberList(out, shown)
		return
	}
	fields := []field{{width: name}, {width: 9, right: true}, {width: 9, right: true}, {width: 9, right: true}, {width: 9, right: true}}
	head := func(text string) cell { return cell{{text: text, as: faint}} }
	out.row(2, fields, head("workspace"), head("members"), head("given"), head("taken"), head("after"))
	for _, ws := range shown {
		before, after := s.membersOf(ws)
		taken := number(ws.taken)
		if ws.taken > 0 {
			taken = "⚠ " + taken
		}
		out.row(2, fields, plainCell(s.labels.of(ws.Workspace)), plainCell(before), plainCell(number(ws.given)), cell{{text: taken, as: takenInk(ws)}}, plainCell(after))
	}
	if text := s.uncounted(); text != "" {
		out.lines("  ", faint, text)
	}
	if s.plan.Counts.Revocations > 0 {
		out.row(2, []field{{width: out.width - 2}}, cell{{mark: "⚠", markInk: reddish, text: irreversible, as: reddish}})
	}
}

// memberList is memberTable where that is too wide.
func (s *Showing) memberList(out *screen, shown []*workspaceTally) {
	for _, ws := range shown {
		before, after := s.membersOf(ws)
		out.row(2, []field{{width: out.width - 2}}, cell{{text: s.labels.of(ws.Workspace)}, {mark: " ", as: takenInk(ws),
			text: fmt.Sprintf("given %s, taken %s, members %s → %s", number(ws.given), number(ws.taken), before, after)}})
	}
}

func takenInk(ws *workspaceTally) ink {
	if ws.taken > 0 {
		return reddish
	}
	return ""
}

// findingTable lists what of these kinds is wrong with the input, errors first.
func (s *Showing) findingTable(out *screen, kinds ...finding.Severity) {
	found := s.findings(kinds...)
	if len(found) == 0 {
		return
	}
	out.section("What was found in the input: " + foundWords(found))
	s.findingLines(out, found, findingsShown)
}

// foundWords counts findings by kind, those kinds of which there are any.
func foundWords(findings []finding.Finding) string {
	n := finding.Count(findings)
	var words []string
	for _, kind := range []struct {
		count     int
		one, many string
	}{{n.Errors, "error", "errors"}, {n.Warnings, "warning", "warnings"}, {n.Notes, "note", "notes"}} {
		if kind.count > 0 {
			words = append(words, countOf(kind.count, kind.one, kind.many))
		}
	}
	return listed(words)
}

// findingsShown is how many findings are listed; the files have all of them.
const findingsShown = 200

// originLines say where the plan comes from, who has to agree, and what to type next.
func (s *Showing) originLines(out *screen) {
	out.section("Where it comes from")
	facts := append(s.origin(), fact{Name: "Program", Value: s.plan.Tool}, fact{Name: "Cost", Value: s.cost()})
	name := 0
	for _, f := range facts {
		name = max(name, runewidth.StringWidth(f.Name))
	}
	for _, f := range facts {
		switch {
		case f.Value == "":
		case f.ID && len(f.Value) > out.width-2-name-fieldGap: // to be copied in one piece
			out.WriteString("  " + f.Name + "\n")
			out.lines("    ", "", f.Value)
		default:
			out.hanging("  "+pad(f.Name, name), fieldGap, f.Value)
		}
	}
	if s.decidable() {
		out.section("Approval")
		out.remarks("  ", s.approval())
	}
	if len(s.about.Commands) == 0 {
		return
	}
	out.section("Next")
	for _, c := range s.about.Commands { // in one piece however long, to be copied
		out.WriteString("  " + pad(c.For, 9) + Printed(c.Line) + "\n")
	}
}
