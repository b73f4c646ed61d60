package approval_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimsheet/internal/approval"
	"scimsheet/internal/sheet"
)

func TestWhatIsNoWorkbookIsUnreadable(t *testing.T) {
	p := samplePlan(t)
	whole, err := os.ReadFile(wholeReport(t, p))
	check(t, err)
	for name, test := range map[string]struct {
		file    string
		content []byte
		want    string
	}{
		"a truncated workbook":         {"cut.xlsx", whole[:len(whole)/2], "cut.xlsx: "},
		"a workbook with a bad part":   {"bad.xlsx", spoiled(t, whole), "bad.xlsx"},
		"CSV":                          {"changes.csv", []byte("Decision;Plan change id\napprove;c00001\n"), "changes.csv: is text (CSV), not a workbook"},
		"CSV that is called .xlsx":     {"changes.xlsx", []byte("Decision,Plan change id\napprove,c00001\n"), "changes.xlsx: is text (CSV), not a workbook"},
		"a PDF":                        {"report.pdf", []byte("%PDF-1.7\n"), "report.pdf: is a PDF document, not a table"},
		"the page instead of the book": {"change-report.html", []byte("<!doctype html><html><body></body></html>"), "change-report.html: is a web page (HTML)"},
		"a lock file":                  {"~$change-report.xlsx", []byte("\x05olga"), "~$change-report.xlsx: is the lock file"},
		"an encrypted workbook":        {"secret.xlsx", compound("EncryptedPackage"), "secret.xlsx: is protected with a password to open it"},
		"an old workbook":              {"old.xls", compound("Workbook"), "old.xls: is in the old Excel format (.xls)"},
		"an empty file":                {"empty.xlsx", nil, "empty.xlsx: is empty"},
		"another zip archive":          {"files.zip", zipped(t, "readme.txt"), "files.zip: is a zip archive without a workbook in it"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), test.file)
			check(t, os.WriteFile(path, test.content, 0o600))
			_, _, err := read(path, p, approval.Rules{})
			var unreadable *sheet.Unreadable
			if !errors.As(err, &unreadable) || !strings.HasPrefix(err.Error(), test.want) {
				t.Fatalf("the error is %v, want %q", err, test.want)
			}
			if unreadable.Hint == "" || strings.Contains(unreadable.Hint, "CSV") {
				t.Errorf("the hint is %q", unreadable.Hint)
			}
		})
	}
	if _, _, err := read(filepath.Join(t.TempDir(), "nothing.xlsx"), p, approval.Rules{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, _, err := read(t.TempDir(), p, approval.Rules{}); err == nil || !strings.HasSuffix(err.Error(), ": is a folder") {
		t.Errorf("a folder: %v", err)
	}
}

func TestNothingIsLeftInTheTemporaryFolder(t *testing.T) {
	folder := t.TempDir()
	p := samplePlan(t)
	path := wholeReport(t, p)
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	_, _, err := read(path, p, approval.Rules{})
	check(t, err)
	left, err := os.ReadDir(folder)
	check(t, err)
	if len(left) > 0 {
		t.Errorf("%s is left behind", left[0].Name())
	}
}

// spoiled is a workbook whose sheet Changes ends in the middle of a row, as an archive that is whole.
func spoiled(t *testing.T, workbook []byte) []byte {
	return altered(t, workbook, func(name string, content []byte) []byte {
		if name == "xl/worksheets/sheet2.xml" {
			return content[:len(content)/2]
		}
		return content
	})
}

// altered is an archive whose parts are as a function wants them.
func altered(t testing.TB, archive []byte, part func(name string, content []byte) []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	check(t, err)
	var buffer bytes.Buffer
	out := zip.NewWriter(&buffer)
	for _, f := range in.File {
		r, err := f.Open()
		check(t, err)
		content, err := io.ReadAll(r)
		check(t, err)
		w, err := out.Create(f.Name)
		check(t, err)
		_, err = w.Write(part(f.Name, content))
		check(t, err)
	}
	check(t, out.Close())
	return buffer.Bytes()
}

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	out := zip.NewWriter(&buffer)
	for _, name := range names {
		_, err := out.Create(name)
		check(t, err)
	}
	check(t, out.Close())
	return buffer.Bytes()
}

// compound begins like an OLE2 container with a stream of that name.
func compound(stream string) []byte {
	content := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...)
	for _, c := range []byte(stream) {
		content = append(content, c, 0)
	}
	return append(content, make([]byte, 512)...)
}
