package roster

import (
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/finding"
)

func TestAddressesAreTidiedWhereOneIsLeftWithoutDoubt(t *testing.T) {
	for _, test := range []struct{ name, cell, want string }{
		{"an address is as it is", "Ada.Lovelace-King@mail.x-y.co.uk", "Ada.Lovelace-King@mail.x-y.co.uk"},
		{"full-width letters are ordinary ones", "ａｄａ１＠ｘ．ｃｏｍ", "ada1@x.com"},
		{"an ideographic full stop is a dot", "ada@x。com", "ada@x.com"},
		{"a hyphen that does not break is a hyphen", "ada\u2011l@x.com", "ada-l@x.com"},
		{"a full stop, comma or semicolon at the end goes", "ada@x.com.;,", "ada@x.com"},
		{"angle brackets go", "<ada@x.com>", "ada@x.com"},
		{"quotes go", `"ada@x.com"`, "ada@x.com"},
		{"quotes of a word processor go", "„ada@x.com“", "ada@x.com"},
		{"apostrophes on both sides go", "'ada@x.com'", "ada@x.com"},
		{"a link's scheme goes, and what it asks of the mail program", "MailTo:ada@x.com?subject=hi", "ada@x.com"},
		{"the name that mail programs put before it goes", "Lovelace, Ada <ada@x.com>;", "ada@x.com"},
		{"the address before itself goes", "'ada@x.com' <ADA@x.com>", "ADA@x.com"},
		{"wrappings within wrappings go", ` "<mailto:ada@x.com>", `, "ada@x.com"},
		{"letters of other languages stay", "zoë@müller.de", "zoë@müller.de"},
		{"another address before the brackets is left to be refused", "bob@x.com <ada@x.com>", "bob@x.com <ada@x.com>"},
		{"two people are left to be refused", "Ada <ada@x.com>; Bob <bob@x.com>", "Ada <ada@x.com>; Bob <bob@x.com>"},
		{"what is no address inside is left in the words of the cell", "<ada@x,com>", "<ada@x,com>"},
		{"brackets that mean something else are left", "ada(left)@x.com", "ada(left)@x.com"},
		{"quotes alone are left", `""`, `""`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := tidyAddress(test.cell); got != test.want {
				t.Errorf("%q becomes %q, want %q", test.cell, got, test.want)
			}
		})
	}
}

func TestWhatIsNoAddressIsRefusedWithTheProbableOne(t *testing.T) {
	for _, test := range []struct{ name, cell, why, hint string }{
		{"no @", "ada", "there is no @", "signs in"},
		{"an @ in words", "ada (at) x.com", "there is no @", ""},
		{"an @ in brackets", "ada[at]x[dot]com", "there is no @", `"ada@x.com"`},
		{"two @", "ada@@x.com", "there are two @", `"ada@x.com"`},
		{"two people", "ada@x.com, bob@x.com", "there is more than one", "a row"},
		{"two people by a bar", "ada@x.com | bob@x.com", "there is more than one", "a row"},
		{"two people in two lines", "ada@x.com bob@x.com", "there is more than one", "a row"},
		{"nothing before the @", "@x.com", "nothing stands before the @", ""},
		{"nothing behind the @", "ada@", "nothing stands after the @", ""},
		{"no dot", "ada@x", "there is no dot after the @", ""},
		{"a comma for a dot", "ada@x,com", "a comma for a dot?", `"ada@x.com"`},
		{"a blank beside the @", "ada @x.com", "there is a blank in it", `"ada@x.com"`},
		{"a blank inside, which nobody can guess", "ada lovelace@x.com", "there is a blank in it", ""},
		{"two dots before the @", "ada..l@x.com", "there is a dot too many", `"ada.l@x.com"`},
		{"a dot in front", ".ada@x.com", "there is a dot too many", `"ada@x.com"`},
		{"a dot before the @", "ada.@x.com", "there is a dot too many", `"ada@x.com"`},
		{"two dots in the domain", "ada@x..com", "there is a dot too many", `"ada@x.com"`},
		{"an apostrophe that was to make it text", "'ada@x.com", "there is an apostrophe too many", `"ada@x.com"`},
		{"an apostrophe of a word processor", "o’hara@x.com", `there is a "’" in it`, `"o'hara@x.com"`},
		{"a dash for a hyphen", "anna–maria@x.com", `there is a "–" in it`, `"anna-maria@x.com"`},
		{"a ligature from a PDF", "ﬁnance@x.com", `there is a "ﬁ" in it`, `"finance@x.com"`},
		{"a sign in the domain", "ada@x_y/z.com", `there is a "/" after the @`, ""},
		{"a hyphen at an end of the domain", "ada@-x.com", "there is a hyphen too many", `"ada@x.com"`},
		{"a question mark for a letter", "m?ller@x.com", "was a letter lost", "CSV UTF-8"},
		{"letters of a wrong encoding", "mÃ¼ller@x.com", `there is a "¼" in it`, `"müller@x.com"`},
		{"a formula", `=A2&"@x.com"`, "it is a formula", "replace the formula"},
		{"an emoji", "ada😀@x.com", `there is a "😀" in it`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, message, hint, ok := userNameProblem(test.cell)
			if ok || code != finding.BadUserName || !strings.Contains(message, test.why) || !strings.Contains(hint, test.hint) || test.hint == "" && strings.Contains(hint, "meant") {
				t.Errorf("%q: %s, %q, %q", test.cell, code, message, hint)
			}
		})
	}
}

