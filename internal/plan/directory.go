package plan

import (
	"cmp"
	"slices"

	"scimsheet/internal/identity"
)

// directory is every workspace that is known, with the accounts that hold it where all were read.
func (d *differ) directory(held membership) []KnownWorkspace {
	var out []KnownWorkspace
	add := func(w identity.Workspace) {
		known := KnownWorkspace{Workspace: w}
		if d.actual.Complete {
			known.Members = new(0)
			if m := held[w.ID]; m != nil {
				*known.Members = m.before
			}
		}
		out = append(out, known)
	}
	listed := map[string]bool{}
	for _, w := range d.actual.Workspaces.All() {
		listed[w.ID] = true
		add(w)
	}
	for id := range held {
		if !listed[id] {
			add(identity.Workspace{ID: id})
		}
	}
	slices.SortFunc(out, func(a, b KnownWorkspace) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
