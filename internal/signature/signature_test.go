package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

func TestEveryKindOfKeyInEveryFormSigns(t *testing.T) {
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		for _, form := range []string{"openssh", "openssh, encrypted", "pkcs8", "pkcs8, encrypted"} {
			t.Run(kind+" "+form, func(t *testing.T) {
				s, err := signing(written(t, newKey(t, kind), form)).Sign(t.Context(), message)
				if err != nil {
					t.Fatal(err)
				}
				who, err := listed(t, "maria@acme.com "+s.PublicKey()).Check(message, s, noon)
				if err != nil || who.Name != "maria@acme.com" || who.Fingerprint != s.Fingerprint() || !strings.HasPrefix(who.Fingerprint, "SHA256:") {
					t.Errorf("%+v, %v", who, err)
				}
			})
		}
	}
}

func TestWhatDoesNotCountIsSaid(t *testing.T) {
	s, key := signed(t)
	other, otherKey := signed(t)
	foreign := inNamespace(t, "git")
	weak := byShortRSA(t)
	sha1 := bytes.Replace(block(t, s.Text), []byte("sha512"), []byte("sha1\x00\x00"), 1)
	for sentence, tc := range map[string]struct {
		text, message []byte
		list          string
		want          error
		says          string
	}{
		"the plan was edited":                {s.Text, bytes.Replace(message, []byte("plan"), []byte("plam"), 1), "maria " + key, ErrOtherBytes, "was changed"},
		"the plan was cut":                   {s.Text, message[:len(message)-1], "maria " + key, ErrOtherBytes, ""},
		"it is of another plan, by another":  {other.Text, []byte("another"), "maria " + key, ErrOtherBytes, ""},
		"the signer is not on the list":      {s.Text, message, "maria " + otherKey, ErrNotAllowed, s.Fingerprint() + " (Ed25519); it stands in no line of signers"},
		"the signer signs other things only": {s.Text, message, `maria namespaces="git,file" ` + key, ErrNotAllowed, `line 1: it counts for "git,file" only`},
		"the signer may not sign yet":        {s.Text, message, `maria valid-after="20270101Z" ` + key, ErrNotAllowed, "it counts from 1 January 2027"},
		"the signer may sign no more":        {s.Text, message, `maria valid-before="20261121115959Z" ` + key, ErrNotAllowed, "it counted until 21 November 2026 11:59:59 UTC"},
		"it was made for something else":     {foreign, message, "maria " + key, ErrNamespace, `"git"`},
		"the key is too short":               {weak, message, "maria " + key, ErrWeakKey, "2048 bits, and 3072 are the least"},
		"the hash is too weak":               {pem.EncodeToMemory(&pem.Block{Type: "SSH SIGNATURE", Bytes: sha1}), message, "maria " + key, ErrMalformed, ""},
		"it is empty":                        {nil, message, "maria " + key, ErrMalformed, "-----BEGIN SSH SIGNATURE-----"},
		"it is of another format":            {[]byte("-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n"), message, "maria " + key, ErrMalformed, ""},
		"it is cut":                          {s.Text[:len(s.Text)/2], message, "maria " + key, ErrMalformed, ""},
		"a byte of it is gone":               {pem.EncodeToMemory(&pem.Block{Type: "SSH SIGNATURE", Bytes: block(t, s.Text)[:80]}), message, "maria " + key, ErrMalformed, ""},
	} {
		t.Run(sentence, func(t *testing.T) {
			read, err := Parse(tc.text)
			if err == nil {
				_, err = listed(t, tc.list).Check(tc.message, read, noon)
			}
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%v, want %v with %q", err, tc.want, tc.says)
			}
		})
	}
}

func block(t *testing.T, text []byte) []byte {
	t.Helper()
	b, _ := pem.Decode(text)
	return b.Bytes
}

