package review

import (
	"cmp"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// Exception is one thing about a closed campaign that an auditor asks about.
type Exception struct {
	Code     string
	Words    string
	Ref      *Ref   // the access concerned; nil where it is none, or several
	Reviewer string // address of whom it concerns; empty for none
	File     string // that it concerns; empty for none
}

// The codes of exceptions, in the order in which they are told. Those of remarks stand among them.
const (
	ExceptionTreated     = "treated"     // nobody decided
	ExceptionFlaggedKept = "flaggedKept" // kept although it was to be looked at with care
	ExceptionLeaverKept  = "leaverKept"  // somebody who has left keeps an access or an active account
	ExceptionNobody      = "nobody"      // no reviewer could be found
	ExceptionFallback    = "fallback"    // reviewed by the fallback
	ExceptionOperator    = "operator"    // decided by whoever opened or closed the campaign
	ExceptionDelegated   = "delegated"   // given on to somebody else
	ExceptionNoOwner     = "noOwner"     // decisions rest on a file that does not say whose part it is
	ExceptionFollowUp    = "followUp"    // decided change: something else has to be done
	ExceptionFinding     = "finding"     // found when the campaign was opened: managers who review each other, circles
	ExceptionGivenSince  = "givenSince"  // access that came after the snapshot: nobody has reviewed it
)

// Exceptions is everything about a closed campaign that was not as usual: by code, and within one code in the order
// of the population or of the reviewers. Contradictions are none of it, since nothing closes with one.
func Exceptions(c *Campaign, cl *Closing) []Exception {
	return slices.Concat(
		ofRows(cl.Rows, cl.treated), ofRows(cl.Rows, flaggedKept), cl.leaversKept(c), ofRows(cl.Rows, nobodyReviews), ofRows(cl.Rows, byFallback),
		cl.byOperators(c), cl.givenOn(), cl.remarked(RemarkStranger), cl.ownerless(),
		cl.remarked(RemarkRubberStamp), cl.remarked(RemarkSameWords), cl.remarked(RemarkLate), cl.remarked(RemarkHidden),
		ofRows(cl.Rows, followUp), c.found(), cl.Drift.unreviewed())
}

// remarked are the remarks with a code.
func (cl *Closing) remarked(code string) []Exception {
	var out []Exception
	for _, r := range cl.Remarks {
		if r.Code == code {
			out = append(out, Exception{Code: code, Words: r.Words, Reviewer: r.Reviewer, File: r.File})
		}
	}
	return out
}

// found are the campaign's findings.
func (c *Campaign) found() []Exception {
	var out []Exception
	for _, f := range c.Findings {
		words := onOneLine(f.Message)
		if where := f.Pos.OfRow().String(); where != "" {
			words += " (" + onOneLine(where) + ")"
		}
		out = append(out, Exception{Code: ExceptionFinding, Words: words, File: f.Pos.File})
	}
	return out
}

func (d *Drift) unreviewed() []Exception {
	var out []Exception
	for i := range d.Given {
		out = append(out, Exception{Code: ExceptionGivenSince, Words: "given since the snapshot, and reviewed by nobody", Ref: &d.Given[i]})
	}
	return out
}

// ofRows are the exceptions that single rows make.
func ofRows(rows []Judged, of func(*Judged) (Exception, bool)) []Exception {
	var out []Exception
	for i := range rows {
		if e, is := of(&rows[i]); is {
			e.Ref = &rows[i].Ref
			out = append(out, e)
		}
	}
	return out
}

func (cl *Closing) treated(j *Judged) (Exception, bool) {
	words := "nobody decided; treated as " + string(j.Decision)
	if cl.Operator != "" {
		words += " by " + clip(cl.Operator)
	}
	return Exception{Code: ExceptionTreated, Words: words, Reviewer: j.Access.Reviewer}, j.Treated
}

func flaggedKept(j *Judged) (Exception, bool) {
	words := "kept although: " + flagWords(j.Access) + ". "
	if j.Treated {
		words += "Nobody decided"
	} else {
		words += "Reason given: " + inQuotes(j.Justification)
	}
	return Exception{Code: ExceptionFlaggedKept, Words: words, Reviewer: j.By, File: j.File}, j.Decision == Keep && len(j.Access.Flags) > 0
}

func flagWords(a *Access) string {
	words := make([]string, len(a.Flags))
	for i, f := range a.Flags {
		words[i] = f.Words
	}
	return listed(words)
}

// leaversKept are the leavers who keep access, or whose account stays active, one exception each.
func (cl *Closing) leaversKept(c *Campaign) []Exception {
	gone, changed := cl.Drift.gone(), map[string]*identity.Account{}
	for i := range cl.Drift.Changed {
		after := &cl.Drift.Changed[i].After
		changed[strings.ToLower(after.ID)] = after
	}
	var out []Exception
	for _, l := range cl.Leavers(c) {
		id, now := strings.ToLower(l.Person.Account.ID), &l.Person.Account
		if changed[id] != nil {
			now = changed[id]
		}
		if stays := now.Active && !cl.DeactivateLeavers; gone[id] || len(l.Kept) == 0 && !stays {
			continue
		}
		e := Exception{Code: ExceptionLeaverKept, Words: l.words(now.Active, cl.DeactivateLeavers)}
		if len(l.Kept) > 0 {
			e.Ref, e.Reviewer = &l.Kept[0].Ref, l.Kept[0].By
		} else if len(l.Person.Accesses) > 0 {
			e.Ref = &Ref{Person: l.Person, Access: &l.Person.Accesses[0]}
		}
		out = append(out, e)
	}
	return out
}

// words are what somebody who has left keeps, and what becomes of the account.
func (l *Leaver) words(active, deactivated bool) string {
	words := clip(string(l.Person.Account.UserName)) + " has left by HR's list"
	if !l.Person.HR.LeftOn.IsZero() {
		words += " (" + dateInWords(l.Person.HR.LeftOn) + ")"
	}
	words += " and keeps "
	if len(l.Kept) == 0 {
		words += "no workspace"
	} else {
		words += countOf(len(l.Kept), "workspace")
	}
	switch {
	case !active:
		return words + "; the account is not active"
	case deactivated:
		return words + "; the account is deactivated"
	}
	return words + "; the account stays active"
}

func nobodyReviews(j *Judged) (Exception, bool) {
	words := "no reviewer could be found"
	if j.By != "" {
		words += ", and " + clip(j.By) + " decided"
	}
	return Exception{Code: ExceptionNobody, Words: words + " (" + onOneLine(j.Access.Why) + ")", Reviewer: j.By, File: j.File}, j.Access.Reviewer == ""
}

func byFallback(j *Judged) (Exception, bool) {
	return Exception{Code: ExceptionFallback, Words: "reviewed by the " + onOneLine(j.Access.Why), Reviewer: j.Access.Reviewer, File: j.File},
		j.Access.Route == RouteFallback
}

func followUp(j *Judged) (Exception, bool) {
	return Exception{Code: ExceptionFollowUp, Words: "something else has to be done: " + cmp.Or(clip(j.Justification), "the reviewer does not say what"),
		Reviewer: j.By, File: j.File}, j.Decision == Change
}

// givenOn are the delegations, in the population's order.
func (cl *Closing) givenOn() []Exception {
	byRow := byKey(cl.Delegations)
	var out []Exception
	for i := range cl.Rows {
		j := &cl.Rows[i]
		for _, d := range byRow[j.Access.Key] {
			words := "given to " + clip(d.To)
			if d.From != "" {
				words += " by " + clip(d.From)
			}
			out = append(out, Exception{Code: ExceptionDelegated, Words: words + " (" + placeOfDelegation(d) + ")", Ref: &j.Ref, Reviewer: d.To, File: d.File})
		}
	}
	return out
}
