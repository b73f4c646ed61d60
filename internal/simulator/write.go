package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// emailShape is what Anaplan takes for a user name; maxUserName is its longest, in characters.
var emailShape = regexp.MustCompile(`^[^\s@,;:"()<>\[\]\\]+@[^\s@,;:"()<>\[\]\\]+\.[^\s@,;:"()<>\[\]\\.]+$`)

const maxUserName = 60

func checkUserName(name string) *refusal {
	switch {
	case name == "":
		return refuse(http.StatusBadRequest, "invalidValue", "userName is required")
	case utf8.RuneCountInString(name) > maxUserName:
		return refuse(http.StatusBadRequest, "invalidValue", "userName has more than %d characters", maxUserName)
	case strings.HasPrefix(name, "_"), strings.HasSuffix(name, "_"):
		return refuse(http.StatusBadRequest, "invalidValue", "userName cannot start or end with an underscore")
	case !emailShape.MatchString(name):
		return refuse(http.StatusBadRequest, "invalidValue", "userName is not an e-mail address")
	}
	return nil
}

// readWhole reads the body of POST and PUT and what it asks of workspaces.
func (t *Tenant) readWhole(x *exchange) (scim.User, request, *refusal) {
	var u scim.User
	if err := json.Unmarshal(x.body, &u); err != nil {
		return u, request{}, refuse(http.StatusBadRequest, "invalidSyntax", "the body cannot be read: %v", err)
	}
	if !slices.Contains(u.Schemas, scim.SchemaUser) {
		return u, request{}, refuse(http.StatusBadRequest, "invalidSyntax", "schemas must contain %s", scim.SchemaUser)
	}
	wants, refused := t.workspaces.understand(u.Entitlements)
	return u, wants, refused
}

// fill puts a whole resource into an account: what the resource leaves out becomes blank, and active.
func fill(a *identity.Account, from scim.User, workspaces []string) {
	a.UserName = identity.UserName(from.UserName)
	a.ExternalID = from.ExternalID
	a.GivenName, a.FamilyName = "", ""
	if from.Name != nil {
		a.GivenName, a.FamilyName = from.Name.GivenName, from.Name.FamilyName
	}
	a.Active = from.Active == nil || bool(*from.Active)
	a.Workspaces = workspaces
}

func (t *Tenant) create(x *exchange) reply {
	body, wants, refused := t.readWhole(x)
	attempt := Write{Method: x.Method, UserName: body.UserName}
	if refused == nil {
		refused = checkUserName(body.UserName)
	}
	if refused != nil {
		return written(refused.reply(), attempt)
	}
	given := wants.known
	if x.losesWorkspaces() {
		given, wants = wants.failed(x.some, nil, given)
	}
	var a identity.Account
	fill(&a, body, given)
	u := t.enlist(a)
	if u == nil {
		return written(refuse(http.StatusConflict, "uniqueness", "userName %s is already in use", body.UserName).reply(), attempt)
	}
	t.witness(t.callerInfo().UserGUID, nil, u.Account)
	status := http.StatusCreated
	if t.options.CreatedAs200 {
		status = http.StatusOK
	}
	return t.saved(x, u, wants, t.userReply(x, status, u))
}

// enlist gives a new account its id and times and registers it; nil where its user name is taken.
func (t *Tenant) enlist(a identity.Account) *user {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.register.taken(a.UserName) {
		return nil
	}
	for a.ID = ""; a.ID == "" || t.register.byID[a.ID] != nil; t.created++ { // an export may hold our earlier ids
		a.ID = t.seeded("new user", t.created)
	}
	a.Created = t.timestamp()
	a.LastModified = a.Created
	a.Version = t.version(1)
	u := newUser(a, "", 1)
	t.register.add(u)
	return u
}

// version is the tag of a user's nth state (RFC 7644 section 3.14); none where the option is off.
func (t *Tenant) version(revision int) string {
	if !t.options.Versions {
		return ""
	}
	return fmt.Sprintf(`W/"%d"`, revision)
}

func (t *Tenant) replace(x *exchange, id string) reply {
	body, wants, refused := t.readWhole(x)
	attempt := Write{Method: x.Method, ID: id, UserName: body.UserName}
	if refused != nil {
		return written(refused.reply(), attempt)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	old, refused := t.addressed(x, id)
	if refused != nil {
		return written(refused.reply(), attempt)
	}
	attempt.ID, attempt.UserName = old.ID, string(old.UserName)
	switch name := identity.UserName(body.UserName); {
	case name == "":
		return written(refuse(http.StatusBadRequest, "invalidValue", "userName is required").reply(), attempt)
	case !old.UserName.Same(name):
		return written(refuse(http.StatusBadRequest, "mutability", "userName is read only once the user exists").reply(), attempt)
	}
	next := old.Account
	fill(&next, body, wants.known)
	next.UserName = old.UserName
	if x.losesWorkspaces() {
		next.Workspaces, wants = wants.failed(x.some, old.Workspaces, next.Workspaces)
	}
	u := t.update(old, next)
	t.witness(t.callerID(), &old.Account, u.Account)
	return t.saved(x, u, wants, t.userReply(x, http.StatusOK, u))
}

// addressed finds the user a write is for and checks its precondition. The lock is held.
func (t *Tenant) addressed(x *exchange, id string) (*user, *refusal) {
	u := t.register.byID[identity.Fold(id)]
	if u == nil {
		return nil, notFound(id)
	}
	match := x.Header.Get("If-Match")
	if !t.options.Versions || match == "" || match == "*" {
		return u, nil
	}
	for tag := range strings.SplitSeq(match, ",") {
		if strings.TrimSpace(tag) == u.Version {
			return u, nil
		}
	}
	return nil, refuse(http.StatusPreconditionFailed, "", "user %s is at version %s, not %s", u.ID, u.Version, match)
}

// update registers an account's next state. The lock is held.
func (t *Tenant) update(old *user, next identity.Account) *user {
	next.LastModified = t.timestamp()
	next.Version = t.version(old.revision + 1)
	u := newUser(next, old.lastLogin, old.revision+1)
	t.register.change(old, u)
	return u
}

func written(p reply, w Write) reply {
	w.Status = p.status
	p.write = &w
	return p
}
