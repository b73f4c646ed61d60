package roster

import (
	"strings"
	"unicode"

	"scimsheet/internal/identity"
)

// column is one of the canonical columns, which every header is mapped to or carried through.
type column uint8

const (
	carried column = iota
	userName
	externalID
	id
	givenName
	familyName
	active
	workspaces
	workspaceIDs
	workspaceNames
	workspace
	action
	columnCount
)

// canonical has the public names of the columns; they are also the csv tags of row.
var canonical = [columnCount]string{
	userName: "userName", externalID: "externalId", id: "id", givenName: "givenName", familyName: "familyName",
	active: "active", workspaces: "workspaces", workspaceIDs: "workspaceIds", workspaceNames: "workspaceNames",
	workspace: "workspace", action: "action",
}

func (c column) String() string { return canonical[c] }

// keepsDigits tells the columns whose values identify something: a number that has lost digits is not
// the one that was meant.
func (c column) keepsDigits() bool {
	switch c {
	case givenName, familyName, active, action:
		return false
	}
	return true
}

// identifies tells the columns that hold a person's keys, where a date cannot be meant.
func (c column) identifies() bool { return c == userName || c == externalID || c == id }

// lists tells the columns that name workspaces; a line break separates there and is a blank elsewhere.
func (c column) lists() bool {
	switch c {
	case workspaces, workspaceIDs, workspaceNames, workspace:
		return true
	}
	return false
}

// foldHeader is the form in which headers are compared: without case, spaces, "_", "-" and a trailing "*".
func foldHeader(header string) string {
	folded := identity.Fold(strings.TrimRight(clean(header), "* "))
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, folded)
}

// known finds what a folded header stands for. A lower rank has more authority: 0 is a canonical
// header, synonyms follow in the order of the table.
func known(folded string) (c column, rank int, ok bool) {
	for c := userName; c < columnCount; c++ {
		if folded == strings.ToLower(canonical[c]) {
			return c, 0, true
		}
		for i, synonym := range synonyms[c] {
			if folded == synonym {
				return c, i + 1, true
			}
		}
	}
	return carried, 0, false
}
