package escape

import (
	"html"
	"net/url"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestATextIsFoundUnderItsEscapes(t *testing.T) {
	const text = `Hunter2!pass/word "1"`
	for _, escaped := range []string{
		text, `Hunter2%21pass%2Fword %221%22`, `Hunter2!pass%2fword+"1"`, `Hunter2!pass&#x2F;word &quot;1&quot;`, `%48unter2!pass%25252fword "1"`,
		`Hunter2!pass\/word \"1\"`, `Hunter2!pass&amp;#x2f;word+%221%22`, `Hunter2!pass%26sol;word "1"`,
	} {
		if got := slices.Collect(Undone(escaped)); !slices.Contains(got, text) {
			t.Errorf("%s stands for %q", escaped, got)
		}
	}
}

func TestATextWithoutEscapesStandsForItself(t *testing.T) {
	for _, text := range []string{"", "plain", "100 %", "R&D", "9% off"} {
		for got := range Undone(text) {
			if got != text {
				t.Errorf("%q stands for %q", text, got)
			}
		}
	}
}

func TestOneEscapeIsAlwaysUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for _, escaped := range []string{url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text)} {
			if got := slices.Collect(Undone(escaped)); !slices.Contains(got, text) {
				t.Errorf("%q stands for %q", escaped, got)
			}
		}
	})
}
