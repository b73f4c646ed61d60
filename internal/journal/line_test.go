package journal

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

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

func TestRecordsLongerThanTheReadBufferSurvive(t *testing.T) {
	path := newPath(t)
	entries := []entry{{N: 1}, {N: 2, Text: strings.Repeat("x", 1<<19)}, {N: 3}, {N: 4, Text: strings.Repeat("y", 1<<18)}}
	write(t, path, entries...)
	if got := read(t, path); !slices.Equal(got, entries) {
		t.Errorf("read %d records, or not the same", len(got))
	}
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
