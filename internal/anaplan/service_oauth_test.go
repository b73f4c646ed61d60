package anaplan

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

const (
	clientID     = "client-1"
	clientSecret = "client-secret/+1"
	refresh0     = "refresh-0-secret/+"
)

// oauthDesk is the part of the service that gives access tokens.
type oauthDesk struct {
	rotating bool
	good     string        // the refresh token that is good now
	confid   bool          // the client has a secret
	idToken  string        // beside the access token
	lifetime time.Duration // 0 is 2100 seconds
	said     []string      // errors, or bare statuses, to answer with first, in order
	code     string        // body of the reply to a request for a code
	polls    []time.Time
	forms    []string
}

// answer is /oauth/token.
func (d *oauthDesk) answer(s *service, w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	d.forms = append(d.forms, r.PostForm.Encode())
	device := r.PostForm.Get("grant_type") == "urn:ietf:params:oauth:grant-type:device_code"
	if device {
		d.polls = append(d.polls, time.Now())
	}
	word := ""
	switch {
	case len(d.said) > 0:
		word, d.said = d.said[0], d.said[1:]
	case r.PostForm.Get("client_id") != clientID, d.confid != r.PostForm.Has("client_secret"), d.confid && r.PostForm.Get("client_secret") != clientSecret:
		word = "invalid_client"
	case device && r.PostForm.Get("device_code") != "device-code-secret",
		!device && (r.PostForm.Get("grant_type") != "refresh_token" || d.good == "" || r.PostForm.Get("refresh_token") != d.good):
		word = "invalid_grant"
	}
	if status, err := strconv.Atoi(word); err == nil { // nothing was done
		w.WriteHeader(status)
		return
	}
	if word != "" {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": word, "error_description": "you sent " + r.PostForm.Encode() + " " + r.PostForm.Get("refresh_token")})
		return
	}
	s.issued++
	reply := map[string]any{"access_token": fmt.Sprintf("access-%d-secret", s.issued), "token_type": "Bearer"}
	if d.lifetime == 0 {
		d.lifetime = 2100 * time.Second
	}
	reply["expires_in"] = int(d.lifetime.Seconds())
	if d.rotating || device {
		d.good = fmt.Sprintf("refresh-%d-secret", s.issued)
		reply["refresh_token"] = d.good
	}
	if d.idToken != "" {
		reply["id_token"] = d.idToken
	}
	s.tokens[reply["access_token"].(string)] = s.clock.Add(d.lifetime)
	_ = json.NewEncoder(w).Encode(reply)
}

// giveCode is /oauth/device/code.
func (d *oauthDesk) giveCode(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	d.forms = append(d.forms, r.PostForm.Encode())
	if r.PostForm.Get("client_id") != clientID {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error":"invalid_client"}`)
		return
	}
	fmt.Fprint(w, d.code)
}

// kept is a TokenStore in memory, which several processes share.
type kept struct {
	mu      sync.Mutex // guards all but the lock
	lock    sync.Mutex
	secrets map[string]string
	saved   []string
	full    error
	shut    error // of Lock
	broken  error // of Load

	whenLocked func()
}

func (k *kept) Load(name string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.secrets[name], k.broken
}

func (k *kept) Save(name, secret string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.full != nil {
		return k.full
	}
	if k.secrets == nil {
		k.secrets = map[string]string{}
	}
	k.secrets[name] = secret
	if _, isName := k.secrets[secret]; !isName { // that is where the latest is
		k.saved = append(k.saved, secret)
	}
	return nil
}

func (k *kept) Lock(context.Context, string) (func(), error) {
	if k.shut != nil {
		return nil, k.shut
	}
	k.lock.Lock()
	if k.whenLocked != nil {
		k.whenLocked()
	}
	return k.lock.Unlock, nil
}

// memory answers requests without a network.
type memory struct{ http.Handler }

func (m memory) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	recorder := httptest.NewRecorder()
	m.ServeHTTP(recorder, req)
	return recorder.Result(), nil
}
