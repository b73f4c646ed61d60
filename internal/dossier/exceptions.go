package dossier

import (
	"cmp"
	"slices"

	"scimsheet/internal/review"
)

// kind is the exceptions of one code.
type kind struct {
	Title string
	Lines []exceptionLine
	All   int
	More  int // beyond those that are shown
}

// exceptionLine is one exception in words.
type exceptionLine struct{ Who, Where, Words string }

// exceptionsShown is how many exceptions of a kind the index shows; the workbook has all.
const exceptionsShown = 25

// kinds are the exceptions by code, in the order in which the codes first come. What is to be followed up and what
// was given since have sections of their own.
func (b *binder) kinds() []kind {
	var order []string
	by := map[string]*kind{}
	for i := range b.exceptions {
		e := &b.exceptions[i]
		if e.Code == review.ExceptionFollowUp || e.Code == review.ExceptionGivenSince {
			continue
		}
		k := by[e.Code]
		if k == nil {
			k = &kind{Title: exceptionTitle(e.Code)}
			by[e.Code] = k
			order = append(order, e.Code)
		}
		if k.All++; len(k.Lines) == exceptionsShown {
			k.More++
			continue
		}
		k.Lines = append(k.Lines, lineOf(e))
	}
	all := make([]kind, len(order))
	for i, code := range order {
		all[i] = *by[code]
	}
	return all
}

func lineOf(e *review.Exception) exceptionLine {
	l := exceptionLine{Who: oneLine(e.Reviewer), Where: oneLine(e.File), Words: sentence(clipped(e.Words))}
	if e.Ref != nil {
		l.Where = personOf(e.Ref.Person)
		if e.Ref.Access != nil {
			l.Where += " · " + oneLine(workspaceOf(e.Ref.Access.Workspace))
		}
	}
	return l
}

// followUps are the accesses for which something else has to be done.
func (b *binder) followUps(most int) (shown []exceptionLine, more int) {
	all := b.Closing.FollowUps()
	for i := range all[:min(len(all), most)] {
		j := &all[i]
		shown = append(shown, exceptionLine{Who: oneLine(j.By), Where: personOf(j.Person) + " · " + oneLine(workspaceOf(j.Access.Workspace)), Words: cmp.Or(clipped(j.Justification), "(no words)")})
	}
	return shown, len(all) - len(shown)
}

// changesShown are the first of what has changed since the snapshot, and how many of each kind there are.
func (b *binder) changesShown(most int) (shown []change, counts []sum, more int) {
	all := b.since()
	for _, c := range all {
		i := slices.IndexFunc(counts, func(s sum) bool { return s.Name == c.Kind })
		if i < 0 {
			i = len(counts)
			counts = append(counts, sum{Name: c.Kind})
		}
		counts[i].N++
	}
	shown = all[:min(len(all), most)]
	for i := range shown {
		c := &shown[i]
		c.Person, c.UserName, c.Workspace, c.What = oneLine(c.Person), oneLine(c.UserName), oneLine(c.Workspace), clipped(c.What)
	}
	return shown, counts, len(all) - len(shown)
}

// exceptionTitle is what a kind of exception is called.
func exceptionTitle(code string) string {
	switch code {
	case review.ExceptionTreated:
		return "Nobody decided"
	case review.ExceptionFlaggedKept:
		return "Kept although to be looked at with care"
	case review.ExceptionLeaverKept:
		return "Has left, and keeps access or an active account"
	case review.ExceptionNobody:
		return "No reviewer could be found"
	case review.ExceptionFallback:
		return "Reviewed by the fallback"
	case review.ExceptionDelegated:
		return "Given on to somebody else"
	case review.ExceptionFollowUp:
		return "To be followed up"
	case review.ExceptionGivenSince:
		return "Given since the snapshot, reviewed by nobody"
	case review.RemarkRubberStamp:
		return "Decided very quickly"
	case review.RemarkSameWords:
		return "The same words everywhere"
	case review.RemarkLate:
		return "Late"
	case review.RemarkHidden:
		return "Decided in hidden rows"
	case review.RemarkSettled:
		return "Wrong in one file, and put right by another"
	case review.ExceptionOperator:
		return "Decided by whoever opened or closed the campaign"
	case review.ExceptionNoOwner:
		return "In a file that does not say whose part it is"
	case review.ExceptionFinding:
		return "Found when the campaign was opened"
	case review.RemarkStranger:
		return "Given on to an address that nobody knows"
	}
	return capitalised(oneLine(code))
}
