package apply

import (
	"fmt"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// edit is another administrator, just before apply looks: leaves a mark on somebody.
func (s *storm) edit() {
	s.tenant.mu.Lock()
	defer s.tenant.mu.Unlock()
	s.mark()
}

// mark is the edit. The tenant is locked.
func (s *storm) mark() {
	if s.chance.IntN(3) > 0 || len(s.tenant.accounts) == 0 {
		return
	}
	all := make([]string, 0, len(s.tenant.accounts))
	for id := range s.tenant.accounts {
		all = append(all, id)
	}
	slices.Sort(all)
	a := s.tenant.accounts[all[s.chance.IntN(len(all))]]
	s.tenant.changed(a)
	s.edits++
	mark := fmt.Sprintf("edit%d", s.edits)
	name := string(a.UserName)
	if s.marks[name] == nil {
		s.marks[name] = map[string]string{}
	}
	s.edited[name] = true
	switch s.chance.IntN(4) {
	case 0:
		a.GivenName, s.marks[name][plan.PathGivenName] = mark, mark
	case 1:
		a.FamilyName, s.marks[name][plan.PathFamilyName] = mark, mark
	case 2:
		a.ExternalID, s.marks[name][plan.PathExternalID] = mark, mark
	case 3:
		a.Workspaces, s.marks[name][mark] = identity.Union(a.Workspaces, []string{mark}), mark
	}
}

// byHand reports whether a difference is another administrator's doing.
func (s *storm) byHand(name string, d Difference) bool {
	if d.Workspace != nil {
		return s.marks[name][d.Workspace.ID] != ""
	}
	return s.marks[name][d.Path] != ""
}
