package personnel

import (
	"context"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// The headers of a list of owners, folded. A thing's header may also have "owner" behind it, which makes it the
// owner's: "Workspace owner".
var (
	thingHeaders = []string{"workspace", "workspaceid", "workspacename", "workspaceguid", "workspaces", "value", "values", "department", "departmentname", "dept", "name", "id", "costcenter", "costcentre",
		"businessunit", "division", "team", "application", "app", "resource", "arbeitsbereich", "arbeitsbereiche", "abteilung", "kostenstelle", "wert", "espacedetravail", "departement", "service", "valeur",
		"espaciodetrabajo", "departamento", "valor", "werkruimte", "afdeling", "waarde"}
	ownerWords = []string{"businessowner", "dataowner", "owners", "owner", "reviewers", "reviewer", "approver", "responsibleperson", "responsible", "certifier", "attester", "verantwortlicher", "verantwortliche", "verantwortlich",
		"eigentumer", "besitzer", "inhaber", "prufer", "proprietaire", "responsable", "reviseur", "propietario", "revisor", "eigenaar", "beoordelaar", "responsabile", "proprietario"}
	// Things' headers that people may have as well: with addresses beside them they make no list of owners.
	peopleToo = []string{"name", "id", "department", "departmentname", "dept", "abteilung", "departement", "service", "departamento", "afdeling", "costcenter", "costcentre", "kostenstelle", "team", "division", "businessunit"}
	// What may stand before or behind an owner's word; the name of an owner is only shown.
	ownerNames = []string{"name", "fullname", "displayname", "nom", "nombre", "naam", "nome"}
)

// headerWithin is how far down the header is looked for, in rows that are not blank.
const headerWithin = 20

// ReadOwners reads a list of owners: the first visible sheet that has a header for what is owned and one for
// who owns it, in any order, with rows above them or not. A workspace is named by its name or its id, in one
// column or in two. What has neither header is *sheet.Unreadable.
func ReadOwners(ctx context.Context, path string, options sheet.Options) (*Owners, error) {
	book, err := sheet.Open(path, options)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	o := &Owners{File: book.Name()}
	var t told
	found := false
	for _, s := range book.Sheets() {
		if s.Hidden || found {
			continue
		}
		o.Sheet = s.Name
		if found, err = o.read(ctx, book, &t); err != nil {
			return nil, err
		}
	}
	if !found {
		return nil, &sheet.Unreadable{File: book.Name(), Message: "has no headers that tell what is owned and by whom",
			Hint: "it needs one header Workspace (its name or id; or Value, for values of a column such as a department) and one header Owner e-mail, with a row for each below them"}
	}
	if o.SHA256, err = book.SHA256(); err != nil {
		return nil, err
	}
	o.Findings = t.findings()
	return o, nil
}

// read reads a sheet; found tells whether it has the headers.
func (o *Owners) read(ctx context.Context, book *sheet.Book, t *told) (found bool, err error) {
	rows, err := book.Rows(o.Sheet)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var c ownerColumns
	for seen := 0; rows.Next(); {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		r := rows.Row()
		if blank(r) {
			continue
		}
		if !found {
			if seen++; seen > headerWithin {
				break
			}
			c, found = ownerColumnsOf(r)
			continue
		}
		o.row(t, c, r)
	}
	return found, rows.Err()
}

func blank(r sheet.Row) bool {
	return !slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return identity.Visible(c.Text) != "" || c.NoValue })
}

// ownerColumns are the columns of a list of owners, by their numbers from 1.
type ownerColumns struct {
	headers              []string
	things, owners, name []int
}

// ownerColumnsOf reads a row as the header. Where no header for what is owned is known, the only other column
// is that: it may be headed like any column of HR's list.
func ownerColumnsOf(r sheet.Row) (c ownerColumns, ok bool) {
	c.headers = make([]string, len(r.Cells)+1)
	var others []int
	for i, cell := range r.Cells {
		number := i + 1
		c.headers[number] = oneLine(identity.Visible(cell.Text))
		folded := foldHeader(cell.Text)
		switch isOwner, isName := ownerHeader(folded); {
		case folded == "":
		case isName:
			c.name = append(c.name, number)
		case isOwner:
			c.owners = append(c.owners, number)
		case slices.Contains(thingHeaders, folded):
			c.things = append(c.things, number)
		default:
			others = append(others, number)
		}
	}
	if len(c.owners) == 0 && slices.ContainsFunc(c.things, func(n int) bool { return !slices.Contains(peopleToo, foldHeader(c.headers[n])) }) {
		c.owners = c.addresses(others)
		others = slices.DeleteFunc(others, func(n int) bool { return slices.Contains(c.owners, n) })
	}
	if len(c.things) == 0 && len(others) == 1 {
		c.things = others
	}
	return c, len(c.things) > 0 && len(c.owners)+len(c.name) > 0
}

