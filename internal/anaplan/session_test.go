package anaplan

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// signed puts a credential on requests to the service.
func signed(t *testing.T, s *service, credential Credential) *http.Client {
	t.Helper()
	rt, err := Sign(&http.Transport{}, credential, s.url)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: rt}
}

// post sends a body and says how it was answered.
func post(t *testing.T, client *http.Client, url, body string) int {
	t.Helper()
	resp, err := client.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestOneTokenServesAWholeRun(t *testing.T) {
	s := start(t)
	session := s.session(0)
	client := signed(t, s, session)
	if s.called("/token/authenticate") != 0 {
		t.Error("it signed in before it was needed")
	}
	for range 5 {
		if status := post(t, client, s.url+"/scim/Users", "x"); status != 200 {
			t.Fatalf("answered %d", status)
		}
	}
	if n := s.called("/token/authenticate"); n != 1 {
		t.Errorf("it signed in %d times", n)
	}
	if err := session.Close(t.Context()); err != nil || s.called("/token/logout") != 1 || len(s.tokens) != 0 {
		t.Errorf("after signing out there are %d tokens, %v", len(s.tokens), err)
	}
	if err := session.Close(t.Context()); err != nil || s.called("/token/logout") != 1 {
		t.Errorf("it signed out twice, %v", err)
	}
}

func TestWhoNeverSignedInNeedNotSignOut(t *testing.T) {
	s := start(t)
	if err := s.session(0).Close(t.Context()); err != nil || s.called("/token/logout") != 0 {
		t.Errorf("%v", err)
	}
}

func TestATokenIsRenewedBeforeItEndsWhateverTheClockSays(t *testing.T) {
	for _, c := range []struct {
		name     string
		off      time.Duration // this machine's clock against the service's
		silent   bool          // the service does not tell its time
		lifetime time.Duration
		after    time.Duration
		renewed  int
	}{
		{"in the middle of its life", 0, false, 35 * time.Minute, 20 * time.Minute, 0},
		{"just before its end", 0, false, 35 * time.Minute, 34 * time.Minute, 1},
		{"after its end", 0, false, 35 * time.Minute, 40 * time.Minute, 1},
		{"a clock an hour ahead", time.Hour, false, 35 * time.Minute, 20 * time.Minute, 0},
		{"a clock an hour ahead, at the end", time.Hour, false, 35 * time.Minute, 34 * time.Minute, 1},
		{"a clock an hour behind, at the end", -time.Hour, false, 35 * time.Minute, 34 * time.Minute, 1},
		{"a clock an hour ahead of a service that does not tell its time", time.Hour, true, 35 * time.Minute, 20 * time.Minute, 0},
		{"a short life, in the middle", 0, false, 20 * time.Second, 10 * time.Second, 0},
		{"a short life, at the end", 0, false, 20 * time.Second, 19 * time.Second, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t)
			s.silent, s.lifetime = c.silent, c.lifetime
			client := signed(t, s, s.session(c.off))
			for range 3 {
				post(t, client, s.url+"/scim/Users", "")
			}
			s.wait(c.after)
			for range 3 {
				if status := post(t, client, s.url+"/scim/Users", ""); status != 200 {
					t.Fatalf("answered %d", status)
				}
			}
			if n := s.called("/token/refresh"); n != c.renewed || s.called("/token/authenticate") != 1 {
				t.Errorf("renewed %d times, signed in %d times", n, s.called("/token/authenticate"))
			}
			if n := s.called("/scim/Users"); n != 6 {
				t.Errorf("%d requests were needed for 6", n)
			}
		})
	}
}

func TestARefusedTokenIsRenewedOnceAndTheRequestSentAgain(t *testing.T) {
	s := start(t)
	client := signed(t, s, s.session(0))
	post(t, client, s.url+"/scim/Users", "first")
	s.endAll() // although it should have lived on
	if status := post(t, client, s.url+"/scim/Users", "second"); status != 200 {
		t.Errorf("answered %d", status)
	}
	if !slices.Equal(s.bodies, []string{"first", "second"}) {
		t.Errorf("the service took %q", s.bodies)
	}
	if s.called("/token/refresh") != 1 || s.called("/token/authenticate") != 1 {
		t.Errorf("renewed %d times, signed in %d times", s.called("/token/refresh"), s.called("/token/authenticate"))
	}
}

