package directory

import (
	"cmp"
	"maps"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// PageSize is how many accounts one request reads at most.
const PageSize = scim.MaxPageSize

// BatchSize is how many keys one request asks for at most.
const BatchSize = scim.MaxBatch

// Merge adds what a later reading of the same tenant saw. An account that both saw is as the later one
// saw it.
func (s *Snapshot) Merge(later *Snapshot) {
	again := make(map[string]bool, len(later.Accounts))
	for _, a := range later.Accounts {
		again[a.ID] = true
		delete(s.unresolved, a.ID)
	}
	s.Accounts = slices.DeleteFunc(s.Accounts, func(a identity.Account) bool { return again[a.ID] })
	s.Accounts = append(s.Accounts, later.Accounts...)
	slices.SortFunc(s.Accounts, func(a, b identity.Account) int { return cmp.Compare(a.ID, b.ID) })
	maps.Copy(s.unresolved, later.unresolved)
	s.Requests += later.Requests
	for _, ws := range later.Workspaces.All() {
		s.Workspaces.Add(ws, false, identity.Seen)
	}
}
