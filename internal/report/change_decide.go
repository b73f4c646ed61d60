package report

import (
	"fmt"
	"slices"
	"strings"
)

// decide says how an approver answers.
func (d *dryRun) decide() []string {
	if d.plan.Refused {
		return []string{"There is nothing to decide: a limit refuses this plan, and it cannot be applied.",
			"If the numbers are right, ask for a new plan with the limit named above."}
	}
	if d.tally.listed.writing()+d.tally.absent.writing() == 0 {
		return []string{"There is nothing to decide: nothing will change."}
	}
	steps := []string{d.where(),
		"Choose approve or reject in the column Decision. A row that stays blank is undecided, and nothing is done to that person. " + d.signing()}
	if d.plan.Policy.FourEyes {
		steps = append(steps, fmt.Sprintf("Each change needs a second pair of eyes: %s, who made this plan, cannot approve it, and nobody can approve what happens to themselves.", d.plan.Operator))
	}
	return append(steps,
		"Save the workbook and send it back. To decide many rows at once, filter them, choose in the first and fill down. "+
			"Only Decision, Decided by and Comment may be edited: a file in which anything else was changed is refused.",
		d.applying())
}

// where says where the decisions are made.
func (d *dryRun) where() string {
	order := "what takes something away stands first."
	if d.table.byGroups() {
		order = "they stand in groups by " + d.table.groupHeader() + ", and within a group what takes something away stands first."
	}
	return "Open the sheet Changes. Each row is one person; " + order + d.scopeOfPart()
}

// scopeOfPart says what is not in the files of one part.
func (d *dryRun) scopeOfPart() string {
	if d.Part == nil {
		return ""
	}
	return " Only the people of this part are here; the others are in other approvers' files."
}

func (d *dryRun) signing() string {
	if d.plan.Policy.FourEyes {
		return "Write your e-mail address into Decided by."
	}
	return "Write your name or e-mail address into Decided by."
}

// applying is the step of the person who carries the plan out. It does not name the run's folder: a report is
// written anew to compare with what comes back, and by then somebody may have moved the folder.
func (d *dryRun) applying() string {
	text := "For the person who applies: scimsheet apply RUN --approvals FILE does what is approved and nothing else."
	if d.plan.Policy.SplitBy != "" {
		text += " Give --approvals once for each file that came back."
	}
	if d.plan.Policy.RequireApproval {
		return text + " Without approvals this plan cannot be applied."
	}
	return text + " Without --approvals everything in the plan is applied."
}

// whose says whose part the report is about; empty where it is about the whole plan.
func (d *dryRun) whose() string {
	if d.Part == nil {
		return ""
	}
	name := partText(*d.Part)
	header := oneLine(d.plan.Policy.SplitBy)
	if name == "" {
		name = noneOf(header)
	}
	return header + ": " + name + " — " + people(len(d.rows))
}

// madeBy says in a line who made the plan, when and from what.
func (d *dryRun) madeBy() string {
	text := "Made " + moment(d.plan.CreatedAt)
	if d.plan.Operator != "" {
		text = "Made by " + oneLine(d.plan.Operator) + ", " + moment(d.plan.CreatedAt)
	}
	names := make([]string, len(d.plan.Inputs))
	for i, in := range d.plan.Inputs {
		names[i] = oneLine(in.Name)
	}
	if names = slices.Compact(names); len(names) > 0 {
		text += ", from " + strings.Join(firstFew(names, len(names), 3), ", ")
	}
	return text + "."
}

// about says in a line what the reader has before them.
func (d *dryRun) about() string {
	text := "A dry run for the Anaplan tenant " + tenantName(d.plan.Tenant) + ". Nothing has been changed yet."
	if d.plan.Undoes != "" {
		text = "Takes back what plan " + d.plan.Undoes + " did, as far as that can be done. " + text
	}
	if d.plan.Review != "" {
		text = "Carries out the access review " + d.plan.Review + ": what its reviewers decided is approved already. " + text
	}
	if d.Part != nil {
		text += " Limits, further down, are those of the whole plan."
	}
	return text
}
