package diagnose

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

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
		{"a company proxy's", server.URL, x509.NewCertPool(), ends.AddDate(-1, 0, 0), Failed, "an authority that this machine does not trust", "what to do about"},
		{"another host's", strings.Replace(server.URL, "127.0.0.1", "localhost", 1), trusting, ends.AddDate(-1, 0, 0), Failed, "localhost", "answers in another's name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Addresses: Addresses{SCIM: c.address}, Network: transport.New(transport.Options{RootCAs: c.roots}), Now: func() time.Time { return c.now }})
			r.checkTLS()
			got := named(t, r.report, "tls")
			if got.State != c.state || !strings.Contains(got.Detail, c.says) || !strings.Contains(got.Hint, c.hint) {
				t.Errorf("%+v", got)
			}
			if r.report.Hosts[0].Reached == (c.state == Failed) {
				t.Errorf("reached is %v", r.report.Hosts[0].Reached)
			}
			if strings.Count(got.Detail, r.report.Hosts[0].Host) != 1 {
				t.Errorf("the host is not named once: %s", got.Detail)
			}
			if usable := c.state != Failed; !usable && (r.checkService() || !strings.Contains(named(t, r.report, "service").Detail, "not trusted")) {
				t.Errorf("the service was asked, or it is not said why not: %+v", r.report.Checks)
			}
		})
	}
}

func TestAConnectionThatIsNoneNamesItsHostOnce(t *testing.T) {
	const host = "api.example.com:443"
	for _, c := range []struct {
		name       string
		err        error
		says, hint string
	}{
		{"an error that names it", &transport.ConnectError{Host: host, Err: errors.New("connection reset")}, host + ": connection reset", "what to do about"},
		{"one that does not", context.DeadlineExceeded, host + ": no answer in time", "what to do about"},
		{"a certificate that has run out", x509.CertificateInvalidError{Cert: &x509.Certificate{}, Reason: x509.Expired}, "expired", "clock"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Addresses: Addresses{SCIM: "https://" + host + "/scim"}, Network: wire{answer: func(*http.Request) (*http.Response, error) { return nil, c.err }}})
			r.checkTLS()
			got := named(t, r.report, "tls")
			if got.State != Failed || !strings.Contains(got.Detail, c.says) || strings.Count(got.Detail, host) != 1 || !strings.Contains(got.Hint, c.hint) {
				t.Errorf("%+v", got)
			}
		})
	}
}
