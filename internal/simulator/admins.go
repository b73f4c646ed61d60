package simulator

import (
	"encoding/json"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// exceptionUsersPath tells who may sign in without single sign-on.
const exceptionUsersPath = "/admin/1/0/permissions/exception-users/search"

// schemeAPIKey is how the Administration API takes API keys.
const schemeAPIKey = "anaplanapikey"

// One in so many people is an administrator of their workspaces, or an exception user, unless options
// name who is.
const (
	oneAdminIn     = 20
	oneExceptionIn = 50
)

// chosen reports whether a user is among those that an option names, or, where it names none, whether
// chance has it; the same user is always chosen.
func chosen(u *user, named []string, oneIn uint32) bool {
	if named != nil {
		return slices.ContainsFunc(named, func(name string) bool { return u.UserName.Same(identity.UserName(name)) })
	}
	h := fnv.New32a()
	h.Write([]byte(u.idKey))
	return h.Sum32()%oneIn == 0
}

// holders are the users of a workspace who are chosen, by id. The lock is held.
func (t *Tenant) holders(workspace string, named []string, oneIn uint32) []*user {
	var found []*user
	for _, u := range t.register.order {
		if slices.Contains(u.Workspaces, workspace) && chosen(u, named, oneIn) {
			found = append(found, u)
		}
	}
	return found
}

// adminsOf takes the workspace out of the path of its administrators.
func adminsOf(path string) (workspace string, ok bool) {
	rest, ok := strings.CutPrefix(path, apiBase+"/workspaces/")
	if !ok {
		return "", false
	}
	workspace, ok = strings.CutSuffix(rest, "/admins")
	return workspace, ok && workspace != "" && !strings.Contains(workspace, "/")
}

// listAdmins lists the administrators of a workspace, which SCIM does not tell.
func (t *Tenant) listAdmins(x *exchange, workspace string, limit, offset int) reply {
	ws, known := t.workspaces.names.ByID(workspace)
	if !known || !slices.ContainsFunc(t.visible, func(w Workspace) bool { return w.ID == ws.ID }) {
		return apiFailure(x, http.StatusNotFound, "Not found")
	}
	t.mu.RLock()
	admins := t.holders(ws.ID, t.options.WorkspaceAdmins, oneAdminIn)
	t.mu.RUnlock()
	lines := []userLine{}
	for _, u := range window(admins, offset, limit) {
		lines = append(lines, lineOf(u))
	}
	return jsonReply(http.StatusOK, map[string]any{
		"meta":   t.meta(x, "user", len(lines), len(admins), limit, offset),
		"status": apiStatus{http.StatusOK, "Success"},
		"admins": lines,
	})
}

type exceptionUser struct {
	UserGUID string `json:"userGuid"`
	Email    string `json:"email"`
}

type exceptionWorkspace struct {
	WorkspaceGUID string          `json:"workspaceGuid"`
	WorkspaceName string          `json:"workspaceName"`
	Users         []exceptionUser `json:"users"`
}

// answerExceptionUsers answers for one workspace, or for all workspaces of one user. It takes tokens as
// AnaplanAuthToken and API keys as AnaplanApiKey; another header is malformed.
func (t *Tenant) answerExceptionUsers(x *exchange) reply {
	scheme, value := credential(x.Request)
	switch {
	case x.Method != http.MethodPost:
		return apiFailure(x, http.StatusMethodNotAllowed, "Method not allowed").with("Allow", "POST")
	case scheme != schemeToken && scheme != schemeAPIKey:
		return tokenFailure(http.StatusBadRequest, "FAILURE_BAD_HEADER", "the Authorization header must be AnaplanAuthToken or AnaplanApiKey")
	case scheme == schemeToken && !t.tokens.live(value, t.options.Now()), scheme == schemeAPIKey && !t.takesKey(value), !t.callerActive():
		return tokenFailure(http.StatusUnauthorized, "FAILURE_INVALID_TOKEN", "the token or the API key is not valid")
	case !t.userAdmin.Load():
		return apiFailure(x, http.StatusForbidden, "The caller does not have the role for this")
	}
	var asked struct {
		UserGUID      string `json:"userGuid"`
		WorkspaceGUID string `json:"workspaceGuid"`
	}
	if err := json.Unmarshal(x.body, &asked); err != nil || (asked.UserGUID == "") == (asked.WorkspaceGUID == "") {
		return apiFailure(x, http.StatusBadRequest, "the body must hold either userGuid or workspaceGuid")
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	found := []exceptionWorkspace{}
	for _, ws := range t.workspaces.list {
		if asked.WorkspaceGUID != "" && identity.WorkspaceID(asked.WorkspaceGUID) != ws.ID {
			continue
		}
		line := exceptionWorkspace{ws.ID, ws.Name, []exceptionUser{}}
		for _, u := range t.holders(ws.ID, t.options.ExceptionUsers, oneExceptionIn) {
			if asked.UserGUID == "" || identity.Fold(asked.UserGUID) == u.idKey {
				line.Users = append(line.Users, exceptionUser{u.ID, string(u.UserName)})
			}
		}
		if len(line.Users) > 0 {
			found = append(found, line)
		}
	}
	return jsonReply(http.StatusOK, map[string]any{"response": found})
}
