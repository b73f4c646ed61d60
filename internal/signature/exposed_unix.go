//go:build unix

package signature

import (
	"os"
	"syscall"
)

// exposed reports whether others can read a file of ours, as ssh does with private keys (OpenSSH,
// sshkey_perm_ok). One that belongs to somebody else was put there by whoever runs this machine.
func exposed(info os.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Getuid() && info.Mode().Perm()&0o077 != 0
}
