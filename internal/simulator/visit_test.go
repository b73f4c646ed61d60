package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// visit is a client at a tenant that listens.
type visit struct {
	*testing.T
	tenant *Tenant
	server *Server
	auth   string // the Authorization header; the caller's password unless set
}

func open(t *testing.T, o Options) *visit {
	t.Helper()
	tenant, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := Start(tenant, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	v := &visit{T: t, tenant: tenant, server: server}
	v.auth = v.basic()
	return v
}

func (v *visit) basic() string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(v.server.Username, v.server.Password)
	return r.Header.Get("Authorization")
}

// answer is what came back; err is set where the connection broke.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

// ask sends one request; headers are pairs, and override the visit's own.
func (v *visit) ask(method, target, body string, headers ...string) answer {
	v.Helper()
	req, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	if v.auth != "" {
		req.Header.Set("Authorization", v.auth)
	}
	if body != "" {
		req.Header.Set("Content-Type", scim.MediaType)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(text), err}
}

func (v *visit) scim(method, path, body string, headers ...string) answer {
	v.Helper()
	return v.ask(method, v.server.SCIMURL+path, body, headers...)
}

// must is scim with the status that has to come back.
func (v *visit) must(status int, method, path, body string, headers ...string) answer {
	v.Helper()
	a := v.scim(method, path, body, headers...)
	v.status(a, status)
	return a
}

func (v *visit) status(a answer, status int) {
	v.Helper()
	if a.err != nil || a.status != status {
		v.Fatalf("answered %d %v %s, want %d", a.status, a.err, a.body, status)
	}
}

// refused checks an error body: status, scimType and a part of the detail.
func (v *visit) refused(a answer, status int, scimType, detail string) {
	v.Helper()
	v.status(a, status)
	var e scim.ErrorBody
	v.decode(a, &e)
	if len(e.Schemas) != 1 || e.Schemas[0] != scim.SchemaError || int(e.Status) != status {
		v.Errorf("not an error body with status %d: %s", status, a.body)
	}
	if e.ScimType != scimType || !strings.Contains(e.Detail, detail) {
		v.Errorf("refused with %q %q, want %q and %q", e.ScimType, e.Detail, scimType, detail)
	}
	if got := a.header.Get("Content-Type"); got != scim.MediaType {
		v.Errorf("an error comes as %q, want %q", got, scim.MediaType)
	}
}

func (v *visit) decode(a answer, into any) {
	v.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		v.Fatalf("cannot read %s: %v", a.body, err)
	}
}

func (v *visit) user(a answer) scim.User {
	v.Helper()
	var u scim.User
	v.decode(a, &u)
	return u
}

// list asks for users with a query of pairs.
func (v *visit) list(pairs ...string) scim.ListResponse {
	v.Helper()
	var page scim.ListResponse
	v.decode(v.must(200, "GET", "/Users?"+query(pairs...), ""), &page)
	return page
}

func query(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

// ada creates a user with the given workspaces and returns her id.
func (v *visit) ada(workspaces ...string) string {
	v.Helper()
	body := `{"schemas":["` + scim.SchemaUser + `"],"userName":"ada@acme.example","externalId":"E1",` +
		`"name":{"givenName":"Ada","familyName":"King"},"active":true,"entitlements":` + entitled(workspaces...) + `}`
	return v.user(v.must(201, "POST", "/Users", body)).ID
}

func entitled(ids ...string) string {
	list := []scim.Entitlement{}
	for _, id := range ids {
		list = append(list, scim.Entitlement{Value: id, Type: scim.PerWorkspace})
	}
	text, _ := json.Marshal(list)
	return string(text)
}

func patchBody(operations string) string {
	return `{"schemas":["` + scim.SchemaPatch + `"],"Operations":[` + operations + `]}`
}

// stored is the account as the tenant has it.
func (v *visit) stored(name identity.UserName) identity.Account {
	v.Helper()
	a, ok := v.tenant.Account(name)
	if !ok {
		v.Fatalf("no account %s", name)
	}
	return a
}

// clock is a time that only moves when told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 21, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func workspaceIDs(t *Tenant, positions ...int) []string {
	var ids []string
	for _, at := range positions {
		ids = append(ids, t.Workspaces()[at].ID)
	}
	return ids
}

func sorted(ids []string) []string { return identity.Set(append([]string(nil), ids...)) }

// exchangeAt is a GET of a path, for tests that need no connection.
func exchangeAt(path string) *exchange {
	return &exchange{Request: &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}}, path: path}
}
