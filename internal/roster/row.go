package roster

// row is one row of people as gocsv decodes it, whatever the input was. A blank cell is an empty
// string, and so is a cell of a column the table does not have. A cell that cannot be read, which a
// finding says already, is unreadable.
type row struct {
	Number         string `csv:"row"`
	UserName       string `csv:"userName"`
	ExternalID     string `csv:"externalId"`
	ID             string `csv:"id"`
	GivenName      string `csv:"givenName"`
	FamilyName     string `csv:"familyName"`
	Active         string `csv:"active"`
	Workspaces     string `csv:"workspaces"`
	WorkspaceIDs   string `csv:"workspaceIds"`
	WorkspaceNames string `csv:"workspaceNames"`
	Workspace      string `csv:"workspace"`
	Action         string `csv:"action"`
}

// rowColumn is the column of row that no header stands for.
const rowColumn = "row"

// unreadable stands for the text of a cell that a finding has been made of. No cleaned cell holds it.
const unreadable = "\x00"
