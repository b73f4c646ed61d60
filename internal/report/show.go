package report

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Showing is a dry run with the people of it that somebody asked for, to be written as text for a terminal,
// as Markdown or as CSV.
type Showing struct {
	*dryRun
	selection Selection
	chosen    []*plan.Change
	about     Surroundings
}

// Surroundings are what a plan does not tell of itself.
type Surroundings struct {
	State    string    // how far the run has come, in sentences
	Commands []Command // what to type next
}

// Command is a command line to type next, and what it is for in a word or two.
type Command struct{ For, Line string }

// NewShowing chooses the people who are asked for. A word that means nothing in this plan gives a *NoSuch.
func NewShowing(in Input, sel Selection, about Surroundings) (*Showing, error) {
	d, err := newDryRun(in)
	if err != nil {
		return nil, err
	}
	chosen, err := d.choose(sel)
	if err != nil {
		return nil, err
	}
	return &Showing{dryRun: d, selection: sel, chosen: chosen, about: about}, nil
}

// Changes are the changes of the people who were asked for, in the order in which they are shown: group by
// group where people are grouped, what takes something away first.
func (s *Showing) Changes() []*plan.Change { return s.chosen }

// selective reports whether somebody asked for some of the people only.
func (sel Selection) selective() bool {
	return len(sel.Kinds)+len(sel.Risks)+len(sel.People)+len(sel.Workspaces)+len(sel.Groups) > 0
}

// held reports whether those are asked for who are held back. They have no change, only findings.
func (sel Selection) held() bool {
	return slices.ContainsFunc(sel.Kinds, func(kind string) bool { return identity.Fold(strings.TrimSpace(kind)) == kindHeld })
}

// heldOnly reports whether nobody else is asked for.
func (sel Selection) heldOnly() bool { return sel.held() && len(sel.Kinds) == 1 }

// words are a selection as it was asked for.
func (sel Selection) words() string {
	var asked []string
	for _, list := range []struct {
		name  string
		words []string
	}{{"kind", sel.Kinds}, {"risk", sel.Risks}, {"user", sel.People}, {"workspace", sel.Workspaces}, {"group", sel.Groups}} {
		if len(list.words) > 0 {
			asked = append(asked, list.name+" "+strings.Join(firstFew(list.words, len(list.words), 5), " or "))
		}
	}
	return strings.Join(asked, ", ")
}

// heading says which people follow, and how many of how many.
func (s *Showing) heading() string {
	all := s.people() + s.tally.absent.total()
	switch {
	case s.selection.heldOnly():
		return fmt.Sprintf("A selection, %s of %s: held back because of errors in the input", number(s.plan.HeldBack), people(all))
	case !s.selection.selective() && len(s.chosen) == 0:
		return "Nobody is changed"
	case !s.selection.selective():
		return people(len(s.chosen)) + ", what takes something away first"
	case len(s.chosen) == 0:
		return fmt.Sprintf("Nobody of the %s fits: %s", people(all), s.selection.words())
	}
	return fmt.Sprintf("A selection, %s of %s: %s", number(len(s.chosen)), people(all), s.selection.words())
}

// unlisted says who is not among the people that follow, and how to see them.
func (s *Showing) unlisted() string {
	if n := s.plan.Counts.None; n > 0 && !s.selection.selective() {
		return fmt.Sprintf("%s without a change %s not listed here: --only none lists them.", people(n), verb(n, "is", "are"))
	}
	return ""
}

// sums is the headline, marked as being of the whole plan where people of it are selected.
func (s *Showing) sums() string {
	if s.selection.selective() {
		return "The whole plan: " + s.headline()
	}
	return s.headline()
}

// flock is a group of people with one value in the column that people are grouped by.
type flock struct {
	title  string // empty where people are not grouped
	people []*plan.Change
}

// flocks are the people who were asked for, by group.
func (s *Showing) flocks() []flock {
	if !s.table.byGroups() {
		return []flock{{people: s.chosen}}
	}
	var out []flock
	for _, c := range s.chosen {
		title := s.table.groupName(c.Group)
		if len(out) == 0 || out[len(out)-1].title != title {
			out = append(out, flock{title: title})
		}
		last := &out[len(out)-1]
		last.people = append(last.people, c)
	}
	return out
}

