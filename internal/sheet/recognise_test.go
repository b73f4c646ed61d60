package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// compound is the beginning of an OLE2 container with a stream of a name somewhere in its directory.
func compound(stream string) string {
	return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", headSize-13) + string(utf16Bytes(stream)) + strings.Repeat("\xff", 100_000)
}

func zipOf(t *testing.T, names ...string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		io.WriteString(zipPart(t, z, name), "<x/>")
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWhatIsNoTableIsNamedAndRefused(t *testing.T) {
	for _, test := range []struct{ name, file, content, message string }{
		{"nothing", "staff.csv", "", "is empty"},
		{"an old workbook", "staff.xls", compound("Workbook"), "is in the old Excel format (.xls)"},
		{"a workbook with a password", "staff.xlsx", compound("EncryptedPackage"), "is protected with a password to open it"},
		{"a lock file", "~$staff.xlsx", "\x04mary\x00\x00", "is the lock file a spreadsheet program keeps while a workbook is open"},
		{"OpenDocument", "staff.ods", zipOf(t, "mimetype", "content.xml"), "is an OpenDocument file (.ods)"},
		{"a binary workbook", "staff.xlsb", zipOf(t, "[Content_Types].xml", "xl/workbook.bin"), "is a binary workbook (.xlsb)"},
		{"a text document", "staff.docx", zipOf(t, "word/document.xml"), "is a text document (Word), not a workbook"},
		{"a Numbers document", "staff.numbers", zipOf(t, "Index/Document.iwa"), "is an Apple Numbers document"},
		{"another archive", "staff.zip", zipOf(t, "staff.csv"), "is a zip archive without a workbook in it"},
		{"an empty archive", "staff.zip", zipOf(t), "is a zip archive without a workbook in it"},
		{"an archive that is cut", "staff.xlsx", "PK\x03\x04 and so on", "is damaged or cut short: the table of contents at its end is missing"},
		{"PDF", "staff.pdf", "%PDF-1.7\n", "is a PDF document, not a table"},
		{"a web page called .xls", "staff.xls", "\r\n <HTML><body><table>", "is a web page (HTML), whatever its name says"},
		{"a web page with a mark", "staff.csv", "\ufeff<!DOCTYPE html>", "is a web page (HTML), whatever its name says"},
		{"an XML spreadsheet", "staff.xml", "<?xml version=\"1.0\"?><Workbook/>", "is an XML document, neither a workbook nor CSV"},
		{"JSON lines", "staff.jsonl", "{\"userName\":\"ada@x.com\"}\n", "is JSON, neither a workbook nor CSV"},
		{"gzip", "staff.csv.gz", "\x1f\x8b\x08\x00", "is compressed with gzip"},
		{"a picture", "staff.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "row 3 holds a NUL, which text never does"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := Open(writeFile(t, test.file, []byte(test.content)), Options{})
			if err == nil {
				defer b.Close()
				_, err = walk(b, "")
			}
			unreadable := mustBeUnreadable(t, err)
			if unreadable.Message != test.message || unreadable.File != test.file || unreadable.Hint == "" {
				t.Errorf("got %+v, want the message %q", unreadable, test.message)
			}
		})
	}
}

func TestTheKindIsFoundByContentAndNotByName(t *testing.T) {
	workbook, err := Open(writeFile(t, "staff.csv", zipped(t, oneSheet(ordinary, "<t>Ada</t>"))), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	if got := workbook.Sheets(); len(got) != 1 || got[0].Name != "Staff" || workbook.Encoding() != "" || workbook.Delimiter() != 0 {
		t.Errorf("a workbook called .csv has the sheets %v", got)
	}
	text, err := Open(writeFile(t, "staff.xlsx", []byte("a;b\n1;2\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	if got := text.Sheets(); len(got) != 1 || got[0] != (Info{}) || text.Delimiter() != ';' {
		t.Errorf("CSV called .xlsx has the sheets %v", got)
	}
}

func TestAWorkbookCannotBeReadFromAStream(t *testing.T) {
	_, err := open(streamed("-", bytes.NewReader(zipped(t, oneSheet(ordinary)))), Options{MaxSize: DefaultMaxSize})
	if got := mustBeUnreadable(t, err).Message; got != "is a workbook, and only CSV can be read from a stream" {
		t.Errorf("message %q", got)
	}
}

func TestWhatCannotBeOpenedIsTheSystemsError(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "gone.csv"), Options{})
	if !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
	_, err = Open(t.TempDir(), Options{})
	if got := mustBeUnreadable(t, err).Message; got != "is a folder" {
		t.Errorf("a folder: %q", got)
	}
}
