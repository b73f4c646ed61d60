package reviewbook

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/mail"
	"scimsheet/internal/review"
)

// mostNamed is how many rows a reminder names of a kind.
const mostNamed = 5

// Reminder is the mail to a reviewer, or a delegate, who has not decided everything. openRows are theirs, workbook
// holds these and no others.
func Reminder(c *review.Campaign, progress review.Progress, openRows []review.Judged, workbook string, now time.Time) mail.Draft {
	l := letterTo(c, Part{Address: progress.Reviewer, Name: progress.Name})
	l.say(stillOpen(progress) + " " + l.untilDue(progress, now))
	wrong := slices.DeleteFunc(slices.Clone(openRows), func(j review.Judged) bool { return urgency(j) == len(openKinds) })
	slices.SortStableFunc(wrong, func(a, b review.Judged) int { return urgency(a) - urgency(b) })
	l.say(named("Please put right", wrong, mending))
	blank := slices.DeleteFunc(slices.Clone(openRows), func(j review.Judged) bool { return urgency(j) < len(openKinds) })
	slices.SortStableFunc(blank, func(a, b review.Judged) int { return gravest(a.Access.Flags) - gravest(b.Access.Flags) })
	l.say(named("Not decided yet", blank, looking))
	if progress.GivenOn > 0 {
		l.say("You have handed " + countOf(progress.GivenOn, "row", "rows") + " on. " + verb(progress.GivenOn, "It is", "They are") + " not counted here.")
	}
	l.say(l.howToGoOn(progress))
	l.say("Careful with revoke: " + destroyed + ". Nothing is taken before the whole review is closed.")
	l.ending()
	d := l.draft("reminder "+now.UTC().Format(time.DateOnly), countOf(progress.Open, "row", "rows")+" still open, "+l.daysLeft(now), workbook)
	d.Date = now
	return d
}

// howToGoOn says what to do with the workbook of a reminder.
func (l *letter) howToGoOn(p review.Progress) string {
	text := "The attached workbook has the rows that are open and no others. Decide them in it, save it, and reply to this mail with it attached."
	if p.Keep+p.Revoke+p.Change+p.GivenOn > 0 {
		text += " What you have answered already counts, and need not be entered again."
	}
	return text
}

// stillOpen says how far somebody is.
func stillOpen(p review.Progress) string {
	decided := p.Keep + p.Revoke + p.Change
	switch {
	case len(p.Files) == 0 && decided == 0:
		return "nothing has come back from you yet: " + countOf(p.Open, "row of an access review is", "rows of an access review are") + " open."
	case decided == 0:
		return "thank you for your workbook. " + countOf(p.Open, "row is", "rows are") + " still open in it."
	}
	return "thank you for the " + countOf(decided, "row", "rows") + " that you have decided. " + countOf(p.Open, "row is", "rows are") + " still open."
}

// days is how many days are left until the review is due: 0 on the last day, less than that afterwards.
func (l *letter) days(now time.Time) int {
	const day = 24 * time.Hour
	return int(l.campaign.Due.UTC().Truncate(day).Sub(now.UTC().Truncate(day)) / day)
}

func (l *letter) untilDue(p review.Progress, now time.Time) string {
	what := "the rest"
	if p.Open == p.Rows {
		what = "your answer"
	}
	if l.campaign.Due.IsZero() {
		return "Please send " + what + " as soon as you can."
	}
	switch days := l.days(now); {
	case days < 0:
		return "The review was due on " + dayOf(l.campaign.Due) + ", " + countOf(-days, "day", "days") + " ago: please send " + what + " as soon as you can."
	case days == 0:
		return "Please send " + what + " today: it is the last day."
	default:
		return "Please send " + what + " by " + dayOf(l.campaign.Due) + ": " + countOf(days, "day is", "days are") + " left."
	}
}

// daysLeft ends a subject.
func (l *letter) daysLeft(now time.Time) string {
	if l.campaign.Due.IsZero() {
		return "please send them soon"
	}
	switch days := l.days(now); {
	case days < 0:
		return countOf(-days, "day", "days") + " over"
	case days == 0:
		return "due today"
	default:
		return countOf(days, "day", "days") + " left"
	}
}

// urgency is where a row's reason to be open stands among the kinds; those that wait for an answer, and for
// nothing to be put right, come last and are equal.
func urgency(j review.Judged) int {
	at := slices.Index(openKinds[:], j.Open)
	if at < 0 || j.Open == review.OpenBlank || j.Open == review.OpenDelegated {
		return len(openKinds)
	}
	return at
}

// named lists rows by whom they are about, with what is said of each.
func named(title string, rows []review.Judged, about func(review.Judged) string) string {
	if len(rows) == 0 {
		return ""
	}
	lines := []string{title + " (" + countOf(len(rows), "row", "rows") + ")"}
	for _, j := range rows[:min(len(rows), mostNamed)] {
		line := "• " + unlinked(personName(j.Person)) + ", " + unlinked(cmp.Or(j.Access.Workspace.Name, j.Access.Workspace.ID)) + ": "
		lines = append(lines, strings.TrimSuffix(line+about(j), ": "))
	}
	if more := len(rows) - mostNamed; more > 0 {
		lines = append(lines, "… and "+number(more)+" more")
	}
	return strings.Join(lines, "\n")
}

// looking is why a row needs a careful look.
func looking(j review.Judged) string {
	words := make([]string, len(j.Access.Flags))
	for i, f := range j.Access.Flags {
		words[i] = unlinked(f.Words)
	}
	return strings.Join(words, "; ")
}

// mostOfWords is how much is told of why a row is open: two places, when each was saved, and the fix.
const mostOfWords = 600

// mending says what is wrong with a row and how it is put right.
func mending(j review.Judged) string {
	words, fix := j.Words, ""
	switch j.Open {
	case review.OpenFaulty:
		fix = " Decide the row anew in the attached workbook."
	case review.OpenContradiction:
		words = withoutAdvice(words)
		fix = " Decide the row in the attached workbook: of what you send, the last counts. Where somebody else has said otherwise, agree with them first."
	case review.OpenUnjustified:
		fix = " Decide the row anew in the attached workbook, and write why the access stays, or choose revoke."
	}
	return cutTo(sentence(withoutLinks.Replace(onOneLine(words))), mostOfWords) + fix
}

// withoutAdvice are the words of a contradiction without what stands behind their last colon: which file to leave out
// is for whoever runs the review, and a reviewer has no files to leave out.
func withoutAdvice(words string) string {
	if end := strings.LastIndex(words, ": "); end > 0 {
		return words[:end]
	}
	return words
}
