package anaplan

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	typeCertificate  = "CERTIFICATE"
	typeKey          = "PRIVATE KEY"           // PKCS #8
	typeEncryptedKey = "ENCRYPTED PRIVATE KEY" // PKCS #8
)

// maxPEM is far more than a chain and a key take.
const maxPEM = 1 << 20 // bytes

// pemFile is a file of certificates and keys. One in DER counts as its only block.
type pemFile struct {
	path   string
	blocks []*pem.Block
}

// readPEM reads PEM with whatever text is around it, as editors of all systems save it, and DER.
func readPEM(path string) (pemFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return pemFile{}, err
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxPEM+1))
	switch {
	case err != nil:
		return pemFile{}, err
	case len(raw) > maxPEM:
		return pemFile{}, fmt.Errorf("%s is larger than 1 MB, which no certificate and no key is", path)
	}
	f := pemFile{path: path, blocks: blocksIn(raw)}
	if len(f.blocks) == 0 && isPKCS12(raw) {
		return pemFile{}, fmt.Errorf("%[1]s is PKCS #12 (.p12, .pfx); take it apart with openssl pkcs12 -in %[1]s -clcerts -nokeys -out certificate.pem and openssl pkcs12 -in %[1]s -nocerts -out key.pem", path)
	}
	return f, nil
}

func blocksIn(raw []byte) []*pem.Block {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), raw)
	if err != nil {
		text = raw
	}
	var blocks []*pem.Block
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		blocks = append(blocks, block)
	}
	if len(blocks) == 0 {
		if kind := kindOfDER(raw); kind != "" {
			blocks = append(blocks, &pem.Block{Type: kind, Bytes: raw})
		}
	}
	return blocks
}

// kindOfDER is the type that a block of PEM would have, empty for what is no certificate and no key.
func kindOfDER(raw []byte) string {
	if _, err := x509.ParseCertificate(raw); err == nil {
		return typeCertificate
	}
	if _, err := parseKey(raw); err == nil {
		return typeKey
	}
	var encrypted struct { // RFC 5208 section 6
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	if rest, err := asn1.Unmarshal(raw, &encrypted); err == nil && len(rest) == 0 {
		return typeEncryptedKey
	}
	return ""
}

// isPKCS12 knows the beginning of RFC 7292 section 4's PFX.
func isPKCS12(raw []byte) bool {
	var pfx struct {
		Version int
		Safe    struct {
			Kind asn1.ObjectIdentifier
			Rest asn1.RawValue `asn1:"optional"`
		}
		MAC asn1.RawValue `asn1:"optional"`
	}
	_, err := asn1.Unmarshal(raw, &pfx)
	return err == nil && pfx.Version == 3
}

func (f pemFile) hasCertificate() bool {
	for _, block := range f.blocks {
		if block.Type == typeCertificate {
			return true
		}
	}
	return false
}

// key is the first private key, nil for none.
func (f pemFile) key() *pem.Block {
	for _, block := range f.blocks {
		if strings.HasSuffix(block.Type, typeKey) {
			return block
		}
	}
	return nil
}

// certificates are all that are there, in order, and at least one.
func (f pemFile) certificates() ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, block := range f.blocks {
		if block.Type != typeCertificate {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d in %s is damaged: %w", len(all)+1, f.path, err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds none: %s", f.path, f.holds())
	}
	return all, nil
}

// holds says what is in a file that lacks what was looked for.
func (f pemFile) holds() string {
	if len(f.blocks) == 0 {
		return "it is neither PEM (-----BEGIN …) nor DER"
	}
	var kinds []string
	for _, block := range f.blocks {
		kinds = append(kinds, strings.ToLower(spoken(block.Type)))
	}
	return "it holds " + strings.Join(kinds, ", ")
}

var errNoKey = errors.New("it is not a private key that can be read, or it is damaged")

// parseKey reads an unencrypted key of any kind, whatever its block is called.
func parseKey(der []byte) (any, error) {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	return nil, errNoKey
}