func TestATokenThatCannotBeRenewedIsReplaced(t *testing.T) {
	s := start(t)
	client := signed(t, s, s.session(0))
	post(t, client, s.url+"/scim/Users", "")
	s.set(func() { clear(s.tokens) })
	if status := post(t, client, s.url+"/scim/Users", ""); status != 200 || s.called("/token/authenticate") != 2 {
		t.Errorf("answered %d, signed in %d times", status, s.called("/token/authenticate"))
	}
}

func TestASecondRefusalStands(t *testing.T) {
	s := start(t)
	client := signed(t, s, s.session(0))
	s.set(func() { s.refuse["/scim/Users"] = http.StatusUnauthorized })
	if status := post(t, client, s.url+"/scim/Users", ""); status != 401 || s.called("/scim/Users") != 2 {
		t.Errorf("answered %d after %d requests", status, s.called("/scim/Users"))
	}
}

func TestRequestsAtTheSameTimeShareOneRenewal(t *testing.T) {
	s := start(t)
	client := signed(t, s, s.session(0))
	together := func() {
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if resp, err := client.Get(s.url + "/scim/Users"); err != nil || resp.StatusCode != 200 {
					t.Errorf("%v, %v", resp, err)
				} else {
					resp.Body.Close()
				}
			})
		}
		wg.Wait()
	}
	together()
	if n := s.called("/token/authenticate"); n != 1 {
		t.Errorf("they signed in %d times", n)
	}
	s.wait(34 * time.Minute)
	together()
	if n := s.called("/token/refresh"); n != 1 {
		t.Errorf("at the end of the token they renewed it %d times", n)
	}
}

// Sixteen requests that are all refused at once still renew once: the later ones find it done.
func TestRefusalsAtTheSameTimeShareOneRenewal(t *testing.T) {
	s := start(t)
	session := s.session(0)
	first, err := session.ticket(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if fresh, err := session.ticket(t.Context(), first.state); err != nil || fresh.state == first.state {
				t.Errorf("%v, %v", fresh, err)
			}
		})
	}
	wg.Wait()
	if n := s.called("/token/refresh"); n != 1 {
		t.Errorf("it was renewed %d times", n)
	}
}

func TestARefusedSignInIsNotTriedAgain(t *testing.T) {
	s := start(t)
	session := NewSession(s.url, http.DefaultClient, PasswordSignIn(user, "wrong-"+password), s.time)
	client := signed(t, s, session)
	for range 3 {
		_, err := client.Get(s.url + "/scim/Users")
		if !errors.Is(err, identity.ErrSignedOut) || !strings.Contains(err.Error(), "401 FAILURE_BAD_CREDENTIAL") || !strings.Contains(err.Error(), user) {
			t.Errorf("the error is %v", err)
		}
		if strings.Contains(err.Error(), password) {
			t.Errorf("the error tells the password: %v", err)
		}
	}
	if s.called("/token/authenticate") != 1 || s.called("/scim/Users") != 0 {
		t.Errorf("it tried %d times to sign in: that locks accounts", s.called("/token/authenticate"))
	}
}

func TestAWriteWhoseSignInFailsIsNotSent(t *testing.T) {
	for _, c := range []struct {
		name      string
		status    int
		said      string
		signedOut bool
		words     string
	}{
		{"refused", 401, "", true, "401"},
		{"forbidden", 403, "", true, "403"},
		{"refused in words only", 400, `{"status":"FAILURE_BAD_CREDENTIAL","statusMessage":"wrong"}`, true, "400 FAILURE_BAD_CREDENTIAL) wrong"},
		{"misunderstood", 400, `{"status":"FAILURE_BAD_REQUEST"}`, true, "(400 FAILURE_BAD_REQUEST)"},
		{"misunderstood by something else", 400, "<html>Bad Request", false, "answered 400 <html>Bad Request"},
		{"a message for the terminal", 401, `{"status":"FAILURE","statusMessage":"a\u001b[31m\nb"}`, true, "(401 FAILURE) a[31m b"},
		{"the service is down", 503, "<html> Service\n unavailable", false, "the token service answered 503 <html> Service unavailable"},
		{"the wrong host", 404, "", false, "404"},
		{"a captive portal", 200, "<html>Welcome", false, "something that is not JSON (200, text/html): is a proxy or a sign-in page in between? <html>Welcome"},
		{"another thing", 200, "token-value-that-nobody-should-see", false, "something that is not JSON"},
		{"an answer without a token", 201, `{"status":"SUCCESS"}`, false, "without a token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t)
			s.refuse["/token/authenticate"] = c.status
			s.said = c.said
			_, err := signed(t, s, s.session(0)).Post(s.url+"/scim/Users", "", strings.NewReader("x"))
			if errors.Is(err, identity.ErrSignedOut) != c.signedOut || errors.Is(err, identity.ErrNotSent) == c.signedOut || !strings.Contains(err.Error(), c.words) {
				t.Errorf("the error is %v", err)
			}
			if errors.Is(err, identity.ErrNotTheService) != strings.Contains(c.words, "not JSON") {
				t.Errorf("is another service to blame? %v", err)
			}
			if strings.Contains(err.Error(), "nobody-should-see") {
				t.Errorf("the error shows what may be a token: %v", err)
			}
			if s.called("/scim/Users") != 0 {
				t.Error("the write was sent")
			}
		})
	}
}

