package simulator

import (
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// Workspace is one workspace of the tenant as the Integration API lists it.
type Workspace struct {
	identity.Workspace
	Active bool
}

// workspaces is the tenant's list of workspaces; it does not change after New.
type workspaces struct {
	list  []Workspace
	names identity.Workspaces
}

func newWorkspaces(list []Workspace) *workspaces {
	w := &workspaces{list: list}
	for _, ws := range list {
		w.names.Add(ws.Workspace, !ws.Active, identity.Listed)
	}
	w.names.ByName("") // builds the index of names now, so that later look-ups only read
	return w
}

// request is what a body asks of a user's workspaces.
type request struct {
	known   []string // ids, sorted
	refused []string // what cannot be given, each with the reason
	asked   int      // different workspaces asked for
}

// understand reads the three spellings of entitlements that Anaplan takes. An unknown spelling is an
// error; an unknown workspace is not, since the service keeps the user all the same.
func (w *workspaces) understand(entitlements []scim.Entitlement) (request, *refusal) {
	asked := map[string]bool{}
	var q request
	for _, e := range entitlements {
		switch {
		case e.Type == scim.PerWorkspace && e.Value != "":
			w.askID(&q, asked, e.Value)
		case e.Type == scim.PerWorkspace && e.Display != "":
			w.askName(&q, asked, e.Display)
		case e.Type == scim.PerWorkspace:
			return q, refuse(400, "invalidValue", "an entitlement of type WORKSPACE needs a value or a display")
		case e.Type == scim.WorkspaceIDs:
			for id := range strings.SplitSeq(e.Value, ",") {
				if id = strings.TrimSpace(id); id != "" {
					w.askID(&q, asked, id)
				}
			}
		case e.Type == scim.WorkspaceNames:
			for _, name := range splitNames(e.Value) {
				w.askName(&q, asked, name)
			}
		default:
			return q, refuse(400, "invalidValue", "entitlement type %q is not one of WORKSPACE, WORKSPACE_IDS, WORKSPACE_NAMES", e.Type)
		}
	}
	q.asked = len(asked)
	if q.asked > scim.MaxPerWrite {
		return q, refuse(400, "invalidValue", "%d workspaces in one call; the limit is %d", q.asked, scim.MaxPerWrite)
	}
	q.known = identity.Set(q.known)
	return q, nil
}

func (w *workspaces) askID(q *request, asked map[string]bool, text string) {
	id := identity.WorkspaceID(text)
	if asked[id] {
		return
	}
	asked[id] = true
	if _, ok := w.names.ByID(id); !ok {
		q.refused = append(q.refused, id+" (no such workspace)")
		return
	}
	q.known = append(q.known, id)
}

func (w *workspaces) askName(q *request, asked map[string]bool, name string) {
	found := w.names.ByName(name)
	if len(found) == 1 {
		w.askID(q, asked, found[0].ID)
		return
	}
	if asked["name "+name] {
		return
	}
	asked["name "+name] = true
	reason := " (no such workspace)"
	if len(found) > 1 {
		reason = " (more than one workspace has this name)"
	}
	q.refused = append(q.refused, name+reason)
}

// splitNames takes the value of WORKSPACE_NAMES apart: names in double quotes, separated by commas. A
// name may hold commas inside its quotes; a quote ends the name only where a comma or the end follows.
func splitNames(value string) []string {
	var names []string
	for rest := strings.TrimSpace(value); rest != ""; {
		var name string
		if rest[0] == '"' {
			name, rest = quotedName(rest[1:])
		} else {
			name, rest, _ = strings.Cut(rest, ",")
			name = strings.TrimSpace(name)
		}
		if name != "" {
			names = append(names, name)
		}
		rest = strings.TrimSpace(rest)
	}
	return names
}

func quotedName(text string) (name, rest string) {
	for at := range len(text) {
		if text[at] != '"' {
			continue
		}
		after := strings.TrimLeft(text[at+1:], " ")
		if after == "" {
			return text[:at], ""
		}
		if after[0] == ',' {
			return text[:at], after[1:]
		}
	}
	return text, ""
}

// spell writes a set of workspaces as entitlements: all three spellings, or only the one given.
func (w *workspaces) spell(ids []string, only scim.EntitlementType) []scim.Entitlement {
	if len(ids) == 0 {
		return nil
	}
	var out []scim.Entitlement
	if only == "" || only == scim.PerWorkspace {
		for i, id := range ids {
			out = append(out, scim.Entitlement{
				Value: id, Display: w.names.Named(id).Name, Type: scim.PerWorkspace, Primary: i == 0,
			})
		}
	}
	if only == "" || only == scim.WorkspaceIDs {
		out = append(out, scim.Entitlement{Value: strings.Join(ids, ","), Type: scim.WorkspaceIDs})
	}
	if only == "" || only == scim.WorkspaceNames {
		quoted := make([]string, len(ids))
		for i, id := range ids {
			quoted[i] = `"` + w.names.Named(id).Name + `"`
		}
		out = append(out, scim.Entitlement{Value: strings.Join(quoted, ","), Type: scim.WorkspaceNames})
	}
	return out
}

// ids of the workspaces that names or ids mean.
func (w *workspaces) ids(namesOrIDs []string) []string {
	var ids []string
	for _, text := range namesOrIDs {
		if ws, ok := w.names.ByID(text); ok {
			ids = append(ids, ws.ID)
			continue
		}
		for _, ws := range w.names.ByName(text) {
			ids = append(ids, ws.ID)
		}
	}
	return slices.Compact(identity.Set(ids))
}
