package diagnose

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/transport"
)

func TestACertificateIsShownOrWhyItIsNotTrusted(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	trusting := x509.NewCertPool()
	trusting.AddCert(server.Certificate())
	ends := server.Certificate().NotAfter
	for _, c := range []struct {
		name       string
		address    string
		roots      *x509.CertPool
		now        time.Time
		state      State
		says, hint string
	}{
		{"trusted", server.URL, trusting, ends.AddDate(-1, 0, 0), Passed, "TLS 1.3, certificate by O=Acme Co until " + ends.UTC().Format(time.DateOnly), ""},
		{"trusted, and soon over", server.URL, trusting, ends.AddDate(0, 0, -3), Noted, "TLS 1.3", "ends in 3 days"},
		{"a company proxy's", server.URL, x509.NewCertPool(), ends.AddDate(-1, 0, 0), Failed, "by O=Acme Co, whom this machine does not trust", "--ca-file"},
		{"another host's", strings.Replace(server.URL, "127.0.0.1", "localhost", 1), trusting, ends.AddDate(-1, 0, 0), Failed, "localhost", "answers in another's name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Addresses: Addresses{SCIM: c.address}, Network: transport.New(transport.Options{RootCAs: c.roots}), Now: func() time.Time { return c.now }})
			r.ctx = r.watch.on(r.ctx)
			r.checkTLS()
			got := named(t, r.report, "tls")
			if got.State != c.state || !strings.Contains(got.Detail, c.says) || !strings.Contains(got.Hint, c.hint) {
				t.Errorf("%+v", got)
			}
			if r.report.Hosts[0].Reached == (c.state == Failed) {
				t.Errorf("reached is %v", r.report.Hosts[0].Reached)
			}
		})
	}
}

func TestWhatKeepsRequestsFromBeingAnsweredIsSaid(t *testing.T) {
	for _, c := range []struct {
		name       string
		err        error
		says, hint string
	}{
		{"a proxy that wants a login", fmt.Errorf("the proxy proxy.corp %w", transport.ErrProxyLogin), "the proxy proxy.corp", "HTTPS_PROXY"},
		{"a redirect", &transport.RedirectError{Target: "https://login.corp/", Status: 302}, "redirects to https://login.corp/ (302)", "in a browser"},
		{"a page in the service's place", fmt.Errorf("a page came: %w", identity.ErrNotTheService), "a page came", "in a browser"},
		{"a certificate that has run out", x509.CertificateInvalidError{Reason: x509.Expired}, "not valid now", "clock"},
		{"anything else", errors.New("connection reset"), "connection reset", "firewall or proxy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if detail, hint := refusedHandshake(c.err); !strings.Contains(detail, c.says) || !strings.Contains(hint, c.hint) {
				t.Errorf("%s; %s", detail, hint)
			}
		})
	}
}
