package cli

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPagerIsAProgramWithItsArguments(t *testing.T) {
	for line, want := range map[string][]string{
		"less":              {"less"},
		"  less  -FRX\t-i ": {"less", "-FRX", "-i"},
		`"C:\Program Files\Git\usr\bin\less.exe" -R`: {`C:\Program Files\Git\usr\bin\less.exe`, "-R"},
		`less -P'page of "plan"'`:                    {"less", `-Ppage of "plan"`},
		`less ""`:                                    {"less", ""},
		"less; rm -rf $HOME":                         {"less;", "rm", "-rf", "$HOME"},
	} {
		words, err := commandWords(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if diff := cmp.Diff(want, words); diff != "" {
			t.Errorf("%s:\n%s", line, diff)
		}
	}
	for _, line := range []string{`less "`, `'less`, `less -P"it's`} {
		if _, err := commandWords(line); !errors.Is(err, errOpenQuote) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestWhatIsNoTerminalGetsAllAtOnceAndWithoutColours(t *testing.T) {
	var out bytes.Buffer
	s := &screen{Streams: Streams{Out: &out, Err: &out, Getenv: func(string) string { return "no-such-pager" }}}
	if s.colours() {
		t.Error("a file is coloured")
	}
	if err := s.show("one\ntwo\n", false); err != nil || out.String() != "one\ntwo\n" {
		t.Errorf("printed was %q, %v", out.String(), err)
	}
}
