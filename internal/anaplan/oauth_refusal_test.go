package anaplan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

func TestWhatCannotBeKeptIsNotUsed(t *testing.T) {
	s, store := startOAuth(t, true)
	store.full = errors.New("no space left on device")
	client := signed(t, s, oauthAt(s, store, refresh0).SCIM())
	for range 2 {
		_, err := client.Get(s.url + "/scim/Users")
		if !errors.Is(err, ErrTokenLost) || !errors.Is(err, identity.ErrSignedOut) || !errors.Is(err, store.full) ||
			!strings.Contains(err.Error(), "the refresh token is used up, and the one that replaces it could not be kept: no space left on device") {
			t.Errorf("the error is %v", err)
		}
		noSecrets(t, err.Error())
	}
	if s.called("/scim/Users") != 0 || s.called("/oauth/token") != 1 {
		t.Errorf("%d requests, %d sign-ins", s.called("/scim/Users"), s.called("/oauth/token"))
	}
}

func TestAStoreThatFailsStopsTheSignInBeforeItsTokenIsUsed(t *testing.T) {
	for _, store := range []*kept{{shut: fs.ErrPermission}, {broken: fs.ErrPermission}} {
		s, _ := startOAuth(t, true)
		_, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0)
		if !errors.Is(err, fs.ErrPermission) || !errors.Is(err, identity.ErrNotSent) || s.called("/oauth/token") != 0 {
			t.Errorf("%d sign-ins, %v", s.called("/oauth/token"), err)
		}
	}
}

func TestEachNoOfTheOAuthServiceHasItsWords(t *testing.T) {
	for _, c := range []struct {
		name      string
		said      string // an error in JSON
		status    int    // else this
		page      string
		is        error
		signedOut bool
		sticks    bool
		words     string
	}{
		{name: "used already", said: "invalid_grant", is: ErrTokenUsed, signedOut: true, sticks: true, words: "was used already, has ended, or was revoked (you sent"},
		{name: "an unknown client", said: "invalid_client", signedOut: true, sticks: true, words: "does not know this client id"},
		{name: "a client that may not", said: "unauthorized_client", signedOut: true, sticks: true, words: "does not let this client sign in in this way"},
		{name: "anything else", said: "invalid_scope", signedOut: true, sticks: true, words: "(400 invalid_scope)"},
		{name: "a page that forbids", status: 403, page: "<html>Forbidden", signedOut: true, sticks: true, words: "(403) <html>Forbidden"},
		{name: "the wrong host", status: 404, page: "<html>Nothing here", words: "answered 404 <html>Nothing here"},
		{name: "a redirect", status: 302, words: "answered 302"},
		{name: "busy", status: 503, words: "answered 503"},
		{name: "broken", status: 500, is: ErrTokenLost, signedOut: true, sticks: true, words: "may be used up now: the OAuth service answered 500"},
		{name: "a gateway that gave up", status: 504, page: "<html>Timeout", is: ErrTokenLost, signedOut: true, sticks: true, words: "may be used up now: the OAuth service answered 504 <html>Timeout"},
		{name: "a captive portal", status: 200, page: "<html>Welcome to our guests", is: identity.ErrNotTheService, words: "the OAuth service answered something that is not JSON (200, text/html): is a proxy or a sign-in page in between? <html>Welcome"},
		{name: "no token", status: 200, page: `{"token_type":"Bearer"}`, is: ErrTokenLost, signedOut: true, sticks: true, words: "answered without an access token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, store := startOAuth(t, true)
			if c.said != "" {
				s.oauth.said = []string{c.said}
			} else {
				s.refuse["/oauth/token"], s.said = c.status, c.page
			}
			client := signed(t, s, oauthAt(s, store, refresh0).SCIM())
			_, err := client.Post(s.url+"/scim/Users", "", strings.NewReader("x"))
			if err == nil || c.is != nil && !errors.Is(err, c.is) || errors.Is(err, identity.ErrSignedOut) != c.signedOut || errors.Is(err, identity.ErrNotSent) == c.signedOut {
				t.Fatalf("the error is %v", err)
			}
			if !strings.Contains(err.Error(), "sign in with the refresh token: ") || !strings.Contains(err.Error(), c.words) {
				t.Errorf("the error is %q, without %q", err, c.words)
			}
			noSecrets(t, err.Error())
			s.set(func() { s.refuse, s.said = map[string]int{}, "" })
			resp, err := client.Get(s.url + "/scim/Users")
			if (err != nil) != c.sticks {
				t.Errorf("the next request: %v", err)
			}
			if err == nil {
				resp.Body.Close()
			}
		})
	}
}

