package simulator

import (
	"net/http"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// failed is the request, and the workspaces the user is left with, when the store of entitlements fails
// after some changes. With none the set stays as it was, and a set that was to change is refused.
func (q request) failed(some int, before, wanted []string) ([]string, request) {
	if identity.SameSet(before, wanted) {
		return before, q
	}
	if some > 0 {
		return q.stopped(some, before, wanted)
	}
	for _, id := range q.known {
		q.refused = append(q.refused, id+" (entitlements are not available)")
	}
	if len(q.known) == 0 {
		q.refused = append(q.refused, "the empty set (entitlements are not available)")
	}
	q.known = nil
	return before, q
}

// stopped is the request after its first n changes: grants before revocations, each in the order of ids.
func (q request) stopped(n int, before, wanted []string) ([]string, request) {
	have := slices.Clone(before)
	for _, id := range wanted {
		switch {
		case slices.Contains(before, id):
		case n > 0:
			have = append(have, id)
			n--
		default:
			q.refused = append(q.refused, id+" (entitlements are not available)")
		}
	}
	for _, id := range before {
		switch {
		case slices.Contains(wanted, id):
		case n > 0:
			have = slices.DeleteFunc(have, func(other string) bool { return other == id })
			n--
		default:
			q.refused = append(q.refused, id+" (not taken away: entitlements are not available)")
		}
	}
	q.known = slices.DeleteFunc(slices.Clone(q.known), func(id string) bool { return !slices.Contains(have, id) })
	return identity.Set(have), q
}

// saved is the answer to a write that took effect: whole, or an error body where workspaces were
// refused, with status 207 or, as a fault may have it, 200.
func (t *Tenant) saved(x *exchange, u *user, wants request, whole reply) reply {
	done := Write{Method: x.Method, ID: u.ID, UserName: string(u.UserName), Effect: true}
	if len(wants.refused) == 0 {
		return written(whole, done)
	}
	assigned := "none"
	if len(wants.known) > 0 {
		assigned = strings.Join(wants.known, ", ")
	}
	claimed, status := http.StatusMultiStatus, http.StatusMultiStatus
	if x.fault == ErrorIn200 {
		claimed, status = http.StatusBadRequest, http.StatusOK
	}
	partial := refuse(claimed, "invalidValue", "user %s: saved; workspaces assigned: %s; not assigned: %s",
		u.ID, assigned, strings.Join(wants.refused, ", ")).reply()
	partial.status = status
	return written(t.named(partial, u, x.base()), done)
}
