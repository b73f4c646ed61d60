package simulator

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"scimsheet/internal/identity"
)

// Tenant is a simulated Anaplan tenant: an http.Handler for the SCIM service, the token service, the
// Integration API and OAuth, all on one host. It is safe for concurrent use.
type Tenant struct {
	options    Options
	workspaces *workspaces
	caller     login
	visible    []Workspace // what /2/0/workspaces shows
	bucket     *bucket
	faults     *faults
	ledger     ledger
	audit      audit
	pages      pages

	mu       sync.RWMutex // guards register and created
	register *register
	created  int

	tokens     tokens
	oauth      oauth
	userAdmin  atomic.Bool // whether the caller has the role
	revoked    atomic.Bool // whether the registered certificates are
	keyExpired atomic.Bool // whether the API key has
}

// login is the one account of the tenant that can sign in.
type login struct {
	userName identity.UserName
	password string
	apiKey   string
	clientID string // of the OAuth client that may act for this account
	refresh  string // the refresh token the tenant starts with
}

// New makes a tenant. The errors are options that make no sense and exports that cannot be read.
func New(o Options) (*Tenant, error) {
	o, err := o.completed()
	if err != nil {
		return nil, err
	}
	t := &Tenant{
		options: o, ledger: ledger{requests: map[arrival]int{}}, tokens: tokens{byText: map[string]*session{}},
		bucket: newBucket(o.RatePerMinute), faults: newFaults(o.Faults, o.Seed),
	}
	accounts, err := t.populate()
	if err != nil {
		return nil, err
	}
	for _, u := range accounts {
		u.Version = t.version(u.revision)
	}
	t.register, _ = newRegister(accounts)
	for _, address := range o.Visiting {
		t.register.gone[identity.UserName(address).Key()] = true
	}
	t.caller.password = "rehearse-" + t.seeded("password", 0)[:12]
	t.caller.apiKey = "auk_" + t.seeded("api key", 0)
	t.caller.clientID = t.seeded("oauth client", 0)
	t.oauth.refresh = map[string]*refreshToken{}
	t.caller.refresh = t.newRefreshToken(allScopes)
	t.userAdmin.Store(!o.NotUserAdmin)
	t.keyExpired.Store(o.APIKeyExpired)
	t.visible = t.workspaces.list
	if o.OnlyWorkspaces != nil {
		ids := t.workspaces.ids(o.OnlyWorkspaces)
		t.visible = slices.DeleteFunc(slices.Clone(t.visible), func(w Workspace) bool { return !slices.Contains(ids, w.ID) })
	}
	return t, nil
}

// seeded is the nth id of its kind: 32 hexadecimal digits that depend on nothing but the seed.
func (t *Tenant) seeded(kind string, n int) string { return seededID(t.options.Seed, kind, n) }

func seededID(seed uint64, kind string, n int) string {
	sum := md5.Sum(fmt.Appendf(nil, "%d/%s/%d", seed, kind, n))
	return hex.EncodeToString(sum[:])
}

// timestamp is now as SCIM writes it (RFC 7643 section 2.3.5).
func (t *Tenant) timestamp() string {
	return t.options.Now().UTC().Format("2006-01-02T15:04:05.000Z")
}

// maxBody is far above any request the real service takes.
const maxBody = 4 << 20

// ServeHTTP answers one request: latency, rate limit, faults, then the service it is for.
func (t *Tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.ledger.arrived(r)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return // the caller went away, or sends without end
	}
	if !wait(r, t.options.Latency) {
		return
	}
	x := &exchange{Request: r, path: r.URL.Path, body: body}
	if after, ok := t.bucket.take(t.options.Now()); !ok {
		t.send(w, t.retryAfter(t.errorFor(x, http.StatusTooManyRequests, "too many requests"), after, t.options.RetryDate))
		return
	}
	t.strike(w, x, t.faults.next(x))
}

// wait reports whether the caller was still there at its end.
func wait(r *http.Request, d time.Duration) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// answer carries the request out.
func (t *Tenant) answer(x *exchange) reply {
	var p reply
	switch {
	case strings.HasPrefix(x.path, scimBase+"/"):
		p = t.answerSCIM(x)
	case strings.HasPrefix(x.path, "/token/"):
		p = t.answerToken(x)
	case oauthPath(x.path):
		p = t.answerOAuth(x)
	case apiPath(x.path):
		p = t.answerAPI(x)
	default:
		p = refuse(http.StatusNotFound, "", "no resource at %s", x.path).reply()
	}
	if p.write != nil {
		t.ledger.wrote(*p.write)
	}
	return p
}

// errorFor is an error in the words of the service that the request is for.
func (t *Tenant) errorFor(x *exchange, status int, detail string) reply {
	switch {
	case strings.HasPrefix(x.path, "/token/"):
		return tokenFailure(status, "FAILURE", detail)
	case oauthPath(x.path):
		return oauthFailure(status, "server_error", "%s", detail)
	case apiPath(x.path):
		return apiFailure(x, status, detail)
	}
	return refuse(status, "", "%s", detail).reply()
}

// Accounts are all users as they stand, by id.
func (t *Tenant) Accounts() []identity.Account {
	t.mu.RLock()
	defer t.mu.RUnlock()
	all := make([]identity.Account, len(t.register.order))
	for i, u := range t.register.order {
		all[i] = u.Account
		all[i].Workspaces = slices.Clone(u.Workspaces)
	}
	return all
}

// Account is one user as they stand.
func (t *Tenant) Account(name identity.UserName) (identity.Account, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	u := t.register.byName[name.Key()]
	if u == nil {
		return identity.Account{}, false
	}
	a := u.Account
	a.Workspaces = slices.Clone(a.Workspaces)
	return a, true
}

// Workspaces are all workspaces of the tenant, whatever the Integration API shows of them.
func (t *Tenant) Workspaces() []Workspace { return slices.Clone(t.workspaces.list) }

// Caller is the account that signs in.
func (t *Tenant) Caller() identity.UserName { return t.caller.userName }

// Edit changes a user as another administrator would, past SCIM: unlike SCIM it may change the user
// name. It reports whether there is such a user. The id cannot be changed.
func (t *Tenant) Edit(name identity.UserName, change func(*identity.Account)) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	old := t.register.byName[name.Key()]
	if old == nil {
		return false
	}
	next := old.Account
	next.Workspaces = slices.Clone(next.Workspaces)
	change(&next)
	next.ID = old.ID
	next.Workspaces = identity.Set(next.Workspaces)
	t.update(old, next)
	t.witness(t.otherAdministrator(), &old.Account, next)
	return true
}

// Remove deletes a user, as only Anaplan itself can. It reports whether there was such a user.
func (t *Tenant) Remove(name identity.UserName) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	u := t.register.byName[name.Key()]
	if u == nil {
		return false
	}
	t.register.remove(u)
	return true
}

// Add registers a user as another administrator would; false where the user name is taken. The
// tenant gives id, times and version.
func (t *Tenant) Add(a identity.Account) bool {
	a.Workspaces = identity.Set(slices.Clone(a.Workspaces))
	u := t.enlist(a)
	if u == nil {
		return false
	}
	t.witness(t.otherAdministrator(), nil, u.Account)
	return true
}
