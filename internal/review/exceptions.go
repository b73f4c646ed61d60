package review

import (
	"cmp"
	"strings"
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
	ExceptionDelegated   = "delegated"   // given on to somebody else
	ExceptionFollowUp    = "followUp"    // decided change: something else has to be done
	ExceptionGivenSince  = "givenSince"  // access that came after the snapshot: nobody has reviewed it
	ExceptionOperator    = "operator"    // decided by whoever opened or closed the campaign
	ExceptionNoOwner     = "noOwner"     // decisions rest on a file that does not say whose part it is
	ExceptionFinding     = "finding"     // of HR's list or the list of owners
)

// Exceptions is everything about a closed campaign that was not as usual: by code, and within one code in the order
// of the population or of the reviewers. Contradictions are none of it, since nothing closes with one.
func Exceptions(c *Campaign, cl *Closing) []Exception {
	var out []Exception
	for _, of := range []func(*Judged) (Exception, bool){cl.treated, flaggedKept} {
		out = append(out, ofRows(cl.Rows, of)...)
	}
	out = append(out, cl.leaversKept(c)...)
	out = append(out, ofRows(cl.Rows, nobodyReviews)...)
	out = append(out, ofRows(cl.Rows, byFallback)...)
	out = append(out, cl.givenOn(c)...)
	for _, code := range []string{RemarkRubberStamp, RemarkSameWords, RemarkLate, RemarkHidden, RemarkStranger} {
		for _, r := range cl.Remarks {
			if r.Code == code {
				out = append(out, Exception{Code: code, Words: r.Words, Reviewer: r.Reviewer, File: r.File})
			}
		}
	}
	out = append(out, ofRows(cl.Rows, followUp)...)
	for i := range cl.Drift.Given {
		r := &cl.Drift.Given[i]
		out = append(out, Exception{Code: ExceptionGivenSince, Words: "given since the snapshot, and reviewed by nobody", Ref: r})
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
	var out []Exception
	for _, l := range cl.Leavers(c) {
		stays := l.Person.Account.Active && !cl.DeactivateLeavers
		if len(l.Kept) == 0 && !stays {
			continue
		}
		words := clip(string(l.Person.Account.UserName)) + " has left by HR's list"
		if !l.Person.HR.LeftOn.IsZero() {
			words += " (" + dateInWords(l.Person.HR.LeftOn) + ")"
		}
		words += " and keeps " + countOf(len(l.Kept), "workspace")
		ref := &Ref{Person: l.Person, Access: &l.Person.Accesses[0]}
		by := ""
		if len(l.Kept) > 0 {
			ref, by = &l.Kept[0].Ref, l.Kept[0].By
		}
		if stays {
			words += "; the account stays active"
		} else if cl.DeactivateLeavers {
			words += "; the account is deactivated"
		}
		out = append(out, Exception{Code: ExceptionLeaverKept, Words: words, Ref: ref, Reviewer: by})
	}
	return out
}

func nobodyReviews(j *Judged) (Exception, bool) {
	words := "no reviewer could be found"
	if j.By != "" {
		words += ", and " + clip(j.By) + " decided"
	}
	return Exception{Code: ExceptionNobody, Words: words + " (" + clip(j.Access.Why) + ")", Reviewer: j.By, File: j.File}, j.Access.Reviewer == ""
}

func byFallback(j *Judged) (Exception, bool) {
	return Exception{Code: ExceptionFallback, Words: "reviewed by the " + clip(j.Access.Why), Reviewer: j.Access.Reviewer, File: j.File},
		strings.HasPrefix(j.Access.Why, "fallback: ")
}

func followUp(j *Judged) (Exception, bool) {
	return Exception{Code: ExceptionFollowUp, Words: "something else has to be done: " + cmp.Or(clip(j.Justification), "the reviewer does not say what"),
		Reviewer: j.By, File: j.File}, j.Decision == Change
}

// givenOn are the delegations, in the population's order.
func (cl *Closing) givenOn(c *Campaign) []Exception {
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
