package roster

import (
	"cmp"
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
	unnamed  tally // rows of the table being read that name nobody for sure, but workspaces of somebody's list

	group, part division
}

// finish makes people of what was read.
func (l *loader) finish() *Roster {
	r := l.roster
	if l.options.MatchExternalID {
		r.ledger.correlate(id, userName, externalID)
	} else {
		r.ledger.correlate(id, userName)
		l.sharedExternalIDs()
	}
	l.gather()
	r.GroupedBy, r.PartedBy = l.group.by(), l.part.by()
	r.Findings = slices.Concat(r.Findings, l.findings, l.divisionNotes())
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
	chosen, err := choose(book, l.options.Sheets)
	if err != nil {
		return err
	}
	for _, name := range chosen.directories {
		if err := l.directory(ctx, book, name); err != nil {
			return err
		}
	}
	if chosen.every {
		if err := l.keepKeyed(book, &chosen); err != nil {
			return err
		}
	}
	if err := l.people(ctx, book, chosen); err != nil {
		return err
	}
	l.tellOthers(book, chosen)
	return nil
}

// people reads the chosen sheets of a book.
func (l *loader) people(ctx context.Context, book *sheet.Book, chosen choice) error {
	var empty []string
	for _, name := range chosen.people {
		t, err := l.read(ctx, book, name)
		if err != nil {
			return err
		}
		if t == nil {
			empty = append(empty, name)
			continue
		}
		if isRetry(name) {
			l.roster.RetrySheet = true
			l.findings = append(l.findings, l.openRetry(t)...)
		}
		if chosen.retry {
			l.findings = append(l.findings, finding.New(finding.RetrySheetRead, t.where, "",
				"this is a results workbook, so its sheet "+quoted(name)+" is read", "--sheet chooses another one"))
			if l.roster.Tables[len(l.roster.Tables)-1].MadeWith, err = book.MadeWith(); err != nil {
				return err
			}
		}
	}
	if chosen.retry {
		if len(empty) < len(chosen.people) {
			return nil
		}
		empty = empty[:1]
	}
	for _, name := range empty {
		l.refuseEmpty(finding.Pos{File: book.Name(), Sheet: name}, len(chosen.people) > 1)
	}
	return nil
}

func (l *loader) refuseEmpty(where finding.Pos, oneOfSeveral bool) {
	hint := "is it the right file and sheet?"
	switch {
	case isRetry(where.Sheet):
		hint = "an empty Retry sheet means that everything was applied"
	case oneOfSeveral:
		hint = "if nobody belongs there, name only the other sheets with --sheet"
	}
	l.findings = append(l.findings, finding.New(finding.EmptyTable, where, "", "there are no rows of people", hint))
	l.roster.UnreadableKeys++
}

// beginning is a table down to its first rows.
type beginning struct {
	*table
	below         []sheet.Row // the header, read already
	hiddenColumns int
	found         []finding.Finding // about the header
}

// begin reads a sheet until it is known what its columns mean. The beginning has no table where the sheet
// is blank, and no header row where the one that was asked for is.
func (l *loader) begin(book *sheet.Book, rows *sheet.Rows, name string, hidden []int) (beginning, error) {
	asked := l.options.HeaderRow
	ahead, err := firstRows(rows, asked)
	if err != nil || len(ahead) == 0 && asked == 0 {
		return beginning{}, err
	}
	wasCSV, err := book.WasCSV(name)
	if err != nil {
		return beginning{}, err
	}
	b := beginning{table: &table{where: finding.Pos{File: book.Name(), Sheet: name}, mapping: l.options.Mapping, records: wasCSV || name == ""}}
	if asked > 0 && (len(ahead) == 0 || ahead[0].Number != asked) {
		return b, nil
	}
	var header sheet.Row
	header, b.below = l.splitHeader(ahead)
	b.headerRow = header.Number
	headings := readHeadings(header.Cells, b.below)
	b.hiddenColumns, b.found = l.hideColumns(b.where, headings, hidden)
	b.found = append(b.found, b.mapHeadings(headings)...)
	return b, nil
}

// read reads one sheet of people; nil where it has no rows of them.
func (l *loader) read(ctx context.Context, book *sheet.Book, name string) (*table, error) {
	shape, err := book.Shape(name)
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	b, err := l.begin(book, rows, name, shape.HiddenColumns)
	switch {
	case err != nil || b.table == nil:
		return nil, err
	case b.headerRow == 0:
		return nil, noHeaderRow(b.where, l.options.HeaderRow)
	}
	t, found := b.table, append(b.found, b.arrange(l.options.Layout)...)
	d := newDecoder(ctx, t, b.below, rows, l.options.Archive)
	d.skipHidden, d.matchExternalID, d.anyService = l.options.SkipHidden, l.options.MatchExternalID, l.options.AnyService
	d.merges, d.hiddenColumns = shape.Merged > 0, b.hiddenColumns
	if t.mismatched || !t.hasKey(l.options.MatchExternalID) {
		return l.refuse(book, t, d, found)
	}
	l.roster.tables = append(l.roster.tables, t)
	start, before := l.roster.ledger.count, len(l.findings)
	l.divide(d)
	if err := gocsv.UnmarshalDecoderToCallback(d, l.takeRow); err != nil {
		return nil, err
	}
	d.settle(l.findings[before:])
	if d.people == 0 {
		l.roster.tables = l.roster.tables[:len(l.roster.tables)-1]
		return nil, nil
	}
	l.roster.ledger.mark(start, d.marks.given)
	l.roster.UnreadableKeys += d.passedUnread.count
	found = append(found, t.claimMarks(l.options.Layout)...)
	found = append(found, l.openList(t)...)
	l.findings = slices.Concat(l.findings, found, d.findings, d.trailers(), d.notes(shape))
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
	l.roster.Tables = append(l.roster.Tables, Table{File: t.where.File, Sheet: t.where.Sheet, SHA256: digest, HeaderRow: t.headerRow, Layout: cmp.Or(l.options.Layout, t.layout()),
		Rows: d.people, HiddenRows: d.hidden, HiddenColumns: d.hiddenColumns, PassedOver: d.passed,
		Mapping: t.mapping.Name(), MappingSHA256: t.mapping.SHA256(),
		Delimiter: book.Delimiter(), Encoding: book.Encoding(), Columns: t.mapped(), Constants: t.mapping.everywhere(), read: t})
	return nil
}
