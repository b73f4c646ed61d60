// Package durable writes small files that are there whole or not at all, and stay.
package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// Replace writes a file, in place of an earlier one, that only its owner can read. When it returns nil the
// file survives a crash of the machine; when it fails the earlier one is as it was.
func Replace(path string, text []byte) error {
	file, err := draft(path)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	SyncFolder(filepath.Dir(path))
	return nil
}

// draft is beside the file, because only there a rename is one step. os.CreateTemp makes it 0600.
func draft(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), Leftover(path)+"*")
}

// Leftover is how the names of files begin that a crash of Replace leaves in the file's folder.
func Leftover(path string) string { return "." + filepath.Base(path) + "-" }

// SyncFolder makes the names of new files survive the end of the machine. Not every system can do that to
// a folder, and those that cannot say so with an error that leaves nothing to be done.
func SyncFolder(path string) {
	folder, err := os.Open(path)
	if err != nil {
		return
	}
	_ = folder.Sync()
	_ = folder.Close()
}
