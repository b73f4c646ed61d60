package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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

// The model: a log is a list of records, and a log cut at any byte is a prefix of that list, whoever
// reads it and whatever is appended to it afterwards.
func TestALogCutAtAnyByteReplaysToAPrefixAndGoesOn(t *testing.T) {
	entries := numbered(12)
	content := write(t, newPath(t), entries...)
	path := newPath(t)
	for cut := range len(content) + 1 {
		if err := os.WriteFile(path, content[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		whole := bytes.Count(content[:cut], []byte("\n"))
		if got := read(t, path); !slices.Equal(got, entries[:whole]) {
			t.Fatalf("cut at %d: read %v, want the first %d", cut, got, whole)
		}
		write(t, path, entry{N: 99})
		if got, want := read(t, path), append(slices.Clone(entries[:whole]), entry{N: 99}); !slices.Equal(got, want) {
			t.Fatalf("cut at %d and appended to: read %v, want %v", cut, got, want)
		}
	}
}

func TestAChangedByteIsRefusedWithItsLine(t *testing.T) {
	content := write(t, newPath(t), numbered(6)...)
	path := newPath(t)
	for at := range len(content) - 1 { // without its last line break the log is merely torn
		changed := slices.Clone(content)
		changed[at] ^= 0x01
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		line := 1 + bytes.Count(content[:at], []byte("\n"))
		for name, err := range map[string]error{"read": Read(path, func([]byte) error { return nil }), "open": openOnly(path)} {
			var damaged *Damaged
			if !errors.As(err, &damaged) || damaged.Line != line {
				t.Fatalf("%s with byte %d changed: %v, want damage in line %d", name, at, err, line)
			}
		}
	}
}

func openOnly(path string) error {
	j, err := Open(path)
	if err == nil {
		err = j.Close()
	}
	return err
}

func TestALineThatIsMissingRepeatedOrMovedIsRefused(t *testing.T) {
	lines := bytes.SplitAfter(write(t, newPath(t), numbered(4)...), []byte("\n"))[:4]
	for name, tc := range map[string]struct {
		order []int
		line  int
	}{
		"the first line is missing":      {[]int{1, 2, 3}, 1},
		"a line is missing":              {[]int{0, 2, 3}, 2},
		"a line is there twice":          {[]int{0, 1, 1, 2, 3}, 3},
		"two lines changed places":       {[]int{0, 2, 1, 3}, 2},
		"the last line is elsewhere":     {[]int{3, 0, 1, 2}, 1},
		"the log was appended to itself": {[]int{0, 1, 2, 3, 0, 1, 2, 3}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			var content []byte
			for _, n := range tc.order {
				content = append(content, lines[n]...)
			}
			path := newPath(t)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			var damaged *Damaged
			if err := openOnly(path); !errors.As(err, &damaged) || damaged.Line != tc.line {
				t.Errorf("open: %v, want damage in line %d", err, tc.line)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, content) {
				t.Errorf("a damaged log was changed by opening it")
			}
		})
	}
}

func TestASecondWriterIsKeptOutAndToldByWhom(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	err := openOnly(path)
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("second open: %v, want ErrLocked with this process", err)
	}
	if err := j.Append(entry{N: 1}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); len(got) != 1 {
		t.Errorf("a reader beside the writer saw %v", got)
	}
	shut(t, j)
	if err := openOnly(path); err != nil {
		t.Errorf("open after close: %v", err)
	}
}

func TestALockFileLeftByAKilledProcessHoldsNobodyUp(t *testing.T) {
	path := newPath(t)
	if err := os.WriteFile(path+".lock", []byte("\x00process 1 on elsewhere since long ago\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := open(t, path)
	if err := openOnly(path); !strings.Contains(fmt.Sprint(err), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("second open: %v, want this process as the holder", err)
	}
	shut(t, j)
}

func TestOnlyOneOfManyWhoOpenAtOnceHoldsTheLog(t *testing.T) {
	path := newPath(t)
	var holders, written sync.Map
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			for round := range 50 {
				j, err := Open(path)
				if errors.Is(err, ErrLocked) {
					continue
				}
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				if other, taken := holders.LoadOrStore("holder", n); taken {
					t.Errorf("%d and %d hold the log at once", n, other)
				}
				if err := j.Append(entry{N: 100*n + round}); err != nil {
					t.Errorf("append: %v", err)
				}
				written.Store(100*n+round, true)
				holders.Delete("holder")
				if err := j.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}
		})
	}
	group.Wait()
	for _, e := range read(t, path) {
		if _, known := written.LoadAndDelete(e.N); !known {
			t.Errorf("record %d was never written, or is there twice", e.N)
		}
	}
	written.Range(func(n, _ any) bool { t.Errorf("record %v is lost", n); return true })
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

func TestRecordsLongerThanTheReadBufferSurvive(t *testing.T) {
	path := newPath(t)
	entries := []entry{{N: 1}, {N: 2, Text: strings.Repeat("x", 1<<19)}, {N: 3}, {N: 4, Text: strings.Repeat("y", 1<<18)}}
	write(t, path, entries...)
	if got := read(t, path); !slices.Equal(got, entries) {
		t.Errorf("read %d records, or not the same", len(got))
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

func FuzzScan(f *testing.F) {
	content := write(f, newPath(f), numbered(3)...)
	f.Add(content)
	f.Add(content[:len(content)-3])
	f.Add([]byte("\x00\x00\x00"))
	f.Add([]byte(`{"sum":"00000000","record":}` + "\n"))
	f.Add([]byte("\n\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		var records [][]byte
		end, _, err := scan("fuzzed", bytes.NewReader(content), func(record []byte) error {
			records = append(records, slices.Clone(record))
			return nil
		})
		if end > int64(len(content)) {
			t.Fatalf("sound up to %d of %d bytes", end, len(content))
		}
		var again []byte
		var sum uint32
		for _, record := range records {
			again, sum = appendLine(again, record, sum)
		}
		if !bytes.Equal(again, content[:end]) {
			t.Fatalf("what was accepted is not what would have been written")
		}
		var damaged *Damaged
		if err == nil && bytes.IndexByte(content[end:], '\n') >= 0 {
			t.Fatalf("a whole line was passed over in silence")
		}
		if err != nil && (!errors.As(err, &damaged) || damaged.Line != len(records)+1) {
			t.Fatalf("error %v after %d records", err, len(records))
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

func BenchmarkRead(b *testing.B) {
	path := newPath(b)
	j := open(b, path)
	for range 100_000 {
		if err := j.Append(entry{N: 1, Text: strings.Repeat("x", 250)}); err != nil {
			b.Fatal(err)
		}
	}
	shut(b, j)
	for b.Loop() {
		if err := Read(path, func([]byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
