package dossier

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// page is one file of the evidence.
type page struct {
	Path   string // within the evidence, with slashes
	What   string // for somebody who sees it for the first time
	SHA256 string
	Size   int
	Named  string // as its owner called it, where that could not be kept
}

// binder is the evidence in the making.
type binder struct {
	Input
	folder string // that is written to
	pages  []page
	taken  map[string]bool // paths, in lower case

	belied  []string // gaps: what contradicts the evidence, the gravest
	undone  []string // gaps in what was done
	missing []string // all others
	signed  string   // see signOff

	came    map[string]string    // where the copy of a returned file is, by its digest and name
	rests   map[string]int       // how many decisions rest on a returned file, by its digest
	given   map[string]time.Time // when a returned file was first given, by its digest
	fates   []fate               // what became of each revocation
	run     runState
	numbers numbers

	exceptions []review.Exception
	differing  []int // rows of the closing that the returned files decide otherwise
	agrees     bool  // the returned files were read again, and say what the closing says
}

func newBinder(in Input, folder string) *binder {
	b := &binder{Input: in, folder: folder, taken: map[string]bool{}, came: map[string]string{}, rests: map[string]int{}, given: firstGiven(in.Events)}
	for i := range in.Closing.Rows {
		if j := &in.Closing.Rows[i]; !j.Treated {
			b.rests[j.SHA256]++
		}
	}
	b.numbers, b.exceptions = b.count(), review.Exceptions(in.Campaign, in.Closing)
	return b
}

// gaps are all that is missing: first what contradicts the rest, then what was not done.
func (b *binder) gaps() []string { return slices.Concat(b.belied, b.undone, b.missing) }

func (b *binder) belie(format string, about ...any) {
	b.belied = append(b.belied, fmt.Sprintf(format, about...))
}

func (b *binder) miss(format string, about ...any) {
	b.missing = append(b.missing, fmt.Sprintf(format, about...))
}

// real is where a page is on the disk. Its folder is there.
func (b *binder) real(at string) (string, error) {
	name := filepath.Join(b.folder, filepath.FromSlash(at))
	return name, os.MkdirAll(filepath.Dir(name), 0o700)
}

// put writes a page.
func (b *binder) put(at, what string, write func(io.Writer) error) error {
	name, err := b.real(at)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	counted := &counter{}
	out := bufio.NewWriterSize(io.MultiWriter(file, sum, counted), 1<<16)
	if err := errors.Join(write(out), out.Flush(), file.Close()); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	b.add(page{Path: at, What: what, SHA256: hex.EncodeToString(sum.Sum(nil)), Size: counted.size})
	return nil
}

func (b *binder) add(p page) {
	b.taken[strings.ToLower(p.Path)] = true
	b.pages = append(b.pages, p)
}

type counter struct{ size int }

func (c *counter) Write(p []byte) (int, error) {
	c.size += len(p)
	return len(p), nil
}

// table writes a page of comma-separated text. Excel reads its accents right, and runs nothing of it.
func (b *binder) table(at, what string, headers []string, rows func(write func(cells ...string) error) error) error {
	return b.put(at, what, func(w io.Writer) error {
		out, err := sheet.NewCSVWriter(w, true)
		if err != nil {
			return err
		}
		if err := out.Write(headers...); err != nil {
			return err
		}
		plain := make([]string, len(headers))
		if err := rows(func(cells ...string) error {
			for i, cell := range cells {
				plain[i] = printable(cell)
			}
			return out.Write(plain[:len(cells)]...)
		}); err != nil {
			return err
		}
		return out.Flush()
	})
}

// printable is a cell's text without what steers a terminal on which a table is looked at. Line breaks stay.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// bound adds a page that another package has written into the evidence.
func (b *binder) bound(at, what string) error {
	file, err := os.Open(filepath.Join(b.folder, filepath.FromSlash(at)))
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err != nil {
		return err
	}
	b.add(page{Path: at, What: what, SHA256: hex.EncodeToString(sum.Sum(nil)), Size: int(size)})
	return nil
}
