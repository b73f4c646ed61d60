package diagnose

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/transport"
)

// ending is how long before its end a certificate is worth a remark.
const ending = 21 * 24 * time.Hour

// checkTLS asks every host that was reached for nothing in particular: what counts is the handshake.
func (r *run) checkTLS() {
	for i := range r.report.Hosts {
		h := &r.report.Hosts[i]
		switch {
		case !h.Reached:
		case h.scheme != "https":
			r.noted("tls", h.String()+" is plain http on this very machine: nothing is encrypted, and nothing leaves it", "")
		default:
			r.shakeHands(h)
		}
	}
}

func (r *run) shakeHands(h *Host) {
	ctx, cancel := context.WithTimeout(r.ctx, 2*patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, h.origin()+"/", nil)
	if err != nil {
		r.failed("tls", h.String()+": not an address", "", err)
		return
	}
	resp, err := r.Network.RoundTrip(req)
	if err == nil {
		resp.Body.Close()
	}
	if state := r.watch.handshake(); state != nil && len(state.PeerCertificates) > 0 {
		r.describe(h, state)
		return
	}
	if err == nil {
		r.passed("tls", h.String()+" speaks it")
		return
	}
	h.Reached = false
	detail, hint := refusedHandshake(err)
	r.failed("tls", h.String()+": "+detail, hint, err)
}

func (r *run) describe(h *Host, state *tls.ConnectionState) {
	leaf := state.PeerCertificates[0]
	detail := fmt.Sprintf("%s %s, certificate by %s until %s", h, tls.VersionName(state.Version), issuer(leaf), leaf.NotAfter.UTC().Format(time.DateOnly))
	if left := leaf.NotAfter.Sub(r.Now()); left < ending {
		r.noted("tls", detail, fmt.Sprintf("it ends in %d days: whoever runs that host, or the proxy before it, has to renew it", int(left.Hours()/24)))
		return
	}
	r.passed("tls", detail)
}

func issuer(certificate *x509.Certificate) string {
	name := certificate.Issuer
	if len(name.Organization) > 0 && name.CommonName != "" {
		return name.Organization[0] + " (" + name.CommonName + ")"
	}
	return name.String()
}

// refusedHandshake says in words why there is no connection that could be trusted, and what to do.
func refusedHandshake(err error) (detail, hint string) {
	var unverified *tls.CertificateVerificationError
	by := "somebody"
	if errors.As(err, &unverified) && len(unverified.UnverifiedCertificates) > 0 {
		by = issuer(unverified.UnverifiedCertificates[0])
	}
	var invalid x509.CertificateInvalidError
	var elsewhere x509.HostnameError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate by " + by + " is not valid now", "is this machine's clock right? If it is, the certificate has run out"
	case errors.As(err, &elsewhere):
		return elsewhere.Error(), "is the address right? A network that asks to sign in first, or a proxy, answers in another's name"
	case errors.As(err, new(x509.UnknownAuthorityError)), unverified != nil:
		return "the certificate is by " + by + ", whom this machine does not trust",
			"a company proxy that looks into connections does this: ask for its certificate (PEM) and name it with --ca-file FILE"
	}
	return unsent(err)
}

const portalHint = "a network that asks to sign in first, or a company proxy, does this: open the address in a browser on this machine"

// unsent says in words why a request got no answer, and what to do.
func unsent(err error) (detail, hint string) {
	var redirect *transport.RedirectError
	switch {
	case errors.Is(err, transport.ErrProxyLogin):
		return err.Error(), "put it into HTTPS_PROXY, as in http://user:password@proxy.example.com:8080, or ask to have these hosts let through without one"
	case errors.Is(err, identity.ErrNotTheService):
		return err.Error(), portalHint
	case errors.As(err, &redirect):
		return fmt.Sprintf("it redirects to %s (%d), which is not followed", redirect.Target, redirect.Status),
			portalHint + "; else the address is wrong"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time", "try again; if it stays so, a firewall may let connections through and nothing else"
	}
	return err.Error(), "is the address right, and does a firewall or proxy let requests through?"
}
