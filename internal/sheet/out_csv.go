package sheet

import (
	"encoding/csv"
	"io"
	"strings"
)

// CSVWriter writes comma-separated UTF-8 that a spreadsheet program opens without running anything:
// see Guard. Lines end with a line feed, because encoding/csv would otherwise rewrite line breaks
// inside cells as well.
type CSVWriter struct {
	csv    *csv.Writer
	record []string
}

// NewCSVWriter begins a table. A byte-order mark makes Excel read accents right when the file is
// opened with a double click; scripts are better off without.
func NewCSVWriter(w io.Writer, mark bool) (*CSVWriter, error) {
	if mark {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
	}
	return &CSVWriter{csv: csv.NewWriter(w)}, nil
}

// Write writes one record. Errors of the underlying writer may show only at Flush.
func (w *CSVWriter) Write(cells ...string) error {
	w.record = w.record[:0]
	for _, cell := range cells {
		w.record = append(w.record, Guard(cell))
	}
	return w.csv.Write(w.record)
}

// Flush writes what is still held back and returns the first error there was.
func (w *CSVWriter) Flush() error {
	w.csv.Flush()
	return w.csv.Error()
}

// Guard puts an apostrophe before text that a spreadsheet program would take for a formula, and
// before text that already starts with an apostrophe, so that reading can take exactly one off.
// Source: OWASP, CSV Injection.
func Guard(text string) string {
	if text != "" && strings.IndexByte("=+-@\t\r'", text[0]) >= 0 {
		return "'" + text
	}
	return text
}
