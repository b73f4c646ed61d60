// Package signature owns who vouches for a plan: detached signatures in OpenSSH's format
// (openssh-portable, PROTOCOL.sshsig) over the bytes of a plan file, and the list of those who may sign.
// It refuses to say anything about a plan of which it was not given the very bytes, and keys and hashes
// that are weaker than what is made today.
package signature

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

const (
	// Namespace keeps a signature from being taken for one of something else (PROTOCOL.sshsig, "Namespace").
	Namespace = "scimsheet-plan"
	// Suffix is what a signature's file has beside the name of what it signs, as ssh-keygen names it.
	Suffix = ".sig"
)

// Why a signature does not count.
var (
	ErrNone       = errors.New("the plan is not signed")
	ErrMalformed  = errors.New("it is not an SSH signature")
	ErrNamespace  = errors.New("the signature was made for something else")
	ErrOtherBytes = errors.New("the signature does not fit the plan: one of them was changed, or belongs to another run")
	ErrNotAllowed = errors.New("the signer is not one of those who may sign")
	ErrWeakKey    = errors.New("the key is too weak")
)

// maxText is far more than a signature, a key or a list of signers takes.
const maxText = 1 << 20 // bytes

// minRSABits is the shortest RSA key that counts: 128 bits of strength (NIST SP 800-57 part 1, table 2).
const minRSABits = 3072

// Signature is a detached signature. That it can be read says nothing yet about what it is of.
type Signature struct {
	Text   []byte // as it stands in its file
	parsed *sshsig.Signature
}

// Read reads the signature beside a file. The error wraps ErrNone where there is none.
func Read(path string) (*Signature, error) {
	text, _, err := readSmall(path + Suffix)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no %s", ErrNone, path+Suffix)
	}
	if err != nil {
		return nil, fmt.Errorf("read the signature: %w", err)
	}
	return Parse(text)
}

// Parse reads a signature, which has to be one for plans, by SHA-256 or SHA-512 and by a key that counts.
func Parse(text []byte) (*Signature, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("-----BEGIN "+sshsig.PEMType+"-----")) {
		return nil, fmt.Errorf("%w: it does not begin with -----BEGIN %s-----", ErrMalformed, sshsig.PEMType)
	}
	parsed, err := sshsig.Unarmor(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if parsed.Namespace != Namespace {
		return nil, fmt.Errorf("%w: its namespace is %q, and a plan's is %q", ErrNamespace, parsed.Namespace, Namespace)
	}
	if err := strong(parsed.PublicKey); err != nil {
		return nil, err
	}
	return &Signature{Text: text, parsed: parsed}, nil
}

// Covers reports, as nil, that the signature was made over exactly these bytes.
func (s *Signature) Covers(message []byte) error {
	if err := sshsig.Verify(bytes.NewReader(message), s.parsed, s.parsed.PublicKey, s.parsed.HashAlgorithm, Namespace); err != nil {
		return fmt.Errorf("%w (%w)", ErrOtherBytes, err)
	}
	return nil
}

// Fingerprint is the key's, as ssh-keygen -l shows it: SHA256:….
func (s *Signature) Fingerprint() string { return ssh.FingerprintSHA256(s.parsed.PublicKey) }

// PublicKey is the key as a line for a list of signers has it, without a name: its kind and itself.
func (s *Signature) PublicKey() string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.parsed.PublicKey)))
}

// strong refuses what nobody should trust any more, and certificates.
func strong(key ssh.PublicKey) error {
	switch key.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKECDSA256:
		return nil
	case ssh.KeyAlgoRSA:
		if bits := rsaBits(key); bits < minRSABits {
			return fmt.Errorf("%w: it is RSA with %d bits, and %d are the least", ErrWeakKey, bits, minRSABits)
		}
		return nil
	}
	return fmt.Errorf("%w: it is of the kind %s; Ed25519, ECDSA and RSA count, themselves or on a hardware key", ErrWeakKey, key.Type())
}

func rsaBits(key ssh.PublicKey) int {
	if open, ok := key.(ssh.CryptoPublicKey); ok {
		if k, ok := open.CryptoPublicKey().(*rsa.PublicKey); ok {
			return k.N.BitLen()
		}
	}
	return 0
}

// readSmall reads a file that is small by its nature, and says what kind of file it is.
func readSmall(path string) ([]byte, os.FileInfo, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxText+1))
	switch {
	case err != nil:
		return nil, nil, err
	case len(text) > maxText:
		return nil, nil, fmt.Errorf("%s is larger than 1 MB, which no key, no signature and no list of signers is", path)
	}
	return text, info, nil
}
