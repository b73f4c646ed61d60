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
	check.name(givenName, r.GivenName, &rec.givenName)
	check.name(familyName, r.FamilyName, &rec.familyName)
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
	c.say(code, in, value, message, hint)
}

func (c rowCheck) say(code finding.Code, in column, value, message, hint string) {
	c.findings = append(c.findings, finding.New(code, c.table.cellOf(int(c.record.row), in), shown(value, valueRunes), message, hint))
}

// warn says what may be wrong with a cell, unless too many cells of its column have the same.
func (c rowCheck) warn(code finding.Code, in column, text, message, hint string) {
	if c.table.tallies.singly(code, in, int(c.record.row), text) {
		c.say(code, in, text, message, hint)
	}
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
	case saysNothing(text, in):
		c.table.tallies.blank[in].add(int(c.record.row), text)
		return false
	}
	if p, bad := spoiledText(text, in, c.csv()); bad {
		c.refuse(p.code, in, p.value, p.message, p.hint)
		return false
	}
	return true
}

// csv reports whether the row's table is CSV, or was before a check made a workbook of it.
func (c rowCheck) csv() bool { return c.table.records }

func (c rowCheck) text(in column, text string, to *string) bool {
	if !c.readable(in, text) {
		return false
	}
	if text[0] == '=' && c.csv() {
		c.formula(in, text)
	}
	*to = c.arena.keep(text)
	c.record.said.add(in)
	return true
}

// formula warns of a text in CSV that was a formula before somebody saved it, or was made to become one
// again. CSV cannot tell it from a text that begins with "=", which is what it is taken for.
func (c rowCheck) formula(in column, text string) {
	c.warn(finding.FormulaText, in, text, quoted(text)+" reads like a formula; it is taken as it stands, nothing is calculated",
		"replace it by its value, unless the "+in.String()+" really begins with =")
}

func (c rowCheck) name(in column, text string, to *string) {
	if !c.text(in, text, to) {
		return
	}
	meant, lost := lostLetters(text)
	switch {
	case !lost:
	case meant != "":
		c.warn(finding.LostLetters, in, text, quoted(text)+" was probably "+quoted(meant)+" before the file was opened in a wrong encoding",
			"save the file again as CSV UTF-8 or .xlsx")
	default:
		c.warn(finding.LostLetters, in, text, quoted(text)+" seems to have lost letters in a wrong encoding", "save the file again as CSV UTF-8 or .xlsx, or correct the name")
	}
}

// keys reads what tells whom the row is about, and reports whether it tells that for sure.
func (c rowCheck) keys(r *row) bool {
	name, accountID := c.userName(r.UserName), c.id(r.ID)
	external := c.externalID(r.ExternalID)
	if name || accountID || external && c.options.MatchExternalID {
		return true
	}
	if isBlank(r.UserName, userName) && isBlank(r.ID, id) && !(c.options.MatchExternalID && r.ExternalID == unreadable) {
		hint := "fill in the e-mail address, or delete the row if it is not about a person"
		if external {
			hint = "fill in the e-mail address, or delete the row if it is a total or a remark; --match externalId goes by the externalId instead"
		}
		message := "the row names nobody: userName and id are blank"
		if r.UserName != "" {
			message = "the row names nobody: userName says only " + quoted(r.UserName)
		}
		c.refuse(finding.MissingKey, userName, r.UserName, message, hint)
	}
	return false
}

func isBlank(text string, in column) bool { return text == "" || saysNothing(text, in) }

func (c rowCheck) userName(text string) bool {
	if !c.readable(userName, text) {
		return false
	}
	if c.options.AnyService {
		c.record.userName = c.arena.keep(text)
		c.record.said.add(userName)
		return true
	}
	tidy := tidyAddress(text)
	if tidy != text {
		c.table.tallies.tidied[userName].add(int(c.record.row), text)
	}
	c.record.userName = c.arena.keep(tidy)
	c.record.said.add(userName)
	code, message, hint, ok := userNameProblem(tidy)
	if !ok {
		c.refuse(code, userName, text, message, hint)
		return false
	}
	if !isPlainASCII(tidy) {
		c.scripts(tidy)
	}
	return true
}

// scripts warns of an address that mixes letters which look alike.
func (c rowCheck) scripts(address string) {
	stray, found := strayLetterIn(address)
	if !found {
		return
	}
	hint := "type the address again; if it is right, nothing needs to be done"
	if latin := inLatin(address); latin != "" {
		hint = "was it meant to be " + quoted(latin) + ", all in Latin letters? If it is right as it is, nothing needs to be done"
	}
	c.warn(finding.MixedScripts, userName, address, quoted(address)+" mixes letters that look alike: "+quoted(string(stray.letter))+
		", character "+strconv.Itoa(stray.position)+", is "+stray.script+" among "+stray.among+" letters", hint)
}

func (c rowCheck) id(text string) bool {
	if !c.readable(id, text) {
		return false
	}
	if c.options.AnyService {
		c.record.id = c.arena.keep(text)
		c.record.said.add(id)
		return true
	}
	tidy := tidyID(text)
	if !identity.LooksLikeWorkspaceID(tidy) { // users' ids have the same shape
		c.refuse(finding.BadID, id, text, quoted(text)+" is not an id of Anaplan, which has 32 hexadecimal digits",
			"an employee number, or the object id of another system, belongs into externalId")
		return false
	}
	if tidy != text {
		c.table.tallies.tidied[id].add(int(c.record.row), text)
	}
	c.record.id = c.arena.keep(strings.ToLower(tidy))
	c.record.said.add(id)
	return true
}

func (c rowCheck) externalID(text string) bool {
	if isNone(text) {
		c.record.said.add(externalID)
		return false
	}
	return c.text(externalID, text, &c.record.externalID)
}

func (c rowCheck) active(text string) {
	if !c.readable(active, text) {
		return
	}
	value, ok := readBoolean(text)
	if !ok {
		c.refuse(finding.BadBoolean, active, text, quoted(text)+" is neither yes nor no",
			"use yes or no, true or false, 1 or 0, active or inactive, enabled or disabled; a mapping file says what other words mean")
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
