package roster

import (
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// offer is a workspace that a template offers, and how its sheets name it.
type offer struct {
	id, name string
	written  string // the name, or the id where the name would not be read as this workspace
}

// byID tells the workspaces that are not named by their name.
func (o offer) byID() bool { return o.written != o.name }

// offered are the workspaces to choose from, those without a name last. Inactive ones are left out:
// nobody can be given them.
func (t Template) offered() []offer {
	if t.Known == nil {
		return nil
	}
	var named, nameless []offer
	for _, w := range t.Known.All() {
		if t.Known.Inactive(w.ID) {
			continue
		}
		o := offer{id: w.ID, name: oneLine(identity.Visible(w.Name)), written: Spelling(t.Known, w)}
		if o.name == "" {
			nameless = append(nameless, o)
			continue
		}
		named = append(named, o)
	}
	return slices.Concat(named, nameless)
}

// Offered is how many workspaces the template offers, and how many inactive ones it leaves out.
func (t Template) Offered() (offered, inactive int) {
	if t.Known == nil {
		return 0, 0
	}
	offered = len(t.offered())
	return offered, t.Known.Len() - offered
}

// The columns of the sheet Workspaces. The third stands there only where a workspace is not named by its
// name.
const (
	offeredName    = 2
	offeredWritten = 3
)

// byName reports whether every workspace is named by its name, so that names are all it takes to choose.
func byName(offered []offer) bool {
	return !slices.ContainsFunc(offered, offer.byID)
}

// offeredRoom is how many rows the sheet Workspaces is prepared for: there is room for a thousand more.
func offeredRoom(offered []offer) int { return len(offered) + 1000 }

// offeredCells is the formula of the cells that dropdowns offer. Workspaces that somebody adds below the
// others are among them.
func offeredCells(offered []offer) string {
	column := offeredName
	if !byName(offered) {
		column = offeredWritten
	}
	return sheet.Below(workspacesTab, column, offeredRoom(offered))
}

// writeOffered writes the sheet Workspaces, which dropdowns are fed from and names are resolved with.
func (t Template) writeOffered(book *sheet.Workbook, offered []offer) error {
	added := "Its name. Workspaces that you add here, with their id, can be chosen on the sheet " + peopleTab + " too."
	if t.Layout == Matrix {
		added = "Its name. Workspaces that you add here, with their id, can head columns of the sheet " + peopleTab + " by their name."
	}
	layout := sheet.Layout{Name: workspacesTab, Room: offeredRoom(offered), Tab: "98A2B3", Columns: []sheet.Column{
		{Header: "id", Width: 38, Text: true, Note: "Anaplan's id of the workspace, 32 characters."},
		{Header: "name", Width: 48, Text: true, Wrapped: true, Note: added},
	}}
	if !byName(offered) {
		layout.Columns = append(layout.Columns, sheet.Column{Header: "written as", Width: 48, Text: true, Wrapped: true,
			Note: "How the sheet " + peopleTab + " names it: by its name, or by its id where the name is shared or would be read as a list. Fill it in for workspaces that you add."})
	}
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	for _, o := range offered {
		row := []sheet.Value{sheet.String(o.id), sheet.String(o.name), sheet.String(o.written)}
		if err := table.Row(row[:len(layout.Columns)]...); err != nil {
			return err
		}
	}
	return nil
}
