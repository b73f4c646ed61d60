package personnel

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"scimsheet/internal/identity"
)

// nothings are what people and systems write into a cell that has no value, folded.
var nothings = []string{"-", "--", "---", "–", "—", "n/a", "n.a.", "na", "#n/a", "none", "null", "(null)", "(none)", "(blank)", "[blank]", "<none>",
	"nil", "tbd", "unknown", "?", "keine", "keiner", "aucun", "ninguno", "geen", "unbekannt", "inconnu"}

// said is a cell's text on one line, without what nobody can see; empty where it says only that there is
// nothing to say.
func said(text string) string {
	if text == "" {
		return ""
	}
	text = oneLine(identity.Visible(text))
	if len(text) <= len("unbekannt") && slices.Contains(nothings, strings.ToLower(text)) {
		return ""
	}
	return text
}

// oneLine turns every run of blanks and line breaks into one blank.
func oneLine(text string) string {
	if !strings.Contains(text, "\n") && !strings.Contains(text, "  ") {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// foldHeader is the form in which headers are compared: letters, digits and "#" (which stands for
// "number"), without case and accents.
func foldHeader(header string) string {
	return strings.Map(func(r rune) rune {
		switch { // letters, as identity.Fold leaves them, whose accent is no sign of its own
		case r == 'Æ':
			return 'a'
		case r == 'Ø':
			return 'o'
		case r == 'Ł':
			return 'l'
		case unicode.IsLetter(r) || unicode.IsNumber(r) || r == '#':
			return r
		}
		return -1
	}, identity.Fold(identity.Visible(header)))
}

// foldID is the form in which employee ids are compared; empty for what is none.
func foldID(id string) string {
	folded := identity.Fold(said(id))
	if folded == "0" {
		return ""
	}
	return folded
}

// quoted is a text in double quotes, cut to a readable length.
func quoted(text string) string { return `"` + shown(text) + `"` }

// shown cuts what a message repeats: a cell may hold a page of text.
func shown(text string) string {
	const longest = 80 // characters
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return string([]rune(text)[:longest]) + "…"
}
