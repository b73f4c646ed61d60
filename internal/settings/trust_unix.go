//go:build unix

package settings

import (
	"io/fs"
	"os"
	"syscall"
)

// doubtful refuses a file that anybody but its user and root may have written, as ssh does with its own.
func doubtful(info fs.FileInfo, refusal Unsafe) error {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if ok && owner.Uid != 0 && int(owner.Uid) != os.Geteuid() {
		refusal.Foreign = true
		return &refusal
	}
	if info.Mode().Perm()&0o022 != 0 {
		return &refusal
	}
	return nil
}
