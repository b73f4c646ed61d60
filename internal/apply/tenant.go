package apply

import (
	"context"

	"scimsheet/internal/identity"
)

// Tenant is all that apply needs of a service. Errors of writes: an *identity.Refusal was answered and
// had no effect (with status 0 it was never sent, because it cannot be); one that wraps
// identity.ErrNotSent never left; identity.ErrSignedOut was refused for the credentials alone; any
// other leaves the effect unknown. The result tells status, words and attempts beside an error too. A
// cancelled context keeps a write from being sent and does not cut short one that was.
type Tenant interface {
	// Look reads the named accounts afresh, in batches. An account that is missing from the answer is
	// known not to exist; a reading that cannot be trusted to be whole is an error.
	Look(ctx context.Context, keys Keys) (Sight, error)
	// Create makes a user with at most MaxPerWrite workspaces, where the plan's policy bounds them. It is sent once, and again only where
	// the first is known to have had no effect.
	Create(ctx context.Context, want identity.Account) (identity.WriteResult, error)
	// Update brings an existing user from one state to another; where workspaces differ they are
	// written as a whole set, bounded likewise.
	Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error)
	// AddWorkspaces gives further workspaces by adding, never repeated blindly.
	AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error)
}

// MaxPerWrite is how many workspaces one write may carry (Anaplan's limit for POST), unless the plan's
// policy is unbounded.
const MaxPerWrite = 50

// Keys says which accounts to look at: those with any of these names, ids or externalIds.
type Keys struct {
	UserNames   []identity.UserName
	IDs         []string
	ExternalIDs []string
}

// Sight is what Look saw. Seen makes it.
type Sight struct {
	ByName       map[string]identity.Account // keyed by UserName.Key
	ByID         map[string]identity.Account // keyed by the folded id: Anaplan compares ids without case
	ByExternalID map[string]identity.Account // keyed by the folded externalId; where several share one, any of them
}

// Seen orders the accounts that were read.
func Seen(accounts []identity.Account) Sight {
	s := Sight{
		ByName:       make(map[string]identity.Account, len(accounts)),
		ByID:         make(map[string]identity.Account, len(accounts)),
		ByExternalID: map[string]identity.Account{},
	}
	for _, a := range accounts {
		s.ByName[a.UserName.Key()] = a
		s.ByID[identity.Fold(a.ID)] = a
		if a.ExternalID != "" {
			s.ByExternalID[identity.Fold(a.ExternalID)] = a
		}
	}
	return s
}
