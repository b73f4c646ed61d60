package simulator

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// oauthAnswer is a grant or an error, whichever came.
type oauthAnswer struct {
	grant
	device      deviceReply
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// post sends members to an OAuth endpoint as JSON.
func (v *visit) post(path string, members map[string]string) (int, oauthAnswer) {
	v.Helper()
	body, _ := json.Marshal(members)
	return v.postAs(path, "application/json; charset=utf-8", string(body))
}

func (v *visit) postAs(path, mediaType, body string, headers ...string) (int, oauthAnswer) {
	v.Helper()
	headers = append([]string{"Authorization", "", "Content-Type", mediaType}, headers...)
	a := v.ask("POST", v.server.OAuthURL+path, body, headers...)
	if a.err != nil {
		v.Fatal(a.err)
	}
	var got oauthAnswer
	v.decode(a, &got)
	v.decode(a, &got.device)
	return a.status, got
}

func (v *visit) refresh(token string) (int, oauthAnswer) {
	v.Helper()
	return v.post(oauthTokenPath, map[string]string{"grant_type": grantRefresh, "client_id": v.server.OAuthClientID, "refresh_token": token})
}

// fails checks an OAuth error.
func (v *visit) fails(status int, got oauthAnswer, wantStatus int, code string) {
	v.Helper()
	if status != wantStatus || got.Error != code || got.Description == "" || got.AccessToken != "" {
		v.Errorf("answered %d %q %q, want %d %q", status, got.Error, got.Description, wantStatus, code)
	}
}

func TestARefreshTokenGivesAccessToEveryService(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Workspaces: 1, Now: clock.now})
	status, got := v.refresh(v.server.RefreshToken)
	if status != 200 || got.TokenType != "bearer" || got.ExpiresIn != 2100 || got.RefreshToken != v.server.RefreshToken || got.Scope != allScopes {
		t.Fatalf("answered %d %+v", status, got)
	}
	v.auth = "Bearer " + got.AccessToken
	v.must(200, "GET", "/Users?count=1", "")
	v.auth = "AnaplanAuthToken " + got.AccessToken
	v.status(v.ask("GET", v.server.APIURL+"/2/0/workspaces", ""), 200)
	validated := v.ask("GET", v.server.AuthURL+"/token/validate", "")
	v.status(validated, 200)
	if !strings.Contains(validated.body, `"userId":"svc-scim@acme.example"`) {
		t.Errorf("validating tells %s", validated.body)
	}
	v.status(v.ask("POST", v.server.AuthURL+"/token/refresh", ""), 401)
	v.status(v.ask("POST", v.server.AuthURL+"/token/logout", ""), 401)
	v.must(200, "GET", "/Users?count=1", "")
	clock.forward(35 * time.Minute)
	v.must(401, "GET", "/Users?count=1", "")
}

