package anaplan

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/youmark/pkcs8"
)

const passphrase = "open-sesame-secret"

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// rsaKeys are made once: that takes a while.
var rsaKeys = sync.OnceValue(func() [2]*rsa.PrivateKey {
	var keys [2]*rsa.PrivateKey
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[i] = key
	}
	return keys
})

// issue makes a certificate that is good on the day of the tests.
func issue(t *testing.T, name string, key crypto.Signer) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: noon.AddDate(0, -1, 0), NotAfter: noon.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func asPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func pkcs8Of(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// write makes a file of its own.
func write(t *testing.T, parts ...[]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "some.pem")
	if err := os.WriteFile(path, bytes.Join(parts, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func told(secret Secret) func() (Secret, error) { return func() (Secret, error) { return secret, nil } }

// load reads a certificate on the day of the tests.
func load(o CertificateOptions) (*Certificate, error) {
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	return LoadCertificate(o)
}

func encryptedPKCS8(t *testing.T, key *rsa.PrivateKey, opts *pkcs8.Opts) []byte {
	t.Helper()
	der, err := pkcs8.MarshalPrivateKey(key, []byte(passphrase), opts)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// traditional is what older openssl writes for an encrypted key.
func traditional(t *testing.T, key *rsa.PrivateKey) []byte {
	t.Helper()
	//lint:ignore SA1019 what people have is made here, to be read
	block, err := x509.EncryptPEMBlock(rand.Reader, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key), []byte(passphrase), x509.PEMCipherAES256)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}

func TestCertificatesAndKeysAreReadAsPeopleHaveThem(t *testing.T) {
	key, other := rsaKeys()[0], rsaKeys()[1]
	leaf, authority := issue(t, "svc-scim", key), issue(t, "Some CA", other)
	cert, chain := asPEM("CERTIFICATE", leaf.Raw), asPEM("CERTIFICATE", authority.Raw)
	plain := asPEM("PRIVATE KEY", pkcs8Of(t, key))
	bom := []byte("\xef\xbb\xbf")
	crlf := func(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")) }
	wide := func(text []byte) []byte {
		out := []byte{0xff, 0xfe}
		for _, unit := range utf16.Encode([]rune(string(text))) {
			out = append(out, byte(unit), byte(unit>>8))
		}
		return out
	}
	scrypt := &pkcs8.Opts{Cipher: pkcs8.AES256CBC, KDFOpts: pkcs8.ScryptOpts{SaltSize: 8, CostParameter: 4, BlockSize: 8, ParallelizationParameter: 1}}
	for _, c := range []struct {
		name string
		cert [][]byte
		key  [][]byte // nil: in the certificate's file
	}{
		{"PEM and PKCS #8", [][]byte{cert}, [][]byte{plain}},
		{"PEM and PKCS #1", [][]byte{cert}, [][]byte{asPEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))}},
		{"PKCS #1 under the wrong name", [][]byte{cert}, [][]byte{asPEM("PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))}},
		{"encrypted PKCS #8", [][]byte{cert}, [][]byte{asPEM("ENCRYPTED PRIVATE KEY", encryptedPKCS8(t, key, nil))}},
		{"encrypted PKCS #8 with scrypt", [][]byte{cert}, [][]byte{asPEM("ENCRYPTED PRIVATE KEY", encryptedPKCS8(t, key, scrypt))}},
		{"encrypted as older openssl does", [][]byte{cert}, [][]byte{traditional(t, key)}},
		{"text around, as openssl x509 -text and exports from keystores write it", [][]byte{[]byte("Bag Attributes\n    friendlyName: scim\nsubject=CN = svc\n"), cert, []byte("\nThe end")}, [][]byte{[]byte("# my key\n\n"), plain}},
		{"a chain, leaf first", [][]byte{cert, chain}, [][]byte{plain}},
		{"a chain, leaf last", [][]byte{chain, cert}, [][]byte{plain}},
		{"a mark and lines of Windows", [][]byte{bom, crlf(cert)}, [][]byte{bom, crlf(plain)}},
		{"UTF-16, as PowerShell redirects", [][]byte{wide(cert)}, [][]byte{wide(plain)}},
		{"DER", [][]byte{leaf.Raw}, [][]byte{pkcs8Of(t, key)}},
		{"DER, PKCS #1", [][]byte{leaf.Raw}, [][]byte{x509.MarshalPKCS1PrivateKey(key)}},
		{"DER, encrypted", [][]byte{leaf.Raw}, [][]byte{encryptedPKCS8(t, key, nil)}},
		{"both in one file", [][]byte{cert, plain}, nil},
		{"both in one file, the key first and the chain behind", [][]byte{traditional(t, key), chain, cert}, nil},
		{"the key's file holds certificates too", [][]byte{cert}, [][]byte{chain, plain}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := CertificateOptions{CertificatePath: write(t, c.cert...), Passphrase: told(passphrase)}
			if c.key != nil {
				o.KeyPath = write(t, c.key...)
			}
			got, err := load(o)
			if err != nil {
				t.Fatal(err)
			}
			if got.Subject() != "svc-scim" || !key.PublicKey.Equal(got.leaf.PublicKey) || !got.leaf.NotAfter.Equal(noon.AddDate(1, 0, 0)) {
				t.Errorf("read %q until %s", got.Subject(), got.leaf.NotAfter)
			}
			if sent := secretsIn(got.header)[0].open(); strings.Contains(string(sent), "UFJJVkFURS") { // PRIVATE in base64
				t.Error("the private key would be sent")
			}
			o.KeyPath = cmp.Or(o.KeyPath, o.CertificatePath) // naming the same file twice is the same
			if _, err := load(o); err != nil {
				t.Error(err)
			}
		})
	}
}

// pfxShape is the beginning of PKCS #12.
type pfxShape struct {
	Version int
	Safe    struct{ Kind asn1.ObjectIdentifier }
}

// encryptedAs is PKCS #8 that is encrypted in the way that is named, or the one given with its end missing.
func encryptedAs(t *testing.T, way asn1.ObjectIdentifier, whole []byte) []byte {
	t.Helper()
	var shape struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	if whole == nil {
		shape.Algorithm.Algorithm, shape.Data = way, []byte("12345678")
		return marshal(t, shape)
	}
	if _, err := asn1.Unmarshal(whole, &shape); err != nil {
		t.Fatal(err)
	}
	shape.Data = shape.Data[:len(shape.Data)-3]
	return marshal(t, shape)
}

func marshal(t *testing.T, shape any) []byte {
	t.Helper()
	der, err := asn1.Marshal(shape)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestEachMistakeWithCertificatesHasItsWords(t *testing.T) {
	key, other := rsaKeys()[0], rsaKeys()[1]
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pfx := marshal(t, pfxShape{3, struct{ Kind asn1.ObjectIdentifier }{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}}})
	cert := write(t, asPEM("CERTIFICATE", issue(t, "svc-scim", key).Raw))
	plain := write(t, asPEM("PRIVATE KEY", pkcs8Of(t, key)))
	locked := write(t, asPEM("ENCRYPTED PRIVATE KEY", encryptedPKCS8(t, key, nil)))
	old := write(t, traditional(t, key))
	unreadable := asPEM("ENCRYPTED PRIVATE KEY", encryptedAs(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 3}, nil))
	cut := encryptedAs(t, nil, encryptedPKCS8(t, key, nil))
	for _, c := range []struct {
		name  string
		o     CertificateOptions
		is    error
		words []string
	}{
		{"no such certificate", CertificateOptions{CertificatePath: "/nowhere/cert.pem", KeyPath: plain}, fs.ErrNotExist, []string{"read the certificate", "/nowhere/cert.pem"}},
		{"no such key", CertificateOptions{CertificatePath: cert, KeyPath: "/nowhere/key.pem"}, fs.ErrNotExist, []string{"read the private key", "/nowhere/key.pem"}},
		{"another file for the certificate", CertificateOptions{CertificatePath: write(t, []byte("hello")), KeyPath: plain}, nil, []string{"read the certificate", "holds none", "neither PEM"}},
		{"a request for a certificate", CertificateOptions{CertificatePath: write(t, asPEM("CERTIFICATE REQUEST", []byte("x"))), KeyPath: plain}, nil, []string{"it holds certificate request"}},
		{"a damaged certificate", CertificateOptions{CertificatePath: write(t, asPEM("CERTIFICATE", []byte("x"))), KeyPath: plain}, nil, []string{"certificate 1", "is damaged"}},
		{"PKCS #12", CertificateOptions{CertificatePath: write(t, pfx), KeyPath: plain}, nil, []string{"PKCS #12", "openssl pkcs12 -in", "-nocerts"}},
		{"a file that is far too large", CertificateOptions{CertificatePath: write(t, make([]byte, maxPEM+1)), KeyPath: plain}, nil, []string{"larger than 1 MB"}},
		{"no key", CertificateOptions{CertificatePath: cert}, nil, []string{"read the private key", "holds none: it holds certificate"}},
		{"a public key", CertificateOptions{CertificatePath: cert, KeyPath: write(t, asPEM("PUBLIC KEY", []byte("x")))}, nil, []string{"it holds public key"}},
		{"swapped", CertificateOptions{CertificatePath: plain, KeyPath: cert}, nil, []string{"swapped", "the certificate is in " + cert, "the key in " + plain}},
		{"an EC key", CertificateOptions{CertificatePath: cert, KeyPath: write(t, asPEM("PRIVATE KEY", pkcs8Of(t, curve)))}, nil, []string{"is an EC key", "RSA only"}},
		{"an Ed25519 key", CertificateOptions{CertificatePath: cert, KeyPath: write(t, asPEM("PRIVATE KEY", pkcs8Of(t, edwards)))}, nil, []string{"is an Ed25519 key"}},
		{"a certificate for an EC key", CertificateOptions{CertificatePath: write(t, asPEM("CERTIFICATE", issue(t, "svc-scim", curve).Raw)), KeyPath: plain}, nil, []string{`"svc-scim"`, "for a key of another kind"}},
		{"another key", CertificateOptions{CertificatePath: cert, KeyPath: write(t, asPEM("PRIVATE KEY", pkcs8Of(t, other)))}, nil, []string{"does not belong to the certificate", `"svc-scim"`}},
		{"a damaged key", CertificateOptions{CertificatePath: cert, KeyPath: write(t, asPEM("PRIVATE KEY", []byte("x")))}, nil, []string{"read the private key", "damaged"}},
		{"a key for OpenSSH", CertificateOptions{CertificatePath: cert, KeyPath: write(t, asPEM("OPENSSH PRIVATE KEY", []byte("x")))}, nil, []string{"OpenSSH"}},
		{"no passphrase", CertificateOptions{CertificatePath: cert, KeyPath: locked}, errPassphraseNeeded, []string{locked, "no passphrase is given"}},
		{"an empty passphrase", CertificateOptions{CertificatePath: cert, KeyPath: old, Passphrase: told("")}, errPassphraseNeeded, []string{old}},
		{"a passphrase that cannot be asked for", CertificateOptions{CertificatePath: cert, KeyPath: locked, Passphrase: func() (Secret, error) { return "", fs.ErrClosed }}, fs.ErrClosed, []string{"ask for the passphrase"}},
		{"a wrong passphrase", CertificateOptions{CertificatePath: cert, KeyPath: locked, Passphrase: told("wrong-secret")}, ErrWrongPassphrase, []string{locked}},
		{"a wrong passphrase for an old file", CertificateOptions{CertificatePath: cert, KeyPath: old, Passphrase: told("wrong-secret")}, ErrWrongPassphrase, []string{old}},
		{"an unusual encryption", CertificateOptions{CertificatePath: cert, KeyPath: write(t, unreadable), Passphrase: told(passphrase)}, nil, []string{"not known here", "openssl pkcs8 -topk8"}},
		{"an encrypted key that is cut", CertificateOptions{CertificatePath: cert, KeyPath: write(t, asPEM("ENCRYPTED PRIVATE KEY", cut)), Passphrase: told(passphrase)}, nil, []string{"is damaged"}},
		{"not good yet", CertificateOptions{CertificatePath: cert, KeyPath: plain, Now: func() time.Time { return noon.AddDate(0, -2, 0) }}, nil, []string{"good from 21 October 2026 12:00 UTC on", "clock says 21 September 2026"}},
		{"ended", CertificateOptions{CertificatePath: cert, KeyPath: plain, Now: func() time.Time { return noon.AddDate(2, 0, 0) }}, nil, []string{"has ended on 21 November 2027 12:00 UTC", "clock says 21 November 2028"}},
		{"an unknown version", CertificateOptions{CertificatePath: cert, KeyPath: plain, DataVersion: "v3"}, nil, []string{`"v3"`, "v2 and v1"}},
		{"an unknown header", CertificateOptions{CertificatePath: cert, KeyPath: plain, Header: "text"}, nil, []string{`"text"`, "pem and der"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(c.o)
			if err == nil || c.is != nil && !errors.Is(err, c.is) {
				t.Fatalf("the error is %v", err)
			}
			for _, words := range c.words {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("the error is %q, without %q", err, words)
				}
			}
			noSecrets(t, err.Error())
		})
	}
}

func TestAPassphraseIsAskedForOnlyWhereItIsNeeded(t *testing.T) {
	key := rsaKeys()[0]
	both := write(t, asPEM("CERTIFICATE", issue(t, "svc-scim", key).Raw), asPEM("PRIVATE KEY", pkcs8Of(t, key)))
	_, err := load(CertificateOptions{CertificatePath: both, Passphrase: func() (Secret, error) {
		t.Error("it was asked for")
		return "", nil
	}})
	if err != nil {
		t.Error(err)
	}
}

// FuzzPEMFile: whatever is in a file, reading it ends, and shows none of it.
func FuzzPEMFile(f *testing.F) {
	key := rsaKeys()[0]
	f.Add(asPEM("PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), "PRIVATE KEY")
	f.Add(x509.MarshalPKCS1PrivateKey(key), "CERTIFICATE")
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "RSA PRIVATE KEY")
	f.Fuzz(func(t *testing.T, raw []byte, kind string) {
		for _, blocks := range [][]*pem.Block{blocksIn(raw), {{Type: kind, Bytes: raw}}} {
			file := pemFile{path: "some.pem", blocks: blocks}
			_, _ = file.certificates()
			if strings.ContainsAny(file.holds(), "\n\x1b") {
				t.Errorf("what it holds is %q", file.holds())
			}
			if block := file.key(); block != nil && block.Type != typeEncryptedKey && block.Headers["DEK-Info"] == "" {
				_, _ = CertificateOptions{CertificatePath: "some.pem"}.privateKey(block)
			}
		}
		_ = isPKCS12(raw)
	})
}
