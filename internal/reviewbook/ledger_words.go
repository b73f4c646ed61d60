package reviewbook

import (
	"cmp"
	"fmt"
	"time"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// remark is one sentence of the ledger's first page, with a sign that says how much it matters.
type remark struct {
	style sheet.Style
	text  string
	to    string // a sheet of the ledger; empty for none
}

// mark is the sign before a remark, so that colour is never the only one.
func (r remark) mark() string {
	switch r.style {
	case sheet.Bad:
		return "⚠"
	case sheet.Warn:
		return "!"
	case sheet.Good:
		return "✓"
	}
	if r.to != "" {
		return "→"
	}
	return "•"
}

// words are the remark with the sheet that has more of it. Its sign is a link there.
func (r remark) words() string {
	if r.to == "" {
		return r.text
	}
	return r.text + " → " + r.to
}

// story says in a few sentences where the campaign is.
func (b *books) story() []remark {
	switch {
	case b.Closing != nil:
		return b.closedStory()
	case b.Standing != nil:
		return b.midwayStory()
	}
	return b.openedStory()
}

// populationWords are the population in a sentence.
func (b *books) populationWords() string {
	p := b.campaign.Proof
	return countOf(p.Rows, "row", "rows") + ", each one person's access to one workspace: " + countOf(p.Users, "person", "people") + ", " +
		countOf(p.Workspaces, "workspace", "workspaces")
}

func (b *books) openedStory() []remark {
	reviewers := 0
	for _, r := range b.campaign.Reviewers {
		if r.Address != "" {
			reviewers++
		}
	}
	return []remark{
		{sheet.Good, "The review is open. " + countOf(reviewers, "reviewer has", "reviewers have") + " a workbook in the folder reviews, and a mail for each is in the folder mails: nothing has been sent.", reviewersSheet},
		{sheet.Muted, "The population is " + b.populationWords() + ".", aboutSheet},
		b.dueRemark(),
	}
}

func (b *books) midwayStory() []remark {
	n := b.stages()
	reviewers := n[stageDone] + n[stagePart] + n[stageNothing]
	said := []remark{
		{sheet.Muted, fmt.Sprintf("Of %s, %s decided everything and %s a part; of %s nothing has come back.", countOf(reviewers, "reviewer", "reviewers"),
			countOf(n[stageDone], "has", "have"), number(n[stagePart]), number(n[stageNothing])), reviewersSheet},
		{sheet.Muted, fmt.Sprintf("Of %s, %s decided (%s): %s.", countOf(b.population(), "row", "rows"), countOf(b.decisions(), "is", "are"),
			b.decidedShare(), b.decisionWords()), ""},
		b.dueRemark(),
	}
	switch {
	case b.openRows == 0 && len(b.problems) == 0:
		said = append(said, remark{sheet.Good, "Nothing is open: the review can be closed.", ""})
	case b.openRows == 0:
		said = append(said, remark{sheet.Bad, "Every row is decided. Before the review can be closed, " + countOf(len(b.problems), "problem", "problems") + " in returned workbooks must be put right.", lookSheet})
	case len(b.problems) == 0:
		said = append(said, remark{sheet.Warn, countOf(b.openRows, "row is", "rows are") + " open. The review can be closed when none is.", openSheet})
	default:
		said = append(said, remark{sheet.Warn, countOf(b.openRows, "row is", "rows are") + " open: " + b.openWords() + ".", openSheet},
			remark{sheet.Bad, countOf(len(b.problems), "problem", "problems") + " in returned workbooks must be put right before the review can be closed.", lookSheet})
	}
	return said
}

func (b *books) closedStory() []remark {
	c := b.Closing
	said := []remark{{sheet.Good, "The review was closed " + madeBy("on "+moment(c.ClosedAt), c.Operator) + ": every one of " + countOf(b.population(), "row", "rows") + " has a decision.", ""},
		{sheet.Muted, sentence(b.decisionWords()), decisionsSheet}}
	if n := b.decided[review.Revoke]; n > 0 {
		said = append(said, remark{sheet.Bad, b.planWords() + " takes " + countOf(n, "access", "accesses") + ": " + destroyed + ". Closing itself has written nothing to Anaplan.", ""})
	}
	if b.treated > 0 {
		said = append(said, remark{sheet.Warn, countOf(b.treated, "row that nobody had decided was", "rows that nobody had decided were") + " treated as " + string(c.TreatBlankAs) + ", as whoever closed the review chose.", ""})
	}
	if n := b.decided[review.Change]; n > 0 {
		said = append(said, remark{sheet.Warn, countOf(n, "row asks", "rows ask") + " for something else: somebody has to follow it up.", followSheet})
	}
	if n := len(b.exceptions); n > 0 {
		said = append(said, remark{sheet.Muted, countOf(n, "thing was", "things were") + " not as usual: what an auditor asks about.", exceptionSheet})
	}
	if n := len(c.Drift.Given); n > 0 {
		said = append(said, remark{sheet.Warn, countOf(n, "access was", "accesses were") + " given after the tenant was read, and nobody has reviewed " + verb(n, "it", "them") + ": open a review with --addendum-to.", sinceSheet})
	}
	return said
}

// planWords name the plan that follows from the review.
func (b *books) planWords() string {
	text := "The plan"
	if b.Closing.PlanID != "" {
		text += " " + oneLine(b.Closing.PlanID)
	}
	if b.Closing.Run != "" {
		text += " in " + oneLine(b.Closing.Run)
	}
	return text
}

// decisionWords are the decisions in numbers.
func (b *books) decisionWords() string {
	return listed([]string{number(b.decided[review.Keep]) + " keep", number(b.decided[review.Revoke]) + " revoke", number(b.decided[review.Change]) + " change"})
}

// openKinds are the reasons for which rows are open, those first that somebody has to put right.
var openKinds = [...]review.Pending{review.OpenContradiction, review.OpenFaulty, review.OpenUnjustified, review.OpenDelegated, review.OpenBlank}

func openTitle(o review.Pending) string {
	switch o {
	case review.OpenContradiction:
		return "contradicting"
	case review.OpenFaulty:
		return "at fault"
	case review.OpenUnjustified:
		return "kept without words"
	case review.OpenDelegated:
		return "handed on"
	case review.OpenBlank:
		return "not decided"
	}
	return string(o)
}

func (b *books) openWords() string {
	var said []string
	for _, o := range openKinds {
		if n := b.open[o]; n > 0 {
			said = append(said, number(n)+" "+openTitle(o))
		}
	}
	return listed(said)
}

// dueRemark says how much time is left.
func (b *books) dueRemark() remark {
	if b.campaign.Due.IsZero() {
		return remark{sheet.Muted, "No day was set by which it is due.", ""}
	}
	on := " (" + dayOf(b.campaign.Due) + ")."
	switch days := daysLeft(b.campaign.Due, b.At); {
	case days < 0:
		return remark{sheet.Bad, "It was due " + countOf(-days, "day", "days") + " ago" + on, ""}
	case days == 0:
		return remark{sheet.Warn, "It is due today" + on, ""}
	case days == 1:
		return remark{sheet.Warn, "It is due tomorrow" + on, ""}
	default:
		return remark{sheet.Muted, "It is due in " + number(days) + " days" + on, ""}
	}
}

// daysLeft is how many days there are until the day it is due, in UTC; negative when that has passed.
func daysLeft(due, now time.Time) int {
	const day = 24 * time.Hour
	return int(due.UTC().Truncate(day).Sub(now.UTC().Truncate(day)) / day)
}

// noReviewer stands for whoever has to decide the rows of nobody.
const noReviewer = "(no reviewer)"

// inTable is a name that stands in a chart as well.
func inTable(name string) string {
	const letters = 34
	if runes := []rune(name); len(runes) > letters {
		return string(runes[:letters-1]) + "…"
	}
	return name
}

// reviewerName is what a reviewer is called where there is little room.
func reviewerName(p review.Progress) string {
	if p.Reviewer == "" {
		return noReviewer
	}
	return cmp.Or(oneLine(p.Name), oneLine(p.Reviewer))
}
