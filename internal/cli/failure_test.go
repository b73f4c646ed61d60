package cli

import (
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"
)

func TestTheHintFitsWhatFailed(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want string // in the hint; empty is no hint
	}{
		"a full disk":              {&fs.PathError{Op: "write", Path: "journal.jsonl", Err: syscall.ENOSPC}, "make room"},
		"a file beyond its limit":  {&fs.PathError{Op: "write", Path: "journal.jsonl", Err: syscall.EFBIG}, "make room"},
		"a folder of others":       {&fs.PathError{Op: "open", Path: "journal.jsonl", Err: syscall.EACCES}, "may this account read and write there?"},
		"a host that is not there": {&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}, "is the address right"},
	} {
		t.Run(name, func(t *testing.T) {
			f := failureOf(fmt.Errorf("record in the journal: %w", test.err))
			if f.Code != exitFailure || !strings.Contains(f.Hint, test.want) || test.want == "" && f.Hint != "" {
				t.Errorf("code %d, hint %q, want %q in it", f.Code, f.Hint, test.want)
			}
		})
	}
}
