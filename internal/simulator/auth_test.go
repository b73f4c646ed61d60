package simulator

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// signIn takes a token with the caller's password.
func (v *visit) signIn() tokenReply {
	v.Helper()
	a := v.ask("POST", v.server.AuthURL+"/token/authenticate", "", "Authorization", v.basic())
	v.status(a, 201)
	var p tokenReply
	v.decode(a, &p)
	return p
}

func TestTheServiceTakesPasswordTokenAndKey(t *testing.T) {
	v := open(t, Options{})
	token := v.signIn().TokenInfo.TokenValue
	wrong := base64.StdEncoding.EncodeToString([]byte(v.server.Username + ":wrong"))
	stranger := base64.StdEncoding.EncodeToString([]byte("stranger@acme.example:" + v.server.Password))
	loud := base64.StdEncoding.EncodeToString([]byte(strings.ToUpper(v.server.Username) + ":" + v.server.Password))
	for _, c := range []struct {
		name, header string
		status       int
	}{
		{"Basic", v.basic(), 200},
		{"Basic, the user name in capitals", "Basic " + loud, 200},
		{"AnaplanAuthToken", "AnaplanAuthToken " + token, 200},
		{"Bearer with a token", "Bearer " + token, 200},
		{"Bearer with an API key", "Bearer " + v.server.APIKey, 200},
		{"the scheme has no case", "bearer " + v.server.APIKey, 200},
		{"nothing", "", 401},
		{"a wrong password", "Basic " + wrong, 401},
		{"a stranger", "Basic " + stranger, 401},
		{"a token nobody gave", "AnaplanAuthToken nonsense", 401},
		{"an API key as a token", "AnaplanAuthToken " + v.server.APIKey, 401},
		{"an unknown scheme", "Digest x", 401},
		{"an empty token", "AnaplanAuthToken ", 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := *v
			v.T, v.auth = t, c.header
			a := v.must(c.status, "GET", "/Users?count=1", "")
			if c.status == 401 {
				v.refused(a, 401, "", "authentication failed")
			}
		})
	}
}

func TestACallerWithoutUserAdminIsForbidden(t *testing.T) {
	v := open(t, Options{NotUserAdmin: true})
	v.refused(v.scim("GET", "/Users", ""), 403, "", "User Admin")
	v.tenant.SetUserAdmin(true)
	v.must(200, "GET", "/Users", "")
	v.tenant.SetUserAdmin(false)
	v.refused(v.scim("POST", "/Users", resource("ada@acme.example", "")), 403, "", "User Admin")
	if _, there := v.tenant.Account("ada@acme.example"); there {
		t.Error("a refused caller created a user")
	}
}

func TestADeactivatedCallerCanNoLongerSignIn(t *testing.T) {
	v := open(t, Options{})
	v.tenant.Edit(v.tenant.Caller(), func(a *identity.Account) { a.Active = false })
	v.refused(v.scim("GET", "/Users", ""), 401, "", "authentication failed")
	v.status(v.ask("POST", v.server.AuthURL+"/token/authenticate", ""), 401)
}

func TestSigningInIsAnsweredAsDocumented(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now})
	p := v.signIn()
	if p.Status != "SUCCESS" || p.StatusMessage != "Login successful" || p.Meta.ValidationURL != v.server.AuthURL+"/token/validate" {
		t.Errorf("signed in with %+v", p)
	}
	if want := clock.now().Add(35 * time.Minute).UnixMilli(); p.TokenInfo.ExpiresAt != want {
		t.Errorf("expires at %d, want %d", p.TokenInfo.ExpiresAt, want)
	}
	if p.TokenInfo.TokenID == "" || p.TokenInfo.RefreshTokenID == "" || p.TokenInfo.TokenValue == "" {
		t.Errorf("token is %+v", p.TokenInfo)
	}
}

func TestAWrongPasswordIsABadCredential(t *testing.T) {
	v := open(t, Options{})
	for _, header := range []string{"", "Basic " + base64.StdEncoding.EncodeToString([]byte("x:y")), "Bearer " + v.server.APIKey} {
		a := v.ask("POST", v.server.AuthURL+"/token/authenticate", "", "Authorization", header)
		v.status(a, 401)
		var p tokenReply
		v.decode(a, &p)
		if p.Status != "FAILURE_BAD_CREDENTIAL" || p.StatusMessage == "" {
			t.Errorf("%q: %s", header, a.body)
		}
	}
}

