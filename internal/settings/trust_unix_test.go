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

// With a host of their own in it, and their own CA, whoever can write the file would get the password.
func TestWhereCredentialsGoIsNotTakenFromAFoundFileThatOthersCouldHaveWritten(t *testing.T) {
	const inProfile = "profile: a\nregion: eu1\nprofiles:\n  a:\n    rate: 1\n    caFile: ca.pem\n  b: {rate: 2}\n"
	for name, c := range map[string]struct {
		text, profile string
		mode          fs.FileMode
		refused       string
	}{
		"at the top":                      {"region: eu1\nscimUrl: https://x/v2\n", "", 0o664, "the scimUrl of scimsheet.yaml line 2 "},
		"at the top, for a profile too":   {"scimUrl: https://x/v2\nprofiles: {a: {rate: 1}}\n", "a", 0o602, "the scimUrl of scimsheet.yaml line 1 "},
		"in the profile that counts":      {inProfile, "", 0o620, "the caFile of scimsheet.yaml line 6, profile a "},
		"in a profile that does not":      {inProfile, "b", 0o666, ""},
		"nothing about where they go":     {"region: eu1\ncredentialCommand: pass\n", "", 0o666, ""},
		"in a file that is ours to write": {inProfile, "", 0o644, ""},
	} {
		dir := t.TempDir()
		path := write(t, filepath.Join(dir, "scimsheet.yaml"), c.text)
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := Read(ReadOptions{WorkDir: dir, Profile: c.profile, Keys: testKeys})
		var unsafe *Unsafe
		switch {
		case c.refused == "":
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &unsafe) || !strings.HasPrefix(err.Error(), c.refused) || !strings.HasSuffix(err.Error(), "chmod go-w "+path):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFileThatIsNamedOrInTheConfigFolderMaySayWhereCredentialsGo(t *testing.T) {
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "config.yaml"), "scimUrl: https://x/v2\n")
	if err := os.Chmod(path, 0o664); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]ReadOptions{"named": {Path: path, WorkDir: t.TempDir()}, "in the config folder": {Dir: dir, WorkDir: t.TempDir()}} {
		o.Keys = testKeys
		s, err := Read(o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantText(t, s, "scimUrl", "https://x/v2")
	}
}

func TestARefusalOfAnotherUsersFileSaysWhatToDo(t *testing.T) {
	at := Origin{File: "scimsheet.yaml", Line: 2}
	for key, want := range map[string]string{
		"credentialCommand": "the credentialCommand of scimsheet.yaml line 2 is not run, because the file belongs to another user: make it yours with chown, or give the secret in another way",
		"scimUrl":           "the scimUrl of scimsheet.yaml line 2 says where credentials go, and the file belongs to another user: look through it, then make it yours with chown",
	} {
		if got := (&Unsafe{Key: key, From: at, File: "scimsheet.yaml", Foreign: true}).Error(); got != want {
			t.Errorf("got %s", got)
		}
	}
}
