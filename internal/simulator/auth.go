package simulator

import (
	"net/http"
	"strings"

	"scimsheet/internal/identity"
)

// The authorization schemes of the SCIM service and the Integration API.
const (
	schemeBasic  = "basic"
	schemeToken  = "anaplanauthtoken"
	schemeBearer = "bearer"
)

// credential takes an Authorization header apart; the scheme is lower case (RFC 9110 section 11.1).
func credential(r *http.Request) (scheme, value string) {
	scheme, value, _ = strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.ToLower(scheme), strings.TrimSpace(value)
}

// admit lets a User Admin through to the SCIM service, which takes Basic, AnaplanAuthToken and Bearer,
// the last with a token, an API key or an OAuth access token.
func (t *Tenant) admit(x *exchange) *refusal {
	if !t.knows(x) {
		return refuse(http.StatusUnauthorized, "", "authentication failed: the credentials are missing, wrong or expired")
	}
	if !t.userAdmin.Load() {
		return refuse(http.StatusForbidden, "", "the caller does not have the User Admin role")
	}
	return nil
}

func (t *Tenant) knows(x *exchange) bool {
	if !t.callerActive() {
		return false
	}
	scheme, value := credential(x.Request)
	switch scheme {
	case schemeBasic:
		return t.passwordFits(x.Request)
	case schemeToken:
		return t.tokens.live(value, t.options.Now())
	case schemeBearer:
		return t.takesKey(value) || t.tokens.live(value, t.options.Now())
	}
	return false
}

func (t *Tenant) takesKey(value string) bool {
	return value == t.caller.apiKey && !t.keyExpired.Load()
}

func (t *Tenant) passwordFits(r *http.Request) bool {
	name, password, ok := r.BasicAuth()
	return ok && password == t.caller.password && t.caller.userName.Same(identity.UserName(name))
}

// callerActive: a deactivated account can no longer sign in.
func (t *Tenant) callerActive() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	u := t.register.byName[t.caller.userName.Key()]
	return u != nil && u.Active
}

// SetUserAdmin gives the caller the User Admin role or takes it, in mid-run too.
func (t *Tenant) SetUserAdmin(admin bool) { t.userAdmin.Store(admin) }

// ExpireAPIKey ends the API key, as the Administration screens do.
func (t *Tenant) ExpireAPIKey() { t.keyExpired.Store(true) }

// Username, Password and APIKey are what the caller signs in with. They open nothing but this tenant.
func (t *Tenant) Username() string { return string(t.caller.userName) }
func (t *Tenant) Password() string { return t.caller.password }
func (t *Tenant) APIKey() string   { return t.caller.apiKey }
