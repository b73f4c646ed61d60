package anaplan

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
)

// Secret is a password, key or token. However it is printed, it says ***.
type Secret string

func (Secret) String() string               { return "***" }
func (Secret) GoString() string             { return "***" }
func (Secret) MarshalText() ([]byte, error) { return []byte("***"), nil }

// Credential gives the value of the Authorization header.
type Credential interface {
	// Authorization is the header's value now; the error is why there is none.
	Authorization(ctx context.Context) (Secret, error)
	// Renew is told that the service refused a value (401). It reports whether there is a new one to try.
	Renew(ctx context.Context, refused Secret) (bool, error)
}

// fixed is a credential that never changes.
type fixed Secret

func (f fixed) Authorization(context.Context) (Secret, error) { return Secret(f), nil }
func (fixed) Renew(context.Context, Secret) (bool, error)     { return false, nil }

// Basic signs in with user name and password (RFC 7617).
func Basic(username string, password Secret) Credential {
	return fixed("Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+string(password))))
}

// APIKey signs in with a key made in Anaplan's Administration, sent as a bearer token.
func APIKey(key Secret) Credential { return fixed("Bearer " + key) }

// None sends no credential.
func None() Credential { return fixed("") }

// Sign puts a credential on requests to the hosts of the given addresses, and refuses to send anything
// anywhere else. A request answered with 401 is sent once more when the credential can be renewed: it
// had no effect.
func Sign(next http.RoundTripper, credential Credential, addresses ...string) (http.RoundTripper, error) {
	s := &signer{next: next, credential: credential}
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			return nil, fmt.Errorf("sign requests to %q: %w", address, err)
		}
		s.origins = append(s.origins, origin(u))
	}
	return s, nil
}

type signer struct {
	next       http.RoundTripper
	credential Credential
	origins    []string
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

func (s *signer) RoundTrip(req *http.Request) (*http.Response, error) {
	if !slices.Contains(s.origins, origin(req.URL)) {
		return nil, fmt.Errorf("credentials are not for %s: they go to %v only", origin(req.URL), s.origins)
	}
	value, err := s.credential.Authorization(req.Context())
	if err != nil {
		return nil, err
	}
	resp, err := s.next.RoundTrip(authorized(req, value))
	if err != nil || resp.StatusCode != http.StatusUnauthorized || (req.Body != nil && req.GetBody == nil) {
		return resp, err
	}
	renewed, err := s.credential.Renew(req.Context(), value)
	if !renewed || err != nil {
		return resp, nil
	}
	value, err = s.credential.Authorization(req.Context())
	if err != nil {
		return resp, nil
	}
	again := authorized(req, value)
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return resp, nil
		}
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return s.next.RoundTrip(again)
}

func authorized(req *http.Request, value Secret) *http.Request {
	out := req.Clone(req.Context())
	if value != "" {
		out.Header.Set("Authorization", string(value))
	}
	return out
}