// addresses are the columns that hold addresses and do not say whose: in a list of owners, the owners'.
func (c ownerColumns) addresses(others []int) []int {
	var found []int
	for _, number := range others {
		if slices.Contains([]string{"email", "emailaddress", "mail", "address", "emailadresse", "mailadresse", "courriel", "correo", "emailadres"}, foldHeader(c.headers[number])) {
			found = append(found, number)
		}
	}
	return found
}

func ownerHeader(folded string) (isOwner, isName bool) {
	for _, word := range ownerWords {
		before, behind, found := strings.Cut(folded, word)
		if found {
			return true, slices.Contains(ownerNames, before) || slices.Contains(ownerNames, behind)
		}
	}
	return false, false
}

// row takes in one row.
func (o *Owners) row(t *told, c ownerColumns, r sheet.Row) {
	o.Rows++
	var things []string
	thingAt := c.things[0]
	for _, number := range c.things {
		if found := thingsIn(o.textOf(r, number)); len(found) > 0 {
			things, thingAt = append(things, found...), number
		}
	}
	people, spelt := o.ownersIn(c, r)
	switch {
	case len(things) == 0 && len(people) == 0:
		return
	case len(things) == 0:
		t.say(finding.OwnerUnclear, o.at(c, r, thingAt), string(people[0].address), "the row names the owner "+quoted(string(people[0].address))+" and not what is owned", "write the name or the id of the workspace, or the value")
		return
	case len(people) == 0:
		at := o.at(c, r, slices.Concat(c.owners, c.name)[0])
		problem := "the list of owners has no e-mail address of the owner of " + quoted(things[0]) + ", in " + at.String()
		if spelt != "" {
			problem = "the list of owners names " + quoted(spelt) + " as the owner of " + quoted(things[0]) + " in " + at.String() + ", which is no e-mail address"
		}
		t.say(finding.OwnerUnclear, at, spelt, problem, "write the owner's e-mail address")
		people = []owned{{problem: problem, at: at}}
	}
	for _, thing := range things {
		for _, by := range people {
			o.add(t, thing, by)
		}
	}
}

// ownersIn are the owners that a row names by an address; spelt is what stands there where none is.
func (o *Owners) ownersIn(c ownerColumns, r sheet.Row) (people []owned, spelt string) {
	name := ""
	for _, number := range c.name {
		if name == "" {
			name = spoken(said(o.textOf(r, number)))
		}
	}
	for _, number := range slices.Concat(c.owners, c.name) {
		text := said(o.textOf(r, number))
		addresses := addressesIn(text)
		if spelt == "" {
			spelt = text
		}
		for _, a := range addresses {
			by := owned{address: identity.UserName(a), at: o.at(c, r, number)}
			if len(addresses) == 1 {
				by.name = spoken(besideAddress(text))
				if by.name == "" {
					by.name = name
				}
			}
			people = append(people, by)
		}
	}
	if len(people) == 1 && people[0].name == "" && len(addressesIn(spelt)) == 0 {
		people[0].name = spoken(spelt)
	}
	return people, spelt
}

// textOf is a cell's text; nothing where it holds an error or has no value.
func (o *Owners) textOf(r sheet.Row, number int) string {
	cell := r.Cell(number)
	if cell.Kind == sheet.Fault || cell.NoValue {
		return ""
	}
	return strings.Clone(cell.Text)
}

func (o *Owners) at(c ownerColumns, r sheet.Row, number int) finding.Pos {
	return finding.Pos{File: o.File, Sheet: o.Sheet, Row: r.Number, Column: number, Header: c.headers[number]}
}
