package vault

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
	"pgregory.net/rapid"
)

func TestAKeychainThatAnswersKeepsTheSecretAndNoFileDoes(t *testing.T) {
	dir, k := t.TempDir(), &fakeKeychain{}
	v := withKeychain(dir, k)
	if where := v.Where("eu1"); where != "the operating system's keychain" {
		t.Errorf("would be kept in %s", where)
	}
	save(t, v, "eu1", "s3cret")
	wantLoad(t, v, "eu1", "s3cret")
	if where := v.Where("eu1"); where != "the operating system's keychain" {
		t.Errorf("is kept in %s", where)
	}
	text, err := os.ReadFile(v.path(stem("eu1")))
	if err != nil || strings.Contains(string(text), "secret") {
		t.Errorf("the folder has %s, %v", text, err)
	}
	if there, err := v.Forget("eu1"); !there || err != nil || len(k.texts) != 0 {
		t.Errorf("forget: %v, %v, left %v", there, err, k.accounts())
	}
}

func TestSavingInOnePlaceTakesItFromTheOther(t *testing.T) {
	dir, k := t.TempDir(), &fakeKeychain{}
	v := withKeychain(dir, k)
	save(t, v, "eu1", "in the keychain")
	k.tooBig = true
	save(t, v, "eu1", "in the file")
	if len(k.texts) != 0 || v.Where("eu1") != v.path(stem("eu1")) {
		t.Errorf("in %s, and the keychain has %v", v.Where("eu1"), k.accounts())
	}
	wantLoad(t, v, "eu1", "in the file")
	k.tooBig = false
	save(t, v, "eu1", "in the keychain again")
	if file, err := v.read(stem("eu1")); err != nil || file.Secret != nil || !file.Keychain {
		t.Errorf("the file has %v, %v", file, err)
	}
	wantLoad(t, v, "eu1", "in the keychain again")
}

func TestAKeychainThatOnlySaysItKeepsIsNotTrusted(t *testing.T) {
	v := withKeychain(t.TempDir(), &fakeKeychain{liar: true})
	save(t, v, "eu1", "secret")
	wantLoad(t, v, "eu1", "secret")
	if v.Where("eu1") != v.path(stem("eu1")) {
		t.Errorf("kept in %s", v.Where("eu1"))
	}
}

func TestASecretInAKeychainThatDoesNotAnswerIsAnErrorNotNothing(t *testing.T) {
	dir, k := t.TempDir(), &fakeKeychain{}
	v := withKeychain(dir, k)
	save(t, v, "eu1", "secret")
	k.locked = true
	for why, v := range map[string]*Vault{"locked": v, "switched off": Open(Options{Dir: dir})} {
		got, err := v.Load("eu1")
		if got != "" || !errors.Is(err, errKeychain) || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %q, %v", why, got, err)
		}
		if v.Where("eu1") != "the operating system's keychain" {
			t.Errorf("%s: where: %s", why, v.Where("eu1"))
		}
		if there, err := v.Forget("eu1"); there || !errors.Is(err, errKeychain) {
			t.Errorf("%s: forget: %v, %v", why, there, err)
		}
		if count, err := v.ForgetAll(); count != 0 || !errors.Is(err, errKeychain) {
			t.Errorf("%s: forget all: %d, %v", why, count, err)
		}
	}
	wantLoad(t, v, "us1", "")
	k.locked = false
	wantLoad(t, v, "eu1", "secret")
}

func TestWhatWasSavedWhileTheKeychainWasLockedIsNewerThanWhatIsInIt(t *testing.T) {
	k := &fakeKeychain{}
	v := withKeychain(t.TempDir(), k)
	save(t, v, "eu1", "older")
	k.locked = true
	save(t, v, "eu1", "newer")
	wantLoad(t, v, "eu1", "newer")
	k.locked = false
	wantLoad(t, v, "eu1", "newer")
	if there, err := v.Forget("eu1"); !there || err != nil || len(k.texts) != 0 {
		t.Errorf("forget: %v, %v, left %v", there, err, k.accounts())
	}
}

func TestTheNewerSaveWinsAlthoughTheClockWentBack(t *testing.T) {
	k := &fakeKeychain{}
	v := withKeychain(t.TempDir(), k)
	v.now = at(2000)
	save(t, v, "eu1", "older")
	k.locked = true
	v.now = at(1000)
	save(t, v, "eu1", "newer")
	k.locked = false
	wantLoad(t, v, "eu1", "newer")
	v.now = at(500)
	save(t, v, "eu1", "newest")
	wantLoad(t, v, "eu1", "newest")
}

// A process that is killed between its two writes leaves the older secret in the file.
func TestASaveThatWasCutShortDoesNotBringTheOlderSecretBack(t *testing.T) {
	k := &fakeKeychain{locked: true}
	v := withKeychain(t.TempDir(), k)
	save(t, v, "eu1", "older")
	k.locked = false
	before, err := os.ReadFile(v.path(stem("eu1")))
	if err != nil {
		t.Fatal(err)
	}
	save(t, v, "eu1", "newer")
	if err := os.WriteFile(v.path(stem("eu1")), before, 0o600); err != nil {
		t.Fatal(err)
	}
	wantLoad(t, v, "eu1", "newer")
}

