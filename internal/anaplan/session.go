package anaplan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"scimsheet/internal/identity"
)

// repeatable marks a request that may be sent again when its reply is lost, for the layer below that
// repeats. Signing in twice does no harm.
const repeatable = "X-Scimsheet-Repeatable"

// Session is a credential of the token service: one token for the whole run, fetched when first needed,
// renewed before it ends and once after a refusal, however many requests ask at the same time (Anaplan,
// "Authentication API").
type Session struct {
	base     string
	client   *http.Client
	username string
	signIn   sealed // the Authorization header that a first token is asked for with
	now      func() time.Time

	turn    chan struct{} // who holds it may look at and change what is below
	token   sealed
	state   int // how often there was a new token, or more time for one
	renewAt time.Time
	refused error // the service refused to sign in: asking again could lock the account
}

// NewSession signs in lazily, with user name and password, at the token service at base. The client
// must carry no credential of its own.
func NewSession(base string, client *http.Client, username string, password Secret, now func() time.Time) *Session {
	return &Session{
		base:     strings.TrimRight(base, "/"),
		client:   client,
		username: username,
		signIn:   seal(basicHeader(username, password)),
		now:      now,
		turn:     make(chan struct{}, 1),
	}
}

// ticket is the token, renewed where it is about to end or its state is still the stale one. Who asks
// while another is renewing waits for that.
func (s *Session) ticket(ctx context.Context, stale int) (ticket, error) {
	if err := s.take(ctx); err != nil {
		return ticket{}, fmt.Errorf("%w: %w", identity.ErrNotSent, err)
	}
	defer s.release()
	if s.refused != nil {
		return ticket{}, s.refused
	}
	if s.state > stale && s.now().Before(s.renewAt) {
		return s.current(), nil
	}
	switch err := s.renew(ctx); {
	case errors.Is(err, identity.ErrSignedOut):
		s.refused = err
		return ticket{}, err
	case err != nil:
		return ticket{}, fmt.Errorf("%w: %w", identity.ErrNotSent, err)
	}
	return s.current(), nil
}

// secret is the header that signs in, which holds the password.
func (s *Session) secret() Secret { return s.signIn.open() }

func (s *Session) current() ticket { return ticket{"AnaplanAuthToken " + s.token.open(), s.state} }

func (s *Session) take(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Session) release() { <-s.turn }

// renew gets more time for the token while there is one, and signs in anew where that fails.
func (s *Session) renew(ctx context.Context) error {
	if s.token != (sealed{}) {
		if s.exchange(ctx, "/token/refresh", s.current().header) == nil {
			return nil
		}
	}
	if err := s.exchange(ctx, "/token/authenticate", s.signIn.open()); err != nil {
		return fmt.Errorf("sign in as %s: %w", s.username, err)
	}
	return nil
}

// exchange asks for a token, or for more time for one, and keeps what it gets.
func (s *Session) exchange(ctx context.Context, path string, header Secret) error {
	reply, their, err := s.ask(ctx, http.MethodPost, path, header)
	if err != nil {
		return err
	}
	if reply.TokenInfo.TokenValue == "" {
		return errors.New("the token service answered without a token")
	}
	s.token = seal(reply.TokenInfo.TokenValue)
	s.state++
	s.renewAt = renewal(s.now(), reply.TokenInfo.ExpiresAt, their)
	return nil
}

// presumedLife is taken where the service does not say how long a token lives, or says nonsense: a
// refused one is renewed all the same. Anaplan's live 35 minutes.
const presumedLife = 30 * time.Minute

// renewal is when a token should be renewed: a little before it ends, two minutes at most. How long it
// lives is counted on the service's clock, where it tells it: this machine's may be an hour off.
func renewal(now time.Time, expiresAt int64, their http.Header) time.Time {
	theirNow, err := http.ParseTime(their.Get("Date"))
	if err != nil {
		theirNow = now
	}
	life := time.UnixMilli(expiresAt).Sub(theirNow)
	if life <= 0 {
		life = presumedLife
	}
	return now.Add(life - min(2*time.Minute, life/10))
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
	_, _, err := s.ask(ctx, http.MethodPost, "/token/logout", s.current().header)
	s.token, s.renewAt = sealed{}, time.Time{}
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// Caller is the account that a credential belongs to.
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
	reply, _, err := s.ask(ctx, http.MethodGet, "/token/validate", t.header)
	if err != nil {
		return Caller{}, fmt.Errorf("ask who signed in: %w", err)
	}
	return Caller{ID: strings.ToLower(reply.UserInfo.UserGUID), UserName: reply.UserInfo.UserID}, nil
}

// tokenReply is what the token service answers.
type tokenReply struct {
	Status        string `json:"status"`
	StatusMessage string `json:"statusMessage"`
	TokenInfo     struct {
		ExpiresAt  int64  `json:"expiresAt"` // milliseconds since 1970, on the service's clock
		TokenValue Secret `json:"tokenValue"`
	} `json:"tokenInfo"`
	UserInfo struct {
		UserGUID string `json:"userGuid"`
		UserID   string `json:"userId"` // the e-mail address
	} `json:"userInfo"`
}

// ask sends a request to the token service, and returns the header of its reply too. It leaves behind
// what the caller's context carries, which is about another request, but stops with it.
func (s *Session) ask(caller context.Context, method, path string, header Secret) (tokenReply, http.Header, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(caller, cancel)()
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, nil)
	if err != nil {
		return tokenReply{}, nil, err
	}
	req.Header.Set("Authorization", string(header))
	req.Header.Set("Accept", "application/json")
	req.Header.Set(repeatable, "yes")
	resp, err := s.client.Do(req)
	if err != nil {
		return tokenReply{}, nil, withoutURL(err)
	}
	resp = scrub(resp, header, "")
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxScrubbed))
	if err != nil {
		return tokenReply{}, nil, fmt.Errorf("the token service's reply broke off: %w", err)
	}
	reply, err := readTokenReply(resp, body)
	return reply, resp.Header, err
}

// readTokenReply never shows a reply that was not understood, except for the beginning of a web page:
// it may hold a token.
func readTokenReply(resp *http.Response, body []byte) (tokenReply, error) {
	var reply tokenReply
	unread := json.Unmarshal(body, &reply)
	words := strings.TrimSpace(fmt.Sprintf("%d %s", resp.StatusCode, reply.Status))
	switch said := reply.StatusMessage + webPage(body); {
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		return reply, signedOut(strings.TrimSpace(fmt.Sprintf("the sign-in was refused (%s) %s", words, said)))
	case resp.StatusCode/100 != 2:
		return reply, fmt.Errorf("the token service answered %s %s", words, said)
	case unread != nil && len(body) > 0:
		return reply, fmt.Errorf("the token service answered something that is not JSON (%s, %s): is a proxy or a sign-in page in between? %s",
			words, resp.Header.Get("Content-Type"), said)
	}
	return reply, nil
}

// signedOut is an identity.ErrSignedOut in words of its own.
type signedOut string

func (s signedOut) Error() string { return string(s) }
func (signedOut) Unwrap() error   { return identity.ErrSignedOut }

// webPage is the beginning of a web page, on one line; nothing of anything else.
func webPage(body []byte) string {
	const limit = 80
	text := []rune(strings.Join(strings.Fields(string(body[:min(len(body), 4*limit)])), " "))
	if len(text) == 0 || text[0] != '<' {
		return ""
	}
	return string(text[:min(limit, len(text))])
}

// withoutURL takes off net/http's wrapping: a URL may hold more than an error should show.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
