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
)

// ErrNotPermitted: the service does not show this list to the caller, or does not have it. What the
// list would tell stays unknown; nothing follows from it.
var ErrNotPermitted = errors.New("not permitted")

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

// Login is one user as the Integration API lists them; the id is the SCIM id.
type Login struct {
	ID            string `json:"id"`
	Email         string `json:"email"`
	Active        bool   `json:"active"`
	LastLoginDate string `json:"lastLoginDate"` // like 2017-09-07T08:05:37.000+0000, or empty
}

// Workspaces lists the workspaces that the caller can reach, which may be few: a workspace that is not
// in the list may exist all the same.
func (a *API) Workspaces(ctx context.Context) ([]Workspace, error) {
	var all []Workspace
	err := a.pages(ctx, "/2/0/workspaces", url.Values{"tenantDetails": {"true"}}, func(p page) int {
		all = append(all, p.Workspaces...)
		return len(p.Workspaces)
	})
	if err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	return all, nil
}

// Logins lists the tenant's users with their last login. It may name people whom SCIM leaves out.
func (a *API) Logins(ctx context.Context) ([]Login, error) {
	var all []Login
	err := a.pages(ctx, "/2/0/users", url.Values{}, func(p page) int {
		all = append(all, p.Users...)
		return len(p.Users)
	})
	if err != nil {
		return nil, fmt.Errorf("list logins: %w", err)
	}
	return all, nil
}

// page is one page of either list.
type page struct {
	Meta struct {
		Paging struct {
			TotalSize *int `json:"totalSize"`
		} `json:"paging"`
	} `json:"meta"`
	Workspaces []Workspace `json:"workspaces"`
	Users      []Login     `json:"users"`
}

const pageLimit = 1000

// pages reads until the list is as long as it says it is; one that ends before that is an error.
func (a *API) pages(ctx context.Context, path string, query url.Values, take func(page) int) error {
	query.Set("limit", strconv.Itoa(pageLimit))
	for offset := 0; ; {
		query.Set("offset", strconv.Itoa(offset))
		p, err := a.get(ctx, path+"?"+query.Encode())
		if err != nil {
			return err
		}
		got := take(p)
		offset += got
		total := p.Meta.Paging.TotalSize
		switch {
		case total == nil || offset >= *total:
			return nil
		case got == 0:
			return fmt.Errorf("the list ended after %d of %d", offset, *total)
		}
	}
}

func (a *API) get(ctx context.Context, path string) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+path, nil)
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := a.client.Do(req)
	if err != nil {
		return page{}, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return page{}, fmt.Errorf("the service answered %s: %w", resp.Status, ErrNotPermitted)
	default:
		return page{}, fmt.Errorf("the service answered %s", resp.Status)
	}
	var p page
	if err := json.NewDecoder(io.LimitReader(resp.Body, 64<<20)).Decode(&p); err != nil {
		return page{}, fmt.Errorf("the service answered something that is not a list: %w", err)
	}
	return p, nil
}
