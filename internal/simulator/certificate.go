package simulator

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// schemeCertificate is the token service's own authorization scheme.
const schemeCertificate = "cacertificate"

// The two forms of the data that a caller signs: v2 starts with the time.
const (
	DataV1 = "v1"
	DataV2 = "v2"
)

// The two forms of a certificate in the Authorization header, both in base64.
const (
	HeaderPEM = "pem"
	HeaderDER = "der"
)

const (
	shortestData = 100             // bytes
	dataLifetime = 5 * time.Minute // how far the time in v2 data may be off, to either side
)

// denial is why nobody was signed in; nil is no reason.
type denial struct {
	status  int
	message string
}

func unreadable(format string, args ...any) *denial {
	return &denial{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func denied(format string, args ...any) *denial {
	return &denial{http.StatusUnauthorized, fmt.Sprintf(format, args...)}
}

func (d *denial) reply() reply {
	if d.status == http.StatusBadRequest {
		return tokenFailure(d.status, "FAILURE_BAD_REQUEST", d.message)
	}
	return tokenFailure(d.status, "FAILURE_BAD_CREDENTIAL", d.message)
}

// signed is the body of a sign-in with a certificate, its base64 decoded.
type signed struct {
	Data      []byte `json:"encodedData"`
	Signature []byte `json:"encodedSignedData"`
	Format    string `json:"encodedDataFormat"`
}

// denyCertificate checks a sign-in with the certificate of the caller and data signed with its key.
func (t *Tenant) denyCertificate(x *exchange, header string) *denial {
	certificate, d := t.certificateIn(header)
	if d != nil {
		return d
	}
	var body signed
	if err := json.Unmarshal(x.body, &body); err != nil {
		return unreadable("the body cannot be read: %v", err)
	}
	if body.Format == "" {
		body.Format = DataV1
	}
	switch {
	case body.Format != DataV1 && body.Format != DataV2:
		return unreadable("encodedDataFormat is %q, not v1 or v2", body.Format)
	case len(body.Data) < shortestData:
		return unreadable("the signed data has %d bytes; it needs at least %d", len(body.Data), shortestData)
	}
	if d := t.denyHolder(certificate); d != nil {
		return d
	}
	return t.denySignature(certificate, body)
}

// certificateIn reads a header's value: base64 of the whole PEM text or of DER.
func (t *Tenant) certificateIn(header string) (*x509.Certificate, *denial) {
	der, err := base64.StdEncoding.DecodeString(header)
	if err != nil {
		return nil, unreadable("the certificate in the Authorization header is not base64")
	}
	form := HeaderDER
	if block, _ := pem.Decode(der); block != nil {
		form, der = HeaderPEM, block.Bytes
	}
	if wanted := t.options.CertificateHeader; wanted != "" && wanted != form {
		return nil, unreadable("the Authorization header does not hold a certificate in the form %s", wanted)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, unreadable("the Authorization header does not hold a certificate")
	}
	return certificate, nil
}

// denyHolder checks that a certificate is the caller's and in force.
func (t *Tenant) denyHolder(certificate *x509.Certificate) *denial {
	now := t.options.Now()
	switch {
	case slices.ContainsFunc(t.options.RevokedCertificates, certificate.Equal):
		return denied("the certificate has been revoked")
	case !slices.ContainsFunc(t.options.Certificates, certificate.Equal):
		return denied("the certificate is not registered for any user")
	case t.revoked.Load():
		return denied("the certificate has been revoked")
	case now.Before(certificate.NotBefore):
		return denied("the certificate is not valid yet")
	case now.After(certificate.NotAfter):
		return denied("the certificate has expired")
	}
	return nil
}

func (t *Tenant) denySignature(certificate *x509.Certificate, body signed) *denial {
	if wanted := t.options.CertificateData; wanted != "" && wanted != body.Format {
		return denied("the signed data is of format %s; only %s is taken", body.Format, wanted)
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return denied("the key of the certificate is not RSA")
	}
	sum := sha512.Sum512(body.Data)
	if rsa.VerifyPKCS1v15(key, crypto.SHA512, sum[:], body.Signature) != nil {
		return denied("the signature does not fit the data and the certificate")
	}
	if body.Format == DataV2 {
		made := time.Unix(int64(binary.BigEndian.Uint64(body.Data)), 0)
		if t.options.Now().Sub(made).Abs() > dataLifetime {
			return denied("the time in the signed data is not within five minutes of ours")
		}
	}
	return nil
}

// RevokeCertificates revokes every certificate that is registered, in mid-run too.
func (t *Tenant) RevokeCertificates() { t.revoked.Store(true) }
