package reviewbook

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// likeness is how a cell that came back compares with what was sent.
type likeness int

const (
	edited likeness = iota
	alike
	lostLetters // alike but for letters that an old encoding could not hold
)

// compare says whether a cell still says what was sent. What programs do to texts by themselves is no edit: blanks
// and line ends of other kinds, another Unicode normalisation, an apostrophe in front, texts that became numbers or
// dates, letters lost to an encoding.
func compare(cell sheet.Cell, sent string, csv bool) likeness {
	text := cell.Text
	switch {
	case cell.NoValue, cell.Disguised:
		return edited
	case sameWords(text, sent), sameWords(strings.TrimPrefix(text, "'"), strings.TrimPrefix(sent, "'")):
		return alike
	case isBlank(cell) || identity.Visible(sent) == "":
		return edited
	case sameDay(text, sent), (csv || cell.Kind == sheet.Number) && sameNumber(text, sent):
		return alike
	case lost(text, sent):
		return lostLetters
	}
	return edited
}

// sameWords reports whether two texts read the same, wherever their lines break, or where the breaks were dropped.
func sameWords(text, sent string) bool {
	if identity.SameText(text, sent) {
		return true
	}
	text, sent = identity.Visible(text), identity.Visible(sent)
	return oneBlank(text) == oneBlank(sent) || strings.Contains(sent, "\n") && oneBlank(text) == oneBlank(strings.ReplaceAll(sent, "\n", ""))
}

func oneBlank(text string) string { return strings.Join(strings.Fields(text), " ") }

// sameDay reports whether a text is a day that was sent as 2026-05-16, in one of the forms that spreadsheet programs
// show where they took it for a date. Where the order of day and month cannot be told either will do.
func sameDay(text, sent string) bool {
	if _, err := time.Parse(time.DateOnly, sent); err != nil {
		return false
	}
	for _, form := range [...]string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05", "2.1.2006", "2.1.06", "2/1/2006", "1/2/2006", "2/1/06", "1/2/06", "2006/1/2",
		"2-1-2006", "1-2-2006", "2-Jan-2006", "2-Jan-06", "2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006"} {
		if day, err := time.Parse(form, oneBlank(identity.Visible(text))); err == nil && day.Format(time.DateOnly) == sent {
			return true
		}
	}
	return false
}

// sameNumber reports whether two texts are one number: "42" or "42.0" for "0042", and "1,204" or "1.204" for "1204".
func sameNumber(text, sent string) bool {
	wanted, err := strconv.ParseFloat(sent, 64)
	if err != nil {
		return false
	}
	if is, err := strconv.ParseFloat(text, 64); err == nil && is == wanted {
		return true
	}
	thousands := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",.'’", r) || unicode.IsSpace(r) })
	for _, group := range thousands[min(1, len(thousands)):] {
		if len(group) != len("000") {
			return false
		}
	}
	return strings.Join(thousands, "") == sent
}

// lost reports whether a text is what an encoding that cannot hold every letter has left of another: a question mark
// for a letter, two where UTF-16 takes two units, the low line of Mac OS, or the letter of ASCII that Windows takes
// for the nearest one ("Łukasz" as "Lukasz").
func lost(text, sent string) bool {
	left, missing := []rune(norm.NFC.String(oneBlank(text))), false
	for _, r := range norm.NFC.String(oneBlank(sent)) {
		var first rune
		if len(left) > 0 {
			first = left[0]
		}
		switch {
		case first == r:
			left = left[1:]
		case r <= unicode.MaxASCII:
			return false
		case first == '?' || first == '_' || first != 0 && first == nearest(r):
			left, missing = left[1:], true
			if r > 0xFFFF && first == '?' && len(left) > 0 && left[0] == '?' {
				left = left[1:]
			}
		case identity.Visible(string(r)) == "":
			missing = true
		default:
			return false
		}
	}
	return missing && len(left) == 0
}

// nearest is the letter of ASCII that Windows writes for one that Windows-1252 does not have (Microsoft's table
// bestfit1252.txt); 0 where it has the letter, or there is none.
func nearest(r rune) rune {
	if _, has := charmap.Windows1252.EncodeRune(r); has {
		return 0
	}
	const stroked, plain = "ıłŁđħĦŧŦ", "ilLdhHtT"
	if i := strings.IndexRune(stroked, r); i >= 0 {
		return rune(plain[len([]rune(stroked[:i]))])
	}
	if base := []rune(norm.NFD.String(string(r))); len(base) > 1 && base[0] <= unicode.MaxASCII {
		return base[0]
	}
	return 0
}
