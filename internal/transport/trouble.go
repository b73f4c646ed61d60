package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
	"unicode"
)

// RedirectError: the service answered with a redirect. A request that carries credentials goes where it
// was sent and nowhere else.
type RedirectError struct {
	Target string // without its query, which may hold somebody's secrets
	Status int
}

func (r *RedirectError) Error() string {
	return fmt.Sprintf("the service redirects to %s (%d), which is not followed", r.Target, r.Status)
}

// UntrustedError: the other side's certificate is none that may be trusted. Err wraps the reason: an
// x509.UnknownAuthorityError, x509.CertificateInvalidError or x509.HostnameError.
type UntrustedError struct {
	Host string // that was asked; behind a proxy the certificate may be the proxy's
	Err  *tls.CertificateVerificationError
}

func (u *UntrustedError) Error() string {
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	of := "the certificate of " + u.Host
	switch {
	case errors.As(u.Err, &authority):
		return fmt.Sprintf("%s is from an authority that this machine does not trust%s", of, issuer(authority.Cert))
	case errors.As(u.Err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil:
		return fmt.Sprintf("%s is valid from %s to %s only, and this machine's clock says %s", of,
			day(invalid.Cert.NotBefore), day(invalid.Cert.NotAfter), day(time.Now()))
	case errors.As(u.Err, &name):
		return fmt.Sprintf("%s is for another name%s", of, names(name.Certificate))
	}
	return fmt.Sprintf("%s cannot be trusted: %v", of, u.Err.Err)
}

func (u *UntrustedError) Unwrap() error { return u.Err }

func day(at time.Time) string { return at.UTC().Format(time.DateOnly) }

func issuer(c *x509.Certificate) string {
	if c == nil || printable(c.Issuer.CommonName) == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", printable(c.Issuer.CommonName))
}

func names(c *x509.Certificate) string {
	const shown = 3
	if c == nil || len(c.DNSNames) == 0 {
		return ""
	}
	return ": " + printable(strings.Join(c.DNSNames[:min(shown, len(c.DNSNames))], ", "))
}

// printable is what a stranger wrote, fit for a line of a message.
func printable(text string) string {
	const longest = 80
	clean := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text))
	return string(clean[:min(longest, len(clean))])
}

// NameError: the name of a host could not be turned into an address. It wraps the *net.DNSError.
type NameError struct {
	Host string
	Err  *net.DNSError
}

func (n *NameError) Error() string {
	if n.Err.IsNotFound {
		return fmt.Sprintf("DNS does not know %s", n.Host)
	}
	return fmt.Sprintf("%s could not be looked up in DNS: %s", n.Host, n.Err.Err)
}

func (n *NameError) Unwrap() error { return n.Err }

// ConnectError: no connection came about, or it ended before there was a reply.
type ConnectError struct {
	Host string
	Err  error
}

func (c *ConnectError) Error() string { return fmt.Sprintf("%s: %s", c.Host, briefly(c.Err)) }
func (c *ConnectError) Unwrap() error { return c.Err }

// briefly is an error of the network without addresses and operations, which say little to people.
func briefly(err error) string {
	var operation *net.OpError
	var number syscall.Errno
	switch {
	case errors.As(err, &number):
		return number.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before the reply was complete (EOF)"
	case errors.As(err, &operation):
		return operation.Err.Error()
	}
	return err.Error()
}

// plainly puts an error of the network into few words and a type. host is the service's, proxy that of
// the proxy in between, empty for none.
func plainly(err error, host, proxy string) error {
	var certificate *tls.CertificateVerificationError
	var name *net.DNSError
	var header tls.RecordHeaderError
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "proxyconnect" {
		host = "the proxy " + proxy
	}
	switch {
	case errors.Is(err, context.Canceled), errors.As(err, new(hopeless)), errors.As(err, new(*ConnectError)), errors.As(err, new(*brokenOff)):
		return err
	case errors.As(err, &certificate):
		return &UntrustedError{Host: host, Err: certificate}
	case errors.As(err, &name):
		return &NameError{Host: host, Err: name}
	case errors.As(err, &header):
		return hopeless{&ConnectError{Host: host, Err: errors.New("what answers there does not speak TLS")}}
	case strings.Contains(err.Error(), "protocol version"): // crypto/tls has no error to compare with
		return hopeless{&ConnectError{Host: host, Err: errors.New("it speaks no current TLS (1.2 or later)")}}
	}
	return &ConnectError{Host: host, Err: err}
}

// timedOut is the error of an attempt that took too long.
type timedOut struct {
	host      string
	after     time.Duration
	connected bool
}

func (t timedOut) Error() string {
	missing := "connection"
	if t.connected {
		missing = "complete reply"
	}
	return fmt.Sprintf("%s: no %s within %s", t.host, missing, t.after)
}

// Timeout and Temporary make it a net.Error.
func (timedOut) Timeout() bool   { return true }
func (timedOut) Temporary() bool { return true }

// brokenOff is the error of a reply that ended early.
type brokenOff struct {
	status int
	bytes  int64
	err    error
}

func (b *brokenOff) Error() string {
	return fmt.Sprintf("the reply (%d) broke off after %d bytes: %s", b.status, b.bytes, briefly(b.err))
}
func (b *brokenOff) Unwrap() error { return b.err }

// hopeless is an error that trying again cannot change.
type hopeless struct{ error }

func (h hopeless) Unwrap() error { return h.error }

// refusal is the error in a reply that nobody above should see as one: a redirect, or a proxy's.
func refusal(resp *http.Response) error {
	if resp.StatusCode == http.StatusProxyAuthRequired {
		return proxyLogin(nil, resp)
	}
	to, err := resp.Location()
	if err != nil || resp.StatusCode/100 != 3 {
		return nil
	}
	to.User, to.RawQuery, to.Fragment, to.RawFragment = nil, "", "", ""
	return hopeless{&RedirectError{Target: to.String(), Status: resp.StatusCode}}
}
