package cli

import (
	"bytes"
	"strings"
	"testing"

	"scimsheet/internal/finding"
)

func TestWhatFilesSayIsNotObeyedByTheTerminal(t *testing.T) {
	var out, talk bytes.Buffer
	s := &screen{Streams: Streams{Out: &out, Err: &talk}}
	s.printFailure(fail(exitUsage, "look at \x1b]0;pwn\x07", "no file \x1b[2Jx.xlsx"))
	tellFindings(s, []finding.Finding{{Severity: finding.Warning, Message: "manager \x1b[31mnobody"}})
	if all := out.String() + talk.String(); strings.ContainsAny(all, "\x1b\x07") || !strings.Contains(all, "x.xlsx") || !strings.Contains(all, "nobody") {
		t.Errorf("%q", all)
	}
}
