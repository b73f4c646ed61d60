package reviewbook

import (
	"slices"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// destroyed is said wherever somebody may choose to revoke.
const destroyed = "the person's model roles in the workspace are destroyed for good; granting it again does not bring them back"

// entryColumns are the columns that a reviewer writes in; they come first.
func entryColumns() []sheet.Column {
	return []sheet.Column{
		{Header: DecisionHeader, Width: 12, Entry: true,
			Choices: []sheet.Choice{{Word: string(review.Keep), Style: sheet.Good}, {Word: string(review.Revoke), Style: sheet.Bad},
				{Word: string(review.Change), Style: sheet.Warn}},
			Prompt: "keep – the access stays.\nrevoke – it is taken: " + destroyed + ".\nchange – something else has to be done: say what.",
			Refusal: "Choose keep, revoke or change, or leave the cell blank. To hand the row to somebody else, leave it blank and write their " +
				"e-mail address into Delegate.",
			Note: "keep, revoke or change. Blank means that you have not decided yet."},
		{Header: JustificationHeader, Width: 28, Entry: true, Text: true, Wrapped: true,
			Prompt: "Why. Needed to keep a row that says something under Look at, and for change: what has to be done."},
		{Header: DelegateHeader, Width: 24, Entry: true, Text: true, Wrapped: true,
			Prompt: "Is somebody else to decide this row? Their e-mail address; leave Decision blank. It cannot be the person the row is about."},
	}
}

// sheet writes the table in which a reviewer decides.
func (b *outgoing) sheet(book *sheet.Workbook) error {
	layout := b.layout(ReviewSheet, b.columns())
	layout.Frozen, layout.Tab = slices.Index(b.headers, NameHeader)+1, "F2C94C"
	layout.Printed = slices.Index(b.headers, UserNameHeader) + 1
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	for _, r := range b.rows {
		if err := table.Row(b.row(r)...); err != nil {
			return err
		}
	}
	return nil
}

// row is a row of the table with its colours.
func (b *outgoing) row(r review.Ref) []sheet.Value {
	values := make([]sheet.Value, len(b.headers))
	for i, text := range b.Cells(r, b.part.Address) {
		if text != "" {
			values[i] = sheet.String(text).As(cellStyle(b.headers[i], text, r))
		}
	}
	return values
}

// cellStyle marks what a reviewer should not overlook. Each of these cells says it in words.
func cellStyle(header, text string, r review.Ref) sheet.Style {
	switch {
	case header == LookHeader && gravest(r.Access.Flags) <= slices.Index(flagCodes[:], review.FlagCameBack):
		return sheet.Bad
	case header == LookHeader,
		header == AdminHeader && text == adminText(new(true)),
		header == EmploymentHeader && (r.Person.HR == nil || r.Person.HR.Left):
		return sheet.Warn
	case text == "unknown", header == AccountHeader && !r.Person.Account.Active:
		return sheet.Muted
	}
	return sheet.Plain
}
