package signature

import (
	"bytes"
	"fmt"
	"time"

	"golang.org/x/crypto/ssh"
)

// Signer is who signed.
type Signer struct {
	Name        string // as the list of signers has it: a name, several, or a pattern
	Fingerprint string // of the key: SHA256:…
}

// Check says who signed a message. The error wraps what makes the signature not count; that it is of other
// bytes is said before that the signer may not sign.
func (l *Signers) Check(message []byte, s *Signature, at time.Time) (Signer, error) {
	if err := s.Covers(message); err != nil {
		return Signer{}, err
	}
	why := "it stands in no line of " + l.path
	for _, allowed := range l.lines {
		if !bytes.Equal(allowed.key.Marshal(), s.parsed.PublicKey.Marshal()) {
			continue
		}
		refused := allowed.refuse(at)
		if refused == "" {
			return Signer{Name: allowed.names, Fingerprint: s.Fingerprint()}, nil
		}
		why = fmt.Sprintf("%s, line %d: %s", l.path, allowed.number, refused)
	}
	return Signer{}, fmt.Errorf("%w: the key is %s (%s); %s", ErrNotAllowed, s.Fingerprint(), kindOf(s.parsed.PublicKey), why)
}

// kindOf is the kind of a key in fewer words than the format's.
func kindOf(key ssh.PublicKey) string {
	switch key.Type() {
	case ssh.KeyAlgoED25519:
		return "Ed25519"
	case ssh.KeyAlgoSKED25519:
		return "Ed25519 on a hardware key"
	case ssh.KeyAlgoSKECDSA256:
		return "ECDSA on a hardware key"
	case ssh.KeyAlgoRSA:
		return fmt.Sprintf("RSA with %d bits", rsaBits(key))
	}
	return "ECDSA"
}
