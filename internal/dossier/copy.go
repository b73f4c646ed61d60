package dossier

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// copy puts a file of the campaign or of its run into the evidence, byte by byte. An empty digest takes whatever
// is there. Of a file that is missing, is no ordinary one or is not the one expected no page is left, and the
// trouble says so, to follow its name in a sentence; the error is one of writing.
func (b *binder) copy(from, at, what, digest string) (trouble string, err error) {
	about, err := os.Lstat(from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "is missing", nil
	case err != nil:
		return unread(err), nil
	case !about.Mode().IsRegular():
		return "is no ordinary file", nil
	}
	file, err := os.Open(from)
	if err != nil {
		return unread(err), nil
	}
	defer file.Close()
	name, err := b.real(at)
	if err != nil {
		return "", err
	}
	source, sum := &reading{from: file}, sha256.New()
	size, err := write(name, source, sum)
	p := page{Path: at, What: what, SHA256: hex.EncodeToString(sum.Sum(nil)), Size: int(size)}
	switch {
	case source.failed != nil:
		return unread(source.failed), os.Remove(name)
	case err != nil:
		return "", err
	case digest != "" && p.SHA256 != digest:
		return "is no longer what it was: its digest (SHA-256) was " + digest + " and is " + p.SHA256, os.Remove(name)
	}
	if base := filepath.Base(from); base != path.Base(at) {
		p.Named = base
	}
	b.add(p)
	return "", nil
}

// write writes a new file, and tells somebody else of it.
func write(name string, source io.Reader, also io.Writer) (int64, error) {
	target, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	size, err := io.Copy(io.MultiWriter(target, also), source)
	return size, errors.Join(err, target.Close())
}

// reading keeps what went wrong with reading apart from what goes wrong with writing.
type reading struct {
	from   io.Reader
	failed error
}

func (r *reading) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.failed = err
	}
	return n, err
}

// unread leaves out the path, which belongs to the machine and not to the evidence.
func unread(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return "cannot be read: " + err.Error()
}

// within lists the ordinary files of a folder by name, without those that systems and programs put there for
// themselves; none where there is no such folder.
func within(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		if entry.Type().IsRegular() && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "~$") {
			names = append(names, name)
		}
	}
	return names, nil
}
