package anaplan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"scimsheet/internal/identity"
)

// Session is a credential of the token service: one token for the whole run, renewed before it ends and
// once after a refusal, however many requests ask at the same time (Anaplan, "Authentication API").
type Session struct {
	base     string
	client   *http.Client
	username string
	basic    Secret
	now      func() time.Time

	mu      sync.Mutex
	token   Secret
	expires time.Time
}

// renewBefore is how long before its end a token is renewed. Tokens live 35 minutes.
const renewBefore = 3 * time.Minute

// NewSession signs in lazily, with user name and password, at the token service at base. The client
// must carry no credential of its own.
func NewSession(base string, client *http.Client, username string, password Secret, now func() time.Time) *Session {
	value, _ := Basic(username, password).Authorization(context.Background())
	return &Session{base: strings.TrimRight(base, "/"), client: client, username: username, basic: value, now: now}
}

// Authorization is the token, fresh enough for the request at hand.
func (s *Session) Authorization(ctx context.Context) (Secret, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" || s.now().Add(renewBefore).After(s.expires) {
		if err := s.renew(ctx); err != nil {
			return "", err
		}
	}
	return tokenHeader(s.token), nil
}

// Renew gets a new token in place of a refused one, unless another request has done so meanwhile.
func (s *Session) Renew(ctx context.Context, refused Secret) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" && tokenHeader(s.token) != refused {
		return true, nil
	}
	s.token = ""
	return true, s.renew(ctx)
}

func tokenHeader(token Secret) Secret { return "AnaplanAuthToken " + token }

// renew extends the token while there is one, and signs in anew where that fails.
func (s *Session) renew(ctx context.Context) error {
	if s.token != "" {
		if reply, err := s.ask(ctx, "/token/refresh", tokenHeader(s.token)); err == nil && reply.TokenInfo.TokenValue != "" {
			s.keep(reply)
			return nil
		}
	}
	reply, err := s.ask(ctx, "/token/authenticate", s.basic)
	if err != nil {
		return fmt.Errorf("sign in as %s: %w", s.username, err)
	}
	if reply.TokenInfo.TokenValue == "" {
		return fmt.Errorf("sign in as %s: the token service answered %s and sent no token", s.username, reply.Status)
	}
	s.keep(reply)
	return nil
}

func (s *Session) keep(reply tokenReply) {
	s.token = Secret(reply.TokenInfo.TokenValue)
	s.expires = time.UnixMilli(reply.TokenInfo.ExpiresAt)
}

// Close ends the session at the service. There is nothing to do where nobody signed in.
func (s *Session) Close(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" {
		return nil
	}
	_, err := s.ask(ctx, "/token/logout", tokenHeader(s.token))
	s.token = ""
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// Caller asks the token service whose token it is.
func (s *Session) Caller(ctx context.Context) (Caller, error) {
	value, err := s.Authorization(ctx)
	if err != nil {
		return Caller{}, err
	}
	reply, err := s.send(ctx, http.MethodGet, "/token/validate", value)
	if err != nil {
		return Caller{}, fmt.Errorf("ask who signed in: %w", err)
	}
	return Caller{ID: reply.UserInfo.UserGUID, UserName: reply.UserInfo.UserID}, nil
}

// Caller is the account that a credential belongs to.
type Caller struct {
	ID       string `json:"id"`
	UserName string `json:"userName"`
}

type tokenReply struct {
	Status        string `json:"status"`
	StatusMessage string `json:"statusMessage"`
	TokenInfo     struct {
		ExpiresAt  int64  `json:"expiresAt"` // milliseconds since 1970
		TokenValue string `json:"tokenValue"`
	} `json:"tokenInfo"`
	UserInfo struct {
		UserGUID string `json:"userGuid"`
		UserID   string `json:"userId"` // the e-mail address
	} `json:"userInfo"`
}

func (s *Session) ask(ctx context.Context, path string, value Secret) (tokenReply, error) {
	return s.send(ctx, http.MethodPost, path, value)
}

func (s *Session) send(ctx context.Context, method, path string, value Secret) (tokenReply, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, nil)
	if err != nil {
		return tokenReply{}, err
	}
	req.Header.Set("Authorization", string(value))
	req.Header.Set("Accept", "application/json")
	resp, err := s.client.Do(req)
	if err != nil {
		return tokenReply{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return tokenReply{}, fmt.Errorf("read the token service's answer: %w", err)
	}
	var reply tokenReply
	decodeErr := json.Unmarshal(body, &reply)
	switch {
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		return tokenReply{}, fmt.Errorf("the sign-in was refused (%d %s): %w", resp.StatusCode, reply.Status, identity.ErrSignedOut)
	case resp.StatusCode == http.StatusNoContent:
		return tokenReply{}, nil
	case resp.StatusCode >= 300:
		return tokenReply{}, fmt.Errorf("the token service answered %s %s", resp.Status, reply.StatusMessage)
	case decodeErr != nil:
		return tokenReply{}, errors.New("the token service answered something that is not JSON: is a proxy or a sign-in page in between?")
	}
	return reply, nil
}
