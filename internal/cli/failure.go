package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"syscall"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/apply"
	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
	"scimsheet/internal/roster"
	"scimsheet/internal/scim"
	"scimsheet/internal/sheet"
	"scimsheet/internal/transport"
	"scimsheet/internal/vault"
)

// The exit codes, as every help text and `scimsheet help exit-codes` list them.
const (
	exitDone        = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInput       = 3
	exitNotApplied  = 4
	exitLimit       = 5
	exitPlanUnfit   = 6
	exitCredentials = 7
	exitChanges     = 10
	exitInterrupted = 130
)

// failure is an error that knows its exit code and what to do next. Only this package makes them.
type failure struct {
	Code    int
	Message string
	Hint    string
	cause   error
	general bool // the hint is for any sign-in: who knows the method knows better
}

func (f *failure) Error() string { return f.Message }
func (f *failure) Unwrap() error { return f.cause }

func fail(code int, hint, format string, args ...any) *failure {
	err := fmt.Errorf(format, args...)
	return &failure{Code: code, Message: err.Error(), Hint: hint, cause: errors.Unwrap(err)}
}

const passwordHint = "is " + envUsername + " right, and " + envPassword + "? Anaplan passwords expire after 30 to 90 days, an account with single sign-on cannot sign in this way, " +
	"and another region does not know it; scimsheet check tells which it is"

// signInHints say what to look at when a sign-in is refused, by how it was made.
var signInHints = map[string]string{
	authBasic: passwordHint,
	authToken: passwordHint,
	authCertificate: "is the certificate registered for this account in Anaplan's Administration, not expired and not revoked? --certificate-header der or --certificate-data v1 " +
		"suit services that read it otherwise; scimsheet check tells",
	authAPIKey:   "has the API key expired or been deleted? A new one is made in Anaplan's Administration; keys of another region do not count",
	authOAuth:    "is " + envOAuthClient + " right, and " + envOAuthSecret + " where the client has one? scimsheet login signs in anew; scimsheet check tells whether it is the sign-in or the role User Admin",
	deviceSignIn: "is " + envOAuthClient + " right, and is the client one for devices? Anaplan's Administration shows it; call this again when the person at the browser agrees",
	authNone:     "this service wants credentials: leave --auth none out",
}

// failureOf is failureOf for a command that may have signed in.
func (s *screen) failureOf(err error) *failure {
	f := failureOf(err)
	switch hint := signInHints[s.method]; {
	case hint != "" && f.general:
		f.Hint = hint
	case errors.Is(err, anaplan.ErrTokenUsed) && s.Getenv(envRefreshToken) != "":
		f.Hint = envRefreshToken + " is used up, and counts before anything that is kept: unset it, then scimsheet login signs in anew"
	case s.method != "" && f.Code == exitFailure && f.Hint == "" && !errors.As(err, new(*fs.PathError)):
		f.Hint = "scimsheet check tries the connection step by step"
	}
	return f
}

