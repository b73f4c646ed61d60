package scim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode"

	"scimsheet/internal/identity"
)

// repeatable marks a request that may be sent again when its reply is lost, for the layer below that
// repeats. That layer takes the mark off; without one it does no harm.
const repeatable = "X-Scimsheet-Repeatable"

// Client speaks SCIM with one service, in the words of the wire.
type Client struct {
	base    string
	http    *http.Client
	quirks  Quirks
	asked   *asked
	version string // of the user that is written; empty where none is known, or versions do not count

	// decoding keeps one processor free of long decoding: replies that wait for a processor to be
	// taken in are requests that are not sent.
	decoding chan struct{}
}

// NewClient talks to the service at base, the URL up to and without /Users. Credentials, pacing and
// repeats are the http.Client's. The service has Anaplan's quirks unless WithQuirks says otherwise.
func NewClient(base string, client *http.Client) *Client {
	return &Client{base: strings.TrimRight(base, "/"), http: client, asked: &asked{},
		decoding: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
}

// WithQuirks is the same client for a service with other quirks.
func (c *Client) WithQuirks(q Quirks) *Client {
	other := *c
	other.quirks, other.asked = q, &asked{}
	return &other
}

// Quirks are those of the service.
func (c *Client) Quirks() Quirks { return c.quirks }

// ifMatch is the same client for one write of a user who was read with this version: the service is to
// refuse it with 412 where the user has changed since (RFC 7644 section 3.14). The tag is sent as it was
// given. Without one, or with one that cannot stand in a header, the write is not bound to any.
func (c *Client) ifMatch(version string) *Client {
	bound := *c
	bound.version = ""
	if !strings.ContainsFunc(version, unicode.IsControl) {
		bound.version = version
	}
	return &bound
}

// List reads one page of users, at most Abilities.PageSize of them. startIndex counts from 1; an empty
// filter is every user.
func (c *Client) List(ctx context.Context, filter string, startIndex, count int) (ListResponse, error) {
	query := "?startIndex=" + strconv.Itoa(startIndex) + "&count=" + strconv.Itoa(count)
	if filter != "" {
		query += "&filter=" + escape(filter)
	}
	reply, err := c.send(ctx, http.MethodGet, "/Users"+query, nil, true)
	if err != nil {
		return ListResponse{}, err
	}
	if err := reply.readFailure(); err != nil {
		return ListResponse{}, err
	}
	c.decoding <- struct{}{}
	defer func() { <-c.decoding }()
	return reply.list()
}

// Get reads one user. A user that does not exist is a Failure with status 404.
func (c *Client) Get(ctx context.Context, id string) (User, error) {
	user, _, err := c.get(ctx, id)
	return user, err
}

func (c *Client) get(ctx context.Context, id string) (User, reply, error) {
	reply, err := c.send(ctx, http.MethodGet, "/Users/"+url.PathEscape(id), nil, true)
	if err != nil {
		return User{}, reply, err
	}
	if err := reply.readFailure(); err != nil {
		return User{}, reply, err
	}
	user, err := reply.user()
	switch trouble := reply.trouble(); {
	case err != nil:
	case trouble.found():
		err = &Failure{HTTPStatus: reply.status, ScimType: trouble.scimType, Detail: trouble.inWords()}
	case !c.quirks.sameID(user.ID, id):
		err = fmt.Errorf("asked for user %s, got user %s", id, user.ID)
	}
	return user, reply, err
}

// whole reads one user as an account, and as the service wrote it.
func (c *Client) whole(ctx context.Context, id string) (identity.Account, resource, error) {
	user, reply, err := c.get(ctx, id)
	if err != nil {
		return identity.Account{}, nil, err
	}
	reading, err := c.quirks.Account(user)
	if err != nil {
		return identity.Account{}, nil, err
	}
	var whole resource
	err = json.Unmarshal(reply.body, &whole)
	return reading.Account, whole, err
}

// ServiceProviderConfig asks what the service says it can do. It needs no credentials.
func (c *Client) ServiceProviderConfig(ctx context.Context) (ServiceProviderConfig, error) {
	var config ServiceProviderConfig
	reply, err := c.send(ctx, http.MethodGet, "/ServiceProviderConfig", nil, true)
	if err != nil {
		return config, err
	}
	if err := reply.readFailure(); err != nil {
		return config, err
	}
	if err := json.Unmarshal(reply.body, &config); err != nil || len(config.Schemas) == 0 || reply.isError() {
		return config, reply.notSCIM("a service provider configuration")
	}
	return config, nil
}

// Written is what a service answered to a write that it accepted.
type Written struct {
	Status   int
	User     *User // nil where the reply carried none
	Partial  bool  // the reply itself said that not everything was done
	ScimType string
	Detail   string
	Attempts int // requests sent, repeats included
}

// Create makes a user. It is never sent again unless it is known not to have taken effect.
//
// For errors of Create, Replace and Patch see identity.WriteResult, Refusal, ErrNotSent and
// ErrSignedOut: any other error leaves the effect unknown. Written.Attempts is set with errors too.
func (c *Client) Create(ctx context.Context, user User) (Written, error) {
	return c.write(ctx, http.MethodPost, "/Users", user, false)
}

// Replace puts a user's whole state. A user without an entitlements list is not sent: Anaplan would
// take every workspace away (help page "Replace user details").
func (c *Client) Replace(ctx context.Context, id string, user User) (Written, error) {
	if user.Entitlements == nil {
		return Written{}, fmt.Errorf("%w: a replacement must say which workspaces the user has", identity.ErrNotSent)
	}
	whole := struct {
		User
		Entitlements []Entitlement `json:"entitlements"` // written when empty too
	}{user, user.Entitlements}
	return c.put(ctx, id, whole)
}

func (c *Client) put(ctx context.Context, id string, whole any) (Written, error) {
	return c.write(ctx, http.MethodPut, "/Users/"+url.PathEscape(id), whole, true)
}

// Patch changes parts of a user. Only a request that ends in the same state however often it is
// carried out may be called again.
func (c *Client) Patch(ctx context.Context, id string, operations []PatchOperation, again bool) (Written, error) {
	body := PatchRequest{Schemas: []string{SchemaPatch}, Operations: operations}
	return c.write(ctx, http.MethodPatch, "/Users/"+url.PathEscape(id), body, again)
}

func (c *Client) write(ctx context.Context, method, path string, body any, again bool) (Written, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return Written{}, fmt.Errorf("%w: %w", identity.ErrNotSent, err)
	}
	reply, err := c.send(ctx, method, path, encoded, again)
	if err != nil {
		return Written{Attempts: reply.attempts}, err
	}
	return reply.written()
}

