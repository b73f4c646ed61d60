package dossier

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
)

// number writes a count as people read it: 1,204.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// countOf is a number with its noun: "1 person", "1,204 people".
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// verb agrees with a number: 1 is, 2 are.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// listed joins words as a sentence does: "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// namedAtMost is how many things a sentence names.
const namedAtMost = 5

// named are things in a sentence: the first ones, and how many more there are.
func named(all []string) string {
	words := slices.Clone(all[:min(len(all), namedAtMost)])
	if more := len(all) - len(words); more > 0 {
		words = append(words, number(more)+" more")
	}
	return listed(words)
}

// capitalised starts with a capital letter.
func capitalised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	word, _, _ := strings.Cut(text, " ")
	if size == 0 || strings.ContainsAny(strings.TrimRight(word, ".,:;!?"), "@.") {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// sentence starts with a capital letter and ends with a full stop.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return capitalised(text)
	}
	return capitalised(text) + "."
}

// moment is a time as the evidence writes it, always in UTC.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// Characters that are shown of a text of somebody else: within a sentence, and in a place of its own.
const (
	mostInLine  = 200
	mostInPlace = 1000
)

// oneLine is a text of somebody else as it may stand in a line of ours: it can neither begin a line of its own
// nor turn the order in which the rest of the line is read, and it is not endless.
func oneLine(text string) string { return shortened(strings.Map(tamed, text), mostInLine) }

// clipped is the same in a place of its own.
func clipped(text string) string { return shortened(strings.Map(tamed, text), mostInPlace) }

// shortened cuts text after so many characters, with a mark that says so.
func shortened(text string, most int) string {
	characters := 0
	for i := range text {
		if characters++; characters > most {
			return text[:i] + "… (cut)"
		}
	}
	return text
}

// tamed replaces line ends by a blank, and by U+FFFD what cannot be printed and what nobody sees, the marks of
// direction among it (Unicode Standard Annex 9). Joiners stay, because scripts and emoji are spelt with them.
func tamed(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == '\u200c', r == '\u200d', unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return r
	case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point):
		return utf8.RuneError
	}
	return r
}

// nameOf is what people call a person: by the account, else by HR; empty where nobody tells.
func nameOf(p *review.Person) string {
	name := accountName(&p.Account)
	if name == "" && p.HR != nil {
		return p.HR.Name
	}
	return name
}

func accountName(a *identity.Account) string {
	return strings.TrimSpace(a.GivenName + " " + a.FamilyName)
}

// personOf is a person in a sentence: the name with the user name, or the latter alone.
func personOf(p *review.Person) string {
	if name := nameOf(p); name != "" {
		return oneLine(name) + " (" + oneLine(string(p.Account.UserName)) + ")"
	}
	return oneLine(string(p.Account.UserName))
}

// workspaceOf is a workspace's name, or its id where nobody told one.
func workspaceOf(w identity.Workspace) string {
	if w.Name == "" {
		return w.ID
	}
	return w.Name
}

// loginOf is when somebody last signed in.
func loginOf(l review.Login) string {
	switch {
	case !l.Known:
		return "unknown"
	case l.At.IsZero():
		return "never"
	}
	return day(l.At)
}

func adminOf(a *review.Access) string {
	if a.Admin == nil {
		return "unknown"
	}
	return yesNo(*a.Admin)
}

// employmentOf is what HR's list says of a person; empty where there is no list.
func (b *binder) employmentOf(p *review.Person) string {
	switch {
	case p.HR == nil && b.hasStaff():
		return "not in HR's list"
	case p.HR == nil:
		return ""
	case p.HR.Left && !p.HR.LeftOn.IsZero():
		return "left on " + day(p.HR.LeftOn)
	case p.HR.Left:
		return "has left"
	case p.HR.Status == "":
		return "in HR's list"
	}
	return p.HR.Status
}

func (b *binder) hasStaff() bool {
	for _, s := range b.Campaign.Sources {
		if s.What == "HR" {
			return true
		}
	}
	return false
}

func flagsOf(a *review.Access) string {
	words := make([]string, len(a.Flags))
	for i, f := range a.Flags {
		words[i] = f.Words
	}
	return strings.Join(words, "; ")
}

// pastOf is what the review before decided.
func pastOf(a *review.Access) string {
	if a.Past == nil {
		return ""
	}
	return string(a.Past.Decision) + " by " + a.Past.By + ", " + day(a.Past.ClosedAt)
}

// reviewerOf is a reviewer as tables name them.
func reviewerOf(address string) string {
	if address == "" {
		return "(nobody was found)"
	}
	return address
}
