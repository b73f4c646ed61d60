package identity

import (
	"strings"
	"testing"
)

func TestOnePersonIsOneMailboxInEverySpelling(t *testing.T) {
	for _, c := range []struct{ why, one, other string }{
		{"in capitals", "ann@acme.com", "Ann@ACME.com"},
		{"with blanks around", "ann@acme.com", " ann@acme.com\u00a0"},
		{"in full width", "ann@acme.com", "ａｎｎ＠ａｃｍｅ．ｃｏｍ"},
		{"with a ligature", "ann.ffrench@acme.com", "ann.ﬀrench@acme.com"},
		{"with letters that nobody sees", "ann@acme.com", "a\u200bnn@ac\u00adme.com\u2800"},
		{"in marks", "ann@acme.com", "“ann@acme.com”"},
		{"in angle brackets", "ann@acme.com", "<ann@acme.com>"},
		{"with an apostrophe in front", "ann@acme.com", "'ann@acme.com"},
		{"with something after a plus sign", "ann@acme.com", "ann+review@acme.com"},
		{"with a dot at the end", "ann@acme.com", "ann@acme.com."},
		{"with a domain as it is sent", "ann@müller.example", "ann@xn--mller-kva.example"},
		{"with such a domain in capitals", "ann@MÜLLER.example", "ann@XN--MLLER-KVA.example."},
		{"with accents as letters of their own", "zoë@acme.com", "zoe\u0308@acme.com"},
	} {
		if one, other := Mailbox(c.one), Mailbox(c.other); one == "" || one != other {
			t.Errorf("%s: %q is %q, %q is %q", c.why, c.one, one, c.other, other)
		}
	}
}

func TestTwoPeopleAreTwoMailboxes(t *testing.T) {
	for _, c := range [][2]string{
		{"ann@acme.com", "anna@acme.com"},
		{"ann@acme.com", "ann@acme.org"},
		{"ann@acme.com", "ann@mail.acme.com"},
		{"strauss@acme.com", "strauß@acme.com"},
		{"ann@acme.com", "+ann@acme.com"},
		{"ann@acme.com", "аnn@acme.com"}, // the first letter is Cyrillic
	} {
		if one, other := Mailbox(c[0]), Mailbox(c[1]); one == other {
			t.Errorf("%q and %q are both %q", c[0], c[1], one)
		}
	}
	if long := Mailbox("ann@" + strings.Repeat("ü", 1<<20)); long == Mailbox("ann@"+strings.Repeat("ü", 1<<20-1)) { // at once, or this test never ends
		t.Error("what is too long is all one")
	}
	for _, text := range []string{"", "ann", "@", "@acme.com", "ann@", "ann@.", "''@acme.com", "Ann, of Finance"} {
		if box := Mailbox(text); box != "" {
			t.Errorf("%q is the mailbox %q", text, box)
		}
	}
}

// FuzzMailbox: what a mailbox is called is the same mailbox.
func FuzzMailbox(f *testing.F) {
	for _, text := range []string{"ann@acme.com", "ａｎｎ＠ａｃｍｅ．ｃｏｍ", "zoë@müller.example", "a@b@c", "'\"@\"'"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if box := Mailbox(text); box != "" && Mailbox(" <"+text+"> ") != box {
			t.Errorf("%q is %q, and in brackets %q", text, box, Mailbox(" <"+text+"> "))
		}
	})
}
