package anaplan

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/youmark/pkcs8"
)

// minKeyBits is the shortest RSA key that can sign with SHA-512; Go refuses shorter ones too.
const minKeyBits = 1024

// privateKey opens the block that holds the key. Encrypted are PKCS #8 (RFC 5958) and, as older openssl
// writes it, a PEM whose headers say so (RFC 1421).
func (o CertificateOptions) privateKey(block *pem.Block) (*rsa.PrivateKey, error) {
	der := block.Bytes
	switch {
	case block.Type == "OPENSSH PRIVATE KEY":
		return nil, fmt.Errorf("the private key in %s is one for OpenSSH; Anaplan needs the one that the certificate was requested with", o.keyPath())
	case block.Type == typeEncryptedKey || block.Headers["DEK-Info"] != "":
		passphrase, err := o.passphrase()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.keyPath(), err)
		}
		if der, err = decrypt(block, passphrase); err != nil {
			return nil, fmt.Errorf("%s: %w", o.keyPath(), err)
		}
	}
	key, err := parseKey(der)
	if err != nil {
		return nil, fmt.Errorf("read the private key in %s: %w", o.keyPath(), err)
	}
	rsaKey, isRSA := key.(*rsa.PrivateKey)
	switch {
	case !isRSA:
		return nil, fmt.Errorf("the private key in %s is %s: Anaplan takes RSA only", o.keyPath(), kindOf(key))
	case rsaKey.N.BitLen() < minKeyBits:
		return nil, fmt.Errorf("the private key in %s has %d bits, too few to sign with", o.keyPath(), rsaKey.N.BitLen())
	}
	return rsaKey, nil
}

func kindOf(key any) string {
	switch key.(type) {
	case *ecdsa.PrivateKey:
		return "an EC key"
	case ed25519.PrivateKey:
		return "an Ed25519 key"
	}
	return "of another kind"
}

// decrypt gives what an encrypted key holds.
func decrypt(block *pem.Block, passphrase []byte) (der []byte, err error) {
	if block.Headers["DEK-Info"] == "" {
		return decryptPKCS8(block.Bytes, passphrase)
	}
	//lint:ignore SA1019 what is deprecated is to encrypt in this way; a key that somebody has is read all the same
	der, err = x509.DecryptPEMBlock(block, passphrase)
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, ErrWrongPassphrase
	}
	if err != nil {
		return nil, inAnotherWay(err)
	}
	if _, err := parseKey(der); err != nil { // one wrong passphrase in 256 leaves a right padding
		return nil, ErrWrongPassphrase
	}
	return der, nil
}

// decryptPKCS8 stands between a damaged file and the library, which panics at a length that is not whole.
func decryptPKCS8(encrypted, passphrase []byte) (der []byte, err error) {
	defer func() {
		if recover() != nil {
			der, err = nil, errors.New("the private key is damaged")
		}
	}()
	key, _, err := pkcs8.ParsePrivateKey(encrypted, passphrase)
	switch {
	case err != nil && err.Error() == "pkcs8: incorrect password":
		return nil, ErrWrongPassphrase
	case err != nil:
		return nil, inAnotherWay(err)
	}
	return x509.MarshalPKCS8PrivateKey(key)
}

func inAnotherWay(err error) error {
	return fmt.Errorf("the private key is encrypted in a way that is not known here (%w): openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.pem -out new.pem writes it in one that is", err)
}
