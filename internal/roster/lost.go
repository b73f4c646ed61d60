package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// lostLetters tells a name that went through a wrong encoding on its way: with question marks for
// letters, or with two signs for one. Meant is the probable text where it can be told.
func lostLetters(name string) (meant string, lost bool) {
	question, foreign := false, false
	var before byte // the first byte of the character before, where that is outside ASCII
	suspect := false
	for i := range len(name) {
		switch c := name[i]; {
		case c == '?':
			question, before = true, 0
		case c < utf8.RuneSelf:
			before = 0
		case c >= 0xC0:
			suspect = suspect || before != 0
			before, foreign = 0, true
			if beginsPair(c) {
				before = c
			}
		}
	}
	if suspect {
		if text, found := unmangled(name); found {
			return text, true
		}
	}
	return "", question || foreign && hasCapitalInside(name)
}

// beginsPair tells the first bytes of the characters that the encodings below have for the first bytes
// of European letters in UTF-8: letters of Latin-1, and signs such as √ and ├.
func beginsPair(first byte) bool {
	switch first {
	case 0xC2, 0xC3, 0xC5, 0xC6, 0xE2:
		return true
	}
	return false
}

// encodings are those that UTF-8 is most often taken for: Windows, Mac and DOS.
var encodings = []*charmap.Charmap{charmap.Windows1252, charmap.Macintosh, charmap.CodePage850}

// unmangled undoes the reading of UTF-8 in another encoding: "MÃ¼ller" was "Müller". Found only where
// all of the text makes sense both ways, which no name does by chance.
func unmangled(text string) (string, bool) {
	for _, encoding := range encodings {
		encoded, err := encoding.NewEncoder().String(text)
		if err != nil || !utf8.ValidString(encoded) || encoded == text {
			continue
		}
		if sensible(encoded) {
			return encoded, true
		}
	}
	return "", false
}

// sensible reports whether a text could be somebody's name: what is not ASCII in it are European letters.
func sensible(text string) bool {
	other := false
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		other = true
		if !unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek) && r != '’' || r > 0x24F && r < 0x370 {
			return false
		}
	}
	return other
}

// hasCapitalInside tells the half of a letter that is left when the other half was a sign nobody sees:
// "GarcÃa" was "García".
func hasCapitalInside(name string) bool {
	for _, half := range []string{"Ã", "Â", "Å", "Ä"} {
		i := strings.Index(name, half)
		if i <= 0 {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(name[:i])
		after, _ := utf8.DecodeRuneInString(name[i+len(half):])
		if unicode.IsLower(before) && (unicode.IsLower(after) || after == ' ' || after == utf8.RuneError) {
			return true
		}
	}
	return false
}
