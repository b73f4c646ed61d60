package anaplan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"scimsheet/internal/identity"
)

// ErrNotPermitted: the service does not show this list to the caller, or does not have it. What the
// list would tell stays unknown; nothing follows from it.
var ErrNotPermitted = errors.New("not permitted")

const (
	pageLimit = 1000     // entries asked for at once; a service may give fewer
	maxPage   = 64 << 20 // bytes
)

// API reads lists of the Integration API v2.
type API struct {
	base   string
	client *http.Client
}

// NewAPI reads from the Integration API at base (scheme and host).
func NewAPI(base string, client *http.Client) *API {
	return &API{base: strings.TrimRight(base, "/"), client: client}
}

// Workspace is one workspace as the Integration API lists it.
type Workspace struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Active *bool  `json:"active"` // nil where the service does not say
}

// Login is when one user was last there. The id is the SCIM id, in lower case.
type Login struct {
	ID    string
	Email string
	Last  time.Time // UTC; zero for never
}

// Workspaces lists the workspaces that the caller can reach, which may be few: a workspace that is not
// in the list may exist all the same. An error that wraps ErrNotPermitted says that there is no list.
func (a *API) Workspaces(ctx context.Context) ([]Workspace, error) {
	var all []Workspace
	err := a.pages(ctx, "/2/0/workspaces", url.Values{"tenantDetails": {"true"}}, func(p page) (int, error) {
		for _, w := range p.Workspaces {
			if w.ID == "" {
				return 0, fmt.Errorf("workspace %q has no id", w.Name)
			}
		}
		all = append(all, p.Workspaces...)
		return len(p.Workspaces), nil
	})
	if err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	return all, nil
}

// Logins lists the tenant's users with their last login. It may name people whom SCIM leaves out.
// An error that wraps ErrNotPermitted says that there is no list.
func (a *API) Logins(ctx context.Context) ([]Login, error) {
	var all []Login
	err := a.pages(ctx, "/2/0/users", url.Values{}, func(p page) (int, error) {
		for _, u := range p.Users {
			last, err := parseLogin(u.LastLoginDate)
			if err != nil {
				return 0, fmt.Errorf("user %q: %w", u.Email, err)
			}
			all = append(all, Login{ID: strings.ToLower(u.ID), Email: u.Email, Last: last})
		}
		return len(p.Users), nil
	})
	if err != nil {
		return nil, fmt.Errorf("list logins: %w", err)
	}
	return all, nil
}

// parseLogin reads dates such as 2017-09-07T08:05:37.000+0000, and RFC 3339. No date is never.
func parseLogin(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse("2006-01-02T15:04:05.999-0700", text); err == nil {
		return at.UTC(), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("last login %q is not a date", text)
	}
	return at.UTC(), nil
}

// page is one page of any of the lists.
type page struct {
	Meta struct {
		Paging struct {
			TotalSize *int `json:"totalSize"`
		} `json:"paging"`
	} `json:"meta"`
	Workspaces []Workspace `json:"workspaces"`
	Users      []listed    `json:"users"`
	Admins     []listed    `json:"admins"`
}

// listed is a user as lists have them.
type listed struct {
	ID            string `json:"id"`
	Email         string `json:"email"`
	LastLoginDate string `json:"lastLoginDate"`
}

// pages reads until the list is as long as it says it is; one that ends before that is an error. take is
// given each page and says how many entries it held.
func (a *API) pages(ctx context.Context, path string, query url.Values, take func(page) (int, error)) error {
	query.Set("limit", strconv.Itoa(pageLimit))
	for offset := 0; ; {
		query.Set("offset", strconv.Itoa(offset))
		p, err := a.get(ctx, path+"?"+query.Encode())
		if err != nil {
			return err
		}
		got, err := take(p)
		if err != nil {
			return err
		}
		offset += got
		switch total := *p.Meta.Paging.TotalSize; {
		case offset == total:
			return nil
		case got == 0 || offset > total:
			return fmt.Errorf("%d of %d entries came back", offset, total)
		}
	}
}

// get reads one page. The token service is a service of its own, which may refuse whom SCIM accepts:
// that is a list that is not permitted too.
func (a *API) get(ctx context.Context, path string) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+path, nil)
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := a.client.Do(req)
	switch {
	case errors.Is(err, identity.ErrSignedOut):
		return page{}, fmt.Errorf("%w: %w", ErrNotPermitted, withoutURL(err))
	case err != nil:
		return page{}, withoutURL(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxPage+1))
	switch {
	case err != nil:
		return page{}, fmt.Errorf("the reply broke off: %w", err)
	case len(body) > maxPage:
		return page{}, fmt.Errorf("the reply is larger than %d MB", maxPage>>20)
	}
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return page{}, fmt.Errorf("%w: the service answered %d", ErrNotPermitted, resp.StatusCode)
	default:
		return page{}, fmt.Errorf("the service answered %d %s", resp.StatusCode, webPage(body))
	}
	var p page
	if err := json.Unmarshal(body, &p); err != nil || p.Meta.Paging.TotalSize == nil {
		return page{}, fmt.Errorf("the reply is not a list (%d, %s, %d bytes) %s", resp.StatusCode, resp.Header.Get("Content-Type"), len(body), webPage(body))
	}
	return p, nil
}
