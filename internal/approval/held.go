package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"scimsheet/internal/sheet"
)

// heldBook is a workbook that nobody else can write to while it is read: what its digest is of is what its
// decisions came from.
type heldBook struct {
	*sheet.Book
	name   string
	sha256 string
	folder string
}

const onlyWorkbooks = "give the workbook with the decisions in it: change-report.xlsx, or what it was called when it came back"

// hold copies a file, once, into a folder of its own and opens the copy.
func hold(path string) (*heldBook, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	name := filepath.Base(path)
	if info, err := in.Stat(); err != nil {
		return nil, err
	} else if info.IsDir() {
		return nil, &sheet.Unreadable{File: name, Message: "is a folder", Hint: "name the change reports in it"}
	}
	folder, err := os.MkdirTemp("", "scimsheet-approval-")
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	book, err := openCopy(in, name, folder)
	os.RemoveAll(folder) // where an open file can be removed nothing is left behind, however this ends
	return book, err
}

func openCopy(in io.Reader, name, folder string) (*heldBook, error) {
	path := filepath.Join(folder, name)
	digest, err := copied(in, path, name)
	if err != nil {
		return nil, err
	}
	book, err := sheet.Open(path, sheet.Options{})
	if err != nil {
		return nil, worded(err)
	}
	if book.Sheets()[0].Name == "" {
		book.Close()
		return nil, &sheet.Unreadable{File: name, Message: "is text (CSV), not a workbook", Hint: onlyWorkbooks}
	}
	return &heldBook{Book: book, name: name, sha256: digest, folder: folder}, nil
}

func copied(in io.Reader, path, name string) (digest string, err error) {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, h), io.LimitReader(in, sheet.DefaultMaxSize+1))
	if closed := out.Close(); err == nil {
		err = closed
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("read %s: %w", name, err)
	case n > sheet.DefaultMaxSize:
		return "", &sheet.Unreadable{File: name, Message: "is larger than any change report", Hint: onlyWorkbooks}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// worded corrects the hints that are meant for inputs: those may be CSV, and be larger.
func worded(err error) error {
	var u *sheet.Unreadable
	if errors.As(err, &u) && (u.Hint == "" || strings.Contains(u.Hint, "CSV") || strings.Contains(u.Hint, ".csv") || strings.Contains(u.Hint, "--max-size")) {
		u.Hint = onlyWorkbooks
	}
	return err
}

func (b *heldBook) close() {
	b.Book.Close()
	os.RemoveAll(b.folder)
}
