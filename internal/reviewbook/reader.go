package reviewbook

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// Reader reads what comes back to a campaign: the workbooks that went out, whatever reviewers and their programs
// have done to them since. It may be used by several goroutines at once.
type Reader struct {
	table *Table
	keys  []string                // headers of the table, as headers compare
	rows  map[string]review.Ref   // by key, in lower case
	parts map[string][]review.Ref // by the reviewer's address, as addresses compare
}

// NewReader reads for a campaign, which may not change meanwhile.
func NewReader(c *review.Campaign) *Reader {
	r := &Reader{table: NewTable(c), rows: map[string]review.Ref{}, parts: map[string][]review.Ref{}}
	for _, header := range r.table.headers {
		r.keys = append(r.keys, headerKey(header))
	}
	for _, ref := range c.Refs() {
		part := identity.UserName(ref.Access.Reviewer).Key()
		r.rows[strings.ToLower(ref.Access.Key)] = ref
		r.parts[part] = append(r.parts[part], ref)
	}
	return r
}

// Read reads one file. What it is, its content says. Whatever is wrong with it is a problem of what is returned, and
// every row that somebody has decided is an answer, with its fault where it cannot count; the error is the operating
// system's.
//
// The message of a problem goes on from its cell, or from its file where it has none: "was edited: …".
func (r *Reader) Read(path string) (review.Returned, error) {
	out := review.Returned{File: review.File{Name: filepath.Base(path)}}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return review.Returned{}, err
	case info.IsDir():
		return unreadable(out.File, &sheet.Unreadable{Message: "is a folder", Hint: "name the files in it"}), nil
	case !info.Mode().IsRegular():
		return unreadable(out.File, &sheet.Unreadable{Message: "is no file that can be kept", Hint: "save it as a file first"}), nil
	}
	if out.File.SHA256, err = digestOf(path); err != nil {
		return review.Returned{}, fmt.Errorf("read %s: %w", out.File.Name, err)
	}
	read, err := r.open(path, out)
	var unread *sheet.Unreadable
	switch {
	case errors.As(err, &unread):
		return unreadable(out.File, unread), nil
	case err != nil:
		return review.Returned{}, err
	}
	return read, nil
}

// open reads a file whose digest is known, and refuses one that somebody saves meanwhile: what its digest is of is
// what its answers came from.
func (r *Reader) open(path string, out review.Returned) (review.Returned, error) {
	book, err := sheet.Open(path, sheet.Options{})
	if err != nil {
		return out, err
	}
	defer book.Close()
	reading := &reading{Reader: r, book: book, out: out, at: map[string]taken{}}
	if err := reading.read(); err != nil {
		return out, err
	}
	if err := reading.saved(); err != nil {
		return out, err
	}
	if digest, err := book.SHA256(); err != nil {
		return out, err
	} else if digest != out.File.SHA256 {
		return out, &sheet.Unreadable{Message: "was written to while it was read", Hint: "wait until it is saved, and try again"}
	}
	return reading.out, nil
}

// saved notes how the file was saved. Where it cannot say that, its answers count all the same.
func (r *reading) saved() error {
	said, err := r.book.Saved()
	var unread *sheet.Unreadable
	if errors.As(err, &unread) {
		r.remark("what it says of how it was saved cannot be read")
		return nil
	}
	if said.At.Equal(r.table.campaign.OpenedAt.Truncate(time.Second)) { // as it was written: whoever filled it in has kept no account of it
		said.At, said.By = time.Time{}, ""
	}
	file := &r.out.File
	file.SavedAt, file.SavedBy, file.Program, file.Editing = said.At, said.By, said.Program, said.Editing
	return err
}

func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// unreadable is a file of which nothing can be relied on.
func unreadable(file review.File, why *sheet.Unreadable) review.Returned {
	hint := strings.ReplaceAll(why.Hint, ".xlsx or CSV", "an Excel workbook (.xlsx)")
	switch ending := strings.ToLower(filepath.Ext(file.Name)); {
	case ending == ".eml" || ending == ".msg":
		hint = "it is a mail: save the workbook that is attached to it"
	case hint == "", strings.Contains(hint, "--"):
		hint = "open it in a spreadsheet program, save it as an Excel workbook (.xlsx), and give that"
	}
	return review.Returned{File: file, Problems: []review.Problem{{Code: review.ProblemUnread, File: file.Name, Cell: why.Sheet, Message: why.Message, Hint: hint}}}
}
