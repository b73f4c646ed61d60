package roster

import (
	"maps"
	"slices"

	"scimsheet/internal/identity"
)

// Relies lists, sorted, the workspace names by which sound people's rows mean a workspace that they do not
// hold, where doubtful says of its id that another workspace may have the same name. Workspaces that are
// given by their id rely on no name.
func (r *Roster) Relies(known *identity.Workspaces, doubtful func(id string) bool, holds func(identity.Person, string) bool) []string {
	res := &resolver{Resolution: Resolution{Known: known}, silent: true}
	res.prepare(r)
	relied := map[string]bool{}
	for i := range r.Entries {
		e := &r.Entries[i]
		for rec := r.ledger.at(r.ledger.root(e.first)); rec != nil; rec = r.ledger.following(rec) {
			for name, id := range res.byName(rec) {
				if doubtful(id) && !holds(e.Person, id) {
					relied[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(relied))
}

// byName are the workspaces that a row says somebody has, by the names it uses for them.
func (res *resolver) byName(rec *record) map[string]string {
	found := map[string]string{}
	take := func(c column, text string) {
		if id, p := res.lookUp(c, text); p == nil && res.Known.ID(text) != id {
			found[text] = id
		}
	}
	for i, mention := range rec.lists {
		key := listKey{listColumn(i), mention}
		if mention == 0 {
			continue
		}
		if list, names := res.read(key); !list.none && list.problem == "" {
			for _, name := range names {
				take(key.column, name)
			}
		}
	}
	for j, mark := range []byte(rec.marks) {
		if mark == yesMark && res.matrix(int(rec.table)).columns[j].id != "" {
			take(workspaces, res.roster.tables[rec.table].marks[j].workspace)
		}
	}
	return found
}