// send carries one request out, repeats included, and reads its reply whole. With an error, the reply
// holds nothing but the number of attempts.
func (c *Client) send(ctx context.Context, method, path string, body []byte, again bool) (reply, error) {
	var attempts atomic.Int32
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { attempts.Add(1) },
	})
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bodyOf(body))
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", identity.ErrNotSent, err)
	}
	req.Header.Set("Accept", MediaType)
	if c.quirks == RFC {
		req.Header.Set("Accept", MediaType+", application/json") // RFC 7644 section 3.1 lets a service answer with either
	}
	if c.version != "" {
		req.Header.Set("If-Match", c.version)
	}
	if body != nil {
		req.Header.Set("Content-Type", MediaType)
	}
	if again {
		req.Header.Set(repeatable, "yes")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return reply{attempts: int(attempts.Load())}, withoutURL(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, contentLimit+1))
	r := reply{
		status:      resp.StatusCode,
		contentType: resp.Header.Get("Content-Type"),
		body:        text,
		attempts:    max(1, int(attempts.Load())),
	}
	if c.quirks == RFC {
		r.version = resp.Header.Get("ETag") // of a proxy's making, it would say nothing about an Anaplan user
	}
	switch {
	case err != nil:
		return r, fmt.Errorf("the reply (%d) broke off: %w", r.status, err)
	case len(text) > contentLimit:
		return r, fmt.Errorf("the reply (%d) is larger than %d MB", r.status, contentLimit>>20)
	}
	return r, nil
}

// bodyOf is nil for no body: a typed nil reader would make http send an empty one.
func bodyOf(body []byte) io.Reader {
	if body == nil {
		return nil
	}
	return bytes.NewReader(body)
}

// withoutURL takes off net/http's wrapping, which repeats the whole URL: a filter of fifty names.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
