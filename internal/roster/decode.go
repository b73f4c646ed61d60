package roster

import (
	"cmp"
	"context"
	"io"
	"slices"
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

	skipHidden      bool // hidden rows are passed over
	matchExternalID bool // externalId is a key
	anyService      bool // userNames and ids are of any form
	merges          bool // the sheet has merged areas
	hiddenColumns   int

	held     []heldBack // trailers, if nobody follows, and the rows without a key among them
	released []given    // somebody followed
	aside    *decoder   // normalises rows that are passed over, so that nothing is said or counted of them

	marks        marks
	findings     []finding.Finding
	cleaned      []cleaning // by column
	people       int        // rows given
	hidden       int        // of people, those that are read
	blank        int        // of people, without a word about workspaces in the column that lists them
	passed       int        // of people, those that are passed over
	passedUnread tally      // passed-over rows that do not tell whom they are about; not in people
	merged       mergedCells
	divided      []divided // by what columns people are grouped
}

// given is a row of people, or nearly one, in its turn.
type given struct {
	sheet.Row
	passed []string // what a passed-over row gives to gocsv; nil for others
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
	r, ok := d.following()
	if !ok {
		if err := cmp.Or(d.ctx.Err(), d.rows.Err()); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	if r.passed == nil {
		d.countMerged(r.Row)
		d.divide(r.Row)
		return d.normalise(r.Row), d.keep(r.Row)
	}
	d.people++
	d.divide(sheet.Row{})
	for i := range d.marks.row {
		d.marks.row[i] = blankMark
	}
	if len(d.marks.row) > 0 {
		d.marks.note()
	}
	clear(d.out)
	copy(d.out, r.passed)
	return d.out[:len(r.passed)], d.keep(r.Row)
}

// following is the next row that people may be in.
func (d *decoder) following() (given, bool) {
	for len(d.released) == 0 {
		r, ok := d.next()
		if d.ctx.Err() != nil {
			return given{}, false
		}
		if !ok {
			return d.lastHeld()
		}
		passed, counts := d.admit(r)
		trailer, total := false, false
		if counts && passed == nil {
			trailer, total = d.table.isTrailer(r, d.matchExternalID)
		}
		switch {
		case !counts:
		case trailer:
			d.hold(r, true, total)
		case len(d.held) == 0:
			return given{r, passed}, true
		case passed == nil && !d.anyService && !d.table.tellsWhom(r, d.matchExternalID):
			d.hold(r, false, false)
		default:
			r.Cells = slices.Clone(r.Cells)
			d.release(len(d.held))
			d.released = append(d.released, given{r, passed})
		}
	}
	r := d.released[0]
	d.released = d.released[1:]
	return r, true
}

// admit reports whether a row counts at all: blank ones, examples, the header again, those that only continue
// merged cells and passed-over ones without a key do not. For other rows that are passed over it gives their keys.
func (d *decoder) admit(r sheet.Row) (passed []string, counts bool) {
	first := firstFilled(r)
	switch {
	case first < 0 || d.merges && ownsNothing(r):
		return nil, false
	case isExample(r.Cells[first].Text):
		d.findings = append(d.findings, finding.New(finding.ExampleRow, d.table.at(r.Number, 0), "",
			"this row is an example and is passed over", ""))
		return nil, false
	case d.table.repeatsHeader(r):
		d.findings = append(d.findings, finding.New(finding.NotAPerson, d.table.at(r.Number, 0), "",
			"this row repeats the header, so it is not taken for a person", ""))
		return nil, false
	case d.passes(r):
		passed = d.passOver(r)
		return passed, passed != nil
	}
	return nil, true
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
	for i := range r.Cells {
		if i < len(d.table.headings) && d.table.headings[i].secret {
			d.cells = append(d.cells, "")
			continue
		}
		d.cells = append(d.cells, r.Cells[i].Text)
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
