package sheet

import (
	"bytes"
	"strings"
)

type kind uint8

const (
	csvKind kind = iota
	workbookKind
)

// signature is how the content of files begins that people take for tables, and what to say to them.
type signature struct {
	start   string
	message string
	hint    string
}

const (
	saveAs      = "open it in a spreadsheet program and save it as .xlsx or CSV"
	unpackFirst = "unpack it first"
	exportThat  = "export it as .csv or .xlsx"

	isWebPage = "is a web page (HTML), whatever its name says"
)

// signatures are compared without regard to case, after blanks and a byte-order mark. The first that fits
// is taken.
func signatures() []signature {
	return []signature{
		{"%pdf-", "is a PDF document, not a table", "ask for the spreadsheet it was printed from"},
		{"\x1f\x8b", "is compressed with gzip", unpackFirst},
		{"7z\xbc\xaf", "is a 7-Zip archive", unpackFirst},
		{"rar!", "is a RAR archive", unpackFirst},
		{"{\\rtf", "is a text document (RTF), not a table", saveAs},
		{"\x89png", "is a picture, not a table", "ask for the spreadsheet it shows"},
		{"\xff\xd8\xff", "is a picture, not a table", "ask for the spreadsheet it shows"},
		{"\x09\x00\x04\x00", isOldExcel, saveAs},
		{"\x09\x02\x06\x00", isOldExcel, saveAs},
		{"\x09\x04\x06\x00", isOldExcel, saveAs},
		{"sqlite format 3", "is a database (SQLite), neither a workbook nor CSV", exportThat},
		{"mime-version:", "is a web page archive (MHTML), whatever its name says", saveAs},
		{"table\r\n0,1", isDIF, saveAs},
		{"table\n0,1", isDIF, saveAs},
	}
}

const (
	isOldExcel = "is in the old Excel format (.xls)"
	isDIF      = "is in the Data Interchange Format (.dif)"
)

// recognise tells a workbook from CSV by how the content begins, and refuses what is neither.
func recognise(src *source, head []byte) (kind, error) {
	unreadable := func(message, hint string) (kind, error) {
		return 0, &Unreadable{File: src.name, Message: message, Hint: hint}
	}
	switch {
	case len(head) == 0:
		return unreadable("is empty", "was it saved, or downloaded to its end?")
	case strings.HasPrefix(src.name, "~$"), strings.HasPrefix(src.name, ".~lock."):
		return unreadable("is the lock file a spreadsheet program keeps while a workbook is open", "name the workbook itself")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		if src.stream != nil {
			return unreadable("is a workbook, and only CSV can be read from a stream", "give the workbook's name")
		}
		return workbookKind, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return 0, compoundFile(src)
	}
	for _, start := range [][]byte{head, bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), " \t\r\n")} {
		for _, s := range signatures() {
			if begins(start, s.start) {
				return unreadable(s.message, s.hint)
			}
		}
		if message, hint := markupOrNotation(start); message != "" {
			return unreadable(message, hint)
		}
	}
	return csvKind, nil
}

// markupOrNotation tells documents that are text like CSV. The message is empty for what may be CSV.
func markupOrNotation(start []byte) (message, hint string) {
	if len(start) < 2 {
		return "", ""
	}
	inside := bytes.TrimLeft(start[1:], " \t\r\n")
	next := byte(0)
	if len(inside) > 0 {
		next = inside[0]
	}
	switch {
	case start[0] == '<' && (isLetter(start[1]) || start[1] == '!' || start[1] == '?'):
		return markup(bytes.ToLower(start))
	case start[0] == '{' && (next == '"' || next == '}'), start[0] == '[' && next == '{':
		return "is JSON, neither a workbook nor CSV", exportThat
	case isSYLK(start):
		return "is in the symbolic link format (SYLK, .slk)", saveAs
	}
	return "", ""
}

// markup says what kind of document with tags it is, from its beginning in lower case. The message is empty
// where there is but one tag, which may be a word somebody put in brackets.
func markup(start []byte) (message, hint string) {
	switch {
	case bytes.Contains(start, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		return "is an XML spreadsheet of Excel 2003", saveAs
	case bytes.Contains(start, []byte("urn:oasis:names:tc:opendocument")):
		return "is a flat OpenDocument file (.fods)", saveAs
	case bytes.Contains(start, []byte("<html")), bytes.Contains(start, []byte("<table")), bytes.HasPrefix(start, []byte("<!doctype html")), bytes.HasPrefix(start, []byte("<meta")):
		return isWebPage, saveAs
	case bytes.HasPrefix(start, []byte("<?xml")):
		return "is an XML document, neither a workbook nor CSV", saveAs
	case bytes.Contains(start, []byte("</")):
		return "is a web page (HTML) or XML, neither a workbook nor CSV", saveAs
	}
	return "", ""
}

// isSYLK tells the old exchange format by its first two records. One is too little: a column of CSV may
// well be called ID and the next begin with a P.
func isSYLK(start []byte) bool {
	first, rest, ok := bytes.Cut(start, []byte("\n"))
	if !ok || !bytes.HasPrefix(first, []byte("ID;P")) || bytes.IndexByte(first[len("ID;P"):], ';') >= 0 && !bytes.Contains(first, []byte(";N")) {
		return false
	}
	for _, record := range []string{"P;P", "P;F", "P;E", "B;Y", "B;X", "C;X", "C;Y", "F;P", "F;W", "F;D", "O;L", "O;D", "O;P", "NN;"} {
		if bytes.HasPrefix(rest, []byte(record)) {
			return true
		}
	}
	return false
}

// begins compares without regard to the case of ASCII letters. bytes.EqualFold would take any byte that is
// not UTF-8 for any other.
func begins(text []byte, prefix string) bool {
	if len(text) < len(prefix) {
		return false
	}
	for i, c := range []byte(prefix) {
		if text[i] != c && !(isLetter(c) && text[i]|0x20 == c|0x20) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
