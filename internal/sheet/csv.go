package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"scimsheet/internal/finding"
)

// What one cell and one record may hold at most. Spreadsheets end at 32,767 characters a cell; beyond
// these sizes a quote is open that nobody closed.
const (
	maxCSVCell   = 1 << 20
	maxCSVRecord = 16 << 20
)

// maxCSVRows is how many rows there may be at most, blank ones included; spreadsheets end at half of it.
const maxCSVRows = 2_000_000

// csvFile is CSV as RFC 4180 has it, with the delimiters, line ends and encodings that spreadsheet
// programs write.
type csvFile struct {
	source    *source
	text      csvText
	delimiter byte
	maxSize   int64
}

func openCSV(src *source, head []byte, o Options) (*csvFile, error) {
	text, err := findText(head, o.Encoding)
	if err != nil {
		return nil, err
	}
	c := &csvFile{source: src, text: text, delimiter: byte(o.Delimiter), maxSize: o.MaxSize}
	if c.delimiter == 0 {
		c.delimiter = findDelimiter(src.name, text, head)
	}
	return c, nil
}

func (c *csvFile) sheets() []Info   { return []Info{{}} }
func (c *csvFile) others() []string { return nil }

func (c *csvFile) shape(string) (Shape, error) { return Shape{}, nil }

func (c *csvFile) rows(sheet string) (rowReader, error) {
	if sheet != "" {
		return nil, &Unreadable{File: c.source.name, Message: fmt.Sprintf("is CSV and has no sheet %q", sheet),
			Hint: "leave --sheet out"}
	}
	r, err := c.source.reader()
	if err != nil {
		return nil, err
	}
	r = &limited{r: r, left: c.maxSize, over: tooLarge(c.source.name, "", c.maxSize)}
	return newCSVReader(c.source.name, c.text.reader(r), c.delimiter, &c.text), nil
}

// csvReader reads records. buf[start:end] is what was read and not yet given away; offsets count from
// start, so that they hold when the window moves.
type csvReader struct {
	file       string
	src        io.Reader
	text       *csvText
	delimiter  byte
	ends       [256]bool // the bytes that end a field without quotes
	buf        []byte
	start, end int
	ended      bool // src has nothing more
	begun      bool
	row        int
	fields     []span
	cells      []Cell
}

// span is where a field's text stands in its record; doubled tells that quotes or line breaks inside
// still have to be undone.
type span struct {
	from, to int
	doubled  bool
}

func newCSVReader(file string, src io.Reader, delimiter byte, text *csvText) *csvReader {
	c := &csvReader{file: file, src: src, text: text, delimiter: delimiter, buf: make([]byte, headSize)}
	c.ends[delimiter], c.ends['\n'], c.ends['\r'] = true, true, true
	return c
}

func (c *csvReader) close() error { return nil }

// read gives the next record that is not blank.
func (c *csvReader) read() (Row, error) {
	if !c.begun {
		c.begun = true
		if err := c.begin(); err != nil {
			return Row{}, err
		}
	}
	for {
		c.row++
		length, err := c.scan()
		if err != nil {
			return Row{}, err
		}
		if c.row > maxCSVRows {
			return Row{}, &Unreadable{File: c.file, Message: fmt.Sprintf("has more than %d rows", maxCSVRows), Hint: "split it into several files, and name them all"}
		}
		record := c.buf[c.start : c.start+length]
		last := c.ended && c.start+length == c.end
		if last && string(record) == dosEnd {
			return Row{}, io.EOF
		}
		if err := c.take(record, last); err != nil {
			return Row{}, err
		}
		c.start += length
		if err := c.lineEnd(); err != nil {
			return Row{}, err
		}
		if len(c.cells) > 0 {
			return Row{Number: c.row, Cells: c.cells}, nil
		}
	}
}

// dosEnd is the character with which programs from the days of CP/M still end a text.
const dosEnd = "\x1a"

// begin passes over a byte-order mark and over a line that tells Excel the delimiter ("sep=;"), which
// Excel does not count as a row.
func (c *csvReader) begin() error {
	for c.end < len("\ufeffsep=;\r\n") && !c.ended {
		if c.more() != nil {
			break // it comes again, in the row where it belongs
		}
	}
	c.start += len(c.buf[:c.end]) - len(bytes.TrimPrefix(c.buf[:c.end], []byte(byteOrderMark)))
	if line := c.buf[c.start:c.end]; separatorLine(line) != 0 {
		c.start += len("sep=;")
		return c.lineEnd()
	}
	return nil
}

// separatorLine is the delimiter that a file's first line declares, 0 where it declares none.
func separatorLine(text []byte) byte {
	const declares = "sep="
	if len(text) < len(declares)+1 || !bytes.EqualFold(text[:len(declares)], []byte(declares)) {
		return 0
	}
	if rest := text[len(declares)+1:]; len(rest) > 0 && rest[0] != '\r' && rest[0] != '\n' {
		return 0
	}
	if c := text[len(declares)]; !specialInCSV(c) {
		return c
	}
	return 0
}

func specialInCSV(c byte) bool { return c == '"' || c == '\r' || c == '\n' || c == 0 || c >= 0x80 }

