// Package transport owns what any polite HTTP client needs, as a stack of small RoundTrippers: repeats
// that never do a thing twice, one pace for the whole program, letting what was sent finish, and
// counting. It refuses credentials, redirects, plain http to anything but loopback, and any idea of
// what the requests are about.
//
// From the outside in: retry, pace, send, trace, whole replies, network.
package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

// ErrNotSent: a write certainly had no effect, because nothing of it left, or because it was refused
// before it could have one.
var ErrNotSent = errors.New("not sent")

// Repeatable is the header by which a caller marks a request that may be sent again even if an earlier
// attempt may have taken effect. It is taken off before sending. GET, HEAD, OPTIONS and PUT need no
// mark, since HTTP says so (RFC 9110 section 9.2.2); a POST or PATCH without it is sent again only when
// it is known not to have taken effect.
const Repeatable = "X-Scimsheet-Repeatable"

// Options set up a Transport.
type Options struct {
	Workers       int            // requests in flight at once; at least 1
	RatePerMinute int            // requests a minute, spread evenly with bursts of one a worker; 0 is unpaced
	Timeout       time.Duration  // for one attempt, its whole reply included; 0 is 30 seconds
	UserAgent     string         // name/version
	RootCAs       *x509.CertPool // certificate authorities to trust; nil is the system's

	// Trace takes one JSON object a line for every attempt, credentials taken out; nil for none. People's
	// data stands in it. Once it cannot be written, nothing more is sent.
	Trace io.Writer
	// Waiting is told once of each pause of five seconds or more that the service asks for, before it is
	// kept: until when, and why in words. It is called from many goroutines and must not wait itself.
	Waiting func(until time.Time, why string)
}

// Transport sends requests. It is an http.RoundTripper that credentials can be stacked upon. Replies
// are complete when it returns: their bodies lie in memory, at most 64 MB each.
type Transport struct {
	top      http.RoundTripper
	network  *http.Transport
	count    counter
	observer observer
}

// New builds the stack.
func New(o Options) *Transport {
	workers := max(1, o.Workers)
	t := &Transport{network: network(workers, o.RootCAs, proxyOf)}
	var wire http.RoundTripper = whole{t.network}
	if o.Trace != nil {
		wire = newTracer(wire, o.Trace)
	}
	sender := &sender{next: wire, timeout: o.Timeout, userAgent: o.UserAgent, count: &t.count, observer: &t.observer}
	if sender.timeout <= 0 {
		sender.timeout = 30 * time.Second
	}
	limit := rate.Inf
	if o.RatePerMinute > 0 {
		limit = rate.Limit(float64(o.RatePerMinute) / 60)
	}
	pacer := newPacer(sender, workers, limit)
	pacer.waiting = o.Waiting
	t.top = newRetrier(pacer)
	return t
}

// RoundTrip sends a request. An error that wraps ErrNotSent says of a write that it had no
// effect; any other error of a write leaves its effect unknown.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) { return t.top.RoundTrip(req) }

// Counts are the requests sent so far, repeats included.
func (t *Transport) Counts() Counts { return t.count.read() }

// CloseIdleConnections closes what is kept alive.
func (t *Transport) CloseIdleConnections() { t.network.CloseIdleConnections() }

// network is HTTP/1.1 with connections kept alive for every worker. HTTP/2 is off: one lost connection
// would leave every write in flight with an unknown effect, and which of them were sent could not be told.
func network(workers int, roots *x509.CertPool, proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  proxy,
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            (&net.Dialer{KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		MaxIdleConns:           4 * workers, // a few hosts: SCIM, API, sign-in
		MaxIdleConnsPerHost:    workers,
		IdleConnTimeout:        90 * time.Second,
		Protocols:              &protocols,
	}
}

// CheckURL says whether requests, and with them credentials, may go to a URL: https, or http to this
// very machine.
func CheckURL(u *url.URL) error {
	switch {
	case u.User != nil:
		return fmt.Errorf("%s://%s: a URL must not hold credentials", u.Scheme, u.Host)
	case u.Host == "":
		return errors.New("this is not a complete URL, which begins with https:// and a host") // shown, it could tell a password
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return fmt.Errorf("%s://%s: plain http is refused, use https", u.Scheme, u.Host)
	}
	return fmt.Errorf("%s://%s: only https is spoken", u.Scheme, u.Host)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
