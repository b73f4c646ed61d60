package sheet

import "testing"

func TestAFormatShowsATextAsItIsOrNot(t *testing.T) {
	for _, c := range []struct {
		code    string
		rewords bool
	}{
		{"", false},
		{"General", false},
		{"@", false},
		{"[Red]@", false},
		{"dd/mm/yyyy", false},
		{"0%", false},
		{"#,##0.00 €", false},
		{`0;-0;"none"`, false},
		{`_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-`, false},
		{`"a;b"0`, false},
		{`;;;`, true},
		{`;;;"gets a new phone number"`, true},
		{`0;0;0;[Red]`, true},
		{`@" by the CISO"`, true},
		{`"approve "@`, true},
		{`\x@`, true},
		{`@@`, true},
	} {
		if got := rewords(c.code); got != c.rewords {
			t.Errorf("%q: rewords is %v", c.code, got)
		}
	}
}
