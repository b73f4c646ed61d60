package reviewbook

import (
	"cmp"
	"fmt"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// Part is what one workbook is about.
type Part struct {
	Address string // whose it is; empty for the rows that nobody could be found for
	Name    string // may be empty
	From    string // address of who handed rows on; empty where all rows are of the part as the campaign was cut
	Rows    []review.Ref
}

// WriteReview writes the workbook of one part of a campaign that has been written, and so has its digest. Where its name is taken by a file that cannot be replaced, that is
// an error: letters and the ledger say the name.
func (t *Table) WriteReview(path string, p Part) error {
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: t.title(), Subject: "Anaplan tenant " + tenantName(t.campaign.Tenant),
		Creator: t.campaign.Tool, Created: t.campaign.OpenedAt})
	if err != nil {
		return err
	}
	defer book.Discard()
	b := outgoing{Table: t, part: p, rows: t.Listed(p.Rows)}
	b.count()
	if err := b.cover(book); err != nil {
		return err
	}
	if err := b.sheet(book); err != nil {
		return err
	}
	written, err := book.Save()
	if err == nil && written != path {
		err = fmt.Errorf("write %s: it is open elsewhere; the workbook was written as %s", path, written)
	}
	return err
}

// outgoing is a workbook that goes to a reviewer.
type outgoing struct {
	*Table
	part               Part
	rows               []review.Ref // in the order of the sheet
	people, workspaces int
	flagged            int
	flags              map[string]int // rows that have a flag, by its code
	routes             map[string]int // rows of the part as the campaign was cut, by how they came to its reviewer
	handed             int            // rows of somebody else, who has handed them on
	settled            int            // rows of the part as the campaign was cut that are not in this workbook: they are open no more
}

func (b *outgoing) count() {
	people, workspaces := map[*review.Person]bool{}, map[string]bool{}
	b.flags, b.routes = map[string]int{}, map[string]int{}
	for _, r := range b.rows {
		people[r.Person], workspaces[r.Access.Workspace.ID] = true, true
		if identity.UserName(r.Access.Reviewer).Same(identity.UserName(b.part.Address)) {
			b.routes[r.Access.Route]++
		} else {
			b.handed++
		}
		if len(r.Access.Flags) > 0 {
			b.flagged++
		}
		for i, f := range r.Access.Flags {
			if i == 0 || f.Code != r.Access.Flags[i-1].Code {
				b.flags[f.Code]++
			}
		}
	}
	b.people, b.workspaces = len(people), len(workspaces)
	if own := len(b.rows) - b.handed; own > 0 {
		b.settled = b.cut() - own
	}
}

// cut is how many rows the part has as the campaign was cut.
func (b *outgoing) cut() int {
	for _, r := range b.campaign.Reviewers {
		if identity.UserName(r.Address).Same(identity.UserName(b.part.Address)) {
			return r.Rows
		}
	}
	return 0
}

// title names the campaign wherever a page has one line for it.
func (t *Table) title() string {
	return "Access review " + cmp.Or(oneLine(t.campaign.Name), t.campaign.ID)
}

// layout is how both sheets begin: only decisions can be written, and each printed page says of which campaign
// it is, with the digest of all of it.
func (b *outgoing) layout(name string, columns []sheet.Column) sheet.Layout {
	title := b.title()
	if b.part.Address != "" {
		title += " · " + oneLine(b.part.Address)
	}
	return sheet.Layout{Name: name, Title: title, Sealed: b.campaign.Digest, Columns: columns, Protected: true}
}
