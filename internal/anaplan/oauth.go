package anaplan

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// TokenStore keeps refresh tokens from one command to the next.
type TokenStore interface {
	// Load gives what is kept under a name, "" for nothing.
	Load(name string) (string, error)
	Save(name, secret string) error
	// Lock keeps other processes from using what is under a name, until unlock is called.
	Lock(ctx context.Context, name string) (unlock func(), err error)
}

// RefreshTokenName is the name that the successors of a refresh token are kept under. It is made from the
// token that was given, so that another one that is given starts afresh; no token was given where device
// sign-in got it.
func RefreshTokenName(baseURL, clientID string, given Secret) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{strings.ToLower(strings.TrimRight(baseURL, "/")), clientID, string(given)}, "\n")))
	return "refresh-token-" + hex.EncodeToString(sum[:16])
}

// LatestTokenName is the name under which the store has the name of the refresh token that was kept last for
// a client, for those who give none.
func LatestTokenName(baseURL, clientID string) string {
	return RefreshTokenName(baseURL, clientID, "the latest")
}

// OAuthOptions set up an OAuth credential. All are needed, except as said.
type OAuthOptions struct {
	BaseURL      string // of the OAuth service: scheme and host
	ClientID     string
	ClientSecret Secret       // of clients that have one
	RefreshToken Secret       // none where one is kept
	Kept         string       // the name of the one that is kept; empty for the RefreshTokenName of the given one
	Client       *http.Client // must carry no credential of its own
	Store        TokenStore
	Now          func() time.Time
	AuthURL      string // of the token service, which tells who the caller is; not needed
}

// OAuth is a credential that gets access tokens for a refresh token: one for the whole run, fetched when
// first needed, renewed before it ends and once after a refusal (Anaplan, "OAuth 2.0 API"). Where the
// refresh token can be used once only, its successor is kept before what came with it is used.
type OAuth struct {
	lease
	door    oauthDoor
	given   sealed
	store   TokenStore
	name    string // of the refresh token in the store
	latest  string // what the store has that name under
	service tokenService

	// Like the lease, these belong to who holds the turn.
	lasting bool   // the refresh token can be used again, as the service has shown
	email   string // of the account, as the service told it beside an access token
}

// NewOAuth signs in lazily.
func NewOAuth(o OAuthOptions) *OAuth {
	return &OAuth{
		lease:   newLease(o.Now),
		door:    newDoor(o.BaseURL, o.ClientID, o.ClientSecret, o.Client),
		given:   seal(o.RefreshToken),
		store:   o.Store,
		name:    cmp.Or(o.Kept, RefreshTokenName(o.BaseURL, o.ClientID, o.RefreshToken)),
		latest:  LatestTokenName(o.BaseURL, o.ClientID),
		service: newTokenService(o.AuthURL, o.Client),
	}
}

// SCIM is the credential for the SCIM service. It shares its access token with API.
func (o *OAuth) SCIM() Credential { return bearer{o, "Bearer "} }

// API is the credential for the Integration API.
func (o *OAuth) API() Credential { return bearer{o, tokenScheme} }

// bearer is an access token under one scheme.
type bearer struct {
	*OAuth
	scheme Secret
}

func (b bearer) ticket(ctx context.Context, stale int) (ticket, error) {
	token, state, err := b.hold(ctx, stale, b.renew)
	if err != nil {
		return ticket{}, err
	}
	return ticket{seal(b.scheme + token.open()), state}, nil
}

func (b bearer) behind() []sealed { return []sealed{b.given, b.door.clientSecret} }

// renew gets an access token for the refresh token that is kept, else for the one that was given. No
// other process uses the same meanwhile.
func (o *OAuth) renew(ctx context.Context) (grant, error) {
	unlock, err := o.store.Lock(ctx, o.name)
	if err != nil {
		return grant{}, fmt.Errorf("keep other commands from using the refresh token: %w", err)
	}
	defer unlock()
	kept, err := o.store.Load(o.name)
	if err != nil {
		return grant{}, fmt.Errorf("read the refresh token that was kept: %w", err)
	}
	refresh := Secret(kept)
	if kept == "" {
		refresh = o.given.open()
	}
	if refresh == "" {
		return grant{}, errNoRefreshToken
	}
	token, err := o.exchange(ctx, refresh)
	if err != nil {
		return grant{}, fmt.Errorf("sign in with the refresh token: %w", err)
	}
	o.lasting = token.RefreshToken == string(refresh)
	if !o.lasting {
		err := o.store.Save(o.name, token.RefreshToken)
		if err == nil && kept == "" {
			err = o.store.Save(o.latest, o.name)
		}
		if err != nil {
			return grant{}, &lostToken{"the refresh token is used up, and the one that replaces it could not be kept", err}
		}
	}
	o.email = emailOf(token)
	return grant{seal(Secret(token.AccessToken)), time.Duration(token.ExpiresIn) * time.Second}, nil
}

// exchange uses the refresh token. Once it has left, it counts as used, whatever comes back.
func (o *OAuth) exchange(caller context.Context, refresh Secret) (*oauth2.Token, error) {
	if err := caller.Err(); err != nil {
		return nil, err
	}
	ctx, stop := aside(caller)
	defer stop()
	config, ctx := o.door.open(ctx, o.lasting, refresh)
	for try := 1; ; try++ {
		token, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: string(refresh)}).Token()
		switch {
		case err == nil:
			return token, nil
		case try < maxTries && isBusy(err):
		default:
			return nil, refreshFailure(err, o.lasting)
		}
	}
}

const maxTries = 3

// isBusy reports an answer that says of itself that nothing was done (503, RFC 9110 section 15.6.4): the
// token can be sent again, after the pause that the layer below keeps.
func isBusy(err error) bool {
	var answer *oauth2.RetrieveError
	return errors.As(err, &answer) && answer.Response.StatusCode == http.StatusServiceUnavailable
}

// Caller asks the token service whose access token it is. Where that does not tell, the OAuth service
// may have done so beside the token. The zero Caller says that nobody did.
func (o *OAuth) Caller(ctx context.Context) (Caller, error) {
	token, err := o.API().ticket(ctx, 0)
	if err != nil {
		return Caller{}, fmt.Errorf("ask who signed in: %w", err)
	}
	if o.service.base != "" {
		reply, _, err := o.service.ask(ctx, validation(token.header))
		if err == nil && reply.UserInfo.UserID != "" {
			return reply.caller(), nil
		}
	}
	if err := o.take(ctx); err != nil {
		return Caller{}, fmt.Errorf("ask who signed in: %w", err)
	}
	defer o.release()
	return Caller{UserName: o.email}, nil
}

// emailOf reads the claim of an OpenID Connect token (Core section 2, RFC 7519). Its signature is not
// looked at: it came from the service itself, and all that follows is that this account is protected.
func emailOf(token *oauth2.Token) string {
	encoded, _ := token.Extra("id_token").(string)
	parts := strings.Split(encoded, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		Email string `json:"email"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	return spoken(claims.Email)
}
