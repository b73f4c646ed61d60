package anaplan

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Admins lists the administrators of a workspace, which SCIM does not tell. When they were last there is
// left out: Logins tells it. An error that wraps ErrNotPermitted says that there is no list.
//
// Anaplan's documentation does not say what the list is called in the reply: "admins" is what the address
// says, "users" what its other lists of people are called. Either is read.
func (a *API) Admins(ctx context.Context, workspaceID string) ([]Login, error) {
	var all []Login
	err := a.pages(ctx, "/2/0/workspaces/"+url.PathEscape(workspaceID)+"/admins", url.Values{}, func(p page) (int, error) {
		shown := p.Admins
		switch {
		case len(p.Users) > 0 && len(shown) > 0:
			return 0, errors.New("the reply holds two lists")
		case len(shown) == 0:
			shown = p.Users
		}
		for _, u := range shown {
			if u.ID == "" {
				return 0, fmt.Errorf("administrator %q has no id", u.Email)
			}
			all = append(all, Login{ID: strings.ToLower(u.ID), Email: u.Email})
		}
		return len(shown), nil
	})
	if err != nil {
		return nil, fmt.Errorf("list administrators of workspace %s: %w", workspaceID, err)
	}
	return all, nil
}
