//go:build unix

package vault

import (
	"io/fs"
	"os"
	"syscall"
)

// exposed refuses a file that others can read, or that is not ours, as ssh does with private keys.
func exposed(path string, info fs.FileInfo) error {
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Geteuid() {
		return &Exposed{File: path, Foreign: true}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return &Exposed{File: path}
	}
	return nil
}
