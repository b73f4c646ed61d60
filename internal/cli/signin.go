package cli

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"slices"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/settings"
)

// signedIn is what a way to sign in comes to: a credential for each service, and who can tell whose it is.
type signedIn struct {
	forSCIM anaplan.Credential
	forAPI  anaplan.Credential
	session *anaplan.Session // nil where nothing needs a token of the token service
	asked   interface {      // nil where nobody can tell whose the credential is
		Caller(context.Context) (anaplan.Caller, error)
	}
	caller string // where the credential itself tells
}

// signIn makes the credentials; nothing is sent yet.
func (conn *connection) signIn(ctx context.Context, c *connectFlags, s *screen) (signedIn, error) {
	method, err := c.authMethod(s)
	if err != nil {
		return signedIn{}, err
	}
	s.method = method
	switch method {
	case authAPIKey:
		key, err := s.secret(ctx, envAPIKey, "API key")
		credential := anaplan.APIKey(key)
		return signedIn{forSCIM: credential, forAPI: credential}, err
	case authBasic, authToken:
		return conn.byPassword(ctx, s, method)
	case authCertificate:
		return conn.byCertificate(ctx, c, s)
	case authOAuth:
		return conn.byOAuth(ctx, s)
	}
	return signedIn{forSCIM: anaplan.None(), forAPI: anaplan.None()}, nil
}

// byPassword signs in to SCIM with user name and password, or with the token they are exchanged for. The
// Integration API takes tokens only.
func (conn *connection) byPassword(ctx context.Context, s *screen, method string) (signedIn, error) {
	if method == authToken && conn.tenant.AuthURL == "" {
		return signedIn{}, needsTokenService(method)
	}
	username, err := s.given(envUsername, settings.Username)
	if err != nil {
		return signedIn{}, err
	}
	password, err := s.secret(ctx, envPassword, "Password of "+username)
	if err != nil {
		return signedIn{}, err
	}
	in := signedIn{forSCIM: anaplan.Basic(username, password), forAPI: anaplan.None(), caller: username}
	if conn.tenant.AuthURL != "" {
		in.session = anaplan.NewSession(conn.tenant.AuthURL, conn.unsigned(), anaplan.PasswordSignIn(username, password), s.Now)
		in.forAPI, in.asked = in.session, in.session
	}
	if method == authToken {
		in.forSCIM = in.session
	}
	return in, nil
}

func (conn *connection) byCertificate(ctx context.Context, c *connectFlags, s *screen) (signedIn, error) {
	if conn.tenant.AuthURL == "" {
		return signedIn{}, needsTokenService(authCertificate)
	}
	path, err := s.given(envCertificate, settings.Certificate)
	if err != nil {
		return signedIn{}, err
	}
	key, err := s.given(envPrivateKey, settings.PrivateKey)
	if err != nil {
		return signedIn{}, err
	}
	certificate, err := anaplan.LoadCertificate(anaplan.CertificateOptions{
		CertificatePath: path, KeyPath: key, DataVersion: c.certificateData, Header: c.certificateHeader,
		Passphrase: func() (anaplan.Secret, error) { return s.secret(ctx, envKeyPassphrase, "Passphrase of "+key) },
	})
	if err != nil {
		var known *failure
		if errors.As(err, &known) {
			return signedIn{}, known
		}
		return signedIn{}, fail(exitCredentials, certificateHint(err), "%w", err)
	}
	session := anaplan.NewSession(conn.tenant.AuthURL, conn.unsigned(), anaplan.CertificateSignIn(certificate), s.Now)
	return signedIn{forSCIM: session, forAPI: session, session: session, asked: session}, nil
}

func certificateHint(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "is the path right? in the environment it is looked for from the folder this command runs in, in a settings file from that file's"
	}
	return cmp.Or(signInHint(err), "scimsheet help sign-in says which files it takes")
}

func needsTokenService(method string) error {
	return fail(exitUsage, "name the token service with --auth-url", "--auth %s needs a token service", method)
}