// The first use of a token may be the only one; a token that has shown that it lasts may be sent again.
func TestOnlyATokenThatLastsIsSentAgain(t *testing.T) {
	for _, c := range []struct {
		name     string
		rotating bool
		lost     int // which of the sign-ins is not answered
		sticks   bool
	}{
		{"lost at first, of a token that would last", false, 1, true},
		{"lost later, of a token that lasts", false, 2, false},
		{"lost at first, of one that can be used once", true, 1, true},
		{"lost later, of one that can be used once", true, 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, store := startOAuth(t, c.rotating)
			oauth := oauthAt(s, store, refresh0)
			calls := 0
			oauth.door.next = tripper(func(req *http.Request) (*http.Response, error) {
				calls++
				if mayRepeat := req.Header.Get(repeatable) != ""; mayRepeat != (!c.rotating && calls > 1) {
					t.Errorf("sign-in %d may be repeated: %v", calls, mayRepeat)
				}
				resp, err := http.DefaultTransport.RoundTrip(req)
				if calls == c.lost {
					resp.Body.Close()
					return nil, errors.New("the connection was lost")
				}
				return resp, err
			})
			credential := oauth.SCIM()
			var err error
			for state := 0; state < c.lost; state++ {
				_, err = credential.ticket(t.Context(), state)
			}
			if errors.Is(err, ErrTokenLost) != c.sticks || errors.Is(err, identity.ErrNotSent) == c.sticks || !strings.Contains(err.Error(), "the connection was lost") {
				t.Errorf("the error is %v", err)
			}
			if _, err = credential.ticket(t.Context(), c.lost-1); (err != nil) != c.sticks || calls != map[bool]int{true: c.lost, false: c.lost + 1}[c.sticks] {
				t.Errorf("after %d sign-ins: %v", calls, err)
			}
		})
	}
}

func TestNoSignInFollowsARedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was sent elsewhere", r.URL)
	}))
	defer elsewhere.Close()
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	s := &service{url: server.URL, clock: noon}
	for _, credential := range []Credential{s.session(0), oauthAt(s, &kept{}, refresh0).SCIM()} {
		if _, err := credential.ticket(t.Context(), 0); err == nil || !strings.Contains(err.Error(), "answered 307") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestACancelledRequestUsesNoToken(t *testing.T) {
	s, store := startOAuth(t, true)
	credential := oauthAt(s, store, refresh0).SCIM()
	ctx, cancel := context.WithCancel(t.Context())
	store.whenLocked = cancel
	if _, err := credential.ticket(ctx, 0); !errors.Is(err, context.Canceled) || errors.Is(err, ErrTokenLost) || s.called("/oauth/token") != 0 {
		t.Errorf("%d sign-ins, %v", s.called("/oauth/token"), err)
	}
	if _, err := credential.ticket(t.Context(), 0); err != nil {
		t.Errorf("another request has to suffer for it: %v", err)
	}
}

func TestATokenThatNeverLeftCanBeTriedAgain(t *testing.T) {
	s, store := startOAuth(t, true)
	oauth := oauthAt(s, store, refresh0)
	oauth.door.next = tripper(func(*http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("%w: connection refused", identity.ErrNotSent)
	})
	credential := oauth.SCIM()
	if _, err := credential.ticket(t.Context(), 0); !errors.Is(err, identity.ErrNotSent) || errors.Is(err, ErrTokenLost) {
		t.Errorf("the error is %v", err)
	}
	oauth.door.next = http.DefaultTransport
	if _, err := credential.ticket(t.Context(), 0); err != nil {
		t.Error(err)
	}
}
