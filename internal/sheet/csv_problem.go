package sheet

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// csvProblem is what is wrong with a record's bytes: at which of them, and in words. It is zero where
// nothing is.
type csvProblem struct {
	at            int
	message, hint string
}

const (
	endsInCharacter = "ends in the middle of a character"
	cutShort        = "the file is cut short: get it again"
	saveAsUTF8      = "save it again as \"CSV UTF-8\", or say which encoding it is with --encoding"
)

// problem looks at a record's bytes before they become text, finds out the encoding where that is still
// open, and says what is wrong with them in the encoding that was found. The last record is one without a
// line's end.
func (t *csvText) problem(record []byte, last bool) csvProblem {
	if at := bytes.IndexByte(record, 0); at >= 0 {
		return csvProblem{at, "holds a NUL, which text never does", "the file is damaged or no text: get it again, or save it as \"CSV UTF-8\""}
	}
	if isASCII(record) {
		return csvProblem{}
	}
	if t.decode != nil {
		return t.undecodable(record)
	}
	bad := invalidUTF8(record)
	if bad >= 0 && last && t.name == nameUTF8 && t.cutCharacter(record, bad) {
		return csvProblem{bad, endsInCharacter, cutShort}
	}
	if !t.decided {
		t.decided = true
		if bad >= 0 {
			t.name = name1252
		}
	}
	switch {
	case t.name == name1252 && bad < 0 && !t.asked:
		return csvProblem{bytes.IndexFunc(record, beyondASCII), "is UTF-8, while the accents before it are Windows-1252",
			"files in two encodings were joined: " + saveAsUTF8}
	case t.name == name1252:
		return missingIn1252(record)
	case bad >= 0:
		return csvProblem{bad, "is not valid UTF-8, which the rest of the file is", saveAsUTF8}
	}
	return csvProblem{}
}

// invalidUTF8 is where the first byte stands that is no part of a character, -1 where none is.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
}

// cutCharacter tells whether the file ends inside a character of UTF-8. Where nothing else speaks for
// UTF-8, one last byte may be an accent of Windows-1252: it is taken for the beginning of a letter only
// where that is by far the likelier, in the Latin, Greek and Cyrillic alphabets.
func (t *csvText) cutCharacter(record []byte, bad int) bool {
	rest := record[bad:]
	if utf8.FullRune(rest) {
		return false
	}
	if t.decided || len(rest) > 1 || !isASCII(record[:bad]) {
		return true
	}
	switch rest[0] {
	case 0xC2, 0xC3, 0xC4, 0xC5, 0xCE, 0xCF, 0xD0, 0xD1:
		return true
	}
	return false
}

// missingIn1252 finds the bytes that stand for nothing in Windows-1252; they show that the text is in
// yet another encoding.
func missingIn1252(record []byte) csvProblem {
	for at, c := range record {
		switch c {
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			return csvProblem{at, fmt.Sprintf("holds the byte 0x%X, which is neither UTF-8 nor Windows-1252", c), saveAsUTF8}
		}
	}
	return csvProblem{}
}

// undecodable finds what an encoding that was asked for has no character for. UTF-16 is let off: it can
// hold the character that stands for what could not be decoded, put there by an earlier program.
func (t *csvText) undecodable(record []byte) csvProblem {
	at := bytes.IndexRune(record, utf8.RuneError)
	if at < 0 || t.wide() {
		return csvProblem{}
	}
	return csvProblem{at, "holds bytes that stand for nothing in " + t.name, "was --encoding meant otherwise? without it the encoding is found out"}
}
