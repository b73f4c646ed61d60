package report

import (
	"context"
	"errors"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// CheckedInput is all that a checked copy of an input tells of.
type CheckedInput struct {
	Path      string // of the input
	Output    string // the copy
	Open      sheet.Options
	Findings  []finding.Finding
	Tables    []CheckedTable
	People    int
	HeldBack  int    // of People
	Against   string // what names of workspaces were compared with; empty for nothing
	CheckedAt time.Time
	Tool      string
	Again     string // the command that checks the corrected copy
	Plan      string // the command that plans it
}

// CheckedTable is one table of people that was checked.
type CheckedTable struct {
	File, Sheet string
	HeaderRow   int
	Rows        int // of people
	KeyColumn   int // 1-based; 0 where no column is the key
	Columns     []CheckedColumn
}

// CheckedColumn is what a column was read as. As is empty where it is only carried through, How where it
// is simply read.
type CheckedColumn struct{ Header, As, How string }

// The names of the sheets in front, as far as the input has none of that name.
const (
	findingsName = "Findings"
	summaryName  = "Summary"
)

// mostNotes is how many cells get a note. A spreadsheet program is slow to open thousands of them; all
// cells are coloured, and the sheet Findings has everything.
const mostNotes = 1000

// WriteChecked writes the input again with what was found in it: each cell with an error or a warning
// coloured and, up to a number, with a note, and in front a sheet of all findings and a summary. It
// returns the name the copy got.
func WriteChecked(ctx context.Context, in CheckedInput) (string, error) {
	header := 0
	if len(in.Tables) > 0 {
		header = in.Tables[0].HeaderRow
	}
	copied, err := sheet.Annotate(in.Path, in.Output, in.Open,
		sheet.Properties{Title: "Checked input", Creator: in.Tool, Created: in.CheckedAt}, header)
	if err != nil {
		return "", err
	}
	defer copied.Discard()
	c := newChecked(in, copied)
	if err := errors.Join(c.findingsSheet(), c.summarySheet()); err != nil {
		return "", err
	}
	return copied.Save(ctx, c.marks())
}

// checked is a checked copy while it is written.
type checked struct {
	CheckedInput
	copied   *sheet.Annotation
	ranked   []finding.Finding // errors first, then warnings, then notes, each in reading order
	counts   finding.Counts
	tables   map[tableName]CheckedTable
	about    map[finding.Code]finding.About
	findings string // the names of the two sheets
	summary  string
	unlisted int // findings for which the sheet had no room
}

func newChecked(in CheckedInput, copied *sheet.Annotation) *checked {
	c := &checked{CheckedInput: in, copied: copied, counts: finding.Count(in.Findings), tables: map[tableName]CheckedTable{},
		about: map[finding.Code]finding.About{}, findings: copied.Free(findingsName), summary: copied.Free(summaryName)}
	for _, about := range finding.Codes() {
		c.about[about.Code] = about
	}
	for _, t := range in.Tables {
		c.tables[tableName{t.File, t.Sheet}] = t
	}
	c.ranked = make([]finding.Finding, 0, len(in.Findings))
	for _, severity := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		for _, f := range in.Findings {
			if f.Severity == severity {
				c.ranked = append(c.ranked, f)
			}
		}
	}
	return c
}

// name is the input's name without its folder.
func (c *checked) name() string { return c.copied.Name() }

func (c *checked) foot() string { return "Check of " + c.name() + " · " + moment(c.CheckedAt) }

// marks are the coloured cells; the worst ones get their notes first.
func (c *checked) marks() []sheet.Mark {
	var marks []sheet.Mark
	noted := map[sheet.Mark]bool{}
	for _, f := range c.ranked {
		row, column, ok := c.cell(f.Pos)
		if !ok || row == 0 || f.Severity == finding.Note {
			continue
		}
		cell := sheet.Mark{Sheet: c.copied.SheetOf(f.Pos.Sheet), Row: row, Column: column}
		if len(noted) < mostNotes {
			noted[cell] = true
		}
		m := cell
		if noted[cell] {
			m.Note = c.noteText(f)
		}
		m.Style = severityStyle(f.Severity)
		marks = append(marks, m)
	}
	return marks
}

