package anaplan

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"scimsheet/internal/identity"
)

const goodCode = `{"device_code":"device-code-secret","user_code":"ABCD-EFGH","verification_uri":"https://iam.example/activate",` +
	`"verification_uri_complete":"https://iam.example/activate?user_code=ABCD-EFGH","expires_in":900,"interval":5}`

// deviceService is a service in memory, whose clock is the one of the test's bubble.
func deviceService(code string, said ...string) *service {
	s := &service{clock: time.Now(), tokens: map[string]time.Time{}, calls: map[string]int{}, refuse: map[string]int{}}
	s.oauth.code, s.oauth.said = code, said
	return s
}

func (s *service) device(show func(Device)) DeviceOptions {
	o := DeviceOptions{BaseURL: "https://oauth.example/", ClientID: clientID, Client: &http.Client{Transport: memory{s}}, Show: show}
	if s.oauth.confid {
		o.ClientSecret = clientSecret
	}
	return o
}

// intervals are the seconds between one request and the next.
func intervals(begun time.Time, polls []time.Time) string {
	var all []string
	for _, at := range polls {
		all = append(all, fmt.Sprint(int(at.Sub(begun).Seconds())))
		begun = at
	}
	return strings.Join(all, " ")
}

func TestDeviceSignInAsksAsItIsTold(t *testing.T) {
	pending := "authorization_pending"
	for _, c := range []struct {
		name  string
		code  string
		said  []string
		polls string
	}{
		{"at once", goodCode, nil, "5"},
		{"pending", goodCode, []string{pending, pending}, "5 5 5"},
		{"no answer for a while", goodCode, []string{pending, "502", "429", pending, "503"}, "5 5 5 5 5 5"},
		{"slower", goodCode, []string{pending, "slow_down", pending, "slow_down"}, "5 5 10 10 15"},
		{"an interval of its own", strings.Replace(goodCode, `"interval":5`, `"interval":7`, 1), []string{pending}, "7 7"},
		{"no interval", strings.Replace(goodCode, `,"interval":5`, ``, 1), nil, "5"},
		{"nonsense for an interval", strings.Replace(goodCode, `"interval":5`, `"interval":-5`, 1), nil, "5"},
		{"an interval without end", strings.Replace(goodCode, `"interval":5`, `"interval":99999999999999`, 1), nil, "60"},
		{"no end", strings.Replace(goodCode, `"expires_in":900,`, ``, 1), []string{pending}, "5 5"},
	} {
		for _, confidential := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s, begun := deviceService(c.code, c.said...), time.Now()
				s.oauth.confid = confidential
				var shown []Device
				refresh, err := DeviceSignIn(t.Context(), s.device(func(d Device) { shown = append(shown, d) }))
				if err != nil || string(refresh) != s.oauth.good || refresh == "" {
					t.Fatalf("%s: %v", c.name, err)
				}
				want := Device{"ABCD-EFGH", "https://iam.example/activate", "https://iam.example/activate?user_code=ABCD-EFGH", begun.Add(15 * time.Minute)}
				if len(shown) != 1 || !shown[0].Expires.Equal(want.Expires) || shown[0].UserCode != want.UserCode || shown[0].VerificationURI != want.VerificationURI || shown[0].VerificationURIComplete != want.VerificationURIComplete {
					t.Errorf("%s: shown %+v", c.name, shown)
				}
				if got := intervals(begun, s.oauth.polls); got != c.polls {
					t.Errorf("%s: asked after %s seconds", c.name, got)
				}
				if want := "client_id=client-1&scope=openid+profile+email+offline_access"; s.oauth.forms[0] != want {
					t.Errorf("%s: asked for a code with %q", c.name, s.oauth.forms[0])
				}
			})
		}
	}
}

