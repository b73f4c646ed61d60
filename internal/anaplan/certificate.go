package anaplan

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// CertificateOptions say where a certificate and its private key are, and how they are shown to Anaplan.
type CertificateOptions struct {
	CertificatePath string
	KeyPath         string                 // "" is the certificate's file, which then holds both
	Passphrase      func() (Secret, error) // called only where the key is encrypted; nil is none
	DataVersion     string                 // what is signed: v2, also if "", starts with the time; v1 is random only
	Header          string                 // how the certificate is sent: pem, also if "", or der
	Now             func() time.Time       // nil is time.Now
}

const (
	dataV1    = "v1"
	dataV2    = "v2"
	headerPEM = "pem"
	headerDER = "der"
)

// Certificate is a certificate that can prove itself with its private key.
type Certificate struct {
	leaf   *x509.Certificate
	sign   func(digest []byte) ([]byte, error) // hides the key: fmt follows pointers
	format string                              // encodedDataFormat: "v2", or "" for v1, which has none
	header sealed
}

// Subject is the name that the certificate is for.
func (c *Certificate) Subject() string {
	if name := c.leaf.Subject.CommonName; name != "" {
		return name
	}
	return c.leaf.Subject.String()
}

// LoadCertificate reads a certificate and its private key. Of several certificates it takes the first
// that the key belongs to. The error of a file that is not there wraps fs.ErrNotExist.
func LoadCertificate(o CertificateOptions) (*Certificate, error) {
	if o.DataVersion != "" && o.DataVersion != dataV1 && o.DataVersion != dataV2 {
		return nil, fmt.Errorf("no version %q of signed data: there are %s and %s", o.DataVersion, dataV2, dataV1)
	}
	if o.Header != "" && o.Header != headerPEM && o.Header != headerDER {
		return nil, fmt.Errorf("no way %q to send a certificate: there are %s and %s", o.Header, headerPEM, headerDER)
	}
	chain, block, err := o.read()
	if err != nil {
		return nil, err
	}
	key, err := o.privateKey(block)
	if err != nil {
		return nil, err
	}
	leaf, err := o.leaf(chain, key)
	if err != nil {
		return nil, err
	}
	c := &Certificate{leaf: leaf, sign: signer512(key), header: certificateHeader(leaf, o.Header)}
	if o.DataVersion != dataV1 {
		c.format = dataV2
	}
	return c, c.valid(o.now())
}

func (o CertificateOptions) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// keyPath is the file that the private key is looked for in.
func (o CertificateOptions) keyPath() string {
	if o.KeyPath == "" {
		return o.CertificatePath
	}
	return o.KeyPath
}

// read finds the certificates and the private key, which may be encrypted.
func (o CertificateOptions) read() ([]*x509.Certificate, *pem.Block, error) {
	held, err := readPEM(o.CertificatePath)
	if err != nil {
		return nil, nil, fmt.Errorf("read the certificate: %w", err)
	}
	keys := held
	if o.keyPath() != o.CertificatePath {
		if keys, err = readPEM(o.KeyPath); err != nil {
			return nil, nil, fmt.Errorf("read the private key: %w", err)
		}
	}
	if held.key() != nil && !held.hasCertificate() && keys.hasCertificate() && keys.key() == nil {
		return nil, nil, fmt.Errorf("certificate and private key are swapped: the certificate is in %s, and the key in %s", o.KeyPath, o.CertificatePath)
	}
	chain, err := held.certificates()
	if err != nil {
		return nil, nil, fmt.Errorf("read the certificate: %w", err)
	}
	if keys.key() == nil {
		return nil, nil, fmt.Errorf("read the private key: %s holds none: %s", o.keyPath(), keys.holds())
	}
	return chain, keys.key(), nil
}

// leaf is the certificate that the key belongs to.
func (o CertificateOptions) leaf(chain []*x509.Certificate, key *rsa.PrivateKey) (*x509.Certificate, error) {
	for _, c := range chain {
		if key.PublicKey.Equal(c.PublicKey) {
			return c, nil
		}
	}
	first := Certificate{leaf: chain[0]}
	if _, isRSA := chain[0].PublicKey.(*rsa.PublicKey); !isRSA && len(chain) == 1 {
		return nil, fmt.Errorf("the certificate of %q in %s is for a key of another kind: Anaplan takes RSA only", first.Subject(), o.CertificatePath)
	}
	return nil, fmt.Errorf("the private key in %s does not belong to the certificate of %q in %s", o.keyPath(), first.Subject(), o.CertificatePath)
}

// valid refuses a certificate that is not good yet or no longer: the service would too.
func (c *Certificate) valid(now time.Time) error {
	const minute = "2 January 2006 15:04 UTC"
	switch today := now.UTC().Format(minute); {
	case now.Before(c.leaf.NotBefore):
		return fmt.Errorf("the certificate of %q is good from %s on only; this machine's clock says %s", c.Subject(), c.leaf.NotBefore.UTC().Format(minute), today)
	case now.After(c.leaf.NotAfter):
		return fmt.Errorf("the certificate of %q has ended on %s; this machine's clock says %s", c.Subject(), c.leaf.NotAfter.UTC().Format(minute), today)
	}
	return nil
}

// certificateHeader is the Authorization header: in base64 the whole PEM text (Anaplan, "Use CA
// certificate authentication") or the certificate itself, as some clients send it. Only the certificate
// goes out, never what else its file holds.
func certificateHeader(leaf *x509.Certificate, as string) sealed {
	sent := leaf.Raw
	if as != headerDER {
		sent = pem.EncodeToMemory(&pem.Block{Type: typeCertificate, Bytes: leaf.Raw})
	}
	return seal(Secret("CACertificate " + base64.StdEncoding.EncodeToString(sent)))
}

// noise is how many random bytes are signed: Anaplan wants a hundred at least.
const noise = 100

// proof is data and their signature, which is RSA PKCS #1 v1.5 with SHA-512. Data of version 2 begin with
// the time: Unix seconds as eight bytes, big-endian.
func (c *Certificate) proof(now time.Time) (data, signature []byte, err error) {
	if c.format == dataV2 {
		data = binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	}
	random := make([]byte, noise)
	_, _ = rand.Read(random) // never fails, it says
	data = append(data, random...)
	sum := sha512.Sum512(data)
	signature, err = c.sign(sum[:])
	return data, signature, err
}

func signer512(key *rsa.PrivateKey) func([]byte) ([]byte, error) {
	return func(digest []byte) ([]byte, error) { return rsa.SignPKCS1v15(nil, key, crypto.SHA512, digest) }
}

// What a private key that is encrypted can want.
var (
	errPassphraseNeeded = errors.New("the private key is encrypted, and no passphrase is given")
	ErrWrongPassphrase  = errors.New("the passphrase of the private key is wrong")
)

// passphrase asks for the passphrase.
func (o CertificateOptions) passphrase() ([]byte, error) {
	if o.Passphrase == nil {
		return nil, errPassphraseNeeded
	}
	secret, err := o.Passphrase()
	switch {
	case err != nil:
		return nil, fmt.Errorf("ask for the passphrase: %w", err)
	case secret == "":
		return nil, errPassphraseNeeded
	}
	return []byte(secret), nil
}
