package durable

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestAFileIsReplacedWholeAndOursAlone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "kept.json")
	for _, text := range []string{"first", "", strings.Repeat("second", 1000)} {
		if err := Replace(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); string(got) != text || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, text)
		}
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("got %v, %v", info.Mode(), err)
		}
	}
	wantNames(t, folder, "kept.json")
}

// Whoever has the old file open goes on reading it as it was.
func TestAReaderOfTheOldFileSeesNothingOfTheNewOne(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open is not replaced here")
	}
	path := filepath.Join(t.TempDir(), "kept.json")
	if err := Replace(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	old, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := Replace(path, []byte("new and longer")); err != nil {
		t.Fatal(err)
	}
	var text [20]byte
	if n, _ := old.Read(text[:]); string(text[:n]) != "old" {
		t.Errorf("got %q", text[:n])
	}
}

func TestAFailureLeavesWhatWasThereAndNothingBesideIt(t *testing.T) {
	folder := t.TempDir()
	inTheWay := filepath.Join(folder, "kept.json")
	if err := os.MkdirAll(filepath.Join(inTheWay, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Replace(inTheWay, []byte("s3cret")); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
	wantNames(t, folder, "kept.json")
	if err := Replace(filepath.Join(folder, "none", "kept.json"), nil); err == nil {
		t.Error("a file is written into a folder that is not there")
	}
}

// Whoever removes a file for good has to find what a crash has left of its writing, too.
func TestWhatACrashLeavesBehindIsKnownByItsName(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "kept.json")
	file, err := draft(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if name := filepath.Base(file.Name()); filepath.Dir(file.Name()) != folder || !strings.HasPrefix(name, Leftover(path)) {
		t.Errorf("got %s, want a name that begins with %s", file.Name(), Leftover(path))
	}
}

func wantNames(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("there are %v, want %v", names, want)
	}
}
