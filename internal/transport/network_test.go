package transport

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// secure is a service over TLS, with what a certificate of its own is made from.
type secure struct {
	*httptest.Server
	certificate *x509.Certificate
	key         []byte // PEM
}

// startTLS serves with a self-signed certificate for 127.0.0.1 and service.acme.example.
func startTLS(t *testing.T, maxVersion uint16, change func(*x509.Certificate)) secure {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "Acme Web Gateway\x1b[31m"},
		NotBefore:    time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"service.acme.example"},
		IsCA: true, BasicConstraintsValid: true,
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: maxVersion, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	t.Cleanup(server.Close)
	return secure{server, certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})}
}

func (s secure) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.certificate.Raw})
}

func (s secure) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.certificate)
	return pool
}

func file(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestACAFileIsTrustedBesideTheSystemsAuthorities(t *testing.T) {
	service, other := startTLS(t, 0, nil), startTLS(t, 0, nil)
	for name, content := range map[string][]byte{
		"one certificate":             service.pem(),
		"a bundle":                    slices.Concat([]byte("# our proxies\n"), other.pem(), []byte("\n\n"), service.pem()),
		"with a byte-order mark":      slices.Concat([]byte("\ufeff"), service.pem()),
		"with Windows' line ends":     bytes.ReplaceAll(service.pem(), []byte("\n"), []byte("\r\n")),
		"a single certificate in DER": service.certificate.Raw,
	} {
		roots, err := LoadRoots(file(t, content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		transport := New(Options{RootCAs: roots})
		resp, err := transport.RoundTrip(to(t, t.Context(), "GET", service.URL, ""))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		resp.Body.Close()
		transport.CloseIdleConnections()
	}
	system, err := x509.SystemCertPool()
	if err != nil {
		t.Fatal(err)
	}
	roots, err := LoadRoots(file(t, service.pem()))
	if err != nil {
		t.Fatal(err)
	}
	system.AddCert(service.certificate)
	if !roots.Equal(system) {
		t.Error("the system's authorities are not trusted any more")
	}
}

func TestACAFileThatIsNone(t *testing.T) {
	service := startTLS(t, 0, nil)
	for _, c := range []struct {
		name, words string
		content     []byte
	}{
		{"empty", "no certificate in it", nil},
		{"a web page", "no certificate in it", []byte("<html>")},
		{"only a key", "holds a private key", service.key},
		{"a key beside the certificate", "holds a private key", slices.Concat(service.pem(), service.key)},
		{"an old kind of key", "holds a private key", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: []byte("x")})},
		{"a certificate that is none", "certificate 2 in it cannot be read", slices.Concat(service.pem(), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}))},
		{"cut short", "2 certificates begin in it, but only 1 can be read", slices.Concat(service.pem(), service.pem()[:200])},
	} {
		if _, err := LoadRoots(file(t, c.content)); err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "BEGIN PRIVATE") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := LoadRoots(filepath.Join(t.TempDir(), "missing.pem")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "missing.pem") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestOnlyTrustedCertificatesAndCurrentTLSAreSpokenTo(t *testing.T) {
	current, old := startTLS(t, tls.VersionTLS12, nil), startTLS(t, tls.VersionTLS11, nil)
	expired := startTLS(t, 0, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-24 * time.Hour) })
	foreign := startTLS(t, 0, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"other.example"} })
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer plain.Close()
	host := func(s secure) string { return strings.TrimPrefix(s.URL, "https://") }
	for _, c := range []struct {
		name      string
		url       string
		roots     *x509.CertPool
		untrusted bool
		words     string
	}{
		{"trusted, TLS 1.2", current.URL, current.pool(), false, ""},
		{"not trusted", current.URL, nil, true, "the certificate of " + host(current) + " is from an authority that this machine does not trust (Acme Web Gateway[31m)"},
		{"expired", expired.URL, expired.pool(), true, "to " + day(time.Now().Add(-24*time.Hour)) + " only, and this machine's clock says " + day(time.Now())},
		{"for another name", foreign.URL, foreign.pool(), true, "the certificate of " + host(foreign) + " is for another name: other.example"},
		{"trusted, TLS 1.1", old.URL, old.pool(), false, host(old) + ": it speaks no current TLS (1.2 or later)"},
		{"no TLS at all", strings.Replace(plain.URL, "http:", "https:", 1), nil, false, "what answers there does not speak TLS"},
	} {
		transport := New(Options{RootCAs: c.roots})
		began := time.Now()
		_, err := transport.RoundTrip(to(t, t.Context(), "POST", c.url+"?secret=1", "x"))
		if c.words == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "secret") || !errors.Is(err, ErrNotSent) {
			t.Errorf("%s: %v", c.name, err)
		}
		if errors.As(err, new(*UntrustedError)) != c.untrusted {
			t.Errorf("%s: the error's type is wrong: %#v", c.name, err)
		}
		if time.Since(began) > 400*time.Millisecond {
			t.Errorf("%s: it was tried again", c.name)
		}
	}
}

