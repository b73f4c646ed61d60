package scim

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"scimsheet/internal/identity"
)

// access is what a user's entitlements say about workspaces, all spellings taken together.
type access struct {
	ids   []string             // sorted, without repetition
	seen  []identity.Workspace // ids with the names that stood beside them
	names []string             // workspaces that were given only by name
}

// access reads entitlements as a service with these quirks means them.
func (q Quirks) access(entitlements []Entitlement) (access, error) {
	if q == RFC {
		return plainAccess(entitlements), nil
	}
	return readAccess(entitlements)
}

// readAccess takes the three spellings for what they are: one set, written up to three times. The ids
// of WORKSPACE and WORKSPACE_IDS are united; WORKSPACE_NAMES counts only where neither is there, since
// names change and are not unique. An entitlement without a type is one workspace. One of an unknown
// type is an error: leaving it out would let the next write of the whole set take it away.
func readAccess(entitlements []Entitlement) (access, error) {
	var a access
	var lists []Entitlement // of WORKSPACE_NAMES, read only where they are needed: names with quotes in them cannot be
	var nameless []string   // names of elements without a value
	haveIDs, haveList := false, false
	for _, e := range entitlements {
		switch kind := EntitlementType(strings.ToUpper(string(e.Type))); {
		case kind == WorkspaceIDs:
			haveIDs, haveList = true, true
			for id := range strings.SplitSeq(e.Value, ",") {
				a.addID(id)
			}
		case kind == WorkspaceNames:
			lists = append(lists, e)
		case kind != PerWorkspace && kind != "":
			return access{}, fmt.Errorf("entitlement %q has the unknown type %q", e.Value, e.Type)
		case e.Value == "" && e.Display != "":
			nameless = append(nameless, e.Display)
		default:
			haveIDs = true
			id := a.addID(e.Value)
			if e.Display != "" && id != "" {
				a.seen = append(a.seen, identity.Workspace{ID: id, Name: e.Display})
			}
		}
	}
	if !haveList {
		a.names = nameless
	}
	for i := 0; i < len(lists) && !haveIDs; i++ {
		names, err := parseNames(lists[i])
		if err != nil {
			return access{}, err
		}
		a.names = append(a.names, names...)
	}
	a.ids = identity.Set(a.ids)
	return a, nil
}

func (a *access) addID(text string) string {
	id := identity.WorkspaceID(text)
	if id != "" {
		a.ids = append(a.ids, id)
	}
	return id
}

// parseNames reads comma-separated names in double quotes. Anaplan's documentation also shows a reply
// without quotes, and one that has the name as display and no value.
func parseNames(e Entitlement) ([]string, error) {
	value := e.Value
	if value == "" {
		value = e.Display
	}
	// Quotes inside names are escaped in either of two ways: which one is documented nowhere.
	reader := csv.NewReader(strings.NewReader(strings.ReplaceAll(value, `\"`, `""`)))
	reader.TrimLeadingSpace = true
	reader.FieldsPerRecord = -1
	var names []string
	for {
		record, err := reader.Read()
		if err == io.EOF {
			return names, nil
		}
		if err != nil {
			return nil, fmt.Errorf("workspace names %q cannot be read: %w", value, err)
		}
		for _, name := range record {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
	}
}

// NameOf tells the name of a workspace; false where there is none, or where another workspace has the
// same name, so that the name would not say which is meant.
type NameOf func(id string) (string, bool)

// writeEntitlements spells a set of workspaces in one of the three ways. The result is never nil: no
// workspaces are an empty list, not an attribute that is missing.
func writeEntitlements(ids []string, format EntitlementType, nameOf NameOf) ([]Entitlement, error) {
	if len(ids) == 0 {
		return []Entitlement{}, nil
	}
	switch format {
	case "", PerWorkspace:
		entitlements := make([]Entitlement, len(ids))
		for i, id := range ids {
			entitlements[i] = Entitlement{Value: id, Type: PerWorkspace}
		}
		return entitlements, nil
	case WorkspaceIDs:
		return []Entitlement{{Value: strings.Join(ids, ","), Type: WorkspaceIDs}}, nil
	case WorkspaceNames:
		value, err := quoteNames(ids, nameOf)
		if err != nil {
			return nil, err
		}
		return []Entitlement{{Value: value, Type: WorkspaceNames}}, nil
	}
	return nil, fmt.Errorf("entitlement format %q is none of WORKSPACE, WORKSPACE_IDS, WORKSPACE_NAMES", format)
}

// quoteNames refuses names with a quote or a comma: how Anaplan reads those is documented nowhere, and
// a name read as two would give the wrong workspaces.
func quoteNames(ids []string, nameOf NameOf) (string, error) {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		name, ok := "", false
		if nameOf != nil {
			name, ok = nameOf(id)
		}
		switch {
		case !ok || name == "":
			return "", fmt.Errorf("workspace %s has no name of its own to be written by", id)
		case strings.ContainsAny(name, "\",\r\n"):
			return "", fmt.Errorf("the name of workspace %s (%q) cannot be written safely: it holds a quote, a comma or a line break", id, name)
		}
		quoted[i] = `"` + name + `"`
	}
	return strings.Join(quoted, ","), nil
}
