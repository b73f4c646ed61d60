package simulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// keyPair is a certificate and its key, valid for a year around the time of newClock.
type keyPair struct {
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

func newKeyPair(t *testing.T) keyPair {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	at := newClock().now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "svc-scim"}, NotBefore: at.AddDate(0, -6, 0), NotAfter: at.AddDate(0, 6, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return keyPair{key, certificate}
}

func (p keyPair) pemHeader() string {
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.certificate.Raw})
	return "CACertificate " + base64.StdEncoding.EncodeToString(text)
}

func (p keyPair) derHeader() string {
	return "CACertificate " + base64.StdEncoding.EncodeToString(p.certificate.Raw)
}

// dataOf is signed data of a length; a time makes it v2.
func dataOf(length int, at time.Time) []byte {
	text := make([]byte, length)
	rand.Read(text)
	if !at.IsZero() {
		binary.BigEndian.PutUint64(text, uint64(at.Unix()))
	}
	return text
}

func (p keyPair) sign(t *testing.T, content []byte, format string) string {
	t.Helper()
	sum := sha512.Sum512(content)
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA512, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	body, _ := json.Marshal(signed{content, signature, format})
	return string(body)
}

// present signs in with a certificate and says what was answered.
func (v *visit) present(header, body string) (status int, message string) {
	v.Helper()
	a := v.ask("POST", v.server.AuthURL+"/token/authenticate", body, "Authorization", header, "Content-Type", "application/json")
	if a.err != nil {
		v.Fatal(a.err)
	}
	var p tokenReply
	v.decode(a, &p)
	if a.status == 201 && (p.TokenInfo == nil || p.TokenInfo.TokenValue == "") {
		v.Fatalf("signed in without a token: %s", a.body)
	}
	if want := map[int]string{201: "SUCCESS", 400: "FAILURE_BAD_REQUEST", 401: "FAILURE_BAD_CREDENTIAL"}[a.status]; p.Status != want {
		v.Errorf("answered %d with status %q", a.status, p.Status)
	}
	return a.status, p.StatusMessage
}

func TestACertificateSignsIn(t *testing.T) {
	pair, clock := newKeyPair(t), newClock()
	v1, v2 := dataOf(100, time.Time{}), dataOf(108, clock.now())
	for _, c := range []struct {
		name    string
		options Options
		header  string
		content []byte
		format  string
		status  int
		message string
	}{
		{"v2 data, PEM header", Options{}, pair.pemHeader(), v2, "v2", 201, "Login successful"},
		{"v2 data, DER header", Options{}, pair.derHeader(), v2, "v2", 201, "Login successful"},
		{"v1 data without a format", Options{}, pair.pemHeader(), v1, "", 201, "Login successful"},
		{"v1 data that says so", Options{}, pair.pemHeader(), v1, "v1", 201, "Login successful"},
		{"v1 data where v2 is wanted", Options{CertificateData: DataV2}, pair.pemHeader(), v1, "", 401, "only v2"},
		{"v2 data where v1 is wanted", Options{CertificateData: DataV1}, pair.pemHeader(), v2, "v2", 401, "only v1"},
		{"v2 data where v2 is wanted", Options{CertificateData: DataV2}, pair.pemHeader(), v2, "v2", 201, "Login successful"},
		{"DER where PEM is wanted", Options{CertificateHeader: HeaderPEM}, pair.derHeader(), v2, "v2", 400, "form pem"},
		{"PEM where DER is wanted", Options{CertificateHeader: HeaderDER}, pair.pemHeader(), v2, "v2", 400, "form der"},
		{"DER where DER is wanted", Options{CertificateHeader: HeaderDER}, pair.derHeader(), v2, "v2", 201, "Login successful"},
		{"too little data", Options{}, pair.pemHeader(), dataOf(99, clock.now()), "v2", 400, "99 bytes"},
		{"an unknown format", Options{}, pair.pemHeader(), v2, "v3", 400, `"v3"`},
		{"a header that is not base64", Options{}, "CACertificate ???", v2, "v2", 400, "not base64"},
		{"a header that is no certificate", Options{}, "CACertificate aGVsbG8=", v2, "v2", 400, "does not hold a certificate"},
		{"five minutes ago", Options{}, pair.pemHeader(), dataOf(108, clock.now().Add(-5*time.Minute)), "v2", 201, "Login successful"},
		{"more than five minutes ago", Options{}, pair.pemHeader(), dataOf(108, clock.now().Add(-301*time.Second)), "v2", 401, "five minutes"},
		{"more than five minutes ahead", Options{}, pair.pemHeader(), dataOf(108, clock.now().Add(301*time.Second)), "v2", 401, "five minutes"},
		{"an absurd time", Options{}, pair.pemHeader(), dataOf(108, time.Unix(-1<<62, 0)), "v2", 401, "five minutes"},
		{"a certificate on the list of revoked ones", Options{RevokedCertificates: []*x509.Certificate{pair.certificate}}, pair.pemHeader(), v2, "v2", 401, "revoked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.options.Certificates, c.options.Now = []*x509.Certificate{pair.certificate}, clock.now
			status, message := open(t, c.options).present(c.header, pair.sign(t, c.content, c.format))
			if status != c.status || !strings.Contains(message, c.message) {
				t.Errorf("answered %d %q, want %d %q", status, message, c.status, c.message)
			}
		})
	}
}

func TestACertificateIsRefusedForItsOwnReason(t *testing.T) {
	pair, other, clock := newKeyPair(t), newKeyPair(t), newClock()
	v := open(t, Options{Certificates: []*x509.Certificate{pair.certificate}, Now: clock.now})
	fresh := func() []byte { return dataOf(108, clock.now()) }
	refused := func(header, body, word string) {
		t.Helper()
		if status, message := v.present(header, body); status != 401 || !strings.Contains(message, word) {
			t.Errorf("answered %d %q, want 401 and %q", status, message, word)
		}
	}
	refused(other.pemHeader(), other.sign(t, fresh(), "v2"), "not registered")
	refused(pair.pemHeader(), other.sign(t, fresh(), "v2"), "signature")
	if status, message := v.present(pair.pemHeader(), `{"encodedData":`); status != 400 {
		t.Errorf("a cut body is answered %d %q", status, message)
	}
	if status, message := v.present(pair.pemHeader(), `{"encodedData":"?","encodedSignedData":"?"}`); status != 400 {
		t.Errorf("a body that is not base64 is answered %d %q", status, message)
	}
	clock.forward(-365 * 24 * time.Hour)
	refused(pair.pemHeader(), pair.sign(t, fresh(), "v2"), "not valid yet")
	clock.forward(2 * 365 * 24 * time.Hour)
	refused(pair.pemHeader(), pair.sign(t, fresh(), "v2"), "expired")
	clock.forward(-365 * 24 * time.Hour)
	v.tenant.Edit(v.tenant.Caller(), func(a *identity.Account) { a.Active = false })
	refused(pair.pemHeader(), pair.sign(t, fresh(), "v2"), "not active")
	v.tenant.Edit(v.tenant.Caller(), func(a *identity.Account) { a.Active = true })
	v.tenant.RevokeCertificates()
	refused(pair.pemHeader(), pair.sign(t, fresh(), "v2"), "revoked")
}

func TestFormsOfCertificatesThatDoNotExistAreRefused(t *testing.T) {
	for _, o := range []Options{{CertificateData: "v9"}, {CertificateHeader: "p12"}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}
