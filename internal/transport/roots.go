package transport

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"
)

// LoadRoots is the certificate authorities that the system trusts and those of a file beside them: one
// or more certificates in PEM form, or a single one in DER.
func LoadRoots(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read certificate authorities: %w", err)
	}
	found, err := certificates(text)
	if err != nil {
		return nil, fmt.Errorf("read certificate authorities: %s: %w", path, err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read the system's certificate authorities: %w", err)
	}
	for _, certificate := range found {
		roots.AddCert(certificate)
	}
	return roots, nil
}

// certificates refuses a file with a private key in it: whoever hands that around has mixed up two files.
func certificates(text []byte) ([]*x509.Certificate, error) {
	if certificate, err := x509.ParseCertificate(text); err == nil {
		return []*x509.Certificate{certificate}, nil
	}
	begun := bytes.Count(text, []byte("-----BEGIN CERTIFICATE-----"))
	var found []*x509.Certificate
	rest := bytes.TrimPrefix(text, []byte("\ufeff"))
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		switch {
		case block == nil && begun == 0:
			return nil, fmt.Errorf("no certificate in it; it should have lines that say -----BEGIN CERTIFICATE-----")
		case block == nil && len(found) < begun:
			return nil, fmt.Errorf("%d certificates begin in it, but only %d can be read", begun, len(found))
		case block == nil:
			return found, nil
		case strings.Contains(block.Type, "PRIVATE KEY"):
			return nil, fmt.Errorf("it holds a private key, which does not belong there; it should hold certificates only")
		case block.Type != "CERTIFICATE":
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d in it cannot be read: %w", len(found)+1, err)
		}
		found = append(found, certificate)
	}
}
