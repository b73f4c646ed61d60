package sheet

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTheFootOfAPage(t *testing.T) {
	const digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	for _, test := range []struct {
		name   string
		layout Layout
		want   string
	}{
		{"the sheet's name where nothing else is said", Layout{Name: "Changes"}, "&L&8 Changes&C&8 &A&R&8Page &P of &N"},
		{"the title at the left", Layout{Name: "Changes", Title: "Plan 7 for acme"}, "&L&8 Plan 7 for acme&C&8 &A&R&8Page &P of &N"},
		{"what it belongs to in the middle", Layout{Name: "Changes", Title: "Plan 7", Sealed: digest}, "&L&8 Plan 7&C&8 " + digest + "&R&8Page &P of &N"},
		{"digits do not change the size of the letters", Layout{Title: "2026", Sealed: "42"}, "&L&8 2026&C&8 42&R&8Page &P of &N"},
		{"& is no code", Layout{Title: "R&D &P", Sealed: "A&B"}, "&L&8 R&&D &&P&C&8 A&&B&R&8Page &P of &N"},
		{"line breaks are blanks", Layout{Title: "one\ntwo", Sealed: "three\r\nfour"}, "&L&8 one two&C&8 three four&R&8Page &P of &N"},
		{"a long title gives way to what is in the middle", Layout{Title: strings.Repeat("long ", 40), Sealed: digest, Portrait: true},
			"&L&8 long long long long long long long l…&C&8 " + digest + "&R&8Page &P of &N"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.layout.footer(); got != test.want {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestAFootIsNeverLongerThanExcelTakes(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`&{0,300}`), rapid.StringMatching(`(😀|&|é){100,200}`))
	rapid.Check(t, func(rt *rapid.T) {
		l := Layout{Name: "X", Title: text.Draw(rt, "title"), Sealed: text.Draw(rt, "sealed"), Portrait: rapid.Bool().Draw(rt, "upright")}
		got := l.footer()
		if utf16Length(got) > mostFooter {
			rt.Errorf("%d characters", utf16Length(got))
		}
		// Whatever the texts hold, only the codes that are written here are codes.
		if codes := strings.Count(strings.ReplaceAll(got, "&&", ""), "&"); codes != strings.Count(footerStart+footerMiddle+footerEnd, "&") && codes != strings.Count(footerStart+footerMiddle+"&A"+footerEnd, "&") {
			rt.Errorf("%d codes in %q", codes, got)
		}
	})
}
