package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"scimsheet/internal/identity"
)

// apiBase is the Integration API, version 2.0.
const apiBase = "/2/0"

// defaultLimit is small, so that a reader who does not follow the pages is found out.
const defaultLimit = 20

type apiStatus struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

type paging struct {
	CurrentPageSize int    `json:"currentPageSize"`
	TotalSize       int    `json:"totalSize"`
	Offset          int    `json:"offset"`
	Previous        string `json:"previous,omitempty"`
	Next            string `json:"next,omitempty"`
}

type apiMeta struct {
	Schema string `json:"schema"`
	Paging paging `json:"paging"`
}

type workspaceLine struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	Active        bool   `json:"active"`
	SizeAllowance int64  `json:"sizeAllowance"`
	CurrentSize   *int64 `json:"currentSize,omitempty"`
}

type userLine struct {
	ID         string `json:"id"`
	Active     bool   `json:"active"`
	Email      string `json:"email"`
	EmailOptIn bool   `json:"emailOptIn"`
	FirstName  string `json:"firstName"`
	LastName   string `json:"lastName"`
	LastLogin  string `json:"lastLoginDate,omitempty"`
}

func apiFailure(x *exchange, status int, detail string) reply {
	return jsonReply(status, map[string]any{"status": apiStatus{status, detail}, "path": x.path})
}

// apiPath reports whether a path is one of Anaplan's other services: the Integration, Administration
// and Audit APIs.
func apiPath(path string) bool {
	return strings.HasPrefix(path, apiBase+"/") || path == exceptionUsersPath || path == auditPath
}

// answerAPI is what those services tell of workspaces and users. They take AnaplanAuthToken, not Basic
// and, but for the Administration API, not API keys.
func (t *Tenant) answerAPI(x *exchange) reply {
	if x.path == exceptionUsersPath {
		return t.answerExceptionUsers(x)
	}
	scheme, text := credential(x.Request)
	if scheme != schemeToken || !t.tokens.live(text, t.options.Now()) || !t.callerActive() {
		return apiFailure(x, http.StatusUnauthorized, "Authentication failed")
	}
	workspace, admins := adminsOf(x.path)
	if x.path != apiBase+"/workspaces" && x.path != apiBase+"/users" && x.path != auditPath && !admins {
		return apiFailure(x, http.StatusNotFound, "Not found")
	}
	if x.Method != http.MethodGet {
		return apiFailure(x, http.StatusMethodNotAllowed, "Method not allowed").with("Allow", "GET")
	}
	query, err := url.ParseQuery(x.URL.RawQuery)
	if err != nil {
		return apiFailure(x, http.StatusBadRequest, "the query cannot be read")
	}
	limit, wrongLimit := number(query, "limit", defaultLimit)
	offset, wrongOffset := number(query, "offset", 0)
	if wrongLimit != nil || wrongOffset != nil || limit < 1 || offset < 0 {
		return apiFailure(x, http.StatusBadRequest, "limit must be at least 1, offset at least 0")
	}
	switch {
	case admins:
		return t.listAdmins(x, workspace, limit, offset)
	case x.path == auditPath:
		return t.listEvents(x, query, limit, offset)
	case x.path == apiBase+"/users":
		if !t.userAdmin.Load() {
			return apiFailure(x, http.StatusForbidden, "The caller does not have the User Admin role")
		}
		return t.listLogins(x, limit, offset)
	}
	return t.listWorkspaces(x, query, limit, offset)
}

func (t *Tenant) listWorkspaces(x *exchange, query url.Values, limit, offset int) reply {
	details := query.Get("tenantDetails") == "true"
	from := min(offset, len(t.visible))
	lines := []workspaceLine{}
	for _, w := range t.visible[from : from+min(limit, len(t.visible)-from)] {
		line := workspaceLine{ID: w.ID, Name: w.Name, Active: w.Active, SizeAllowance: 10 << 30}
		if details {
			size := int64(len(w.Name)) << 24
			line.CurrentSize = &size
		}
		lines = append(lines, line)
	}
	return jsonReply(http.StatusOK, map[string]any{
		"meta":       t.meta(x, "workspace", len(lines), len(t.visible), limit, offset),
		"status":     apiStatus{http.StatusOK, "Success"},
		"workspaces": lines,
	})
}

// listLogins lists users with their last login; its ids are those of SCIM.
func (t *Tenant) listLogins(x *exchange, limit, offset int) reply {
	t.mu.RLock()
	users, total := t.register.page(nil, offset, limit)
	t.mu.RUnlock()
	lines := []userLine{}
	for _, u := range users {
		lines = append(lines, lineOf(u))
	}
	for i, address := range t.options.Visiting { // after everybody else
		if at := total + i; at >= offset && len(lines) < limit {
			lines = append(lines, userLine{ID: t.seeded("visiting", i), Active: true, Email: address})
		}
	}
	total += len(t.options.Visiting)
	return jsonReply(http.StatusOK, map[string]any{
		"meta":   t.meta(x, "user", len(lines), total, limit, offset),
		"status": apiStatus{http.StatusOK, "Success"},
		"users":  lines,
	})
}

func lineOf(u *user) userLine {
	return userLine{
		ID: u.ID, Active: u.Active, Email: string(u.UserName), FirstName: u.GivenName, LastName: u.FamilyName, LastLogin: u.lastLogin,
	}
}

func (t *Tenant) meta(x *exchange, kind string, shown, total, limit, offset int) apiMeta {
	m := apiMeta{
		Schema: x.base() + apiBase + "/objects/" + kind,
		Paging: paging{CurrentPageSize: shown, TotalSize: total, Offset: offset},
	}
	if offset+shown < total && shown > 0 {
		m.Paging.Next = pageURL(x, limit, offset+shown)
	}
	if offset > 0 {
		m.Paging.Previous = pageURL(x, limit, max(0, offset-limit))
	}
	return m
}

func pageURL(x *exchange, limit, offset int) string {
	query := x.URL.Query()
	query.Set("limit", strconv.Itoa(limit))
	query.Set("offset", strconv.Itoa(offset))
	return fmt.Sprintf("%s%s?%s", x.base(), x.path, query.Encode())
}

// SetLastLogin says when a user last signed in, as /2/0/users tells it; empty is never.
func (t *Tenant) SetLastLogin(name identity.UserName, date string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	old := t.register.byName[name.Key()]
	if old == nil {
		return false
	}
	next := newUser(old.Account, date, old.revision)
	t.register.change(old, next)
	return true
}
