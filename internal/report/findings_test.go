package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindingsComeBackAsTheyWere(t *testing.T) {
	var out bytes.Buffer
	check(t, WriteFindings(&out, sampleFindings()))
	if lines := strings.Count(out.String(), "\n"); lines != len(sampleFindings()) {
		t.Errorf("%d lines", lines)
	}
	if strings.Contains(out.String(), `<`) {
		t.Error("letters are escaped that need not be")
	}
	got, err := ReadFindings(&out)
	check(t, err)
	if diff := cmp.Diff(sampleFindings(), got); diff != "" {
		t.Error(diff)
	}
	if _, err := ReadFindings(strings.NewReader(`{"severity":"error"}` + "\n{")); err == nil {
		t.Error("a cut file was taken for a whole one")
	}
}

func FuzzReadFindings(f *testing.F) {
	var out bytes.Buffer
	check(f, WriteFindings(&out, sampleFindings()))
	f.Add(out.Bytes())
	f.Add([]byte("{\"row\":null,\"cell\":\"ZZZZZZZZZZZZZZZZ9\"}\n"))
	f.Add([]byte("[]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		findings, err := ReadFindings(bytes.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := WriteFindings(&again, findings); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(again.Bytes(), []byte("\n")); n != len(findings) {
			t.Errorf("%d findings became %d lines", len(findings), n)
		}
	})
}
