package roster

import (
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// renamed tells of the workspaces that the inputs' own sheets call otherwise than the tenant does: whoever
// reads the input and whoever reads a report would think of different ones. Of several names for one id the
// first counts.
func (r *Roster) renamed(known *identity.Workspaces) []finding.Finding {
	var found []finding.Finding
	seen := map[string]bool{}
	for i, w := range r.Directory {
		id, own := known.ID(w.ID), known.OwnName(w.ID)
		if own == "" || w.Name == "" || seen[id] {
			continue
		}
		seen[id] = true
		if identity.SameName(own, w.Name) {
			continue
		}
		means := "rows that say " + quoted(w.Name) + " mean " + quoted(own)
		if len(known.ByName(w.Name)) > 1 {
			means = "another workspace is called " + quoted(w.Name) + " too, so rows that say it are held back"
		}
		found = append(found, finding.New(finding.RenamedWorkspace, r.directoryAt[i], shown(w.Name, valueRunes),
			"the workspace "+w.ID+" is called "+quoted(w.Name)+" here, and the tenant calls it "+quoted(own)+"; "+means,
			"correct the id or the name, unless it is an older name of the same workspace"))
	}
	return found
}
