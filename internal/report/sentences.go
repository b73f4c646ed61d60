package report

import (
	"fmt"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// tone says how a remark is to be taken. Reports colour it; the words say it too.
type tone string

const (
	plainly tone = ""
	danger  tone = "danger"  // takes something away for good, or is refused
	caution tone = "caution" // somebody should look
	calm    tone = "calm"    // nothing to fear
)

// remark is one sentence of a report.
type remark struct {
	Text string
	Tone tone
}

// Mark is the sign before a remark, so that colour is never the only one.
func (r remark) Mark() string {
	switch r.Tone {
	case danger:
		return "⚠"
	case caution:
		return "!"
	case calm:
		return "✓"
	}
	return "•"
}

// irreversible is said wherever workspaces are taken (Anaplan: access removed from a workspace takes
// the model roles and selective access with it).
const irreversible = "Taking a workspace destroys the person's model roles and selective access in it. " +
	"Giving the workspace again does not bring them back: this cannot be undone."

// refused is said before anything else of a plan that is beyond a limit.
const refused = "REFUSED: this plan cannot be applied."

// does is a verb that agrees with a number, of what the plan does; of a refused plan what it would do.
func (d *dryRun) does(n int, one, many string) string {
	if !d.plan.Refused {
		return verb(n, one, many)
	}
	if rest, is := strings.CutPrefix(many, "are"); is {
		many = "be" + rest
	}
	return "would " + many
}

// wills is the title of what applying the plan does.
func (d *dryRun) wills() string {
	if d.plan.Refused {
		return "What would happen"
	}
	return "What will happen"
}

// willsNot is the title of what applying the plan does not do.
func (d *dryRun) willsNot() string {
	if d.plan.Refused {
		return "What would not happen"
	}
	return "What will not happen"
}

// headline is the plan in one sentence, what it takes away first. Of a refused plan it says so before.
func (d *dryRun) headline() string {
	if d.plan.Refused {
		return refused + " " + d.summed()
	}
	return d.summed()
}

func (d *dryRun) summed() string {
	n := d.plan.Counts
	var parts []string
	if n.Revocations > 0 {
		parts = append(parts, d.losses())
	}
	if n.Deactivate > 0 {
		parts = append(parts, people(n.Deactivate)+" "+d.does(n.Deactivate, "is", "are")+" deactivated")
	}
	switch {
	case n.Revocations > 0 && n.Deactivate == 0:
		parts = append(parts, "nobody "+d.does(0, "is", "are")+" deactivated")
	case n.Revocations == 0 && n.Deactivate > 0:
		parts = append(parts, "nobody "+d.does(0, "loses", "lose")+" a workspace")
	case n.Revocations == 0 && n.Create+n.Update+n.Reactivate == 0:
		return "Nothing will change."
	case n.Revocations == 0:
		parts = append(parts, "nobody "+d.does(0, "loses", "lose")+" anything")
	}
	if n.Create > 0 {
		parts = append(parts, people(n.Create)+" "+d.does(n.Create, "gets", "get")+" an account")
	}
	return sentence(strings.Join(parts, "; "))
}

// losses says who loses what: by name where few workspaces are concerned.
func (d *dryRun) losses() string {
	var taken []*workspaceTally
	for _, ws := range d.tally.touched() {
		if ws.taken > 0 {
			taken = append(taken, ws)
		}
	}
	first := taken[0]
	if len(taken) > 3 {
		text := fmt.Sprintf("%s %s access to %s", people(d.tally.losing), d.does(d.tally.losing, "loses", "lose"), countOf(len(taken), "workspace", "workspaces"))
		if 2*first.taken > d.tally.losing {
			text += fmt.Sprintf(", most of them to %s (%s)", d.labels.short(first.Workspace), number(first.taken))
		}
		return text
	}
	words := make([]string, len(taken))
	for i, ws := range taken {
		words[i] = number(ws.taken) + " to " + d.labels.short(ws.Workspace)
	}
	words[0] = people(first.taken) + " " + d.does(first.taken, "loses", "lose") + " access to " + d.labels.short(first.Workspace)
	return listed(words)
}

// happens is what applying the plan does, in sentences, what takes away first.
func (d *dryRun) happens() []remark {
	n, t := d.plan.Counts, &d.tally
	var out []remark
	if n.Revocations > 0 {
		out = append(out, remark{fmt.Sprintf("%s %s %s. %s", people(t.losing), d.does(t.losing, "loses", "lose"),
			countOf(n.Revocations, "workspace", "workspaces in all"), irreversible), danger})
	}
	if n.Deactivate > 0 {
		text := fmt.Sprintf("%s %s no longer sign in (deactivated). Workspaces and model roles are kept, and this can be undone.", people(n.Deactivate), d.can())
		if absent := t.absent[plan.Deactivate]; absent > 0 {
			text += fmt.Sprintf(" %s of them %s in no row of the input%s.", number(absent), verb(absent, "is", "are"), d.whyAbsent())
		}
		out = append(out, remark{text, danger})
	}
	if n.Reactivate > 0 {
		out = append(out, remark{fmt.Sprintf("%s %s sign in again, with the workspaces and model roles from before.", people(n.Reactivate), d.can()), caution})
	}
	if n.Create > 0 {
		out = append(out, remark{fmt.Sprintf("%s %s a new account.", people(n.Create), d.does(n.Create, "gets", "get")), plainly})
	}
	if n.Update > 0 {
		text := fmt.Sprintf("%s %s changes to an account", people(n.Update), d.does(n.Update, "gets", "get"))
		if changed := d.changedAttributes(); changed != "" {
			text += ": " + changed
		}
		out = append(out, remark{sentence(text), plainly})
	}
	if n.Grants > 0 {
		out = append(out, remark{fmt.Sprintf("%s %s %s.", people(t.gaining), d.does(t.gaining, "is given", "are given"),
			countOf(n.Grants, "workspace", "workspaces in all")), plainly})
	}
	if len(out) == 0 {
		out = append(out, remark{"Nothing: everybody is as the input wants them, or cannot be changed.", calm})
	}
	if n.Revocations == 0 {
		out = append(out, remark{"Nobody " + d.does(0, "loses", "lose") + " a workspace.", calm})
	}
	if n.Deactivate == 0 {
		out = append(out, remark{"Nobody " + d.does(0, "is", "are") + " deactivated.", calm})
	}
	return out
}

func (d *dryRun) can() string {
	if d.plan.Refused {
		return "could"
	}
	return "can"
}

// changedAttributes counts what of existing accounts changes: "external id of 398 people, given name of 3".
func (d *dryRun) changedAttributes() string {
	var words []string
	for _, path := range []string{plan.PathExternalID, plan.PathGivenName, plan.PathFamilyName} {
		if n := d.tally.attributes[path]; n > 0 {
			words = append(words, fmt.Sprintf("the %s of %s", attributeName(path), people(n)))
		}
	}
	if n := d.tally.moved; n > 0 {
		words = append(words, "the workspaces of "+people(n))
	}
	return listed(words)
}

// whereabouts are the names by which a report refers to its own parts.
type whereabouts struct {
	findings  string // says what is wrong with the input
	unchanged string // where people stand to whom nothing is done
	story     string // says what happens to a person
}

var (
	inWorkbook = whereabouts{"The sheet Findings", "on the sheet Unchanged", "the column What happens"}
	onThePage  = whereabouts{"The section What is wrong with the input", "in the section Who stays as they are", "the column What happens"}
	onScreen   = whereabouts{"What was found in the input stands further down; it", "on the sheet Unchanged of " + ChangeWorkbookName, "what stands at their names"}
)

// stays is what is not going to happen, and why.
func (d *dryRun) stays(in whereabouts) []remark {
	n, t := d.plan.Counts, &d.tally
	var out []remark
	if d.plan.HeldBack > 0 {
		out = append(out, remark{fmt.Sprintf("%s %s held back because of errors in the input: nothing is done to them. %s says what is wrong and where.",
			people(d.plan.HeldBack), verb(d.plan.HeldBack, "is", "are"), in.findings), caution})
	}
	for _, reason := range t.reasonsOf(plan.Blocked) {
		many := t.reasons[plan.Blocked][reason]
		out = append(out, remark{fmt.Sprintf("Blocked, nothing is done to %s: %s.", people(many), reasonWords(reason)), caution})
	}
	if t.withheld > 0 {
		out = append(out, remark{fmt.Sprintf("Protection keeps something from happening to %s; %s says what.", people(t.withheld), in.story), caution})
	}
	for _, reason := range t.reasonsOf(plan.None) {
		many := t.reasons[plan.None][reason]
		text := "everything is as the input wants it"
		if reason != "" {
			text = reasonWords(reason)
		}
		out = append(out, remark{fmt.Sprintf("No change for %s: %s.", people(many), text), plainly})
	}
	switch d.plan.Policy.Absent {
	case plan.AbsentReport:
		out = append(out, remark{fmt.Sprintf("%s of the tenant %s in no row of the input. They are listed %s; nothing is done to them.",
			countOf(len(d.plan.Absent), "account", "accounts"), verb(len(d.plan.Absent), "is", "are"), in.unchanged), plainly})
	case plan.AbsentIgnore:
		text := "Accounts that are in no row of the input are left alone."
		if d.plan.Undoes != "" {
			text = "Accounts that the run did not change are left alone."
		}
		out = append(out, remark{text, calm})
	}
	if n.Deactivate+n.Revocations > 0 {
		out = append(out, remark{"Nobody is deleted: accounts can only be deactivated.", calm})
	}
	return append(out, d.bounds()...)
}

// bounds are the parts of an account that this run does not touch.
func (d *dryRun) bounds() []remark {
	var out []remark
	if scope := d.plan.Policy.Scope; scope != nil {
		names := make([]string, len(scope))
		for i, id := range scope {
			names[i] = d.labels.of(identity.Workspace{ID: id})
		}
		out = append(out, remark{"Only these workspaces are given or taken: " + strings.Join(firstFew(names, len(names), 10), ", ") + ".", plainly})
	}
	managed := map[string]bool{}
	for _, group := range d.plan.Policy.Manage {
		managed[group] = true
	}
	var left []string
	for _, group := range plan.Groups() {
		if !managed[group] {
			left = append(left, group)
		}
	}
	if len(left) > 0 {
		out = append(out, remark{"This run leaves alone, whatever the input says: " + listed(left) + ".", plainly})
	}
	return out
}

// limitRemarks are the limits in words, those that refuse the plan first.
func (d *dryRun) limitRemarks() []remark {
	var refused, kept []remark
	for _, l := range d.plan.Limits {
		switch {
		case l.Exceeded:
			refused = append(refused, remark{fmt.Sprintf("REFUSED: %s: %s planned, only %s allowed (--%s %s, of %s). This plan cannot be applied. "+
				"Is the input complete? If it is right, plan again with --%s %d.", limitWords(l.Name), number(l.Planned), number(l.Allowed),
				l.Name, l.Setting, limitOf(l), l.Name, l.Planned), danger})
		case l.Allowed < 0:
			kept = append(kept, remark{sentence(fmt.Sprintf("%s: %s planned, no limit", limitWords(l.Name), number(l.Planned))), plainly})
		default:
			kept = append(kept, remark{sentence(fmt.Sprintf("%s: %s planned, %s allowed (--%s %s, of %s%s)", limitWords(l.Name), number(l.Planned),
				number(l.Allowed), l.Name, l.Setting, limitOf(l), leastRemark(l))), calm})
		}
	}
	return append(refused, kept...)
}

// leastRemark explains an allowance that is more than its percentage.
func leastRemark(l plan.Limit) string {
	if strings.HasSuffix(l.Setting, "%") && l.Allowed == plan.LeastAllowed {
		return "; a percentage always allows " + number(plan.LeastAllowed)
	}
	return ""
}

// cost is what applying takes.
func (d *dryRun) cost() string {
	r := d.plan.Requests
	if d.plan.Refused {
		return fmt.Sprintf("This plan cannot be applied. Reading the tenant took %s.", countOf(r.Read, "request", "requests"))
	}
	if r.Write == 0 {
		return fmt.Sprintf("Applying this sends nothing. Reading the tenant took %s.", countOf(r.Read, "request", "requests"))
	}
	what := "this"
	if d.Part != nil {
		what = "the whole plan, not only this part,"
	}
	return fmt.Sprintf("Applying %s takes %s (%s to write, %s to check), about %s. Reading the tenant took %s.",
		what, countOf(r.Write+r.Check, "request", "requests"), number(r.Write), number(r.Check), Lasting(r.EstimatedSeconds), number(r.Read))
}

// tenantName is the tenant in the fewest words that tell it from another.
func tenantName(t plan.Tenant) string {
	host := t.SCIMURL
	if _, after, found := strings.Cut(host, "://"); found {
		host = after
	}
	host, _, _ = strings.Cut(host, "/")
	if t.Name == "" {
		return host
	}
	return t.Name + " (" + host + ")"
}

// whyAbsent says why something is done to accounts that are in no row.
func (d *dryRun) whyAbsent() string {
	if d.plan.Review != "" {
		return " (left the company, and held nothing to review)"
	}
	return " (--absent deactivate)"
}
