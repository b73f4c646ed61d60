package directory

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"scimsheet/internal/identity"
)

func some() []identity.Account {
	return []identity.Account{
		{ID: "1", UserName: "<ada>&co@acme.example", GivenName: "Zoë", Active: true, Workspaces: []string{finance, sales}, Created: "2019-08-01T18:29:49.793Z"},
		{ID: "2", UserName: "bob@acme.example", ExternalID: "E\n2", Workspaces: []string{finance}, Version: `W/"1"`},
	}
}

func TestASnapshotComesBackAsItWasWritten(t *testing.T) {
	for _, accounts := range [][]identity.Account{nil, some()} {
		var file bytes.Buffer
		digest, err := WriteSnapshot(&file, accounts)
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		lines, err := io.ReadAll(unpacked)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(lines)
		if digest != hex.EncodeToString(sum[:]) || bytes.Count(lines, []byte("\n")) != len(accounts) {
			t.Errorf("the digest is %s over %q", digest, lines)
		}
		back, digest2, err := ReadSnapshot(&file)
		if err != nil || digest2 != digest {
			t.Fatalf("digest %s, %v", digest2, err)
		}
		if diff := cmp.Diff(accounts, back); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTheSameAccountsMakeTheSameFile(t *testing.T) {
	var first, second bytes.Buffer
	if _, err := WriteSnapshot(&first, some()); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteSnapshot(&second, some()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two files of the same accounts differ")
	}
}

func TestADamagedSnapshotIsAnError(t *testing.T) {
	var file bytes.Buffer
	if _, err := WriteSnapshot(&file, some()); err != nil {
		t.Fatal(err)
	}
	for n := range file.Len() {
		if back, _, err := ReadSnapshot(bytes.NewReader(file.Bytes()[:n])); err == nil {
			t.Errorf("the first %d of %d bytes were read as %d accounts", n, file.Len(), len(back))
		}
	}
	for _, lines := range []string{"{}\n", `{"id":"1"}` + "\nx\n", "[]\n"} {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = io.WriteString(w, lines)
		w.Close()
		if back, _, err := ReadSnapshot(&packed); err == nil {
			t.Errorf("%q was read as %v", lines, back)
		}
	}
	if _, _, err := ReadSnapshot(strings.NewReader("no gzip")); err == nil {
		t.Error("a text file was read as a snapshot")
	}
}

// A snapshot of any content is read or refused, and what is read can be written and read again.
func FuzzReadSnapshot(f *testing.F) {
	f.Add(`{"id":"1","userName":"a","workspaces":["b"]}`)
	f.Add("{}")
	f.Add("\n\n")
	f.Fuzz(func(t *testing.T, lines string) {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = io.WriteString(w, lines)
		w.Close()
		accounts, _, err := ReadSnapshot(&packed)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if _, err := WriteSnapshot(&again, accounts); err != nil {
			t.Fatal(err)
		}
		back, _, err := ReadSnapshot(&again)
		if err != nil || !cmp.Equal(accounts, back) {
			t.Errorf("%v: %s", err, cmp.Diff(accounts, back))
		}
	})
}
