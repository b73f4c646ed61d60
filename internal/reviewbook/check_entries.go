package reviewbook

import (
	"net/mail"
	"strings"
	"unicode"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

const (
	chooseWord  = "choose keep, revoke or change from the list in the cell, or clear it where nothing is decided yet"
	oneAddress  = "enter one e-mail address and nothing else, or clear the cell"
	writeAgain  = "write the justification again, with an apostrophe (') in front where it begins with = + - or @"
	unmergeEach = "unmerge the cells, and fill in each row on its own"
)

// enter takes what the reviewer wrote in a row, and reports whether that is anything. What cannot be taken is a
// problem, and the row's fault.
func (r *reading) enter(t *foundTable, row sheet.Row, ref review.Ref, a *review.Answer, fault func(*review.Problem)) (entered bool) {
	cellOf := func(header string) sheet.Cell { return row.Cell(r.column(t, header)) }
	refuse := func(header, code, wrong, hint string) {
		if wrong != "" {
			fault(r.refuse(review.Problem{Code: code, Cell: r.place(t, row, header), Key: ref.Access.Key, Message: wrong, Hint: hint}))
		}
	}
	decision, justification, delegate := cellOf(DecisionHeader), cellOf(JustificationHeader), cellOf(DelegateHeader)
	if decision.Formula {
		r.seen.formulas++
	}
	var wrong, hint string
	a.Decision, wrong, hint = decisionIn(decision)
	refuse(DecisionHeader, review.ProblemWord, wrong, hint)
	a.Justification, wrong = justificationIn(justification)
	refuse(JustificationHeader, review.ProblemWord, wrong, writeAgain)
	a.Delegate, wrong, hint = delegateIn(delegate)
	refuse(DelegateHeader, review.ProblemWord, wrong, hint)
	switch {
	case a.Delegate == "":
	case ref.Person.Is(a.Delegate):
		refuse(DelegateHeader, review.ProblemOwn, "names "+oneLine(a.Delegate)+", whom the row is about: nobody decides about their own access",
			"name somebody else, or clear the cell")
	case identity.UserName(a.Delegate).Same(identity.UserName(a.Reviewer)):
		if a.Decision == "" {
			r.seen.toThemself = append(r.seen.toThemself, r.place(t, row, DelegateHeader))
		}
		a.Delegate = ""
	}
	return !isBlank(decision) || !isBlank(justification) || !isBlank(delegate)
}

// decisionIn reads a decision; wrong says why it is none. Words that only mean the same are not guessed: what is
// revoked cannot be given back as it was.
func decisionIn(cell sheet.Cell) (decision review.Decision, wrong, hint string) {
	switch {
	case isBlank(cell):
		return "", "", ""
	case cell.Merged:
		return "", "is merged with the cell above it: each row is decided in a cell of its own", unmergeEach
	case cell.NoValue:
		return "", "holds a formula without a result", chooseWord
	case cell.Disguised:
		return "", "holds " + quoted(cell.Text) + " under a number format that may show another word", "set the format of the cell to General, and " + chooseWord
	case cell.Kind == sheet.Fault:
		return "", "holds the error " + quoted(cell.Text), chooseWord
	}
	switch word := review.Decision(identity.Fold(identity.Visible(cell.Text))); word {
	case review.Keep, review.Revoke, review.Change:
		return word, "", ""
	}
	return "", "says " + quoted(cell.Text) + ", which is none of the three decisions", chooseWord
}

// justificationIn reads why. One cell may say it for several rows. A text that begins like a formula is taken for one
// by spreadsheet programs, and is lost where they can make nothing of it.
func justificationIn(cell sheet.Cell) (text, wrong string) {
	switch {
	case cell.NoValue:
		return "", "holds a formula without a result instead of a justification"
	case cell.Kind == sheet.Fault:
		return "", "holds the error " + quoted(cell.Text) + " instead of a justification"
	}
	return identity.Visible(cell.Text), ""
}

// delegateIn reads the one address that a cell may hold.
func delegateIn(cell sheet.Cell) (address, wrong, hint string) {
	switch {
	case isBlank(cell):
		return "", "", ""
	case cell.Merged:
		return "", "is merged with the cell above it: each row names its delegate in a cell of its own", unmergeEach
	case cell.NoValue, cell.Kind == sheet.Fault:
		return "", "holds a formula or an error instead of an e-mail address", oneAddress
	case cell.Disguised:
		return "", "holds " + quoted(cell.Text) + " under a number format that may show another address", "set the format of the cell to General, and " + oneAddress
	}
	if address, ok := addressIn(cell.Text); ok {
		return address, "", ""
	}
	return "", "says " + quoted(cell.Text) + ", which is not one e-mail address", oneAddress
}

// longestAddress is how long an e-mail address may be (RFC 5321, 4.5.3.1.3, without its angle brackets).
const longestAddress = 254

// addressIn finds the one e-mail address in a text: alone, as a mail program copies it ("Maria <maria@acme.example>;")
// or as a link.
func addressIn(text string) (string, bool) {
	text = strings.TrimRight(onOneLine(identity.Visible(text)), "; ,")
	if link := "mailto:"; len(text) > len(link) && strings.EqualFold(text[:len(link)], link) {
		text = text[len(link):]
	}
	parsed, err := mail.ParseAddress(text)
	if err != nil || len(parsed.Address) > longestAddress || strings.Count(text, "@") != 1 {
		return "", false
	}
	local, domain, _ := strings.Cut(parsed.Address, "@")
	strange := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`"<>,;:\()[]`, r)
	}
	if local == "" || !strings.Contains(domain, ".") || strings.ContainsFunc(parsed.Address, strange) || parsed.Address != identity.Visible(parsed.Address) {
		return "", false
	}
	return parsed.Address, true
}

// reviewerOf is in whose name a row was given out, as it says; as the cover says where the row does not.
func (r *reading) reviewerOf(t *foundTable, row sheet.Row) string {
	text := identity.Visible(row.Cell(r.column(t, ReviewerHeader)).Text)
	if text == "" {
		return r.about.reviewer
	}
	if address, ok := addressIn(text); ok {
		text = address
	}
	return r.asListed(text)
}

// asListed is a reviewer's address as the campaign spells it, where it is one of the campaign's.
func (r *reading) asListed(address string) string {
	if part := r.parts[identity.UserName(address).Key()]; len(part) > 0 {
		return part[0].Access.Reviewer
	}
	for _, listed := range r.table.campaign.Reviewers {
		if listed.Address != "" && lost(address, listed.Address) {
			return listed.Address
		}
	}
	return address
}