// failureOf turns any error into words, a hint and an exit code.
func failureOf(err error) *failure {
	var known *failure
	if errors.As(err, &known) {
		return known
	}
	// That a request was not sent matters to those who wait for what became of it; a command that ends
	// has said so already.
	f := &failure{Code: exitFailure, Message: strings.ReplaceAll(err.Error(), identity.ErrNotSent.Error()+": ", ""), cause: err}
	var unreadable *sheet.Unreadable
	var network net.Error
	var file *fs.PathError
	var answered *scim.Failure
	switch {
	case errors.As(err, &unreadable):
		f.Code, f.Hint = exitInput, unreadable.Hint
	case errors.As(err, new(*roster.NotCarried)):
		f.Code, f.Hint = exitUsage, "--group-by and --split-by take the header of a column that says nothing about the account itself, as the input spells it"
	case errors.Is(err, context.Canceled):
		f.Code, f.Message = exitInterrupted, "interrupted"
	case signInHint(err) != "":
		f.Code, f.Hint = exitCredentials, signInHint(err)
	case errors.Is(err, identity.ErrNotUserAdmin):
		f.Code, f.Hint = exitCredentials, "somebody with the role User Admin gives it to this account in Anaplan's Administration, under Users; the account has to be active and sign in without single sign-on"
	case errors.Is(err, identity.ErrNotTheService):
		f.Hint = "a network that shows its own sign-in page first, or a proxy, answers instead of the service: open any web page in a browser, then look at --region and --scim-url"
	case errors.Is(err, identity.ErrSignedOut):
		f.Code, f.general = exitCredentials, true
		f.Hint = "scimsheet check tells whether it is the password, the sign-in method or the User Admin role"
	case errors.Is(err, plan.ErrDamaged):
		f.Code, f.Hint = exitPlanUnfit, "plan again; a plan is applied exactly as it was written, or not at all"
	case errors.Is(err, review.ErrDamaged):
		f.Code, f.Hint = exitPlanUnfit, "bring the file back from a copy; a campaign is what it was when it was opened and closed, or nothing"
	case errors.Is(err, journal.ErrLocked):
		f.Hint = "wait for the other apply to end; the run can then be continued"
	case errors.Is(err, apply.ErrContradicted):
		f.Code, f.Hint = exitPlanUnfit, "somebody has decided otherwise in the meantime: scimsheet approvals status RUN FILE says who; nothing was sent"
	case errors.Is(err, apply.ErrForeignJournal):
		f.Code, f.Hint = exitPlanUnfit, "the run folder holds the journal of another plan: plan again into a new folder"
	case errors.Is(err, fs.ErrNotExist):
		f.Code, f.Hint = exitUsage, "is the path right? it is looked for from the folder this command runs in"
	case errors.Is(err, directory.ErrFilterIgnored):
		f.Hint = "--read all reads page by page instead; apply and verify need filters to look at single users"
	case networkHint(err) != "":
		f.Hint = networkHint(err)
	case errors.As(err, &answered) && answered.HTTPStatus == http.StatusTooManyRequests:
		f.Hint = "other programs use up this tenant's requests: wait a minute, or go on more slowly, as with --rate 60"
	case errors.As(err, &answered) && answered.HTTPStatus >= http.StatusInternalServerError:
		f.Hint = "the service is in trouble: call this again later"
	case errors.As(err, &answered) && answered.HTTPStatus == http.StatusNotFound:
		f.Hint = "is the address right? --scim-url ends with the path, as in https://api.anaplan.com/scim/1/0/v2"
	case errors.As(err, &file): // would count as of the network: a syscall.Errno has all that a net.Error has
		f.Hint = fileHint(err)
	case errors.As(err, &network):
		f.Hint = "is the address right, and can this machine reach it? scimsheet check tries it step by step"
	}
	return f
}

// fileHint says what to do about a file or folder that cannot be read or written.
func fileHint(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return "make room on the disk, then call this again: what was done so far is recorded"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "may this account read and write there? Nothing was lost: call this again when it may"
	}
	return ""
}

// signInHint says what to do about a sign-in that did not come about, where the reason is known.
func signInHint(err error) string {
	var clock *anaplan.ErrClock
	var exposed *vault.Exposed
	switch {
	case errors.As(err, &clock):
		return "set this machine's clock: what a certificate signs holds the time, and is refused when it is minutes off"
	case errors.Is(err, anaplan.ErrTokenUsed):
		return "scimsheet login signs in anew; a refresh token counts once, so another machine or an older copy may have used it"
	case errors.Is(err, anaplan.ErrTokenLost):
		return "call this again: if the token was used up all the same, scimsheet login signs in anew"
	case errors.Is(err, anaplan.ErrWrongPassphrase):
		return "is " + envKeyPassphrase + " right? openssl pkey -in KEY -noout asks for it and says"
	case errors.As(err, &exposed):
		return "nobody else may read it: do as the message says; if somebody may have read it, scimsheet logout, then scimsheet login"
	case errors.Is(err, vault.ErrDamaged):
		return "scimsheet logout --all forgets what is kept, scimsheet login signs in anew"
	}
	return ""
}

// networkHint says what to do about what lies between this machine and the service.
func networkHint(err error) string {
	var redirect *transport.RedirectError
	var untrusted *transport.UntrustedError
	var name *transport.NameError
	var connect *transport.ConnectError
	var pause *transport.PauseError
	switch {
	case errors.Is(err, transport.ErrProxyLogin):
		return "put user and password of the proxy into HTTPS_PROXY, as in http://user:password@proxy.acme.com:8080; or let NO_PROXY name the hosts that need none"
	case errors.As(err, &redirect):
		return "a network that wants a sign-in page first does this, and so does a wrong address: open any web page in a browser, then look at --region and --scim-url"
	case errors.As(err, &untrusted):
		return "a company's proxy that looks into https needs its certificate authority: --ca-file FILE; if there is no such proxy, do not go on: somebody may be in between"
	case errors.As(err, &name):
		return "is the address right, and does this machine reach the internet directly? Where there is a proxy, HTTPS_PROXY names it; scimsheet check lists the hosts"
	case errors.As(err, &connect):
		return "is the address right, and does a firewall or proxy let this machine reach it? scimsheet check lists the hosts to open, and tries them step by step"
	case errors.As(err, &pause):
		return "call this again then; what was done so far is recorded. Other programs of this tenant share its limit of requests"
	}
	return ""
}
