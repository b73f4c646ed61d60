package sheet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Draft is a file in the making. It is written in a private folder beside its final name and takes
// that name only when it is whole, so that nobody ever finds half a file, and nothing is left behind
// when writing fails. Its mode is 0600: what we write holds people's data.
type Draft struct {
	path   string
	folder string // private scratch space on the same disk as the final name
	file   *os.File
}

const draftFolder = ".scimsheet-"

// ClearDrafts removes what drafts have left in a folder when their program was killed. It is for whoever
// has the folder to itself: a draft that somebody is still writing would go too.
func ClearDrafts(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("clear drafts: %w", err)
	}
	for _, entry := range entries {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), draftFolder) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(folder, entry.Name())); err != nil {
			return fmt.Errorf("clear drafts: %w", err)
		}
	}
	return nil
}

// NewDraft begins a file that will be called path.
func NewDraft(path string) (*Draft, error) {
	folder, err := os.MkdirTemp(filepath.Dir(path), draftFolder+"*")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	file, err := os.OpenFile(filepath.Join(folder, "draft"), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", path, err), os.RemoveAll(folder))
	}
	return &Draft{path: path, folder: folder, file: file}, nil
}

func (d *Draft) Write(p []byte) (int, error) { return d.file.Write(p) }

// Save gives the draft its final name and returns the name it got. Where that name cannot be taken,
// as on Windows while the old file is open elsewhere, the draft is kept beside it under a numbered
// name ("results (2).xlsx"): the caller should say so.
func (d *Draft) Save() (string, error) {
	if err := errors.Join(d.file.Sync(), d.file.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("write %s: %w", d.path, err), os.RemoveAll(d.folder))
	}
	name, err := d.settle()
	return name, errors.Join(err, os.RemoveAll(d.folder))
}

func (d *Draft) settle() (string, error) {
	refused := os.Rename(d.file.Name(), d.path)
	if refused == nil {
		return d.path, nil
	}
	extension := filepath.Ext(d.path)
	stem := strings.TrimSuffix(d.path, extension)
	for n := 2; n < 100; n++ {
		name := fmt.Sprintf("%s (%d)%s", stem, n, extension)
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if os.Rename(d.file.Name(), name) == nil {
			return name, nil
		}
	}
	return "", fmt.Errorf("write %s: %w", d.path, refused)
}

// Discard forgets the draft and everything in its folder. After Save it does nothing.
func (d *Draft) Discard() {
	d.file.Close()
	os.RemoveAll(d.folder)
}
