package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// operation is one element of a PATCH body, its value still undecoded.
type operation struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

// entitlementsOfType is the one path with a filter that Anaplan's documentation shows. All types spell
// the same set, so it means the whole set.
var entitlementsOfType = regexp.MustCompile(`^entitlements\[\s*type\s+eq\s+"(workspace|workspace_ids|workspace_names)"\s*\]$`)

// edit is a user in the middle of a PATCH.
type edit struct {
	account identity.Account
	wants   request // what became of the workspaces asked for
	asked   int
}

// patch carries out the operations in order, all or none. For every operation the path names what is
// removed, after which add and replace put the value in; what add does to entitlements is an option.
func (t *Tenant) patch(x *exchange, id string) reply {
	attempt := Write{Method: x.Method, ID: id}
	var body struct {
		Schemas    []string    `json:"schemas"`
		Operations []operation `json:"Operations"`
	}
	if err := json.Unmarshal(x.body, &body); err != nil {
		return written(refuse(http.StatusBadRequest, "invalidSyntax", "the body cannot be read: %v", err).reply(), attempt)
	}
	if !slices.Contains(body.Schemas, scim.SchemaPatch) || len(body.Operations) == 0 {
		return written(refuse(http.StatusBadRequest, "invalidSyntax", "schemas must contain %s, Operations at least one", scim.SchemaPatch).reply(), attempt)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	old, refused := t.addressed(x, id)
	if refused != nil {
		return written(refused.reply(), attempt)
	}
	attempt.ID, attempt.UserName = old.ID, string(old.UserName)
	e := edit{account: old.Account}
	for _, op := range body.Operations {
		if refused := t.operate(&e, op); refused != nil {
			return written(refused.reply(), attempt)
		}
	}
	if x.losesWorkspaces() {
		e.account.Workspaces, e.wants = e.wants.failed(x.some, old.Workspaces, e.account.Workspaces)
	}
	u := t.update(old, e.account)
	t.witness(t.callerID(), &old.Account, u.Account)
	return t.saved(x, u, e.wants, t.userReply(x, http.StatusOK, u))
}

func (t *Tenant) operate(e *edit, op operation) *refusal {
	kind := strings.ToLower(op.Op)
	path := strings.ToLower(strings.TrimSpace(op.Path))
	switch {
	case kind != "add" && kind != "replace" && kind != "remove":
		return refuse(http.StatusBadRequest, "invalidSyntax", "op %q is not one of add, replace, remove", op.Op)
	case path == "":
		return refuse(http.StatusBadRequest, "invalidPath", "every operation needs a path")
	case kind == "remove":
		return t.removeAt(e, path)
	case len(op.Value) == 0 || string(op.Value) == "null":
		return refuse(http.StatusBadRequest, "invalidValue", "%s at %s needs a value", kind, op.Path)
	}
	switch path {
	case "externalid":
		return readText(op, &e.account.ExternalID)
	case "name.givenname":
		return readText(op, &e.account.GivenName)
	case "name.familyname":
		return readText(op, &e.account.FamilyName)
	case "name":
		return readName(e, kind, op)
	case "active":
		var active scim.Bool
		if err := json.Unmarshal(op.Value, &active); err != nil {
			return refuse(http.StatusBadRequest, "invalidValue", "active: %v", err)
		}
		e.account.Active = bool(active)
		return nil
	}
	if isEntitlements(path) {
		return t.putEntitlements(e, kind, op)
	}
	return wrongPath(op.Path)
}

func (t *Tenant) removeAt(e *edit, path string) *refusal {
	switch path {
	case "externalid":
		e.account.ExternalID = ""
	case "name.givenname":
		e.account.GivenName = ""
	case "name.familyname":
		e.account.FamilyName = ""
	case "name":
		e.account.GivenName, e.account.FamilyName = "", ""
	case "active":
		return refuse(http.StatusBadRequest, "invalidValue", "active cannot be removed, only set")
	default:
		if !isEntitlements(path) {
			return wrongPath(path)
		}
		e.account.Workspaces, e.wants = nil, request{}
	}
	return nil
}

func isEntitlements(path string) bool {
	return path == "entitlements" || entitlementsOfType.MatchString(path)
}

// wrongPath tells attributes that exist but are read only from paths that do not exist.
func wrongPath(path string) *refusal {
	switch strings.ToLower(path) {
	case "username", "id", "meta", "schemas", "displayname", "name.formatted":
		return refuse(http.StatusBadRequest, "mutability", "%s is read only", path)
	}
	return refuse(http.StatusBadRequest, "invalidPath", "no attribute at path %q", cut(path))
}

func readText(op operation, into *string) *refusal {
	if err := json.Unmarshal(op.Value, into); err != nil {
		return refuse(http.StatusBadRequest, "invalidValue", "%s must be a text", op.Path)
	}
	return nil
}

func readName(e *edit, kind string, op operation) *refusal {
	var name struct {
		GivenName  *string `json:"givenName"`
		FamilyName *string `json:"familyName"`
	}
	if err := json.Unmarshal(op.Value, &name); err != nil {
		return refuse(http.StatusBadRequest, "invalidValue", "name must be an object: %v", err)
	}
	if kind == "replace" {
		e.account.GivenName, e.account.FamilyName = "", ""
	}
	if name.GivenName != nil {
		e.account.GivenName = *name.GivenName
	}
	if name.FamilyName != nil {
		e.account.FamilyName = *name.FamilyName
	}
	return nil
}

func (t *Tenant) putEntitlements(e *edit, kind string, op operation) *refusal {
	var entitlements []scim.Entitlement
	if err := json.Unmarshal(op.Value, &entitlements); err != nil {
		var one scim.Entitlement
		if json.Unmarshal(op.Value, &one) != nil {
			return refuse(http.StatusBadRequest, "invalidValue", "entitlements must be a list: %v", err)
		}
		entitlements = []scim.Entitlement{one}
	}
	wants, refused := t.workspaces.understand(entitlements)
	if refused != nil {
		return refused
	}
	if e.asked += wants.asked; e.asked > scim.MaxPerWrite {
		return refuse(http.StatusBadRequest, "invalidValue", "%d workspaces in one call; the limit is %d", e.asked, scim.MaxPerWrite)
	}
	if kind == "replace" || t.options.PatchAdd == Replace {
		e.account.Workspaces, e.wants = nil, request{}
	}
	e.account.Workspaces = identity.Union(e.account.Workspaces, wants.known)
	e.wants.known = identity.Union(e.wants.known, wants.known)
	e.wants.refused = append(e.wants.refused, wants.refused...)
	return nil
}