func TestASignInThatFailedForAMomentIsTriedAgain(t *testing.T) {
	s := start(t)
	client := signed(t, s, s.session(0))
	s.refuse["/token/authenticate"] = 503
	if _, err := client.Get(s.url + "/scim/Users"); err == nil {
		t.Fatal("no error")
	}
	s.set(func() { clear(s.refuse) })
	if status := post(t, client, s.url+"/scim/Users", ""); status != 200 {
		t.Errorf("answered %d", status)
	}
}

func TestACancelledRequestDoesNotWaitForASignIn(t *testing.T) {
	s := start(t)
	session := s.session(0)
	if err := session.take(t.Context()); err != nil { // somebody else is signing in
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := session.ticket(ctx, 0); !errors.Is(err, context.Canceled) || !errors.Is(err, identity.ErrNotSent) {
		t.Errorf("the error is %v", err)
	}
	session.release()
	if _, err := session.ticket(ctx, 0); !errors.Is(err, identity.ErrNotSent) {
		t.Errorf("signing in for a cancelled request: %v", err)
	}
	if _, err := session.ticket(t.Context(), 0); err != nil {
		t.Errorf("another request has to suffer for it: %v", err)
	}
}

// What counts the attempts of a request must not count the sign-in that it had to wait for.
func TestSigningInIsNoPartOfTheRequestThatNeededIt(t *testing.T) {
	s := start(t)
	connections := 0
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connections++ }})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/scim/Users", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := signed(t, s, s.session(0)).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if connections != 1 {
		t.Errorf("%d requests were counted for one", connections)
	}
}

func TestTheTokenServiceTellsWhoTheCallerIs(t *testing.T) {
	s := start(t)
	caller, err := s.session(0).Caller(t.Context())
	if want := (Caller{ID: "5f00000000000000000000000000000a", UserName: user}); err != nil || caller != want {
		t.Errorf("the caller is %+v, %v", caller, err)
	}
	s.refuse["/token/validate"] = 400
	if caller, err := s.session(0).Caller(t.Context()); err == nil {
		t.Errorf("the caller is %+v", caller)
	}
}

func noSecrets(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{
		password, key, "token-1-secret", string(basicHeader(user, password))[6:],
		clientSecret, url.QueryEscape(clientSecret), refresh0, url.QueryEscape(refresh0), "refresh-1-secret", "access-1-secret",
		"device-code-secret", passphrase, "wrong-secret",
	} {
		if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
			t.Errorf("%q shows %q", text, secret)
		}
	}
}

func TestTokenRequestsMayBeRepeated(t *testing.T) {
	s := start(t)
	var marked []bool
	session := s.session(0)
	session.service.client = &http.Client{Transport: watch(func(req *http.Request) { marked = append(marked, req.Header.Get(repeatable) != "") })}
	if _, err := session.ticket(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if len(marked) != 1 || !marked[0] {
		t.Errorf("marked %v", marked)
	}
}

// watch looks at requests before they go out.
type watch func(*http.Request)

func (w watch) RoundTrip(req *http.Request) (*http.Response, error) {
	w(req)
	return http.DefaultTransport.RoundTrip(req)
}
