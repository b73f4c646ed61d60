package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// How often a request is tried. Being told to come back later (429) is no failure, but has an end too. A
// service of which nothing has been heard for a time after a failure is taken for down: requests are then
// tried once each, until one is answered.
const (
	maxFailures = 5
	maxAttempts = 12
	maxSilence  = 30 * time.Second
)

// retrier sends a request again when that may help and cannot do harm: what is repeatable after a lost
// reply and after 500, 502, 503 and 504; anything else only when it certainly had no effect, which is
// after 429 and when no connection could be made.
type retrier struct {
	client  *retryablehttp.Client
	silence silence
}

// silence is the time since which every attempt of every request failed.
type silence struct {
	mu    sync.Mutex
	since time.Time // zero where the last one was answered
}

func (s *silence) ends() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since = time.Time{}
}

// goesOn takes a failure, and reports whether the service may still be expected to answer.
func (s *silence) goesOn() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.since.IsZero() {
		s.since = now
	}
	return now.Sub(s.since) < maxSilence
}

func newRetrier(next http.RoundTripper) *retrier {
	return &retrier{client: &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport:     next,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryWaitMin: 500 * time.Millisecond,
		RetryWaitMax: 30 * time.Second,
		RetryMax:     maxAttempts - 1,
		CheckRetry:   again,
		Backoff:      backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}}
}

// history is what one request has been through.
type history struct {
	silence    *silence
	repeatable bool
	attempts   int
	failures   int
	doubtful   bool // an attempt may have taken effect although no reply said so
}

type historyKey struct{}

func (r *retrier) RoundTrip(req *http.Request) (*http.Response, error) {
	h := &history{silence: &r.silence, repeatable: isRepeatable(req)}
	out := req.Clone(context.WithValue(req.Context(), historyKey{}, h))
	out.Header.Del(Repeatable)
	retryable, err := retryablehttp.FromRequest(out)
	if err != nil {
		return nil, err
	}
	resp, err := r.client.Do(retryable)
	if !writes(req) {
		return resp, cause(err)
	}
	return h.verdict(resp, cause(err))
}

// verdict is the answer to a write, all its attempts considered. A refusal, or a request that did not
// leave, says nothing about an earlier attempt whose reply was lost.
func (h *history) verdict(resp *http.Response, err error) (*http.Response, error) {
	switch {
	case err != nil && h.doubtful:
		return nil, &unknownEffect{h.attempts, err}
	case err != nil && !errors.Is(err, ErrNotSent):
		return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
	case err != nil:
		return nil, err
	case h.doubtful && resp.StatusCode >= 400 && resp.StatusCode < 500:
		return nil, fmt.Errorf("what became of it is unknown: an earlier attempt was not answered, the last of %d was refused with %d", h.attempts, resp.StatusCode)
	}
	return resp, nil
}

// unknownEffect is the error of a write that may have taken effect. It is no ErrNotSent, even where its
// last attempt ended in one; what kind of trouble there was can be asked with errors.As all the same.
type unknownEffect struct {
	attempts int
	last     error
}

func (u *unknownEffect) Error() string {
	if u.attempts == 1 {
		return fmt.Sprintf("what became of it is unknown: %v", u.last)
	}
	return fmt.Sprintf("what became of it is unknown after %d attempts: %v", u.attempts, u.last)
}

// As looks behind the last error; there is no Unwrap, as errors.Is would find ErrNotSent with it.
func (u *unknownEffect) As(target any) bool { return errors.As(u.last, target) }

func isRepeatable(req *http.Request) bool {
	return !writes(req) || req.Method == http.MethodPut || req.Header.Get(Repeatable) != ""
}

// again decides after each attempt; it is retryablehttp's CheckRetry.
func again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	h := ctx.Value(historyKey{}).(*history)
	h.attempts++
	useful := h.judge(resp, err)
	return useful && ctx.Err() == nil, nil
}

// judge takes an attempt down and says whether another one may help and cannot harm.
func (h *history) judge(resp *http.Response, err error) bool {
	if err != nil {
		notSent := errors.Is(err, ErrNotSent)
		h.doubtful = h.doubtful || !notSent
		return !isHopeless(err) && h.mayFail() && (notSent || h.repeatable)
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		h.silence.ends()
		return true
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		h.doubtful = true
		if asksToWait(resp) {
			h.silence.ends()
		}
		return h.mayFail() && h.repeatable
	}
	h.silence.ends()
	if resp.StatusCode < 300 {
		h.doubtful = false
	}
	return false
}

// mayFail takes a failure, and reports whether there may be another.
func (h *history) mayFail() bool {
	h.failures++
	return h.silence.goesOn() && h.failures < maxFailures
}

// isHopeless reports errors of connecting that will be the same the next time.
func isHopeless(err error) bool {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, new(hopeless)) || errors.As(err, &certificate) ||
		errors.As(err, &name) && name.IsNotFound
}

// backoff doubles from half a second, a random half of it taken off so that workers do not come back
// together. After 429 and 503 the pacer holds everybody back already.
func backoff(first, longest time.Duration, attempt int, resp *http.Response) time.Duration {
	if resp != nil && asksToWait(resp) {
		return 0
	}
	wait := min(longest, first<<min(attempt, 20))
	return wait - rand.N(wait/2)
}

// cause takes off net/http's wrapping, which repeats the whole URL.
func cause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
