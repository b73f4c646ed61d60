package reviewbook

import (
	"cmp"
	"fmt"
	"strings"

	"scimsheet/internal/review"
)

// asked says in three sentences what is asked, of whom and by when.
func (b *outgoing) asked() []string {
	rows := countOf(len(b.rows), "row", "rows")
	access := "the access of " + countOf(b.people, "person", "people") + " to " + countOf(b.workspaces, "Anaplan workspace", "Anaplan workspaces")
	if len(b.rows) == 0 {
		return []string{"There is nothing to decide in this workbook.", "It was made for " + cmp.Or(b.who(), "nobody") + ".", b.byWhen()}
	}
	does := "Each row of the sheet " + ReviewSheet + " is one person and one workspace: choose in Decision whether the person keeps the access, " +
		"loses it, or something else has to be done."
	switch {
	case b.part.Address == "":
		return []string{"Nobody could be found to review " + access + ": whoever runs this review is asked to find somebody for each of these " + rows + ".",
			does + " Write into Delegate who decided; without that a decision does not count here.", b.byWhen()}
	case b.part.From != "":
		return []string{oneLine(b.part.From) + " has handed " + rows + " to you, " + b.who() + ": please review " + access + ".", does, b.byWhen()}
	}
	return []string{b.who() + ", please review " + access + ", " + rows + " in all: " + b.why() + ".", does, b.byWhen()}
}

// who is the reviewer by name and address.
func (b *outgoing) who() string {
	name, address := strings.TrimSpace(oneLine(b.part.Name)), oneLine(b.part.Address)
	if name == "" || name == address {
		return address
	}
	return name + " (" + address + ")"
}

// why is why the rows are the reviewer's.
func (b *outgoing) why() string {
	fallback := 0
	for _, r := range b.rows {
		if atFallback(r.Access) {
			fallback++
		}
	}
	text := "HR's list leads to you by its column " + oneLine(b.campaign.By)
	switch b.campaign.By {
	case review.ByManager:
		text = "HR's list leads to you as their manager"
	case review.ByWorkspace:
		text = "the list of owners leads to you as the workspaces' owner"
	case review.ByNobody:
		return "you review all access"
	}
	switch fallback {
	case 0:
		return text
	case len(b.rows):
		return "they come to you because nobody else could be found for them"
	}
	return text + "; " + number(fallback) + " of them come to you because nobody else could be found"
}

// atFallback reports whether an access came to its reviewer because nobody else could be found.
func atFallback(a *review.Access) bool { return strings.HasPrefix(a.Why, "fallback") }

func (b *outgoing) byWhen() string {
	if b.campaign.Due.IsZero() {
		return "Please return this workbook to whoever sent it to you as soon as you can."
	}
	return "Please return this workbook to whoever sent it to you by " + dayOf(b.campaign.Due) + "."
}

func (b *outgoing) delegating() string {
	if b.part.Address == "" {
		return "Needed in every row: the e-mail address of the person who decided. It cannot be the person the row is about."
	}
	return "Is somebody else to decide a row? Write their e-mail address into Delegate and leave Decision blank: the row is sent to them. " +
		"Next to a decision it says who took it. Nobody decides about their own access."
}

func (b *outgoing) returning() []string {
	return []string{
		"Decide on the sheet " + ReviewSheet + ". What is to be looked at with care stands first. To decide many rows at once, choose in the first and fill down.",
		"Write into Decision, Justification and Delegate only; everything else is locked against accidents, and a row in which it is edited does not count. Filters work.",
		"Save the workbook under any name, as a workbook (.xlsx) from Excel or LibreOffice, with the sheet " + ReviewSheet + " in it, and send it back. It may be returned half done: what is blank stays open.",
	}
}

// flagTitle names a kind of flag in a few words.
func flagTitle(code string) string {
	switch code {
	case review.FlagLeft:
		return "Has left"
	case review.FlagCameBack:
		return "Came back"
	case review.FlagOrphan:
		return "Not in HR's list"
	case review.FlagAdmin:
		return "Workspace admin"
	case review.FlagInactive:
		return "No sign-in for long"
	}
	return code
}

// flagMeaning says what a kind of flag means to somebody who has to decide.
func flagMeaning(code string, c *review.Campaign) string {
	switch code {
	case review.FlagLeft:
		return "HR's list says that the person has left the company."
	case review.FlagCameBack:
		return "The previous review revoked it, and the person has it again."
	case review.FlagOrphan:
		return "No row of HR's list is about this account. Does it belong to anybody?"
	case review.FlagAdmin:
		return "The person administers the workspace and can give roles to others."
	case review.FlagInactive:
		if c.InactiveAfter > 0 {
			return fmt.Sprintf("The person has not signed in for %s or more, or never.", countOf(c.InactiveAfter, "day", "days"))
		}
		return "The person has not signed in for long, or never."
	}
	return ""
}

// facts are what an auditor asks of the population.
func (b *outgoing) facts() []fact {
	c, p := b.campaign, b.campaign.Proof
	accounts := number(p.Accounts) + " read of " + number(p.TotalResults) + " that Anaplan counts (totalResults)"
	facts := []fact{{name: nameFact, value: oneLine(c.Name)}, {name: CampaignFact, value: c.ID, id: true}, {name: "Control", value: oneLine(c.Control)},
		{name: "Tenant", value: tenantName(c.Tenant)}, {name: "Opened", value: madeBy(moment(c.OpenedAt), c.Operator)},
		{name: "Tenant read", value: madeBy(moment(p.EndedAt), p.By)}, {name: "Accounts", value: accounts},
		{name: "Population", value: countOf(p.Rows, "row", "rows") + " of all reviewers: " + countOf(p.Users, "user", "users") + ", " +
			countOf(p.Workspaces, "workspace", "workspaces")}}
	if b.part.Address != "" {
		facts = append(facts, fact{name: ReviewerFact, value: oneLine(b.part.Address)})
	}
	return append(facts, fact{name: handedOnFact, value: oneLine(b.part.From)},
		fact{name: rowsFact, value: number(len(b.rows))},
		fact{name: DigestFact, value: c.Digest, id: true}, fact{name: "Accounts digest (SHA-256)", value: p.Snapshot, id: true})
}

// madeBy is when something was done, and by whom where that is known.
func madeBy(when, who string) string {
	if who = oneLine(who); who == "" {
		return when
	}
	if when == "" {
		return "by " + who
	}
	return when + ", by " + who
}
