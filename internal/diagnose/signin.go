package diagnose

import (
	"errors"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/identity"
)

// Method is a way to sign in, as --auth names it.
type Method string

// The ways to sign in.
const (
	Basic       Method = "basic"
	Token       Method = "token"
	Certificate Method = "certificate"
	APIKey      Method = "api-key"
	OAuth       Method = "oauth"
	None        Method = "none"
)

func (m Method) words() string {
	switch m {
	case Basic:
		return "user name and password"
	case Token:
		return "a token for user name and password"
	case Certificate:
		return "a certificate"
	case APIKey:
		return "an API key"
	case OAuth:
		return "OAuth"
	}
	return "nothing: no credentials are sent"
}

// checkSignIn asks whose credential it is, where somebody can be asked, and reports whether to go on.
// Otherwise the first request for users tells whether it is accepted.
func (r *run) checkSignIn() bool {
	s := r.SignIn
	if s.Missing != nil {
		r.failed("sign-in", s.Missing.Error(), s.MissingHint, s.Missing)
		return false
	}
	if r.portal {
		r.skipped("sign-in", "not tried: credentials are not for whatever answers in the service's place")
		return false
	}
	if s.Caller == nil {
		return true
	}
	door := r.Addresses.Auth
	if s.Method == OAuth {
		door = r.Addresses.OAuth
	}
	if lost := r.lost(door); lost != "" {
		r.skipped("sign-in", "not tried: "+lost)
		return false
	}
	caller, err := s.Caller(r.ctx)
	switch {
	case err != nil && (errors.Is(err, identity.ErrSignedOut) || s.Method != Basic):
		r.refused(err)
		return false
	case err != nil: // SCIM takes the password itself
		r.unsure = true
		r.noted("sign-in", "the token service did not tell who we are: "+said(err), "SCIM is asked with the password all the same; lists of workspaces need the token service")
		return true
	}
	r.report.Caller.ID = caller.ID
	if caller.UserName != "" {
		r.report.Caller.UserName = caller.UserName
	}
	if r.report.Caller.UserName == "" {
		r.noted("sign-in", "with "+s.Method.words()+", accepted; it does not tell whose it is", callerHint)
		return true
	}
	r.passed("sign-in", "as "+r.report.Caller.UserName+", with "+s.Method.words())
	return true
}

const callerHint = "name the account with --caller ADDRESS: then it is kept from losing its own access by mistake"

// refused reports a sign-in that did not come about.
func (r *run) refused(err error) {
	detail, hint := said(err), r.Hint(err)
	var clock *anaplan.ErrClock
	switch {
	case errors.As(err, &clock):
		detail = "refused: this machine's clock is " + offset(clock.Skew) + " the service's, and a sign-in with a certificate tells the time"
	case isTokenLimit(err):
		hint = "the token service takes no more sign-ins for now: wait some minutes, and look whether another program signs in over and over"
	}
	r.failed("sign-in", detail, hint, err)
}
