package simulator

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// The paths of Anaplan's OAuth service, and of the page on which a person approves a device.
const (
	oauthBase      = "/oauth/"
	deviceCodePath = oauthBase + "device/code"
	oauthTokenPath = oauthBase + "token"
	activatePath   = "/activate"
)

// The grants that are offered.
const (
	grantRefresh = "refresh_token"
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code"
)

// allScopes is what the access that a tenant starts with was given for.
const allScopes = "openid profile email offline_access"

func oauthPath(path string) bool { return strings.HasPrefix(path, oauthBase) || path == activatePath }

// oauth is the state of the OAuth service. Access tokens are sessions among the tenant's tokens.
type oauth struct {
	mu      sync.Mutex
	refresh map[string]*refreshToken
	devices []*device
	ready   verdict // of the person, before any device asked
}

type refreshToken struct {
	scope string
	used  bool // it was rotated away
}

// grant is the answer of the token endpoint (RFC 6749 section 5.1).
type grant struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	Scope        string `json:"scope"`
}

// oauthFailure is an error of RFC 6749 section 5.2 or RFC 8628 section 3.5.
func oauthFailure(status int, code, format string, args ...any) reply {
	return jsonReply(status, map[string]string{"error": code, "error_description": fmt.Sprintf(format, args...)})
}

// answerOAuth is Anaplan's OAuth service: device codes and refresh tokens, for one client.
func (t *Tenant) answerOAuth(x *exchange) reply {
	if x.path == activatePath {
		return t.answerActivation(x)
	}
	if x.path != deviceCodePath && x.path != oauthTokenPath {
		return oauthFailure(http.StatusNotFound, "invalid_request", "no resource at %s", x.path)
	}
	if x.Method != http.MethodPost {
		return oauthFailure(http.StatusMethodNotAllowed, "invalid_request", "use POST").with("Allow", "POST")
	}
	form, err := oauthForm(x)
	if err != nil {
		return oauthFailure(http.StatusBadRequest, "invalid_request", "the body cannot be read: %v", err)
	}
	if name, password, ok := x.BasicAuth(); ok { // the other way to name a client, RFC 6749 section 2.3.1
		form["client_id"], form["client_secret"] = unescaped(name), unescaped(password)
	}
	if form["client_id"] != t.caller.clientID {
		return oauthFailure(http.StatusUnauthorized, "invalid_client", "no client %q", cut(form["client_id"]))
	}
	if x.path == deviceCodePath {
		return t.giveDeviceCode(x, form)
	}
	if secret := t.options.OAuthClientSecret; secret != "" && subtle.ConstantTimeCompare([]byte(form["client_secret"]), []byte(secret)) != 1 {
		return oauthFailure(http.StatusUnauthorized, "invalid_client", "the client secret is missing or wrong")
	}
	switch form["grant_type"] {
	case grantRefresh:
		return t.renewAccess(x, form["refresh_token"])
	case grantDevice:
		return t.redeemDeviceCode(x, form["device_code"])
	}
	return oauthFailure(http.StatusBadRequest, "unsupported_grant_type", "grant_type %q is not offered", cut(form["grant_type"]))
}

// oauthForm reads a body, which may be JSON or a form.
func oauthForm(x *exchange) (map[string]string, error) {
	form := map[string]string{}
	kind, _, err := mime.ParseMediaType(x.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("the Content-Type: %w", err)
	}
	switch kind {
	case "application/json":
		return form, json.Unmarshal(x.body, &form)
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(x.body))
		for name := range values {
			form[name] = values.Get(name)
		}
		return form, err
	}
	return nil, fmt.Errorf("it is neither JSON nor a form but %q", kind)
}

// unescaped undoes the form encoding that clients give their name and secret in a Basic header.
func unescaped(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

// renewAccess is the refresh grant (RFC 6749 section 6).
func (t *Tenant) renewAccess(x *exchange, text string) reply {
	t.oauth.mu.Lock()
	defer t.oauth.mu.Unlock()
	given := t.oauth.refresh[text]
	switch {
	case given == nil:
		return oauthFailure(http.StatusBadRequest, "invalid_grant", "the refresh token is not known")
	case given.used:
		return oauthFailure(http.StatusBadRequest, "invalid_grant", "the refresh token was used already")
	case !t.callerActive():
		return oauthFailure(http.StatusBadRequest, "invalid_grant", "the user is not active")
	}
	if t.options.RotateRefreshTokens {
		given.used = true
		text = t.newRefreshToken(given.scope)
	}
	return t.grant(x, given.scope, text)
}

// newRefreshToken lives until it is used, where tokens rotate. The lock is held, or nobody else is there.
func (t *Tenant) newRefreshToken(scope string) string {
	text := t.seeded("refresh token", len(t.oauth.refresh))
	t.oauth.refresh[text] = &refreshToken{scope: scope}
	return text
}

func (t *Tenant) grant(x *exchange, scope, refresh string) reply {
	g := grant{
		AccessToken: t.issueAccess(), RefreshToken: refresh, TokenType: "bearer",
		ExpiresIn: max(1, int(t.options.TokenLifetime/time.Second)), Scope: scope,
	}
	if hasScope(scope, "openid") {
		g.IDToken = t.idToken(x)
	}
	return jsonReply(http.StatusOK, g).with("Cache-Control", "no-store")
}

func hasScope(scopes, wanted string) bool {
	for scope := range strings.FieldsSeq(scopes) {
		if scope == wanted {
			return true
		}
	}
	return false
}

// idToken says who the caller is, without a signature (RFC 7519 section 6).
func (t *Tenant) idToken(x *exchange) string {
	now := t.options.Now()
	info := t.callerInfo()
	header := encode(map[string]string{"alg": "none", "typ": "JWT"})
	claims := encode(map[string]any{
		"iss": x.base() + "/", "aud": t.caller.clientID, "sub": info.UserGUID, "email": info.UserID,
		"iat": now.Unix(), "exp": now.Add(t.options.TokenLifetime).Unix(),
	})
	return base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(claims) + "."
}
