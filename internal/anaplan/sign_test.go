package anaplan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"scimsheet/internal/escape"
	"scimsheet/internal/identity"
)

func TestEachCredentialHasItsHeader(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("Authorization") }))
	defer server.Close()
	for _, c := range []struct {
		credential Credential
		want       string
	}{
		{Basic("ada", "pass:word"), "Basic YWRhOnBhc3M6d29yZA=="},
		{APIKey(key), "Bearer " + key},
		{None(), ""},
	} {
		rt, err := Sign(http.DefaultTransport, c.credential, server.URL+"/scim/1/0/v2")
		if err != nil {
			t.Fatal(err)
		}
		resp, err := (&http.Client{Transport: rt}).Get(server.URL + "/scim/1/0/v2/Users")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got != c.want {
			t.Errorf("the header is %q, want %q", got, c.want)
		}
	}
}

func TestCredentialsGoOnlyToTheHostsNamed(t *testing.T) {
	sent := false
	rt, err := Sign(watch(func(*http.Request) { sent = true }), APIKey(key), "https://api.anaplan.com/scim/1/0/v2", "https://auth.anaplan.com:443")
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{
		"https://api.anaplan.com.evil.example/Users", "https://evil.example/api.anaplan.com", "http://api.anaplan.com/Users",
		"https://api.anaplan.com:8443/Users", "https://eu3.api.anaplan.com/Users", "https://127.0.0.1/Users",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rt.RoundTrip(req); !errors.Is(err, identity.ErrNotSent) || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", url, err)
		}
		if req.Header.Get("Authorization") != "" {
			t.Errorf("%s: the caller's request was given the credential", url)
		}
	}
	if sent {
		t.Error("a request was sent")
	}
	for _, url := range []string{"https://api.anaplan.com/x", "https://API.anaplan.com:443/x", "https://auth.anaplan.com"} {
		req, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !rt.(*signer).origins[origin(req.URL)] {
			t.Errorf("%s is a host that was named", url)
		}
	}
}

