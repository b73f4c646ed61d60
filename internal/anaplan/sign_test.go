package anaplan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
	for _, credential := range []Credential{Basic(user, password), APIKey(key)} {
		for _, c := range []struct {
			name, contentType string
			status            int
			kept              bool
		}{
			{"an error", "application/json", 400, false},
			{"a proxy's page", "text/html", 502, false},
			{"a page with status 200", "text/html", 200, false},
			{"people's data", "application/scim+json", 200, true}, // a password may be part of a name
		} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", c.contentType)
				w.WriteHeader(c.status)
				fmt.Fprintf(w, "you sent %s, that is %s:%s or %s", r.Header.Get("Authorization"), user, password, key)
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
			if err != nil || !strings.HasPrefix(string(body), "you sent ") {
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
