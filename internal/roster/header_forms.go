package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"scimsheet/internal/identity"
)

// forms are the ways in which a header is compared, all of them folded.
type forms struct {
	whole string   // everything it says
	bare  string   // without remarks in brackets and without a word like Required at its end
	tags  []string // what stands in square brackets: some systems put the attribute's own name there
	other bool     // a remark says that the column is about somebody, or something, else
}

// formsOf takes a header apart, such as "User name [userPrincipalName] Required".
func formsOf(text string) forms {
	f := forms{whole: foldHeader(text)}
	f.bare = f.whole
	if strings.ContainsAny(text, "([{") {
		bare, remarks := withoutRemarks(text)
		if folded := foldHeader(bare); folded != "" {
			f.bare = folded
		}
		for _, remark := range remarks {
			if remark[0] == '[' {
				f.tags = append(f.tags, foldHeader(remark))
			}
			f.other = f.other || isAboutOther(remark)
		}
	}
	for _, word := range demands {
		if rest, ok := strings.CutSuffix(f.bare, word); ok && rest != "" {
			f.bare = rest
			break
		}
	}
	return f
}

// demands are the words that forms put behind a header that has to be filled in, folded.
var demands = []string{"required", "optional", "mandatory", "erforderlich", "pflichtfeld", "obligatoire", "obligatorio"}

// withoutRemarks cuts what stands in brackets out of a header. The remarks begin with their bracket.
func withoutRemarks(text string) (bare string, remarks []string) {
	var b strings.Builder
	for {
		open := strings.IndexAny(text, "([{")
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], map[byte]byte{'(': ')', '[': ']', '{': '}'}[text[open]])
		if end < 0 {
			break
		}
		b.WriteString(text[:open])
		b.WriteByte(' ')
		remarks = append(remarks, text[open:open+end])
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return b.String(), remarks
}

// others are words of a remark after which a header no longer means what stands before it: "First name
// (manager)" is nobody's in this row.
var others = []string{"manager", "managers", "supervisor", "approver", "owner", "sponsor", "assistant", "spouse", "emergency",
	"personal", "private", "privat", "home", "secondary", "alternate", "alternative", "recovery", "backup",
	"old", "previous", "former", "new", "future", "deprecated", "vorgesetzter", "vorgesetzte", "neu", "alt"}

func isAboutOther(remark string) bool {
	for word := range strings.FieldsFuncSeq(identity.Fold(clean(remark)), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, other := range others {
			if word == other {
				return true
			}
		}
	}
	return false
}

// foldHeader is the form in which headers are compared: letters, digits and "#" (which stands for
// "number"), without case and accents.
func foldHeader(header string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '#' {
				return r
			}
			return -1
		case r >= 0x0300 && r <= 0x036F: // the accents that Fold has taken off their letters
			return -1
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			return r
		}
		return -1
	}, identity.Fold(clean(header)))
}