// scan finds the fields of the next record and gives its length without the line's end; io.EOF where
// there is no more record.
func (c *csvReader) scan() (int, error) {
	c.fields = c.fields[:0]
	if ok, err := c.has(0); !ok {
		return 0, orEOF(err)
	}
	for at := 0; ; at++ {
		if len(c.fields) == gridColumns {
			return 0, c.refuse(fmt.Sprintf("has more than %d columns", gridColumns), "is the delimiter right? say it with --delimiter")
		}
		ok, err := c.has(at)
		if err != nil {
			return 0, err
		}
		if ok && c.buf[c.start+at] == '"' {
			at, err = c.quoted(at)
		} else {
			at, err = c.plain(at)
		}
		if err != nil {
			return 0, err
		}
		if ok, err := c.has(at); !ok || c.buf[c.start+at] != c.delimiter {
			return at, err
		}
	}
}

func orEOF(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

// plain reads a field without quotes from an offset and gives the offset of what ends it. A quote
// inside it is text.
func (c *csvReader) plain(from int) (int, error) {
	for at := from; ; {
		window := c.buf[c.start+at : c.end]
		for i, b := range window {
			if c.ends[b] {
				err := c.fits(from, at+i)
				c.fields = append(c.fields, span{from: from, to: at + i})
				return at + i, err
			}
		}
		at += len(window)
		if err := c.fits(from, at); err != nil {
			return at, err
		}
		if ok, err := c.has(at); !ok {
			c.fields = append(c.fields, span{from: from, to: at})
			return at, err
		}
	}
}

// quoted reads a field in quotes from the offset of its first quote and gives the offset of what ends
// it. Blanks between the closing quote and the delimiter are let pass; anything else means that the
// quotes are not what they seem, and every cell after them might be wrong.
func (c *csvReader) quoted(open int) (int, error) {
	field := span{from: open + 1}
	at := open + 1
	for {
		quote, err := c.find('"', at, open)
		if err != nil {
			return at, err
		}
		at = quote + 1
		if ok, err := c.has(at); err != nil {
			return at, err
		} else if !ok || c.buf[c.start+at] != '"' {
			field.to = quote
			break
		}
		field.doubled = true
		at++
	}
	if bytes.IndexByte(c.buf[c.start+field.from:c.start+field.to], '\r') >= 0 {
		field.doubled = true
	}
	for {
		ok, err := c.has(at)
		switch {
		case err != nil:
			return at, err
		case !ok || c.ends[c.buf[c.start+at]]:
			err := c.fits(field.from, field.to)
			c.fields = append(c.fields, field)
			return at, err
		case c.buf[c.start+at] != ' ' && c.buf[c.start+at] != '\t':
			return at, c.refuse("has text after a closing quote", "a quote inside a quoted cell is written twice")
		}
		at++
	}
}

// find gives the offset of the next quote; at the end of the file the field is known never to close.
func (c *csvReader) find(quote byte, at, open int) (int, error) {
	for {
		window := c.buf[c.start+at : c.end]
		if i := bytes.IndexByte(window, quote); i >= 0 {
			return at + i, nil
		}
		at += len(window)
		if err := c.fits(open, at); err != nil {
			return at, err
		}
		if ok, err := c.has(at); err != nil {
			return at, err
		} else if !ok {
			return at, c.refuse("opens a quote that is never closed", "the file is cut short, or a quote is missing there")
		}
	}
}

func (c *csvReader) fits(from, to int) error {
	if to-from <= maxCSVCell {
		return nil
	}
	return c.refuse(fmt.Sprintf("holds more than %s of text", megabytes(maxCSVCell)), "is a closing quote missing there?")
}

// refuse names the cell that is being read; its fields so far tell the column.
func (c *csvReader) refuse(message, hint string) error {
	return c.refuseCell(len(c.fields)+1, message, hint)
}

func (c *csvReader) refuseCell(column int, message, hint string) error {
	return &Unreadable{File: c.file, Hint: hint,
		Message: fmt.Sprintf("cell %s%d %s", finding.ColumnLetters(column), c.row, message)}
}

// has tells whether there is a byte at an offset, and reads on for it.
func (c *csvReader) has(offset int) (bool, error) {
	for c.start+offset >= c.end {
		if c.ended {
			return false, nil
		}
		if err := c.more(); err != nil {
			return false, err
		}
	}
	return true, nil
}

// more reads on, after moving the record in hand to the window's start, in a larger window if need be.
func (c *csvReader) more() error {
	if c.start > 0 {
		c.end = copy(c.buf, c.buf[c.start:c.end])
		c.start = 0
	}
	if c.end == len(c.buf) {
		if len(c.buf) >= maxCSVRecord {
			return c.refuse(fmt.Sprintf("ends a row of more than %s", megabytes(maxCSVRecord)), "is a quote or a line end missing there?")
		}
		c.buf = append(c.buf, make([]byte, len(c.buf))...)
	}
	for range 100 {
		n, err := c.src.Read(c.buf[c.end:])
		c.end += n
		var unreadable *Unreadable
		switch {
		case n > 0:
			return nil // with what an error leaves readable; it comes again
		case err == io.EOF:
			c.ended = true
			return nil
		case errors.As(err, &unreadable):
			return unreadable
		case errors.Is(err, errHalfCharacter):
			return c.refuse(err.Error(), cutShort)
		case err != nil:
			return fmt.Errorf("read %s: %w", c.file, err)
		}
	}
	return fmt.Errorf("read %s: %w", c.file, io.ErrNoProgress)
}

// lineEnd passes over one line's end: CR LF, LF, or the CR of old Macintosh files.
func (c *csvReader) lineEnd() error {
	if ok, err := c.has(0); !ok {
		return err
	}
	if c.buf[c.start] == '\r' {
		c.start++
		if ok, err := c.has(0); !ok {
			return err
		}
	}
	if c.buf[c.start] == '\n' {
		c.start++
	}
	return nil
}
