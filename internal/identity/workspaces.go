package identity

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Workspace is one Anaplan workspace: SCIM calls access to it an entitlement. Ids are stable and
// compared without case, names change and are not unique. Of a service that is not Anaplan it is one
// plain value of entitlements (Workspaces.Plain).
type Workspace struct {
	ID   string `json:"id"`
	Name string `json:"name"` // empty where nobody told
}

// Trust orders the sources of workspace names: the user's own Workspaces sheet over the workspace
// list of the service over the names seen on users' entitlements.
type Trust int

const (
	Seen Trust = iota + 1
	Listed
	Supplied
)

// Workspaces is a directory of workspaces: names to ids and back. The zero value is empty and ready.
type Workspaces struct {
	// Plain says that ids are plain values: any text, and no two spellings the same. It is set before
	// anything is added.
	Plain bool

	byID   map[string]entry
	byName map[string][]string // name key to ids
}

type entry struct {
	Workspace
	trust    Trust
	inactive bool
	agreed   bool // the tenant gives the id the same name
}

// Add records a workspace; a more trusted source replaces a name, a less trusted one only fills a gap.
func (w *Workspaces) Add(ws Workspace, inactive bool, trust Trust) {
	ws.ID = w.ID(ws.ID)
	if ws.ID == "" {
		return
	}
	if w.byID == nil {
		w.byID = map[string]entry{}
	}
	old, known := w.byID[ws.ID]
	old.agreed = old.agreed || known && min(trust, old.trust) < Supplied && SameText(old.Name, ws.Name)
	switch {
	case known && ws.Name == "":
		old.inactive = old.inactive || inactive
		w.byID[ws.ID] = old
		return
	case known && old.Name != "" && old.trust >= trust:
		old.inactive = old.inactive || inactive
		w.byID[ws.ID] = old
		return
	}
	w.byID[ws.ID] = entry{Workspace: ws, trust: trust, inactive: inactive || old.inactive, agreed: old.agreed}
	w.byName = nil
}

// ByID finds a workspace by its id.
func (w *Workspaces) ByID(id string) (Workspace, bool) {
	e, ok := w.byID[w.ID(id)]
	return e.Workspace, ok
}

// ByName finds all workspaces of that name: first those that read the same, else those that do without
// case. More than one is ambiguous, none is unknown. It is not safe for concurrent use.
func (w *Workspaces) ByName(name string) []Workspace {
	w.index()
	var same, exact []Workspace
	for _, id := range w.byName[nameKey(name)] {
		ws := w.byID[id].Workspace
		same = append(same, ws)
		if SameText(ws.Name, name) {
			exact = append(exact, ws)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return same
}

func (w *Workspaces) index() {
	if w.byName != nil {
		return
	}
	w.byName = make(map[string][]string, len(w.byID))
	for _, id := range slices.Sorted(maps.Keys(w.byID)) {
		if key := nameKey(w.byID[id].Name); key != "" {
			w.byName[key] = append(w.byName[key], id)
		}
	}
}

func nameKey(name string) string { return Fold(Visible(name)) }

// Inactive reports whether the service listed the workspace as not active.
func (w *Workspaces) Inactive(id string) bool { return w.byID[w.ID(id)].inactive }

// Named is the workspace with whatever name is known; the name is empty where none is.
func (w *Workspaces) Named(id string) Workspace {
	if ws, ok := w.ByID(id); ok {
		return ws
	}
	return Workspace{ID: w.ID(id)}
}

// All lists the directory by name, then id.
func (w *Workspaces) All() []Workspace {
	all := make([]Workspace, 0, len(w.byID))
	for _, e := range w.byID {
		all = append(all, e.Workspace)
	}
	slices.SortFunc(all, func(a, b Workspace) int {
		return cmp.Or(cmp.Compare(Fold(a.Name), Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// UnwritableName says why a workspace cannot be named on the wire, where names stand in a list between
// double quotes and commas; empty where it can. How a quote or a comma inside a name is to be written
// there is documented nowhere. It is not safe for concurrent use.
func (w *Workspaces) UnwritableName(id string) string {
	w.index()
	switch name := w.Named(id).Name; {
	case name == "":
		return "workspace " + id + " has no name that is known"
	case strings.ContainsAny(name, "\",\r\n"):
		return "the name of workspace " + id + " (" + name + ") holds a quote, a comma or a line break"
	case len(w.byName[nameKey(name)]) != 1: // whether the service minds case is not known
		return "several workspaces have the name of workspace " + id + " (" + name + ")"
	}
	return ""
}

// SuppliedOnly lists the workspaces whose names the user supplied and the tenant does not give them, by
// name, then id.
func (w *Workspaces) SuppliedOnly() []Workspace {
	return slices.DeleteFunc(w.All(), func(ws Workspace) bool {
		e := w.byID[ws.ID]
		return e.trust != Supplied || e.agreed
	})
}

// ID is the canonical spelling of an id in this directory.
func (w *Workspaces) ID(text string) string {
	if w.Plain {
		return text
	}
	return WorkspaceID(text)
}

// IsID reports whether a text may be an id that nobody has seen yet.
func (w *Workspaces) IsID(text string) bool {
	return w.Plain && text != "" || LooksLikeWorkspaceID(text)
}

// Len is the number of workspaces known.
func (w *Workspaces) Len() int { return len(w.byID) }

// WorkspaceID is the canonical spelling of a workspace id: trimmed, and lower case where it has the
// shape of an Anaplan id (those are compared without case). Ids of other services stay as they are.
func WorkspaceID(text string) string {
	text = strings.TrimSpace(text)
	if LooksLikeWorkspaceID(text) {
		return strings.ToLower(text)
	}
	return text
}

// LooksLikeWorkspaceID reports whether text has the shape of an Anaplan id: 32 hexadecimal digits.
func LooksLikeWorkspaceID(text string) bool {
	if len(text) != 32 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

// Set sorts ids and drops repetitions, in place.
func Set(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// SameSet reports whether two sorted sets of ids are equal.
func SameSet(a, b []string) bool { return slices.Equal(a, b) }

// Without is what of sorted set a is not in sorted set b.
func Without(a, b []string) []string {
	var rest []string
	for _, id := range a {
		if _, found := slices.BinarySearch(b, id); !found {
			rest = append(rest, id)
		}
	}
	return rest
}

// Union is what is in either sorted set, sorted.
func Union(a, b []string) []string {
	return Set(append(slices.Clone(a), b...))
}
