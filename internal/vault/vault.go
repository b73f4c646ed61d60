// Package vault keeps secrets that outlive a command: refresh tokens that a service exchanges for new
// ones whenever they are used. The operating system's keychain keeps them where one answers, else files
// of the config folder that nobody else can read.
//
// It knows nothing of what a secret is for. It refuses a file that others can read, and it never takes
// what it cannot read for nothing: a token that was used up is worse than an error.
package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/zalando/go-keyring"
)

// ErrDamaged: what is kept cannot be read as something that was kept here.
var ErrDamaged = errors.New("damaged")

// errKeychain: the secret is in the operating system's keychain, which is locked, gone or not to be asked.
var errKeychain = errors.New("the operating system's keychain does not answer")

// keychainInWords is what people call the place.
const keychainInWords = "the operating system's keychain"

// Options say where secrets are kept.
type Options struct {
	Dir      string // the config folder; without one nothing is kept, and Save and Lock fail
	Keychain bool   // whether the operating system's keychain may be asked
}

// Vault keeps secrets by names. A name is any text; it shows up nowhere.
type Vault struct {
	dir      string // of ours alone, in the config folder; empty where that is
	keychain keychain
	now      func() time.Time
}

// Open asks nothing and makes nothing yet.
func Open(o Options) *Vault {
	if o.Dir == "" {
		// The keychain's accounts are of a config folder; without one they would be of the working folder.
		return &Vault{keychain: silent{errNoFolder}, now: time.Now}
	}
	v := &Vault{dir: filepath.Join(o.Dir, "kept"), keychain: silent{errors.New("it is switched off")}, now: time.Now}
	if o.Keychain {
		v.keychain = operatingSystem()
	}
	return v
}

// kept is a secret as it was found, or that none is kept; then the place is where it would be.
type kept struct {
	secret     string
	saved      int64
	inKeychain bool
}

// Load gives what was saved last under a name, in whichever place; empty where nothing was.
func (v *Vault) Load(name string) (string, error) {
	found, err := v.find(stem(name))
	return found.secret, err
}

// find looks in both places: a save whose second half was cut short has left the older secret in one.
func (v *Vault) find(stem string) (kept, error) {
	file, err := v.read(stem)
	if err != nil {
		return kept{}, err
	}
	inFile := kept{secret: string(file.Secret), saved: file.Saved}
	inKeychain, err := v.ask(stem)
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		inFile.inKeychain = inFile.secret == ""
		return inFile, nil
	case errors.Is(err, ErrDamaged):
		return kept{}, err
	case err != nil && inFile.secret == "" && file.Keychain:
		return kept{}, fmt.Errorf("the secret is kept in %s: %w: %w", keychainInWords, errKeychain, err)
	case err != nil || inFile.secret != "" && inFile.saved > inKeychain.saved:
		return inFile, nil
	}
	return inKeychain, nil
}

// Save keeps a secret under a name, in place of what was kept there, in one place only. When it returns
// nil the secret survives a crash of the machine. Who saves what others may save holds Lock.
func (v *Vault) Save(name, secret string) error {
	if secret == "" {
		return errors.New("keep a secret: it is empty")
	}
	stem := stem(name)
	before, err := v.read(stem)
	if err != nil {
		before = record{Keychain: true} // nobody knows, and what is lost there cannot get worse
	}
	item, err := v.ask(stem)
	next := record{Saved: max(v.now().UnixNano(), before.Saved+1, item.saved+1), Keychain: true}
	if err == nil || errors.Is(err, keyring.ErrNotFound) || errors.Is(err, ErrDamaged) {
		if err := v.announce(stem, before, next); err != nil {
			return err
		}
		if v.entrust(stem, secret, next.Saved) {
			return v.write(stem, next)
		}
		before.Keychain = true
	}
	next.Secret, next.Keychain = []byte(secret), before.Keychain
	if err := v.write(stem, next); err != nil || !next.Keychain {
		return err
	}
	if err := v.keychain.remove(v.account(stem)); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return nil // it is the older one, and Forget tries again
	}
	next.Keychain = false
	return v.write(stem, next)
}

// announce notes that the keychain has something before it does, so that ForgetAll finds it after a crash.
func (v *Vault) announce(stem string, before, next record) error {
	if before.Keychain {
		return nil
	}
	before.Keychain = true
	if before.Secret == nil {
		before = next
	}
	return v.write(stem, before)
}

// entrust gives a secret to the keychain and looks whether it is there: some report success regardless.
func (v *Vault) entrust(stem, secret string, saved int64) bool {
	text := seal(secret, saved)
	if err := v.keychain.set(v.account(stem), text); err != nil {
		return false
	}
	back, err := v.keychain.get(v.account(stem))
	return err == nil && back == text
}

// Forget removes what is kept under a name, readable or not, and reports whether there was something.
func (v *Vault) Forget(name string) (bool, error) { return v.forget(stem(name)) }

func (v *Vault) forget(stem string) (bool, error) {
	file, err := v.read(stem)
	there := err != nil || file.Secret != nil
	switch err := v.keychain.remove(v.account(stem)); {
	case err == nil:
		there = true
	case file.Keychain && !errors.Is(err, keyring.ErrNotFound):
		file.Secret = nil
		return there, errors.Join(v.write(stem, file),
			fmt.Errorf("what is kept in %s is not removed: %w: %w", keychainInWords, errKeychain, err))
	}
	return there, v.remove(stem)
}

// ForgetAll removes everything that was ever saved, and counts it. What cannot be removed is an error
// after the rest is gone.
func (v *Vault) ForgetAll() (int, error) {
	if v.dir == "" {
		return 0, nil
	}
	entries, err := os.ReadDir(v.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("look for kept secrets: %w", err)
	}
	count := 0
	var failures []error
	for _, entry := range entries {
		stem, isRecord := strings.CutSuffix(entry.Name(), recordSuffix)
		if !isRecord || strings.HasPrefix(stem, ".") {
			continue
		}
		there, err := v.forget(stem)
		if there && err == nil {
			count++
		}
		failures = append(failures, err)
	}
	return count, errors.Join(failures...)
}

// Where says in words for people where a secret is kept, or would be.
func (v *Vault) Where(name string) string {
	if v.dir == "" {
		return "nowhere, because there is no config folder"
	}
	found, err := v.find(stem(name))
	if found.inKeychain || errors.Is(err, errKeychain) {
		return keychainInWords
	}
	return v.path(stem(name))
}

// Lock waits until no other process, and nobody else in this one, holds the name.
func (v *Vault) Lock(ctx context.Context, name string) (unlock func(), err error) {
	if err := v.makeFolder(); err != nil {
		return nil, err
	}
	const between = 20 * time.Millisecond
	file := flock.New(filepath.Join(v.dir, stem(name)+".lock"))
	if _, err := file.TryLockContext(ctx, between); err != nil {
		return nil, fmt.Errorf("wait for a kept secret that another scimsheet is using: %w", err)
	}
	return func() { _ = file.Unlock() }, nil
}

// stem is what the files of a name are called.
func stem(name string) string {
	digest := sha256.Sum256([]byte(name))
	return hex.EncodeToString(digest[:16])
}
