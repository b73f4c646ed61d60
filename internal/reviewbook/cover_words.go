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
	case b.handed == len(b.rows):
		return []string{cmp.Or(oneLine(b.part.From), "Somebody") + " has handed " + rows + " to you, " + b.who() + ": please review " + access + ".", does, b.byWhen()}
	case b.settled > 0:
		return []string{b.who() + ", " + rows + " of this review " + verb(len(b.rows), "is", "are") + " still open, and this workbook has " + verb(len(b.rows), "that row", "those") +
			" and no others: please review " + access + b.alsoHanded() + ". What you have answered already counts, and need not be entered again.", does, b.byWhen()}
	}
	return []string{b.who() + ", please review " + access + ", " + rows + " in all: " + b.why() + b.alsoHanded() + ".", does, b.byWhen()}
}

// who is the reviewer by name and address.
func (b *outgoing) who() string {
	name, address := strings.TrimSpace(oneLine(b.part.Name)), oneLine(b.part.Address)
	if name == "" || name == address {
		return address
	}
	return name + " (" + address + ")"
}

// alsoHanded says that some of the rows are another reviewer's.
func (b *outgoing) alsoHanded() string {
	if b.handed == 0 {
		return ""
	}
	return "; " + number(b.handed) + " of them " + verb(b.handed, "was", "were") + " handed to you by " + cmp.Or(oneLine(b.part.From), "somebody else")
}

// why is why the rows are the reviewer's. Where they came in several ways, each is counted.
func (b *outgoing) why() string {
	own := len(b.rows) - b.handed
	var clauses []string
	for _, route := range []string{review.RouteRule, review.RouteAbove, review.RoutePrevious, review.RouteFallback} {
		n := b.routes[route]
		all, cause := n == own, b.causeOf(route)
		switch {
		case n == 0:
		case route == review.RouteRule && all:
			clauses = append(clauses, b.leads())
		case route == review.RouteRule:
			clauses = append(clauses, "for "+number(n)+" of them "+b.leads())
		case all:
			clauses = append(clauses, verb(n, "it comes", "they come")+" to you because "+cause)
		default:
			clauses = append(clauses, number(n)+" "+verb(n, "comes", "come")+" to you because "+cause)
		}
	}
	return strings.Join(clauses, "; ")
}

// leads is how the campaign's rule leads to the reviewer.
func (b *outgoing) leads() string {
	switch b.campaign.By {
	case review.ByManager:
		return "HR's list leads to you as their manager"
	case review.ByWorkspace:
		return "the list of owners leads to you as the workspaces' owner"
	case review.ByNobody:
		return "you review all access"
	}
	return "HR's list leads to you by its column " + oneLine(b.campaign.By)
}

// causeOf is why rows came to somebody in a way that is not the rule.
func (b *outgoing) causeOf(route string) string {
	switch route {
	case review.RouteAbove:
		who := "whoever would have reviewed them"
		if b.campaign.By == review.ByManager {
			who = "their manager"
		}
		return who + " has left or would have reviewed their own access, and you are the next manager above"
	case review.RoutePrevious:
		return "you reviewed them last time"
	}
	return "nobody else could be found"
}

// atFallback reports whether an access came to its reviewer because nobody else could be found.
func atFallback(a *review.Access) bool { return a.Route == review.RouteFallback }

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
		"Next to a decision it says on whose word you took it; the decision is yours. Nobody decides about their own access."
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
	facts = append(facts, fact{name: handedOnFact, value: oneLine(b.part.From)}, fact{name: rowsFact, value: number(len(b.rows))})
	if b.settled > 0 {
		facts = append(facts, fact{name: settledFact, value: countOf(b.settled, "row", "rows") + " of the reviewer's, not open any more"})
	}
	return append(facts,
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
