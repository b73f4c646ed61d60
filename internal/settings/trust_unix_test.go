//go:build unix

package settings

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestACommandThatOthersCouldHaveWrittenIsRefused(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "x.yaml"), "credentialCommand: pass\nregion: eu1\n")
	for mode, safe := range map[fs.FileMode]bool{0o600: true, 0o644: true, 0o755: true, 0o620: false, 0o602: false, 0o664: false, 0o666: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		s, err := Read(ReadOptions{Path: path, Keys: testKeys})
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, s, "region", "eu1")
		c, ok, err := s.Command()
		var unsafe *Unsafe
		if safe != (ok && err == nil && c.Shell == "pass") || !safe && (!errors.As(err, &unsafe) || !strings.Contains(err.Error(), "chmod go-w "+path)) {
			t.Errorf("%v: %v, %v", mode, ok, err)
		}
	}
}

// owned is a file of some user's.
type owned struct {
	fs.FileInfo
	uid int
}

func (o owned) Sys() any { return &syscall.Stat_t{Uid: uint32(o.uid)} }

func TestACommandInAnotherUsersFileIsRefusedButRootsIsNot(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "x.yaml"), "")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for uid, safe := range map[int]bool{os.Geteuid(): true, 0: true, os.Geteuid() + 1: false} {
		var unsafe *Unsafe
		err := doubtful(owned{info, uid}, Unsafe{File: path})
		if safe != (err == nil) || !safe && (!errors.As(err, &unsafe) || !unsafe.Foreign) {
			t.Errorf("user %d: %v", uid, err)
		}
	}
}
