package roster

import (
	"context"
	"io"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// decoder hands the rows of a table to gocsv, normalised: canonical columns only, cells cleaned, and
// the row's number in a column of its own, because gocsv counts rows differently and decodes ahead of
// its callback. It implements gocsv.SimpleDecoder. While gocsv runs, the decoder belongs to gocsv's
// goroutine: what it collects may be looked at afterwards only.
type decoder struct {
	ctx     context.Context
	table   *table
	ahead   []sheet.Row // rows that were read to find the header, before the rest of rows
	rows    *sheet.Rows
	archive *sheet.ArchiveWriter

	slots []slot   // what follows the row number in out
	out   []string // given to gocsv, which copies it before it asks for the next
	begun bool
	cells []string // of the archived row

	marks    marks
	findings []finding.Finding
	cleaned  []cleaning // by column
	people   int        // rows given
	hidden   int        // of people
	blank    int        // of people, without a word about workspaces in the column that lists them
}

// cleaning counts the cells of a column that were cleaned.
type cleaning struct {
	count, first int // first is a row
}

func newDecoder(ctx context.Context, t *table, ahead []sheet.Row, rows *sheet.Rows, archive *sheet.ArchiveWriter) *decoder {
	return &decoder{ctx: ctx, table: t, ahead: ahead, rows: rows, archive: archive,
		slots: t.slots(), cleaned: make([]cleaning, len(t.headings)+1), marks: newMarks(len(t.marks))}
}

// GetCSVRow gives the canonical header first and then each row of people.
func (d *decoder) GetCSVRow() ([]string, error) {
	if !d.begun {
		d.begun = true
		return d.header()
	}
	for {
		if err := d.ctx.Err(); err != nil {
			return nil, err
		}
		r, ok := d.next()
		if !ok {
			if err := d.rows.Err(); err != nil {
				return nil, err
			}
			return nil, io.EOF
		}
		first := firstFilled(r)
		if first < 0 {
			continue
		}
		if isExample(r.Cells[first].Text) {
			d.findings = append(d.findings, finding.New(finding.ExampleRow, d.table.at(r.Number, 0), "",
				"this row is an example and is passed over", ""))
			continue
		}
		return d.normalise(r), d.keep(r)
	}
}

// GetCSVRows is the half of the interface that would hold all rows in memory; gocsv's callbacks do not use it.
func (d *decoder) GetCSVRows() ([][]string, error) {
	var all [][]string
	for {
		r, err := d.GetCSVRow()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, append([]string(nil), r...))
	}
}

func (d *decoder) header() ([]string, error) {
	names := []string{rowColumn}
	for _, s := range d.slots {
		names = append(names, s.column.String())
	}
	d.out = make([]string, len(names))
	if d.archive == nil {
		return names, nil
	}
	headers := make([]string, len(d.table.headings))
	for i, h := range d.table.headings {
		headers[i] = h.spelt
	}
	return names, d.archive.Table(sheet.ArchivedTable{File: d.table.where.File, Sheet: d.table.where.Sheet,
		HeaderRow: d.table.headerRow, Headers: headers})
}

func (d *decoder) next() (sheet.Row, bool) {
	if len(d.ahead) > 0 {
		r := d.ahead[0]
		d.ahead = d.ahead[1:]
		return r, true
	}
	if d.rows.Next() {
		return d.rows.Row(), true
	}
	return sheet.Row{}, false
}

// keep archives a row as its owner sees it.
func (d *decoder) keep(r sheet.Row) error {
	if d.archive == nil {
		return nil
	}
	d.cells = d.cells[:0]
	for _, cell := range r.Cells {
		d.cells = append(d.cells, cell.Text)
	}
	return d.archive.Row(sheet.ArchivedRow{Row: r.Number, UserName: d.said(userName), Cells: d.cells})
}

// firstFilled is the index of the first cell that holds anything, -1 in a row that is blank.
func firstFilled(r sheet.Row) int {
	for i := range r.Cells {
		cell := &r.Cells[i]
		switch {
		case cell.NoValue:
			return i
		case cell.Text == "":
		case cell.Text[0] > ' ' && cell.Text[0] < 0x7f, clean(cell.Text) != "":
			return i
		}
	}
	return -1
}

// isExample tells the row that templates put below their header to show what goes where.
func isExample(text string) bool {
	const begins = "example:"
	if text != "" && (text[0] > 'e' || text[0] > 'E' && text[0] < 'e') && text[0] < 0x7f {
		return false
	}
	text = clean(text)
	return len(text) >= len(begins) && strings.EqualFold(text[:len(begins)], begins)
}