func TestSixtyCharactersAreCountedAsPeopleDo(t *testing.T) {
	for _, test := range []struct {
		name string
		cell string
		ok   bool
	}{
		{"sixty are taken", strings.Repeat("a", 54) + "@x.com", true},
		{"sixty-one are not", strings.Repeat("a", 55) + "@x.com", false},
		{"sixty with accents are taken", strings.Repeat("é", 54) + "@x.com", true},
		{"sixty-one with accents are not", strings.Repeat("é", 55) + "@x.com", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if code, _, _, ok := userNameProblem(test.cell); ok != test.ok || !ok && code != finding.LongUserName {
				t.Errorf("%t %s", ok, code)
			}
		})
	}
}

func TestLettersOfAnotherScriptAreWarnedOf(t *testing.T) {
	for _, test := range []struct{ name, cell, message, hint string }{
		{"a Cyrillic letter among Latin ones", "аda@x.com", `"а", character 1, is Cyrillic among Latin letters`, `"ada@x.com"`},
		{"a Greek letter among Latin ones", "adaο@x.com", `"ο", character 4, is Greek among Latin letters`, `"adao@x.com"`},
		{"an Armenian letter in the domain", "ada@gօօgle.com", `"օ", character 6, is Armenian among Latin letters`, `"ada@google.com"`},
		{"a Latin letter among Cyrillic ones", "ивaн@x.com", `"a", character 3, is Latin among Cyrillic letters`, "type the address again"},
		{"all letters of another script are no mixture", "иван@x.com", "", ""},
		{"a domain of another script is no mixture", "ivan@пример.com", "", ""},
		{"accents are Latin", "łukasz.zoë@müller.de", "", ""},
		{"Japanese beside Latin is no mixture", "taro山田@x.com", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines("userName", test.cell), Options{})
			switch {
			case len(r.Entries) != 1:
				t.Errorf("held back: %s", found(r))
			case test.message == "" && len(r.Findings) > 0:
				t.Errorf("warned: %s", found(r))
			case test.message == "":
			case len(r.Findings) != 1 || r.Findings[0].Code != finding.MixedScripts ||
				!strings.Contains(r.Findings[0].Message, test.message) || !strings.Contains(r.Findings[0].Hint, test.hint):
				t.Errorf("got %s", found(r))
			}
		})
	}
}

func TestTidiedAddressesAreOnePersonWithTheirTwins(t *testing.T) {
	r := load(t, lines("userName,id", "<ada@x.com>,", "ADA＠x.com,", ","+strings.ToUpper(finance)+".", "mailto:bob@x.com,８a81b08e4f6d2b43014f6e11af2f3602"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	if got, want := people(r), "ada@x.com row 2 3\n id="+finance+" row 4\nbob@x.com id="+emea+" row 5\n"; got != want {
		t.Errorf("got %s", got)
	}
	want := []string{"note cleaned in.csv!A1", "note cleaned in.csv!B1", "warning duplicateRow in.csv row 3"}
	if got := brief(r); !slices.Equal(got, want) {
		t.Errorf("got %q\n%s", got, found(r))
	}
	if !strings.Contains(r.Findings[0].Message, `3 cells were tidied`) || !strings.Contains(r.Findings[0].Message, `A2 ("<ada@x.com>")`) {
		t.Error(found(r))
	}
	sound(t, r)
}
