package roster

import (
	"maps"
	"slices"

	"scimsheet/internal/identity"
)

// Relies lists, sorted, the names by which sound people's rows mean workspaces, where matters says of the
// person, what their rows claim and the workspace's id that something rests on the name. In a matrix a
// blank cell means its workspace as well: the person has it not. A workspace that is given by its id
// relies on no name. The rows are not resolved for good by it.
func (r *Roster) Relies(on Resolution, matters func(p identity.Person, claim *identity.Claim, id string) bool) []string {
	res := &resolver{Resolution: on, silent: true}
	res.prepare(r)
	relied := map[string]bool{}
	for i := range r.Entries {
		e := &r.Entries[i]
		claim := res.claim(&e.Person, e.first)
		if claim == nil {
			continue
		}
		for rec := r.ledger.at(r.ledger.root(e.first)); rec != nil; rec = r.ledger.following(rec) {
			for name, id := range res.byName(rec) {
				if !relied[name] && matters(e.Person, claim, id) {
					relied[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(relied))
}

// byName are the workspaces that a row speaks of, by the names it uses for them.
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
	for j := range rec.marks {
		if res.matrix(int(rec.table)).columns[j].id != "" {
			take(workspaces, res.roster.tables[rec.table].marks[j].workspace)
		}
	}
	return found
}
