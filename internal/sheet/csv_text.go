package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// The names under which encodings are told to people.
const (
	nameUTF8    = "UTF-8"
	nameUTF16LE = "UTF-16LE"
	nameUTF16BE = "UTF-16BE"
	name1252    = "Windows-1252"
)

const byteOrderMark = "\uFEFF"

// csvText is how the bytes of a CSV file become text. UTF-16 and every encoding that was asked for by
// name are decoded on the way in. What is left is UTF-8 or Windows-1252, and which of them shows at the
// first byte that is not ASCII, maybe after a thousand rows: so these two are told apart record by record.
type csvText struct {
	name    string
	decode  encoding.Encoding // nil for UTF-8 and Windows-1252
	decided bool              // name is known and not just assumed
	asked   bool              // somebody said so
}

func encodingNamed(name string) (encoding.Encoding, error) {
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, fmt.Errorf("encoding %q is not known: utf-8, utf-16le, utf-16be and windows-1252 are, and others by their names on the web", name)
	}
	return e, nil
}

// KnownEncoding reports whether Options.Encoding may have a name.
func KnownEncoding(name string) bool {
	_, err := encodingNamed(name)
	return err == nil
}

// findText tells the encoding from the beginning of a file, or takes the one that was asked for.
func findText(head []byte, asked string) (csvText, error) {
	switch {
	case bytes.HasPrefix(head, []byte(byteOrderMark)):
		return csvText{name: nameUTF8, decided: true}, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return littleEndian(), nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return bigEndian(), nil
	case asked != "":
		return textNamed(asked)
	}
	start := head[:min(len(head), 512)]
	switch even, odd := zeros(start); {
	case odd > len(start)/8 && odd > 8*even:
		return littleEndian(), nil
	case even > len(start)/8 && even > 8*odd:
		return bigEndian(), nil
	}
	return csvText{name: nameUTF8}, nil
}

func littleEndian() csvText {
	return csvText{name: nameUTF16LE, decided: true, decode: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
}

func bigEndian() csvText {
	return csvText{name: nameUTF16BE, decided: true, decode: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
}

func textNamed(name string) (csvText, error) {
	e, err := encodingNamed(name)
	if err != nil {
		return csvText{}, err
	}
	canonical, err := htmlindex.Name(e)
	switch {
	case err != nil:
		return csvText{}, fmt.Errorf("encoding %q: %w", name, err)
	case canonical == "utf-8":
		return csvText{name: nameUTF8, decided: true, asked: true}, nil
	case canonical == "windows-1252":
		return csvText{name: name1252, decided: true, asked: true}, nil
	}
	return csvText{name: canonical, decided: true, asked: true, decode: e}, nil
}

// zeros counts the zero bytes at even and odd places: addresses and text in European languages have them
// at every second byte in UTF-16, and nowhere in any other encoding.
func zeros(text []byte) (even, odd int) {
	for i, c := range text {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// reader turns the file's bytes into UTF-8, or leaves them as they are until text sees them.
func (t *csvText) reader(r io.Reader) io.Reader {
	if t.decode == nil {
		return r
	}
	if t.wide() {
		r = &wholeUnits{r: r}
	}
	return t.decode.NewDecoder().Reader(r)
}

// wide tells UTF-16, which has two bytes or four a character.
func (t *csvText) wide() bool { return t.name == nameUTF16LE || t.name == nameUTF16BE }

// wholeUnits turns an odd number of bytes into an error: the decoder would end with a character that the
// file does not hold.
type wholeUnits struct {
	r   io.Reader
	odd bool
}

var errHalfCharacter = errors.New(endsInCharacter)

func (w *wholeUnits) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.odd = w.odd != (n%2 == 1)
	if err == io.EOF && w.odd {
		err = errHalfCharacter
	}
	return n, err
}

// field is a field's text, decoded where the whole record could not be.
func (t *csvText) field(raw string) (string, error) {
	if t.name != name1252 || !strings.ContainsFunc(raw, beyondASCII) {
		return raw, nil
	}
	return charmap.Windows1252.NewDecoder().String(raw)
}

func beyondASCII(r rune) bool { return r >= utf8.RuneSelf }

func isASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
