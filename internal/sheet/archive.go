package sheet

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// ArchivedTable is where the rows that follow it in an archive came from.
type ArchivedTable struct {
	File      string   `json:"file"`      // without its folder
	Sheet     string   `json:"sheet"`     // empty for CSV
	HeaderRow int      `json:"headerRow"` // as a spreadsheet numbers rows
	Headers   []string `json:"headers"`   // as the input spells them, by column
}

// ArchivedRow is one input row as it was read.
type ArchivedRow struct {
	Row      int      `json:"row"`
	UserName string   `json:"userName"` // of the person the row speaks of; empty where that cannot be told
	Cells    []string `json:"cells"`    // as shown in the input, by column
}

// The lines of an archive: gzip of JSON objects, one a line. A table's line stands before its rows'; the
// last line counts the others, so that an archive that was cut can be told.
type (
	tableLine struct {
		Kind string `json:"kind"`
		ArchivedTable
	}
	rowLine struct {
		Kind string `json:"kind"`
		ArchivedRow
	}
	endLine struct {
		Kind   string `json:"kind"`
		Tables int    `json:"tables"`
		Rows   int    `json:"rows"`
	}
)

const (
	tableKind = "table"
	rowKind   = "row"
	endKind   = "end"
)

// ArchiveWriter keeps input rows, so that results can be told long after the input file has changed.
type ArchiveWriter struct {
	zip          *gzip.Writer
	lines        *json.Encoder
	tables, rows int
}

// NewArchiveWriter begins an archive. It is whole only when Close has returned nil.
func NewArchiveWriter(w io.Writer) *ArchiveWriter {
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant that exists
	}
	lines := json.NewEncoder(zip)
	lines.SetEscapeHTML(false)
	return &ArchiveWriter{zip: zip, lines: lines}
}

// Table begins a table; the rows that follow belong to it.
func (a *ArchiveWriter) Table(t ArchivedTable) error {
	a.tables++
	return a.write(tableLine{tableKind, t})
}

// Row keeps a row of the table begun last. The row's cells may be used again afterwards.
func (a *ArchiveWriter) Row(r ArchivedRow) error {
	if a.tables == 0 {
		return errors.New("archive rows: a row before its table")
	}
	a.rows++
	return a.write(rowLine{rowKind, r})
}

// Close ends the archive; it does not close what is written to.
func (a *ArchiveWriter) Close() error {
	if err := a.write(endLine{endKind, a.tables, a.rows}); err != nil {
		return err
	}
	if err := a.zip.Close(); err != nil {
		return fmt.Errorf("archive rows: %w", err)
	}
	return nil
}

func (a *ArchiveWriter) write(line any) error {
	if err := a.lines.Encode(line); err != nil {
		return fmt.Errorf("archive rows: %w", err)
	}
	return nil
}

// ReadArchive calls table for every table of an archive and row for its rows, in the order in which they
// were written; table may be nil. Their errors end it and are returned as they are. An archive that was
// cut or damaged is an error, though only after what could be read of it was handed on.
func ReadArchive(r io.Reader, row func(ArchivedTable, ArchivedRow) error, table func(ArchivedTable) error) error {
	zip, err := gzip.NewReader(bufio.NewReader(r))
	if err != nil {
		return fmt.Errorf("read archived rows: %w", err)
	}
	defer zip.Close()
	lines := json.NewDecoder(zip)
	var current ArchivedTable
	for tables, rows := 0, 0; ; {
		var line struct {
			Kind string `json:"kind"`
			ArchivedTable
			ArchivedRow
			Tables int `json:"tables"`
			Rows   int `json:"rows"`
		}
		if err := lines.Decode(&line); err != nil {
			return fmt.Errorf("read archived rows: cut short or damaged after %d rows: %w", rows, noEOF(err))
		}
		switch line.Kind {
		case tableKind:
			tables++
			current = line.ArchivedTable
			if table != nil {
				err = table(current)
			}
		case rowKind:
			rows++
			err = row(current, line.ArchivedRow)
		case endKind:
			return archiveEnd(lines, line.Tables == tables && line.Rows == rows)
		default:
			err = fmt.Errorf("read archived rows: unknown kind %q after %d rows", line.Kind, rows)
		}
		if err != nil {
			return err
		}
	}
}

// archiveEnd holds that the end's counts fit and that nothing follows, not even a wrong checksum.
func archiveEnd(lines *json.Decoder, fits bool) error {
	if !fits {
		return errors.New("read archived rows: their number is not what the end says")
	}
	if _, err := lines.Token(); err == nil {
		return errors.New("read archived rows: something follows the end")
	} else if err != io.EOF {
		return fmt.Errorf("read archived rows: after the end: %w", err)
	}
	return nil
}

// noEOF names an end that comes too early as what it is.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
