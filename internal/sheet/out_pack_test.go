package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
)

func packed(t *testing.T, dimension string, pieces ...string) (string, error) {
	t.Helper()
	scratch, err := os.CreateTemp(t.TempDir(), "parts-*")
	check(t, err)
	defer scratch.Close()
	var out bytes.Buffer
	p, err := newPacker(&out, scratch, map[string][]mend{sheetPart(1): {dimensionMend(dimension), {"<x>", "</x>", "<y/>"}}})
	check(t, err)
	w, err := p.Create(sheetPart(1))
	check(t, err)
	for _, piece := range pieces {
		if _, err := io.WriteString(w, piece); err != nil {
			return "", err
		}
	}
	if err := p.Close(); err != nil {
		return "", err
	}
	unpacked, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	check(t, err)
	part, err := unpacked.Open(sheetPart(1))
	check(t, err)
	text, err := io.ReadAll(part)
	check(t, err)
	return string(text), nil
}

func TestAPartIsMendedHoweverItIsCut(t *testing.T) {
	const written, want = `<worksheet><dimension ref="A1"></dimension><x>old</x></worksheet>`, `<worksheet><dimension ref="A1:N9"></dimension><y/></worksheet>`
	for cut := range written {
		got, err := packed(t, "A1:N9", written[:cut], written[cut:])
		check(t, err)
		if got != want {
			t.Fatalf("cut at %d: %s", cut, got)
		}
	}
}

func TestAPartThatCannotBeMendedIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"nothing of it is there":      `<worksheet/>`,
		"only the first is there":     `<worksheet><dimension ref="A1"/></worksheet>`,
		"in another order":            `<worksheet><x>old</x><dimension ref="A1"/></worksheet>`,
		"what is replaced has no end": `<dimension ref="` + strings.Repeat("A", mostHeld),
	} {
		if _, err := packed(t, "A1:N9", text); err == nil {
			t.Errorf("%s: it would have gone unnoticed", name)
		}
	}
}
