package reviewbook

import (
	"errors"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// mostOfKind is how many exceptions of one kind are listed, so that rows that nobody decided do not hide the rest.
const mostOfKind = 1000

// exceptionTitle names a kind of exception in a few words.
func exceptionTitle(code string) string {
	switch code {
	case review.ExceptionTreated:
		return "nobody decided"
	case review.ExceptionFlaggedKept:
		return "kept with care"
	case review.ExceptionLeaverKept:
		return "leaver keeps access"
	case review.ExceptionNobody:
		return "no reviewer"
	case review.ExceptionFallback:
		return "fallback reviewer"
	case review.ExceptionDelegated:
		return "handed on"
	case review.ExceptionFollowUp:
		return "to be followed up"
	case review.ExceptionGivenSince:
		return "given since"
	case review.RemarkRubberStamp:
		return "too fast to be read"
	case review.RemarkSameWords:
		return "same words for all"
	case review.RemarkLate:
		return "late"
	case review.RemarkHidden:
		return "hidden rows"
	case review.RemarkStranger:
		return "unknown address"
	case review.ExceptionOperator:
		return "decided by who ran it"
	case review.ExceptionNoOwner:
		return "file of nobody"
	case review.ExceptionFinding:
		return "found at the opening"
	}
	return oneLine(code)
}

func exceptionStyle(code string) sheet.Style {
	switch code {
	case review.ExceptionTreated, review.ExceptionLeaverKept, review.ExceptionGivenSince, review.RemarkRubberStamp,
		review.RemarkStranger, review.ExceptionOperator, review.ExceptionNoOwner:
		return sheet.Warn
	}
	return sheet.Muted
}

// exceptionRows are everything about a closed campaign that was not as usual.
func (b *books) exceptionRows(book *sheet.Workbook) error {
	layout := b.layout(exceptionSheet, []sheet.Column{{Header: "What", Width: 22}, {Header: "In words", Width: 60, Wrapped: true},
		{Header: NameHeader, Width: 24, Style: sheet.Strong, Wrapped: true}, {Header: UserNameHeader, Width: 32, Wrapped: true}, {Header: WorkspaceHeader, Width: b.workspaceWidth(), Wrapped: true},
		{Header: "Who", Width: 32, Wrapped: true}, {Header: "File", Width: 34, Wrapped: true}, {Header: KeyHeader, Width: 25, Style: sheet.Mono}})
	layout.Frozen, layout.Printed, layout.Tab = 1, 7, "F2C94C"
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	listed := 0 // of the kind
	for i, e := range b.exceptions {
		if i == 0 || e.Code != b.exceptions[i-1].Code {
			listed = 0
		}
		if listed++; listed <= mostOfKind {
			err = errors.Join(err, table.Row(b.exceptionRow(e)...))
		}
		if last := i+1 == len(b.exceptions) || b.exceptions[i+1].Code != e.Code; last && listed > mostOfKind {
			err = errors.Join(err, table.Row(sheet.String(exceptionTitle(e.Code)).As(sheet.Muted), sheet.String("… and "+number(listed-mostOfKind)+" more of this kind").As(sheet.Muted)))
		}
	}
	return err
}

func (b *books) exceptionRow(e review.Exception) []sheet.Value {
	row := []sheet.Value{sheet.String(exceptionTitle(e.Code)).As(exceptionStyle(e.Code)), sheet.String(legible(sentence(e.Words))), {}, {}, {},
		sheet.String(oneLine(e.Reviewer)), sheet.String(legible(e.File))}
	if e.Ref == nil {
		return row
	}
	copy(row[2:], whoIs(e.Ref.Person))
	if e.Ref.Access == nil || e.Code == review.ExceptionLeaverKept { // of the person, whatever the workspaces
		return row
	}
	row[4] = sheet.String(b.workspace(e.Ref.Access.Workspace))
	return append(row, sheet.String(e.Ref.Access.Key))
}
