package anaplan

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"scimsheet/internal/identity"
)

// Credential is a way to sign requests.
type Credential interface {
	// ticket gives what to put on a request. stale is the state of a ticket that the service refused, 0
	// for none; where the state that comes back is no other, there is nothing else to try. An error
	// wraps identity.ErrSignedOut where the credential was refused, and identity.ErrNotSent otherwise:
	// the request it was for stays unsent.
	ticket(ctx context.Context, stale int) (ticket, error)
	// behind are the secrets that stand behind the tickets and must not show either; none where the
	// tickets are all there is.
	behind() []sealed
}

// ticket is the value of an Authorization header, empty for none. Renewing one may leave the value as it
// is, so its state has a number of its own.
type ticket struct {
	header sealed
	state  int
}

// fixed is a credential that never changes.
type fixed struct {
	header sealed
	locks  bool // services lock the account after some failed sign-ins with it
}

func (f fixed) ticket(context.Context, int) (ticket, error) { return ticket{f.header, 1}, nil }
func (fixed) behind() []sealed                              { return nil }

// Basic signs in with user name and password (RFC 7617).
func Basic(username string, password Secret) Credential {
	return fixed{header: seal(basicHeader(username, password)), locks: true}
}

func basicHeader(username string, password Secret) Secret {
	return Secret("Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+string(password))))
}

// APIKey signs in with a key made in Anaplan's Administration, sent as a bearer token.
func APIKey(key Secret) Credential { return fixed{header: seal("Bearer " + key)} }

// None sends no credential.
func None() Credential { return fixed{} }

// Sign puts a credential on requests to the hosts of the given addresses, and refuses to send anything
// anywhere else. A request answered with 401 had no effect: it is sent once more when the credential
// can be renewed, or has been accepted before. What replies echo of the credential is taken out of them
// before anybody can show it.
func Sign(next http.RoundTripper, credential Credential, addresses ...string) (http.RoundTripper, error) {
	s := &signer{next: next, credential: credential, origins: map[string]bool{}}
	if f, _ := credential.(fixed); f.locks {
		s.turn = make(chan struct{}, 1)
	}
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.User != nil {
			return nil, fmt.Errorf("an address that requests could be signed for is scheme and host, as in https://api.anaplan.com")
		}
		s.origins[origin(u)] = true
	}
	return s, nil
}

type signer struct {
	next       http.RoundTripper
	credential Credential
	origins    map[string]bool
	accepted   atomic.Bool // the service has taken the credential at least once

	// A refused password that many requests carry at once locks its account. So the first request goes
	// alone, each that is sent again does too, and after one of those is refused nothing more is sent.
	turn    chan struct{} // nil where nothing can be locked
	refused atomic.Bool
}

var errRefused = signedOut("the service has refused the password; nothing more is sent with it, as failed sign-ins can lock the account")

// origin is scheme, host and port in one spelling.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return strings.ToLower(u.Scheme + "://" + u.Hostname() + ":" + port)
}

func (s *signer) RoundTrip(req *http.Request) (*http.Response, error) {
	if !s.origins[origin(req.URL)] {
		return nil, fmt.Errorf("%w: credentials do not go to %s://%s, which was not named", identity.ErrNotSent, req.URL.Scheme, req.URL.Host)
	}
	first, err := s.credential.ticket(req.Context(), 0)
	if err != nil {
		return nil, err
	}
	resp, err := s.send(req, first, false)
	if err != nil || resp.StatusCode != http.StatusUnauthorized || req.Body != nil && req.GetBody == nil {
		return resp, err
	}
	fresh, err := s.credential.ticket(req.Context(), first.state)
	if err == nil && fresh.state == first.state && !s.accepted.Load() {
		return resp, nil
	}
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	again := req.Clone(req.Context())
	if req.Body != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return nil, fmt.Errorf("%w: %w", identity.ErrNotSent, err)
		}
	}
	return s.send(again, fresh, true)
}

func (s *signer) send(req *http.Request, t ticket, again bool) (*http.Response, error) {
	if t.header == (sealed{}) {
		return s.next.RoundTrip(req)
	}
	alone, err := s.wait(req.Context(), again)
	if err != nil {
		return nil, err
	}
	if alone {
		defer func() { <-s.turn }()
	}
	if s.refused.Load() {
		return nil, errRefused
	}
	out := req.Clone(req.Context())
	out.Header.Set("Authorization", string(t.header.open()))
	resp, err := s.next.RoundTrip(out)
	switch {
	case err != nil:
	case resp.StatusCode != http.StatusUnauthorized:
		s.accepted.Store(true)
	case alone:
		s.refused.Store(true)
	}
	return scrub(resp, append(secretsIn(t.header), s.credential.behind()...)), err
}

// wait returns when a request may go, and whether it has the turn.
func (s *signer) wait(ctx context.Context, again bool) (alone bool, err error) {
	if s.turn == nil || !again && s.accepted.Load() {
		return false, nil
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return false, unsent(ctx.Err())
	}
	if !again && s.accepted.Load() {
		<-s.turn
		return false, nil
	}
	return true, nil
}
