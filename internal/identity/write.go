package identity

import (
	"errors"
	"fmt"
)

// WriteResult is what a service answered to a write that it accepted (2xx, also 207).
type WriteResult struct {
	HTTPStatus      int
	Account         *Account // the user as the reply shows them; nil where the reply carried no user
	WorkspacesShown bool     // whether the reply said anything about workspaces: Anaplan's PATCH reply may not
	Partial         bool     // the reply itself said that not everything was done (207, an error inside a 2xx)
	ScimType        string
	Detail          string
	Attempts        int // requests sent, repeats included
}

// Refusal is a service's no to a write: it was answered, and the answer says it had no effect (a 4xx).
// Any other error of a write leaves its effect unknown until the user has been looked at again,
// except ErrNotSent.
type Refusal struct {
	HTTPStatus int
	ScimType   string // RFC 7644 section 3.12, may be empty
	Detail     string
	Attempts   int
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("refused (%d %s): %s", r.HTTPStatus, r.ScimType, r.Detail)
}

// ErrNotSent: the request never left, because the run was stopped before.
var ErrNotSent = errors.New("not sent")

// ErrSignedOut: the service no longer accepts the credentials (401), or the caller may not manage
// users (403 on reading). Nothing further will succeed: the run stops.
var ErrSignedOut = errors.New("signed out")

// ErrNotUserAdmin: the caller may not manage users (403 on reading). It is an ErrSignedOut.
var ErrNotUserAdmin = fmt.Errorf("no User Admin: %w", ErrSignedOut)

// ErrNotTheService: something in between answered instead, as the sign-in page of a network does.
var ErrNotTheService = errors.New("not the service")
