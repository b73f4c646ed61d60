package transport

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pacer lets a bounded number of requests be in flight at once and spreads them evenly over time. When
// the service says that it is too much (429, 503), everybody waits as long as it asks and then goes on
// more slowly.
type pacer struct {
	next    http.RoundTripper
	slots   chan struct{}
	turn    chan struct{} // one waits for the pace at a time: a limiter with several in line is not even once the pace changes
	limiter *rate.Limiter

	mu       sync.Mutex
	throttle throttle
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
		return nil, stopped(req)
	}
	defer func() { <-p.slots }()
	if err := p.wait(ctx); err != nil {
		return nil, stopped(req)
	}
	sent := time.Now()
	resp, err := p.next.RoundTrip(req)
	switch {
	case err != nil:
	case asksToWait(resp):
		p.slowDown(sent, retryAfter(resp, time.Now()))
	default:
		p.served(sent)
	}
	return resp, err
}

// stopped is the error of a request whose caller cancelled while it waited.
func stopped(req *http.Request) error {
	err := context.Cause(req.Context())
	if writes(req) {
		return fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return err
}

// wait returns when the request may go.
func (p *pacer) wait(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.turn }()
	for {
		p.obey()
		if err := p.limiter.Wait(ctx); err != nil {
			return err
		}
		pause := p.admit()
		if pause <= 0 {
			return ctx.Err()
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// obey puts the pace of the moment in force. There are no bursts while the service finds it too much.
func (p *pacer) obey() {
	p.mu.Lock()
	defer p.mu.Unlock()
	limit := p.throttle.limit(time.Now())
	burst := cap(p.slots)
	if limit < p.throttle.ceiling {
		burst = 1
	}
	p.limiter.SetLimit(limit)
	p.limiter.SetBurst(burst)
}

func (p *pacer) admit() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.throttle.admit(time.Now())
}

func (p *pacer) slowDown(sent time.Time, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.throttle.slowDown(sent, time.Now(), after)
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

// retryAfter is how long the service asks to wait (RFC 9110 section 10.2.3), as seconds or as a date;
// negative where it does not say. A date counts from the service's own clock, where it tells it.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	text := resp.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, int(longestPause/time.Second))) * time.Second
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
