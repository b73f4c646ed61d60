package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// keychain is what we need of the operating system's. get and remove give keyring.ErrNotFound where
// there is nothing; any other error of theirs means that it does not answer.
type keychain interface {
	get(account string) (string, error)
	set(account, text string) error
	remove(account string) error
}

// service is what the operating system's keychain calls us.
const service = "scimsheet"

// system is the operating system's keychain.
type system struct{}

func (system) get(account string) (string, error) { return keyring.Get(service, account) }
func (system) set(account, text string) error     { return keyring.Set(service, account, text) }
func (system) remove(account string) error        { return keyring.Delete(service, account) }

// silent is a keychain that does not answer, and why.
type silent struct{ why error }

func (s silent) get(string) (string, error) { return "", s.why }
func (s silent) set(string, string) error   { return s.why }
func (s silent) remove(string) error        { return s.why }

func operatingSystem() keychain {
	if !hasBus() {
		return silent{errors.New("there is no session bus (D-Bus)")}
	}
	// Somebody may have to type the password that opens the keychain.
	return &patient{in: system{}, patience: time.Minute}
}

// patient gives up on a keychain that asks a question which nobody sees, once and for all.
type patient struct {
	in       keychain
	patience time.Duration
	gaveUp   atomic.Bool
}

var errNoAnswer = errors.New("it takes too long to answer")

func (p *patient) get(account string) (text string, err error) {
	type reply struct {
		text string
		err  error
	}
	replies := make(chan reply, 1)
	err = p.wait(func() {
		text, err := p.in.get(account)
		replies <- reply{text, err}
	})
	if err != nil {
		return "", err
	}
	r := <-replies
	return r.text, r.err
}

func (p *patient) set(account, text string) error {
	return p.try(func() error { return p.in.set(account, text) })
}

func (p *patient) remove(account string) error {
	return p.try(func() error { return p.in.remove(account) })
}

func (p *patient) try(ask func() error) error {
	replies := make(chan error, 1)
	if err := p.wait(func() { replies <- ask() }); err != nil {
		return err
	}
	return <-replies
}

// wait returns when ask has, or in time.
func (p *patient) wait(ask func()) error {
	if p.gaveUp.Load() {
		return errNoAnswer
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		ask()
	}()
	timer := time.NewTimer(p.patience)
	defer timer.Stop()
	select {
	case <-done:
		return nil
	case <-timer.C:
		p.gaveUp.Store(true)
		return errNoAnswer
	}
}

// account is what a name is called in the keychain. Config folders do not share what they keep, just as
// where there is no keychain.
func (v *Vault) account(stem string) string {
	dir := v.dir
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	if parent, err := filepath.EvalSymlinks(filepath.Dir(dir)); err == nil {
		dir = filepath.Join(parent, filepath.Base(dir))
	}
	digest := sha256.Sum256([]byte(dir + "\x00" + stem))
	return hex.EncodeToString(digest[:16])
}

// seal is what the keychain keeps of a secret: short, because Windows takes 2,560 bytes.
func seal(secret string, saved int64) string { return strconv.FormatInt(saved, 10) + " " + secret }

// ask is what the keychain keeps under a name.
func (v *Vault) ask(stem string) (kept, error) {
	text, err := v.keychain.get(v.account(stem))
	if err != nil {
		return kept{}, err
	}
	digits, secret, _ := strings.Cut(text, " ")
	saved, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || saved <= 0 || secret == "" {
		return kept{}, fmt.Errorf("the secret in %s: %w", keychainInWords, ErrDamaged)
	}
	return kept{secret: secret, saved: saved, inKeychain: true}, nil
}

// hasBus reports whether a keychain can be asked without starting a message bus for it, which is what
// the library does where there is none.
func hasBus() bool {
	if !overBus {
		return true
	}
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" {
		return address != "autolaunch:"
	}
	folder := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			return true
		}
	}
	return false
}