func TestTheIDTokenNamesTheCaller(t *testing.T) {
	v := open(t, Options{})
	_, got := v.refresh(v.server.RefreshToken)
	parts := strings.Split(got.IDToken, ".")
	if len(parts) != 3 {
		t.Fatalf("the id token is %q", got.IDToken)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct{ Email, Sub, Aud string }
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Email != v.server.Username || claims.Sub != v.stored(v.tenant.Caller()).ID || claims.Aud != v.server.OAuthClientID {
		t.Errorf("it claims %+v", claims)
	}
}

func TestAnExpiredAccessTokenIsRenewedWithTheSameRefreshToken(t *testing.T) {
	v := open(t, Options{TokenLifetime: 90 * time.Second})
	_, first := v.refresh(v.server.RefreshToken)
	v.auth = "Bearer " + first.AccessToken
	v.tenant.ExpireTokens()
	v.must(401, "GET", "/Users", "")
	status, second := v.refresh(v.server.RefreshToken)
	if status != 200 || second.AccessToken == first.AccessToken || second.ExpiresIn != 90 {
		t.Fatalf("answered %d %+v", status, second)
	}
	v.auth = "Bearer " + second.AccessToken
	v.must(200, "GET", "/Users", "")
}

func TestARotatedRefreshTokenWorksOnce(t *testing.T) {
	v := open(t, Options{RotateRefreshTokens: true})
	status, first := v.refresh(v.server.RefreshToken)
	if status != 200 || first.RefreshToken == "" || first.RefreshToken == v.server.RefreshToken {
		t.Fatalf("answered %d %+v", status, first)
	}
	status, again := v.refresh(v.server.RefreshToken)
	v.fails(status, again, 400, "invalid_grant")
	if !strings.Contains(again.Description, "used") {
		t.Errorf("a used token is described as %q", again.Description)
	}
	if status, _ := v.refresh(first.RefreshToken); status != 200 {
		t.Errorf("the new token is answered %d", status)
	}
}

func TestRefreshingIsRefused(t *testing.T) {
	v := open(t, Options{OAuthClientSecret: "s3cret"})
	id, token := v.server.OAuthClientID, v.server.RefreshToken
	for _, c := range []struct {
		name    string
		members map[string]string
		status  int
		code    string
	}{
		{"an unknown client", map[string]string{"grant_type": grantRefresh, "client_id": "x", "client_secret": "s3cret", "refresh_token": token}, 401, "invalid_client"},
		{"no secret", map[string]string{"grant_type": grantRefresh, "client_id": id, "refresh_token": token}, 401, "invalid_client"},
		{"a wrong secret", map[string]string{"grant_type": grantRefresh, "client_id": id, "client_secret": "x", "refresh_token": token}, 401, "invalid_client"},
		{"an unknown token", map[string]string{"grant_type": grantRefresh, "client_id": id, "client_secret": "s3cret", "refresh_token": "x"}, 400, "invalid_grant"},
		{"the code grant", map[string]string{"grant_type": "authorization_code", "client_id": id, "client_secret": "s3cret"}, 400, "unsupported_grant_type"},
		{"client credentials", map[string]string{"grant_type": "client_credentials", "client_id": id, "client_secret": "s3cret"}, 400, "unsupported_grant_type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := *v
			v.T = t
			status, got := v.post(oauthTokenPath, c.members)
			v.fails(status, got, c.status, c.code)
		})
	}
	v.tenant.Edit(v.tenant.Caller(), func(a *identity.Account) { a.Active = false })
	status, got := v.post(oauthTokenPath, map[string]string{"grant_type": grantRefresh, "client_id": id, "client_secret": "s3cret", "refresh_token": token})
	v.fails(status, got, 400, "invalid_grant")
}

func TestTheOAuthServiceTakesJSONFormsAndBasicClients(t *testing.T) {
	v := open(t, Options{OAuthClientSecret: "a b&c"})
	form := url.Values{"grant_type": {grantRefresh}, "refresh_token": {v.server.RefreshToken}}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(v.server.OAuthClientID+":"+url.QueryEscape("a b&c")))
	if status, got := v.postAs(oauthTokenPath, "application/x-www-form-urlencoded", form.Encode(), "Authorization", basic); status != 200 {
		t.Errorf("a client in the header is answered %d %+v", status, got)
	}
	form.Set("client_id", v.server.OAuthClientID)
	form.Set("client_secret", "a b&c")
	if status, got := v.postAs(oauthTokenPath, "application/x-www-form-urlencoded", form.Encode()); status != 200 {
		t.Errorf("a form is answered %d %+v", status, got)
	}
	for mediaType, body := range map[string]string{
		"application/json": `{"client_id":`, "application/x-www-form-urlencoded": "client_id=%", "text/plain": "client_id=x", "": "x",
	} {
		status, got := v.postAs(oauthTokenPath, mediaType, body)
		v.fails(status, got, 400, "invalid_request")
	}
	v.status(v.ask("GET", v.server.OAuthURL+oauthTokenPath, ""), 405)
	v.status(v.ask("POST", v.server.OAuthURL+"/oauth/authorize", "{}"), 404)
}

func TestAnExpiredAPIKeyOpensNothing(t *testing.T) {
	for _, expired := range []bool{true, false} {
		v := open(t, Options{APIKeyExpired: expired})
		v.auth = "Bearer " + v.server.APIKey
		v.must(map[bool]int{true: 401, false: 200}[expired], "GET", "/Users", "")
		v.tenant.ExpireAPIKey()
		v.must(401, "GET", "/Users", "")
	}
}

func TestFaultsStrikeOAuthInItsOwnWords(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "POST:/oauth/=503@1,retry-after=3")})
	status, got := v.refresh(v.server.RefreshToken)
	v.fails(status, got, 503, "server_error")
	if status, _ := v.refresh(v.server.RefreshToken); status != 200 {
		t.Errorf("answered %d", status)
	}
	if n := v.tenant.Requests("POST", OAuth); n != 2 {
		t.Errorf("%d requests to OAuth are counted", n)
	}
}
