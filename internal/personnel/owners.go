package personnel

import (
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// Owners is a list of who owns what: workspaces, or values of a column of HR's list such as departments.
type Owners struct {
	File     string // without its folder
	Sheet    string // empty for CSV
	SHA256   string // of the file
	Rows     int
	Findings []finding.Finding

	owned map[string]*owned // by a name, an id or a value, folded
}

// owned is one thing of the list and who owns it.
type owned struct {
	address identity.UserName
	name    string
	at      finding.Pos
	problem string
}

// Of is the owner of something known by any of several names: a workspace by its id and its name, or a value.
// Either address or problem is empty. Names that lead to different owners have none.
func (o *Owners) Of(names ...string) (address identity.UserName, name, problem string) {
	var found *owned
	for _, n := range names {
		thing := o.owned[foldThing(n)]
		switch {
		case thing == nil || foldThing(n) == "":
		case thing.problem != "":
			return "", "", thing.problem
		case found == nil:
			found = thing
		case !found.address.Same(thing.address):
			return "", "", "the list of owners names two owners of " + quoted(names[0]) + ": " + string(found.address) + " in " + found.at.String() +
				" and " + string(thing.address) + " in " + thing.at.String()
		}
	}
	if found == nil {
		return "", "", "the list of owners has no owner of " + quoted(firstNamed(names))
	}
	return found.address, found.name, ""
}

func firstNamed(names []string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// foldThing is the form in which names of workspaces and values are compared.
func foldThing(text string) string { return identity.Fold(oneLine(identity.Visible(text))) }

// add takes in who owns a thing. A second owner makes neither of them count.
func (o *Owners) add(t *told, thing string, by owned) {
	key := foldThing(thing)
	before := o.owned[key]
	switch {
	case before == nil:
		if o.owned == nil {
			o.owned = map[string]*owned{}
		}
		o.owned[key] = &by
	case by.problem != "" || before.address.Same(by.address) && before.problem == "":
	case before.address == "":
		o.owned[key] = &by // a row without an address says nothing beside one that has it
	case !before.address.Same(by.address):
		before.problem = "the list of owners names two owners of " + quoted(thing) + ": " + string(before.address) + " in " + before.at.String() +
			" and " + string(by.address) + " in " + by.at.String()
		t.say(finding.OwnerTwice, by.at, string(by.address), before.problem+"; neither is taken", "leave the one who is to review it")
	}
}

// thingsIn are the things that a cell names: several where a semicolon or a line break separates them.
func thingsIn(text string) []string {
	var things []string
	for part := range strings.FieldsFuncSeq(identity.Visible(text), func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = said(part); part != "" {
			things = append(things, part)
		}
	}
	return things
}
