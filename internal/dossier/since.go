package dossier

import (
	"fmt"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// change is one thing that is not as the snapshot had it when the campaign was closed.
type change struct {
	Kind, Person, UserName, Workspace, What string
}

// since is everything that has changed between the snapshot and the closing.
func (b *binder) since() []change {
	d := b.Closing.Drift
	var all []change
	add := func(kind string, a *identity.Account, workspace, what string) {
		all = append(all, change{Kind: kind, Person: accountName(a), UserName: string(a.UserName), Workspace: workspace, What: what})
	}
	for i := range d.Added {
		a := &d.Added[i]
		add("account added", a, "", "came after the snapshot, with "+countOf(len(a.Workspaces), "workspace", "workspaces"))
	}
	for i := range d.Gone {
		add("account gone", &d.Gone[i], "", "was in the snapshot, and is no longer there")
	}
	for i := range d.Changed {
		add("account changed", &d.Changed[i].After, "", differs(&d.Changed[i]))
	}
	for _, r := range d.Given {
		add("access given", &r.Person.Account, workspaceOf(r.Access.Workspace), "given after the snapshot, and not reviewed here: it belongs to an addendum")
	}
	for _, r := range d.Taken {
		add("access taken", &r.Person.Account, workspaceOf(r.Access.Workspace), "reviewed, and taken by somebody before the campaign was closed")
	}
	return all
}

// differs says what of an account has changed.
func differs(m *review.Moved) string {
	var words []string
	for _, v := range []struct{ name, before, after string }{
		{"user name", string(m.Before.UserName), string(m.After.UserName)}, {"external id", m.Before.ExternalID, m.After.ExternalID},
		{"given name", m.Before.GivenName, m.After.GivenName}, {"family name", m.Before.FamilyName, m.After.FamilyName},
		{"active", yesNo(m.Before.Active), yesNo(m.After.Active)},
	} {
		if v.before != v.after {
			words = append(words, fmt.Sprintf("%s: %s → %s", v.name, shownValue(v.before), shownValue(v.after)))
		}
	}
	return strings.Join(words, "; ")
}

func shownValue(text string) string {
	if text == "" {
		return "(empty)"
	}
	return oneLine(text)
}

func (b *binder) sinceSheet(book *sheet.Workbook) error {
	out, err := book.Table(b.layout(sheet.Layout{Name: sinceSheet, Frozen: 1, Columns: []sheet.Column{
		{Header: "Kind", Width: 18}, {Header: "Person", Width: 24, Wrapped: true}, {Header: "User name", Width: 32, Wrapped: true},
		{Header: "Workspace", Width: 26, Wrapped: true}, {Header: "What", Width: 64, Wrapped: true}}}))
	if err != nil {
		return err
	}
	all := b.since()
	if len(all) == 0 {
		return nothing(out, "Nothing here: the tenant stood as in the snapshot when the campaign was closed.")
	}
	for _, c := range all {
		if err := out.Row(sheet.String(c.Kind), sheet.String(c.Person), sheet.String(c.UserName), sheet.String(c.Workspace), sheet.String(c.What)); err != nil {
			return err
		}
	}
	return nil
}