func TestForgetAllFindsWhatTheKeychainHasOfThisFolderOnly(t *testing.T) {
	k := &fakeKeychain{}
	one, other := withKeychain(t.TempDir(), k), withKeychain(t.TempDir(), k)
	save(t, one, "eu1", "secret")
	save(t, one, "us1", "secret")
	save(t, other, "eu1", "others'")
	if count, err := one.ForgetAll(); count != 2 || err != nil {
		t.Errorf("got %d, %v", count, err)
	}
	wantLoad(t, one, "eu1", "")
	wantLoad(t, other, "eu1", "others'")
}

// A process that is killed when the keychain has just taken its first secret leaves one that is found.
func TestTheFolderKnowsOfASecretBeforeTheKeychainDoes(t *testing.T) {
	dir, k := t.TempDir(), &fakeKeychain{}
	v := withKeychain(dir, k)
	known := record{}
	k.onSet = func() { known, _ = v.read(stem("eu1")) }
	save(t, v, "eu1", "secret")
	if !known.Keychain || known.Secret != nil {
		t.Errorf("the folder said %v", known)
	}
}

func TestADamagedKeychainItemIsAnErrorUntilItIsSavedAgain(t *testing.T) {
	k := &fakeKeychain{}
	v := withKeychain(t.TempDir(), k)
	save(t, v, "eu1", "secret")
	for _, text := range []string{"", "s3cret", "s3cret two", "12 ", "-1 x"} {
		k.texts[k.accounts()[0]] = text
		if got, err := v.Load("eu1"); got != "" || !errors.Is(err, ErrDamaged) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	save(t, v, "eu1", "again")
	wantLoad(t, v, "eu1", "again")
}

func TestWhateverHappensToTheKeychainTheLastSaveIsWhatIsLoaded(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		k := &fakeKeychain{}
		v := withKeychain(dir, k)
		last := ""
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			k.locked, k.tooBig, k.liar = rapid.Bool().Draw(rt, "locked"), rapid.Bool().Draw(rt, "tooBig"), rapid.Bool().Draw(rt, "liar")
			v.now = at(rapid.Int64Range(1, 5).Draw(rt, "clock"))
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				if _, err := v.Forget("n"); err == nil {
					last = ""
				} else if last, err = v.Load("n"); err != nil {
					k.locked = false
					last, _ = v.Load("n")
				}
			default:
				last = rapid.StringN(1, 20, -1).Draw(rt, "secret")
				if err := v.Save("n", last); err != nil {
					rt.Fatal(err)
				}
			}
			k.locked = k.locked && rapid.Bool().Draw(rt, "still locked")
			got, err := v.Load("n")
			if got != last && !(k.locked && errors.Is(err, errKeychain)) {
				rt.Fatalf("loaded %q, %v, want %q", got, err, last)
			}
		}
	})
}

// stuck is a keychain that waits for an answer on a screen that nobody sees.
type stuck struct {
	fakeKeychain
	release chan struct{}
	asked   int
}

func (s *stuck) get(string) (string, error) {
	s.asked++
	<-s.release
	return "late", nil
}

func TestAKeychainThatNeverAnswersIsGivenUpOnceAndForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stuck{release: make(chan struct{})}
		v := withKeychain(t.TempDir(), &patient{in: s, patience: time.Minute})
		began := time.Now()
		save(t, v, "eu1", "secret")
		wantLoad(t, v, "eu1", "secret")
		waited := time.Since(began)
		close(s.release)
		synctest.Wait()
		if waited != time.Minute || s.asked != 1 {
			t.Errorf("asked %d times, waited %v", s.asked, waited)
		}
	})
}

func TestAPatientVaultPassesAnswersOn(t *testing.T) {
	v := withKeychain(t.TempDir(), &patient{in: &fakeKeychain{}, patience: time.Minute})
	save(t, v, "eu1", "secret")
	wantLoad(t, v, "eu1", "secret")
	if there, err := v.Forget("eu1"); !there || err != nil {
		t.Errorf("forget: %v, %v", there, err)
	}
	wantLoad(t, v, "eu1", "")
}

// The library's keychain is one of the process; no other test asks it.
func TestTheLibrarysKeychainIsAskedAsOurs(t *testing.T) {
	keyring.MockInit()
	t.Cleanup(func() { keyring.MockInitWithError(errLocked) })
	v := withKeychain(t.TempDir(), system{})
	wantLoad(t, v, "eu1", "")
	save(t, v, "eu1", "secret")
	wantLoad(t, v, "eu1", "secret")
	if _, err := keyring.Get("scimsheet", v.account(stem("eu1"))); err != nil {
		t.Errorf("under its account: %v", err)
	}
	keyring.MockInitWithError(errLocked)
	if _, err := v.Load("eu1"); !errors.Is(err, errKeychain) || !errors.Is(err, errLocked) {
		t.Errorf("locked: %v", err)
	}
}

func TestNoMessageBusIsStartedToAskForAKeychain(t *testing.T) {
	if !overBus {
		t.Skip("the keychain is no service on a bus here")
	}
	for address, want := range map[string]bool{"unix:path=/run/user/1/bus": true, "autolaunch:": false} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if got := hasBus(); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestAFolderIsTheSameThroughASymbolicLink(t *testing.T) {
	skipWithoutModes(t)
	dir, k := t.TempDir(), &fakeKeychain{}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	save(t, withKeychain(dir, k), "eu1", "secret")
	wantLoad(t, withKeychain(link, k), "eu1", "secret")
}
