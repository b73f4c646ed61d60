package report

import (
	"fmt"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// namesInStory is how many workspaces are named within a story; longer lists have a column of their own.
const namesInStory = 6

func (d *dryRun) story(c *plan.Change) []remark { return d.labels.story(c) }

// story is what a change does to one person, line by line, before → after; what cannot be undone stands first.
func (l labels) story(c *plan.Change) []remark {
	var lines []remark
	switch c.Action {
	case plan.Create:
		lines = append(lines, remark{"New account", plainly})
	case plan.Deactivate:
		lines = append(lines, remark{"DEACTIVATED: can no longer sign in. Workspaces and model roles are kept", danger})
	case plan.Reactivate:
		lines = append(lines, remark{"Reactivated: can sign in again", caution})
	case plan.Blocked:
		lines = append(lines, remark{"BLOCKED: nothing is done", caution})
	}
	if len(c.Revocations) > 0 {
		lines = append(lines, remark{"loses " + l.named(c.Revocations) + ": CANNOT BE UNDONE, model roles there are destroyed", danger})
	}
	if len(c.Grants) > 0 {
		lines = append(lines, remark{"gets " + l.named(c.Grants), plainly})
	}
	if line := workspacesLine(c); line != "" {
		lines = append(lines, remark{line, plainly})
	}
	for _, a := range c.Attributes {
		if line := attributeLine(c.Action, a); line != "" {
			lines = append(lines, remark{line, plainly})
		}
	}
	for _, w := range c.Withheld {
		lines = append(lines, remark{l.withheldLine(w), caution})
	}
	return lines
}

// workspacesLine is how many workspaces an existing account holds before and after.
func workspacesLine(c *plan.Change) string {
	if c.Before == nil || len(c.Grants)+len(c.Revocations) == 0 {
		return ""
	}
	before, after := len(c.Before.Workspaces), len(c.After().Workspaces)
	if after == 0 {
		return fmt.Sprintf("workspaces: %s → NONE", number(before))
	}
	return fmt.Sprintf("workspaces: %s → %s", number(before), number(after))
}

// storyText is the story as one cell holds it.
func (l labels) storyText(c *plan.Change) string {
	story := l.story(c)
	lines := make([]string, len(story))
	for i, r := range story {
		lines[i] = r.Text
	}
	return manyLines(lines)
}

// attributeLine leaves out what the first line of the story or another column says already.
func attributeLine(action plan.Action, a plan.Attribute) string {
	switch {
	case a.Path == plan.PathActive && action == plan.Create && a.After == false:
		return "inactive: cannot sign in yet"
	case a.Path == plan.PathActive && action != plan.Update, a.Path == plan.PathUserName && action == plan.Create:
		return ""
	case a.Before == nil:
		return attributeName(a.Path) + ": " + oneLine(attributeValue(a.After))
	}
	return attributeName(a.Path) + ": " + oneLine(attributeValue(a.Before)) + " → " + oneLine(attributeValue(a.After))
}

func (l labels) named(workspaces []identity.Workspace) string {
	names := make([]string, min(len(workspaces), namesInStory))
	for i := range names {
		names[i] = l.short(workspaces[i])
	}
	if more := len(workspaces) - len(names); more > 0 {
		return countOf(len(workspaces), "workspace", "workspaces") + " (" + strings.Join(names, "; ") + " and " + number(more) + " more)"
	}
	return strings.Join(names, "; ")
}

func (l labels) withheldLine(w plan.Withheld) string {
	why := "the account is protected"
	if w.Why == "caller" {
		why = "this program signs in with it"
	}
	if w.Workspace != nil {
		return fmt.Sprintf("keeps %s although the input takes it: %s", l.of(*w.Workspace), why)
	}
	return "stays active although the input deactivates it: " + why
}

// personName is the person's name as it will be, or as it is where nothing changes it. Who is blocked or
// unchanged has a name only until the plan is read from its file, which keeps accounts where something is
// written.
func personName(c *plan.Change) string {
	var given, family string
	if c.Before != nil {
		given, family = c.Before.GivenName, c.Before.FamilyName
	}
	for _, a := range c.Attributes {
		text, _ := a.After.(string)
		switch a.Path {
		case plan.PathGivenName:
			given = text
		case plan.PathFamilyName:
			family = text
		}
	}
	return strings.TrimSpace(given + " " + family)
}

// reasonLine is why a change is as it is: the reason, and what is particular to this person.
func reasonLine(c *plan.Change) string {
	reason := reasonWords(c.Reason)
	switch {
	case c.Detail == "" || c.Detail == reason:
		return reason
	case c.Reason == "" || c.Action == plan.Blocked:
		return oneLine(c.Detail)
	}
	return reason + ": " + oneLine(c.Detail)
}

func riskLines(c *plan.Change) string {
	lines := make([]string, len(c.Risks))
	for i, r := range c.Risks {
		lines[i] = "⚠ " + oneLine(r.Message)
	}
	return manyLines(lines)
}

// linesInCell is how many lines a cell shows at most: a row cannot be higher.
const linesInCell = 26

func manyLines(lines []string) string {
	return strings.Join(firstFew(lines, len(lines), linesInCell), "\n")
}
