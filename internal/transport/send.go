package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

const maxReply = 64 << 20 // bytes

// sender makes one attempt. A reading stops as soon as the caller cancels. A write that has left is let
// finish, under the timeout, so that what became of it can be recorded; one that has not left when the
// caller cancels never does.
type sender struct {
	next      http.RoundTripper // must report connections to httptrace, as http.Transport does, and give replies whole
	timeout   time.Duration
	userAgent string
	count     *counter
	observer  *observer
}

// RoundTrip returns the reply with its whole body read, so that a reply that breaks off is an error of
// this attempt. So are a redirect and a proxy that wants a login. The error of a write that certainly had
// no effect wraps ErrNotSent.
func (s *sender) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent departure
	resp, err := s.attempt(req, &sent)
	if sent.happened() {
		s.count.add(req)
	}
	if err != nil && writes(req) && (!sent.happened() || errors.Is(err, ErrProxyLogin)) {
		return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return resp, err
}

// departure is when a request got its connection, which is when it can begin to have an effect.
type departure struct{ at atomic.Pointer[time.Time] }

func (d *departure) now()           { at := time.Now(); d.at.Store(&at) }
func (d *departure) takeBack()      { d.at.Store(nil) }
func (d *departure) happened() bool { return d.at.Load() != nil }

func (s *sender) attempt(req *http.Request, sent *departure) (*http.Response, error) {
	if err := CheckURL(req.URL); err != nil {
		return nil, hopeless{err}
	}
	caller := req.Context()
	if err := caller.Err(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(caller))
	defer cancel()
	unhook := context.AfterFunc(caller, cancel)
	defer unhook()
	ctx, stop := context.WithTimeoutCause(ctx, s.timeout, timedOut{host: req.URL.Host, after: s.timeout})
	defer stop()

	// GetConn comes again when http.Transport itself starts over, which for a write it does only after a
	// connection that was closed before anything was written.
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { sent.takeBack() },
		GotConn: func(httptrace.GotConnInfo) {
			sent.now()
			if writes(req) {
				unhook()
			}
		},
	})
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", s.userAgent)
	resp, err := s.next.RoundTrip(out)
	if err != nil {
		var late timedOut
		if errors.As(context.Cause(ctx), &late) {
			late.connected = sent.happened()
			return nil, late
		}
		return nil, plainly(err, req.URL.Host, proxyHost(req))
	}
	s.observer.see(resp, sent.at.Load(), time.Now())
	if err := refusal(resp); err != nil {
		return nil, err
	}
	return resp, nil
}

func proxyHost(req *http.Request) string {
	if proxy, err := proxyOf(req); err == nil && proxy != nil {
		return proxy.Host
	}
	return ""
}

// whole is the layer that reads replies to their end, into memory.
type whole struct{ next http.RoundTripper }

func (w whole) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var body bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= maxReply {
		body.Grow(int(n) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(resp.Body, maxReply+1))
	switch {
	case err != nil:
		return nil, &brokenOff{resp.StatusCode, n, err}
	case n > maxReply:
		return nil, hopeless{fmt.Errorf("the reply (%d) is larger than %d MB", resp.StatusCode, maxReply>>20)}
	}
	resp.Body = io.NopCloser(&body)
	resp.ContentLength = n
	return resp, nil
}

func writes(req *http.Request) bool {
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}
