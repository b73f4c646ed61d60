package anaplan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"scimsheet/internal/identity"
)

// repeatable marks a request that may be sent again when its reply is lost, for the layer below that
// repeats. Signing in twice does no harm, unless what signs in can be used once only.
const repeatable = "X-Scimsheet-Repeatable"

// tokenService is Anaplan's token service (Anaplan, "Authentication API"). Its client must carry no
// credential of its own.
type tokenService struct {
	base   string
	client *http.Client
}

// newTokenService follows no redirect: what signs in goes where it was sent and nowhere else.
func newTokenService(base string, client *http.Client) tokenService {
	straight := *client
	straight.CheckRedirect = refuseRedirects
	return tokenService{strings.TrimRight(base, "/"), &straight}
}

func refuseRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// tokenCall is a request to the token service.
type tokenCall struct {
	method, path string
	header       sealed   // Authorization
	body         []byte   // JSON, nil for none
	hide         []sealed // what a reply could echo of the body and must not show
	once         bool     // the same request must not be sent twice
}

// tokenReply is what the token service answers.
type tokenReply struct {
	Status        string `json:"status"`
	StatusMessage string `json:"statusMessage"`
	TokenInfo     struct {
		ExpiresAt  int64  `json:"expiresAt"` // milliseconds since 1970, on the service's clock
		TokenValue Secret `json:"tokenValue"`
	} `json:"tokenInfo"`
	UserInfo struct {
		UserGUID string `json:"userGuid"`
		UserID   string `json:"userId"` // the e-mail address
	} `json:"userInfo"`
}

func (r tokenReply) caller() Caller {
	return Caller{ID: strings.ToLower(r.UserInfo.UserGUID), UserName: r.UserInfo.UserID}
}

// ask sends a request to the token service, and returns the header of its reply too, of refusals as well.
func (s tokenService) ask(caller context.Context, call tokenCall) (tokenReply, http.Header, error) {
	ctx, stop := aside(caller)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, call.method, s.base+call.path, bytes.NewReader(call.body))
	if err != nil {
		return tokenReply{}, nil, err
	}
	req.Header.Set("Authorization", string(call.header.open()))
	req.Header.Set("Accept", "application/json")
	if call.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !call.once {
		req.Header.Set(repeatable, "yes")
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return tokenReply{}, nil, withoutURL(err)
	}
	defer resp.Body.Close()
	body, _, err := readReply(resp, append(secretsIn(call.header), call.hide...))
	if err != nil {
		return tokenReply{}, nil, fmt.Errorf("the token service: %w", err)
	}
	reply, err := readTokenReply(resp, body)
	return reply, resp.Header, err
}

// aside leaves behind what a caller's context carries, which is about another request, but stops with it.
func aside(caller context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	unhook := context.AfterFunc(caller, cancel)
	return ctx, func() {
		unhook()
		cancel()
	}
}

// readTokenReply never shows a reply that was not understood, except for the beginning of a web page:
// it may hold a token.
func readTokenReply(resp *http.Response, body []byte) (tokenReply, error) {
	var reply tokenReply
	unread := json.Unmarshal(body, &reply)
	words := strings.TrimSpace(fmt.Sprintf("%d %s", resp.StatusCode, spoken(reply.Status)))
	switch said := spoken(reply.StatusMessage) + webPage(body); {
	case refuses(resp.StatusCode, reply.Status):
		return reply, signedOut(strings.TrimSpace(fmt.Sprintf("the sign-in was refused (%s) %s", words, said)))
	case resp.StatusCode/100 != 2:
		return reply, &tokenFailure{resp.StatusCode, fmt.Sprintf("the token service answered %s %s", words, said)}
	case unread != nil && len(body) > 0:
		return reply, notTheService("the token service", resp, body)
	}
	return reply, nil
}

// refuses tells a no to the credential, which is final, from an answer to something else. The documented
// status of a no is 401; what is malformed is answered with 400 and a word of the service's own.
func refuses(status int, word string) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden ||
		status == http.StatusBadRequest && strings.HasPrefix(word, "FAILURE")
}

// tokenFailure is an answer that is neither yes nor no.
type tokenFailure struct {
	status int
	words  string
}

func (f *tokenFailure) Error() string { return f.words }

// lost reports an error after which nobody knows what the service made of the request.
func lost(err error) bool {
	var answered *tokenFailure
	if errors.As(err, &answered) {
		return answered.status/100 == 5
	}
	return !errors.Is(err, identity.ErrSignedOut) && !errors.Is(err, identity.ErrNotTheService) && !errors.Is(err, errNoToken)
}

var errNoToken = errors.New("the token service answered without a token")

// foreign is an ErrNotTheService in words of its own.
type foreign string

func (f foreign) Error() string   { return string(f) }
func (foreign) Is(err error) bool { return err == identity.ErrNotTheService }

func notTheService(service string, resp *http.Response, body []byte) error {
	return foreign(strings.TrimSpace(fmt.Sprintf("%s answered something that is not JSON (%d, %s): is a proxy or a sign-in page in between? %s",
		service, resp.StatusCode, spoken(resp.Header.Get("Content-Type")), webPage(body))))
}

// signedOut is an identity.ErrSignedOut in words of its own.
type signedOut string

func (s signedOut) Error() string { return string(s) }
func (signedOut) Unwrap() error   { return identity.ErrSignedOut }

// webPage is the beginning of a web page, on one line; nothing of anything else.
func webPage(body []byte) string {
	const limit = 80
	text := []rune(strings.Join(strings.Fields(string(body[:min(len(body), 4*limit)])), " "))
	if len(text) == 0 || text[0] != '<' {
		return ""
	}
	return spoken(string(text[:min(limit, len(text))]))
}

// spoken is what a service says, fit for a message: on one line, not endless, and without characters that
// a terminal would obey.
func spoken(text string) string {
	const limit = 300
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(limit, len(runes))])
}

// skew is how far the service's clock is ahead of this one, as a reply tells; 0 where it does not.
func skew(their http.Header, now time.Time) time.Duration {
	theirs, err := http.ParseTime(their.Get("Date"))
	if err != nil {
		return 0
	}
	return theirs.Sub(now)
}

// withoutURL takes off net/http's wrapping: a URL may hold more than an error should show.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
