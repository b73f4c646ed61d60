package sheet

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// line is a row as tests write it down.
type line struct {
	Number int
	Cells  []string
}

func writeFile(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// walk reads a sheet to its end and gives the texts of the rows it got, also before an error.
func walk(b *Book, sheet string) ([]line, error) {
	rows, err := b.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lines []line
	for rows.Next() {
		l := line{Number: rows.Row().Number}
		for _, c := range rows.Row().Cells {
			l.Cells = append(l.Cells, c.Text)
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

func readCSV(t *testing.T, content string, o Options) ([]line, *Book, error) {
	t.Helper()
	b, err := Open(writeFile(t, "staff.csv", []byte(content)), o)
	if err != nil {
		return nil, nil, err
	}
	t.Cleanup(func() { b.Close() })
	lines, err := walk(b, "")
	return lines, b, err
}

func TestCSVIsReadAsSpreadsheetsWriteIt(t *testing.T) {
	for _, test := range []struct {
		name      string
		content   string
		delimiter rune
		want      []line
	}{
		{"plain with commas", "a,b\n1,2\n", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"no line end after the last row", "a,b\n1,2", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"CR LF, with semicolons", "a;b\r\n1;2\r\n", ';', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"CR of old Macintosh files", "a,b\r1,2\r", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"tabs", "a\tb\n1\t2\n", '\t', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"bars", "a|b\n1|2\n", '|', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"a byte-order mark", "\ufeffa,b\n1,2\n", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"semicolons around lists with commas", "a;b\n\"x, y, z\";2\n\"x, y, z\";2\n", ';',
			[]line{{1, []string{"a", "b"}}, {2, []string{"x, y, z", "2"}}, {3, []string{"x, y, z", "2"}}}},
		{"commas around lists with semicolons", "a,b\nx;y;z,2\nx;y;z,2\n", ',',
			[]line{{1, []string{"a", "b"}}, {2, []string{"x;y;z", "2"}}, {3, []string{"x;y;z", "2"}}}},
		{"a title with a comma above a table with semicolons", "Staff, all\n\na;b\n1;2\n", ';',
			[]line{{1, []string{"Staff, all"}}, {3, []string{"a", "b"}}, {4, []string{"1", "2"}}}},
		{"Excel's line that declares the delimiter is no row", "sep=|\r\na|b;c\r\n", '|', []line{{1, []string{"a", "b;c"}}}},
		{"one column", "userName\nada@x.com\n", ',', []line{{1, []string{"userName"}}, {2, []string{"ada@x.com"}}}},
		{"blank lines count but are no rows", "a,b\n\n,\r\n1,2\n", ',', []line{{1, []string{"a", "b"}}, {4, []string{"1", "2"}}}},
		{"a record with line breaks is one row", "a,b\n\"1\r\n2\n3\",4\n5,6\n", ',',
			[]line{{1, []string{"a", "b"}}, {2, []string{"1\n2\n3", "4"}}, {3, []string{"5", "6"}}}},
		{"quotes, doubled quotes, delimiters inside", `a,b` + "\n" + `"say ""hi""","1,2"` + "\n", ',',
			[]line{{1, []string{"a", "b"}}, {2, []string{`say "hi"`, "1,2"}}}},
		{"an empty cell in quotes is blank", "a,b\n\"\",x\n", ',', []line{{1, []string{"a", "b"}}, {2, []string{"", "x"}}}},
		{"a quote inside a cell without quotes is text", "a,b\n5\" pipe,O\"Hara\n", ',',
			[]line{{1, []string{"a", "b"}}, {2, []string{`5" pipe`, `O"Hara`}}}},
		{"blanks after a closing quote are no text", "a,b\n\"1\" ,2\n", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"trailing blank cells are left out", "a,b,c\n1,,\n", ',', []line{{1, []string{"a", "b", "c"}}, {2, []string{"1"}}}},
		{"a text written as a formula to keep its zeros is the text", "a,b\n\"=\"\"00017\"\"\",=\"\"\n'=\"x\",=1+1\n\"=\"\"a\"\"&B2\",x\n", ',', []line{
			{1, []string{"a", "b"}}, {2, []string{"00017"}}, {3, []string{`="x"`, "=1+1"}}, {4, []string{`="a"&B2`, "x"}}}},
		{"the guard against formulas is taken off once", "a,b\n'=1+1,'+49\n'@x,'-\n'' quoted,'t Hooft\n','x\n", ',', []line{
			{1, []string{"a", "b"}}, {2, []string{"=1+1", "+49"}}, {3, []string{"@x", "-"}},
			{4, []string{"' quoted", "'t Hooft"}}, {5, []string{"'", "'x"}}}},
		{"the end mark of old programs is no row", "a,b\r\n1,2\r\n\x1a", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"line ends of all kinds in one file", "a,b\r\n1,2\n3,4\r5,6", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}, {3, []string{"3", "4"}}, {4, []string{"5", "6"}}}},
		{"a line break of old Macintosh files inside a cell", "a,b\r\"1\r2\",3\r", ',', []line{{1, []string{"a", "b"}}, {2, []string{"1\r2", "3"}}}},
		{"nothing but blank lines", "\n\n", ',', nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, b, err := readCSV(t, test.content, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if b.Delimiter() != test.delimiter {
				t.Errorf("delimiter %q, want %q", b.Delimiter(), test.delimiter)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEncodingOfCSVIsFoundOut(t *testing.T) {
	const text = "userName,givenName\nzoe@x.com,Zoë\nlukasz@x.com,Łukasz\n"
	const western = "userName,givenName\nzoe@x.com,Zoë €\n"
	encode := func(e interface{ String(string) (string, error) }, s string) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	plainLittle, plainBig := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	late := strings.Repeat("ann@x.com,Ann\n", 20_000)
	for _, test := range []struct {
		name, content, asked, encoding, want string
	}{
		{"UTF-8", text, "", "UTF-8", text},
		{"UTF-8 with a mark", "\ufeff" + text, "", "UTF-8", text},
		{"UTF-16 little-endian with a mark", encode(little.NewEncoder(), text), "", "UTF-16LE", text},
		{"UTF-16 big-endian with a mark", encode(big.NewEncoder(), text), "", "UTF-16BE", text},
		{"UTF-16 little-endian without a mark", encode(plainLittle.NewEncoder(), text), "", "UTF-16LE", text},
		{"UTF-16 big-endian without a mark", encode(plainBig.NewEncoder(), text), "", "UTF-16BE", text},
		{"Windows-1252", encode(charmap.Windows1252.NewEncoder(), western), "", "Windows-1252", western},
		{"Windows-1252 whose first accent comes late", late + encode(charmap.Windows1252.NewEncoder(), western), "", "Windows-1252", late + western},
		{"Windows-1252 whose only accent is its last letter", "a,b\n1,Andr\xe9", "", "Windows-1252", "a,b\n1,André\n"},
		{"UTF-16 without a mark, with letters whose bytes are zero elsewhere", encode(plainLittle.NewEncoder(), "userName,Āā\nx,y\n"), "", "UTF-16LE", "userName,Āā\nx,y\n"},
		{"UTF-16 with a character of two units", encode(big.NewEncoder(), "a,b\n1,𝔸da\n"), "", "UTF-16BE", "a,b\n1,𝔸da\n"},
		{"Windows-1252 asked for, in which UTF-8 could be hidden", "a,\xe9\n1,\xc3\xab\n", "windows-1252", "Windows-1252", "a,é\n1,Ã«\n"},
		{"what was asked for", encode(charmap.ISO8859_2.NewEncoder(), text), "iso-8859-2", "iso-8859-2", text},
		{"Windows-1252 asked for, although it would be UTF-8", encode(charmap.Windows1252.NewEncoder(), "a,Ã«\n"), "cp1252", "Windows-1252", "a,Ã«\n"},
		{"a mark wins over what was asked for", "\ufeff" + text, "windows-1252", "UTF-8", text},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, b, err := readCSV(t, test.content, Options{Encoding: test.asked})
			if err != nil {
				t.Fatal(err)
			}
			var again strings.Builder
			for _, l := range got {
				again.WriteString(strings.Join(l.Cells, ",") + "\n")
			}
			if again.String() != test.want {
				t.Errorf("read %.200q, want %.200q", again.String(), test.want)
			}
			if b.Encoding() != test.encoding {
				t.Errorf("encoding %s, want %s", b.Encoding(), test.encoding)
			}
		})
	}
}

func TestDamagedCSVIsRefusedWithItsPlace(t *testing.T) {
	for _, test := range []struct {
		name, content, message string
	}{
		{"a quote that never closes", "a,b\n1,\"two\n3,4\n", "cell B2 opens a quote that is never closed"},
		{"a quote that never closes, at the very end", "a,b\n1,\"", "cell B2 opens a quote that is never closed"},
		{"text after a closing quote", "a,b\n\"Smith, \"Jim\", x\",2\n", "cell A2 has text after a closing quote"},
		{"a cell of more than a megabyte", "a,b\n1," + strings.Repeat("x", maxCSVCell+1) + "\n", "cell B2 holds more than 1 MB of text"},
		{"a cell in quotes of more than a megabyte", "a,b\n1,\"" + strings.Repeat("x,\n", maxCSVCell) + "\n", "cell B2 holds more than 1 MB of text"},
		{"a row that does not end", strings.Repeat(strings.Repeat("x", 2000)+",", 10_000), "cell LJM1 ends a row of more than 16 MB"},
		{"more columns than a spreadsheet has", strings.Repeat(",", gridColumns), "cell XFE1 has more than 16384 columns"},
		{"a NUL late in the file", "a,b\n" + strings.Repeat("1,2\n", 300) + "1,\x002\n", "cell B302 holds a NUL, which text never does"},
		{"accents in two encodings", "a,b\nZoë,1\nZo\xeb,2\n", "cell A3 is not valid UTF-8, which the rest of the file is"},
		{"accents in two encodings, the other first", "a,b\nZo\xeb,1\n2,Zoë\n", "cell B3 is UTF-8, while the accents before it are Windows-1252"},
		{"UTF-8 promised by a mark and not kept", "\ufeffa,b\nZo\xeb,2\n", "cell A2 is not valid UTF-8, which the rest of the file is"},
		{"neither UTF-8 nor Windows-1252", "a,b\n1,\x83n\x81\n", "cell B2 holds the byte 0x81, which is neither UTF-8 nor Windows-1252"},
		{"UTF-8 cut in the only accent it has", "a,b\n1,Zo\xc3", "cell B2 ends in the middle of a character"},
		{"UTF-8 cut in a later accent", "Größe,b\n1,ma\xc5", "cell B2 ends in the middle of a character"},
		{"UTF-8 cut in a longer character", "a,b\n1,x\xe2\x82", "cell B2 ends in the middle of a character"},
		{"UTF-8 with a mark, cut in any character", "\ufeffa,b\n1,x\xe9", "cell B2 ends in the middle of a character"},
		{"UTF-16 cut in a character", "\xff\xfea\x00,\x00b\x00\n\x001\x00,\x00\x42", "cell B2 ends in the middle of a character"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := readCSV(t, test.content, Options{Delimiter: ','})
			var unreadable *Unreadable
			if !errors.As(err, &unreadable) {
				t.Fatalf("error %v, want *Unreadable", err)
			}
			want := &Unreadable{File: "staff.csv", Message: test.message, Hint: unreadable.Hint}
			if diff := cmp.Diff(want, unreadable); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCSVBeyondTheLimitIsRefused(t *testing.T) {
	content := "a,b\n" + strings.Repeat("1,2\n", 100_000)
	got, _, err := readCSV(t, content, Options{MaxSize: 300_000})
	var unreadable *Unreadable
	if !errors.As(err, &unreadable) || unreadable.Message != "holds more than 300000 bytes unpacked" {
		t.Fatalf("%d rows, error %v", len(got), err)
	}
	if _, _, err = readCSV(t, content, Options{MaxSize: int64(len(content))}); err != nil {
		t.Fatalf("a file of exactly the limit: %v", err)
	}
}

func TestScientificNotationInCSVIsRounded(t *testing.T) {
	for text, want := range map[string]bool{
		"1.23457E+15": true, "1,23457E+15": true, "1E+05": true,
		"1.23457E15": false, "12.3E+15": false, "E+15": false, "1.E+15": false, "1.2E+": false, "x1.2E+15": false, "1234567890123456": false,
	} {
		if got := scientific(text); got != want {
			t.Errorf("%q: rounded %t, want %t", text, got, want)
		}
	}
	b, err := Open(writeFile(t, "ids.csv", []byte("id;n\n1,23457E+15;x\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	rows, err := b.Rows("")
	if err != nil {
		t.Fatal(err)
	}
	rows.Next()
	rows.Next()
	if got, want := rows.Row().Cell(1), (Cell{Text: "1,23457E+15", Kind: Text, Rounded: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAStreamIsReadOnceAndHashedAsItFlows(t *testing.T) {
	const content = "a,b\n1,2\n"
	b, err := open(streamed("-", io.MultiReader(strings.NewReader(content[:3]), strings.NewReader(content[3:]))), Options{MaxSize: DefaultMaxSize})
	if err != nil {
		t.Fatal(err)
	}
	if b.Name() != "-" {
		t.Errorf("name %q", b.Name())
	}
	if _, err := b.SHA256(); err == nil {
		t.Error("a digest before the stream was read")
	}
	got, err := walk(b, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]line{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}, got); diff != "" {
		t.Error(diff)
	}
	digest, err := b.SHA256()
	if want := "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470"; err != nil || digest != want {
		t.Errorf("digest %q, %v, want %q", digest, err, want)
	}
	file, err := Open(writeFile(t, "x.csv", []byte(content)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if of, err := file.SHA256(); err != nil || of != digest {
		t.Errorf("digest of the file %q, of the stream %q, %v", of, digest, err)
	}
	if _, err := b.Rows(""); err == nil {
		t.Error("a stream was read twice")
	}
}

func TestAFileThatShrinksWhileItIsReadIsAnError(t *testing.T) {
	path := writeFile(t, "staff.csv", []byte("a,b\n"+strings.Repeat("1,2\n", 100_000)))
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := os.Truncate(path, 200_000); err != nil {
		t.Fatal(err)
	}
	if _, err := walk(b, ""); !errors.Is(err, errShrunk) {
		t.Errorf("error %v, want %v", err, errShrunk)
	}
}

func TestOptionsThatCannotBeMeant(t *testing.T) {
	path := writeFile(t, "staff.csv", []byte("a,b\n"))
	for _, o := range []Options{{Delimiter: '"'}, {Delimiter: '\n'}, {Delimiter: '§'}, {Encoding: "klingon"}} {
		if _, err := Open(path, o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var unreadable *Unreadable
	if _, err := b.Rows("Employees"); !errors.As(err, &unreadable) {
		t.Errorf("a sheet of CSV: %v", err)
	}
}

// dribble gives one byte a read.
type dribble struct{ left []byte }

func (d *dribble) Read(p []byte) (int, error) {
	if len(d.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, d.left[:1])
	d.left = d.left[n:]
	return n, nil
}
