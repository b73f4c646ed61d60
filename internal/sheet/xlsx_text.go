package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// readText gives the text up to the next tag, or as much of it as is in the window and can be told.
func (s *xmlScanner) readText() (xmlToken, error) {
	w := s.buf[s.start:s.end]
	length, plain := len(w), true
	for i, c := range w {
		if xmlBytes[c]&xmlSpecial == 0 {
			continue
		}
		if c == '<' {
			length = i
			break
		}
		plain = false
	}
	piece := w[:length]
	if length == len(w) && !s.ended {
		piece = piece[:tellable(piece)]
		if len(piece) == 0 {
			return 0, s.wantMore()
		}
	}
	s.start += len(piece)
	if len(s.opened) == 0 {
		return 0, s.outside(piece)
	}
	s.text = piece
	if !plain {
		var err error
		if s.scratch, err = unescape(s.scratch[:0], piece); err != nil {
			return 0, err
		}
		s.text = s.scratch
	}
	return xmlText, nil
}

// outside looks at text outside the root element, where only blanks may stand, and a byte-order mark at
// the very start.
func (s *xmlScanner) outside(piece []byte) error {
	if !s.begun {
		piece = bytes.TrimPrefix(piece, []byte(byteOrderMark))
	}
	s.begun = s.begun || len(piece) > 0
	if len(bytes.TrimLeft(piece, " \t\r\n")) > 0 {
		return damaged("has text outside its root element")
	}
	return nil
}

// tellable is how much of a piece whose rest has not been read can be told already: not half a
// character, not half an entity, no carriage return whose line feed may follow.
func tellable(piece []byte) int {
	n := len(piece)
	if i := bytes.LastIndexByte(piece[max(0, n-maxEntity):], '&'); i >= 0 {
		if at := max(0, n-maxEntity) + i; bytes.IndexByte(piece[at:], ';') < 0 {
			return at
		}
	}
	if n > 0 && piece[n-1] == '\r' {
		return n - 1
	}
	for back := 1; back <= min(utf8.UTFMax, n); back++ {
		if utf8.RuneStart(piece[n-back]) {
			if !utf8.FullRune(piece[n-back:]) {
				return n - back
			}
			break
		}
	}
	return n
}

// legible refuses text that is not UTF-8 or holds control characters.
func legible(text []byte) error {
	if !utf8.Valid(text) {
		return damaged("holds text that is not UTF-8")
	}
	for _, c := range text {
		if c < ' ' && !isXMLSpace(c) {
			return damaged("holds a control character")
		}
	}
	return nil
}

// unescape appends legible text with its entities and line ends undone.
func unescape(dst, text []byte) ([]byte, error) {
	if err := legible(text); err != nil {
		return nil, err
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '&':
			end := bytes.IndexByte(text[i:min(len(text), i+maxEntity)], ';')
			if end < 0 {
				return nil, damaged("holds a \"&\" that begins no entity")
			}
			r, err := entity(text[i+1 : i+end])
			if err != nil {
				return nil, err
			}
			dst = utf8.AppendRune(dst, r)
			i += end
		case c == '\r':
			if i+1 == len(text) || text[i+1] != '\n' {
				dst = append(dst, '\n')
			}
		default:
			dst = append(dst, c)
		}
	}
	return dst, nil
}

// entity is the character for what stands between "&" and ";" (XML 1.0, sections 4.1 and 4.6).
func entity(name []byte) (rune, error) {
	switch string(name) {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	if digits, ok := bytes.CutPrefix(name, []byte("#")); ok {
		base := 10
		if hex, ok := bytes.CutPrefix(digits, []byte("x")); ok {
			digits, base = hex, 16
		}
		if n, err := strconv.ParseUint(string(digits), base, 32); err == nil && isXMLRune(rune(n)) {
			return rune(n), nil
		}
	}
	return 0, damaged("holds the unknown entity &%s;", name)
}

// isXMLRune tells the characters a document may hold (XML 1.0, section 2.2).
func isXMLRune(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0xD800 && r <= 0xDFFF, r == 0xFFFE, r == 0xFFFF:
		return false
	}
	return r <= utf8.MaxRune
}

// What a byte may mean to the scanner.
const (
	xmlName    = 1 << iota // may stand in a name; every byte of a character beyond ASCII may
	xmlSpecial             // in text: ends it, or needs a closer look
)

var xmlBytes = func() (class [256]uint8) {
	for c := range class {
		switch {
		case c >= utf8.RuneSelf:
			class[c] = xmlName | xmlSpecial
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == ':':
			class[c] = xmlName
		case c == '<', c == '&', c < ' ' && c != '\t' && c != '\n':
			class[c] = xmlSpecial
		}
	}
	return class
}()

func isXMLSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func pastSpace(w []byte, at int) int {
	for at < len(w) && isXMLSpace(w[at]) {
		at++
	}
	return at
}

func nameEnd(w []byte, at int) int {
	for at < len(w) && xmlBytes[w[at]]&xmlName != 0 {
		at++
	}
	return at
}
