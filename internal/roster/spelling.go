package roster

import (
	"strings"

	"scimsheet/internal/identity"
)

// Spelling is how a cell or a header has to name a workspace to be read as that one: by its name, or by
// its id where the name is missing or shared, or would be read as something else. An apostrophe at the
// beginning is lost when somebody types the name into a spreadsheet. An id that is a plain value may hold
// what separates workspaces, and stands in quotes then.
func Spelling(known *identity.Workspaces, w identity.Workspace) string {
	if known.Plain && strings.ContainsAny(w.ID, ";\"\n") {
		return `"` + strings.ReplaceAll(w.ID, `"`, `""`) + `"`
	}
	name := identity.Visible(w.Name)
	if name == "" || name[0] == '\'' || strings.ContainsAny(name, ";\"\n") || isNone(name) || identity.LooksLikeWorkspaceID(name) {
		return w.ID
	}
	if _, isID := known.ByID(name); isID || len(known.ByName(name)) != 1 {
		return w.ID
	}
	return name
}
