package simulator

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// The paths of the SCIM service; they are case-sensitive.
const (
	scimBase  = "/scim/1/0/v2"
	usersPath = scimBase + "/Users"
)

const (
	defaultCount = 50   // Anaplan's page without count
	maxURL       = 8190 // what common gateways allow a request line
)

// exchange is one request whose body has been read.
type exchange struct {
	*http.Request
	path  string
	body  []byte
	fault Kind // what is to go wrong inside the answer; empty is nothing
	some  int  // the number that goes with the fault
}

// losesWorkspaces reports whether a write is to keep the user but not its workspaces.
func (x *exchange) losesWorkspaces() bool { return x.fault == Partial || x.fault == ErrorIn200 }

// base is the URL under which the caller reached us.
func (x *exchange) base() string {
	if x.TLS != nil {
		return "https://" + x.Host
	}
	return "http://" + x.Host
}

// answerSCIM answers everything below the SCIM base.
func (t *Tenant) answerSCIM(x *exchange) reply {
	if len(x.RequestURI) > maxURL {
		return refuse(http.StatusRequestURITooLong, "", "the request line has %d bytes; the limit is %d", len(x.RequestURI), maxURL).reply()
	}
	if p, ok := discovery(x); ok {
		return p
	}
	if refused := t.admit(x); refused != nil {
		return refused.reply().with("WWW-Authenticate", `Basic realm="Anaplan"`)
	}
	if refused := negotiate(x); refused != nil {
		return refused.reply()
	}
	id, one := strings.CutPrefix(x.path, usersPath+"/")
	switch {
	case x.path == usersPath && x.Method == http.MethodGet:
		return t.list(x)
	case x.path == usersPath && x.Method == http.MethodPost:
		return t.create(x)
	case x.path == usersPath:
		return notAllowed(x, "GET, POST")
	case id == ".search" && x.Method == http.MethodPost, x.path == scimBase+"/.search" && x.Method == http.MethodPost:
		return refuse(http.StatusNotImplemented, "", "POST /.search is not implemented").reply()
	case one && id != "" && !strings.Contains(id, "/"):
		return t.answerUser(x, id)
	}
	return refuse(http.StatusNotFound, "", "no resource at %s", x.path).reply()
}

func (t *Tenant) answerUser(x *exchange, id string) reply {
	switch x.Method {
	case http.MethodGet:
		t.mu.RLock()
		u := t.register.byID[identity.Fold(id)]
		t.mu.RUnlock()
		if u == nil {
			return notFound(id).reply()
		}
		return t.userReply(x, http.StatusOK, u)
	case http.MethodPut:
		return t.replace(x, id)
	case http.MethodPatch:
		return t.patch(x, id)
	case http.MethodDelete:
		return refuse(http.StatusNotImplemented, "", "DELETE is not implemented; deactivate the user").reply()
	}
	return notAllowed(x, "GET, PUT, PATCH")
}

func notFound(id string) *refusal {
	return refuse(http.StatusNotFound, "", "Resource %s not found", id)
}

func notAllowed(x *exchange, allow string) reply {
	return refuse(http.StatusMethodNotAllowed, "", "%s is not allowed here", x.Method).reply().with("Allow", allow)
}

// negotiate checks media types: 406 is in Anaplan's table of codes.
func negotiate(x *exchange) *refusal {
	if accept := x.Header.Get("Accept"); accept != "" && !acceptable(accept) {
		return refuse(http.StatusNotAcceptable, "", "only %s is produced", scim.MediaType)
	}
	if len(x.body) == 0 {
		return nil
	}
	kind, _, _ := strings.Cut(x.Header.Get("Content-Type"), ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case scim.MediaType, "application/json":
		return nil
	}
	return refuse(http.StatusBadRequest, "invalidSyntax", "Content-Type %q: send %s", kind, scim.MediaType)
}

func acceptable(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case scim.MediaType, "application/json", "application/*", "*/*":
			return true
		}
	}
	return false
}

// list answers one page. Paging keeps no state: every page is cut from the users as they are now.
func (t *Tenant) list(x *exchange) reply {
	query, err := url.ParseQuery(x.URL.RawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, "invalidValue", "the query cannot be read: %v", err).reply()
	}
	start, refused := number(query, "startIndex", 1)
	if refused != nil {
		return refused.reply()
	}
	count, refused := number(query, "count", defaultCount)
	if refused != nil {
		return refused.reply()
	}
	if count > scim.MaxPageSize {
		return refuse(http.StatusBadRequest, "invalidValue", "count is %d; at most %d users fit on a page", count, scim.MaxPageSize).reply()
	}
	var filter expression
	if text := query.Get("filter"); text != "" {
		if filter, err = parseFilter(text); err != nil {
			return filterRefused(err).reply()
		}
	}
	start, count = max(start, 1), max(count, 0) // RFC 7644 section 3.4.2.4
	t.mu.RLock()
	users, total := t.register.page(filter, start-1, count)
	shown := t.spoil(x, filter, users, start)
	t.mu.RUnlock()
	if x.fault == Total {
		total++
	}
	return t.pageReply(x, shown, listed{total, start, len(users)})
}

// spoil is a page as a fault wants it: with the last user of the page before in the place of the
// first, or without the last. The lock is held.
func (t *Tenant) spoil(x *exchange, filter expression, users []*user, start int) []*user {
	if len(users) == 0 {
		return users
	}
	switch x.fault {
	case Short:
		return users[:len(users)-1]
	case Duplicate:
		if start > 1 {
			before, _ := t.register.page(filter, start-2, 1)
			return append(before, users[1:]...)
		}
	}
	return users
}

// listed are the numbers of a ListResponse.
type listed struct{ total, start, count int }

func number(query url.Values, name string, otherwise int) (int, *refusal) {
	text := query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, refuse(http.StatusBadRequest, "invalidValue", "%s is %q, not a number", name, cut(text))
	}
	return n, nil
}

func filterRefused(err error) *refusal {
	if f, ok := err.(*filterError); ok {
		return refuse(http.StatusBadRequest, f.scimType, "%s", f.detail)
	}
	return refuse(http.StatusBadRequest, "invalidFilter", "%v", err)
}

func (t *Tenant) pageReply(x *exchange, users []*user, numbers listed) reply {
	base := x.base()
	bodies := make([][]byte, len(users))
	size := 256
	for i, u := range users {
		if bodies[i] = t.encoded(u, base); x.fault == NoEntitlements {
			bodies[i] = encode(t.resource(u, base))
		}
		size += len(bodies[i]) + 1
	}
	page := t.pages.take(size)
	page = append(page, `{"schemas":["`+scim.SchemaList+`"],"totalResults":`...)
	page = strconv.AppendInt(page, int64(numbers.total), 10)
	page = append(page, `,"startIndex":`...)
	page = strconv.AppendInt(page, int64(numbers.start), 10)
	page = append(page, `,"itemsPerPage":`...)
	page = strconv.AppendInt(page, int64(numbers.count), 10)
	page = append(page, `,"Resources":[`...)
	for i, body := range bodies {
		if i > 0 {
			page = append(page, ',')
		}
		page = append(page, body...)
	}
	page = append(page, "]}"...)
	return reply{status: http.StatusOK, mediaType: scim.MediaType, body: page, pages: &t.pages}
}
