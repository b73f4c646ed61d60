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
type fixed struct{ header sealed }

func (f fixed) ticket(context.Context, int) (ticket, error) { return ticket{f.header, 1}, nil }
func (fixed) behind() []sealed                              { return nil }

// Basic signs in with user name and password (RFC 7617).
func Basic(username string, password Secret) Credential {
	return fixed{seal(basicHeader(username, password))}
}

func basicHeader(username string, password Secret) Secret {
	return Secret("Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+string(password))))
}

// APIKey signs in with a key made in Anaplan's Administration, sent as a bearer token.
func APIKey(key Secret) Credential { return fixed{seal("Bearer " + key)} }

// None sends no credential.
func None() Credential { return fixed{} }

// Sign puts a credential on requests to the hosts of the given addresses, and refuses to send anything
// anywhere else. A request answered with 401 had no effect: it is sent once more when the credential
// can be renewed, or has been accepted before. What replies echo of the credential is taken out of them before anybody can show it.
func Sign(next http.RoundTripper, credential Credential, addresses ...string) (http.RoundTripper, error) {
	s := &signer{next: next, credential: credential, origins: map[string]bool{}}
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
}

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
	resp, err := s.send(req, first)
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
	return s.send(again, fresh)
}

func (s *signer) send(req *http.Request, t ticket) (*http.Response, error) {
	if t.header == (sealed{}) {
		return s.next.RoundTrip(req)
	}
	out := req.Clone(req.Context())
	out.Header.Set("Authorization", string(t.header.open()))
	resp, err := s.next.RoundTrip(out)
	if err == nil && resp.StatusCode != http.StatusUnauthorized {
		s.accepted.Store(true)
	}
	return scrub(resp, append(secretsIn(t.header), s.credential.behind()...)), err
}