// proxy is a proxy that passes on what is meant for any name, to one service.
type proxy struct {
	*httptest.Server
	connects atomic.Int32
	login    atomic.Value // the Proxy-Authorization that came last
}

func startProxy(t *testing.T, service string, status int, header ...string) *proxy {
	t.Helper()
	p := &proxy{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.connects.Add(1)
		p.login.Store(r.Header.Get("Proxy-Authorization"))
		if status != http.StatusOK {
			for i := 0; i < len(header); i += 2 {
				w.Header().Add(header[i], header[i+1])
			}
			w.WriteHeader(status)
			return
		}
		there, err := net.Dial("tcp", service)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer there.Close()
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer here.Close()
		_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(there, here) }()
		_, _ = io.Copy(here, there)
	}))
	t.Cleanup(p.Close)
	return p
}

// through is a stack that goes through a proxy, whatever the environment says.
func through(proxy string, roots *x509.CertPool) *retrier {
	return newRetrier(over(network(1, roots, func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }), time.Minute))
}

func TestRequestsGoThroughAProxyWithItsLogin(t *testing.T) {
	service := startTLS(t, 0, nil)
	proxy := startProxy(t, service.Listener.Addr().String(), http.StatusOK)
	address := strings.Replace(proxy.URL, "http://", "http://ada:hunter22@", 1)
	resp, err := through(address, service.pool()).RoundTrip(to(t, t.Context(), "GET", "https://service.acme.example/Users", ""))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if want := "Basic " + base64.StdEncoding.EncodeToString([]byte("ada:hunter22")); proxy.login.Load() != want {
		t.Errorf("the proxy was told %v", proxy.login.Load())
	}
}

func TestAProxyThatWantsALoginIsNamedWithoutItsPassword(t *testing.T) {
	for _, c := range []struct {
		name, user string
		header     []string
		words      string
	}{
		{"no login given", "", []string{"Proxy-Authenticate", `Basic realm="x"`}, "wants a login (407, it offers Basic)"},
		{"the login is wrong", "ada:hunter22@", []string{"Proxy-Authenticate", "Negotiate", "Proxy-Authenticate", "NTLM"}, "wants a login other than the one that HTTPS_PROXY gives (407, it offers Negotiate, NTLM)"},
		{"it does not say what it takes", "", nil, "wants a login (407)"},
	} {
		proxy := startProxy(t, "", http.StatusProxyAuthRequired, c.header...)
		for _, method := range []string{"GET", "POST"} {
			proxy.connects.Store(0)
			_, err := through(strings.Replace(proxy.URL, "//", "//"+c.user, 1), nil).RoundTrip(to(t, t.Context(), method, "https://service.acme.example/Users?x=1", "x"))
			want := "the proxy " + proxy.Listener.Addr().String() + " " + c.words
			if !errors.Is(err, ErrProxyLogin) || !strings.HasSuffix(err.Error(), want) || strings.Contains(err.Error(), "hunter22") {
				t.Errorf("%s: %v, want %s", c.name, err, want)
			}
			if errors.Is(err, ErrNotSent) != (method == "POST") || proxy.connects.Load() != 1 {
				t.Errorf("%s: %s was tried %d times: %v", c.name, method, proxy.connects.Load(), err)
			}
		}
	}
}

func TestA407WithoutAProxyIsOneToo(t *testing.T) {
	transport, address := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) })
	for _, method := range []string{"GET", "POST"} {
		_, err := transport.RoundTrip(to(t, t.Context(), method, address, "x"))
		if !errors.Is(err, ErrProxyLogin) || errors.Is(err, ErrNotSent) != (method == "POST") {
			t.Errorf("%s: %v", method, err)
		}
	}
}

func TestWhatElseAProxyMayAnswer(t *testing.T) {
	for status, words := range map[int]string{403: "answered 403", 502: "answered 502"} {
		proxy := startProxy(t, "", status)
		stack := through(proxy.URL, nil)
		stack.client.RetryWaitMin = time.Millisecond
		_, err := stack.RoundTrip(to(t, t.Context(), "POST", "https://service.acme.example/", "x"))
		if err == nil || !strings.Contains(err.Error(), "service.acme.example:443: the proxy "+proxy.Listener.Addr().String()+" "+words) || !errors.Is(err, ErrNotSent) {
			t.Errorf("%d: %v", status, err)
		}
		if again := proxy.connects.Load() > 1; again != (status == 502) {
			t.Errorf("after %d it was asked %d times", status, proxy.connects.Load())
		}
	}
}

