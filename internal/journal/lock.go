package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked: another process, or another part of this one, has the log open for appending.
var ErrLocked = errors.New("in use")

// lock is a file beside the log that the operating system holds for us. The system lets go of it when
// the process ends, however it ends: a lock file that is merely left over holds nobody up.
type lock struct {
	file *flock.Flock
}

// acquire takes the lock or says who has it. The file may be removed by a holder who lets go between
// our opening and our locking it; then what we have locked is nobody's lock any more, so we try again.
func acquire(path string) (*lock, error) {
	for {
		file := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
		held, err := file.TryLock()
		if err != nil {
			return nil, err
		}
		if !held {
			return nil, inUse(path)
		}
		locked, err := file.Stat()
		if err != nil {
			return nil, errors.Join(err, file.Unlock())
		}
		if named, err := os.Stat(path); err == nil && os.SameFile(locked, named) {
			sign(path)
			return &lock{file: file}, nil
		}
		if err := file.Unlock(); err != nil {
			return nil, err
		}
	}
}

// release removes the file while it is still ours and lets go. A system that does not remove open files
// keeps it, which does no harm.
func (l *lock) release() error {
	_ = os.Remove(l.file.Path())
	return l.file.Unlock()
}

// holderOffset leaves the first byte alone: Windows lets nobody else read the byte that is locked.
const holderOffset = 1

// sign writes who holds the lock. It is for people only, so failing to write it is no failure.
func sign(path string) {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer file.Close()
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	holder := fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
	if file.Truncate(0) == nil {
		_, _ = file.WriteAt([]byte(holder), holderOffset)
	}
}

func inUse(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrLocked
	}
	if err != nil {
		return fmt.Errorf("%w (holder unknown: %w)", ErrLocked, err)
	}
	defer file.Close()
	text := make([]byte, 512)
	n, err := file.ReadAt(text, holderOffset)
	holder := strings.TrimSpace(string(text[:n]))
	if (err != nil && !errors.Is(err, io.EOF)) || holder == "" {
		return ErrLocked
	}
	return fmt.Errorf("%w by %s", ErrLocked, holder)
}
