package report

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// columnsInSummary is how many columns of a table the summary lists: a matrix may have thousands.
const columnsInSummary = 60

func (c *checked) summarySheet() error {
	page, err := c.copied.Front().Page(sheet.Layout{Name: c.summary, Title: c.foot(), Portrait: true, Tab: "17324D", Columns: []sheet.Column{
		{Width: markColumn}, {Width: 44}, {Width: 12}, {Width: 70, Wrapped: true}}})
	if err != nil {
		return err
	}
	return errors.Join(
		page.Line(sheet.String("Check of "+c.name()).As(sheet.Title)),
		page.Line(sheet.String("Checked on "+moment(c.CheckedAt)+" by "+c.Tool+". Nothing was changed in the tenant or in the file that was checked.").As(sheet.Muted)),
		section(page, c.headline()), remarkLines(page, c.remarks()),
		section(page, "How to go on"), steps(page, c.goOn()),
		section(page, "The numbers"), c.numbers(page),
		c.kinds(page),
		section(page, "What the columns were read as"), c.columns(page),
		section(page, "Where this comes from"), factRows(page, c.origin()))
}

// headline is the check in one sentence.
func (c *checked) headline() string {
	errorsFound := countOf(c.counts.Errors, "error", "errors")
	switch {
	case c.counts.Errors > 0 && c.HeldBack > 0:
		return errorsFound + ": " + number(c.HeldBack) + " of " + people(c.People) + " would be left out."
	case c.counts.Errors > 0:
		return errorsFound + " to correct."
	case c.People == 0:
		return "No people were found."
	case c.counts.Warnings > 0:
		return "No errors. " + countOf(c.counts.Warnings, "warning", "warnings") + " to look at."
	}
	return "No errors. " + people(c.People) + " can be planned."
}

func (c *checked) remarks() []remark {
	var out []remark
	if c.counts.Errors > 0 {
		out = append(out, remark{"A row with an error is left out by plan and apply, and so are the other rows of the same person.", danger})
	}
	if c.counts.Errors+c.counts.Warnings > 0 {
		out = append(out, remark{"Cells with an error are red, cells with a warning are yellow. The note on the cell says which it is, what is wrong and what to do.", plainly})
	}
	if c.counts.Warnings > 0 {
		out = append(out, remark{"A warning does not stop anything: it may be right as it is.", plainly})
	}
	if marked := c.marked(); marked > mostNotes {
		out = append(out, remark{"Only the first " + number(mostNotes) + " of " + number(marked) + " coloured cells have a note, errors first; the sheet " + c.findings + " has them all.", caution})
	}
	if c.unlisted > 0 {
		out = append(out, remark{"The sheet " + c.findings + " is full: " + countOf(c.unlisted, "finding is", "findings are") + " not on it. validate --json lists every one.", caution})
	}
	if c.Against != "" {
		return append(out, remark{sentence("names of workspaces were compared with " + c.Against), calm})
	}
	return append(out, remark{"Names of workspaces were not compared with a list, because none was at hand. plan compares them with the tenant.", plainly})
}

// marked is how many cells are coloured.
func (c *checked) marked() int {
	cells := map[finding.Pos]bool{}
	for _, f := range c.ranked {
		if row, column, ok := c.cell(f.Pos); ok && row > 0 && f.Severity != finding.Note {
			cells[finding.Pos{Sheet: f.Pos.Sheet, Row: row, Column: column}] = true
		}
	}
	return len(cells)
}

func (c *checked) goOn() []string {
	if c.counts.Errors == 0 && c.People > 0 {
		return []string{"See what would change in the tenant, without changing anything: " + c.Plan}
	}
	return []string{
		"Correct the cells. On the sheet " + c.findings + " the column Where leads to each of them.",
		"Save the workbook. The sheets " + c.findings + " and " + c.summary + " may stay: they are never read as people.",
		"Check again: " + c.Again,
		"Once no errors are left, see what would change in the tenant: " + c.Plan,
	}
}

