package review

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"scimsheet/internal/identity"
)

// BadScope is a scope that cannot be understood, or names what the tenant does not have. A scope that is smaller or
// larger than meant does harm, so nothing is guessed.
type BadScope struct {
	Words string // what is wrong
	Hint  string // what to do about it
}

func (e *BadScope) Error() string { return "scope: " + e.Words }

// ParseScope reads a scope as it is typed: "workspaces=Finance,Sales Planning;active=yes". Workspaces are names or
// ids; a name that holds a comma or a semicolon stands between double quotes. An empty text is the whole tenant.
// Every error is a *BadScope.
func ParseScope(text string, known *identity.Workspaces) (Scope, error) {
	var s Scope
	given := map[string]bool{}
	for _, part := range outsideQuotes(text, ';') {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, value = identity.Fold(strings.TrimSpace(name)), strings.TrimSpace(value)
		if given[name] {
			return Scope{}, &BadScope{fmt.Sprintf("%q stands in it twice", name), "name all workspaces in one list, with commas between them"}
		}
		given[name] = true
		var err error
		switch name {
		case "workspaces", "workspace":
			s.Workspaces, err = scopeWorkspaces(value, known)
		case "active":
			s.Active, err = scopeActive(value)
		default:
			err = &BadScope{fmt.Sprintf("%q is nothing that a scope can say", strings.TrimSpace(part)), scopeForm}
		}
		if err != nil {
			return Scope{}, err
		}
	}
	return s, nil
}

const scopeForm = `write it like "workspaces=Finance,Sales Planning;active=yes"`

// outsideQuotes splits a text at a sign, except between double quotes.
func outsideQuotes(text string, at rune) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == at && !quoted
	})
}

func scopeActive(value string) (*bool, error) {
	var active bool
	switch identity.Fold(value) {
	case "yes", "true", "1", "active", "enabled":
		active = true
	case "no", "false", "0", "inactive", "disabled":
	default:
		return nil, &BadScope{fmt.Sprintf("active is yes or no, and not %q", value), "leave it out to review both"}
	}
	return &active, nil
}

func scopeWorkspaces(value string, known *identity.Workspaces) ([]identity.Workspace, error) {
	if known == nil {
		known = &identity.Workspaces{}
	}
	names := []string{value} // a name that holds commas needs no quotes where it stands alone
	if _, isID := known.ByID(value); !isID && len(known.ByName(value)) == 0 {
		list := csv.NewReader(strings.NewReader(value))
		list.TrimLeadingSpace = true
		records, err := list.ReadAll()
		if err != nil || len(records) > 1 {
			return nil, &BadScope{fmt.Sprintf("the list of workspaces %q cannot be read", value), scopeForm}
		}
		names = slices.Concat(records...)
	}
	var scope []identity.Workspace
	for _, name := range names {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		found, err := scopeWorkspace(name, known)
		if err != nil {
			return nil, err
		}
		scope = append(scope, found)
	}
	if len(scope) == 0 {
		return nil, &BadScope{"it names no workspace", "leave workspaces out to review all of them"}
	}
	slices.SortFunc(scope, byName)
	return slices.Compact(scope), nil
}

func scopeWorkspace(name string, known *identity.Workspaces) (identity.Workspace, error) {
	if ws, ok := known.ByID(name); ok {
		return ws, nil
	}
	switch found := known.ByName(name); len(found) {
	case 0:
		hint := "scimsheet export lists the workspaces of the tenant, with their ids"
		if near := nearest(name, known); near.Name != "" {
			hint = fmt.Sprintf("did you mean %q (%s)?", near.Name, near.ID)
		}
		return identity.Workspace{}, &BadScope{fmt.Sprintf("the tenant has no workspace %q", name), hint}
	case 1:
		return found[0], nil
	default:
		return identity.Workspace{}, &BadScope{fmt.Sprintf("%d workspaces are named %q", len(found), name),
			"give the id instead: " + found[0].ID + " or " + found[1].ID}
	}
}

// nearest is the workspace whose name somebody most probably meant; one without a name where none is near.
func nearest(name string, known *identity.Workspaces) identity.Workspace {
	const slips = 2
	var near identity.Workspace
	best := slips + 1
	for _, ws := range known.All() {
		if away := levenshtein.ComputeDistance(identity.Fold(name), identity.Fold(ws.Name)); ws.Name != "" && away < best {
			near, best = ws, away
		}
	}
	return near
}

// byName orders workspaces as people look for them.
func byName(a, b identity.Workspace) int {
	return cmp.Or(cmp.Compare(identity.Fold(a.Name), identity.Fold(b.Name)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// Of lists the workspaces of an account that are in the scope, in the account's order.
func (s Scope) Of(a identity.Account) []string {
	switch {
	case s.Active != nil && *s.Active != a.Active:
		return nil
	case s.Workspaces == nil:
		return a.Workspaces
	}
	var in []string
	for _, id := range a.Workspaces {
		if slices.ContainsFunc(s.Workspaces, func(ws identity.Workspace) bool { return ws.ID == id }) {
			in = append(in, id)
		}
	}
	return in
}
