package sheet

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

// headSize is how much of an input is looked at to find out what it is.
const headSize = 64 << 10

// source is the bytes of an input: a file, which can be read from its start again and again, or a
// stream, which cannot.
type source struct {
	name    string
	content io.ReaderAt // nil for a stream
	size    int64
	stream  *stream   // nil for a file
	closer  io.Closer // nil where there is nothing to close
}

// stream hashes what flows through it.
type stream struct {
	*bufio.Reader
	hash  hash.Hash
	taken bool
	ended bool
}

// opened opens a regular file for reading again and again; a pipe is read as a stream.
func opened(path string) (*source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	name := filepath.Base(path)
	switch {
	case info.IsDir():
		f.Close()
		return nil, &Unreadable{File: name, Message: "is a folder", Hint: "name the files in it"}
	case info.Mode().IsRegular():
		return &source{name: name, content: f, size: info.Size(), closer: f}, nil
	default:
		src := streamed(name, f)
		src.closer = f
		return src, nil
	}
}

func streamed(name string, r io.Reader) *source {
	return &source{name: name, stream: &stream{Reader: bufio.NewReaderSize(r, headSize), hash: sha256.New()}}
}

// head is the beginning of the input, up to headSize bytes. It takes nothing from a stream.
func (s *source) head() ([]byte, error) {
	if s.stream != nil {
		head, err := s.stream.Peek(headSize)
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("read %s: %w", s.name, err)
		}
		return head, nil
	}
	head := make([]byte, min(headSize, s.size))
	if _, err := io.ReadFull(io.NewSectionReader(s.content, 0, s.size), head); err != nil {
		return nil, fmt.Errorf("read %s: %w", s.name, err)
	}
	return head, nil
}

// reader reads the input from its start.
func (s *source) reader() (io.Reader, error) {
	if s.stream == nil {
		return &whole{r: io.NewSectionReader(s.content, 0, s.size), left: s.size}, nil
	}
	if s.stream.taken {
		return nil, fmt.Errorf("read %s: a stream can be read only once", s.name)
	}
	s.stream.taken = true
	return s.stream, nil
}

func (s *source) digest() (string, error) {
	if s.stream != nil {
		if !s.stream.ended {
			return "", fmt.Errorf("digest of %s: the stream has not been read to its end", s.name)
		}
		return hex.EncodeToString(s.stream.hash.Sum(nil)), nil
	}
	r, err := s.reader()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", fmt.Errorf("digest of %s: %w", s.name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (s *source) close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}

// Read hides the embedded reader's so that every byte is hashed.
func (s *stream) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.hash.Write(p[:n])
	s.ended = s.ended || err == io.EOF
	return n, err
}

// whole turns the end of a file that has become shorter while it was read into an error: CSV has no
// other sign of being cut.
type whole struct {
	r    io.Reader
	left int64
}

var errShrunk = errors.New("the file became shorter while it was read")

func (w *whole) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.left -= int64(n)
	if err == io.EOF && w.left > 0 {
		return n, errShrunk
	}
	return n, err
}

// limited reads at most left bytes and refuses the rest, whatever sizes a container may have promised.
type limited struct {
	r    io.Reader
	left int64
	over error
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return 0, l.over
	}
	return n, err
}

func tooLarge(file, sheet string, size int64) error {
	return &Unreadable{File: file, Sheet: sheet,
		Message: fmt.Sprintf("holds more than %s unpacked", megabytes(size)),
		Hint:    "if that is right, allow more with --max-size"}
}

func megabytes(size int64) string {
	if size < 1<<20 {
		return fmt.Sprintf("%d bytes", size)
	}
	return fmt.Sprintf("%d MB", size>>20)
}
