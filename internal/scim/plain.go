package scim

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// plainAccess reads entitlements that are plain values, whatever their types. One without a value says
// nothing that could be given or taken; writing leaves it where it is.
func plainAccess(entitlements []Entitlement) access {
	var a access
	for _, e := range entitlements {
		if e.Value == "" {
			continue
		}
		a.ids = append(a.ids, e.Value)
		a.seen = append(a.seen, identity.Workspace{ID: e.Value, Name: cmp.Or(e.Display, e.Value)})
	}
	a.ids = identity.Set(a.ids)
	return a
}

// plainEntitlements are values as they are written. Their types and displays are the service's to know.
func plainEntitlements(values []string) []Entitlement {
	plain := make([]Entitlement, len(values))
	for i, value := range values {
		plain[i].Value = value
	}
	return plain
}

// plainOperations change only the values that differ: what stays keeps the sub-attributes that the
// service gave it, and what somebody else adds meanwhile stays too. Removals come first: where a service
// takes two spellings for one value, the one that is wanted is there in the end. Adding a value that
// is there changes nothing (RFC 7644 section 3.5.2.1).
func plainOperations(from, to []string) []PatchOperation {
	var operations []PatchOperation
	for _, value := range identity.Without(from, to) {
		operations = append(operations, PatchOperation{Op: "remove", Path: "entitlements[" + Equal("value", value) + "]"})
	}
	if more := identity.Without(to, from); len(more) > 0 {
		operations = append(operations, PatchOperation{Op: "add", Path: "entitlements", Value: plainEntitlements(more)})
	}
	return operations
}

// resource is a user as a service sent it, attribute by attribute, with everything in it that this
// program does not know.
type resource map[string]json.RawMessage

// name is how the resource spells an attribute: names are compared without case (RFC 7643 section 2.1).
func (r resource) name(attribute string) string {
	for name := range r {
		if strings.EqualFold(name, attribute) {
			return name
		}
	}
	return attribute
}

// set changes an attribute; nil takes it out.
func (r resource) set(attribute string, value any) error {
	name := r.name(attribute)
	if value == nil {
		delete(r, name)
		return nil
	}
	encoded, err := json.Marshal(value)
	if err == nil {
		r[name] = encoded
	}
	return err
}

// setText changes a text where it differs. An empty one is taken out: as a value it would be another
// thing than no value (RFC 7643 section 2.5).
func (r resource) setText(attribute, from, to string) error {
	switch {
	case from == to:
		return nil
	case to == "":
		return r.set(attribute, nil)
	}
	return r.set(attribute, to)
}

// become makes the resource of one account that of another, and leaves everything else as it is.
func (r resource) become(from, to identity.Account) error {
	delete(r, r.name("meta")) // the service's own account of the resource
	if from.Active != to.Active {
		if err := r.set("active", to.Active); err != nil {
			return err
		}
	}
	if err := r.setText("externalId", from.ExternalID, to.ExternalID); err != nil {
		return err
	}
	if err := r.rename(from, to); err != nil {
		return err
	}
	return r.hold(to.Workspaces)
}

func (r resource) rename(from, to identity.Account) error {
	if from.GivenName == to.GivenName && from.FamilyName == to.FamilyName {
		return nil
	}
	name := resource{}
	if had := r[r.name("name")]; had != nil {
		if err := json.Unmarshal(had, &name); err != nil {
			return err
		}
	}
	if name == nil { // it was null
		name = resource{}
	}
	err := cmp.Or(name.setText("givenName", from.GivenName, to.GivenName), name.setText("familyName", from.FamilyName, to.FamilyName))
	if err != nil || len(name) == 0 {
		return cmp.Or(err, r.set("name", nil))
	}
	return r.set("name", name)
}

// hold sets the entitlements. Those that stay do so with all that the service told of them. The list is
// always written, empty too.
func (r resource) hold(values []string) error {
	var had []json.RawMessage
	if raw := r[r.name("entitlements")]; raw != nil {
		if err := json.Unmarshal(raw, &had); err != nil {
			return err
		}
	}
	list := []any{}
	var kept []string
	for _, raw := range had {
		var e Entitlement
		if err := json.Unmarshal(raw, &e); err != nil {
			return err
		}
		if _, wanted := slices.BinarySearch(values, e.Value); wanted || e.Value == "" {
			list, kept = append(list, raw), append(kept, e.Value)
		}
	}
	for _, value := range identity.Without(values, identity.Set(kept)) {
		list = append(list, Entitlement{Value: value})
	}
	return r.set("entitlements", list)
}
