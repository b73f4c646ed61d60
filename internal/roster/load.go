package roster

import (
	"context"
	"slices"

	"github.com/gocarina/gocsv"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// loader reads inputs into a roster.
type loader struct {
	options  Options
	roster   *Roster
	arena    arena
	findings []finding.Finding
}

// finish makes people of what was read.
func (l *loader) finish() *Roster {
	r := l.roster
	if l.options.MatchExternalID {
		r.ledger.correlate(userName, id, externalID)
	} else {
		r.ledger.correlate(userName, id)
		l.sharedExternalIDs()
	}
	l.gather()
	r.Findings = append(r.Findings, l.findings...)
	var known identity.Workspaces
	for _, w := range r.Directory {
		known.Add(w, false, identity.Supplied)
	}
	for i := range r.tables {
		r.showMatrix(i, &known)
	}
	finding.Sort(r.Findings)
	return r
}

func (l *loader) file(ctx context.Context, path string) error {
	book, err := sheet.Open(path, l.options.Book)
	if err != nil {
		return err
	}
	defer book.Close()
	chosen, err := choose(book, firstOf(l.options.Sheets))
	if err != nil {
		return err
	}
	for _, name := range chosen.directories {
		if err := l.directory(ctx, book, name); err != nil {
			return err
		}
	}
	return l.people(ctx, book, chosen)
}

// people reads the chosen sheets of a book.
func (l *loader) people(ctx context.Context, book *sheet.Book, chosen choice) error {
	empty := 0
	for _, name := range chosen.people {
		t, err := l.read(ctx, book, name)
		if err != nil {
			return err
		}
		if t == nil {
			empty++
			continue
		}
		l.roster.RetrySheet = l.roster.RetrySheet || isRetry(name)
		if chosen.retry {
			l.findings = append(l.findings, finding.New(finding.RetrySheetRead, t.where, "",
				"this is a results workbook, so its sheet "+quoted(name)+" is read", "--sheet chooses another one"))
		}
	}
	if empty == len(chosen.people) || !chosen.retry && empty > 0 {
		where := finding.Pos{File: book.Name(), Sheet: chosen.people[0]}
		hint := "is it the right file and sheet?"
		if isRetry(chosen.people[0]) {
			hint = "an empty Retry sheet means that everything was applied"
		}
		l.findings = append(l.findings, finding.New(finding.EmptyTable, where, "", "there are no rows of people", hint))
		l.roster.UnreadableKeys++
	}
	return nil
}

// read reads one sheet of people; nil where it has no rows of them.
func (l *loader) read(ctx context.Context, book *sheet.Book, name string) (*table, error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ahead, err := firstRows(rows)
	if err != nil {
		return nil, err
	}
	t := &table{where: finding.Pos{File: book.Name(), Sheet: name}, mapping: l.options.Mapping}
	if len(ahead) == 0 {
		return nil, nil
	}
	at := findHeader(ahead, l.options.Mapping, l.options.MatchExternalID)
	t.headerRow = ahead[at].Number
	below := ahead[at+1:]
	found := t.mapHeadings(readHeadings(ahead[at].Cells, below))
	d := newDecoder(ctx, t, below, rows, l.options.Archive)
	if t.mismatched || !t.hasKey(l.options.MatchExternalID) {
		return l.refuse(book, t, d, found)
	}
	l.roster.tables = append(l.roster.tables, t)
	start, before := l.roster.ledger.count, len(l.findings)
	if err := gocsv.UnmarshalDecoderToCallback(d, l.take); err != nil {
		return nil, err
	}
	d.settle(l.findings[before:])
	if d.people == 0 {
		l.roster.tables = l.roster.tables[:len(l.roster.tables)-1]
		return nil, nil
	}
	for _, run := range d.marks.given {
		for range run.rows {
			l.roster.ledger.at(start).mark(run.pattern)
			start++
		}
	}
	l.findings = slices.Concat(l.findings, found, d.findings, d.notes())
	return t, l.account(book, t, d)
}

// refuse notes a table without a key. It is read to its end all the same: damage has to be told first.
func (l *loader) refuse(book *sheet.Book, t *table, d *decoder, found []finding.Finding) (*table, error) {
	below := slices.Clone(d.ahead)
	d.archive = nil
	for {
		if _, err := d.GetCSVRow(); err != nil {
			break
		}
	}
	if err := d.rows.Err(); err != nil {
		return nil, err
	}
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	l.findings = append(l.findings, found...)
	if !t.mismatched {
		l.findings = append(l.findings, t.noKey(below))
	}
	l.roster.UnreadableKeys += max(1, d.people)
	l.roster.tables = append(l.roster.tables, t)
	return t, l.account(book, t, d)
}

// account adds the public account of a table that was read.
func (l *loader) account(book *sheet.Book, t *table, d *decoder) error {
	digest, err := book.SHA256()
	if err != nil {
		return err
	}
	l.roster.Tables = append(l.roster.Tables, Table{File: t.where.File, Sheet: t.where.Sheet, SHA256: digest, HeaderRow: t.headerRow,
		Layout: t.layout(), Rows: d.people, HiddenRows: d.hidden, Mapping: t.mapping.Name(), MappingSHA256: t.mapping.SHA256(), Columns: t.mapped(), read: t})
	return nil
}

// notes says what the decoder did to the table as a whole.
func (d *decoder) notes() []finding.Finding {
	var notes []finding.Finding
	for number, c := range d.cleaned {
		if c.count == 0 {
			continue
		}
		notes = append(notes, finding.New(finding.Cleaned, d.table.at(d.table.headerRow, number), "",
			count(c.count, "cell was", "cells were")+" cleaned of blanks around the text or of characters that cannot be seen; the first is "+
				d.table.at(c.first, number).Cell(), ""))
	}
	if numbers := d.table.columns[workspaces]; d.blank > 0 && d.blank < d.people {
		notes = append(notes, finding.New(finding.BlankWorkspaces, d.table.at(d.table.headerRow, numbers[0]), "",
			count(d.blank, "row leaves its cell", "rows leave their cells")+" blank: those people keep the workspaces they have",
			"write <none> where somebody is to lose them all"))
	}
	notes = append(notes, d.statusNotes()...)
	if d.hidden > 0 {
		notes = append(notes, finding.New(finding.HiddenRows, d.table.where, "",
			count(d.hidden, "hidden row is", "hidden rows are")+" read like the others", "delete rows that are not meant"))
	}
	return notes
}

// firstRows reads as many rows as it takes to find the header and to see what its columns hold.
func firstRows(rows *sheet.Rows) ([]sheet.Row, error) {
	var first []sheet.Row
	for len(first) < lookAhead && rows.Next() {
		r := rows.Row()
		if firstFilled(r) < 0 {
			continue
		}
		r.Cells = slices.Clone(r.Cells)
		first = append(first, r)
	}
	return first, rows.Err()
}

func firstOf(sheets []string) string {
	if len(sheets) == 0 {
		return ""
	}
	return sheets[0]
}
