package scim

import (
	"cmp"

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
