//go:build unix

package vault

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"testing"
)

// owned is a file of some user's.
type owned struct {
	fs.FileInfo
	uid int
}

func (o owned) Sys() any { return &syscall.Stat_t{Uid: uint32(o.uid)} }

func TestAFileOfAnotherUserIsRefused(t *testing.T) {
	v := Open(Options{Dir: t.TempDir()})
	save(t, v, "eu1", "secret")
	info, err := os.Stat(v.Where("eu1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := exposed("kept", owned{info, os.Geteuid()}); err != nil {
		t.Errorf("ours: %v", err)
	}
	var refused *Exposed
	if err := exposed("kept", owned{info, os.Geteuid() + 1}); !errors.As(err, &refused) || !refused.Foreign {
		t.Errorf("another's: %v", err)
	}
}
