package scim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"scimsheet/internal/identity"
)

// Quirks are the ways of a service where they differ from service to service.
type Quirks int

const (
	// Anaplan is the zero value. Its ServiceProviderConfig is not asked: it calls PATCH and filters
	// unsupported although both work (Anaplan SCIM API). Ids of 32 hexadecimal digits are compared
	// without case, entitlements are workspaces in three spellings, and a PUT is derived from what this
	// program manages.
	Anaplan Quirks = iota
	// RFC is a service as RFC 7643 and RFC 7644 have it. Its ServiceProviderConfig is believed. Ids are
	// exact texts (RFC 7643 section 3.1). Entitlements are plain values: each distinct value is a
	// workspace whose id it is, and whose name it is too unless display tells another. RFC 7643 section
	// 8.7.1 calls values caseExact false, but services differ in it, so two spellings are two values,
	// and writes are such that they come right where a service takes the two for one.
	RFC
)

// QuirksNamed are the quirks of a profile: anaplan (also the empty name) or rfc.
func QuirksNamed(name string) (Quirks, error) {
	switch name {
	case "", "anaplan":
		return Anaplan, nil
	case "rfc":
		return RFC, nil
	}
	return Anaplan, fmt.Errorf("%q is neither anaplan nor rfc", name)
}

// accountID is one spelling of an id.
func (q Quirks) accountID(id string) string {
	if q == Anaplan && identity.LooksLikeWorkspaceID(id) {
		return strings.ToLower(id)
	}
	return id
}

// sameID reports whether two ids are one user's.
func (q Quirks) sameID(a, b string) bool {
	return a == b || q == Anaplan && strings.EqualFold(a, b)
}

// Abilities are what a service can do, as far as requests depend on it.
type Abilities struct {
	PageSize int  // users in one reply at most
	Patch    bool // else a change is a PUT
	Filter   bool
	Versions bool // whether If-Match is understood (RFC 7644 section 3.14)
}

const (
	defaultPage = 100  // where the service does not say how many users it gives in a reply
	largestPage = 1000 // whatever it says, for the sake of our memory
)

// asked is what a service was found to be able to do; it is asked once.
type asked struct {
	mu    sync.Mutex
	known *Abilities
}

// Abilities tells what the service can do. Only with the RFC's quirks is it asked, once. A service that
// has no ServiceProviderConfig is taken to know filters and PATCH, and nothing of versions: what it does
// not know, it will refuse.
func (c *Client) Abilities(ctx context.Context) (Abilities, error) {
	if c.quirks == Anaplan {
		return Abilities{PageSize: MaxPageSize, Patch: true, Filter: true, Versions: true}, nil
	}
	c.asked.mu.Lock()
	defer c.asked.mu.Unlock()
	if c.asked.known != nil {
		return *c.asked.known, nil
	}
	able := Abilities{PageSize: defaultPage, Patch: true, Filter: true}
	config, err := c.ServiceProviderConfig(ctx)
	var failure *Failure
	switch {
	case err == nil:
		able = config.abilities()
	case !errors.As(err, &failure) || failure.HTTPStatus != http.StatusNotFound && failure.HTTPStatus != http.StatusNotImplemented:
		return Abilities{}, fmt.Errorf("ask what the service can do (ServiceProviderConfig): %w", err)
	}
	c.asked.known = &able
	return able, nil
}

func (s ServiceProviderConfig) abilities() Abilities {
	able := Abilities{PageSize: defaultPage, Patch: s.Patch.Supported, Filter: s.Filter.Supported, Versions: s.ETag.Supported}
	if s.Filter.MaxResults > 0 {
		able.PageSize = min(s.Filter.MaxResults, largestPage)
	}
	return able
}