func TestEachWayADeviceSignInFailsHasItsWords(t *testing.T) {
	ever := make([]string, 1000)
	for i := range ever {
		ever[i] = "authorization_pending"
	}
	without := func(part string) string { return strings.Replace(goodCode, part, "", 1) }
	for _, c := range []struct {
		name   string
		code   string
		said   []string
		refuse map[string]int
		page   string
		is     error
		words  string
		after  time.Duration
	}{
		{name: "nobody enters the code", code: goodCode, said: ever, is: errDeviceExpired, words: "has ended before anybody entered it", after: 15 * time.Minute},
		{name: "the service says that it has ended", code: goodCode, said: []string{"expired_token"}, is: errDeviceExpired, words: "has ended"},
		{name: "declined", code: goodCode, said: []string{"access_denied"}, is: identity.ErrSignedOut, words: "the sign-in was declined"},
		{name: "used already", code: goodCode, said: []string{"invalid_grant"}, is: identity.ErrSignedOut, words: "(400 invalid_grant)"},
		{name: "off, as the service says", refuse: map[string]int{"/oauth/device/code": 400}, page: `{"error":"unauthorized_client","error_description":"not for you"}`, is: errDeviceOff, words: "off where single sign-on is on, and the client has to be one for devices (400 unauthorized_client) (not for you)"},
		{name: "off, as nothing is there", refuse: map[string]int{"/oauth/device/code": 404}, is: errDeviceOff, words: "(404"},
		{name: "an unknown client", refuse: map[string]int{"/oauth/device/code": 401}, page: `{"error":"invalid_client"}`, is: identity.ErrSignedOut, words: "does not know this client id"},
		{name: "broken", refuse: map[string]int{"/oauth/device/code": 500}, page: "<html>Oops", words: "answered 500 <html>Oops"},
		{name: "a captive portal", refuse: map[string]int{"/oauth/device/code": 200}, page: "<html>Welcome", is: identity.ErrNotTheService, words: "is a proxy or a sign-in page in between"},
		{name: "broken while waiting, for as long as the code lives", code: goodCode, refuse: map[string]int{"/oauth/token": 502}, is: errDeviceExpired, words: "has ended", after: 15 * time.Minute},
		{name: "no token", code: goodCode, refuse: map[string]int{"/oauth/token": 200}, page: `{}`, words: "answered without a token"},
		{name: "no refresh token", code: goodCode, refuse: map[string]int{"/oauth/token": 200}, page: `{"access_token":"x-secret"}`, is: identity.ErrSignedOut, words: "gave no refresh token"},
		{name: "no code", code: without(`"user_code":"ABCD-EFGH",`), words: "without a code and an address"},
		{name: "no device code", code: without(`"device_code":"device-code-secret",`), words: "without a code and an address"},
		{name: "an address of another kind", code: strings.Replace(goodCode, "https://iam.example/activate\"", `file:///etc/passwd"`, 1), words: "without a code and an address"},
		{name: "numbers for words", code: `{"device_code":1}`, words: "without a code and an address"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, begun := deviceService(c.code, c.said...), time.Now()
			s.said = c.page
			for path, status := range c.refuse {
				s.refuse[path] = status
			}
			_, err := DeviceSignIn(t.Context(), s.device(func(Device) {}))
			if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: the error is %v", c.name, err)
			}
			if c.is == nil && errors.Is(err, identity.ErrSignedOut) {
				t.Errorf("%s: the credential is not to blame: %v", c.name, err)
			}
			if c.after != 0 && time.Since(begun) != c.after {
				t.Errorf("%s: it took %s", c.name, time.Since(begun))
			}
			if err != nil {
				noSecrets(t, err.Error())
			}
		})
	}
}

func TestADeviceSignInCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := deviceService(goodCode, "authorization_pending", "authorization_pending", "authorization_pending")
		ctx, cancel := context.WithCancel(t.Context())
		_, err := DeviceSignIn(ctx, s.device(func(Device) { time.AfterFunc(7*time.Second, cancel) }))
		if !errors.Is(err, context.Canceled) || len(s.oauth.polls) != 1 {
			t.Errorf("asked %d times, %v", len(s.oauth.polls), err)
		}
	})
}
