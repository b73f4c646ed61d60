package identity_test

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

func TestUserNamesAreComparedWithoutCase(t *testing.T) {
	for _, c := range []struct {
		sentence string
		a, b     identity.UserName
		same     bool
	}{
		{"in ASCII", "Ada@X.com", "ada@x.COM", true},
		{"outside ASCII", "ÉLODIE@x.com", "élodie@x.com", true},
		{"in either normalisation", "e\u0301lodie@x.com", "élodie@x.com", true},
		{"in either normalisation and case", "E\u0301LODIE@x.com", "élodie@x.com", true},
		{"with Greek sigma, which has two small letters", "ΟΔΟΣ@x.com", "οδος@x.com", true},
		{"with a letter outside ASCII beside ASCII capitals", "ÜBER@X.COM", "über@x.com", true},
		{"but ß is not ss: a mail server keeps them apart", "strauß@x.com", "strauss@x.com", false},
		{"but an accent is a difference", "elodie@x.com", "élodie@x.com", false},
		{"but a Turkish dotted capital is not a plain i", "İpek@x.com", "ipek@x.com", false},
		{"but a blank is a difference", "ada@x.com", "ada@x.com ", false},
		{"but nothing is not something", "", "a", false},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if c.a.Same(c.b) != c.same || c.b.Same(c.a) != c.same || (c.a.Key() == c.b.Key()) != c.same {
				t.Errorf("%q and %q: same %v, %v, keys %q %q; want %v", c.a, c.b, c.a.Same(c.b), c.b.Same(c.a), c.a.Key(), c.b.Key(), c.same)
			}
		})
	}
}

func TestFoldHoldsForEveryText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if identity.Fold(s) != identity.Fold(norm.NFD.String(s)) || identity.Fold(s) != identity.Fold(norm.NFC.String(s)) {
			t.Errorf("%q folds differently in another normalisation", s)
		}
		if other := rapid.String().Draw(t, "other"); norm.NFD.IsNormalString(s) && norm.NFD.IsNormalString(other) &&
			(identity.Fold(s) == identity.Fold(other)) != strings.EqualFold(s, other) {
			t.Errorf("%q and %q", s, other)
		}
	})
	for r := range unicode.MaxRune {
		folded := identity.Fold(string(r))
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			if norm.NFD.IsNormalString(string(r)) && norm.NFD.IsNormalString(string(next)) && identity.Fold(string(next)) != folded {
				t.Errorf("%q and %q are one letter in two cases, but fold to %q and %q", r, next, folded, identity.Fold(string(next)))
			}
		}
	}
}

func TestWhatAPersonSeesOfAText(t *testing.T) {
	for _, c := range []struct{ sentence, text, want string }{
		{"plain text is as it is", "Ada Lovelace", "Ada Lovelace"},
		{"surrounding blanks are not seen", " \tAda\u00a0\u2003", "Ada"},
		{"every blank is a space", "van\u00a0der\u2009Berg\tJr", "van der Berg Jr"},
		{"two blanks are two", "Ada  L", "Ada  L"},
		{"a line break is a line break", "fin\nhr", "fin\nhr"},
		{"a line break of Windows too", "fin\r\nhr", "fin\nhr"},
		{"accents are composed", "Zoe\u0308", "Zoë"},
		{"accents are composed across what is invisible", "Zoe\u200b\u0308", "Zoë"},
		{"zero width, soft hyphen, byte order mark and direction marks are nothing", "\ufeffA\u200bd\u00ada\u202e\u2060", "Ada"},
		{"variation selectors, joiners of graphemes and fillers are nothing", "A\ufe0fd\u034fa\u3164", "Ada"},
		{"control characters are nothing", "A\x00d\x7fa\u0085", "Ada"},
		{"control characters are nothing in plain ASCII either", "Ada\x7f", "Ada"},
		{"nothing is nothing", "\u200b \u00a0", ""},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if got := identity.Visible(c.text); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if !identity.SameText(c.text, c.want) || !identity.SameText(c.want, c.text) {
				t.Errorf("%q and %q do not read the same", c.text, c.want)
			}
		})
	}
	if identity.SameText("Ada", "ada") || identity.SameText("Ada", "Ad a") || identity.SameText("Ada", "") {
		t.Error("texts that look different read the same")
	}
}

func TestVisibleHoldsForEveryText(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"a", "e", "\u0301", "\u0308", "\u200b", "\u00ad", " ", "\u00a0", "\u2000", "\n", "\r\n", "\r", "\x7f", "\u034f", "İ", "\xff"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(pieces).Draw(t, "pieces"), "") + rapid.String().Draw(t, "text")
		seen := identity.Visible(s)
		if again := identity.Visible(seen); again != seen {
			t.Errorf("what is seen of %q is %q, and of that %q", s, seen, again)
		}
		if !norm.NFC.IsNormalString(seen) || strings.TrimSpace(seen) != seen {
			t.Errorf("%q is not clean", seen)
		}
		if !identity.SameText(s, seen) || !identity.SameText(norm.NFD.String(s), s) {
			t.Errorf("%q does not read as itself", s)
		}
	})
}

func TestANameThatHasLostItsLetters(t *testing.T) {
	for _, c := range []struct {
		text, whole string
		want        bool
	}{
		{"Do?an", "Doğan", true}, {"?ebnem ?", "Şebnem Ş", true}, {"Do?an", "Do?an", false}, {"Doğan", "Doğan", false},
		{"Do?an", "Dolan", false}, {"Do?am", "Doğan", false}, {"Do?", "Doğan", false}, {"?", "", false}, {"", "", false},
		{"Do?an", "Dog\u0306an", true},
	} {
		if got := identity.HasLost(c.text, c.whole); got != c.want {
			t.Errorf("%q of %q: %v", c.text, c.whole, got)
		}
	}
}

func TestALineBreakSeparatesWhateverItsKindAndIsABlankInAName(t *testing.T) {
	for _, text := range []string{"Sales\rPlanning", "Sales\r\nPlanning", "Sales\nPlanning"} {
		if got := identity.Visible(text); got != "Sales\nPlanning" {
			t.Errorf("%q is seen as %q", text, got)
		}
		if !identity.SameText(text, "Sales Planning") {
			t.Errorf("%q is not the same as with a blank", text)
		}
	}
}