// cell is the cell that stands for a place: the key's for a row, none for a whole table. ok is false for
// places outside of the copy.
func (c *checked) cell(pos finding.Pos) (row, column int, ok bool) {
	if pos.File != c.name() {
		return 0, 0, false
	}
	if pos.Row > 0 && pos.Column == 0 {
		return pos.Row, max(1, c.tables[tableName{pos.File, pos.Sheet}].KeyColumn), true
	}
	return pos.Row, pos.Column, true
}

// noteText is what the note on a cell says about one finding. The colour is never the only sign.
func (c *checked) noteText(f finding.Finding) string {
	text := sentence(string(f.Severity) + ": " + f.Message)
	if todo := c.whatToDo(f); todo != "" {
		text += "\n→ " + todo
	}
	return text
}

// whatToDo is a finding's hint as a sentence; where it has none, what helps against its kind.
func (c *checked) whatToDo(f finding.Finding) string {
	if f.Hint == "" && f.Severity != finding.Note {
		return c.about[f.Code].Fix
	}
	return sentence(f.Hint)
}

func (c *checked) findingsSheet() error {
	table, err := c.copied.Front().Table(sheet.Layout{Name: c.findings, Title: c.foot(), Tab: "B3261E", Columns: []sheet.Column{
		{Header: "Severity", Width: 12}, {Header: "Where", Width: 26}, {Header: "Column", Width: 22, Wrapped: true},
		{Header: "Value", Width: 30, Wrapped: true}, {Header: "What is wrong", Width: 58, Wrapped: true},
		{Header: "What to do", Width: 58, Wrapped: true}, {Header: "Code", Width: 22, Style: sheet.Mono}}})
	if err != nil {
		return err
	}
	if len(c.ranked) == 0 {
		return table.Row(sheet.Value{}, sheet.Value{}, sheet.Value{}, sheet.Value{}, sheet.String("Nothing was found.").As(sheet.Muted))
	}
	row := 1
	for _, f := range c.ranked {
		where, target := c.where(f.Pos)
		place := sheet.String(where)
		if target.Sheet != "" && row < sheet.MostLinks {
			place = place.As(sheet.Link)
		}
		err := table.Row(sheet.String(string(f.Severity)).As(severityStyle(f.Severity)), place, sheet.String(f.Pos.Header),
			sheet.String(f.Value), sheet.String(sentence(f.Message)), sheet.String(c.whatToDo(f)), sheet.String(string(f.Code)))
		if errors.Is(err, sheet.ErrFull) {
			c.unlisted = len(c.ranked) + 1 - row
			return nil
		}
		if err != nil {
			return err
		}
		row++
		if target.Sheet != "" {
			target.From = finding.Pos{Row: row, Column: 2}.Cell()
			c.copied.Link(c.findings, target)
		}
	}
	return nil
}

// where is a place in words, and the cell of the copy that it leads to, if there is one.
func (c *checked) where(pos finding.Pos) (string, sheet.CellLink) {
	row, column, ok := c.cell(pos)
	if !ok && pos.Sheet != "" {
		return pos.File + " › " + pos.String(), sheet.CellLink{}
	}
	if !ok {
		return pos.String(), sheet.CellLink{}
	}
	t := c.tables[tableName{pos.File, pos.Sheet}]
	pos.Sheet = c.copied.SheetOf(pos.Sheet)
	if row == 0 {
		row, column = max(1, t.HeaderRow), max(1, column)
	}
	return pos.String(), sheet.CellLink{Sheet: pos.Sheet, To: finding.Pos{Row: row, Column: column}.Cell()}
}
