package simulator

import (
	"net/http"
	"sync"
	"time"
)

// tokens are the sessions of the token service.
type tokens struct {
	mu     sync.Mutex
	issued int
	byText map[string]*session
}

type session struct {
	id, refreshID, text string
	expires             time.Time
	oauth               bool // an OAuth access token, which the token service validates but neither renews nor ends
}

// live reports whether a token is known and has not expired.
func (k *tokens) live(text string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.byText[text]
	return s != nil && now.Before(s.expires)
}

// expire ends all tokens at once.
func (k *tokens) expire() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.byText)
}

// ExpireTokens ends all tokens now, OAuth access tokens too, but not refresh tokens.
func (t *Tenant) ExpireTokens() { t.tokens.expire() }

type tokenInfo struct {
	ExpiresAt      int64  `json:"expiresAt"`
	TokenID        string `json:"tokenId"`
	TokenValue     string `json:"tokenValue,omitempty"`
	RefreshTokenID string `json:"refreshTokenId,omitempty"`
}

type userInfo struct {
	UserGUID     string `json:"userGuid"`
	UserID       string `json:"userId"`
	CustomerGUID string `json:"customerGuid"`
}

type tokenReply struct {
	Meta struct {
		ValidationURL string `json:"validationUrl"`
	} `json:"meta"`
	Status        string     `json:"status"`
	StatusMessage string     `json:"statusMessage"`
	TokenInfo     *tokenInfo `json:"tokenInfo,omitempty"`
	UserInfo      *userInfo  `json:"userInfo,omitempty"`
}

func success(x *exchange, message string) tokenReply {
	p := tokenReply{Status: "SUCCESS", StatusMessage: message}
	p.Meta.ValidationURL = x.base() + "/token/validate"
	return p
}

func tokenFailure(status int, word, message string) reply {
	return jsonReply(status, map[string]string{"status": word, "statusMessage": message})
}

// answerToken is Anaplan's token service.
func (t *Tenant) answerToken(x *exchange) reply {
	post, validate := x.Method == http.MethodPost, x.path == "/token/validate"
	switch {
	case x.path == "/token/authenticate" && post:
		return t.signIn(x)
	case x.path == "/token/refresh" && post, x.path == "/token/logout" && post, validate && x.Method == http.MethodGet:
		return t.withToken(x)
	case x.path == "/token/authenticate", x.path == "/token/refresh", x.path == "/token/logout":
		return tokenFailure(http.StatusMethodNotAllowed, "FAILURE", "use POST").with("Allow", "POST")
	case validate:
		return tokenFailure(http.StatusMethodNotAllowed, "FAILURE", "use GET").with("Allow", "GET")
	}
	return tokenFailure(http.StatusNotFound, "FAILURE", "no resource at "+x.path)
}

// signIn gives a token for a password or a certificate; the scheme of the header tells which it is.
func (t *Tenant) signIn(x *exchange) reply {
	if d := t.denySignIn(x); d != nil {
		return d.reply()
	}
	p := success(x, "Login successful")
	p.TokenInfo = t.issue(false).info()
	return jsonReply(http.StatusCreated, p)
}

func (t *Tenant) denySignIn(x *exchange) *denial {
	scheme, value := credential(x.Request)
	if scheme == schemeCertificate {
		if d := t.denyCertificate(x, value); d != nil {
			return d
		}
		if !t.callerActive() {
			return denied("the user of the certificate is not active")
		}
		return nil
	}
	if scheme != schemeBasic || !t.passwordFits(x.Request) || !t.callerActive() {
		return denied("incorrect username or password")
	}
	return nil
}

func (t *Tenant) issueAccess() string { return t.issue(true).text }

func (t *Tenant) issue(oauth bool) *session {
	k := &t.tokens
	k.mu.Lock()
	defer k.mu.Unlock()
	k.issued++
	s := &session{
		id:        t.seeded("token id", k.issued),
		refreshID: t.seeded("refresh id", k.issued),
		text:      t.tokenText(k.issued),
		expires:   t.options.Now().Add(t.options.TokenLifetime),
		oauth:     oauth,
	}
	k.byText[s.text] = s
	return s
}

func (s *session) info() *tokenInfo {
	return &tokenInfo{ExpiresAt: s.expires.UnixMilli(), TokenID: s.id, TokenValue: s.text, RefreshTokenID: s.refreshID}
}

// withToken answers the calls that carry a token: a header of another kind is 400, a token that is
// not known or no longer valid 401.
func (t *Tenant) withToken(x *exchange) reply {
	scheme, text := credential(x.Request)
	if scheme != schemeToken || text == "" {
		return tokenFailure(http.StatusBadRequest, "FAILURE_BAD_REQUEST", "the Authorization header must be AnaplanAuthToken and a token")
	}
	k := &t.tokens
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.byText[text]
	if s == nil || !t.options.Now().Before(s.expires) || s.oauth && x.path != "/token/validate" {
		return tokenFailure(http.StatusUnauthorized, "FAILURE_BAD_CREDENTIAL", "the token is not valid")
	}
	switch x.path {
	case "/token/logout":
		delete(k.byText, text)
		return reply{status: http.StatusNoContent}
	case "/token/refresh":
		s.expires = t.options.Now().Add(t.options.TokenLifetime)
		p := success(x, "Token refreshed")
		p.TokenInfo = s.info()
		return jsonReply(http.StatusOK, p)
	}
	p := success(x, "Token validated")
	p.TokenInfo = &tokenInfo{ExpiresAt: s.expires.UnixMilli(), TokenID: s.id}
	p.UserInfo = t.callerInfo()
	return jsonReply(http.StatusOK, p)
}

func (t *Tenant) callerInfo() *userInfo {
	t.mu.RLock()
	defer t.mu.RUnlock()
	info := &userInfo{UserID: string(t.caller.userName), CustomerGUID: t.seeded("customer", 0)}
	if u := t.register.byName[t.caller.userName.Key()]; u != nil {
		info.UserGUID = u.ID
	}
	return info
}