func TestAnAddressHasToBeOne(t *testing.T) {
	for _, address := range []string{"", "api.anaplan.com", "https://ada:hunter2@api.anaplan.com", "https://%zz"} {
		if _, err := Sign(nil, None(), address); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestWhatAServiceEchoesOfACredentialDoesNotComeBack(t *testing.T) {
	const echo = `you sent SENT`
	for _, credential := range []Credential{Basic(user, password), APIKey(key)} {
		for _, c := range []struct {
			name, contentType string
			status            int
			body              string
			kept              bool
		}{
			{"an error", "application/json", 400, echo, false},
			{"a proxy's page", "text/html", 502, echo, false},
			{"a page with status 200", "text/html", 200, echo, false},
			{"a page that says it is JSON", "application/json", 200, echo, false},
			{"an error with status 200", "application/scim+json", 200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"SENT"}`, false},
			{"some other JSON", "application/json", 200, `{"message":"SENT"}`, false},
			{"a text in JSON", "application/json", 200, `"SENT"`, false},
			{"an array", "application/json", 200, `[{"userName":"SENT"}]`, false},
			{"an empty list with errors", "application/scim+json", 200, `{"totalResults":0,"Resources":[],"errors":["SENT"]}`, false},
			{"errors before a list", "application/scim+json", 200, `{"errors":["SENT"],"totalResults":1,"Resources":[{}]}`, false},
			{"a user of whom something failed", "application/scim+json", 200, `{"userName":"ada","failedEntitlements":[{"reason":"SENT"}]}`, false},
			{"a user who breaks off", "application/scim+json", 200, `{"userName":"SENT"`, false},
			{"a list that is none", "application/scim+json", 200, `{"Resources":"SENT"}`, false},
			{"a page of people", "application/scim+json", 200, `{"schemas":[],"totalResults":1,"Resources":[{"displayName":"SENT"}]}`, true}, // a password may be part of a name
			{"a user", "application/scim+json", 201, `{"userName":"ada","displayName":"SENT"}`, true},
			{"a list of workspaces", "application/json", 200, `{"meta":{},"workspaces":[{"name":"SENT"}]}`, true},
		} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", c.contentType)
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, strings.ReplaceAll(c.body, "SENT", r.Header.Get("Authorization")+" "+password+" "+key))
			}))
			rt, err := Sign(http.DefaultTransport, credential, server.URL)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := (&http.Client{Transport: rt}).Get(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			server.Close()
			if before, _, _ := strings.Cut(c.body, "SENT"); c.kept && (err != nil || !strings.HasPrefix(string(body), before)) {
				t.Errorf("%s: %q, %v", c.name, body, err)
			}
			current, _ := credential.ticket(t.Context(), 0)
			for _, secret := range secretsIn(current.header) {
				if strings.Contains(string(body), string(secret.open())) != c.kept {
					t.Errorf("%s: %q", c.name, body)
				}
			}
		}
	}
}

func TestAnEscapedEchoDoesNotComeBackEither(t *testing.T) {
	const secret = "Hunter2!pass/word"
	for _, echo := range []string{
		"Hunter2%21pass%2Fword", "Hunter2%21pass%2fword", "Hunter2!pass%2Fword", "Hunter2!pass&#x2F;word", "Hunter2&#33;pass&sol;word", "Hunter2!pass%252fword", "%48unter2!pass/word",
	} {
		for _, body := range []string{"<p>100% sure: " + echo + "</p>", `{"detail":"` + echo + `"}`} {
			got := string(without([]sealed{seal(secret)}, []byte(body)))
			for plain := range escape.Undone(got) {
				if strings.Contains(plain, secret) {
					t.Errorf("%s comes back as %s", body, got)
				}
			}
		}
	}
}

func TestWhatHoldsNoSecretIsLeftAsItIs(t *testing.T) {
	const body = "<p>100% of R&amp;D, %2f &#x2F;</p>"
	if got := without([]sealed{seal("Hunter2!pass/word")}, []byte(body)); string(got) != body {
		t.Errorf("%s becomes %s", body, got)
	}
}

// locking is a service that locks an account after some failed sign-ins.
type locking struct {
	mu      sync.Mutex
	good    bool // whether the password is
	spared  int  // refusals to come although the password is good
	failed  int
	arrived chan struct{}
	reply   chan struct{} // one for each reply
}

func (l *locking) RoundTrip(*http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	l.mu.Lock()
	if !l.good || l.spared > 0 {
		l.spared--
		l.failed++
		recorder.WriteHeader(http.StatusUnauthorized)
	}
	l.mu.Unlock()
	l.arrived <- struct{}{}
	<-l.reply
	return recorder.Result(), nil
}

// write sends a request and gives what came of it.
func (l *locking) write(t *testing.T, client http.RoundTripper) error {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.anaplan.com/scim/1/0/v2/Users", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.RoundTrip(req)
	if err == nil && resp.StatusCode == http.StatusUnauthorized {
		return identity.ErrSignedOut
	}
	return err
}

func TestAPasswordThatEndsIsNotTriedByEveryRequestAnew(t *testing.T) {
	for _, c := range []struct {
		name                         string
		accepted, good               bool
		spared, together, failed, ok int
	}{
		{name: "wrong from the start", together: 8, failed: 1},
		{name: "ends in the middle", accepted: true, together: 8, failed: 9},
		{name: "refused by mistake", accepted: true, good: true, spared: 8, together: 8, failed: 8, ok: 8},
		{name: "good from the start", good: true, together: 8, ok: 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := &locking{good: true, arrived: make(chan struct{}, 100), reply: make(chan struct{})}
				signs, err := Sign(service, Basic(user, password), "https://api.anaplan.com")
				if err != nil {
					t.Fatal(err)
				}
				if c.accepted {
					go func() { service.reply <- struct{}{} }()
					if err := service.write(t, signs); err != nil {
						t.Fatal(err)
					}
				}
				service.good, service.spared = c.good, c.spared
				ends := make(chan error, c.together)
				for range c.together {
					go func() { ends <- service.write(t, signs) }()
				}
				synctest.Wait() // all that can be under way at once is
				close(service.reply)
				ok := 0
				for range c.together {
					if err := <-ends; err == nil {
						ok++
					} else if !errors.Is(err, identity.ErrSignedOut) {
						t.Error(err)
					}
				}
				if service.failed != c.failed || ok != c.ok {
					t.Errorf("%d failed sign-ins and %d successes, want %d and %d", service.failed, ok, c.failed, c.ok)
				}
				sent := len(service.arrived)
				if err := service.write(t, signs); (err == nil) != c.good || !c.good && (len(service.arrived) != sent || !errors.Is(err, identity.ErrSignedOut)) {
					t.Errorf("a later request: %v, %d of them left", err, len(service.arrived)-sent)
				}
			})
		})
	}
}

func TestWhoWaitsToBeSignedInCanBeStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &locking{arrived: make(chan struct{}, 9), reply: make(chan struct{})}
		signs, err := Sign(service, Basic(user, password), "https://api.anaplan.com")
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = service.write(t, signs) }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.anaplan.com/scim/1/0/v2/Users", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := signs.RoundTrip(req); !errors.Is(err, identity.ErrNotSent) || !errors.Is(err, context.Canceled) || len(service.arrived) != 1 {
			t.Errorf("%v, %d requests left", err, len(service.arrived))
		}
		close(service.reply)
	})
}

func TestAWordThatHappensToBeAPasswordStaysInMessages(t *testing.T) {
	for _, got := range spellings(secretsIn(seal(basicHeader(user, "wrong")))) {
		if strings.Contains(got, "wrong") {
			t.Errorf("%q is taken out of messages", got)
		}
	}
}

func TestASecretNeverShows(t *testing.T) {
	secret := Secret(password)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
		if got := fmt.Sprintf(verb, secret); got != hidden {
			t.Errorf("%s shows %q", verb, got)
		}
	}
	type config struct{ Password Secret }
	encoded, err := json.Marshal(config{secret})
	if err != nil || string(encoded) != `{"Password":"***"}` {
		t.Errorf("in JSON it is %s, %v", encoded, err)
	}
	for _, text := range []string{fmt.Sprint(secret), fmt.Sprint(config{secret}), fmt.Sprintf("%#v", &config{secret}), secret.String(), secret.GoString(), fmt.Errorf("x: %v", secret).Error()} {
		noSecrets(t, text)
	}
}
