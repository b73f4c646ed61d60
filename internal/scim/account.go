package scim

import (
	"errors"
	"fmt"

	"scimsheet/internal/identity"
)

// Reading is a user in identity's terms, with what else the service's words tell.
type Reading struct {
	Account    identity.Account
	Seen       []identity.Workspace // workspaces that stood there with id and name
	Unresolved []string             // workspaces given only by name: they are not in Account until somebody finds their ids
	Shown      bool                 // whether the user carried an entitlements attribute at all
}

// Account reads a user as a service with these quirks means them. Where active is missing the user is taken for active: a service that says
// nothing about it has not switched the user off. A user without an id is an error; one without a
// userName is not, since Anaplan's documented replies to PUT and PATCH leave it out.
func (q Quirks) Account(u User) (Reading, error) {
	if u.ID == "" {
		return Reading{}, fmt.Errorf("user %q has no id", u.UserName)
	}
	if !isEmpty(u.Errors) {
		return Reading{}, fmt.Errorf("user %q: the service told of errors beside them: %s", u.UserName, excerpt(u.Errors))
	}
	access, err := q.access(u.Entitlements)
	if err != nil {
		return Reading{}, fmt.Errorf("user %q: %w", u.UserName, err)
	}
	account := identity.Account{
		ID:         q.accountID(u.ID),
		UserName:   identity.UserName(u.UserName),
		ExternalID: u.ExternalID,
		Active:     u.Active == nil || bool(*u.Active),
		Workspaces: access.ids,
	}
	if u.Name != nil {
		account.GivenName, account.FamilyName = u.Name.GivenName, u.Name.FamilyName
	}
	if u.Meta != nil {
		account.Created, account.LastModified, account.Version = u.Meta.Created, u.Meta.LastModified, u.Meta.Version
	}
	return Reading{
		Account:    account,
		Seen:       access.seen,
		Unresolved: access.names,
		Shown:      u.Entitlements != nil,
	}, nil
}

// user is an account as POST sends it, and PUT to Anaplan. Derived and read-only attributes
// (displayName, formatted name, e-mails) are left to the service. Entitlements are never nil.
func (w *Writer) user(a identity.Account) (User, error) {
	if a.UserName == "" {
		return User{}, errors.New("it has no userName")
	}
	entitlements, err := w.entitlements(a.Workspaces)
	if err != nil {
		return User{}, err
	}
	active := Bool(a.Active)
	u := User{
		Schemas:      []string{SchemaUser},
		ID:           a.ID,
		UserName:     string(a.UserName),
		ExternalID:   a.ExternalID,
		Active:       &active,
		Entitlements: entitlements,
	}
	if a.GivenName != "" || a.FamilyName != "" {
		u.Name = &Name{GivenName: a.GivenName, FamilyName: a.FamilyName}
	}
	return u, nil
}
