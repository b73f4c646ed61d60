package diagnose

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// checkUsers reads two pages, which tell the role, the paging, the entitlements and the versions, and
// looks users up. It reports whether users can be read at all.
func (r *run) checkUsers() bool {
	first, err := r.list("", 1, 2)
	if err == nil {
		r.able, err = r.Users.Abilities(r.watch.on(r.ctx))
	}
	if err != nil {
		r.unreadable(err)
		return false
	}
	if r.SignIn.Caller == nil {
		r.acceptedUnasked()
	}
	r.report.Caller.UserAdmin = true
	total := first.TotalResults
	r.passed("users", count(total, "user", "users")+" can be seen and managed: the account has the role User Admin")
	sample := first.Resources
	if total > 1 {
		sample = append(sample[:min(1, len(sample))], r.checkPaging(first)...)
	}
	if len(first.Resources) > 0 {
		r.checkFilter(first.Resources[0].UserName)
	}
	r.checkCaller()
	r.checkEntitlements(sample)
	r.checkVersions(sample)
	return true
}

// list reads a page of users.
func (r *run) list(filter string, startIndex, count int) (scim.ListResponse, error) {
	return r.Users.List(r.watch.on(r.ctx), filter, startIndex, count)
}

// acceptedUnasked tells of a sign-in that only the answer to a request for users has shown to work.
func (r *run) acceptedUnasked() {
	detail := "with " + r.SignIn.Method.words()
	switch who := r.report.Caller.UserName; {
	case r.SignIn.Method == None:
		r.noted("sign-in", detail+", and the service asks for none", "")
	case r.SignIn.UserName == "" && who != "":
		r.passed("sign-in", detail+", said to be "+who)
	case who == "":
		r.noted("sign-in", detail+", accepted; it does not tell whose it is", callerHint)
	default:
		r.passed("sign-in", "as "+who+", with "+detail[len("with "):])
	}
}

// unreadable reports why no users came.
func (r *run) unreadable(err error) {
	var answer *scim.Failure
	switch {
	case errors.Is(err, identity.ErrNotUserAdmin):
		if r.SignIn.Caller == nil {
			r.passed("sign-in", "with "+r.SignIn.Method.words()+", accepted")
		}
		r.failed("users", "the account may not read or manage users (403)", r.Hint(err), err)
	case errors.Is(err, identity.ErrSignedOut) && r.SignIn.Caller != nil:
		r.failed("users", "the token service accepts the account, the SCIM service does not (401)",
			"is it the region of this tenant? Is the account active there?", err)
	case errors.Is(err, identity.ErrSignedOut):
		r.refused(err)
	case errors.As(err, &answer):
		r.failed("users", said(err), cmp.Or(r.Hint(err), "the sign-in works and the list of users does not: if it stays so, ask who runs the service with this answer"), err)
	default:
		r.failed("users", said(err), r.Hint(err), err)
	}
}

// checkEntitlements says in which spellings workspaces come back.
func (r *run) checkEntitlements(sample []scim.User) {
	holders, spellings := 0, spellingsOf(sample...)
	for _, u := range sample {
		if len(u.Entitlements) > 0 {
			holders++
		}
		if _, err := r.Quirks.Account(u); err != nil {
			r.failed("entitlements", err.Error(), "what is not understood could be taken away by the next write: it is refused. Ask for a version of this program that knows it", err)
			return
		}
	}
	if holders == 0 {
		r.noted("entitlements", "none of "+count(len(sample), "user", "users")+" looked at holds a workspace", "")
		return
	}
	r.passed("entitlements", fmt.Sprintf("%d of %s looked at hold workspaces, spelled %s", holders, count(len(sample), "user", "users"), strings.Join(spellings, ", ")))
}

// spellingsOf are the types of entitlements that users came with, sorted.
func spellingsOf(users ...scim.User) []string {
	var kinds []string
	for _, u := range users {
		for _, e := range u.Entitlements {
			kind := strings.ToUpper(string(e.Type))
			if kind == "" {
				kind = "plain values"
			}
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// checkVersions says whether writes can be made to fail where somebody else was faster.
func (r *run) checkVersions(sample []scim.User) {
	if slices.ContainsFunc(sample, func(u scim.User) bool { return u.Meta != nil && u.Meta.Version != "" }) {
		r.passed("versions", "users carry a version (meta.version): a write can ask for the state it was made for (If-Match)")
		return
	}
	r.passed("versions", "users carry no version: apply looks again right before it writes")
}
