package reviewbook

import (
	"cmp"
	"errors"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// lookAt are problems, which have to be put right, and remarks, which stop nothing.
func (b *books) lookAt(book *sheet.Workbook) error {
	layout := b.layout(lookSheet, []sheet.Column{{Header: "How grave", Width: 16}, {Header: "File", Width: 34, Style: sheet.Strong, Wrapped: true},
		{Header: "Cell", Width: 14}, {Header: "What", Width: 60, Wrapped: true}, {Header: "What to do", Width: 46, Wrapped: true},
		{Header: "Reviewer", Width: 30, Wrapped: true}, {Header: "About", Width: 40, Wrapped: true}, {Header: "Kind", Width: 14, Style: sheet.Mono}, {Header: KeyHeader, Width: 25, Style: sheet.Mono}})
	layout.Frozen, layout.Printed, layout.Tab = 3, 7, "B3261E"
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	reviewer := map[string]string{}
	for _, f := range b.files {
		reviewer[f.Name] = f.Reviewer
	}
	for _, p := range b.problems[:min(len(b.problems), mostRows)] {
		who, about := reviewer[p.File], ""
		if r, named := b.byKey[p.Key]; named {
			who, about = cmp.Or(who, r.Access.Reviewer), personName(r.Person)+" · "+b.workspace(r.Access.Workspace)
		}
		err = errors.Join(err, table.Row(sheet.String("put right").As(sheet.Bad), sheet.String(legible(p.File)), sheet.String(oneLine(p.Cell)), sheet.String(legible(sentence(p.Message))),
			sheet.String(legible(sentence(p.Hint))), sheet.String(oneLine(who)), sheet.String(legible(about)), sheet.String(oneLine(p.Code)), sheet.String(oneLine(p.Key))))
	}
	for _, r := range b.remarks[:min(len(b.remarks), mostRows)] {
		err = errors.Join(err, table.Row(sheet.String("worth knowing").As(sheet.Warn), sheet.String(legible(r.File)), sheet.Value{}, sheet.String(legible(sentence(r.Words))),
			sheet.Value{}, sheet.String(oneLine(r.Reviewer)), sheet.Value{}, sheet.String(oneLine(r.Code))))
	}
	return errors.Join(err, moreRows(table, max(0, len(b.problems)-mostRows)+max(0, len(b.remarks)-mostRows), ""))
}

// problemLine is a problem in a line.
func problemLine(p review.Problem) string {
	place := oneLine(p.File)
	if p.Cell != "" {
		place += ", " + oneLine(p.Cell)
	}
	if place != "" {
		place += ": "
	}
	return place + oneLine(p.Message)
}

func remarkText(r review.Remark) string { return sentence(oneLine(r.Words)) }

// openItems are the rows that are not decided: first those where an answer came and does not count.
func (b *books) openItems(book *sheet.Workbook) error {
	layout := b.layout(openSheet, []sheet.Column{{Header: NameHeader, Width: 24, Style: sheet.Strong, Wrapped: true}, {Header: UserNameHeader, Width: 32, Wrapped: true},
		{Header: WorkspaceHeader, Width: b.workspaceWidth(), Wrapped: true}, {Header: "Why it is open", Width: 18}, {Header: "In words", Width: 54, Wrapped: true},
		{Header: "Waits for", Width: 30, Wrapped: true}, {Header: LookHeader, Width: 40, Wrapped: true}, {Header: KeyHeader, Width: 25, Style: sheet.Mono}})
	layout.Frozen, layout.Printed = 1, 7
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	written := 0
	for _, kind := range openKinds {
		for i := range b.rows {
			j := &b.rows[i]
			if j.Decision != "" || j.Open != kind || written == mostRows {
				continue
			}
			written++
			err = errors.Join(err, table.Row(append(b.whoAndWhere(j.Ref), sheet.String(openTitle(kind)).As(openStyle(kind)), sheet.String(legible(sentence(j.Words))),
				sheet.String(cmp.Or(oneLine(b.waits(j)), noReviewer)), sheet.String(lookText(j.Access.Flags)).As(lookStyle(j.Ref)), sheet.String(j.Access.Key))...))
		}
	}
	return errors.Join(err, moreRows(table, b.openRows-written, ". They are in the reviewers' workbooks."))
}

// waits is whoever has to decide an open row now.
func (b *books) waits(j *review.Judged) string {
	if b.Standing == nil {
		return j.Access.Reviewer
	}
	return b.Standing.Waits(j)
}

func openStyle(o review.Pending) sheet.Style {
	switch o {
	case review.OpenContradiction, review.OpenFaulty:
		return sheet.Bad
	case review.OpenUnjustified:
		return sheet.Warn
	}
	return sheet.Muted
}

// followUps are the rows where something else has to be done than keeping or taking.
func (b *books) followUps(book *sheet.Workbook) error {
	layout := b.layout(followSheet, []sheet.Column{{Header: NameHeader, Width: 24, Style: sheet.Strong, Wrapped: true}, {Header: UserNameHeader, Width: 32, Wrapped: true},
		{Header: WorkspaceHeader, Width: b.workspaceWidth(), Wrapped: true}, {Header: "What has to be done", Width: 60, Wrapped: true}, {Header: "Asked for by", Width: 32, Wrapped: true},
		{Header: "Where", Width: 40, Wrapped: true}, {Header: KeyHeader, Width: 25, Style: sheet.Mono}})
	layout.Frozen, layout.Printed = 1, 6
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	written := 0
	for i := range b.rows {
		j := &b.rows[i]
		if j.Decision != review.Change || written == mostRows {
			continue
		}
		written++
		words := sheet.String(legible(j.Justification))
		if j.Justification == "" {
			words = sheet.String("nobody said what: ask").As(sheet.Warn)
		}
		err = errors.Join(err, table.Row(append(b.whoAndWhere(j.Ref), words, sheet.String(whoDecided(j)), sheet.String(placeOf(j.File, j.Cell)), sheet.String(j.Access.Key))...))
	}
	return errors.Join(err, moreRows(table, b.decided[review.Change]-written, ""))
}

// whoDecided is whoever took a decision, and on whose word.
func whoDecided(j *review.Judged) string {
	if j.Named == "" {
		return oneLine(j.By)
	}
	return oneLine(j.By) + ", on the word of " + oneLine(j.Named)
}

// placeOf is a file with a cell of it.
func placeOf(file, cell string) string {
	if cell == "" {
		return legible(file)
	}
	return legible(file + ", " + cell)
}

// handedOn are the rows that reviewers gave on to others, with what became of each.
func (b *books) handedOn(book *sheet.Workbook) error {
	layout := b.layout(delegationSheet, []sheet.Column{{Header: NameHeader, Width: 24, Style: sheet.Strong, Wrapped: true}, {Header: UserNameHeader, Width: 32, Wrapped: true},
		{Header: WorkspaceHeader, Width: b.workspaceWidth(), Wrapped: true}, {Header: "From", Width: 32, Wrapped: true}, {Header: "To", Width: 32, Wrapped: true},
		{Header: "Now", Width: 18}, {Header: "Where", Width: 40, Wrapped: true}, {Header: KeyHeader, Width: 25, Style: sheet.Mono}})
	layout.Frozen, layout.Printed = 1, 7
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	now := b.handedOnNow()
	for _, d := range b.delegations[:min(len(b.delegations), mostRows)] {
		r, known := b.byKey[d.Key]
		if !known {
			continue
		}
		state, style := "not answered yet", sheet.Muted
		if at := now[d.Key]; at != nil && at.Decision != "" {
			state, style = string(at.Decision), decisionStyle(at.Decision)
		} else if at != nil && at.Open != review.OpenDelegated && at.Open != review.OpenBlank {
			state, style = openTitle(at.Open), openStyle(at.Open)
		}
		err = errors.Join(err, table.Row(append(b.whoAndWhere(r), sheet.String(oneLine(d.From)), sheet.String(oneLine(d.To)), sheet.String(state).As(style),
			sheet.String(placeOf(d.File, d.Cell)), sheet.String(d.Key))...))
	}
	return errors.Join(err, moreRows(table, len(b.delegations)-mostRows, ""))
}

// handedOnNow is where the rows stand that were handed on.
func (b *books) handedOnNow() map[string]*review.Judged {
	now := make(map[string]*review.Judged, len(b.delegations))
	for _, d := range b.delegations {
		now[d.Key] = nil
	}
	for i := range b.rows {
		if _, handed := now[b.rows[i].Access.Key]; handed {
			now[b.rows[i].Access.Key] = &b.rows[i]
		}
	}
	return now
}

func decisionStyle(d review.Decision) sheet.Style {
	for _, c := range entryColumns()[0].Choices {
		if c.Word == string(d) {
			return c.Style
		}
	}
	return sheet.Plain
}
