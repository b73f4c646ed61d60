package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"scimsheet/internal/durable"
)

const (
	recordSuffix = ".json"
	maxRecord    = 1 << 20
)

// record is the file of one name. Without a secret it notes that the keychain has it.
type record struct {
	Saved    int64  `json:"saved"` // nanoseconds since 1970, and more than any earlier save of the name
	Secret   []byte `json:"secret,omitempty"`
	Keychain bool   `json:"keychain"` // the keychain has, or may have, a secret of this name
}

// Exposed is a file with a secret that is not ours alone.
type Exposed struct {
	File    string
	Foreign bool // it belongs to another user; else others can read it
}

func (e *Exposed) Error() string {
	if e.Foreign {
		return e.File + " holds a secret and belongs to another user: remove it, or make it yours with chown and chmod 600 " + e.File
	}
	return e.File + " holds a secret and is open to other users: chmod 600 " + e.File
}

var errNoFolder = errors.New("keep a secret: there is no config folder; set SCIMSHEET_CONFIG_DIR")

func (v *Vault) path(stem string) string { return filepath.Join(v.dir, stem+recordSuffix) }

// read gives the zero record where there is no file.
func (v *Vault) read(stem string) (record, error) {
	if v.dir == "" {
		return record{}, nil
	}
	path := v.path(stem)
	// A pipe in the file's place would hold us up.
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return record{}, nil
	case err == nil && !info.Mode().IsRegular():
		return record{}, fmt.Errorf("kept secret %s: %w: it is not a file", path, ErrDamaged)
	}
	file, err := os.Open(path)
	if err != nil {
		return record{}, fmt.Errorf("read a kept secret: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return record{}, fmt.Errorf("read a kept secret: %w", err)
	}
	if err := exposed(path, info); err != nil {
		return record{}, err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxRecord))
	if err != nil {
		return record{}, fmt.Errorf("read a kept secret: %w", err)
	}
	var r record
	// What json says about a text may hold a part of it.
	if json.Unmarshal(text, &r) != nil || r.Saved <= 0 || len(r.Secret) == 0 && !r.Keychain {
		return record{}, fmt.Errorf("kept secret %s: %w", path, ErrDamaged)
	}
	return r, nil
}

func (v *Vault) makeFolder() error {
	if v.dir == "" {
		return errNoFolder
	}
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return fmt.Errorf("make the folder for kept secrets: %w", err)
	}
	if err := os.Chmod(v.dir, 0o700); err != nil {
		return fmt.Errorf("keep the folder for kept secrets private: %w", err)
	}
	return nil
}

func (v *Vault) write(stem string, r record) error {
	if err := v.makeFolder(); err != nil {
		return err
	}
	text, err := json.Marshal(r)
	if err == nil {
		err = durable.Replace(v.path(stem), append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("keep a secret: %w", err)
	}
	return nil
}

// remove takes the file of a name away, and what crashes left of it.
func (v *Vault) remove(stem string) error {
	if v.dir == "" {
		return nil
	}
	entries, err := os.ReadDir(v.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	failures := []error{err}
	for _, entry := range entries {
		if name := entry.Name(); name == stem+recordSuffix || strings.HasPrefix(name, durable.Leftover(v.path(stem))) {
			failures = append(failures, os.Remove(filepath.Join(v.dir, name)))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return fmt.Errorf("forget a secret: %w", err)
	}
	return nil
}
