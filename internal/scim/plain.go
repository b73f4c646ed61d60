package scim

import (
	"cmp"
	"slices"

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
// takes two spellings for one value (RFC 7643 section 8.7.1 lets entitlements be compared without case),
// the one that is wanted is there in the end, given anew where it was held already. Adding a value
// that is there changes nothing (RFC 7644 section 3.5.2.1).
func plainOperations(from, to []string) []PatchOperation {
	var operations []PatchOperation
	removed := map[string]bool{}
	for _, value := range identity.Without(from, to) {
		operations = append(operations, PatchOperation{Op: "remove", Path: "entitlements[" + Equal("value", value) + "]"})
		removed[identity.Fold(value)] = true
	}
	kept := identity.Without(to, identity.Without(to, from))
	taken := slices.DeleteFunc(kept, func(value string) bool { return !removed[identity.Fold(value)] })
	if more := identity.Union(identity.Without(to, from), taken); len(more) > 0 {
		operations = append(operations, PatchOperation{Op: "add", Path: "entitlements", Value: plainEntitlements(more)})
	}
	return operations
}
