package mail

import (
	"encoding/base64"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine is a text as it may stand in a message's head: letters and single blanks, without what is not
// seen or turns the direction of what follows.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}

// longestWord is how many letters a word in a message's head may have that is not encoded: lines are folded
// between words, and should end before 78 (RFC 5322, 2.1.1).
const longestWord = 60

// encodedSubject writes a subject in ASCII. Text that looks encoded would be decoded by whoever reads it; so
// it is encoded.
func encodedSubject(subject string) string {
	plain := !strings.Contains(subject, "=?")
	for word := range strings.SplitSeq(subject, " ") {
		plain = plain && len(word) <= longestWord
	}
	for i := range len(subject) {
		plain = plain && subject[i] < utf8.RuneSelf
	}
	if plain {
		return subject
	}
	return encodedWords(subject)
}

// encodedWords writes a text as encoded words of RFC 2047, of which each holds whole letters.
func encodedWords(text string) string {
	const octets = 45 // with which a word takes 72 letters of the 75 that it may
	var words []string
	for text != "" {
		end := min(octets, len(text))
		for end < len(text) && !utf8.RuneStart(text[end]) {
			end--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(text[:end]))+"?=")
		text = text[end:]
	}
	return strings.Join(words, " ")
}

// mostName is how many letters of a person's name are shown.
const mostName = 100

// mailbox reads an address, with or without a name. User names that are addresses in all but the letter of
// RFC 5322, as first..last@acme.com, are written quoted, as it allows.
func mailbox(text string) (*mail.Address, error) {
	text = oneLine(text)
	parsed, err := mail.ParseAddress(text)
	if err != nil {
		at := strings.LastIndexByte(text, '@')
		if at < 1 || strings.ContainsAny(text, `<>"(),:;[]\ `) {
			return nil, fmt.Errorf("%q is no mail address", text)
		}
		if _, err := mail.ParseAddress("x" + text[at:]); err != nil {
			return nil, fmt.Errorf("%q is no mail address", text)
		}
		parsed = &mail.Address{Address: text}
	}
	name := []rune(oneLine(parsed.Name))
	if len(name) > mostName {
		name = append(name[:mostName-1], '…')
	}
	parsed.Name = strings.ReplaceAll(string(name), "=?", "= ?") // would be decoded by whoever reads it
	return parsed, nil
}
