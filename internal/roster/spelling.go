package roster

import (
	"strings"

	"scimsheet/internal/identity"
)

// Spelling is how a cell or a header has to name a workspace to be read as that one: by its name, or by
// its id where the name is missing or shared, or would be read as something else. An apostrophe at the
// beginning is lost when somebody types the name into a spreadsheet.
func Spelling(known *identity.Workspaces, w identity.Workspace) string {
	id := SpellingOfID(known, w.ID)
	name := identity.Visible(w.Name)
	if id != w.ID || name == "" || name[0] == '\'' || strings.ContainsAny(name, ";\"\n") || isNone(name) || identity.LooksLikeWorkspaceID(name) {
		return id
	}
	if _, isID := known.ByID(name); isID || len(known.ByName(name)) != 1 {
		return id
	}
	return name
}

// SpellingOfID is how a cell has to spell a workspace's id. One that is a plain value may hold what
// separates workspaces, or begin or end with a blank, and stands in quotes then.
func SpellingOfID(known *identity.Workspaces, id string) string {
	if known.Plain && (strings.ContainsAny(id, ";\"\n") || strings.TrimSpace(id) != id) {
		return `"` + strings.ReplaceAll(id, `"`, `""`) + `"`
	}
	return id
}
