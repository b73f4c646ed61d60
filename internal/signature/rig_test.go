package signature

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/youmark/pkcs8"
	"golang.org/x/crypto/ssh"
)

var (
	message = []byte("{\"kind\":\"plan\"}\n{\"kind\":\"end\"}\n")
	noon    = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

// newKey is a fresh key of a kind.
func newKey(t testing.TB, kind string) crypto.Signer {
	t.Helper()
	var key crypto.Signer
	var err error
	switch kind {
	case "ed25519":
		_, key, err = ed25519.GenerateKey(rand.Reader)
	case "ecdsa":
		key, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case "rsa":
		key, err = rsa.GenerateKey(rand.Reader, minRSABits)
	case "short rsa":
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// written is a private key in a file as it should be, in a form; the passphrase is "sesame" where it has one.
func written(t testing.TB, key crypto.Signer, form string) string {
	t.Helper()
	var block *pem.Block
	var err error
	switch form {
	case "openssh":
		block, err = ssh.MarshalPrivateKey(key, "maria@acme.com")
	case "openssh, encrypted":
		block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "maria@acme.com", []byte("sesame"))
	case "pkcs8":
		block = &pem.Block{Type: "PRIVATE KEY"}
		block.Bytes, err = x509.MarshalPKCS8PrivateKey(key)
	case "pkcs8, encrypted":
		block = &pem.Block{Type: "ENCRYPTED PRIVATE KEY"}
		block.Bytes, err = pkcs8.MarshalPrivateKey(key, []byte("sesame"), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return inFile(t, "id", string(pem.EncodeToMemory(block)))
}

func inFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func signing(path string) Signing {
	return Signing{KeyPath: path, Passphrase: func() ([]byte, error) { return []byte("sesame"), nil }, In: strings.NewReader(""), Err: io.Discard}
}

// signed is a signature by a fresh Ed25519 key, with that key as a line for a list has it.
func signed(t testing.TB) (*Signature, string) {
	t.Helper()
	s, err := signing(written(t, newKey(t, "ed25519"), "openssh")).Sign(t.Context(), message)
	if err != nil {
		t.Fatal(err)
	}
	return s, s.PublicKey()
}

func listed(t testing.TB, text string) *Signers {
	t.Helper()
	list, err := parseSigners("signers", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}
