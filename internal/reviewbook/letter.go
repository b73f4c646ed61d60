package reviewbook

import (
	"cmp"
	"strings"

	"scimsheet/internal/mail"
	"scimsheet/internal/review"
)

// Invitation is the mail that a reviewer's workbook goes out with.
func Invitation(c *review.Campaign, p Part, workbook string) mail.Draft {
	l := letterTo(c, p)
	l.say("please look through who has access to Anaplan workspaces, and decide for each row of the attached workbook whether it stays. " + l.size() + " " + l.byWhen())
	l.say(l.careful())
	l.instructions()
	l.ending()
	return l.draft("invitation", countOf(len(l.rows), "row", "rows")+" to look at"+l.byDay(), workbook)
}

// Handover is the mail to somebody to whom a reviewer has handed rows on. Its date is the campaign's: whoever
// knows when the rows were handed on says so in the draft.
func Handover(c *review.Campaign, p Part, workbook string) mail.Draft {
	l := letterTo(c, p)
	l.say(cmp.Or(unlinked(p.From), "a reviewer") + " has handed " + countOf(len(l.rows), "row", "rows") + " of a review of access to Anaplan workspaces on to you. " +
		"Please decide for each row of the attached workbook whether the access stays. " + l.size() + " " + l.byWhen())
	l.say(l.careful())
	l.instructions()
	l.ending()
	return l.draft("handover", countOf(len(l.rows), "row", "rows")+" handed to you to look at"+l.byDay(), workbook)
}

// letter is a mail in the making, in plain paragraphs that a phone breaks into lines itself. It holds no link,
// and nothing in it can be taken for one: people are taught to mistrust mails that ask for much and hold links.
type letter struct {
	outgoing
	paragraphs []string
}

func letterTo(c *review.Campaign, p Part) *letter {
	l := &letter{outgoing: outgoing{Table: &Table{campaign: c}, part: p, rows: p.Rows}}
	l.count()
	if name := unlinked(p.Name); name != "" && name != unlinked(p.Address) {
		l.say("Hello " + name + ",")
	} else {
		l.say("Hello,")
	}
	return l
}

// say adds a paragraph; an empty one is none.
func (l *letter) say(paragraph string) {
	if paragraph != "" {
		l.paragraphs = append(l.paragraphs, paragraph)
	}
}

// size is how much is asked.
func (l *letter) size() string {
	return "It has " + countOf(len(l.rows), "row", "rows") + ": " + countOf(l.people, "person", "people") + ", " + countOf(l.workspaces, "workspace", "workspaces") + "."
}

// byDay ends a subject.
func (l *letter) byDay() string {
	if l.campaign.Due.IsZero() {
		return ""
	}
	return " by " + l.campaign.Due.UTC().Format("2 January 2006")
}

func (l *letter) byWhen() string {
	if l.campaign.Due.IsZero() {
		return "Please send it back as soon as you can."
	}
	return "Please send it back by " + dayOf(l.campaign.Due) + "."
}

// careful says how many rows need a careful look, and why.
func (l *letter) careful() string {
	var why []string
	for _, code := range flagCodes {
		if n := l.flags[code]; n > 0 {
			title := flagTitle(code)
			why = append(why, strings.ToLower(title[:1])+title[1:]+" ("+number(n)+")")
		}
	}
	if l.flagged == 0 {
		return ""
	}
	return countOf(l.flagged, "row needs", "rows need") + " a careful look and " + verb(l.flagged, "comes", "come") + " first: " + strings.Join(why, ", ") + "."
}

// instructions are how to answer, and what revoke does.
func (l *letter) instructions() {
	l.say("How to answer\n" +
		"1. Open the workbook. On the sheet " + ReviewSheet + ", choose keep, revoke or change in the column " + DecisionHeader + ".\n" +
		"2. Keeping a row that needs a careful look? Write into " + JustificationHeader + " why. With change, write what is to be done.\n" +
		"3. Save, and reply to this mail with the workbook attached. Half done is fine: the rest can follow.")
	l.say("Careful with revoke: " + destroyed + ". Nothing is taken before the whole review is closed.")
	l.say("Does somebody else know better? Write their e-mail address into " + DelegateHeader + " and leave " + DecisionHeader + " blank: the row goes to them. Nobody decides about their own access.")
}

// ending says whom to ask, what follows, and what this is, so that it can be told from a mail of somebody who only
// pretends to ask.
func (l *letter) ending() {
	operator := cmp.Or(unlinked(l.campaign.Operator), "whoever sent you this mail")
	l.say("Questions, or did you not expect this mail? Ask " + operator + ", who runs this review and follows up what stays open. There is nothing to click on in this mail, and nobody needs your password.")
	about := []string{unlinked(l.title())}
	if control := unlinked(l.campaign.Control); control != "" {
		about = append(about, "control "+control)
	}
	if tenant := unlinked(l.campaign.Tenant.Name); tenant != "" {
		about = append(about, "Anaplan tenant "+tenant)
	}
	l.say(strings.Join(append(about, "campaign "+l.campaign.ID), " · "))
}

// draft is the mail. Its kind tells it from others to the same person.
func (l *letter) draft(kind, subject, workbook string) mail.Draft {
	d := mail.Draft{From: l.campaign.Operator, To: l.part.Address, Subject: unlinked(l.title()) + ": " + subject,
		Text: strings.Join(l.paragraphs, "\n\n") + "\n", Date: l.campaign.OpenedAt, ID: kind + " " + l.campaign.ID + " " + l.part.Address}
	if workbook != "" {
		d.Attachments = []string{workbook}
	}
	return d
}

// unlinked is a text of somebody else as it may stand in a line of a mail.
func unlinked(text string) string { return withoutLinks.Replace(oneBlank(oneLine(text))) }

// withoutLinks takes from a text what mail programs make links of.
var withoutLinks = strings.NewReplacer("://", ": //", "www.", "www .", "WWW.", "WWW .")
