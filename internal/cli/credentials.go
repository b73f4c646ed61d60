package cli

import (
	"context"
	"os"
	"strings"
	"unicode"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/settings"
	"scimsheet/internal/vault"
)

// The environment variables that say who signs in, and with which secret.
const (
	envUsername      = "SCIMSHEET_USERNAME"
	envPassword      = "SCIMSHEET_PASSWORD"
	envAPIKey        = "SCIMSHEET_API_KEY"
	envCertificate   = "SCIMSHEET_CERTIFICATE"
	envPrivateKey    = "SCIMSHEET_PRIVATE_KEY"
	envKeyPassphrase = "SCIMSHEET_PRIVATE_KEY_PASSPHRASE"
	envOAuthClient   = "SCIMSHEET_OAUTH_CLIENT_ID"
	envOAuthSecret   = "SCIMSHEET_OAUTH_CLIENT_SECRET"
	envRefreshToken  = "SCIMSHEET_OAUTH_REFRESH_TOKEN"
)

// The ways to sign in.
const (
	authBasic       = "basic"
	authToken       = "token"
	authCertificate = "certificate"
	authAPIKey      = "api-key"
	authOAuth       = "oauth"
	authNone        = "none"
)

// deviceSignIn is what login does: it is no way for other commands.
const deviceSignIn = "login"

func signInMethods() []string {
	return []string{authBasic, authToken, authCertificate, authAPIKey, authOAuth, authNone}
}

// authMethod is how to sign in: as told, else what the credentials imply that the environment holds,
// else those of the settings file.
func (c *connectFlags) authMethod(s *screen) (string, error) {
	if c.auth != "" {
		return c.auth, oneOf("auth", c.auth, signInMethods()...)
	}
	implied := []struct{ method, environment, key string }{
		{authAPIKey, envAPIKey, ""}, {authCertificate, envCertificate, settings.Certificate},
		{authOAuth, envOAuthClient, settings.OAuthClientID}, {authBasic, envUsername, settings.Username},
	}
	for _, i := range implied {
		if s.environment(i.environment) != "" {
			return i.method, nil
		}
	}
	for _, i := range implied {
		if value, _ := s.setting(i.environment, i.key); value != "" {
			return i.method, nil
		}
	}
	return "", fail(exitCredentials,
		"set "+envUsername+" and "+envPassword+", or "+envAPIKey+", in the environment; scimsheet help sign-in says what else there is",
		"no credentials are given")
}

// given is a setting that must be there, such as who signs in.
func (s *screen) given(environment, key string) (string, error) {
	if value, _ := s.setting(environment, key); value != "" {
		return value, nil
	}
	return "", fail(exitCredentials, "set "+environment+" in the environment, or "+key+" in the settings file", "%s is not set", environment)
}

// secret comes from the environment, from the settings' credentialCommand, or from a prompt where
// somebody sits at a terminal.
func (s *screen) secret(ctx context.Context, environment, prompt string) (anaplan.Secret, error) {
	if found, err := s.methodSecret(environment); found != "" || err != nil {
		return found, err
	}
	if found, err := s.commandSecret(ctx); found != "" || err != nil {
		return found, err
	}
	if terminal, ok := s.In.(*os.File); ok && s.interactive() {
		typed, err := s.askSecret(ctx, terminal, prompt)
		return anaplan.Secret(typed), err
	}
	return "", fail(exitCredentials, "set it in the environment, or credentialCommand in the settings file", "%s is not set", environment)
}

// environmentSecret is a secret of the environment, without the line break that a file leaves at its end.
// Sent with one it would count as a wrong one, and lock the account.
func (s *screen) environmentSecret(name string) (anaplan.Secret, error) {
	value := s.environment(name)
	if strings.ContainsFunc(value, unicode.IsControl) {
		return "", fail(exitCredentials, "it holds a line break, a tab or another character that cannot be typed: set it anew", "%s cannot be sent as it is", name)
	}
	return anaplan.Secret(value), nil
}

// methodSecret is the secret of the environment that credentialCommand would give too, which is said.
func (s *screen) methodSecret(name string) (anaplan.Secret, error) {
	value, err := s.environmentSecret(name)
	if _, found, _ := s.command(); value != "" && found {
		s.talk("warning: %s counts, not the credentialCommand of the settings file\n", name)
	}
	return value, err
}

// command is the settings' credentialCommand.
func (s *screen) command() (settings.Command, bool, error) {
	if s.settings == nil {
		return settings.Command{}, false, nil
	}
	return s.settings.Command()
}

// commandSecret is what the settings' credentialCommand prints; empty where there is no such command.
func (s *screen) commandSecret(ctx context.Context) (anaplan.Secret, error) {
	command, found, err := s.command()
	if err != nil {
		return "", fail(exitCredentials, "a command that others could change is not run", "%w", err)
	}
	if !found {
		return "", nil
	}
	for _, who := range []struct{ environment, key string }{
		{envUsername, settings.Username}, {envCertificate, settings.Certificate}, {envOAuthClient, settings.OAuthClientID},
	} {
		theirs, there := s.settings.Value(who.key)
		if given := s.environment(who.environment); there && given != "" && given != theirs.Text {
			return "", fail(exitCredentials, "unset "+who.environment+", or set the secret in the environment too",
				"%s is not the %s that the settings' credentialCommand belongs to", who.environment, who.key)
		}
	}
	printed, err := settings.RunCommand(ctx, command, s.Err)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return "", fail(exitCredentials, "call it by hand: it has to print the secret on one line, and nothing else", "%w", err)
	}
	return anaplan.Secret(printed), nil
}

// keptSecrets is where refresh tokens outlive a command: in the system's keychain, or in the folder for
// settings where that was named.
func (s *screen) keptSecrets() *vault.Vault {
	return vault.Open(vault.Options{Dir: s.configDir(), Keychain: s.Getenv("SCIMSHEET_CONFIG_DIR") == ""})
}
