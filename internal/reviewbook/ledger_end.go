package reviewbook

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// decisionTally are the decisions about one workspace.
type decisionTally struct {
	name                                string
	rows, keep, revoke, change, treated int
}

func (d *decisionTally) add(j *review.Judged) {
	d.rows++
	switch j.Decision {
	case review.Keep:
		d.keep++
	case review.Revoke:
		d.revoke++
	case review.Change:
		d.change++
	}
	if j.Treated {
		d.treated++
	}
}

// decisionTotals are the decisions of a closed campaign by workspace; the sheet Reviewers has them by reviewer.
func (b *books) decisionTotals(book *sheet.Workbook) error {
	layout := b.layout(decisionsSheet, []sheet.Column{{Header: WorkspaceHeader, Width: max(b.workspaceWidth(), 40), Style: sheet.Strong, Wrapped: true}, {Header: "Rows", Width: 11},
		{Header: "Keep", Width: 11}, {Header: "Revoke", Width: 11, Note: "Taken for good: " + destroyed + "."}, {Header: "Change", Width: 11},
		{Header: "Treated as decided", Width: 16, Note: "Rows that nobody had decided, and that whoever closed the review had treated as decided."}})
	layout.Frozen, layout.Portrait = 1, true
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	all := decisionTally{name: "In all"}
	byWorkspace := map[string]*decisionTally{}
	for i := range b.rows {
		ws := b.rows[i].Access.Workspace
		if byWorkspace[ws.ID] == nil {
			byWorkspace[ws.ID] = &decisionTally{name: b.workspace(ws)}
		}
		byWorkspace[ws.ID].add(&b.rows[i])
		all.add(&b.rows[i])
	}
	tallies := make([]*decisionTally, 0, len(byWorkspace)+1)
	for _, d := range byWorkspace {
		tallies = append(tallies, d)
	}
	slices.SortFunc(tallies, func(a, c *decisionTally) int {
		return cmp.Or(c.revoke-a.revoke, c.rows-a.rows, cmp.Compare(a.name, c.name))
	})
	for _, d := range append(tallies, &all) {
		row := []sheet.Value{sheet.String(d.name), sheet.Int(d.rows), sheet.Int(d.keep), sheet.Int(d.revoke), sheet.Int(d.change), sheet.Int(d.treated)}
		if d.revoke > 0 {
			row[3] = row[3].As(sheet.Bad)
		}
		if d == &all {
			for i := range row {
				row[i] = row[i].As(sheet.Strong)
			}
		}
		err = errors.Join(err, table.Row(row...))
	}
	return err
}

// movement is one thing that has changed in the tenant since it was read for the review.
type movement struct {
	what          string
	style         sheet.Style
	name, user    string
	workspace     string
	before, after string
	todo          string
}

// movements are all of them, those first that somebody has to see to.
func (b *books) movements() []movement {
	d := b.Closing.Drift
	var all []movement
	for _, r := range d.Given {
		all = append(all, movement{what: "given since", style: sheet.Warn, name: personName(r.Person), user: string(r.Person.Account.UserName),
			workspace: b.workspace(r.Access.Workspace), todo: "nobody has reviewed it: open a review with --addendum-to"})
	}
	for _, r := range d.Taken {
		all = append(all, movement{what: "taken since", style: sheet.Muted, name: personName(r.Person), user: string(r.Person.Account.UserName),
			workspace: b.workspace(r.Access.Workspace), todo: "nothing: somebody else has taken it"})
	}
	for _, a := range d.Added {
		all = append(all, movement{what: "new account", style: sheet.Warn, name: accountName(a), user: string(a.UserName), after: accountText(a.Active)})
	}
	for _, a := range d.Gone {
		all = append(all, movement{what: "account gone", style: sheet.Muted, name: accountName(a), user: string(a.UserName), before: accountText(a.Active)})
	}
	for _, m := range d.Changed {
		before, after := differences(m.Before, m.After)
		all = append(all, movement{what: "account changed", style: sheet.Muted, name: accountName(m.After), user: string(m.After.UserName), before: before, after: after})
	}
	return all
}

func accountName(a identity.Account) string { return personName(&review.Person{Account: a}) }

// differences are what of an account is no longer as it was.
func differences(was, is identity.Account) (before, after string) {
	var then, now []string
	note := func(name, a, b string) {
		if a != b {
			then, now = append(then, name+" "+cmp.Or(oneLine(a), "(empty)")), append(now, name+" "+cmp.Or(oneLine(b), "(empty)"))
		}
	}
	note("user name", string(was.UserName), string(is.UserName))
	note("external id", was.ExternalID, is.ExternalID)
	note("given name", was.GivenName, is.GivenName)
	note("family name", was.FamilyName, is.FamilyName)
	note("account", accountText(was.Active), accountText(is.Active))
	return strings.Join(then, "\n"), strings.Join(now, "\n")
}

func (b *books) sinceSnapshot(book *sheet.Workbook) error {
	layout := b.layout(sinceSheet, []sheet.Column{{Header: "What", Width: 17}, {Header: NameHeader, Width: 24, Style: sheet.Strong, Wrapped: true}, {Header: UserNameHeader, Width: 32, Wrapped: true},
		{Header: WorkspaceHeader, Width: b.workspaceWidth(), Wrapped: true}, {Header: "When the tenant was read", Width: 32, Wrapped: true}, {Header: "When the review was closed", Width: 32, Wrapped: true},
		{Header: "What to do", Width: 44, Wrapped: true}})
	layout.Frozen = 2
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	for _, m := range b.moved[:min(len(b.moved), mostRows)] {
		err = errors.Join(err, table.Row(sheet.String(m.what).As(m.style), sheet.String(m.name), sheet.String(legible(m.user)), sheet.String(m.workspace),
			sheet.String(legible(m.before)), sheet.String(legible(m.after)), sheet.String(m.todo)))
	}
	return errors.Join(err, moreRows(table, len(b.moved)-mostRows, ""))
}
