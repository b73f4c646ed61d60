package vault

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/durable"
)

func TestWhatIsSavedInAFileIsLoadedUntilItIsForgotten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config")
	v := Open(Options{Dir: dir})
	wantLoad(t, v, "eu1", "")
	if there, err := v.Forget("eu1"); there || err != nil {
		t.Errorf("forget nothing: %v, %v", there, err)
	}
	save(t, v, "eu1", "first")
	save(t, v, "eu1", "second")
	save(t, v, "us1", "other")
	wantLoad(t, Open(Options{Dir: dir}), "eu1", "second")
	if there, err := v.Forget("eu1"); !there || err != nil {
		t.Errorf("forget: %v, %v", there, err)
	}
	wantLoad(t, v, "eu1", "")
	wantLoad(t, v, "us1", "other")
}

func TestEveryTextIsKeptAsItIs(t *testing.T) {
	v := Open(Options{Dir: t.TempDir()})
	rapid.Check(t, func(rt *rapid.T) {
		name, secret := rapid.String().Draw(rt, "name"), string(rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(rt, "secret"))
		if err := v.Save(name, secret); err != nil {
			rt.Fatal(err)
		}
		if got, err := v.Load(name); err != nil || got != secret {
			rt.Fatalf("%q came back as %q, %v", secret, got, err)
		}
	})
}

func TestAnEmptySecretIsRefusedSoThatItIsNeverTakenForNothing(t *testing.T) {
	v := Open(Options{Dir: t.TempDir()})
	save(t, v, "eu1", "first")
	if err := v.Save("eu1", ""); err == nil {
		t.Error("an empty secret is kept")
	}
	wantLoad(t, v, "eu1", "first")
}

func TestWithoutAConfigFolderNothingIsKeptAndSaveSaysSo(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	v := Open(Options{Keychain: true})
	wantLoad(t, v, "eu1", "")
	if err := v.Save("eu1", "first"); err == nil || !strings.Contains(err.Error(), "SCIMSHEET_CONFIG_DIR") {
		t.Errorf("got %v", err)
	}
	if _, err := v.Lock(t.Context(), "eu1"); err == nil {
		t.Error("there is a lock in no folder")
	}
	if there, err := v.Forget("eu1"); there || err != nil {
		t.Errorf("forget: %v, %v", there, err)
	}
	if count, err := v.ForgetAll(); count != 0 || err != nil {
		t.Errorf("forget all: %d, %v", count, err)
	}
	if where := v.Where("eu1"); where != "nowhere, because there is no config folder" {
		t.Errorf("where: %s", where)
	}
	if left, err := os.ReadDir(here); len(left) != 0 || err != nil {
		t.Errorf("left: %v, %v", left, err)
	}
}

// The keychain's name for a secret has the config folder in it; it must not have the working folder.
func TestWithoutAConfigFolderTheKeychainIsNotAsked(t *testing.T) {
	if _, err := Open(Options{Keychain: true}).keychain.get("any"); !errors.Is(err, errNoFolder) {
		t.Errorf("got %v", err)
	}
}

func TestFilesAreOursAloneHoweverOpenTheConfigFolderIs(t *testing.T) {
	skipWithoutModes(t)
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	v := Open(Options{Dir: dir})
	if err := os.Mkdir(v.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, v, "eu1", "secret")
	for path, want := range map[string]fs.FileMode{v.dir: 0o700, v.Where("eu1"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
}

func TestAFileThatOthersCanReadIsRefused(t *testing.T) {
	skipWithoutModes(t)
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o601, 0o666} {
		v := Open(Options{Dir: t.TempDir()})
		save(t, v, "eu1", "s3cret")
		path := v.Where("eu1")
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		var exposed *Exposed
		got, err := v.Load("eu1")
		if got != "" || !errors.As(err, &exposed) || !strings.Contains(err.Error(), "chmod 600 "+path) {
			t.Errorf("%v: %q, %v", mode, got, err)
		}
		save(t, v, "eu1", "newer")
		wantLoad(t, v, "eu1", "newer")
	}
}

func TestADamagedFileIsAnErrorThatShowsNothingOfIt(t *testing.T) {
	for _, text := range []string{"", "{}", "null", "s3cret", `{"saved":1}`, `{"saved":"s3cret","secret":"YQ=="}`,
		`{"saved":1,"secret":33733}`, `{"saved":0,"secret":"YQ=="}`, `{"saved":1,"secret":"YQ=="`, `{"saved":1,"secret":"YQ=="}{`} {
		v := Open(Options{Dir: t.TempDir()})
		save(t, v, "eu1", "whole")
		path := v.Where("eu1")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := v.Load("eu1")
		if got != "" || !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
		if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "33733") {
			t.Errorf("the error shows what is in the file: %v", err)
		}
		if v.Where("eu1") != path {
			t.Errorf("where: %s", v.Where("eu1"))
		}
		if there, err := v.Forget("eu1"); !there || err != nil {
			t.Errorf("forget: %v, %v", there, err)
		}
		wantLoad(t, v, "eu1", "")
	}
}

func TestWhatIsNoFileIsNotReadAsOne(t *testing.T) {
	v := Open(Options{Dir: t.TempDir()})
	if err := os.MkdirAll(v.Where("eu1"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Load("eu1"); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestForgetAllTakesEverySecretAndWhatCrashesLeft(t *testing.T) {
	dir := t.TempDir()
	v := Open(Options{Dir: dir})
	if count, err := v.ForgetAll(); count != 0 || err != nil {
		t.Errorf("of nothing: %d, %v", count, err)
	}
	for _, name := range []string{"a", "b", "c"} {
		save(t, v, name, "secret")
	}
	crashed := filepath.Join(v.dir, durable.Leftover(v.path(stem("b")))+"123")
	for path, text := range map[string]string{v.Where("c"): "damaged", crashed: "secret", filepath.Join(dir, "config.yaml"): "region: eu1"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if count, err := v.ForgetAll(); count != 3 || err != nil {
		t.Errorf("got %d, %v", count, err)
	}
	if left, err := os.ReadDir(v.dir); len(left) != 0 || err != nil {
		t.Errorf("left: %v, %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "config.yaml")); err != nil {
		t.Error(err)
	}
}

func TestASaveThatFailsLeavesWhatWasKeptAndNothingBesideIt(t *testing.T) {
	v := Open(Options{Dir: t.TempDir()})
	path := v.path(stem("eu1"))
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := v.Save("eu1", "s3cret"); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(v.dir); len(left) != 1 || err != nil {
		t.Errorf("left: %v, %v", left, err)
	}
}

// skipWithoutModes: Windows keeps a user's folders private by other means.
func skipWithoutModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no file modes here")
	}
}
