package roster

import (
	"context"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// ReadWorkspaces reads a list of workspaces for Check: a workbook's sheets named Workspaces, or where it
// has none its first visible sheet, or CSV, with the headers id and name. Flaws of single rows are
// findings. A file that lists nothing is *sheet.Unreadable: every name would be called unknown.
func ReadWorkspaces(ctx context.Context, path string, o sheet.Options) ([]identity.Workspace, []finding.Finding, error) {
	book, err := sheet.Open(path, o)
	if err != nil {
		return nil, nil, err
	}
	defer book.Close()
	l := &loader{roster: &Roster{}}
	for _, name := range listsOf(book) {
		if err := l.directory(ctx, book, name); err != nil {
			return nil, nil, err
		}
	}
	if len(l.roster.Directory) == 0 {
		return nil, nil, &sheet.Unreadable{File: book.Name(), Message: "lists no workspaces",
			Hint: "it needs the headers id and name with one workspace a row, as the sheet Workspaces of an export has"}
	}
	return l.roster.Directory, l.findings, nil
}

// listsOf are the sheets of a book that may list workspaces.
func listsOf(book *sheet.Book) []string {
	var named, visible []string
	for _, s := range book.Sheets() {
		if identity.Fold(clean(s.Name)) == workspacesSheet {
			named = append(named, s.Name)
		} else if !s.Hidden {
			visible = append(visible, s.Name)
		}
	}
	if len(named) > 0 {
		return named
	}
	return visible[:min(1, len(visible))]
}

// directory reads a sheet Workspaces into the roster's directory. Flaws are warnings: they concern no
// person, and a name that is missing here may be known from elsewhere.
func (l *loader) directory(ctx context.Context, book *sheet.Book, name string) error {
	rows, err := book.Rows(name)
	if err != nil {
		return err
	}
	defer rows.Close()
	d := directorySheet{loader: l, where: finding.Pos{File: book.Name(), Sheet: name}, names: map[string]string{}}
	for seen := 0; rows.Next(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		r := rows.Row()
		if firstFilled(r) < 0 {
			continue
		}
		seen++
		switch {
		case d.idAt > 0:
			d.row(r)
		case seen <= headerWithin:
			d.header(r)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if d.idAt == 0 {
		l.findings = append(l.findings, finding.New(finding.BadWorkspacesSheet, d.where, "",
			"the sheet has no columns headed id and name, so no workspaces are read from it", "head them id and name"))
	}
	return nil
}

// directorySheet is a sheet Workspaces while it is read. Column numbers are 0 until the header was found.
type directorySheet struct {
	*loader
	where        finding.Pos
	idAt, nameAt int
	nameHeader   string
	names        map[string]string // by id
}

func (d *directorySheet) header(r sheet.Row) {
	idAt, nameAt := 0, 0
	for i, cell := range r.Cells {
		switch foldHeader(cell.Text) {
		case "id", "workspaceid":
			idAt = i + 1
		case "name", "workspacename", "workspace":
			nameAt = i + 1
		}
	}
	if idAt > 0 && nameAt > 0 {
		d.idAt, d.nameAt, d.nameHeader = idAt, nameAt, oneLine(clean(r.Cell(nameAt).Text))
	}
}

func (d *directorySheet) row(r sheet.Row) {
	idCell, nameCell := r.Cell(d.idAt), r.Cell(d.nameAt)
	where := d.where
	where.Row = r.Number
	for _, cell := range []sheet.Cell{idCell, nameCell} {
		if cell.Kind == sheet.Fault || cell.NoValue {
			d.flaw(where, cell.Text, "the row holds an error or a formula without a value and is not used")
			return
		}
	}
	w := identity.Workspace{ID: clean(idCell.Text), Name: oneLine(clean(nameCell.Text))}
	if !d.options.AnyService {
		w.ID = identity.WorkspaceID(w.ID)
	}
	switch {
	case w.ID == "" && w.Name == "":
	case w.ID == "":
		d.flaw(where, w.Name, "the workspace "+quoted(w.Name)+" has no id here, so its name cannot be resolved by this row")
	case idCell.Rounded:
		d.flaw(where, w.ID, "the spreadsheet program has rounded the id "+w.ID)
	default:
		if other, again := d.names[w.ID]; again && other != w.Name {
			d.flaw(where, w.ID, "the id "+w.ID+" is listed twice, as "+quoted(other)+" and as "+quoted(w.Name)+"; the first counts")
			return
		}
		w.ID, w.Name = d.arena.keep(w.ID), d.arena.keep(w.Name)
		d.names[w.ID] = w.Name
		where.Column, where.Header = d.nameAt, d.nameHeader
		d.roster.Directory, d.roster.directoryAt = append(d.roster.Directory, w), append(d.roster.directoryAt, where)
	}
}

func (d *directorySheet) flaw(where finding.Pos, value, message string) {
	d.findings = append(d.findings, finding.New(finding.BadWorkspacesSheet, where, shown(value, valueRunes), message, "correct the row, or delete it"))
}
