package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// script is a layer below that does one thing after another, the last one for ever.
type script struct {
	steps  []any // an int is a status, an error an error
	bodies []string
	marks  int // requests that still carried the Repeatable mark
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		s.bodies = append(s.bodies, string(body))
	} else {
		s.bodies = append(s.bodies, "")
	}
	if req.Header.Get(Repeatable) != "" {
		s.marks++
	}
	step := s.steps[min(len(s.bodies), len(s.steps))-1]
	if status, ok := step.(int); ok {
		return answer(status), nil
	}
	return nil, step.(error)
}

var (
	errLost    = errors.New("connection reset by peer")
	errNotMade = fmt.Errorf("%w: %w", ErrNotSent, errors.New("connection refused"))
	errUntrust = fmt.Errorf("%w: %w", ErrNotSent, &tls.CertificateVerificationError{Err: errors.New("unknown authority")})
	errNoHost  = fmt.Errorf("%w: %w", ErrNotSent, &net.DNSError{Err: "no such host", IsNotFound: true})
)

func TestWhatIsSentAgain(t *testing.T) {
	const marked = "marked " // the caller said that it may be repeated
	type steps = []any
	for _, c := range []struct {
		name     string
		method   string
		steps    steps
		attempts int
		status   int    // 0: an error
		effect   string // of an error: "none" or "unknown"
	}{
		{"a reading goes again after 503", "GET", steps{503, 503, 200}, 3, 200, ""},
		{"a reading goes again after every kind of trouble", "GET", steps{500, 502, 504, errLost, 200}, 5, 200, ""},
		{"a reading gives up after five failures", "GET", steps{errLost}, maxFailures, 0, "unknown"},
		{"a reading's last answer is passed on", "GET", steps{500}, maxFailures, 500, ""},
		{"a reading that is refused does not go again", "GET", steps{404}, 1, 404, ""},
		{"501 does not go away", "GET", steps{501}, 1, 501, ""},
		{"being told to wait is no failure", "GET", steps{429, 429, 429, 429, 429, 429, 200}, 7, 200, ""},
		{"being told to wait has an end", "GET", steps{429}, maxAttempts, 429, ""},
		{"a certificate nobody trusts is not tried again", "GET", steps{errUntrust}, 1, 0, "none"},
		{"a host that does not exist is not tried again", "GET", steps{errNoHost}, 1, 0, "none"},

		{"a POST goes again after 429", "POST", steps{429, 201}, 2, 201, ""},
		{"a POST goes again where no connection could be made", "POST", steps{errNotMade, errNotMade, 201}, 3, 201, ""},
		{"a POST that never got a connection had no effect", "POST", steps{errNotMade}, maxFailures, 0, "none"},
		{"a POST is never sent again after 500", "POST", steps{500, 201}, 1, 500, ""},
		{"a POST is never sent again after 503", "POST", steps{503, 201}, 1, 503, ""},
		{"a POST is never sent again after 504", "POST", steps{504, 201}, 1, 504, ""},
		{"a POST is never sent again after a lost reply", "POST", steps{errLost, 201}, 1, 0, "unknown"},
		{"a POST is never sent again after a timeout", "POST", steps{timedOut{after: time.Second}, 201}, 1, 0, "unknown"},
		{"a POST lost after 429 is lost", "POST", steps{429, errLost, 201}, 2, 0, "unknown"},
		{"a POST that is refused is refused", "POST", steps{409, 201}, 1, 409, ""},
		{"a POST that the caller marked goes again", marked + "POST", steps{errLost, 503, 201}, 3, 201, ""},

		{"a PATCH without a mark is as a POST", "PATCH", steps{errLost, 200}, 1, 0, "unknown"},
		{"a PATCH without a mark goes again after 429", "PATCH", steps{429, 200}, 2, 200, ""},
		{"a PATCH with a mark goes again", marked + "PATCH", steps{errLost, 503, 200}, 3, 200, ""},
		{"a PUT goes again", "PUT", steps{errLost, 503, 200}, 3, 200, ""},
		{"a PUT that is refused after a lost reply may have been done", "PUT", steps{errLost, 409}, 2, 0, "unknown"},
		{"a PUT that is refused after 502 may have been done", "PUT", steps{502, 404}, 2, 0, "unknown"},
		{"a PUT that cannot connect after a lost reply may have been done", "PUT", steps{errLost, errNotMade}, maxFailures, 0, "unknown"},
		{"a PUT that is told to wait for ever had no effect", "PUT", steps{429}, maxAttempts, 429, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				below := &script{steps: c.steps}
				method, mark := bytes.CutPrefix([]byte(c.method), []byte(marked))
				req, err := http.NewRequestWithContext(t.Context(), string(method), "http://localhost/Users", bytes.NewReader([]byte("body")))
				if err != nil {
					t.Fatal(err)
				}
				if mark {
					req.Header.Set(Repeatable, "yes")
				}
				resp, err := newRetrier(below).RoundTrip(req)
				if len(below.bodies) != c.attempts {
					t.Errorf("sent %d times, want %d", len(below.bodies), c.attempts)
				}
				for i, body := range below.bodies {
					if body != "body" {
						t.Errorf("attempt %d had the body %q", i+1, body)
					}
				}
				if below.marks > 0 {
					t.Error("the mark was sent")
				}
				if c.status == 0 {
					if err == nil || errors.Is(err, ErrNotSent) != (c.effect == "none") {
						t.Errorf("the error is %v, its effect should be %s", err, c.effect)
					}
					return
				}
				if err != nil || resp.StatusCode != c.status {
					t.Fatalf("got %v, %v; want %d", resp, err, c.status)
				}
			})
		})
	}
}

func TestAfterACancelNothingIsTriedAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		method  string
		step    any
		notSent bool
	}{
		{"a reading", "GET", errLost, false},
		{"a POST that got no connection had no effect", "POST", errNotMade, true},
		{"a PUT whose reply was lost has an unknown effect", "PUT", errLost, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				below := &script{steps: []any{c.step}}
				ctx, cancel := context.WithCancel(context.Background())
				done := make(chan error)
				go func() {
					_, err := newRetrier(below).RoundTrip(request(ctx, c.method))
					done <- err
				}()
				synctest.Wait() // it waits to try again
				cancel()
				err := <-done
				if err == nil || errors.Is(err, ErrNotSent) != c.notSent {
					t.Errorf("the error is %v", err)
				}
				if len(below.bodies) != 1 {
					t.Errorf("sent %d times", len(below.bodies))
				}
			})
		})
	}
}

func TestWaitsBetweenAttemptsGrowAndDiffer(t *testing.T) {
	seen := map[time.Duration]bool{}
	for attempt := range 40 {
		full := min(30*time.Second, 500*time.Millisecond<<min(attempt, 20))
		wait := backoff(500*time.Millisecond, 30*time.Second, attempt, nil)
		if wait <= full/2 || wait > full {
			t.Errorf("before attempt %d it waits %s, want between %s and %s", attempt+2, wait, full/2, full)
		}
		seen[backoff(500*time.Millisecond, 30*time.Second, 0, nil)] = true
	}
	if len(seen) < 2 {
		t.Error("all workers would come back at once")
	}
}
