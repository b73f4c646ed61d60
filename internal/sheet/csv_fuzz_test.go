package sheet

import (
	"bytes"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
)

// readStream reads CSV from a stream; the third result is the error's text, empty for none.
func readStream(r io.Reader, o Options) ([]line, *Book, string) {
	o.MaxSize = DefaultMaxSize
	b, err := open(streamed("-", r), o)
	if err != nil {
		return nil, nil, err.Error()
	}
	lines, err := walk(b, "")
	if err != nil {
		return lines, b, err.Error()
	}
	return lines, b, ""
}

// FuzzCSV holds that reading neither panics nor hangs, that rows go up, and that cutting a file into
// differently sized reads changes nothing.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a;\"b\"\"c\"\r\n\r\n;;\n", "\ufeffsep=|\na|b", "\"a\nb\",c\rd,\"", "\xff\xfea\x00,\x00b\x00", "Zo\xeb,1\n'=1,''\n",
		"version:v1.0\nName;Mail\nAda;ada@x.com", "Staff, all\n\na\tb\r1\t2\r\x1a", "\xfe\xff\x00a\x00,\x00", "a,b\n1,Zo\xc3", "a,\xe9\nb,Zo\xc3\xab\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		whole, _, problem := readStream(bytes.NewReader(content), Options{})
		for i := 1; i < len(whole); i++ {
			if whole[i].Number <= whole[i-1].Number {
				t.Fatalf("row %d after row %d", whole[i].Number, whole[i-1].Number)
			}
		}
		pieces, _, problemInPieces := readStream(&dribble{content}, Options{})
		if diff := cmp.Diff(whole, pieces); diff != "" || problem != problemInPieces {
			t.Fatalf("%s\n%q\n%q", diff, problem, problemInPieces)
		}
	})
}

// FuzzCSVFoundOut holds that what is found out of a file can as well be said: the same text in UTF-16, with
// its delimiter declared in the first line, or with delimiter and encoding given, has the same rows.
func FuzzCSVFoundOut(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "Größe;b\nx;ada@x.com\n", "version:v1.0\nName\tMail\nAda\tada@x.com", "Staff, all\n\na|\"b\nc\"\r1|2\r", "𝔸;'=1\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		if content == "" || !utf8.ValidString(content) || len(content) > 1<<12 {
			return
		}
		want, b, problem := readStream(bytes.NewReader([]byte(byteOrderMark+content)), Options{})
		if problem != "" {
			return
		}
		for name, order := range map[string]unicode.Endianness{"little-endian": unicode.LittleEndian, "big-endian": unicode.BigEndian} {
			wide, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(content)
			if err != nil {
				t.Fatal(err)
			}
			got, again, problem := readStream(bytes.NewReader([]byte(wide)), Options{})
			if diff := cmp.Diff(want, got); diff != "" || problem != "" {
				t.Fatalf("%s: %s\n%q", name, diff, problem)
			}
			if again.Delimiter() != b.Delimiter() {
				t.Fatalf("%s: delimiter %q, in UTF-8 %q", name, again.Delimiter(), b.Delimiter())
			}
		}
		if separatorLine([]byte(content)) != 0 {
			return
		}
		declared, _, problem := readStream(bytes.NewReader([]byte("sep="+string(b.Delimiter())+"\r\n"+content)), Options{})
		if diff := cmp.Diff(want, declared); diff != "" || problem != "" {
			t.Fatalf("with the delimiter declared: %s\n%q", diff, problem)
		}
		said, _, problem := readStream(bytes.NewReader([]byte(content)), Options{Delimiter: b.Delimiter(), Encoding: "utf-8"})
		if diff := cmp.Diff(want, said); diff != "" || problem != "" {
			t.Fatalf("with delimiter and encoding given: %s\n%q", diff, problem)
		}
	})
}
