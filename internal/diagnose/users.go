package diagnose

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// checkUsers reads two pages, which tell the role, the paging, the entitlements and the versions, and
// looks one user up. It reports whether users can be read at all.
func (r *run) checkUsers() bool {
	first, err := r.Users.List(r.ctx, "", 1, 2)
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
	r.checkEntitlements(sample)
	r.checkVersions(sample)
	return true
}

// acceptedUnasked tells of a sign-in that only the answer to a request for users has shown to work.
func (r *run) acceptedUnasked() {
	detail := "with " + r.SignIn.Method.words()
	switch who := r.report.Caller.UserName; {
	case r.SignIn.Method == None:
		r.noted("sign-in", detail+", and the service asks for none", "")
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
		r.failed("users", "the account may not read or manage users (403)", roleHint(r.report.Caller.UserName), err)
	case errors.Is(err, identity.ErrSignedOut) && r.SignIn.Caller != nil:
		r.failed("users", "the token service accepts the account, the SCIM service does not (401)",
			"is it the region of this tenant? Is the account active there?", err)
	case errors.Is(err, identity.ErrSignedOut):
		r.refused(err)
	case errors.As(err, &answer) && answer.HTTPStatus == http.StatusNotFound:
		r.failed("users", err.Error(), pathHint, err)
	case errors.As(err, &answer):
		r.failed("users", err.Error(), "the sign-in works and the list of users does not: try again later, and if it stays so, ask Anaplan with this answer", err)
	default:
		detail, hint := unsent(err)
		r.failed("users", detail, hint, err)
	}
}

func roleHint(caller string) string {
	if caller == "" {
		caller = "the account"
	}
	return "an administrator of the tenant gives " + caller + " the role User Admin (Administration, Access control); the account has to be active, and not sign in by single sign-on"
}

// fullPage is asked for to see whether the service gives as many at once as the program counts on.
const fullPage = scim.MaxPageSize

// checkPaging asks for what follows the first user.
func (r *run) checkPaging(first scim.ListResponse) []scim.User {
	next, err := r.Users.List(r.ctx, "", 2, fullPage)
	if err != nil {
		detail, hint := unsent(err)
		r.failed("paging", "a page of "+fmt.Sprint(fullPage)+" users: "+detail, hint, err)
		return nil
	}
	wanted := min(fullPage, next.TotalResults-1)
	broken := errors.New("paging does not work as the standard says")
	switch got := len(next.Resources); {
	case len(first.Resources) > 2 || got > fullPage:
		r.failed("paging", "more users came than were asked for (count is not honoured)", "page by page reading would not be reliable here: ask who runs the service", broken)
	case got > 0 && len(first.Resources) > 0 && next.Resources[0].ID == first.Resources[0].ID:
		r.failed("paging", "asking for the second user gave the first again (startIndex is not honoured)", "page by page reading would not be reliable here: ask who runs the service", broken)
	case next.TotalResults != first.TotalResults:
		r.noted("paging", "users came or went between two requests", "read when it is quieter: pages shift while people are added")
	case got < wanted:
		r.noted("paging", fmt.Sprintf("%d users a page at most, where %d were asked for", got, wanted), "reading takes more requests than it says")
	default:
		r.passed("paging", "startIndex and count are honoured")
	}
	return next.Resources
}

// checkFilter looks up the caller, or else somebody who is there.
func (r *run) checkFilter(somebody string) {
	if caller := r.report.Caller.UserName; caller != "" {
		found, err := r.lookUp(caller)
		if err == nil && len(found) == 1 {
			if r.report.Caller.ID == "" {
				r.report.Caller.ID = strings.ToLower(found[0].ID)
			}
			r.passed("filter", "looking up "+caller+" gives that user and nobody else")
			return
		}
		if err == nil && len(found) == 0 {
			r.noted("caller", caller+" is not among the tenant's users", "is the address right, and the region? Visiting users are not in SCIM")
		} else {
			r.filterFailed(caller, err)
			return
		}
	}
	found, err := r.lookUp(somebody)
	if err != nil || len(found) != 1 {
		r.filterFailed(somebody, err)
		return
	}
	r.passed("filter", "looking up "+somebody+" gives that user and nobody else")
}

var errFilter = errors.New("filters do not work")

func (r *run) filterFailed(who string, err error) {
	hint := "single users cannot be looked up, which apply and verify need; is a proxy in between that changes addresses?"
	if err != nil && !errors.Is(err, errFilter) {
		r.failed("filter", "looking up "+who+": "+err.Error(), hint, err)
		return
	}
	detail := "looking up " + who + " gives other users too: the filter is ignored"
	if err == nil {
		detail = "looking up " + who + ", who is in the list, gives nobody"
	}
	r.failed("filter", detail, hint, errFilter)
}

// lookUp finds the users of a name. That others come too is errFilter.
func (r *run) lookUp(name string) ([]scim.User, error) { return lookUp(r.ctx, r.Users, name) }

func lookUp(ctx context.Context, users Lister, name string) ([]scim.User, error) {
	page, err := users.List(ctx, scim.Equal(scim.ByUserName, name), 1, 2)
	if err != nil {
		return nil, err
	}
	for _, u := range page.Resources {
		if !identity.UserName(u.UserName).Same(identity.UserName(name)) {
			return nil, errFilter
		}
	}
	if len(page.Resources) > 1 || page.TotalResults > 1 {
		return nil, errFilter
	}
	return page.Resources, nil
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
