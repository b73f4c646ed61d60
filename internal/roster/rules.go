package roster

import (
	"strconv"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// take turns a decoded row into a record and says what is wrong with it, as far as one row alone can
// tell. Cells that hold no sense leave their attribute unsaid and the record bad.
func (l *loader) take(r *row) {
	rec := l.roster.ledger.add()
	number, _ := strconv.Atoi(r.Number) // the decoder wrote it
	rec.table, rec.row = int32(len(l.roster.tables)-1), int32(number)
	check := rowCheck{loader: l, table: l.roster.tables[rec.table], record: rec}
	if !check.keys(r) {
		l.roster.UnreadableKeys++
	}
	check.text(givenName, r.GivenName, &rec.givenName)
	check.text(familyName, r.FamilyName, &rec.familyName)
	check.active(r.Active)
	check.request(r.Action)
	check.list(workspaces, r.Workspaces)
	check.list(workspaceIDs, r.WorkspaceIDs)
	check.list(workspaceNames, r.WorkspaceNames)
	check.list(workspace, r.Workspace)
}

// rowCheck is the checking of one row.
type rowCheck struct {
	*loader
	table  *table
	record *record
}

func (c rowCheck) refuse(code finding.Code, in column, value, message, hint string) {
	c.record.bad = true
	c.findings = append(c.findings, finding.New(code, c.table.cellOf(int(c.record.row), in), shown(value, valueRunes), message, hint))
}

// readable reports whether a cell says something that can be used; <none> cannot, but where it is
// looked for first.
func (c rowCheck) readable(in column, text string) bool {
	switch {
	case text == "":
		return false
	case text == unreadable:
		c.record.bad = true
		return false
	case isNone(text):
		c.refuse(finding.NoneNotAllowed, in, text, "<none> cannot clear "+in.String(), "leave the cell blank to leave it as it is")
		return false
	}
	return true
}

func (c rowCheck) text(in column, text string, to *string) {
	if c.readable(in, text) {
		*to = c.arena.keep(text)
		c.record.said.add(in)
	}
}

// keys reads what tells whom the row is about, and reports whether it tells that for sure.
func (c rowCheck) keys(r *row) bool {
	name, accountID := c.userName(r.UserName), c.id(r.ID)
	external := c.externalID(r.ExternalID)
	if name || accountID || external && c.options.MatchExternalID {
		return true
	}
	if r.UserName == "" && r.ID == "" && !(c.options.MatchExternalID && r.ExternalID == unreadable) {
		hint := "fill in the e-mail address, or delete the row if it is not about a person"
		if external {
			hint = "fill in the e-mail address, or plan with --match externalId"
		}
		c.refuse(finding.MissingKey, userName, "", "the row names nobody: userName and id are blank", hint)
	}
	return false
}

func (c rowCheck) userName(text string) bool {
	if !c.readable(userName, text) {
		return false
	}
	c.record.userName = c.arena.keep(text)
	c.record.said.add(userName)
	code, message, hint, ok := userNameProblem(text)
	if !ok {
		c.refuse(code, userName, text, message, hint)
	}
	return ok
}

func (c rowCheck) id(text string) bool {
	if !c.readable(id, text) {
		return false
	}
	if !identity.LooksLikeWorkspaceID(text) { // users' ids have the same shape
		c.refuse(finding.BadID, id, text, quoted(text)+" is not an id of Anaplan, which has 32 hexadecimal digits",
			"an employee number belongs into externalId")
		return false
	}
	c.record.id = c.arena.keep(strings.ToLower(text))
	c.record.said.add(id)
	return true
}

func (c rowCheck) externalID(text string) bool {
	if isNone(text) {
		c.record.said.add(externalID)
		return false
	}
	c.text(externalID, text, &c.record.externalID)
	return c.record.externalID != ""
}

func (c rowCheck) active(text string) {
	if !c.readable(active, text) {
		return
	}
	value, ok := readBoolean(text)
	if !ok {
		c.refuse(finding.BadBoolean, active, text, quoted(text)+" is neither yes nor no",
			"use yes or no, true or false, 1 or 0, active or inactive, enabled or disabled")
		return
	}
	c.record.active = value
	c.record.said.add(active)
}

func (c rowCheck) request(text string) {
	if !c.readable(action, text) {
		return
	}
	request, ok := readRequest(text)
	if !ok {
		c.refuse(finding.BadAction, action, text, "there is no action "+quoted(text),
			"use keep, skip, create, update, deactivate or reactivate, or leave the cell blank")
		return
	}
	c.record.request = request
	c.record.said.add(action)
}

// list notes the text of a cell that names workspaces; what it means, only the directory knows.
func (c rowCheck) list(in column, text string) {
	if text == unreadable {
		c.record.bad = true
		return
	}
	c.record.lists[listOf(in)] = c.roster.mentions.add(text)
}
