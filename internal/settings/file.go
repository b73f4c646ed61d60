package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// What a config file may have at most, in bytes and lines. The time of the YAML parser grows with the
// square of some texts: of a megabyte it can take minutes.
const (
	maxFile  = 64 << 10
	maxLines = 4000
)

// Unsafe is a setting that does not count because somebody else could have written it: a command, or
// a Guarded key.
type Unsafe struct {
	Key     string
	From    Origin
	File    string
	Foreign bool // it belongs to another user; else others may write it
}

func (e *Unsafe) Error() string {
	setting := fmt.Sprintf("the %s of %s", e.Key, e.From)
	switch {
	case e.Key == commandKey && e.Foreign:
		return setting + " is not run, because the file belongs to another user: make it yours with chown, or give the secret in another way"
	case e.Key == commandKey:
		return setting + " is not run, because other users may change the file: chmod go-w " + e.File
	case e.Foreign:
		return setting + " says where credentials go, and the file belongs to another user: look through it, then make it yours with chown"
	}
	return setting + " says where credentials go, and other users may change the file: look through it, then chmod go-w " + e.File
}

// source is a config file as it lies there.
type source struct {
	path   string
	shown  string // as origins show it
	folder string // absolute
	text   []byte
	found  bool // in the working folder, by its name alone: anybody may have put it there
	doubt  func(key string, from Origin) error
}

// find reads the file that counts; nil where there is none.
func find(o ReadOptions) (*source, error) {
	if o.Path != "" {
		return open(o.Path, o.Path)
	}
	const name = "scimsheet.yaml"
	src, err := openFound(filepath.Join(o.WorkDir, name), name)
	if src != nil {
		src.found = true
	}
	if src != nil || err != nil || o.Dir == "" {
		return src, err
	}
	path := filepath.Join(o.Dir, "config.yaml")
	return openFound(path, path)
}

// openFound reads a file that nobody has named; nil where it is not there.
func openFound(path, shown string) (*source, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for settings: %w", err)
	case !info.Mode().IsRegular(): // a pipe would hold us up
		return nil, fmt.Errorf("%s is not a file", path)
	}
	return open(path, shown)
}

func open(path, shown string) (*source, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	if len(text) > maxFile || max(bytes.Count(text, []byte("\n")), bytes.Count(text, []byte("\r"))) > maxLines {
		return nil, &Invalid{File: shown, Problems: []Problem{{Line: 1, Message: "the file has more than 64 kB or 4,000 lines; long lists go into files of their own, as '@FILE'"}}}
	}
	doubt := func(key string, from Origin) error { return doubtful(info, Unsafe{Key: key, From: from, File: path}) }
	return &source{path: path, shown: shown, folder: filepath.Dir(absolute), text: text, doubt: doubt}, nil
}

// absolute is a path of a file that the config file names, from its own folder, ~/ from the user's.
func absolute(folder, path string) (string, string) {
	rest, isHome := strings.CutPrefix(path, "~/")
	if !isHome {
		if filepath.IsAbs(path) {
			return filepath.Clean(path), ""
		}
		return filepath.Join(folder, path), ""
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", "a path in the home folder, and nobody says where that is; write it out"
	}
	return filepath.Join(home, rest), ""
}
