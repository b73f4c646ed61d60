package vault

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

// fakeKeychain keeps texts, until it is locked.
type fakeKeychain struct {
	texts  map[string]string
	locked bool
	tooBig bool // for set
	liar   bool // set says yes and keeps nothing
	onSet  func()
}

var errLocked = errors.New("locked")

func (f *fakeKeychain) get(account string) (string, error) {
	if f.locked {
		return "", errLocked
	}
	text, ok := f.texts[account]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return text, nil
}

func (f *fakeKeychain) set(account, text string) error {
	switch {
	case f.locked:
		return errLocked
	case f.tooBig:
		return keyring.ErrSetDataTooBig
	case f.liar:
		return nil
	}
	if f.texts == nil {
		f.texts = map[string]string{}
	}
	f.texts[account] = text
	if f.onSet != nil {
		f.onSet()
	}
	return nil
}

func (f *fakeKeychain) remove(account string) error {
	if _, err := f.get(account); err != nil {
		return err
	}
	delete(f.texts, account)
	return nil
}

func (f *fakeKeychain) accounts() []string { return slices.Sorted(maps.Keys(f.texts)) }

// withKeychain is a vault in a folder that asks a keychain.
func withKeychain(dir string, k keychain) *Vault {
	v := Open(Options{Dir: dir})
	v.keychain = k
	return v
}

func save(t *testing.T, v *Vault, name, secret string) {
	t.Helper()
	if err := v.Save(name, secret); err != nil {
		t.Fatal(err)
	}
}

func wantLoad(t *testing.T, v *Vault, name, want string) {
	t.Helper()
	if got, err := v.Load(name); err != nil || got != want {
		t.Errorf("load %q: %q, %v, want %q", name, got, err, want)
	}
}

func at(unix int64) func() time.Time { return func() time.Time { return time.Unix(unix, 0) } }
