package cli

import (
	"fmt"
	"os"

	"golang.org/x/term"
)

// The environment variables that hold credentials.
const (
	envUsername = "SCIMSHEET_USERNAME"
	envPassword = "SCIMSHEET_PASSWORD"
	envAPIKey   = "SCIMSHEET_API_KEY"
)

// The ways to sign in.
const (
	authBasic  = "basic"
	authToken  = "token"
	authAPIKey = "api-key"
	authNone   = "none"
)

// authMethod is how to sign in: as told, else what the credentials in the environment imply.
func (c *connectFlags) authMethod(s *screen) (string, error) {
	if c.auth != "" {
		return c.auth, oneOf("auth", c.auth, authBasic, authToken, authAPIKey, authNone)
	}
	switch {
	case s.Getenv(envAPIKey) != "":
		return authAPIKey, nil
	case s.Getenv(envUsername) != "":
		return authBasic, nil
	}
	return "", fail(exitCredentials,
		"set "+envUsername+" and "+envPassword+", or "+envAPIKey+", in the environment", "no credentials are given")
}

// fromEnvironment is a credential that must be there.
func fromEnvironment(s *screen, name string) (string, error) {
	if value := s.Getenv(name); value != "" {
		return value, nil
	}
	return "", fail(exitCredentials, "set "+name+" in the environment", "%s is not set", name)
}

// password comes from the environment, or from a prompt where somebody sits at a terminal.
func password(s *screen, username string) (string, error) {
	file, ok := s.In.(*os.File)
	if s.Getenv(envPassword) != "" || !ok || !s.interactive() {
		return fromEnvironment(s, envPassword)
	}
	fmt.Fprintf(s.Err, "Password of %s: ", username)
	secret, err := term.ReadPassword(int(file.Fd()))
	fmt.Fprintln(s.Err)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(secret), nil
}
