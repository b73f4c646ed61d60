package sheet

import (
	"fmt"
	"io"
	"os"
)

// DefaultMaxSize is how many bytes of an input, unpacked, are read at most where Options does not say it.
const DefaultMaxSize = 512 << 20

// The bounds of a spreadsheet, from Excel's specifications and limits.
const (
	gridRows    = 1_048_576
	gridColumns = 16_384
)

// Options says how an input is to be read. The zero value finds everything out.
type Options struct {
	Delimiter rune   // between the fields of CSV; 0 = found out
	Encoding  string // of CSV, by a name of the WHATWG Encoding Standard, such as windows-1252; "" = found out
	MaxSize   int64  // bytes, after unpacking, that are read at most; 0 = DefaultMaxSize
}

// Info is what is known of a sheet before it is read.
type Info struct {
	Name   string // as on its tab; empty for CSV, which has one sheet
	Hidden bool   // the tab is not shown, whether a person or a program hid it
}

// Book is an opened input. It may be asked for rows several times, also of several sheets, one after
// the other; a stream such as standard input gives its rows once. A Book serves one goroutine.
type Book struct {
	source *source
	format format
}

// format is what differs between the kinds of files.
type format interface {
	sheets() []Info
	others() []string
	shape(sheet string) (Shape, error)
	rows(sheet string) (rowReader, error)
}

// rowReader reads one sheet. read gives io.EOF after the last row, and only once the sheet has been
// seen to be complete.
type rowReader interface {
	read() (Row, error)
	close() error
}

// Open opens an .xlsx, .xlsm, .xltx or CSV file; what a file is, its content says and not its name.
// The path "-" is CSV on standard input. The error is *Unreadable for what is neither, and the
// operating system's own, wrapped, for what cannot be opened.
func Open(path string, o Options) (*Book, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if path == "-" {
		return open(streamed("-", os.Stdin), o)
	}
	src, err := opened(path)
	if err != nil {
		return nil, err
	}
	book, err := open(src, o)
	if err != nil {
		src.close()
		return nil, err
	}
	return book, nil
}

func (o *Options) check() error {
	if o.MaxSize == 0 {
		o.MaxSize = DefaultMaxSize
	}
	if o.Delimiter != 0 && (o.Delimiter >= 0x80 || specialInCSV(byte(o.Delimiter))) {
		return fmt.Errorf("delimiter %q: must be one ASCII character that is no quote, line break or NUL", o.Delimiter)
	}
	if o.Encoding != "" {
		if _, err := encodingNamed(o.Encoding); err != nil {
			return err
		}
	}
	return nil
}

func open(src *source, o Options) (*Book, error) {
	head, err := src.head()
	if err != nil {
		return nil, err
	}
	kind, err := recognise(src, head)
	if err != nil {
		return nil, err
	}
	book := &Book{source: src}
	if kind == workbookKind {
		book.format, err = openXLSX(src, o.MaxSize)
	} else {
		book.format, err = openCSV(src, head, o)
	}
	if err != nil {
		return nil, err
	}
	return book, nil
}

// Name is the file's name without its folder; "-" for standard input.
func (b *Book) Name() string { return b.source.name }

// SHA256 is the digest of the file's bytes in lower-case hex. A stream has none until it was read to
// its end; asking earlier is an error.
func (b *Book) SHA256() (string, error) { return b.source.digest() }

// Sheets lists the sheets that hold cells in the order of their tabs, hidden ones included.
// For CSV it is one with an empty name.
func (b *Book) Sheets() []Info { return b.format.sheets() }

// Others are the names on the tabs that hold no cells: charts, dialogs, macros.
func (b *Book) Others() []string { return b.format.others() }

// Shape tells what is known of a sheet as a whole. It may be asked before the sheet's rows are.
func (b *Book) Shape(sheet string) (Shape, error) { return b.format.shape(sheet) }

// Rows reads a sheet from its first row. The caller closes what it gets.
func (b *Book) Rows(sheet string) (*Rows, error) {
	wasCSV, err := b.WasCSV(sheet)
	if err != nil {
		return nil, err
	}
	reader, err := b.format.rows(sheet)
	if err != nil {
		return nil, err
	}
	if wasCSV {
		reader = formerCSV{reader}
	}
	return &Rows{reader: reader}, nil
}

// Delimiter is the character between the fields of CSV; 0 for a workbook.
func (b *Book) Delimiter() rune {
	if c, ok := b.format.(*csvFile); ok {
		return rune(c.delimiter)
	}
	return 0
}

// Encoding is the name of the encoding of CSV as far as it has been read: what begins like UTF-8 may
// turn out to be Windows-1252 where the first accent comes. Empty for a workbook.
func (b *Book) Encoding() string {
	if c, ok := b.format.(*csvFile); ok {
		return c.text.name
	}
	return ""
}

// Close releases the file. Rows that are still open end with an error.
func (b *Book) Close() error { return b.source.close() }

// Rows walks the rows of one sheet that have content, top down:
//
//	for rows.Next() { use(rows.Row()) }
//	if err := rows.Err(); err != nil { … }
//
// Rows without content are passed over; the numbers of the others tell where they were. What was
// walked is the whole sheet only when Err is nil afterwards.
type Rows struct {
	reader rowReader
	row    Row
	err    error
	closed bool
}

// Next moves on to the next row; false at the end and at the first error.
func (r *Rows) Next() bool {
	if r.err != nil || r.closed {
		return false
	}
	r.row, r.err = r.reader.read()
	return r.err == nil
}

// Row is the row that Next moved to. It is valid until Next is called again. The texts stay valid, but
// those of one CSV row share memory: clone what is kept for long out of rows that are not.
func (r *Rows) Row() Row { return r.row }

// Err is what ended the walk early: *Unreadable where the input is damaged, else an error of reading
// the file. It is nil when the whole sheet was walked, or as much of it as was asked for.
func (r *Rows) Err() error {
	if r.err == io.EOF {
		return nil
	}
	return r.err
}

// Close ends the walk; it may be called at any time and more than once.
func (r *Rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	return r.reader.close()
}
