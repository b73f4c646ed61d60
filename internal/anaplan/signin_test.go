package anaplan

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// certified starts a service at which a certificate is registered.
func certified(t *testing.T, o CertificateOptions) (*service, SignIn) {
	t.Helper()
	key := rsaKeys()[0]
	leaf := issue(t, "svc-scim", key)
	s := start(t)
	s.certificates.registered = leaf
	o.CertificatePath = write(t, asPEM("CERTIFICATE", leaf.Raw), asPEM("PRIVATE KEY", pkcs8Of(t, key)))
	c, err := load(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, CertificateSignIn(c)
}

func TestACertificateSignsIn(t *testing.T) {
	for _, c := range []struct {
		name string
		o    CertificateOptions
		der  bool
		noV1 bool
	}{
		{"as it is by default: v2, PEM", CertificateOptions{}, false, true},
		{"v2, PEM", CertificateOptions{DataVersion: "v2", Header: "pem"}, false, true},
		{"v2, DER", CertificateOptions{Header: "der"}, true, true},
		{"v1, PEM", CertificateOptions{DataVersion: "v1"}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, how := certified(t, c.o)
			s.certificates.wantDER, s.certificates.noV1 = c.der, c.noV1
			session := s.signingIn(how, 0)
			client := signed(t, s, session)
			for range 3 {
				if status := post(t, client, s.url+"/scim/Users", "x"); status != 200 {
					t.Fatalf("answered %d", status)
				}
			}
			if caller, err := session.Caller(t.Context()); err != nil || caller.UserName != user {
				t.Errorf("the caller is %v, %v", caller, err)
			}
			s.set(func() { clear(s.tokens) }) // signs in anew, with data made anew
			if status := post(t, client, s.url+"/scim/Users", "x"); status != 200 || s.called("/token/authenticate") != 2 {
				t.Errorf("answered %d after %d sign-ins: %s", status, s.called("/token/authenticate"), s.certificates.why)
			}
			if err := session.Close(t.Context()); err != nil || len(s.tokens) != 0 {
				t.Errorf("%d tokens are left, %v", len(s.tokens), err)
			}
		})
	}
}

func TestOldDataAreNotForAServiceThatWantsTheTime(t *testing.T) {
	s, how := certified(t, CertificateOptions{DataVersion: "v1"})
	s.certificates.noV1 = true
	_, err := s.signingIn(how, 0).ticket(t.Context(), 0)
	if !errors.Is(err, ErrCertificateRefused) || s.certificates.why != "the wrong format" {
		t.Errorf("the error is %v", err)
	}
}

func TestARefusedCertificateIsToldFromAWrongClock(t *testing.T) {
	for _, c := range []struct {
		name    string
		off     time.Duration
		revoked bool
		silent  bool
		version string
		clock   bool
		words   string
	}{
		{"revoked", 0, true, false, "", false, "revoked"},
		{"revoked, and a clock that is off a little", 90 * time.Second, true, false, "", false, "revoked"},
		{"an hour behind", -time.Hour, false, false, "", true, "this machine's clock is 1h0m0s behind the service's"},
		{"an hour ahead", time.Hour, false, false, "", true, "this machine's clock is 1h0m0s ahead of the service's"},
		{"an hour ahead of a service that does not tell its time", time.Hour, false, true, "", false, "revoked"},
		{"data without the time", time.Hour, true, false, "v1", false, "revoked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, how := certified(t, CertificateOptions{DataVersion: c.version})
			s.silent = c.silent
			if c.revoked {
				s.certificates.registered = nil
			}
			client := signed(t, s, s.signingIn(how, c.off))
			for range 3 {
				_, err := client.Get(s.url + "/scim/Users")
				var clock *ErrClock
				if !errors.Is(err, identity.ErrSignedOut) || errors.As(err, &clock) != c.clock || errors.Is(err, ErrCertificateRefused) == c.clock {
					t.Fatalf("the error is %v", err)
				}
				if c.clock && (clock.Skew+c.off).Abs() > 5*time.Second {
					t.Errorf("the clocks are %s apart", clock.Skew)
				}
				for _, words := range []string{c.words, `sign in with the certificate of "svc-scim"`, "401 FAILURE_BAD_CREDENTIAL"} {
					if !strings.Contains(err.Error(), words) {
						t.Errorf("the error is %q, without %q", err, words)
					}
				}
			}
			if s.called("/token/authenticate") != 1 || s.called("/scim/Users") != 0 {
				t.Errorf("it tried %d times to sign in", s.called("/token/authenticate"))
			}
		})
	}
}

// What tells the time must not be sent twice: the layer below is not allowed to, so it is made anew here.
func TestASignInThatWasNotAnsweredIsMadeAnew(t *testing.T) {
	for _, c := range []struct {
		name     string
		status   int // 0 is no answer
		failures int
		attempts int
		fails    bool
	}{
		{"one lost reply", 0, 1, 2, false},
		{"two lost replies", 0, 2, 3, false},
		{"no reply at all", 0, 9, 3, true},
		{"a moment of trouble", 503, 1, 2, false},
		{"lasting trouble", 500, 9, 3, true},
		{"nothing there", 404, 9, 1, true},
		{"a page in between", 200, 9, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, how := certified(t, CertificateOptions{})
			session := s.signingIn(how, 0)
			attempts := 0
			session.service.client = &http.Client{Transport: tripper(func(req *http.Request) (*http.Response, error) {
				if req.Header.Get(repeatable) != "" {
					t.Error("it may be repeated as it is")
				}
				resp, err := http.DefaultTransport.RoundTrip(req)
				if attempts++; attempts > c.failures {
					return resp, err
				}
				resp.Body.Close()
				if c.status == 0 {
					return nil, errors.New("the connection was lost")
				}
				return &http.Response{StatusCode: c.status, Header: http.Header{}, Body: http.NoBody}, nil
			})}
			_, err := session.ticket(t.Context(), 0)
			if attempts != c.attempts || (err != nil) != c.fails || c.fails && !errors.Is(err, identity.ErrNotSent) {
				t.Errorf("%d attempts, %v", attempts, err)
			}
			if s.certificates.why != "" {
				t.Errorf("the service says: %s", s.certificates.why)
			}
		})
	}
}

// A request that had to wait, for a busy service perhaps, is refused for its age and no other reason.
func TestASignInThatWaitedForTooLongIsMadeAnew(t *testing.T) {
	s, how := certified(t, CertificateOptions{})
	session := s.signingIn(how, 0)
	waits := 0
	session.service.client = &http.Client{Transport: watch(func(*http.Request) {
		if waits++; waits == 1 {
			s.wait(5 * time.Minute)
		}
	})}
	if _, err := session.ticket(t.Context(), 0); err != nil || s.called("/token/authenticate") != 2 {
		t.Errorf("%d sign-ins, %v", s.called("/token/authenticate"), err)
	}
}

// tripper answers requests.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
