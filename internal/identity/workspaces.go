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

// Trust orders the sources of workspace names: the workspace list of the service over the names seen on
// users' entitlements. The user's own Workspaces sheet says how the input calls a workspace; what a
// workspace is, and how it is shown and written, the service says, wherever it says anything.
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
	id       string
	told     string // the service's name; empty where it tells none
	trust    Trust  // of told
	supplied string // the user's name; empty where they give none
	inactive bool
}

// shown is the workspace by the service's own name, and by the user's where the service tells none.
func (e entry) shown() Workspace { return Workspace{ID: e.id, Name: cmp.Or(e.told, e.supplied)} }

// renamed reports whether the user calls the workspace otherwise than the service does.
func (e entry) renamed() bool {
	return e.told != "" && e.supplied != "" && !SameName(e.told, e.supplied)
}

// Add records a workspace. Of the service's names the more trusted one counts, of equally trusted ones the
// first, and of the user's names the first.
func (w *Workspaces) Add(ws Workspace, inactive bool, trust Trust) {
	ws.ID = w.ID(ws.ID)
	if ws.ID == "" {
		return
	}
	if Visible(ws.Name) == "" {
		ws.Name = ""
	}
	if w.byID == nil {
		w.byID = map[string]entry{}
	}
	e := w.byID[ws.ID]
	e.id, e.inactive = ws.ID, e.inactive || inactive
	switch {
	case ws.Name == "":
	case trust == Supplied && e.supplied == "":
		e.supplied = ws.Name
	case trust < Supplied && (e.told == "" || trust > e.trust):
		e.told, e.trust = ws.Name, trust
	}
	w.byID[ws.ID] = e
	w.byName = nil
}

// ByID finds a workspace by its id.
func (w *Workspaces) ByID(id string) (Workspace, bool) {
	e, ok := w.byID[w.ID(id)]
	return e.shown(), ok
}

// ByName finds all workspaces that an input may mean by a name: those that the user or the service calls
// so. More than one is ambiguous, none is unknown. Of several those that read the same come first, without
// the ones that do so only but for case; unless the user has given the name to a workspace that the service
// calls otherwise: then nothing tells which one is meant. It is not safe for concurrent use.
func (w *Workspaces) ByName(name string) []Workspace {
	w.index()
	var same, exact []Workspace
	doubtful := false
	for _, id := range w.byName[nameKey(name)] {
		e := w.byID[id]
		same = append(same, e.shown())
		if SameText(e.told, name) || SameText(e.supplied, name) {
			exact = append(exact, e.shown())
		}
		doubtful = doubtful || e.renamed() && SameName(e.supplied, name)
	}
	if len(exact) > 0 && !doubtful {
		return exact
	}
	return same
}

// ByOwnName finds all workspaces that the service may mean by a name, which takes no notice of how the user
// calls one that the service has named. As with ByName, case counts where that tells them apart, and it is
// not safe for concurrent use.
func (w *Workspaces) ByOwnName(name string) []Workspace {
	w.index()
	var same, exact []Workspace
	for _, id := range w.byName[nameKey(name)] {
		switch ws := w.byID[id].shown(); {
		case SameText(ws.Name, name):
			exact = append(exact, ws)
		case SameName(ws.Name, name):
			same = append(same, ws)
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
		e := w.byID[id]
		told, supplied := nameKey(e.told), nameKey(e.supplied)
		if told != "" {
			w.byName[told] = append(w.byName[told], id)
		}
		if supplied != "" && supplied != told {
			w.byName[supplied] = append(w.byName[supplied], id)
		}
	}
}

// SameName reports whether nobody can tell two names of workspaces apart but by case.
func SameName(a, b string) bool { return nameKey(a) == nameKey(b) }

func nameKey(name string) string { return Fold(Visible(name)) }

// Inactive reports whether the service listed the workspace as not active.
func (w *Workspaces) Inactive(id string) bool { return w.byID[w.ID(id)].inactive }

// OwnName is the service's name of a workspace; empty where it tells none.
func (w *Workspaces) OwnName(id string) string { return w.byID[w.ID(id)].told }

// Named is the workspace by the service's own name, else by the user's; the name is empty where none is
// known.
func (w *Workspaces) Named(id string) Workspace {
	if ws, ok := w.ByID(id); ok {
		return ws
	}
	return Workspace{ID: w.ID(id)}
}

// All lists the directory by name, then id, as Named names it.
func (w *Workspaces) All() []Workspace {
	all := make([]Workspace, 0, len(w.byID))
	for _, e := range w.byID {
		all = append(all, e.shown())
	}
	sortByName(all)
	return all
}

// Names lists every name by which ByName finds a workspace, by name, then id: one that the user calls
// otherwise than the service stands in it under either.
func (w *Workspaces) Names() []Workspace {
	all := w.All()
	for _, e := range w.byID {
		if e.renamed() {
			all = append(all, Workspace{ID: e.id, Name: e.supplied})
		}
	}
	sortByName(all)
	return all
}

func sortByName(workspaces []Workspace) {
	slices.SortFunc(workspaces, func(a, b Workspace) int {
		return cmp.Or(cmp.Compare(Fold(a.Name), Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
}

// UnwritableName says why a workspace cannot be named on the wire, where names stand in a list between
// double quotes and commas; empty where it can. How a quote or a comma inside a name is to be written
// there is documented nowhere. It is not safe for concurrent use.
func (w *Workspaces) UnwritableName(id string) string {
	switch name := w.Named(id).Name; {
	case name == "":
		return "workspace " + id + " has no name that is known"
	case strings.ContainsAny(name, "\",\r\n"):
		return "the name of workspace " + id + " (" + name + ") holds a quote, a comma or a line break"
	case w.shareName(name): // whether the service minds case is not known
		return "several workspaces have the name of workspace " + id + " (" + name + ")"
	}
	return ""
}

// shareName reports whether several workspaces are shown by a name.
func (w *Workspaces) shareName(name string) bool {
	w.index()
	sharing := 0
	for _, id := range w.byName[nameKey(name)] {
		if SameName(w.byID[id].shown().Name, name) {
			sharing++
		}
	}
	return sharing > 1
}

// SuppliedOnly lists the workspaces whose names the user supplied and the service does not give them, by
// the user's name, then id.
func (w *Workspaces) SuppliedOnly() []Workspace {
	var only []Workspace
	for _, e := range w.byID {
		if e.supplied != "" && !SameText(e.told, e.supplied) {
			only = append(only, Workspace{ID: e.id, Name: e.supplied})
		}
	}
	sortByName(only)
	return only
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
