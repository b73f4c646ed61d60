package anaplan

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	user     = "svc-scim@acme.example"
	password = "hunter2-secret"
	key      = "auk_0123456789"
)

// service is Anaplan's token service and an API behind it, on one address. Its clock is its own.
type service struct {
	mu       sync.Mutex
	url      string
	clock    time.Time
	lifetime time.Duration
	silent   bool // replies carry no Date header

	tokens     map[string]time.Time // value to end
	issued     int
	calls      map[string]int // by path
	refuse     map[string]int // path to the status it is answered with
	said       string         // body of refusals
	bodies     []string       // that requests to the API carried, in order
	lastHeader http.Header    // of the last request to the API

	certificates certificateDesk
	oauth        oauthDesk
}

func start(t *testing.T) *service {
	t.Helper()
	s := &service{
		clock:    time.Date(2026, 11, 21, 21, 0, 0, 0, time.UTC),
		lifetime: 35 * time.Minute,
		tokens:   map[string]time.Time{},
		calls:    map[string]int{},
		refuse:   map[string]int{},
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// session signs in at the service; its clock is off by so much.
func (s *service) session(off time.Duration) *Session {
	return s.signingIn(PasswordSignIn(user, password), off)
}

func (s *service) signingIn(how SignIn, off time.Duration) *Session {
	return NewSession(s.url, &http.Client{Transport: &http.Transport{}}, how, func() time.Time { return s.time().Add(off) })
}

func (s *service) time() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

func (s *service) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = s.clock.Add(d)
}

func (s *service) called(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[path]
}

func (s *service) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// endAll makes every token invalid; those that can still be extended become valid by that.
func (s *service) endAll() {
	s.set(func() {
		for value := range s.tokens {
			s.tokens[value] = s.clock
		}
	})
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[r.URL.Path]++
	if s.silent {
		w.Header()["Date"] = nil
	} else {
		w.Header().Set("Date", s.clock.Format(http.TimeFormat))
	}
	w.Header().Set("Content-Type", "application/json")
	if status := s.refuse[r.URL.Path]; status != 0 {
		if s.said != "" {
			w.Header().Set("Content-Type", "text/html")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, s.said)
		return
	}
	s.serve(w, r)
}

// serve answers what is not refused anyway.
func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	end, known := s.tokens[value]
	valid := (scheme == "AnaplanAuthToken" || scheme == "Bearer") && known && s.clock.Before(end)
	switch path := r.URL.Path; {
	case path == "/oauth/token":
		s.oauth.answer(s, w, r)
	case path == "/oauth/device/code":
		s.oauth.giveCode(w, r)
	case path == "/token/authenticate" && s.accepts(r, scheme, value):
		s.issued++
		s.give(w, http.StatusCreated, fmt.Sprintf("token-%d-secret", s.issued))
	case path == "/token/authenticate":
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"status":"FAILURE_BAD_CREDENTIAL","statusMessage":"wrong user or password"}`)
	case path == "/token/refresh" && known:
		s.give(w, http.StatusOK, value)
	case path == "/token/logout":
		delete(s.tokens, value)
		w.WriteHeader(http.StatusNoContent)
	case !valid:
		w.WriteHeader(http.StatusUnauthorized)
	case path == "/token/validate":
		_, _ = io.WriteString(w, `{"status":"SUCCESS","userInfo":{"userGuid":"5F00000000000000000000000000000A","userId":"`+user+`"}}`)
	default:
		body, _ := io.ReadAll(r.Body)
		s.bodies = append(s.bodies, string(body))
		s.lastHeader = r.Header.Clone()
		_, _ = io.WriteString(w, `{}`)
	}
}

func (s *service) accepts(r *http.Request, scheme, value string) bool {
	if scheme == "CACertificate" {
		return s.certificates.accepts(r, value, s.clock)
	}
	return scheme == "Basic" && value == base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func (s *service) give(w http.ResponseWriter, status int, value string) {
	s.tokens[value] = s.clock.Add(s.lifetime)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "SUCCESS", "tokenInfo": map[string]any{
		"expiresAt": s.tokens[value].UnixMilli(), "tokenValue": value, "tokenId": "1", "refreshTokenId": "2",
	}})
}
