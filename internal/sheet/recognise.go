package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

type kind uint8

const (
	csvKind kind = iota
	workbookKind
)

// signature is how the content of files begins that people take for tables, and what to say to them.
type signature struct {
	begins  string
	message string
	hint    string
}

const saveAs = "open it in a spreadsheet program and save it as .xlsx or CSV"

// signatures are compared without regard to case, after blanks and a byte-order mark.
func signatures() []signature {
	return []signature{
		{"%pdf-", "is a PDF document, not a table", "ask for the spreadsheet it was printed from"},
		{"\x1f\x8b", "is compressed with gzip", "unpack it first"},
		{"7z\xbc\xaf", "is a 7-Zip archive", "unpack it first"},
		{"rar!", "is a RAR archive", "unpack it first"},
		{"{\\rtf", "is a text document (RTF), not a table", saveAs},
		{"<!doctype html", "is a web page (HTML), whatever its name says", saveAs},
		{"<html", "is a web page (HTML), whatever its name says", saveAs},
		{"<table", "is a web page (HTML), whatever its name says", saveAs},
		{"<?xml", "is an XML document, neither a workbook nor CSV", saveAs},
		{"{\"", "is JSON, neither a workbook nor CSV", "export it as .csv or .xlsx"},
		{"[{", "is JSON, neither a workbook nor CSV", "export it as .csv or .xlsx"},
	}
}

// recognise tells a workbook from CSV by how the content begins, and refuses what is neither.
func recognise(src *source, head []byte) (kind, error) {
	unreadable := func(message, hint string) (kind, error) {
		return 0, &Unreadable{File: src.name, Message: message, Hint: hint}
	}
	switch {
	case len(head) == 0:
		return unreadable("is empty", "was it saved, or downloaded to its end?")
	case strings.HasPrefix(src.name, "~$"):
		return unreadable("is the lock file a spreadsheet program keeps while a workbook is open", "name the workbook itself")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		if src.stream != nil {
			return unreadable("is a workbook, and only CSV can be read from a stream", "give the workbook's name")
		}
		return workbookKind, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return 0, compoundFile(src)
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), " \t\r\n")
	for _, s := range signatures() {
		if n := len(s.begins); len(start) >= n && bytes.EqualFold(start[:n], []byte(s.begins)) {
			return unreadable(s.message, s.hint)
		}
	}
	return csvKind, nil
}

// compoundFile says which kind of OLE2 container the input is. An encrypted workbook is one with a
// stream EncryptedPackage (ECMA-376 part 2 and MS-OFFCRYPTO 2.3.4.4); stream names are UTF-16.
func compoundFile(src *source) error {
	encrypted := &Unreadable{File: src.name, Message: "is protected with a password to open it",
		Hint: "open it and save it without that password (File, Info, Protect Workbook, Encrypt with Password)"}
	old := &Unreadable{File: src.name, Message: "is in the old Excel format (.xls)", Hint: saveAs}
	r, err := src.reader()
	if err != nil {
		return err
	}
	name := utf16Bytes("EncryptedPackage")
	window := make([]byte, 0, headSize+len(name))
	for {
		n, err := r.Read(window[len(window) : len(window)+headSize])
		window = window[:len(window)+n]
		if bytes.Contains(window, name) {
			return encrypted
		}
		if err == io.EOF {
			return old
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", src.name, err)
		}
		window = window[:copy(window, window[max(0, len(window)-len(name)):])]
	}
}

func utf16Bytes(ascii string) []byte {
	wide := make([]byte, 0, 2*len(ascii))
	for _, c := range []byte(ascii) {
		wide = append(wide, c, 0)
	}
	return wide
}
