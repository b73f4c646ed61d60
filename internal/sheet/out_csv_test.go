package sheet

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCSVGetsOneApostropheBeforeWhatWouldBeAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+49 30": "'+49 30", "-x": "'-x", "@ada": "'@ada", "\tx": "'\tx", "\rx": "'\rx",
		"'=x": "''=x", "'t Hooft": "''t Hooft", "ada": "ada", "": "", " =x": " =x", "a=b": "a=b",
	} {
		if got := Guard(text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}

func TestCSVComesBackAsItWasOnceTheApostropheIsOff(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		// A carriage return before a line feed is the one thing CSV readers do not keep.
		cell := rapid.StringMatching(`[=+@'\-"a-zé;,\n\t ]{0,12}`)
		want := []string{cell.Draw(rt, "first"), cell.Draw(rt, "second"), "end"}
		var out bytes.Buffer
		w, err := NewCSVWriter(&out, false)
		check(t, err)
		check(t, w.Write(want...))
		check(t, w.Flush())
		got, err := csv.NewReader(&out).Read()
		check(t, err)
		for i, text := range got {
			if len(text) > 1 && text[0] == '\'' && Guard(text[1:]) == text {
				got[i] = text[1:]
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Error(diff)
		}
	})
}

func TestAMarkStandsBeforeTheHeaderOnlyWhereAsked(t *testing.T) {
	for _, mark := range []bool{false, true} {
		var out bytes.Buffer
		w, err := NewCSVWriter(&out, mark)
		check(t, err)
		check(t, w.Write("userName"))
		check(t, w.Flush())
		if got := bytes.HasPrefix(out.Bytes(), []byte("\xef\xbb\xbf")); got != mark {
			t.Errorf("mark asked %v, written %v", mark, got)
		}
	}
}