func TestATokenLivesAsLongAsItSays(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now, TokenLifetime: time.Minute})
	v.auth = "AnaplanAuthToken " + v.signIn().TokenInfo.TokenValue
	clock.forward(59 * time.Second)
	v.must(200, "GET", "/Users", "")
	clock.forward(time.Second)
	v.must(401, "GET", "/Users", "")
	v.status(v.ask("GET", v.server.AuthURL+"/token/validate", ""), 401)
	v.status(v.ask("POST", v.server.AuthURL+"/token/refresh", ""), 401)
}

func TestRefreshingKeepsTheTokenAndMovesItsEnd(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now, TokenLifetime: time.Minute})
	first := v.signIn().TokenInfo
	v.auth = "AnaplanAuthToken " + first.TokenValue
	clock.forward(30 * time.Second)
	a := v.ask("POST", v.server.AuthURL+"/token/refresh", "")
	v.status(a, 200)
	var p tokenReply
	v.decode(a, &p)
	if p.TokenInfo.TokenValue != first.TokenValue || p.TokenInfo.ExpiresAt != first.ExpiresAt+30_000 {
		t.Errorf("refreshed to %+v from %+v", p.TokenInfo, first)
	}
	clock.forward(45 * time.Second)
	v.must(200, "GET", "/Users", "")
}

func TestValidatingTellsWhoTheCallerIs(t *testing.T) {
	v := open(t, Options{})
	v.auth = "AnaplanAuthToken " + v.signIn().TokenInfo.TokenValue
	a := v.ask("GET", v.server.AuthURL+"/token/validate", "")
	v.status(a, 200)
	var p tokenReply
	v.decode(a, &p)
	if p.UserInfo.UserID != "svc-scim@acme.example" || p.UserInfo.UserGUID != v.stored("svc-scim@acme.example").ID || p.UserInfo.CustomerGUID == "" {
		t.Errorf("the caller is %+v", p.UserInfo)
	}
	if p.TokenInfo.TokenValue != "" {
		t.Error("validating repeats the token")
	}
}

func TestATokenThatLoggedOutIsGone(t *testing.T) {
	v := open(t, Options{})
	v.auth = "AnaplanAuthToken " + v.signIn().TokenInfo.TokenValue
	v.status(v.ask("POST", v.server.AuthURL+"/token/logout", ""), 204)
	v.must(401, "GET", "/Users", "")
	v.status(v.ask("POST", v.server.AuthURL+"/token/logout", ""), 401)
}

func TestTheTokenServiceRefusesWhatItCannotRead(t *testing.T) {
	v := open(t, Options{})
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"POST", "/token/refresh", 400}, // Basic is not a token
		{"GET", "/token/validate", 400},
		{"GET", "/token/authenticate", 405},
		{"POST", "/token/validate", 405},
		{"POST", "/token/elsewhere", 404},
	} {
		v.status(v.ask(c.method, v.server.AuthURL+c.path, ""), c.status)
	}
}

func TestAllTokensCanBeMadeToExpire(t *testing.T) {
	v := open(t, Options{})
	v.auth = "AnaplanAuthToken " + v.signIn().TokenInfo.TokenValue
	v.tenant.ExpireTokens()
	v.must(401, "GET", "/Users", "")
}

func TestTheSameSeedGivesTheSameCredentials(t *testing.T) {
	one, two, other := open(t, Options{Seed: 7}), open(t, Options{Seed: 7}), open(t, Options{Seed: 8})
	if one.server.Password != two.server.Password || one.server.APIKey != two.server.APIKey {
		t.Error("one seed gave two credentials")
	}
	if one.server.Password == other.server.Password || one.server.APIKey == other.server.APIKey {
		t.Error("two seeds gave one credential")
	}
	if !strings.HasPrefix(one.server.APIKey, "auk_") {
		t.Errorf("an API key looks like %q", one.server.APIKey)
	}
}
