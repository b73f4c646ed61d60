package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// strayLetter is a letter of one script among letters of another that look alike.
type strayLetter struct {
	letter   rune
	position int    // in characters, from 1
	script   string // of the letter
	among    string // the script of the others
}

// strayLetterIn finds the first letter in an address that is of another script than most around it.
// What stands before the @ and each part of the domain are looked at apart: an address may well be in
// two scripts, a word is not.
func strayLetterIn(address string) (strayLetter, bool) {
	w := word{}
	position, domain := 0, false
	for _, r := range address {
		position++
		if r == '@' || domain && r == '.' {
			if stray, found := w.stray(); found {
				return stray, true
			}
			w, domain = word{}, true
			continue
		}
		w.add(r, position)
	}
	return w.stray()
}

// word counts the letters of a part of an address, Latin ones and others that may look like them.
type word struct{ latin, foreign letters }

type letters struct {
	count int
	first strayLetter
}

func (l *letters) add(r rune, position int, script string) {
	if l.count == 0 {
		l.first = strayLetter{letter: r, position: position, script: script}
	}
	l.count++
}

func (w *word) add(r rune, position int) {
	if r < utf8.RuneSelf && unicode.IsLetter(r) || unicode.Is(unicode.Latin, r) {
		w.latin.add(r, position, "Latin")
		return
	}
	if script := lookAlikeScript(r); script != "" {
		w.foreign.add(r, position, script)
	}
}

// stray is the first of the fewer letters.
func (w *word) stray() (strayLetter, bool) {
	few, many := w.foreign, w.latin
	if few.count > many.count {
		few, many = many, few
	}
	few.first.among = many.first.script
	return few.first, few.count > 0
}

// lookAlikeScripts share shapes with Latin (Unicode Technical Standard 39). Scripts that are written beside
// Latin as a matter of course, such as those of Japanese, are not among them.
var lookAlikeScripts = []string{"Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Georgian", "Lisu"}

// lookAlikeScript names the script of a letter that may be taken for a Latin one; empty for all others.
func lookAlikeScript(r rune) string {
	for _, name := range lookAlikeScripts {
		if unicode.Is(unicode.Scripts[name], r) {
			return name
		}
	}
	return ""
}

// latinShapes writes letters that cannot be told from Latin ones as those.
var latinShapes = strings.NewReplacer(
	"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "i", "ј", "j", "ѕ", "s", "ԁ", "d", "һ", "h", "ӏ", "l", "к", "k",
	"м", "m", "т", "t", "А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "С", "C", "Т", "T", "У", "Y", "Х", "X", "І", "I", "Ј", "J", "Ѕ", "S",
	"α", "a", "ο", "o", "ν", "v", "ρ", "p", "ι", "i", "κ", "k", "τ", "t", "υ", "u", "χ", "x", "ε", "e",
	"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M", "Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X",
	"օ", "o", "ո", "n", "ս", "u", "հ", "h", "յ", "j", "զ", "q", "ց", "g",
)

// inLatin is an address with such letters written in Latin; empty where that leaves others.
func inLatin(address string) string {
	latin := latinShapes.Replace(address)
	for _, r := range latin {
		if r >= utf8.RuneSelf && lookAlikeScript(r) != "" {
			return ""
		}
	}
	return latin
}
