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
		{"an XML document", "staff.xml", "<?xml version=\"1.0\"?><Workbook/>", "is an XML document, neither a workbook nor CSV"},
		{"JSON lines", "staff.jsonl", "{\"userName\":\"ada@x.com\"}\n", "is JSON, neither a workbook nor CSV"},
		{"gzip", "staff.csv.gz", "\x1f\x8b\x08\x00", "is compressed with gzip"},
		{"a workbook that rights management encrypted", "staff.xlsx", compound("DRMEncryptedTransform") + string(utf16Bytes("EncryptedPackage")), "is encrypted by a sensitivity label or rights management"},
		{"an old workbook with a text document inside", "staff.xls", compound("WordDocument") + string(utf16Bytes("Workbook")), "is in the old Excel format (.xls)"},
		{"an old text document", "staff.doc", compound("WordDocument"), "is a text document (Word), not a workbook"},
		{"an old presentation", "staff.ppt", compound("PowerPoint Document"), "is a presentation, not a workbook"},
		{"an e-mail", "staff.msg", compound("__substg1.0_0037001F"), "is an e-mail saved from Outlook, not a table"},
		{"a workbook of before 1993", "staff.xls", "\x09\x04\x06\x00\x00\x00\x10\x00", "is in the old Excel format (.xls)"},
		{"another lock file", ".~lock.staff.xlsx#", ",mary,desk,21.11.2026 10:00,file:///home;", "is the lock file a spreadsheet program keeps while a workbook is open"},
		{"a web page that begins with its table", "staff.xls", "<TABLE border=1>", "is a web page (HTML), whatever its name says"},
		{"a web page that begins with its looks", "staff.xls", "<meta http-equiv=x><style>td{}</style><table>", "is a web page (HTML), whatever its name says"},
		{"a web page in one file", "staff.xls", "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "is a web page archive (MHTML), whatever its name says"},
		{"other tags", "staff.csv", "<people><person/></people>", "is a web page (HTML) or XML, neither a workbook nor CSV"},
		{"an XML spreadsheet of Excel 2003", "staff.xls", "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "is an XML spreadsheet of Excel 2003"},
		{"flat OpenDocument", "staff.fods", "<?xml version=\"1.0\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">", "is a flat OpenDocument file (.fods)"},
		{"a symbolic link", "staff.slk", "ID;PCALCOOO32\nC;X1;Y1;K\"userName\"\nE\n", "is in the symbolic link format (SYLK, .slk)"},
		{"a symbolic link of Excel", "staff.slk", "ID;PWXL;N;E\r\nP;PGeneral\r\n", "is in the symbolic link format (SYLK, .slk)"},
		{"data interchange", "staff.dif", "TABLE\r\n0,1\r\n\"x\"\r\n", "is in the Data Interchange Format (.dif)"},
		{"a database", "staff.db", "SQLite format 3\x00", "is a database (SQLite), neither a workbook nor CSV"},
		{"JSON over several lines", "staff.json", "[\n  {\n    \"userName\": 1}]", "is JSON, neither a workbook nor CSV"},
		{"one JSON object over several lines", "staff.json", "{\n  \"users\": []}", "is JSON, neither a workbook nor CSV"},
		{"a picture", "staff.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "is a picture, not a table"},
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

func TestWhatOnlyResemblesAnotherKindIsCSV(t *testing.T) {
	for _, content := range []string{"ID;PERSON;MAIL\n1;Ada;ada@x.com\n", "ID;P\nB;x\n", "ID;PHONE\nC;1\n", "[Required] Email,Name\nada@x.com,Ada\n", "<none>,a\n", "<\n",
		"{id},a\n", "Table,0\n0,1\n", "PK,name\n1,Ada\n", "\xc4\xd6\xdc,a\n", "\xff\xfe\xdf\x000\x00"} {
		b, err := Open(writeFile(t, "staff.csv", []byte(content)), Options{})
		if err != nil {
			t.Errorf("%q: %v", content, err)
			continue
		}
		if _, err := walk(b, ""); err != nil {
			t.Errorf("%q: %v", content, err)
		}
		b.Close()
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
