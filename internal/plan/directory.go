package plan

import (
	"cmp"
	"slices"

	"scimsheet/internal/identity"
)

// directory is every workspace that is known, with the accounts that hold it where all were read.
func (d *differ) directory() []KnownWorkspace {
	members := map[string]int{}
	for i := range d.actual.Accounts {
		for _, id := range d.actual.Accounts[i].Workspaces {
			members[id]++
		}
	}
	var out []KnownWorkspace
	add := func(w identity.Workspace) {
		known := KnownWorkspace{Workspace: w}
		if d.actual.Complete {
			known.Members = new(members[w.ID])
		}
		delete(members, w.ID)
		out = append(out, known)
	}
	if d.actual.Workspaces != nil {
		for _, w := range d.actual.Workspaces.All() {
			add(w)
		}
	}
	for id := range members {
		add(identity.Workspace{ID: id})
	}
	slices.SortFunc(out, func(a, b KnownWorkspace) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
