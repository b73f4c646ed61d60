package apply

import (
	"context"

	"scimsheet/internal/identity"
)

// Tenant is all that apply needs of a service.
type Tenant interface {
	// Look reads the named accounts afresh, in batches. An account that is missing from the answer is
	// known not to exist; a reading that cannot be trusted to be whole is an error.
	Look(ctx context.Context, names []identity.UserName, ids []string) (Sight, error)
	// Create makes a user with at most MaxPerWrite workspaces.
	Create(ctx context.Context, want identity.Account) (identity.WriteResult, error)
	// Update brings an existing user from one state to another; workspaces are written as a whole
	// set of at most MaxPerWrite.
	Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error)
	// AddWorkspaces gives further workspaces by adding, never repeated blindly.
	AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error)
}

// MaxPerWrite is how many workspaces one write may carry (Anaplan's limit for POST).
const MaxPerWrite = 50

// Sight is what Look saw, by userName key and by account id.
type Sight struct {
	ByName map[string]identity.Account // keyed by UserName.Key
	ByID   map[string]identity.Account
}
