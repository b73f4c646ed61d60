package review

import (
	"cmp"
	"strings"

	"scimsheet/internal/identity"
)

// byOperators are the people who ran the campaign and decided about access themselves, one exception each.
func (cl *Closing) byOperators(c *Campaign) []Exception {
	if samePerson(c.Operator, cl.Operator) {
		return cl.decidedBy(c.Operator, "opened and closed")
	}
	return append(cl.decidedBy(c.Operator, "opened"), cl.decidedBy(cl.Operator, "closed")...)
}

func (cl *Closing) decidedBy(operator, did string) []Exception {
	n, by := 0, ""
	for i := range cl.Rows {
		if j := &cl.Rows[i]; j.By != "" && (j.By == by || samePerson(j.By, operator)) {
			n, by = n+1, j.By
		}
	}
	if n == 0 {
		return nil
	}
	return []Exception{{Code: ExceptionOperator, Words: clip(operator) + " " + did + " the campaign and decided " + countOf(n, "row"), Reviewer: by}}
}

// samePerson reports whether two addresses reach one person.
func samePerson(a, b string) bool {
	box := identity.Mailbox(a)
	return box != "" && box == identity.Mailbox(b)
}

// ownerless are the files that decisions rest on and that do not say whose part they are: who decided stands in their
// rows alone. Rows that nobody was found to review have no owner anyway.
func (cl *Closing) ownerless() []Exception {
	decided := map[string]int{}
	for i := range cl.Rows {
		if j := &cl.Rows[i]; !j.Treated && j.Access.Reviewer != "" {
			decided[j.SHA256]++
		}
	}
	var out []Exception
	for _, f := range cl.Files {
		n := decided[f.SHA256]
		if f.Reviewer != "" || n == 0 {
			continue
		}
		words := clip(f.Name) + " does not say whose part it is, and " + countOf(n, "decision") + " " + restOrRests(n) + " on it"
		for _, r := range cl.Remarks {
			if r.Code == RemarkAltered && r.File == f.Name {
				words += "; " + strings.TrimPrefix(r.Words, clip(f.Name)+": ")
			}
		}
		out = append(out, Exception{Code: ExceptionNoOwner, Words: words, File: f.Name})
	}
	return out
}

func restOrRests(n int) string {
	if n == 1 {
		return "rests"
	}
	return "rest"
}

// onOneLine is a text as it is, with nothing in it that is not seen and no line breaks.
func onOneLine(text string) string {
	return strings.Join(strings.Fields(identity.Visible(cmp.Or(text, "no reason is known"))), " ")
}