func (c *checked) numbers(page *sheet.SheetWriter) error {
	rows := 0
	for _, t := range c.Tables {
		rows += t.Rows
	}
	var err error
	for _, line := range []struct {
		name  string
		n     int
		style sheet.Style
		note  string
	}{
		{"Rows of people", rows, sheet.Plain, ""},
		{"People", c.People, sheet.Plain, "several rows may be about one person"},
		{"  of them held back", c.HeldBack, worse(c.HeldBack, sheet.Bad), "by errors"},
		{"Errors", c.counts.Errors, worse(c.counts.Errors, sheet.Bad), "have to be corrected"},
		{"Warnings", c.counts.Warnings, worse(c.counts.Warnings, sheet.Warn), "are worth a look"},
		{"Notes", c.counts.Notes, sheet.Plain, "say how something was read"},
	} {
		err = errors.Join(err, page.Row(sheet.Value{}, sheet.String(line.name), sheet.Int(line.n).As(line.style), sheet.String(line.note).As(sheet.Muted)))
	}
	return err
}

// worse is a style for numbers that ought to be 0.
func worse(n int, style sheet.Style) sheet.Style {
	if n == 0 {
		return sheet.Plain
	}
	return style
}

// kinds are the findings by code, the worst and most frequent first, with what they mean.
func (c *checked) kinds(page *sheet.SheetWriter) error {
	count := map[finding.Code]int{}
	for _, f := range c.ranked {
		count[f.Code]++
	}
	if len(count) == 0 {
		return nil
	}
	codes := make([]finding.About, 0, len(count))
	for code := range count {
		codes = append(codes, c.about[code])
	}
	rank := map[finding.Severity]int{finding.Error: 0, finding.Warning: 1, finding.Note: 2}
	slices.SortFunc(codes, func(a, b finding.About) int {
		return cmp.Or(cmp.Compare(rank[a.Severity], rank[b.Severity]), cmp.Compare(count[b.Code], count[a.Code]), cmp.Compare(a.Code, b.Code))
	})
	err := errors.Join(section(page, "What was found"), page.Row(sheet.Value{}, sheet.String("Finding").As(sheet.Head),
		sheet.String("How often").As(sheet.HeadEnd), sheet.String("What it means, and what to do").As(sheet.Head)))
	for _, about := range codes {
		err = errors.Join(err, page.Row(sheet.Value{}, sheet.String(string(about.Severity)+": "+about.Title).As(severityStyle(about.Severity)),
			sheet.Int(count[about.Code]), sheet.String(ended(about.Meaning)+" "+ended(about.Fix))))
	}
	return errors.Join(err, page.Row(sheet.Value{}, sheet.String("See every finding").To(c.findings)))
}

func (c *checked) columns(page *sheet.SheetWriter) error {
	if len(c.Tables) == 0 {
		return page.Line(sheet.Value{}, sheet.String("No table of people was found."))
	}
	var err error
	for _, t := range c.Tables {
		if len(c.Tables) > 1 {
			err = errors.Join(err, page.Line(sheet.Value{}, sheet.String(c.copied.SheetOf(t.Sheet)).As(sheet.Strong)))
		}
		err = errors.Join(err, page.Row(sheet.Value{}, sheet.String("Header").As(sheet.Head), sheet.String("").As(sheet.Head), sheet.String("Read as").As(sheet.Head)))
		for i, column := range t.Columns {
			if i == columnsInSummary {
				more := len(t.Columns) - columnsInSummary
				err = errors.Join(err, page.Row(sheet.Value{}, sheet.String("… and "+countOf(more, "more column", "more columns")).As(sheet.Muted)))
				break
			}
			as := sheet.String(strings.Trim(column.As+": "+column.How, ": "))
			if column.As == "" && column.How == "" {
				as = sheet.String("carried through to the results, no effect").As(sheet.Muted)
			}
			err = errors.Join(err, page.Row(sheet.Value{}, sheet.String(column.Header), sheet.String(""), as))
		}
	}
	return err
}

func (c *checked) origin() []fact {
	facts := []fact{{Name: "File", Value: c.name()}}
	for _, t := range c.Tables {
		if t.Sheet != "" {
			facts = append(facts, fact{Name: "Sheet", Value: t.Sheet})
		}
		facts = append(facts, fact{Name: "  its header", Value: "row " + number(t.HeaderRow) + ", then " + countOf(t.Rows, "row of people", "rows of people")})
	}
	return append(facts, fact{Name: "Checked", Value: moment(c.CheckedAt)}, fact{Name: "By", Value: c.Tool})
}
