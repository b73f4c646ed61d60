package settings

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestWhatIsRememberedIsRecalledForItsAddressOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config")
	at := time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC)
	if _, there, err := Recall(dir, "https://a/v2"); there || err != nil {
		t.Errorf("of nothing: %v, %v", there, err)
	}
	for address, fact := range map[string]Probe{"https://a/v2": {PatchAppends, at}, "https://b/v2": {PatchReplaces, at}} {
		if err := Remember(dir, address, fact); err != nil {
			t.Fatal(err)
		}
	}
	for address, want := range map[string]string{"https://a/v2": PatchAppends, "https://b/v2": PatchReplaces, "HTTPS://A/v2/": PatchAppends, "https://c/v2": ""} {
		if got, there, err := Recall(dir, address); got.PatchAdd != want || there != (want != "") || there && !got.At.Equal(at) || err != nil {
			t.Errorf("%s: %v, %v, %v", address, got, there, err)
		}
	}
	if err := Remember(dir, "https://a/v2/", Probe{PatchReplaces, at}); err != nil {
		t.Fatal(err)
	}
	if got, _, err := Recall(dir, "https://a/v2"); got.PatchAdd != PatchReplaces || err != nil {
		t.Errorf("again: %v, %v", got, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "tenants.json")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A file of the working folder may be anybody's.
func TestWithoutAConfigFolderNothingIsKnownAndRememberSaysSo(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	planted := write(t, "tenants.json", `{"https://a/v2":{"patchAdd":"append","probedAt":"2026-01-01T00:00:00Z"}}`)
	if got, there, err := Recall("", "https://a/v2"); there || err != nil {
		t.Errorf("recall: %v, %v, %v", got, there, err)
	}
	if err := Remember("", "https://b/v2", Probe{PatchAppends, time.Now()}); err == nil || !strings.Contains(err.Error(), "SCIMSHEET_CONFIG_DIR") {
		t.Errorf("remember: %v", err)
	}
	if left, err := os.ReadDir(here); err != nil || len(left) != 1 || left[0].Name() != planted {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestAProbeThatSaysNothingIsNotRemembered(t *testing.T) {
	for _, fact := range []Probe{{}, {PatchAdd: "maybe", At: time.Now()}, {PatchAdd: PatchAppends}} {
		if err := Remember(t.TempDir(), "https://a/v2", fact); err == nil {
			t.Errorf("%v is remembered", fact)
		}
	}
}

func TestDamagedFactsAreAnErrorAndStayAsTheyAre(t *testing.T) {
	for _, text := range []string{"", "null", "[]", `{"https://a/v2":{"patchAdd":"maybe","probedAt":"2026-01-01T00:00:00Z"}}`,
		`{"https://a/v2":{"patchAdd":"append"}}`, `{"https://a/v2":`} {
		dir := t.TempDir()
		path := write(t, filepath.Join(dir, "tenants.json"), text)
		if _, there, err := Recall(dir, "https://a/v2"); there || !errors.Is(err, errFacts) {
			t.Errorf("%q: %v, %v", text, there, err)
		}
		if err := Remember(dir, "https://a/v2", Probe{PatchAppends, time.Now()}); !errors.Is(err, errFacts) {
			t.Errorf("%q: %v", text, err)
		}
		if after, err := os.ReadFile(path); string(after) != text || err != nil {
			t.Errorf("%q became %q, %v", text, after, err)
		}
	}
}

func TestTwoWhoRememberAtOnceLoseNothing(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	const tenants = 8
	for n := range tenants {
		group.Go(func() {
			if err := Remember(dir, "https://t"+strconv.Itoa(n)+"/v2", Probe{PatchAppends, time.Now()}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for n := range tenants {
		if _, there, err := Recall(dir, "https://t"+strconv.Itoa(n)+"/v2"); !there || err != nil {
			t.Errorf("tenant %d: %v, %v", n, there, err)
		}
	}
}
