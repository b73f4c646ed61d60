package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

const maxReply = 64 << 20 // bytes

// sender makes one attempt. A reading stops as soon as the caller cancels. A write that has left is let
// finish, under the timeout, so that what became of it can be recorded; one that has not left when the
// caller cancels never does.
type sender struct {
	next      http.RoundTripper // must report connections to httptrace, as http.Transport does
	timeout   time.Duration
	userAgent string
	count     *counter
}

// RoundTrip returns the reply with its whole body read, so that a reply that breaks off is an error of
// this attempt. So is a redirect. The error of a write that certainly was not sent wraps ErrNotSent.
func (s *sender) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent atomic.Bool
	resp, err := s.attempt(req, &sent)
	if sent.Load() {
		s.count.add(req)
	}
	if err != nil && !sent.Load() && writes(req) {
		return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return resp, err
}

func (s *sender) attempt(req *http.Request, sent *atomic.Bool) (*http.Response, error) {
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
	ctx, stop := context.WithTimeoutCause(ctx, s.timeout, timedOut{s.timeout})
	defer stop()

	// Whether a request can have had an effect is told by whether it got a connection. GetConn comes
	// again when http.Transport itself starts over, which for a write it does only after a connection
	// that was closed before anything was written.
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { sent.Store(false) },
		GotConn: func(httptrace.GotConnInfo) {
			sent.Store(true)
			if writes(req) {
				unhook()
			}
		},
	})
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", s.userAgent)
	resp, err := s.next.RoundTrip(out)
	if err == nil {
		err = readWhole(resp)
	}
	if err == nil {
		err = refuseRedirect(resp)
	}
	if err != nil {
		if cause := context.Cause(ctx); errors.As(cause, new(timedOut)) {
			err = cause
		}
		return nil, err
	}
	return resp, nil
}

// readWhole replaces the body by one that lies in memory.
func readWhole(resp *http.Response) error {
	defer resp.Body.Close()
	var body bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= maxReply {
		body.Grow(int(n) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(resp.Body, maxReply+1))
	switch {
	case err != nil:
		return fmt.Errorf("the reply (%d) broke off after %d bytes: %w", resp.StatusCode, n, err)
	case n > maxReply:
		return hopeless{fmt.Errorf("the reply (%d) is larger than %d MB", resp.StatusCode, maxReply>>20)}
	}
	resp.Body = io.NopCloser(&body)
	resp.ContentLength = n
	return nil
}

// refuseRedirect makes a redirect an error: a request that carries credentials goes where it was sent and
// nowhere else. The error names the target without its query, which may hold somebody's secrets.
func refuseRedirect(resp *http.Response) error {
	to, err := resp.Location()
	if err != nil || resp.StatusCode/100 != 3 {
		return nil
	}
	target := url.URL{Scheme: to.Scheme, Host: to.Host, Path: to.Path}
	return hopeless{fmt.Errorf("the service redirects to %s (%d), which is not followed", target.String(), resp.StatusCode)}
}

func writes(req *http.Request) bool {
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// timedOut is the error of an attempt that took too long.
type timedOut struct{ after time.Duration }

func (t timedOut) Error() string { return fmt.Sprintf("no complete reply within %s", t.after) }
func (timedOut) Timeout() bool   { return true }

// hopeless is an error that trying again cannot change.
type hopeless struct{ error }

func (h hopeless) Unwrap() error { return h.error }