// heading is the group with what is taken from its people.
func (f flock) heading() string {
	losing, leaving := 0, 0
	for _, c := range f.people {
		if len(c.Revocations) > 0 {
			losing++
		}
		if c.Action == plan.Deactivate {
			leaving++
		}
	}
	text := f.title + ": " + people(len(f.people))
	if losing > 0 {
		text += ", " + number(losing) + " " + verb(losing, "loses", "lose") + " workspaces"
	}
	if leaving > 0 {
		text += ", " + number(leaving) + " " + verb(leaving, "is", "are") + " deactivated"
	}
	return text
}

// changeWord is what happens to a person in a word, and how it is to be taken.
func changeWord(c *plan.Change) remark {
	word := remark{Text: string(c.Action)}
	switch {
	case c.Action == plan.None:
		word.Text = "no change"
	case c.Takes():
		word.Tone = danger
	case c.Action == plan.Blocked, len(c.Risks) > 0:
		word.Tone = caution
	}
	return word
}

// who is a person's name and user name. The plan does not hold the names of people for whom nothing is done.
func who(c *plan.Change) (name, userName string) {
	return oneLine(personName(c)), oneLine(string(c.UserName))
}

// namesListed is how many workspaces of one person are named; CSV and JSON have all of them.
const namesListed = 60

// happening is everything that is to be said of one person: what happens, what to look at, and why.
func (s *Showing) happening(c *plan.Change) []remark {
	out := s.story(c)
	for _, list := range []struct {
		before     string
		workspaces []identity.Workspace
		tone       tone
	}{{"taken: ", c.Revocations, danger}, {"given: ", c.Grants, plainly}} {
		if len(list.workspaces) > namesInStory {
			names := s.labels.all(list.workspaces)
			out = append(out, remark{list.before + strings.Join(firstFew(names, len(names), namesListed), "; "), list.tone})
		}
	}
	for _, r := range c.Risks {
		// What the story says itself needs no repetition.
		if r.Code != plan.RiskDeactivation && r.Code != plan.RiskRevocation && r.Code != plan.RiskReactivation {
			out = append(out, remark{"risk: " + inOneLine(r.Message), riskTone(r.Code)})
		}
	}
	if reason := reasonLine(c); reason != "" {
		out = append(out, remark{"why: " + inOneLine(reason), plainly})
	}
	if len(out) == 0 {
		out = append(out, remark{"everything is as the input wants it", plainly})
	}
	return out
}

// sentenceShown is how many characters of a sentence are shown that names several things.
const sentenceShown = 800

func inOneLine(text string) string { return shortened(strings.Map(tamed, text), sentenceShown) }

// from is where in the input a person stands, with the change's id.
func (s *Showing) from(c *plan.Change) []string {
	lines := []string{oneLine(s.places.of(c.Rows)), "change " + c.ID}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// shownWorkspaces are the workspaces that are given or taken; of a selection by workspace those.
func (s *Showing) shownWorkspaces() []*workspaceTally {
	if len(s.selection.Workspaces) == 0 {
		return s.changedWorkspaces()
	}
	wanted := map[string]bool{}
	for _, word := range s.selection.Workspaces {
		for _, id := range s.workspaceIDs(word) {
			wanted[id] = true
		}
	}
	return slices.DeleteFunc(s.allWorkspaces(), func(ws *workspaceTally) bool { return !wanted[ws.ID] })
}

// membersOf are how many accounts hold a workspace before and after the plan, in words where nobody counted.
func (d *dryRun) membersOf(ws *workspaceTally) (before, after string) {
	n, known := d.members(ws.ID)
	if !known {
		return "not read", "not read"
	}
	return number(n), number(n + ws.given - ws.taken)
}

// decidable reports whether there is anything to say yes or no to.
func (d *dryRun) decidable() bool {
	return !d.plan.Refused && d.tally.listed.writing()+d.tally.absent.writing() > 0
}

// approval says whether anybody has to say yes before the plan is applied.
func (d *dryRun) approval() []remark {
	policy := d.plan.Policy
	if !policy.RequireApproval && !policy.FourEyes {
		return []remark{{"No approval is required: apply carries out the whole plan. With --approvals it carries out only what was approved in " + ChangeWorkbookName + ".", plainly}}
	}
	var out []remark
	if policy.RequireApproval {
		out = append(out, remark{"Approval is required: apply does nothing for anybody whose row in " + ChangeWorkbookName + " does not say approve.", caution})
	}
	if policy.FourEyes {
		by := ""
		if d.plan.Operator != "" {
			by = " (" + oneLine(d.plan.Operator) + ")"
		}
		out = append(out, remark{"Four eyes: whoever decides is neither who made this plan" + by + " nor the person concerned.", caution})
	}
	return out
}
