package transport

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// PauseError: the service asks to be left alone for longer than waiting makes sense. Nothing is sent
// to it until then.
type PauseError struct {
	Until  time.Time
	Status int // that it said so with: 429 or 503
}

func (p *PauseError) Error() string {
	return fmt.Sprintf("the service asks to be left alone until %s (%d), and this program waits for %s at most",
		p.Until.UTC().Format("2006-01-02 15:04:05 UTC"), p.Status, inWords(longestPause))
}

func inWords(d time.Duration) string { return fmt.Sprintf("%d minutes", int(d.Minutes())) }

// worthTelling is the length of a pause from which on people would wonder what is going on.
const worthTelling = 5 * time.Second

// pacer lets a bounded number of requests be in flight at once and spreads them evenly over time. When
// the service says that it is too much (429, 503), everybody waits as long as it asks and then goes on
// more slowly. Where it asks for too long, everybody gives up.
type pacer struct {
	next    http.RoundTripper
	slots   chan struct{}
	turn    chan struct{} // one waits for the pace at a time: a limiter with several in line is not even once the pace changes
	limiter *rate.Limiter
	waiting func(until time.Time, why string) // may be nil

	mu       sync.Mutex
	throttle throttle
	status   int       // of the last complaint
	told     time.Time // the end of the pause that waiting was last told of
}

func newPacer(next http.RoundTripper, workers int, limit rate.Limit) *pacer {
	return &pacer{
		next:     next,
		slots:    make(chan struct{}, workers),
		turn:     make(chan struct{}, 1),
		limiter:  rate.NewLimiter(limit, workers),
		throttle: throttle{ceiling: limit, begun: time.Now()},
	}
}

func (p *pacer) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, neverLeft(req, context.Cause(ctx))
	}
	defer func() { <-p.slots }()
	if err := p.wait(ctx); err != nil {
		return nil, neverLeft(req, err)
	}
	sent := time.Now()
	resp, err := p.next.RoundTrip(req)
	switch {
	case err != nil:
	case asksToWait(resp):
		p.slowDown(sent, resp)
	case resp.StatusCode == http.StatusServiceUnavailable:
		p.ease(sent)
	default:
		p.served(sent)
	}
	return resp, err
}

// neverLeft is the error of a request that was not sent at all.
func neverLeft(req *http.Request, err error) error {
	if writes(req) {
		return fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return err
}

// wait returns when the request may go. Its error is that of the caller's context, or a PauseError.
func (p *pacer) wait(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-p.turn }()
	for {
		if err := p.limiterInForce().Wait(ctx); err != nil {
			if ctx.Err() == nil {
				return context.DeadlineExceeded // the limiter saw that its turn would come after it
			}
			return context.Cause(ctx)
		}
		pause, err := p.admit()
		if err != nil {
			return err
		}
		if pause <= 0 {
			return context.Cause(ctx)
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}

// limiterInForce goes at the pace of the moment. There are no bursts while the service finds it too much.
func (p *pacer) limiterInForce() *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	limit := p.throttle.limit(time.Now())
	burst := cap(p.slots)
	if limit < p.throttle.ceiling {
		burst = 1
	}
	p.limiter.SetLimit(limit)
	p.limiter.SetBurst(burst)
	return p.limiter
}

func (p *pacer) admit() (time.Duration, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.throttle.away(now) {
		return 0, hopeless{&PauseError{Until: p.throttle.resume, Status: p.status}}
	}
	return p.throttle.admit(now), nil
}

func (p *pacer) slowDown(sent time.Time, resp *http.Response) {
	if until := p.putOff(sent, resp); !until.IsZero() {
		p.waiting(until, complaint(resp))
	}
}

// ease goes on more slowly, without a pause: a service that is overloaded may say no more than that
// (RFC 9110 section 15.6.4), and so may one that is down.
func (p *pacer) ease(sent time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.throttle.slowDown(sent, time.Now(), 0)
}

// putOff slows everybody down, and returns until when, where somebody should be told.
func (p *pacer) putOff(sent time.Time, resp *http.Response) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.throttle.slowDown(sent, now, retryAfter(resp, now))
	p.status = resp.StatusCode
	until := p.throttle.resume
	longer := now.After(p.told) || until.Sub(p.told) > worthTelling
	if p.waiting == nil || !longer || until.Sub(now) < worthTelling || p.throttle.away(now) {
		return time.Time{}
	}
	p.told = until
	return until
}

func (p *pacer) served(sent time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.throttle.served(sent)
}

// asksToWait tells a complaint about the pace from a service that merely fails: 429 always is one, 503
// where it says how long to wait (RFC 9110 section 15.6.4).
func asksToWait(resp *http.Response) bool {
	return resp.StatusCode == http.StatusTooManyRequests ||
		resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != ""
}

// complaint is why everybody waits, in words for people.
func complaint(resp *http.Response) string {
	if resp.StatusCode == http.StatusTooManyRequests {
		return "the service was sent too many requests (429)"
	}
	return fmt.Sprintf("the service is not available for now (%d)", resp.StatusCode)
}

// retryAfter is how long the service asks to wait (RFC 9110 section 10.2.3), as seconds or as a date;
// negative where it does not say. A date counts from the service's own clock, where it tells it.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	text := resp.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, math.MaxInt32)) * time.Second
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return -1
	}
	if theirs, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		now = theirs
	}
	return max(0, until.Sub(now))
}
