package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
)

const saveAgain = "get the file again, or open it in a spreadsheet program and save it anew"

// errXML is damage in a document itself, as against an error of reading it.
type errXML struct{ message string }

func (e errXML) Error() string { return e.message }

func damaged(format string, args ...any) error { return errXML{fmt.Sprintf(format, args...)} }

// partError says in which part of a workbook an error was met.
type partError struct {
	part string
	err  error
}

func (e partError) Error() string { return e.part + ": " + e.err.Error() }
func (e partError) Unwrap() error { return e.err }

// failure turns what went wrong in a workbook into *Unreadable where the file is at fault; errors of
// the disk stay what they are.
func (x *xlsxFile) failure(sheet string, err error) error {
	var unreadable *Unreadable
	if errors.As(err, &unreadable) {
		return unreadable
	}
	in := ""
	var part partError
	if errors.As(err, &part) {
		in = part.part + " "
		err = part.err
	}
	refuse := func(message string) error {
		return &Unreadable{File: x.name, Sheet: sheet, Message: message, Hint: saveAgain}
	}
	var xml errXML
	var corrupt flate.CorruptInputError
	var inside flate.InternalError
	switch {
	case errors.As(err, &xml):
		return refuse("is damaged: " + in + xml.message)
	case errors.Is(err, zip.ErrChecksum):
		return refuse("is damaged: " + in + "does not fit its checksum")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &corrupt), errors.As(err, &inside):
		return refuse("is damaged: " + in + "is cut short or overwritten")
	case errors.Is(err, zip.ErrAlgorithm):
		return refuse("is compressed in a way that workbooks are not")
	case errors.Is(err, zip.ErrFormat) && in != "":
		return refuse("is damaged: " + in + "is not what the archive's table of contents says")
	case errors.Is(err, zip.ErrFormat):
		return refuse("is damaged or cut short: the table of contents at its end is missing")
	}
	return fmt.Errorf("read %s: %s%w", x.name, in, err)
}
