package anaplan

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"scimsheet/internal/identity"
)

// Session is a credential of the token service: one token for the whole run, fetched when first needed,
// renewed before it ends and once after a refusal (Anaplan, "Authentication API").
type Session struct {
	lease
	service tokenService
	how     SignIn
}

// NewSession signs in lazily at the token service at base. The client must carry no credential of its own.
func NewSession(base string, client *http.Client, how SignIn, now func() time.Time) *Session {
	return &Session{lease: newLease(now), service: newTokenService(base, client), how: how}
}

func (s *Session) ticket(ctx context.Context, stale int) (ticket, error) {
	token, state, err := s.hold(ctx, stale, s.renew)
	if err != nil {
		return ticket{}, err
	}
	return ticket{tokenHeader(token), state}, nil
}

const tokenScheme Secret = "AnaplanAuthToken "

func tokenHeader(token sealed) sealed { return seal(tokenScheme + token.open()) }

func (s *Session) behind() []sealed { return s.how.secrets() }

// renew gets more time for the token while there is one, and signs in anew where that fails.
func (s *Session) renew(ctx context.Context) (grant, error) {
	if s.token != (sealed{}) {
		call := tokenCall{method: http.MethodPost, path: "/token/refresh", header: tokenHeader(s.token)}
		if granted, _, err := s.exchange(ctx, call); err == nil {
			return granted, nil
		}
	}
	granted, err := s.signIn(ctx)
	if err != nil {
		return grant{}, fmt.Errorf("sign in %s: %w", s.how.as(), err)
	}
	return granted, nil
}

// maxSignIns is how often a sign-in that tells the time is made when there is no answer to it.
const maxSignIns = 3

// signIn asks for a first token. A request that must not be sent twice is not repeated by the layer below,
// so a new one is made here; also where the old one waited for so long that its time was refused.
func (s *Session) signIn(ctx context.Context) (grant, error) {
	for try := 1; ; try++ {
		made := s.now()
		call, err := s.how.call(made)
		if err != nil {
			return grant{}, err
		}
		granted, their, err := s.exchange(ctx, call)
		refused := errors.Is(err, identity.ErrSignedOut)
		switch {
		case err == nil:
			return granted, nil
		case call.once && try < maxSignIns && ctx.Err() == nil && (lost(err) || refused && s.now().Sub(made) > tolerated):
			continue
		case refused:
			return grant{}, s.how.refusal(err, skew(their, s.now()))
		}
		return grant{}, err
	}
}

// exchange asks for a token, or for more time for one. How long it lives is counted on the service's
// clock, where it tells it: this machine's may be an hour off.
func (s *Session) exchange(ctx context.Context, call tokenCall) (grant, http.Header, error) {
	reply, their, err := s.service.ask(ctx, call)
	if err != nil {
		return grant{}, their, err
	}
	if reply.TokenInfo.TokenValue == "" {
		return grant{}, their, errNoToken
	}
	now := s.now()
	life := time.UnixMilli(reply.TokenInfo.ExpiresAt).Sub(now.Add(skew(their, now)))
	return grant{seal(reply.TokenInfo.TokenValue), life}, their, nil
}

// Close ends the session at the service. There is nothing to do where nobody signed in. After a
// cancelled run give it a context of its own.
func (s *Session) Close(ctx context.Context) error {
	if err := s.take(ctx); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	defer s.release()
	if s.token == (sealed{}) {
		return nil
	}
	_, _, err := s.service.ask(ctx, tokenCall{method: http.MethodPost, path: "/token/logout", header: tokenHeader(s.token)})
	s.token, s.renewAt = sealed{}, time.Time{}
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// Caller is the account that a credential belongs to; its zero value is one that is not known.
type Caller struct {
	ID       string `json:"id"`
	UserName string `json:"userName"`
}

// Caller asks the token service whose token it is.
func (s *Session) Caller(ctx context.Context) (Caller, error) {
	t, err := s.ticket(ctx, 0)
	if err != nil {
		return Caller{}, fmt.Errorf("ask who signed in: %w", err)
	}
	reply, _, err := s.service.ask(ctx, validation(t.header))
	if err != nil {
		return Caller{}, fmt.Errorf("ask who signed in: %w", err)
	}
	return reply.caller(), nil
}

// validation asks whose token it is.
func validation(header sealed) tokenCall {
	return tokenCall{method: http.MethodGet, path: "/token/validate", header: header}
}