func inNamespace(t *testing.T, namespace string) []byte {
	t.Helper()
	key, err := ssh.NewSignerFromKey(newKey(t, "ed25519"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := sshsig.Sign(bytes.NewReader(message), key, sshsig.HashSHA512, namespace)
	if err != nil {
		t.Fatal(err)
	}
	return sshsig.Armor(s)
}

func byShortRSA(t *testing.T) []byte {
	t.Helper()
	key, err := ssh.NewSignerFromKey(newKey(t, "short rsa"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := sshsig.Sign(bytes.NewReader(message), key, sshsig.HashSHA512, Namespace)
	if err != nil {
		t.Fatal(err)
	}
	return sshsig.Armor(s)
}

func TestAKeyThatCannotSignIsRefusedWithItsReason(t *testing.T) {
	wrong := func(path string) Signing {
		o := signing(path)
		o.Passphrase = func() ([]byte, error) { return []byte("wrong"), nil }
		return o
	}
	asked := errors.New("nobody is there to ask")
	nobody := func(path string) Signing {
		o := signing(path)
		o.Passphrase = func() ([]byte, error) { return nil, asked }
		return o
	}
	key := newKey(t, "ed25519")
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	for sentence, tc := range map[string]struct {
		signing Signing
		want    error
	}{
		"there is none":                           {signing("no such file"), os.ErrNotExist},
		"it is no key":                            {signing(inFile(t, "id", "hello")), ErrNoKey},
		"it is a public key in PEM":               {signing(inFile(t, "id", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))), ErrNoKey},
		"it is damaged":                           {signing(inFile(t, "id", string(pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte("x")})))), ErrNoKey},
		"it is damaged and encrypted":             {signing(inFile(t, "id", string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")})))), ErrNoKey},
		"it is too short":                         {signing(written(t, newKey(t, "short rsa"), "pkcs8")), ErrWeakKey},
		"the passphrase is wrong":                 {wrong(written(t, key, "openssh, encrypted")), ErrWrongPassphrase},
		"the passphrase of PKCS #8 is wrong":      {wrong(written(t, key, "pkcs8, encrypted")), ErrWrongPassphrase},
		"the passphrase is asked of nobody":       {nobody(written(t, key, "openssh, encrypted")), asked},
		"the PKCS #8 passphrase is asked in vain": {nobody(written(t, key, "pkcs8, encrypted")), asked},
	} {
		t.Run(sentence, func(t *testing.T) {
			if s, err := tc.signing.Sign(t.Context(), message); s != nil || !errors.Is(err, tc.want) {
				t.Errorf("%v, want %v", err, tc.want)
			}
		})
	}
}

func TestAPrivateKeyThatOthersCanReadIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes do not say who can read a file here")
	}
	path := written(t, newKey(t, "ed25519"), "openssh")
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := signing(path).Sign(t.Context(), message); !errors.Is(err, ErrExposed) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := signing(path).Sign(t.Context(), message); err != nil {
		t.Errorf("mode 400: %v", err)
	}
}

func TestASignatureIsReadFromBesideThePlan(t *testing.T) {
	path := inFile(t, "plan.jsonl", string(message))
	if _, err := Read(path); !errors.Is(err, ErrNone) {
		t.Errorf("where there is none: %v", err)
	}
	s, _ := signed(t)
	if err := os.WriteFile(path+Suffix, s.Text, 0o600); err != nil {
		t.Fatal(err)
	}
	if read, err := Read(path); err != nil || read.Fingerprint() != s.Fingerprint() || read.Covers(message) != nil {
		t.Errorf("%v", err)
	}
	large := io.LimitReader(endless{}, maxText+1)
	text, _ := io.ReadAll(large)
	if err := os.WriteFile(path+Suffix, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a huge one: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestTheSameKeySignsTheSameBytesAlike(t *testing.T) {
	path := written(t, newKey(t, "ed25519"), "openssh")
	one, err := signing(path).Sign(t.Context(), message)
	if err != nil {
		t.Fatal(err)
	}
	two, err := signing(path).Sign(t.Context(), message)
	if err != nil || !bytes.Equal(one.Text, two.Text) {
		t.Errorf("%v\n%s\n%s", err, one.Text, two.Text)
	}
}
