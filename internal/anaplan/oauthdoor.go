package anaplan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"scimsheet/internal/identity"
)

// oauthDoor is the way to the OAuth service for one client of it.
type oauthDoor struct {
	base         string
	clientID     string
	clientSecret sealed
	next         http.RoundTripper
}

func newDoor(base, clientID string, secret Secret, client *http.Client) oauthDoor {
	door := oauthDoor{strings.TrimRight(base, "/"), clientID, seal(secret), client.Transport}
	if door.next == nil {
		door.next = http.DefaultTransport
	}
	return door
}

// open gives what the oauth2 library needs for one call: requests that are repeatable or not, whose
// replies do not show the secrets that they carry.
func (d oauthDoor) open(ctx context.Context, repeats bool, carried ...Secret) (*oauth2.Config, context.Context) {
	hide := []sealed{d.clientSecret}
	for _, secret := range carried {
		hide = append(hide, seal(secret))
	}
	client := &http.Client{Transport: oauthPassage{d.next, repeats, hide}, CheckRedirect: refuseRedirects}
	return &oauth2.Config{
		ClientID:     d.clientID,
		ClientSecret: string(d.clientSecret.open()),
		Endpoint: oauth2.Endpoint{
			DeviceAuthURL: d.base + "/oauth/device/code",
			TokenURL:      d.base + "/oauth/token",
			AuthStyle:     oauth2.AuthStyleInParams,
		},
	}, context.WithValue(ctx, oauth2.HTTPClient, client)
}

// oauthPassage takes requests out and replies in.
type oauthPassage struct {
	next    http.RoundTripper
	repeats bool
	hide    []sealed
}

// RoundTrip refuses successes that are not JSON: the library's errors about them tell what is in them.
func (p oauthPassage) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Header.Set("Accept", "application/json")
	if p.repeats {
		out.Header.Set(repeatable, "yes")
	}
	resp, err := p.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	body, isJSON, err := readReply(resp, p.hide)
	resp.Body.Close()
	switch {
	case err != nil:
		return nil, err
	case isJSON:
		resp.Header.Set("Content-Type", "application/json") // else the library reads a form
	case resp.StatusCode/100 == 2:
		return nil, notTheService("the OAuth service", resp, body)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// What can be wrong with a refresh token. Each wraps identity.ErrSignedOut.
var (
	errNoRefreshToken error = signedOut("no refresh token is given, and none was kept by an earlier sign-in")
	ErrTokenUsed      error = signedOut("the refresh token was used already, has ended, or was revoked")
	// ErrTokenLost: the refresh token may be used up, and there is no other one.
	ErrTokenLost error = signedOut("the refresh token may be used up")
)

// lostToken is an ErrTokenLost that says why.
type lostToken struct {
	words string
	cause error
}

func (l *lostToken) Error() string        { return fmt.Sprintf("%s: %v", l.words, l.cause) }
func (l *lostToken) Is(target error) bool { return target == ErrTokenLost }
func (l *lostToken) Unwrap() []error      { return []error{identity.ErrSignedOut, l.cause} }

// refreshFailure explains why there is no access token for a refresh token. One that may have been taken
// is not tried again, unless it is known to last.
func refreshFailure(err error, lasting bool) error {
	var answer *oauth2.RetrieveError
	answered := errors.As(err, &answer)
	inDoubt := !answered || answer.Response.StatusCode/100 == 5 && answer.Response.StatusCode != http.StatusServiceUnavailable
	switch {
	case answered && answer.ErrorCode == "invalid_grant":
		return fmt.Errorf("%w%s", ErrTokenUsed, inBrackets(answer.ErrorDescription))
	case !answered:
		err = unanswered(err, "an access token")
	default:
		err = oauthRefusal(answer)
	}
	if inDoubt && !lasting && !errors.Is(err, identity.ErrNotSent) && !errors.Is(err, identity.ErrNotTheService) {
		return &lostToken{"the refresh token was sent and may be used up now", err}
	}
	return err
}

// oauthRefusal puts in words what the OAuth service refuses (RFC 6749 section 5.2).
func oauthRefusal(answer *oauth2.RetrieveError) error {
	status, said := answer.Response.StatusCode, inBrackets(answer.ErrorDescription)
	switch code := answer.ErrorCode; {
	case code == "invalid_client":
		return signedOut("the OAuth service does not know this client id, or its secret is wrong or missing" + said)
	case code == "unauthorized_client":
		return signedOut("the OAuth service does not let this client sign in in this way" + said)
	case code != "" && status/100 != 5:
		return signedOut(fmt.Sprintf("the OAuth service refused the sign-in (%d %s)%s", status, spoken(code), said))
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return signedOut(fmt.Sprintf("the OAuth service refused the sign-in (%d) %s", status, webPage(answer.Body)))
	}
	return fmt.Errorf("the OAuth service answered %d %s%s%s", status, spoken(answer.ErrorCode), said, webPage(answer.Body))
}

// unanswered is why there is no answer. Errors of the library's own are about an answer that lacks
// something, and may show what it has.
func unanswered(err error, lacks string) error {
	var sending *url.Error
	switch {
	case errors.Is(err, identity.ErrNotTheService):
		return withoutURL(err)
	case errors.As(err, &sending):
		return fmt.Errorf("the OAuth service: %w", sending.Err)
	}
	return errors.New("the OAuth service answered without " + lacks)
}

func inBrackets(said string) string {
	if said = spoken(said); said == "" {
		return ""
	}
	return " (" + said + ")"
}
