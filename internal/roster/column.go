package roster

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

// canonicalNames are the names of all columns, in their order.
func canonicalNames() []string { return canonical[userName:] }

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
