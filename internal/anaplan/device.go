package anaplan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// DeviceOptions set up a sign-in in which somebody enters a code in a browser. All are needed, except as said.
type DeviceOptions struct {
	BaseURL      string // of the OAuth service: scheme and host
	ClientID     string
	ClientSecret Secret       // of clients that have one
	Client       *http.Client // must carry no credential of its own
	Show         func(Device) // called once, before waiting
}

// Device is what somebody needs to sign this program in.
type Device struct {
	UserCode                string
	VerificationURI         string    // where the code is entered
	VerificationURIComplete string    // the same with the code in it; may be empty
	Expires                 time.Time // when it is too late
}

// Why nobody could be signed in by a code. Both wrap identity.ErrSignedOut.
var (
	errDeviceOff     error = signedOut("the OAuth service does not offer sign-in by a code: it is off where single sign-on is on, and the client has to be one for devices")
	errDeviceExpired error = signedOut("the code has ended before anybody entered it")
)

// What is assumed of a service that does not say it, and how far it is believed.
const (
	deviceLife  = 15 * time.Minute
	maxInterval = 60 // seconds
	deviceScope = "openid profile email offline_access"
	lacksCode   = "a code and an address to enter it at"
)

// DeviceSignIn shows a code and waits until somebody has entered it, asking as often as the service says
// (RFC 8628; Anaplan, "OAuth 2.0 API"). The refresh token that it returns is to be kept under the
// RefreshTokenName of no given token.
func DeviceSignIn(ctx context.Context, o DeviceOptions) (Secret, error) {
	door := newDoor(o.BaseURL, o.ClientID, o.ClientSecret, o.Client)
	code, err := askForCode(ctx, door)
	if err != nil {
		return "", fmt.Errorf("ask for a code: %w", err)
	}
	o.Show(Device{code.UserCode, code.VerificationURI, code.VerificationURIComplete, code.Expiry})
	door.next = patient{door.next}
	config, polling := door.open(ctx, true, Secret(code.DeviceCode))
	token, err := config.DeviceAccessToken(polling, code)
	switch {
	case err != nil && ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return "", fmt.Errorf("wait until the code is entered: %w", pollFailure(err))
	case token.RefreshToken == "":
		return "", signedOut("the OAuth service gave no refresh token: this client may not have offline access")
	}
	return Secret(token.RefreshToken), nil
}

// askForCode gives a code that can be shown to people and polled for.
func askForCode(ctx context.Context, door oauthDoor) (*oauth2.DeviceAuthResponse, error) {
	config, asking := door.open(ctx, true)
	code, err := config.DeviceAuth(asking, oauth2.SetAuthURLParam("scope", deviceScope))
	var answer *oauth2.RetrieveError
	switch {
	case errors.As(err, &answer) && isDeviceOff(answer):
		return nil, fmt.Errorf("%w (%d %s)%s", errDeviceOff, answer.Response.StatusCode, spoken(answer.ErrorCode), inBrackets(answer.ErrorDescription))
	case answer != nil:
		return nil, oauthRefusal(answer)
	case err != nil:
		return nil, unanswered(err, lacksCode)
	case code.DeviceCode == "" || code.UserCode == "" || !isWebAddress(code.VerificationURI):
		return nil, unanswered(nil, lacksCode)
	}
	code.UserCode = spoken(code.UserCode)
	if !isWebAddress(code.VerificationURIComplete) {
		code.VerificationURIComplete = ""
	}
	if code.Expiry.IsZero() {
		code.Expiry = time.Now().Add(deviceLife)
	}
	code.Interval = min(max(code.Interval, 0), maxInterval) // 0 is RFC 8628's five seconds
	return code, nil
}

// isDeviceOff tells a service or client without device sign-in from other refusals.
func isDeviceOff(answer *oauth2.RetrieveError) bool {
	switch answer.ErrorCode {
	case "unauthorized_client", "unsupported_grant_type", "access_denied":
		return true
	}
	return answer.ErrorCode == "" && (answer.Response.StatusCode == http.StatusNotFound || answer.Response.StatusCode == http.StatusForbidden)
}

// isWebAddress keeps what a terminal would make of another kind of address away from people.
func isWebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// patient takes a poll that was not answered, or for want of a service, for one that came too early: the
// person may be typing the code, which is good for minutes (RFC 8628 section 3.5).
type patient struct{ next http.RoundTripper }

func (p patient) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.next.RoundTrip(req)
	switch {
	case err == nil && resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode < http.StatusInternalServerError:
		return resp, nil
	case err == nil:
		resp.Body.Close()
	}
	if ended := req.Context().Err(); ended != nil { // a broken answer in the moment in which the code ends is its end
		return nil, ended
	}
	return &http.Response{
		StatusCode: http.StatusBadRequest, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(`{"error":"authorization_pending"}`)),
	}, nil
}

// pollFailure explains why a code led to no token (RFC 8628 section 3.5). The library stops with the end of
// its own context when the code ends.
func pollFailure(err error) error {
	var answer *oauth2.RetrieveError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errDeviceExpired
	case !errors.As(err, &answer):
		return unanswered(err, "a token")
	case answer.ErrorCode == "expired_token":
		return errDeviceExpired
	case answer.ErrorCode == "access_denied":
		return signedOut("the sign-in was declined" + inBrackets(answer.ErrorDescription))
	}
	return oauthRefusal(answer)
}
