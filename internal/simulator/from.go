package simulator

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"scimsheet/internal/identity"
)

// exported is one line of an export.
type exported struct {
	ID           string               `json:"id"`
	UserName     string               `json:"userName"`
	ExternalID   string               `json:"externalId"`
	GivenName    string               `json:"givenName"`
	FamilyName   string               `json:"familyName"`
	Active       bool                 `json:"active"`
	Workspaces   []identity.Workspace `json:"workspaces"`
	Created      string               `json:"created"`
	LastModified string               `json:"lastModified"`
}

// load starts from an export: its people, the workspaces they have, and the caller where the export
// lacks one.
func (t *Tenant) load(path string) ([]*user, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("start from an export: %w", err)
	}
	defer f.Close()
	users, seen, err := readExport(f)
	if err == nil {
		users = t.withCaller(users)
		err = checkRepeated(users)
	}
	if err != nil {
		return nil, fmt.Errorf("start from %s: %w", path, err)
	}
	t.workspaces = newWorkspaces(topUp(seen, t.options))
	return users, nil
}

// topUp adds made-up workspaces to those of the export until there are as many as asked for.
func topUp(seen *identity.Workspaces, o Options) []Workspace {
	var list []Workspace
	for _, ws := range seen.All() {
		list = append(list, Workspace{ws, true})
	}
	for _, ws := range syntheticWorkspaces(o.Seed, o.Workspaces, o.DuplicateName) {
		if _, known := seen.ByID(ws.ID); !known && len(list) < o.Workspaces {
			list = append(list, ws)
		}
	}
	return list
}

// withCaller takes the service account of the export for the caller, or adds one.
func (t *Tenant) withCaller(users []*user) []*user {
	domain := t.options.Domain
	if len(users) > 0 {
		if _, own, ok := strings.Cut(string(users[0].UserName), "@"); ok && t.options.Domain == defaultDomain {
			domain = own
		}
	}
	t.caller.userName = identity.UserName(callerLocal + "@" + domain)
	for _, u := range users {
		if local, _, _ := strings.Cut(u.nameKey, "@"); local == callerLocal {
			t.caller.userName = u.UserName
			u.Active = true // somebody must be able to sign in
			return users
		}
	}
	return append(users, t.callerAccount())
}

func readExport(r io.Reader) ([]*user, *identity.Workspaces, error) {
	var users []*user
	seen := &identity.Workspaces{}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			u, bad := readLine(line, seen)
			if bad != nil {
				return nil, nil, fmt.Errorf("line %d: %w", n, bad)
			}
			users = append(users, u)
		}
		if errors.Is(err, io.EOF) {
			return users, seen, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read line %d: %w", n, err)
		}
	}
}

func readLine(line []byte, seen *identity.Workspaces) (*user, error) {
	var e exported
	if err := json.Unmarshal(line, &e); err != nil {
		return nil, fmt.Errorf("not a line of an export: %w", err)
	}
	if e.ID == "" || e.UserName == "" {
		return nil, errors.New("a user without id or userName")
	}
	a := identity.Account{
		ID: e.ID, UserName: identity.UserName(e.UserName), ExternalID: e.ExternalID, GivenName: e.GivenName,
		FamilyName: e.FamilyName, Active: e.Active, Created: e.Created, LastModified: e.LastModified,
	}
	for _, ws := range e.Workspaces {
		seen.Add(ws, false, identity.Seen)
		a.Workspaces = append(a.Workspaces, identity.WorkspaceID(ws.ID))
	}
	a.Workspaces = identity.Set(a.Workspaces)
	return newUser(a, "", 1), nil
}

func checkRepeated(users []*user) error {
	_, repeated := newRegister(users)
	if len(repeated) > 0 {
		return fmt.Errorf("user %q is there twice, by id or by userName", repeated[0].UserName)
	}
	return nil
}