// byOAuth signs in with a refresh token: the one that is given, what it has become since, or the one
// that scimsheet login has kept.
func (conn *connection) byOAuth(ctx context.Context, s *screen) (signedIn, error) {
	if conn.tenant.OAuthURL == "" {
		return signedIn{}, fail(exitUsage, "name the OAuth service with --oauth-url", "--auth %s needs an OAuth service", authOAuth)
	}
	client, err := s.given(envOAuthClient, settings.OAuthClientID)
	if err != nil {
		return signedIn{}, err
	}
	kept := s.keptSecrets()
	given, name, err := s.refreshToken(ctx, kept, conn.tenant.OAuthURL, client)
	if err != nil {
		return signedIn{}, err
	}
	secret, err := s.environmentSecret(envOAuthSecret)
	if err != nil {
		return signedIn{}, err
	}
	oauth := anaplan.NewOAuth(anaplan.OAuthOptions{
		BaseURL: conn.tenant.OAuthURL, AuthURL: conn.tenant.AuthURL, ClientID: client, ClientSecret: secret,
		RefreshToken: given, Kept: name, Client: conn.unsigned(), Store: kept, Now: s.Now,
	})
	return signedIn{forSCIM: oauth.SCIM(), forAPI: oauth.API(), asked: oauth}, nil
}

// givenRefreshToken is the one of the environment or of the credentialCommand; empty for none.
func (s *screen) givenRefreshToken(ctx context.Context) (anaplan.Secret, error) {
	if given, err := s.methodSecret(envRefreshToken); given != "" || err != nil {
		return given, err
	}
	return s.commandSecret(ctx)
}

// refreshToken is the one that is given, or the name of the one that was kept: by scimsheet login, else
// what a given one became in an earlier command.
func (s *screen) refreshToken(ctx context.Context, kept anaplan.TokenStore, base, client string) (given anaplan.Secret, name string, err error) {
	given, err = s.givenRefreshToken(ctx)
	if given != "" || err != nil {
		return given, "", err
	}
	name = anaplan.RefreshTokenName(base, client, "")
	stored, err := kept.Load(name)
	if stored == "" && err == nil {
		if name, err = kept.Load(anaplan.LatestTokenName(base, client)); name != "" && err == nil {
			stored, err = kept.Load(name)
		}
	}
	switch {
	case err != nil:
		return "", "", fail(exitCredentials, cmp.Or(signInHint(err), "scimsheet logout forgets it, scimsheet login signs in anew"), "read the refresh token that was kept: %w", err)
	case stored == "":
		return "", "", fail(exitCredentials, "scimsheet login signs in with a browser, or set "+envRefreshToken, "nobody has signed in for OAuth client %s", client)
	}
	return "", name, nil
}

// unsigned sends requests without credentials: those of the services that give them.
func (conn *connection) unsigned() *http.Client { return &http.Client{Transport: sender{conn.network}} }

// protectedCaller is the account that signs in, which a plan never harms: as --caller says, as the
// credential says, or as the service does.
//
// A mistyped --caller protects nobody, so an account has to have it.
func (conn *connection) protectedCaller(ctx context.Context, s *screen, read *reading) (string, error) {
	if conn.tenant.Caller != "" && conn.tenant.Caller != conn.signedIn.caller {
		return conn.tenant.Caller, conn.findCaller(ctx, read)
	}
	if conn.tenant.Caller == "" && conn.asked != nil {
		caller, err := conn.asked.Caller(ctx)
		switch {
		case errors.Is(err, identity.ErrSignedOut) || ctx.Err() != nil:
			return "", err
		case err != nil:
			s.talk("warning: the service does not tell who is signed in: %v\n", err)
		}
		conn.tenant.Caller = caller.UserName
	}
	if conn.tenant.Caller == "" {
		s.talk("warning: the credential does not tell whose it is: name the account with --caller, so that it is protected\n")
	}
	return conn.tenant.Caller, nil
}

func (conn *connection) findCaller(ctx context.Context, read *reading) error {
	name := identity.UserName(conn.tenant.Caller)
	accounts := read.Accounts
	if !read.Complete {
		asked, err := conn.directory.Find(ctx, directory.NewSearch([]directory.Sought{{UserName: name}}), nil)
		if err != nil {
			return err
		}
		read.Requests += asked.Requests
		accounts = asked.Accounts
	}
	if !slices.ContainsFunc(accounts, func(a identity.Account) bool { return a.UserName.Same(name) }) {
		return fail(exitUsage, "give the userName of the account whose credentials these are: it is what has to be protected", "--caller %s: no account has this userName", name)
	}
	return nil
}
