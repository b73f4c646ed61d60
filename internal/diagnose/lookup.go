package diagnose

import (
	"errors"
	"fmt"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// checkPaging asks for what follows the first user, as many as the program asks for at once.
func (r *run) checkPaging(first scim.ListResponse) []scim.User {
	fullPage := r.able.PageSize
	next, err := r.list("", 2, fullPage)
	if err != nil {
		r.failed("paging", fmt.Sprintf("a page of %d users: %s", fullPage, said(err)), r.Hint(err), err)
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

var errFilter = errors.New("filters do not work")

const slowerHint = "people are looked for among all accounts: slower"

// checkFilter looks up somebody who is there. A standard service need not know filters: people are then
// picked from all accounts.
func (r *run) checkFilter(somebody string) {
	if !r.able.Filter {
		r.noted("filter", "not tried: the service says that it knows none", slowerHint)
		return
	}
	err := r.lookUp(somebody)
	switch {
	case err == nil:
		r.passed("filter", "looking up "+somebody+" gives that user and nobody else")
	case r.Quirks == scim.RFC && !errors.Is(err, identity.ErrSignedOut):
		r.noted("filter", "looking up "+somebody+": "+said(err), slowerHint)
	case errors.Is(err, errFilter):
		r.failed("filter", "looking up "+somebody+": "+said(err), "single users cannot be looked up, which apply and verify need; is a proxy in between that changes addresses?", err)
	default:
		r.failed("filter", "looking up "+somebody+": "+said(err), r.Hint(err), err)
	}
}

// lookUp finds one user who is there by a filter. What else comes is an errFilter.
func (r *run) lookUp(name string) error {
	page, err := r.list(scim.Equal(scim.ByUserName, name), 1, 2)
	if err != nil {
		return err
	}
	for _, u := range page.Resources {
		if !identity.UserName(u.UserName).Same(identity.UserName(name)) {
			return fmt.Errorf("%w: other users come too, it is ignored", errFilter)
		}
	}
	switch {
	case len(page.Resources) > 1, page.TotalResults > 1:
		return fmt.Errorf("%w: more than one user comes", errFilter)
	case len(page.Resources) == 0:
		return fmt.Errorf("%w: nobody comes, and the user is in the list", errFilter)
	}
	return nil
}

// checkCaller looks for the account that signs in, and for the one that is said to.
func (r *run) checkCaller() {
	caller, named := identity.UserName(r.report.Caller.UserName), identity.UserName(r.SignIn.Said)
	if caller != "" {
		if id := r.findCaller(caller, caller.Same(named)); r.report.Caller.ID == "" {
			r.report.Caller.ID = id
		}
	}
	if named != "" && !named.Same(caller) && r.findCaller(named, true) != "" {
		r.noted("caller", fmt.Sprintf("%s is signed in, and --caller names %s", caller, named),
			"the one that --caller names is kept from losing its access; leave --caller out to protect the one that is signed in")
	}
}

// findCaller looks for an account that is to be protected. One that somebody named and that is not there
// would leave the account that really signs in without protection.
func (r *run) findCaller(name identity.UserName, named bool) string {
	id, err := r.Find(r.ctx, name)
	switch {
	case err != nil:
		r.failed("caller", fmt.Sprintf("looking for %s: %s", name, said(err)), r.Hint(err), err)
	case id == "" && named:
		r.failed("caller", fmt.Sprintf("%s, named with --caller, is not among the tenant's users", name),
			"the account that signs in would not be protected: name it as its userName in the tenant is written", errNobody)
	case id == "":
		r.noted("caller", string(name)+" is not among the tenant's users", "is the address right, and the region? Visiting users are not in SCIM")
	default:
		r.passed("caller", string(name)+" is among the tenant's users")
	}
	return id
}

var errNobody = errors.New("nobody has this name")