// net/http reads the environment once, so each case has a process of its own.
func TestTheEnvironmentNamesTheProxy(t *testing.T) {
	const child, asked = "TRANSPORT_TEST_CHILD", "TRANSPORT_TEST_ADDRESS"
	if os.Getenv(child) != "" {
		_, err := alone(time.Minute).RoundTrip(to(t, t.Context(), "POST", os.Getenv(asked), "x"))
		fmt.Println("outcome:", err)
		return
	}
	proxy := startProxy(t, "", http.StatusProxyAuthRequired)
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := nobody.Addr().String()
	nobody.Close()
	for _, c := range []struct{ name, proxy, except, address, words string }{
		{"HTTPS_PROXY is used", proxy.URL, "", "https://127.0.0.1.nip.invalid/", proxy.Listener.Addr().String() + " wants a login"},
		{"NO_PROXY excepts a host", proxy.URL, "acme.invalid", "https://api.acme.invalid/", "DNS"},
		{"loopback is never proxied", proxy.URL, "", "https://" + closed + "/", closed + ": connection refused"},
		{"a proxy that is not there is named", "http://ada:hunter22@" + closed, "", "https://api.acme.invalid/", "the proxy " + closed + ": connection refused"},
		{"an address that is none does not show", "http://ada:hunter22@[::1", "", "https://api.acme.invalid/", "HTTPS_PROXY is not an address"},
		{"nor does one without a scheme", "ada:hunter22@[::1", "", "https://api.acme.invalid/", "HTTPS_PROXY is not an address"},
		{"nor does one that cannot be read at all", "ada:hunter22@%zz", "", "https://api.acme.invalid/", "HTTPS_PROXY is not an address"},
	} {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestTheEnvironmentNamesTheProxy$")
		cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.Contains(strings.ToUpper(v), "PROXY") }),
			child+"=1", asked+"="+c.address, "HTTPS_PROXY="+c.proxy, "NO_PROXY="+c.except)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), c.words) || strings.Contains(string(out), "hunter22") {
			t.Errorf("%s: %v\n%s", c.name, err, out)
		}
	}
}

func TestErrorsOfTheNetworkAreShortAndClear(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, c := range []struct {
		err   error
		words string
	}{
		{dial(&net.DNSError{Err: "no such host", Name: "api.acme.example", IsNotFound: true}), "DNS does not know api.acme.example"},
		{dial(&net.DNSError{Err: "server misbehaving", Name: "api.acme.example", Server: "10.0.0.1:53"}), "api.acme.example could not be looked up in DNS: server misbehaving"},
		{&net.OpError{Op: "proxyconnect", Err: dial(&net.DNSError{Err: "no such host", IsNotFound: true})}, "DNS does not know the proxy proxy.acme.example:8080"},
		{dial(&os.SyscallError{Syscall: "connect", Err: errors.New("no route to host")}), "api.acme.example: connect: no route to host"},
		{io.EOF, "api.acme.example: the connection was closed before the reply was complete (EOF)"},
		{&net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}, "api.acme.example: tls: handshake failure"},
	} {
		if got := plainly(c.err, "api.acme.example", "proxy.acme.example:8080"); got.Error() != c.words || !errors.Is(got, c.err) && !errors.As(got, new(*net.DNSError)) {
			t.Errorf("%v becomes %v, want %s", c.err, got, c.words)
		}
	}
}

func TestConnectingThatTakesTooLongIsToldFromASlowReply(t *testing.T) {
	for connects, words := range map[bool]string{false: "localhost: no connection within 20ms", true: "localhost: no complete reply within 20ms"} {
		network := roundTripper(func(req *http.Request) (*http.Response, error) {
			if connects {
				connected(req)
			}
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		_, err := over(network, 20*time.Millisecond).RoundTrip(request(t.Context(), "GET"))
		var late net.Error
		if err == nil || err.Error() != words || !errors.As(err, &late) || !late.Timeout() {
			t.Errorf("connected %v: %v", connects, err)
		}
	}
}

func TestARedirectIsToldByItsType(t *testing.T) {
	transport, address := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "https://ada:hunter22@login.acme.example/sso?token=secret#secret")
		w.WriteHeader(302)
	})
	for _, method := range []string{"GET", "POST"} {
		_, err := transport.RoundTrip(to(t, t.Context(), method, address, ""))
		var redirect *RedirectError
		if !errors.As(err, &redirect) || redirect.Status != 302 || redirect.Target != "https://login.acme.example/sso" {
			t.Errorf("the error of %s is %v", method, err)
		}
	}
}
