package report

import (
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
	s.width = max(width, narrowest)
	d.peopleTable(&s, "errors in the sheet, listed below")
	d.workspaceTable(&s)
	d.riskLines(&s)
	d.limitLines(&s)
	if serious := len(d.findings(finding.Error, finding.Warning)); serious > 0 {
		d.findingLines(&s, d.findings(finding.Error, finding.Warning, finding.Note), min(serious, findingsOnScreen))
	}
	s.paragraph("", d.cost()+" Nothing has been changed.")
	_, err = io.WriteString(w, s.String())
	return err
}

// peopleTable adds up: its lines are the people of the input and the accounts in no row to which something
// is to be done. It is told where to read of those who are held back.
func (d *dryRun) peopleTable(s *screen, heldBack string) {
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
	if d.plan.HeldBack == 0 {
		heldBack = ""
	}
	s.count("held back", number(d.plan.HeldBack), heldBack)
	s.count("in all", number(d.people()+t.absent.total()), absentRemark(t.absent.total(), d.whyAbsent()))
	if d.plan.Policy.Absent == plan.AbsentReport {
		s.WriteString("\n")
		s.count("in no row", number(len(d.plan.Absent)), "accounts of the tenant; nothing is done to them")
	}
	s.WriteString("\n")
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

// riskLines count what is to be looked at beside what the table says itself.
func (d *dryRun) riskLines(s *screen) {
	name := "look at"
	for _, r := range d.tally.risks {
		if r.code == plan.RiskDeactivation || r.code == plan.RiskRevocation || r.code == plan.RiskReactivation {
			continue
		}
		s.count(name, number(r.people), remark{Tone: riskTone(r.code)}.Mark()+" "+RiskTitle(r.code))
		name = ""
	}
	if name == "" {
		s.WriteString("\n")
	}
}

// limitLines say which limits refuse the plan, and which it comes near.
func (d *dryRun) limitLines(s *screen) {
	told := false
	for _, r := range d.refusals() {
		s.paragraph("  ", r.Text)
		told = true
	}
	for _, l := range d.plan.Limits {
		if near := nearness(l); near.tone == caution {
			s.count("limit", near.used, "! "+limitWords(l.Name)+": "+number(l.Planned)+" of "+near.allowed+" allowed, "+limitTerms(l))
			told = true
		}
	}
	if told {
		s.WriteString("\n")
	}
}

// findingLines lists the first of some findings; the rest are in the files. A single one that is left stands in
// the place of the line that would tell of it.
func (d *dryRun) findingLines(s *screen, all []finding.Finding, first int) {
	shown := all[:min(first, len(all))]
	if len(all)-len(shown) == 1 {
		shown = all
	}
	place := 0
	for _, f := range shown {
		place = max(place, runewidth.StringWidth(Printed(f.Pos.String())))
	}
	for _, f := range shown {
		s.hanging("  "+pad(string(f.Severity), 9)+pad(Printed(f.Pos.String()), min(place, 32)), 4, withHint(f.Message, f.Hint))
	}
	if more := len(all) - len(shown); more > 0 {
		s.paragraph("  ", "… "+number(more)+" more in findings.jsonl and on the Findings sheet")
	}
	s.WriteString("\n")
}

// findings are those of these kinds, kind by kind.
func (d *dryRun) findings(kinds ...finding.Severity) []finding.Finding {
	var out []finding.Finding
	for _, severity := range kinds {
		for _, f := range d.Findings {
			if f.Severity == severity {
				out = append(out, f)
			}
		}
	}
	return out
}
