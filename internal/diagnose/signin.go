package diagnose

import (
	"errors"
	"fmt"

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
	if !r.reached(door) {
		r.skipped("sign-in", "not tried: the host that signs in was not reached")
		return false
	}
	caller, err := s.Caller(r.ctx)
	switch {
	case err != nil && (errors.Is(err, identity.ErrSignedOut) || s.Method != Basic):
		r.refused(err)
		return false
	case err != nil: // SCIM takes the password itself
		r.noted("sign-in", "the token service did not tell who we are: "+err.Error(), "SCIM is asked with the password all the same; lists of workspaces need the token service")
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

// refused reports a credential that was not accepted. Each kind has its own next step.
func (r *run) refused(err error) {
	detail, hint := err.Error(), ""
	switch {
	case errors.As(err, new(*anaplan.ErrClock)):
		hint = "set this machine's clock: what is signed with a certificate counts for a few minutes only"
	case errors.Is(err, anaplan.ErrTokenUsed):
		hint = "a refresh token of this kind works once, and this one was used, by another machine perhaps: scimsheet login gets a new one"
	case !errors.Is(err, identity.ErrSignedOut):
		detail, hint = unsent(err)
	default:
		hint = r.credentialHint()
	}
	r.failed("sign-in", detail, hint, err)
}

// credentialHint is what to look at when a credential was refused.
func (r *run) credentialHint() string {
	switch r.SignIn.Method {
	case Basic, Token:
		return fmt.Sprintf("SCIMSHEET_USERNAME is %s. Is the password right? Anaplan's expire after 30 to 90 days, and an account with single sign-on cannot sign in this way",
			r.SignIn.UserName)
	case Certificate:
		return "is the certificate registered for an account of this tenant (Administration, Certificates), neither expired nor revoked? Some services read it otherwise: --certificate-header der, --certificate-data v1"
	case APIKey:
		return "API keys expire and can be revoked: make another in Anaplan's Administration and set SCIMSHEET_API_KEY"
	case OAuth:
		return "the access may have been revoked, or the client id be another tenant's: scimsheet login asks anew"
	}
	return "this service wants credentials: set SCIMSHEET_USERNAME and SCIMSHEET_PASSWORD, or another kind"
}
