// Package journal owns the log of one run: opaque JSON records, appended and never changed, that
// survive a kill at any instant. It refuses to know what a record means, and it refuses a log that was
// damaged or edited anywhere but at its torn end.
//
// A record is one line of JSON. Its checksum covers every record so far, so that a line which was
// changed, taken out or put elsewhere shows at its number.
package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"scimsheet/internal/durable"
)

// ErrClosed is returned by everything that is asked of a closed journal.
var ErrClosed = errors.New("journal is closed")

// Journal is one run's log, open for appending and held against every other writer.
// It is safe for use by many goroutines.
type Journal struct {
	path string
	lock *lock

	mu     sync.Mutex
	file   *os.File
	size   int64
	sum    uint32
	buffer []byte
	err    error // the first failure to write; nothing is written after it
}

// Open opens the log for appending, or begins one with mode 0600. It keeps every other writer out until
// Close: while another holds the log the error wraps ErrLocked and names the holder where that is known.
// A last line that was cut off is removed; any other damage is a *Damaged.
func Open(path string) (*Journal, error) {
	lock, err := acquire(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("lock journal %q: %w", path, err)
	}
	j := &Journal{path: path, lock: lock}
	if err := j.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), lock.release())
	}
	return j, nil
}

func (j *Journal) open() (err error) {
	_, err = os.Stat(j.path)
	begun := errors.Is(err, fs.ErrNotExist)
	j.file, err = os.OpenFile(j.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = j.file.Close() // the error that matters is on its way to the caller
		}
	}()
	if begun {
		durable.SyncFolder(filepath.Dir(j.path))
	}
	j.size, j.sum, err = scan(j.path, j.file, func([]byte) error { return nil })
	if err != nil {
		return err
	}
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() > j.size {
		if err := j.file.Truncate(j.size); err != nil {
			return fmt.Errorf("remove the torn last line: %w", err)
		}
		if err := j.file.Sync(); err != nil {
			return fmt.Errorf("remove the torn last line: %w", err)
		}
	}
	return nil
}

// Replay hands over every record in order, those appended meanwhile included. A record is valid only
// during the call. An error of take ends the replay and is returned.
func (j *Journal) Replay(take func(record []byte) error) error {
	j.mu.Lock()
	file, size := j.file, j.size
	j.mu.Unlock()
	if file == nil {
		return ErrClosed
	}
	_, _, err := scan(j.path, io.NewSectionReader(file, 0, size), take)
	return err
}

// Append writes records as JSON, all of them in one piece. When it returns they survive the end of this
// process; only Sync makes them survive the end of the machine. After a failure nothing is written any
// more, and every later call returns that failure.
func (j *Journal) Append(records ...any) error {
	encoded := make([][]byte, len(records))
	for i, record := range records {
		line, err := json.Marshal(record)
		if err != nil {
			return fmt.Errorf("encode journal record: %w", err)
		}
		encoded[i] = line
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	if j.file == nil {
		return ErrClosed
	}
	sum := j.sum
	j.buffer = j.buffer[:0]
	for _, record := range encoded {
		j.buffer, sum = appendLine(j.buffer, record, sum)
	}
	if _, err := j.file.Write(j.buffer); err != nil {
		j.err = fmt.Errorf("write journal: %w", err)
		return j.err
	}
	j.size += int64(len(j.buffer))
	j.sum = sum
	return nil
}

// Sync makes everything appended so far survive the end of the machine. A failure is final, as for
// Append: what the disk has not taken once it may never report again.
func (j *Journal) Sync() error {
	j.mu.Lock()
	file, err := j.file, j.err
	j.mu.Unlock()
	switch {
	case err != nil:
		return err
	case file == nil:
		return ErrClosed
	}
	if err := file.Sync(); err != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		if j.err == nil {
			j.err = fmt.Errorf("write journal to disk: %w", err)
		}
		return j.err
	}
	return nil
}

// Close lets go of the log. What was appended stays; it is not synced.
func (j *Journal) Close() error {
	j.mu.Lock()
	file := j.file
	j.file = nil
	j.mu.Unlock()
	if file == nil {
		return ErrClosed
	}
	if err := errors.Join(file.Close(), j.lock.release()); err != nil {
		return fmt.Errorf("close journal: %w", err)
	}
	return nil
}
