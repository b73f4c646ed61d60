package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/plan"
	"scimsheet/internal/settings"
	"scimsheet/internal/vault"
)

// loginAnswer is the JSON answer of login.
type loginAnswer struct {
	Client string `json:"oauthClientId"`
	Kept   string `json:"kept"` // where, in words
}

func newLogin(s *screen) *cobra.Command {
	var connect connectFlags
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in with a browser, once, by OAuth",
		Long: `Shows a code and an address. Whoever opens the address in a browser, on this machine or on a phone, signs
in to Anaplan there and types the code. The refresh token that comes of it is kept in the operating
system's keychain, or in a file that only you can read, and used by every later command with --auth oauth.
` + envOAuthClient + ` is the client that was made in Anaplan's Administration, with the device grant.

Anaplan does not offer this where single sign-on is switched on for the tenant: use a certificate then.` +
			exits(exitDone, exitFailure, exitUsage, exitCredentials, exitInterrupted),
		Example: "  export SCIMSHEET_OAUTH_CLIENT_ID=0oa1b2c3\n  scimsheet login --region us1\n  scimsheet check --region us1 --auth oauth",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := login(cmd.Context(), s, &connect)
			return s.finish(answer, err)
		},
	}
	connect.bind(cmd.Flags())
	return cmd
}

// login asks for a refresh token and keeps it.
func login(ctx context.Context, s *screen, c *connectFlags) (*loginAnswer, error) {
	hosts, client, err := c.oauthClient(s)
	if err != nil {
		return nil, err
	}
	secret, err := s.environmentSecret(envOAuthSecret)
	if err != nil {
		return nil, err
	}
	conn := &connection{tenant: hosts, begun: s.Now(), now: s.Now}
	if err := conn.connect(c, s); err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	s.method = deviceSignIn
	refresh, err := anaplan.DeviceSignIn(ctx, anaplan.DeviceOptions{
		BaseURL: hosts.OAuthURL, ClientID: client, ClientSecret: secret, Client: conn.unsigned(), Show: s.showDevice,
	})
	if err != nil {
		return nil, err
	}
	kept, name := s.keptSecrets(), anaplan.RefreshTokenName(hosts.OAuthURL, client, "")
	if err := keep(ctx, kept, name, refresh); err != nil {
		return nil, fail(exitFailure, "SCIMSHEET_CONFIG_DIR names another folder; then sign in again", "keep the refresh token: %w", err)
	}
	if s.Getenv(envRefreshToken) != "" {
		s.talk("warning: %s is set and counts before what was kept now: unset it\n", envRefreshToken)
	}
	answer := &loginAnswer{Client: client, Kept: kept.Where(name)}
	s.answer("Signed in. The refresh token is kept in %s.\n  next    scimsheet check --auth oauth\n", answer.Kept)
	return answer, nil
}

// keep saves a secret while no other command is renewing it.
func keep(ctx context.Context, kept *vault.Vault, name string, secret anaplan.Secret) error {
	unlock, err := kept.Lock(ctx, name)
	if err != nil {
		return err
	}
	defer unlock()
	return kept.Save(name, string(secret))
}

// showDevice is never quiet: without the code nobody can sign in.
func (s *screen) showDevice(d anaplan.Device) {
	fmt.Fprintf(s.Err, "Open this address in a browser:  %s\nand type this code:              %s\n", d.VerificationURI, d.UserCode)
	if d.VerificationURIComplete != "" {
		fmt.Fprintf(s.Err, "or open both at once:            %s\n", d.VerificationURIComplete)
	}
	fmt.Fprintf(s.Err, "Waiting until %s for somebody to do so …\n", d.Expires.Local().Format("15:04"))
}

// oauthClient is where the OAuth service is, and the client that signs in there.
func (c *connectFlags) oauthClient(s *screen) (plan.Tenant, string, error) {
	hosts, err := c.hosts()
	if err != nil {
		return hosts, "", err
	}
	client, err := s.given(envOAuthClient, settings.OAuthClientID)
	if err != nil {
		return hosts, "", err
	}
	if hosts.OAuthURL == "" {
		return hosts, "", fail(exitUsage, "for example --region us1", "which OAuth service? neither --region nor --oauth-url is given")
	}
	return hosts, client, nil
}

// logoutAnswer is the JSON answer of logout.
type logoutAnswer struct {
	Forgotten int `json:"forgotten"`
}

func newLogout(s *screen) *cobra.Command {
	var connect connectFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Forget what login has kept",
		Long: `Forgets the refresh token that scimsheet login has kept, or --all that were ever kept, those that rotated
included. Anaplan is not told: to end a token there, an administrator revokes it.` +
			exits(exitDone, exitFailure, exitUsage, exitCredentials),
		Example: "  scimsheet logout --region us1\n  scimsheet logout --all",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := logout(cmd.Context(), s, &connect, all)
			return s.finish(answer, err)
		},
	}
	connect.bind(cmd.Flags())
	cmd.Flags().BoolVar(&all, "all", false, "of every client and tenant")
	return cmd
}

func logout(ctx context.Context, s *screen, c *connectFlags, all bool) (*logoutAnswer, error) {
	answer := &logoutAnswer{}
	var err error
	if all {
		answer.Forgotten, err = s.keptSecrets().ForgetAll()
	} else {
		answer.Forgotten, err = forget(ctx, s, c)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case answer.Forgotten == 0 && all:
		s.answer("Nothing was kept.\n")
	case answer.Forgotten == 0:
		s.answer("Nothing was kept for this client; --all forgets what is kept for any.\n")
	case all:
		s.answer("All that was kept is forgotten.\n")
	default:
		s.answer("%s forgotten.\n", countOf(answer.Forgotten, "refresh token"))
	}
	return answer, nil
}

// forget forgets what login kept, and what the refresh token that is given has become since.
func forget(ctx context.Context, s *screen, c *connectFlags) (forgotten int, err error) {
	hosts, client, err := c.oauthClient(s)
	if err != nil {
		return 0, err
	}
	given, err := s.givenRefreshToken(ctx)
	if err != nil {
		return 0, err
	}
	kept := s.keptSecrets()
	latest := anaplan.LatestTokenName(hosts.OAuthURL, client)
	became, err := kept.Load(latest)
	if err != nil {
		return 0, err
	}
	names := []string{anaplan.RefreshTokenName(hosts.OAuthURL, client, ""), anaplan.RefreshTokenName(hosts.OAuthURL, client, given), became}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if name == "" {
			continue
		}
		unlock, err := kept.Lock(ctx, name)
		if err != nil {
			return forgotten, err
		}
		was, err := kept.Forget(name)
		unlock()
		if err != nil {
			return forgotten, err
		}
		if was {
			forgotten++
		}
	}
	_, err = kept.Forget(latest)
	return forgotten, err
}
