package simulator

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func openTLS(t *testing.T) *Server {
	t.Helper()
	server, err := StartTLS(simulated(t, Options{}), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

func TestATenantSpeaksTLSWithAnAuthorityOfItsOwn(t *testing.T) {
	server := openTLS(t)
	for _, address := range []string{server.SCIMURL, server.AuthURL, server.APIURL, server.OAuthURL} {
		if !strings.HasPrefix(address, "https://127.0.0.1:") {
			t.Errorf("an address is %s", address)
		}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(server.CAPEM)) {
		t.Fatalf("no authority in %q", server.CAPEM)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	defer client.CloseIdleConnections()
	for _, host := range []string{"127.0.0.1", "localhost"} {
		res, err := client.Get(strings.Replace(server.SCIMURL, "127.0.0.1", host, 1) + "/ServiceProviderConfig")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != 200 || !strings.Contains(string(body), `"https://`+host) {
			t.Errorf("answered %d %s", res.StatusCode, body)
		}
	}
}

func TestWhoeverDoesNotKnowTheAuthorityDoesNotTrustIt(t *testing.T) {
	server := openTLS(t)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(openTLS(t).CAPEM)) // another tenant's
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	_, err := client.Get(server.SCIMURL + "/Schemas")
	if unknown := (x509.UnknownAuthorityError{}); !errors.As(err, &unknown) {
		t.Errorf("the error is %v", err)
	}
}

func TestATenantWithTLSListensOnLoopbackOnly(t *testing.T) {
	if s, err := StartTLS(simulated(t, Options{}), "0.0.0.0:0"); err == nil {
		s.Close()
		t.Error("0.0.0.0 was listened on")
	}
}
