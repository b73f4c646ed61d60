package signature

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hiddeco/sshsig"
	"github.com/youmark/pkcs8"
	"golang.org/x/crypto/ssh"
)

// Why a key cannot sign.
var (
	ErrNoKey           = errors.New("it is not a key that can sign")
	ErrExposed         = errors.New("others can read this private key")
	ErrWrongPassphrase = errors.New("the passphrase does not open the key")
)

// Signing says how a plan is signed.
type Signing struct {
	// KeyPath is a private key, OpenSSH's or PKCS #8 in PEM; or the public half of one that an agent or a
	// hardware key holds: ssh-keygen then signs.
	KeyPath    string
	Passphrase func() ([]byte, error) // asked where the private key is encrypted
	Folder     string                 // where what ssh-keygen signs may lie for a moment
	In         io.Reader              // for what ssh-keygen asks
	Err        io.Writer              // for what ssh-keygen says: that a hardware key has to be touched
}

// Sign signs a message. What it gives back was checked against the message.
func (o Signing) Sign(ctx context.Context, message []byte) (*Signature, error) {
	text, info, err := readSmall(o.KeyPath)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	var signed []byte
	if public, _, _, _, err := ssh.ParseAuthorizedKey(text); err == nil {
		if err := strong(public); err != nil {
			return nil, fmt.Errorf("%s: %w", o.KeyPath, err)
		}
		if signed, err = o.byKeygen(ctx, message); err != nil {
			return nil, err
		}
		return o.checked(signed, message, public)
	}
	key, err := o.private(text, info)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.KeyPath, err)
	}
	made, err := sshsig.Sign(bytes.NewReader(message), key, sshsig.HashSHA512, Namespace)
	if err != nil {
		return nil, fmt.Errorf("sign with %s: %w", o.KeyPath, err)
	}
	return o.checked(sshsig.Armor(made), message, key.PublicKey())
}

// checked makes sure that a signature is what it was asked to be, whoever made it.
func (o Signing) checked(text, message []byte, by ssh.PublicKey) (*Signature, error) {
	s, err := Parse(text)
	if err == nil {
		err = s.Covers(message)
	}
	if err == nil && !bytes.Equal(s.parsed.PublicKey.Marshal(), by.Marshal()) {
		err = fmt.Errorf("%w: it was made with another key", ErrNoKey)
	}
	if err != nil {
		return nil, fmt.Errorf("sign with %s: %w", o.KeyPath, err)
	}
	return s, nil
}

// private opens a private key that counts.
func (o Signing) private(text []byte, info os.FileInfo) (ssh.Signer, error) {
	block, _ := pem.Decode(text)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%w: it is neither a private key in PEM (-----BEGIN …) nor a public one as in id_ed25519.pub", ErrNoKey)
	case !strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return nil, fmt.Errorf("%w: it holds a %s", ErrNoKey, strings.ToLower(block.Type))
	case exposed(info):
		return nil, fmt.Errorf("%w (its mode is %04o)", ErrExposed, info.Mode().Perm())
	}
	raw, err := o.decrypted(block, text)
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewSignerFromKey(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoKey, err)
	}
	return key, strong(key.PublicKey())
}

// decrypted reads a private key, with its passphrase where it has one.
func (o Signing) decrypted(block *pem.Block, text []byte) (any, error) {
	if block.Type == "ENCRYPTED PRIVATE KEY" {
		passphrase, err := o.Passphrase()
		if err != nil {
			return nil, err
		}
		return decryptPKCS8(block.Bytes, passphrase)
	}
	key, err := ssh.ParseRawPrivateKey(text)
	var encrypted *ssh.PassphraseMissingError
	if errors.As(err, &encrypted) {
		passphrase, asked := o.Passphrase()
		if asked != nil {
			return nil, asked
		}
		key, err = ssh.ParseRawPrivateKeyWithPassphrase(text, passphrase)
	}
	switch {
	case errors.Is(err, x509.IncorrectPasswordError):
		return nil, ErrWrongPassphrase
	case err != nil:
		return nil, fmt.Errorf("%w by itself (%w); if it stands for one on a hardware key, name its public half, as in %s.pub", ErrNoKey, err, o.KeyPath)
	}
	return key, nil
}

// decryptPKCS8 opens RFC 5958's encrypted keys. The library panics at a length that is not whole.
func decryptPKCS8(encrypted, passphrase []byte) (key any, err error) {
	defer func() {
		if recover() != nil {
			key, err = nil, fmt.Errorf("%w: it is damaged", ErrNoKey)
		}
	}()
	key, _, err = pkcs8.ParsePrivateKey(encrypted, passphrase)
	switch {
	case err != nil && err.Error() == "pkcs8: incorrect password":
		return nil, ErrWrongPassphrase
	case err != nil:
		return nil, fmt.Errorf("%w: it is encrypted in a way that is not known here (%w)", ErrNoKey, err)
	}
	return key, nil
}
