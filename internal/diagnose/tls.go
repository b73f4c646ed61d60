package diagnose

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

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
	req, err := http.NewRequestWithContext(r.watch.on(ctx), http.MethodHead, h.origin()+"/", nil)
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
	h.Reached, h.lost = false, "no connection came about"
	if errors.As(err, new(*transport.UntrustedError)) {
		h.lost = "the connection to its host is not trusted"
	}
	r.failed("tls", naming(h, said(err)), r.handshakeHint(err), err)
}

// naming puts a host before words that do not name it.
func naming(h *Host, words string) string {
	if strings.Contains(words, h.Host) {
		return words
	}
	return h.String() + ": " + words
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

// handshakeHint is what to do where there is no connection that could be trusted.
func (r *run) handshakeHint(err error) string {
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "is this machine's clock right? If it is, the certificate has run out"
	case errors.As(err, new(x509.HostnameError)):
		return "is the address right? A network that asks to sign in first, or a proxy, answers in another's name: do not go on"
	}
	return r.Hint(err)
}
