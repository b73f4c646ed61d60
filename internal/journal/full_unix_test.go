//go:build unix

package journal

import (
	"bytes"
	"errors"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A limit on the size of files stands for a full disk: the system takes part of a write and no more.
func TestAFullDiskLosesNothingThatWasAccepted(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	full := before
	full.Cur = 1000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Skipf("this system sets no limit on the size of files: %v", err)
	}
	var accepted []entry
	var failure error
	for n := range 100 {
		e := entry{N: n, Text: strings.Repeat("x", 60)}
		if failure = j.Append(e); failure != nil {
			break
		}
		accepted = append(accepted, e)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if failure == nil || len(accepted) == 0 {
		t.Fatalf("the disk never filled: %d records, %v", len(accepted), failure)
	}
	if err := j.Append(entry{N: 1}); !errors.Is(err, failure) {
		t.Errorf("append once there is room again: %v, want %v", err, failure)
	}
	shut(t, j)
	if content, err := os.ReadFile(path); err != nil || bytes.HasSuffix(content, []byte("\n")) {
		t.Errorf("the last line is not torn, this tests nothing: %v", err)
	}
	if got := read(t, path); !slices.Equal(got, accepted) {
		t.Errorf("read %v, want %v", got, accepted)
	}
	write(t, path, entry{N: 77})
	if got := read(t, path); !slices.Equal(got, append(accepted, entry{N: 77})) {
		t.Errorf("read %v after going on", got)
	}
}
