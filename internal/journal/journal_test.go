package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

type entry struct {
	N    int    `json:"n"`
	Text string `json:"text,omitempty"`
}

func newPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "journal.jsonl")
}

func open(t testing.TB, path string) *Journal {
	t.Helper()
	j, err := Open(path)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return j
}

func shut(t testing.TB, j *Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

func write(t testing.TB, path string, entries ...entry) []byte {
	t.Helper()
	j := open(t, path)
	for _, e := range entries {
		if err := j.Append(e); err != nil {
			t.Fatalf("append: %v", err)
		}
	}
	if err := j.Sync(); err != nil {
		t.Fatalf("sync: %v", err)
	}
	shut(t, j)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// reading collects what Read or Replay hands over.
type reading []entry

func (r *reading) take(record []byte) error {
	var e entry
	if err := json.Unmarshal(record, &e); err != nil {
		return err
	}
	*r = append(*r, e)
	return nil
}

func read(t testing.TB, path string) []entry {
	t.Helper()
	var seen reading
	if err := Read(path, seen.take); err != nil {
		t.Fatalf("read: %v", err)
	}
	return seen
}

func numbered(n int) []entry {
	entries := make([]entry, n)
	for i := range entries {
		entries[i] = entry{N: i, Text: strings.Repeat("é\n", i%5)}
	}
	return entries
}

func TestWhatWasAppendedIsReplayedInOrderAfterReopening(t *testing.T) {
	path := newPath(t)
	entries := numbered(10)
	write(t, path, entries[:6]...)
	write(t, path, entries[6:]...)
	if got := read(t, path); !slices.Equal(got, entries) {
		t.Errorf("read %v, want %v", got, entries)
	}
	j := open(t, path)
	defer shut(t, j)
	if err := j.Append(entry{N: 10}, entry{N: 11}); err != nil {
		t.Fatal(err)
	}
	var seen reading
	if err := j.Replay(seen.take); err != nil {
		t.Fatal(err)
	}
	if want := append(entries, entry{N: 10}, entry{N: 11}); !slices.Equal(seen, reading(want)) {
		t.Errorf("replayed %v, want %v", seen, want)
	}
}

func TestEveryLineIsOneJSONObjectAndTheFileIsPrivate(t *testing.T) {
	path := newPath(t)
	content := write(t, path, numbered(3)...)
	for line := range bytes.Lines(content) {
		var shape struct {
			Sum    string `json:"sum"`
			Record entry  `json:"record"`
		}
		if err := json.Unmarshal(line, &shape); err != nil || shape.Sum == "" {
			t.Errorf("line %s: %v", line, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode().Perm())
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 1 {
		t.Errorf("files left after closing: %v", left)
	}
}

func openOnly(path string) error {
	j, err := Open(path)
	if err == nil {
		err = j.Close()
	}
	return err
}

func TestManyGoroutinesLoseNoRecord(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 100 {
				if err := j.Append(entry{N: 1000*g + i}, entry{N: -1}); err != nil {
					t.Errorf("append: %v", err)
				}
				if i%25 == 0 {
					if err := j.Sync(); err != nil {
						t.Errorf("sync: %v", err)
					}
				}
			}
		})
	}
	group.Wait()
	shut(t, j)
	last := map[int]int{}
	got := read(t, path)
	for i, e := range got {
		if i%2 == 1 {
			if e.N != -1 {
				t.Fatalf("record %d is %d: the records of one call were torn apart", i, e.N)
			}
			continue
		}
		if g := e.N / 1000; e.N%1000 != last[g] {
			t.Fatalf("goroutine %d: record %d after %d", g, e.N%1000, last[g])
		}
		last[e.N/1000]++
	}
	if len(got) != 1600 {
		t.Errorf("%d records, want 1600", len(got))
	}
}

func TestAFailedWriteIsFinal(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	if err := j.Append(entry{N: 1}); err != nil {
		t.Fatal(err)
	}
	writable := j.file
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	j.file = readOnly
	first := j.Append(entry{N: 2})
	if first == nil {
		t.Fatal("writing to a file that cannot be written did not fail")
	}
	j.file = writable
	if err := j.Append(entry{N: 3}); !errors.Is(err, first) {
		t.Errorf("append after a failure: %v, want %v", err, first)
	}
	if err := j.Sync(); !errors.Is(err, first) {
		t.Errorf("sync after a failure: %v, want %v", err, first)
	}
	shut(t, j)
	if got := read(t, path); !slices.Equal(got, []entry{{N: 1}}) {
		t.Errorf("read %v, want only what was accepted", got)
	}
}

func TestWhatCannotBeOpenedIsAnErrorAndHoldsNothing(t *testing.T) {
	if os.Geteuid() != 0 {
		folder := t.TempDir()
		if err := os.Chmod(folder, 0o500); err != nil {
			t.Fatal(err)
		}
		if err := openOnly(filepath.Join(folder, "journal.jsonl")); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("open in a read-only folder: %v", err)
		}
	}
	path := newPath(t)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := openOnly(path); err == nil || errors.Is(err, ErrLocked) {
		t.Errorf("open of a folder: %v", err)
	}
	if _, err := os.Stat(path + ".lock"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the lock is left behind: %v", err)
	}
	if err := Read(filepath.Join(path, "none"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read of no file: %v", err)
	}
}

func TestAClosedJournalRefusesEverything(t *testing.T) {
	j := open(t, newPath(t))
	shut(t, j)
	for name, err := range map[string]error{
		"append": j.Append(entry{}), "sync": j.Sync(), "close": j.Close(), "replay": j.Replay(func([]byte) error { return nil }),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
}

func TestAReadersErrorEndsTheReading(t *testing.T) {
	path := newPath(t)
	write(t, path, numbered(3)...)
	enough := errors.New("enough")
	calls := 0
	err := Read(path, func([]byte) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("read: %v after %d records", err, calls)
	}
}

// Any sequence of opening, appending, cutting and reading agrees with a plain list.
func TestAJournalIsAListWhateverIsDoneToIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		var model []entry
		for range rapid.IntRange(1, 8).Draw(rt, "sessions") {
			var added []entry
			for n := range rapid.IntRange(0, 6).Draw(rt, "appended") {
				added = append(added, entry{N: n, Text: rapid.String().Draw(rt, "text")})
			}
			content := write(t, path, added...)
			model = append(model, added...)
			if rapid.Bool().Draw(rt, "torn") {
				cut := rapid.IntRange(0, len(content)).Draw(rt, "cut")
				if err := os.Truncate(path, int64(cut)); err != nil {
					rt.Fatal(err)
				}
				model = model[:bytes.Count(content[:cut], []byte("\n"))]
			}
			got := read(t, path)
			want, err := json.Marshal(model) // JSON replaces what is not UTF-8, on both sides alike
			if err != nil {
				rt.Fatal(err)
			}
			if have, err := json.Marshal([]entry(got)); err != nil || (len(model) > 0 && !bytes.Equal(have, want)) || len(got) != len(model) {
				rt.Fatalf("read %s, want %s", have, want)
			}
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	j := open(b, newPath(b))
	defer shut(b, j)
	record := entry{N: 1, Text: strings.Repeat("x", 250)}
	for b.Loop() {
		if err := j.Append(record); err != nil {
			b.Fatal(err)
		}
	}
}
